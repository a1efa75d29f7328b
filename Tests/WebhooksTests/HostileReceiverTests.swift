import Glibc
import Testing

@testable import Webhooks

@Suite("Engine: hostile and broken receivers")
struct HostileReceiverTests {
    /// The words of an unreachable outcome; empty for any other.
    private func reason(_ report: AttemptReport) -> String {
        if case .unreachable(let reason) = report.outcome { reason } else { "" }
    }

    @Test("a receiver that never answers costs the attempt's time and no more")
    func silent() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench { $0.attemptMilliseconds = 1_000 }
        let report = try await bench.attempt(receiver.url("/silent"))
        #expect(reason(report).contains("within 1000 ms"), "\(report.outcome)")
        #expect(report.responseEnd == .absent && report.timings.total >= 990_000)
        #expect(try receiver.lines.count == 1)
    }

    @Test("an answer that drips is cut when the time is up")
    func drip() async throws {
        let receiver = try Receiver()
        let report = try await EngineBench { $0.attemptMilliseconds = 1_000 }.attempt(receiver.url("/header-drip"))
        #expect(reason(report).contains("within 1000 ms"), "\(report.outcome)")
    }

    @Test(
        "a body without end, or one that swells while it is decoded, is cut, and its status counts",
        arguments: ["/endless-body", "/gzip-bomb/transfer"])
    func endlessBody(path: String) async throws {
        let receiver = try Receiver()
        let report = try await EngineBench().attempt(receiver.url(path))
        #expect(report.outcome == .delivered(status: 200) && report.responseEnd == .tooLong)
        #expect(report.responseExcerpt.count == 16_384)
    }

    @Test("a body that claims a Content-Encoding is not decoded")
    func contentEncoding() async throws {
        let receiver = try Receiver()
        let report = try await EngineBench().attempt(receiver.url("/gzip-bomb/content"))
        #expect(report.outcome == .delivered(status: 200) && report.responseExcerpt.prefix(2) == [0x1F, 0x8B])
    }

    @Test("a long answer is kept in part and read in full")
    func longBody() async throws {
        let receiver = try Receiver()
        let report = try await EngineBench().attempt(receiver.url("/long-body"))
        #expect(report.outcome == .rejected(status: 500, location: nil) && report.responseEnd == .complete)
        #expect(report.responseExcerpt == [UInt8](repeating: UInt8(ascii: "y"), count: 16_384))
    }

    @Test(
        "headers without end, or interim answers without end, are cut",
        arguments: ["/endless-headers", "/endless-continue"])
    func endlessHeaders(path: String) async throws {
        let receiver = try Receiver()
        let report = try await EngineBench().attempt(receiver.url(path))
        #expect(reason(report).contains("more than 32768 bytes"), "\(report.outcome)")
    }

    @Test("a reset, an answer that is not HTTP, and a closed port are unreachable, in words")
    func broken() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench()
        let reset = try await bench.attempt(receiver.url("/reset"))
        #expect(reason(reset).contains("127.0.0.1:\(receiver.port)"), "\(reset.outcome)")
        let http09 = try await bench.attempt(receiver.url("/http09"))
        #expect(!reason(http09).isEmpty, "\(http09.outcome)")
        let closed = try ClosedPort()
        let refused = try await bench.attempt("http://127.0.0.1:\(closed.port)/")
        #expect(reason(refused).contains("no connection to 127.0.0.1:\(closed.port)"), "\(refused.outcome)")
        #expect(refused.connection == .none && refused.responseEnd == .absent)
    }

    @Test("a 200 whose body breaks off is a delivery; a 204 with a body and a 101 do no harm")
    func oddAnswers() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench()
        let early = try await bench.attempt(receiver.url("/early-200-then-reset"))
        #expect(early.outcome == .delivered(status: 200) && early.responseEnd == .brokenOff)
        let empty = try await bench.attempt(receiver.url("/no-content-with-body"))
        #expect(empty.outcome == .delivered(status: 204) && empty.responseExcerpt.isEmpty)
        let switched = try await bench.attempt(receiver.url("/switch"))
        #expect(switched.outcome == .rejected(status: 101, location: nil), "\(switched)")
        #expect(try await bench.attempt(receiver.url("/fine")).outcome == .delivered(status: 200))
        #expect(try receiver.lines.count == 4)
    }

    @Test("a POST on a kept connection that dies is not repeated in silence: the attempt fails, once")
    func noSilentRepeat() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench()
        #expect(try await bench.attempt(receiver.url("/close-on-second")).outcome == .delivered(status: 200))
        let second = try await bench.attempt(receiver.url("/close-on-second"))
        #expect(reason(second).contains("may have the message"), "\(second.outcome)")
        #expect(try receiver.lines.count == 2)
        // The next attempt has a connection of its own.
        #expect(try await bench.attempt(receiver.url("/close-on-second")).outcome == .delivered(status: 200))
        let connections = try receiver.lines.map(\.connection)
        #expect(connections.count == 3 && connections[0] == connections[1] && connections[1] != connections[2])
    }

    @Test("hung receivers hold their places only until their time is up")
    func hungNeighbours() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench {
            $0.transfersMax = 4
            $0.attemptMilliseconds = 2_000
        }
        try bench.send([String](repeating: receiver.url("/silent"), count: 8) + [receiver.url("/ok")])
        let reports = try await bench.reports(9)
        #expect(reports.count { $0.outcome == .delivered(status: 200) } == 1)
        #expect(reports.count { !reason($0).isEmpty } == 8)
    }
}

/// A port at which nobody listens: bound, so that no other test gets it, but not listening.
final class ClosedPort {
    let port: UInt16
    private let file: Int32

    init() throws {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(file, generic, length) == 0 && getsockname(file, generic, &length) == 0
            }
        }
        guard bound else { throw ChildProcess.Failure(words: "no port") }
        port = UInt16(bigEndian: address.sin_port)
        self.file = file
    }

    deinit { close(file) }
}
