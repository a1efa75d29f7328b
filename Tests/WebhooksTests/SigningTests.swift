import COpenSSL
import Testing

@testable import Webhooks

@Suite("Signing")
struct SigningTests {
    @Test("the example of the Standard Webhooks libraries gives their signature")
    func knownAnswer() throws {
        let headers = try StandardWebhooks.headers(
            id: MessageID("msg_p5jXN8AQM9LWM0D4loKWxJek"), timestamp: 1_614_265_330,
            body: Array(#"{"test": 2432232314}"#.utf8),
            secrets: [WebhookSecret(parsing: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")])
        #expect(headers.id == "msg_p5jXN8AQM9LWM0D4loKWxJek")
        #expect(headers.timestamp == "1614265330")
        #expect(headers.signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(headers.all.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
    }

    @Test("two secrets give two signatures, separated by one space, each that of its secret alone")
    func rotation() throws {
        let secrets = try [
            WebhookSecret(randomBytes: [UInt8](repeating: 1, count: 24)),
            WebhookSecret(randomBytes: [UInt8](repeating: 2, count: 64)),
        ]
        let id = try MessageID("msg_1")
        let both = try StandardWebhooks.headers(id: id, timestamp: 7, body: [1, 2], secrets: secrets)
        let alone = try secrets.map {
            try StandardWebhooks.headers(id: id, timestamp: 7, body: [1, 2], secrets: [$0]).signature
        }
        #expect(both.signature == alone.joined(separator: " "))
    }

    @Test("without a secret, with too many, or before 1970 nothing is signed")
    func refusedSignings() throws {
        let id = try MessageID("msg_1")
        let secret = try WebhookSecret(randomBytes: [UInt8](repeating: 1, count: 24))
        for (secrets, time) in [([], 1), ([WebhookSecret](repeating: secret, count: 9), 1), ([secret], Int64(-1))] {
            #expect(throws: InvalidWebhookInput.self) {
                try StandardWebhooks.headers(id: id, timestamp: time, body: [], secrets: secrets)
            }
        }
    }

    @Test("a secret survives being written and read, for every length of key", arguments: [24, 25, 26, 32, 63, 64])
    func secretRoundTrip(length: Int) throws {
        let secret = try WebhookSecret(randomBytes: (0..<length).map { UInt8($0 * 7 & 0xFF) })
        #expect(try WebhookSecret(parsing: secret.exposed) == secret)
    }

    @Test("a secret shows itself nowhere but in `exposed`")
    func redacted() throws {
        let secret = try WebhookSecret(parsing: Receiver.secret)
        var dumped = ""
        dump([secret], to: &dumped)
        for shown in ["\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", dumped] {
            #expect(!shown.contains("MfKQ") && !shown.contains("49, 242"))
        }
        #expect(secret.exposed == Receiver.secret)
    }

    @Test(
        "what is not whsec_ and canonical base64 of 24 to 64 bytes is no secret, and the error does not repeat it",
        arguments: [
            "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS*",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La", "whsec_ MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAR==", "whsec_" + String(repeating: "AAAA", count: 22),
            "whsec_" + String(repeating: "A", count: 120), "whsec_====", "whsec_MfKQ-r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ])
    func badSecrets(text: String) {
        let error = #expect(throws: InvalidWebhookInput.self) { try WebhookSecret(parsing: text) }
        #expect(error.map { !"\($0)".contains("MfKQ") } ?? false)
    }

    @Test("an id has no full stop, no blank, no line break, and is neither empty nor long")
    func messageIDs() throws {
        for text in ["", "a.b", "a b", "a\r\nX: y", "é", String(repeating: "a", count: 65)] {
            #expect(throws: InvalidWebhookInput.self) { try MessageID(text) }
        }
        for text in ["a", "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", "RMA-7", String(repeating: "a", count: 64)] {
            #expect(try MessageID(text).text == text)
        }
    }

    @Test("a header cannot become two, nor take the place of one of ours")
    func customHeaders() throws {
        let bad = [
            ("X-A", "1\r\nX-B: 2"), ("X-A", "1\n"), ("X-A\r\n", "1"), ("X A", "1"), ("X:A", "1"), ("", "1"),
            ("X-A", ""), ("X-A", "\u{0}"), ("Host", "evil"), ("webhook-id", "1"), ("Webhook-Signature", "v1,x"),
            ("Content-Length", "0"), ("transfer-encoding", "chunked"), ("Expect", "100-continue"),
            ("X-A", String(repeating: "v", count: 4_097)),
        ]
        for (name, value) in bad {
            #expect(throws: InvalidWebhookInput.self, "\(name)") { try DeliveryHeader(name: name, value: value) }
        }
        #expect(try DeliveryHeader(name: "X-Tenant", value: "größe 7").value == "größe 7")
        #expect(try DeliveryHeader(name: "Authorization", value: "Bearer t").name == "Authorization")
    }

    @Test("OpenSSL's SHA-256 and its generator answer through the shims")
    func shims() {
        var digest = [UInt8](repeating: 0, count: 32)
        #expect(copenssl_sha256(Array("abc".utf8), 3, &digest) == 1)
        #expect(digest.prefix(4) == [0xBA, 0x78, 0x16, 0xBF])
        var first = [UInt8](repeating: 0, count: 32)
        var second = first
        #expect(copenssl_random_bytes(&first, 32) == 1 && copenssl_random_bytes(&second, 32) == 1)
        #expect(first != second)
    }
}
