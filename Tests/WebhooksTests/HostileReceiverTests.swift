import Glibc
import Testing

@testable import Webhooks

/// What endpoints do that are hostile or broken, each with the outcome that is right. Names and
/// addresses are in `DeniedAddressTests` and `NameLookupTests`, TLS in `TLSTests`, and what it means
/// for the neighbours in `HostileNeighbourTests`.
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

    @Test("a header that drips is cut when the time is up")
    func drip() async throws {
        let receiver = try Receiver()
        let report = try await EngineBench { $0.attemptMilliseconds = 1_000 }.attempt(receiver.url("/header-drip"))
        #expect(reason(report).contains("was not complete within 1000 ms"), "\(report.outcome)")
    }

    @Test("a body that drips is cut when the time is up, and its status counts")
    func bodyDrip() async throws {
        let receiver = try Receiver()
        let report = try await EngineBench { $0.attemptMilliseconds = 1_000 }.attempt(receiver.url("/body-drip"))
        #expect(report.outcome == .delivered(status: 200) && report.responseEnd == .brokenOff)
        #expect(report.responseExcerpt.allSatisfy { $0 == UInt8(ascii: ".") } && !report.responseExcerpt.isEmpty)
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

    @Test("a header line without end is cut")
    func endlessLine() async throws {
        let receiver = try Receiver()
        let report = try await EngineBench().attempt(receiver.url("/endless-header-line"))
        #expect(reason(report).contains("header line that is too long"), "\(report.outcome)")
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

    @Test("a Content-Length that is too long, or comes twice, does not change what the status says")
    func lengths() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench()
        let short = try await bench.attempt(receiver.url("/length-too-long"))
        #expect(short.outcome == .delivered(status: 200) && short.responseEnd == .brokenOff)
        #expect(String(decoding: short.responseExcerpt, as: UTF8.self) == "ten bytes.")
        let doubled = try await bench.attempt(receiver.url("/length-doubled"))
        #expect(doubled.outcome == .delivered(status: 200), "\(doubled.outcome)")
        // What was left over of the body is not taken for the next answer.
        #expect(try await bench.attempt(receiver.url("/status/404")).outcome == .rejected(status: 404, location: nil))
    }

    @Test("a 413 in the middle of the message is heard")
    func tooLarge() async throws {
        let receiver = try Receiver()
        let report = try await EngineBench().attempt(
            EngineBench.request(
                token: 1, to: receiver.url("/too-large"), body: [UInt8](repeating: 0x20, count: 20_480)))
        #expect(report.outcome == .rejected(status: 413, location: nil), "\(report.outcome)")
    }

    @Test(
        "a wish to come again is read as it stands, and puts the next attempt off by a day at most",
        arguments: [
            ("99999999999999999999", 86_400_000), ("-30", 5_000),
            ("Fri%2C%2031%20Dec%209999%2023%3A59%3A59%20GMT", 86_400_000),
            ("Thu%2C%2001%20Jan%201970%2000%3A00%3A00%20GMT", 5_000), ("in%20a%20while", 5_000), ("1e3", 5_000),
            ("60", 60_000),
        ] as [(String, Int64)])
    func retryAfter(text: String, wait: Int64) async throws {
        let receiver = try Receiver()
        let report = try await EngineBench().attempt(receiver.url("/throttle/\(text)"))
        let next = RetrySchedule.standard.next(
            afterAttempt: 1, outcome: report.outcome, at: report.finishedAt, jitter: 0.5)
        #expect(next == .retry(at: report.finishedAt + wait))
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
}
