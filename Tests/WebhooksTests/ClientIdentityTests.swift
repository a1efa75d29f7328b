import Testing

@testable import Webhooks

/// Receivers that demand a client certificate.
@Suite("Engine: mutual TLS")
struct ClientIdentityTests {
    private let server: Certificate
    private let first: Certificate
    private let second: Certificate
    private let clients: TemporaryFile

    init() throws {
        server = try Certificate(name: "shop.test")
        first = try Certificate(name: "first")
        second = try Certificate(name: "second")
        clients = try TemporaryFile(
            TestPlaces.read(first.certificate) + TestPlaces.read(second.certificate))
    }

    @Test(
        "each identity has connections of its own, and so has none; TLS sessions pass no identity on",
        arguments: ["1.2", "1.3"])
    func separate(version: String) async throws {
        let receiver = try Receiver(
            certificate: server.keyAndCertificate, options: ["--clients", clients.path, "--tls", version])
        let bench = try bench()
        func attempt(_ who: Certificate?, _ path: String) async throws -> AttemptReport {
            try await bench.attempt(
                EngineBench.request(
                    token: 1, to: receiver.url(path, host: "shop.test"),
                    clientIdentity: who.map { try ClientIdentity(certificateChain: $0.certificate, key: $0.key) }))
        }
        // One after another, so that each could have the connection, the handle and the session before it.
        #expect(try await attempt(first, "/1").outcome == .delivered(status: 200))
        #expect(try await attempt(second, "/2").connection == .fresh)
        #expect(try await attempt(first, "/3").connection == .reused)
        #expect(try await attempt(second, "/4").connection == .reused)
        let stranger = try await attempt(nil, "/5")
        guard case .unreachable(let reason) = stranger.outcome else {
            Issue.record("\(stranger.outcome)")
            return
        }
        #expect(reason.contains("client certificate"), "\(reason)")
        // With the connection closed by the receiver only a session could be handed on.
        #expect(try await attempt(first, "/last").outcome == .delivered(status: 200))
        #expect(try await attempt(second, "/last").outcome == .delivered(status: 200))
        #expect(try await attempt(nil, "/6").responseEnd == .absent)
        #expect(try await attempt(second, "/7").outcome == .delivered(status: 200))
        let lines = try receiver.lines
        #expect(lines.map(\.path) == ["/1", "/2", "/3", "/4", "/last", "/last", "/7"])
        #expect(lines.map(\.client) == ["first", "second", "first", "second", "first", "second", "second"])
        #expect(lines[0].connection == lines[2].connection && lines[1].connection == lines[3].connection)
    }

    @Test("an identity whose files are missing, or do not match, is reported as ours to mend; nothing is sent")
    func unusable() async throws {
        let receiver = try Receiver(
            certificate: server.keyAndCertificate, options: ["--clients", clients.path])
        let bench = try bench()
        let identities = try [
            ClientIdentity(certificateChain: "/nowhere/cert.pem", key: first.key),
            ClientIdentity(certificateChain: first.certificate, key: second.key),
        ]
        for identity in identities {
            let report = try await bench.attempt(
                EngineBench.request(token: 1, to: receiver.url("/", host: "shop.test"), clientIdentity: identity))
            guard case .unreachable(let reason) = report.outcome else {
                Issue.record("\(report.outcome)")
                continue
            }
            #expect(reason.contains("our client certificate cannot be used"), "\(reason)")
        }
        #expect(try receiver.lines.isEmpty)
    }

    @Test("an identity is two absolute paths, and never for plain HTTP")
    func judged() throws {
        for path in ["", "cert.pem", "/a\nb"] {
            #expect(throws: InvalidWebhookInput.self) { try ClientIdentity(certificateChain: path, key: "/key.pem") }
        }
        let identity = try ClientIdentity(certificateChain: "/c.pem", key: "/k.pem")
        #expect(throws: InvalidWebhookInput.self) {
            try EngineBench.request(token: 1, to: "http://127.0.0.1:1/", clientIdentity: identity)
        }
    }

    private func bench() throws -> EngineBench {
        try EngineBench(
            authorities: .file(path: server.certificate), lookUp: { _ in .addresses([.v4(0x7F00_0001)]) })
    }
}
