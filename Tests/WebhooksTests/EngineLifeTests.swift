import Synchronization
import Testing

@testable import Webhooks

@Suite("Engine: life")
struct EngineLifeTests {
    @Test("stop lets running transfers end, and gives back what had not begun")
    func drains() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench {
            $0.transfersMax = 4
            $0.attemptMilliseconds = 600_000
        }
        try bench.send([String](repeating: receiver.url("/held"), count: 20))
        try await waitUntil("four requests at the receiver") { try receiver.lines.count == 4 }
        let stopper = try NamedThread.start("test-stopper", ending: .joined) { [engine = bench.engine] in
            engine.stop(drainingFor: 600_000)
        }
        _ = try await bench.reports(16)
        #expect(bench.reports.allSatisfy { $0.outcome == .notAttempted(.stopping) } && bench.engine.inFlight == 4)
        receiver.release()
        stopper.join()
        let reports = bench.reports
        #expect(reports.count == 20 && Set(reports.map(\.token)).count == 20)
        #expect(reports.count { $0.outcome == .delivered(status: 200) } == 4)
        #expect(try receiver.lines.count == 4 && bench.engine.inFlight == 0)
    }

    @Test("stop breaks off what does not end in time, and says that it was abandoned")
    func aborts() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench {
            $0.transfersMax = 4
            $0.attemptMilliseconds = 600_000
        }
        try bench.send([String](repeating: receiver.url("/silent"), count: 6))
        try await waitUntil("four requests at the receiver") { try receiver.lines.count == 4 }
        bench.engine.stop(drainingFor: 50)
        #expect(bench.reports.count { $0.outcome == .notAttempted(.abandoned) } == 4)
        #expect(bench.reports.count { $0.outcome == .notAttempted(.stopping) } == 2)
        #expect(bench.engine.inFlight == 0)
    }

    @Test("a stop while deliveries pour in from several threads loses no report and doubles none")
    func pouring() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench()
        let url = receiver.url("/")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for source in 0..<4 {
                group.addTask {
                    for place in 0..<150 {
                        bench.engine.submit([
                            try EngineBench.request(token: Int64(source * 1_000 + place), to: url)
                        ])
                        if place % 10 == 0 { await Task.yield() }
                    }
                }
            }
            group.addTask {
                try await waitUntil("some reports") { bench.reports.count >= 50 }
                bench.engine.stop(drainingFor: 60_000)
            }
            try await group.waitForAll()
        }
        let reports = bench.reports
        #expect(reports.count == 600 && Set(reports.map(\.token)).count == 600)
        #expect(reports.allSatisfy { $0.outcome == .delivered(status: 200) || $0.outcome == .notAttempted(.stopping) })
        let delivered = Set(reports.filter { $0.outcome == .delivered(status: 200) }.map { "msg_\($0.token)" })
        #expect(try Set(receiver.lines.map(\.id)) == delivered && bench.engine.inFlight == 0)
    }

    @Test("what is submitted before the start is sent after it; what comes after the end is given back")
    func edges() async throws {
        let receiver = try Receiver()
        let reports = Reports()
        let engine = DeliveryEngine(
            policy: EngineBench.loopback, userAgent: "rmad-tests/1", clock: EngineBench.now, report: reports.take)
        engine.submit([try EngineBench.request(token: 1, to: receiver.url("/"))])
        #expect(engine.inFlight == 1)
        try engine.start()
        try await waitUntil("the report") { reports.all.count == 1 }
        #expect(throws: EngineFault.self) { try engine.start() }
        engine.stop(drainingFor: 0)
        engine.stop(drainingFor: 0)
        engine.submit([try EngineBench.request(token: 2, to: receiver.url("/"))])
        #expect(reports.all.map(\.outcome) == [.delivered(status: 200), .notAttempted(.stopping)])
        #expect(throws: EngineFault.self) { try engine.start() }
        #expect(engine.inFlight == 0)
    }

    @Test("an engine that is stopped before it was started gives everything back")
    func neverStarted() throws {
        let reports = Reports()
        let engine = DeliveryEngine(
            policy: EngineBench.loopback, userAgent: "rmad-tests/1", clock: EngineBench.now, report: reports.take)
        engine.submit([try EngineBench.request(token: 1, to: "http://127.0.0.1:9/")])
        engine.stop(drainingFor: 1_000)
        #expect(reports.all.map(\.outcome) == [.notAttempted(.stopping)] && engine.inFlight == 0)
    }

    @Test("a report may submit the next delivery")
    func chained() async throws {
        let receiver = try Receiver()
        let url = receiver.url("/")
        let chain = Chain(url: url)
        let engine = DeliveryEngine(
            policy: EngineBench.loopback, userAgent: "rmad-tests/1", clock: EngineBench.now,
            report: { chain.next(after: $0) })
        chain.engine.withLock { $0 = engine }
        try engine.start()
        engine.submit([try EngineBench.request(token: 1, to: url)])
        try await waitUntil("the chain's end") { try receiver.lines.count == 20 }
        engine.stop(drainingFor: 1_000)
        chain.engine.withLock { $0 = nil }
    }

    private final class Reports: Sendable {
        private let state = Mutex<[AttemptReport]>([])

        var all: [AttemptReport] { state.withLock { $0 } }

        @Sendable func take(_ batch: [AttemptReport]) { state.withLock { $0 += batch } }
    }

    private final class Chain: Sendable {
        let engine = Mutex<DeliveryEngine?>(nil)
        private let url: String

        init(url: String) {
            self.url = url
        }

        func next(after batch: [AttemptReport]) {
            for report in batch where report.token < 20 {
                do {
                    let request = try EngineBench.request(token: report.token + 1, to: url)
                    engine.withLock { $0 }?.submit([request])
                } catch {
                    Issue.record(error)
                }
            }
        }
    }
}
