import Testing

@testable import Webhooks

/// What hostile endpoints mean for a healthy one beside them: nothing.
@Suite("Engine: hostile neighbours")
struct HostileNeighbourTests {
    private static let tricks = [
        "/silent", "/header-drip", "/body-drip", "/endless-body", "/gzip-bomb/content", "/gzip-bomb/transfer",
        "/endless-headers", "/endless-header-line", "/endless-continue", "/reset", "/close-on-second",
        "/length-too-long", "/length-doubled", "/no-content-with-body", "/http09", "/switch",
        "/throttle/99999999999999999999", "/too-large", "/flapping", "/early-200-then-reset",
    ]

    @Test("while one endpoint plays every trick, the one beside it gets everything, once")
    func beside() async throws {
        let hostile = try Receiver()
        let healthy = try Receiver(address: "127.0.0.2")
        let bench = try EngineBench { $0.attemptMilliseconds = 3_000 }
        // Tokens divisible by four go to the hostile one.
        let count = Self.tricks.count * 20
        try bench.send(
            (0..<count).map { place in
                place % 4 == 0 ? hostile.url(Self.tricks[place / 4 % Self.tricks.count]) : healthy.url("/ok")
            })
        let reports = try await bench.reports(count, within: 60)
        #expect(Set(reports.map(\.token)).count == count)
        #expect(reports.allSatisfy { $0.token % 4 == 0 || $0.outcome == .delivered(status: 200) })
        let lines = try healthy.lines
        #expect(lines.count == count * 3 / 4 && Set(lines.map(\.id)).count == lines.count)
        #expect(lines.allSatisfy { $0.verdict == "verified" })
    }

    @Test("2,000 hung endpoints and one that flaps take nothing from a healthy one, and are let go")
    func hung() async throws {
        _ = OpenFileLimit.raise(for: 8_192)
        let hung = try (0..<2_000).map { _ in try HungEndpoint() }
        let healthy = try Receiver()
        let flapping = try Receiver(address: "127.0.0.2")
        let bench = try EngineBench { $0.attemptMilliseconds = 600_000 }
        try bench.send(hung.map(\.url))
        let (good, bad) = (healthy.url("/ok"), flapping.url("/flapping"))
        for token in Int64(10_000)..<10_300 {
            bench.engine.submit([
                try EngineBench.request(token: token, to: good),
                try EngineBench.request(token: token + 10_000, to: bad),
            ])
        }
        // Nothing but the hung ones is left, and none of them has been given up for it.
        let reports = try await bench.reports(600, within: 120)
        #expect(bench.engine.inFlight == 2_000)
        #expect(reports.count { $0.token < 20_000 && $0.outcome == .delivered(status: 200) } == 300)
        #expect(reports.count { $0.token >= 20_000 && $0.outcome == .rejected(status: 500, location: nil) } == 150)
        #expect(try Set(healthy.lines.map(\.id)).count == 300 && healthy.lines.count == 300)
        // Connections are still kept and reused beside them.
        #expect(try await bench.attempt(good).connection == .reused)
        bench.engine.stop(drainingFor: 0)
        #expect(bench.reports.count { $0.outcome == .notAttempted(.abandoned) } == 2_000)
        withExtendedLifetime(hung) {}
    }

    @Test("when all places are taken by hung endpoints, they are free again when the time is up")
    func places() async throws {
        let hung = try HungEndpoint()
        let receiver = try Receiver()
        let bench = try EngineBench {
            $0.transfersMax = 4
            $0.attemptMilliseconds = 2_000
        }
        try bench.send([String](repeating: hung.url, count: 8) + [receiver.url("/ok")])
        let reports = try await bench.reports(9)
        #expect(reports.count { $0.outcome == .delivered(status: 200) } == 1)
        #expect(reports.count { if case .unreachable = $0.outcome { true } else { false } } == 8)
    }
}
