import Testing

@testable import Webhooks

@Suite("Credentials")
struct CredentialTests {
    // MARK: Bearer tokens

    @Test("a bearer token arrives as the Authorization header")
    func bearer() async throws {
        let receiver = try Receiver()
        let token = try BearerToken("abc.DEF-123_~+/=")
        let bench = try EngineBench()
        let report = try await bench.attempt(
            EngineBench.request(token: 1, to: receiver.url("/"), bearerToken: token))
        #expect(report.outcome == .delivered(status: 200))
        #expect(try receiver.lines.map(\.authorization) == ["Bearer abc.DEF-123_~+/="])
    }

    @Test(
        "a token with a blank, a line break or anything that is not visible ASCII is refused",
        arguments: ["", "a b", "a\n", "a\r\nX-B: 1", "\ta", "a\u{0}", "é", String(repeating: "a", count: 4_097)])
    func badTokens(text: String) {
        #expect(throws: InvalidWebhookInput.self) { try BearerToken(text) }
    }

    @Test("a token shows itself nowhere")
    func quietToken() throws {
        let request = try EngineBench.request(
            token: 1, to: "http://127.0.0.1:1/", bearerToken: BearerToken("hunter2"))
        var dumped = ""
        dump(request, to: &dumped)
        for shown in ["\(request)", String(reflecting: request), dumped] { #expect(!shown.contains("hunter2")) }
        let error = #expect(throws: InvalidWebhookInput.self) { try BearerToken("hunter2 ") }
        #expect(error.map { !"\($0)".contains("hunter2") } ?? false)
    }

    @Test("an Authorization header of one's own is allowed, but not beside a bearer token")
    func ownAuthorization() async throws {
        let header = try DeliveryHeader(name: "authorization", value: "Basic cm1hZDp4")
        #expect(throws: InvalidWebhookInput.self) {
            try EngineBench.request(
                token: 1, to: "http://127.0.0.1:1/", customHeaders: [header], bearerToken: BearerToken("t"))
        }
        let receiver = try Receiver()
        let bench = try EngineBench()
        try bench.send([receiver.url("/")], customHeaders: [header])
        _ = try await bench.reports(1)
        #expect(try receiver.lines.map(\.authorization) == ["Basic cm1hZDp4"])
    }

    // MARK: Ed25519

    @Test("the first test of RFC 8032 gives its public key and its signature")
    func knownAnswer() throws {
        let seed = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        let publicKey = bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        let signature = bytes(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
        let key = try Ed25519Key(seed: seed)
        #expect(key.publicText == "whpk_" + Base64.encode(publicKey) && key.signature(of: []) == signature)
        #expect(try Ed25519Key(parsing: key.exposed) == key)
        #expect(try Ed25519Key(parsing: "whsk_" + Base64.encode(seed + publicKey)) == key)
    }

    @Test("an independent library verifies the v1a signature, which stands behind every v1")
    func asymmetric() async throws {
        let keys = try [UInt8(1), 2].map { try Ed25519Key(seed: [UInt8](repeating: $0, count: 32)) }
        let receiver = try Receiver(options: ["--svix", "--public-key", keys[0].publicText])
        let stranger = try Receiver(options: ["--public-key", keys[1].publicText])
        let bench = try EngineBench()
        for target in [receiver, stranger] {
            bench.engine.submit([
                try EngineBench.request(token: 1, to: target.url("/"), signingKeys: [keys[0]])
            ])
        }
        _ = try await bench.reports(2)
        #expect(try receiver.lines.map(\.verdict) == ["verified"])
        #expect(try stranger.lines.map(\.verdict) == ["refused:InvalidSignature"])
        let headers = try StandardWebhooks.headers(
            id: MessageID("m"), timestamp: 1, body: [1],
            secrets: [UInt8(1), 2].map { try WebhookSecret(randomBytes: [UInt8](repeating: $0, count: 24)) },
            keys: keys)
        let kinds = headers.signature.split(separator: " ", omittingEmptySubsequences: false).map { $0.prefix(4) }
        #expect(kinds.map { $0.split(separator: ",").first } == ["v1", "v1", "v1a", "v1a"])
    }

    @Test(
        "what is not whsk_ and canonical base64 of a seed, or of seed and matching public key, is no key",
        arguments: [
            "", "whsk_", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsk_" + String(repeating: "A", count: 43), "whsk_" + String(repeating: "A", count: 42) + "B=",
            "whsk_" + String(repeating: "A", count: 86) + "==", "whsk_" + String(repeating: "A", count: 200),
        ])
    func badKeys(text: String) {
        let error = #expect(throws: InvalidWebhookInput.self) { try Ed25519Key(parsing: text) }
        #expect(error.map { !"\($0)".contains("AAA") && !"\($0)".contains("MfKQ") } ?? false)
    }

    @Test("a key shows itself nowhere but in `exposed`")
    func quietKey() throws {
        let key = try Ed25519Key(seed: [UInt8](repeating: 0x41, count: 32))
        var dumped = ""
        dump([key], to: &dumped)
        for shown in ["\(key)", String(reflecting: key), dumped] {
            #expect(!shown.contains("QUFB") && !shown.contains("65"))
        }
        #expect(key.exposed.contains("QUFB"))
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue).map { UInt8($0) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
