import Glibc
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

    @Test("a self-signed certificate, a wrong name and an expired certificate are refused before anything is sent")
    func refused() async throws {
        let certificate = try Certificate(name: "shop.test", lastYear: 2049)
        let receiver = try Receiver(certificate: certificate.keyAndCertificate)
        let stranger = try await EngineBench(lookUp: names).attempt(receiver.url("/", host: "shop.test"))
        let wrongName = try await EngineBench(authorities: .file(path: certificate.certificate), lookUp: names)
            .attempt(receiver.url("/", host: "other.test"))
        let old = try Certificate(name: "shop.test", lastYear: 2021)
        let oldReceiver = try Receiver(certificate: old.keyAndCertificate)
        let expired = try await EngineBench(authorities: .file(path: old.certificate), lookUp: names)
            .attempt(oldReceiver.url("/", host: "shop.test"))
        // The files are needed until here.
        withExtendedLifetime((certificate, old)) {}
        for report in [stranger, wrongName, expired] {
            guard case .unreachable(let reason) = report.outcome else {
                Issue.record("\(report.outcome)")
                continue
            }
            #expect(reason.contains("certificate"), "\(reason)")
        }
        #expect(try receiver.lines.isEmpty && oldReceiver.lines.isEmpty)
    }
}
