import Testing

@testable import Webhooks

@Suite("Engine: TLS")
struct TLSTests {
    private let names: NameLookup = { _ in .addresses([.v4(0x7F00_0001)]) }

    @Test("a certificate of a trusted authority for the right name is accepted, and the connection reused")
    func trusted() async throws {
        let certificate = try Certificate(name: "shop.test", lastYear: 2049)
        let receiver = try Receiver(certificate: certificate.keyAndCertificate)
        let bench = try EngineBench(authorities: .file(path: certificate.certificate), lookUp: names)
        let first = try await bench.attempt(receiver.url("/", host: "shop.test"))
        #expect(first.outcome == .delivered(status: 200), "\(first.outcome)")
        #expect(first.timings.tls > 0 && first.timings.connect > 0)
        #expect(try await bench.attempt(receiver.url("/", host: "shop.test")).connection == .reused)
        #expect(try receiver.lines.allSatisfy { $0.verdict == "verified" })
        withExtendedLifetime(certificate) {}
    }

    /// A receiver whose certificate is not to be accepted, and words that must stand in the report.
    private func refusal(
        _ certificate: Certificate, trusting authority: Certificate?, as host: String = "shop.test"
    ) async throws -> String {
        let receiver = try Receiver(certificate: certificate.keyAndCertificate)
        let bench = try EngineBench(
            authorities: authority.map { .file(path: $0.certificate) } ?? .system, lookUp: names)
        let report = try await bench.attempt(receiver.url("/", host: host))
        #expect(try receiver.lines.isEmpty, "nothing may be sent")
        #expect(report.connection == .none && report.foundNoConnection && report.peer == IPAddress("127.0.0.1"))
        // The files are needed until here.
        withExtendedLifetime((certificate, authority)) {}
        guard case .unreachable(let reason) = report.outcome else {
            Issue.record("\(report.outcome)")
            return ""
        }
        return reason
    }

    @Test("an expired certificate is refused before anything is sent")
    func expired() async throws {
        let old = try Certificate(name: "shop.test", lastYear: 2021)
        let reason = try await refusal(old, trusting: old)
        #expect(reason == "the certificate of shop.test has expired; its owner must renew it")
    }

    @Test("a certificate of the future is refused before anything is sent")
    func early() async throws {
        let early = try Certificate(name: "shop.test", firstYear: 2045)
        #expect(try await refusal(early, trusting: early).contains("is not valid yet"))
    }

    @Test("a certificate for another name is refused before anything is sent")
    func wrongName() async throws {
        let certificate = try Certificate(name: "shop.test")
        let reason = try await refusal(certificate, trusting: certificate, as: "other.test")
        #expect(reason.contains("is for other names than other.test"), "\(reason)")
    }

    @Test("a self-signed certificate is refused before anything is sent")
    func selfSigned() async throws {
        #expect(try await refusal(try Certificate(name: "shop.test"), trusting: nil).contains("is self-signed"))
    }

    @Test("a certificate of an unknown authority is refused before anything is sent")
    func unknownAuthority() async throws {
        let authority = try Certificate(name: "authority.test")
        let certificate = try Certificate(name: "shop.test", issuer: authority)
        #expect(try await refusal(certificate, trusting: nil).contains("comes from an unknown authority"))
    }

    @Test("TLS older than 1.2 is refused before anything is sent")
    func oldTLS() async throws {
        let certificate = try Certificate(name: "shop.test")
        let server = try ChildProcess([
            "/usr/bin/openssl", "s_server", "-accept", "127.0.0.1:0", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-cert",
            certificate.certificate, "-key", certificate.key,
        ])
        var line = ""
        while !line.hasPrefix("ACCEPT") { line = try server.readLine() }
        let port = try #require(line.split(separator: ":").last)
        let bench = try EngineBench(authorities: .file(path: certificate.certificate), lookUp: names)
        let report = try await bench.attempt("https://shop.test:\(port)/")
        guard case .unreachable(let reason) = report.outcome else {
            Issue.record("\(report.outcome)")
            return
        }
        #expect(reason.contains("only versions older than TLS 1.2"), "\(reason)")
        #expect(report.foundNoConnection)
    }

    @Test("TLS 1.2 and 1.3 are accepted", arguments: ["1.2", "1.3"])
    func newTLS(version: String) async throws {
        let certificate = try Certificate(name: "shop.test")
        let receiver = try Receiver(certificate: certificate.keyAndCertificate, options: ["--tls", version])
        let bench = try EngineBench(authorities: .file(path: certificate.certificate), lookUp: names)
        #expect(try await bench.attempt(receiver.url("/", host: "shop.test")).outcome == .delivered(status: 200))
    }

    @Test("a handshake that stalls is cut when the time for connecting is up")
    func stalled() async throws {
        let receiver = try Receiver(options: ["--stall", "handshake"])
        let bench = try EngineBench(lookUp: names, adjust: { $0.connectMilliseconds = 700 })
        let report = try await bench.attempt("https://shop.test:\(receiver.port)/")
        guard case .unreachable(let reason) = report.outcome else {
            Issue.record("\(report.outcome)")
            return
        }
        #expect(reason.contains("did not finish TLS's handshake within 700 ms"), "\(reason)")
        #expect(report.foundNoConnection && report.timings.connect > 0 && report.timings.tls >= 500_000)
    }

    @Test("a port that speaks plain HTTP is told from one that speaks TLS")
    func plain() async throws {
        let receiver = try Receiver()
        let report = try await EngineBench(lookUp: names).attempt("https://shop.test:\(receiver.port)/")
        guard case .unreachable(let reason) = report.outcome else {
            Issue.record("\(report.outcome)")
            return
        }
        #expect(reason.contains("does not speak TLS"), "\(reason)")
    }
}
