import Glibc
import Testing

@testable import Webhooks

/// Each phase is held up by so much at its receiver; the report must show it there. No time is
/// bounded from above: the machine may be busy.
@Suite("Engine: timings")
struct TimingTests {
    private let names: NameLookup = { _ in .addresses([.v4(0x7F00_0001)]) }

    @Test("a slow look-up shows as look-up, and not on the next delivery, which needs none")
    func lookup() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench(lookUp: { _ in
            usleep(300_000)
            return .addresses([.v4(0x7F00_0001)])
        })
        let first = try await bench.attempt(receiver.url("/", host: "slow.test"))
        #expect(first.timings.lookup >= 300_000 && first.timings.connect > 0, "\(first.timings)")
        #expect(try await bench.attempt(receiver.url("/", host: "slow.test")).timings.lookup == 0)
    }

    @Test("a slow TCP handshake shows as connect")
    func connect() async throws {
        let receiver = try Receiver(options: ["--stall", "connect:0.4"])
        let report = try await EngineBench().attempt(receiver.url("/"))
        #expect(report.outcome == .delivered(status: 200))
        // The dropped packet is sent again after a second.
        #expect(report.timings.connect >= 300_000 && report.timings.tls == 0, "\(report.timings)")
        #expect(report.timings.firstByte >= report.timings.connect)
    }

    @Test("a slow TLS handshake shows as TLS, not as connect")
    func tls() async throws {
        let certificate = try Certificate(name: "shop.test")
        let receiver = try Receiver(certificate: certificate.keyAndCertificate, options: ["--stall", "tls:0.4"])
        let bench = try EngineBench(authorities: .file(path: certificate.certificate), lookUp: names)
        let report = try await bench.attempt(receiver.url("/", host: "shop.test"))
        #expect(report.outcome == .delivered(status: 200), "\(report.outcome)")
        let timings = report.timings
        #expect(timings.tls >= 300_000 && timings.connect > 0 && timings.tls > timings.connect, "\(timings)")
        #expect(timings.firstByte >= timings.connect + timings.tls)
    }

    @Test("a slow answer shows in the first byte, a slow body in the total, on a reused connection too")
    func answer() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench()
        for connection in [AttemptReport.Connection.fresh, .reused] {
            let report = try await bench.attempt(receiver.url("/paced"))
            let timings = report.timings
            #expect(report.connection == connection)
            #expect(timings.firstByte >= 300_000 && timings.total - timings.firstByte >= 250_000, "\(timings)")
            #expect((timings.connect > 0) == (connection == .fresh) && timings.tls == 0)
            #expect(report.finishedAt - report.startedAt >= 590)
        }
    }
}
