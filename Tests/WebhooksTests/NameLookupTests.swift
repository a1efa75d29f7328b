import Glibc
import Synchronization
import Testing

@testable import Webhooks

@Suite("Engine: names")
struct NameLookupTests {
    @Test("the system's resolver finds localhost, and the answer serves the next delivery too")
    func system() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench(lookUp: { host in
            // ::1 may come first in /etc/hosts, where this receiver does not listen.
            switch SystemResolver.lookUp(host) {
            case .addresses(let all): .addresses(all.filter { $0.width == 32 })
            case .failed(let reason): .failed(reason: reason)
            }
        })
        let first = try await bench.attempt(receiver.url("/", host: "localhost"))
        #expect(first.outcome == .delivered(status: 200), "\(first.outcome)")
        let second = try await bench.attempt(receiver.url("/", host: "localhost"))
        #expect(second.timings.lookup == 0 && second.connection == .reused)
    }

    @Test("a name that cannot be found is unreachable, in words")
    func unknown() async throws {
        let bench = try EngineBench(lookUp: { .failed(reason: "the name \($0) could not be looked up: unknown") })
        let report = try await bench.attempt("http://nowhere.test:8080/")
        #expect(report.outcome == .unreachable(reason: "the name nowhere.test could not be looked up: unknown"))
    }

    @Test("names whose servers hang fail after their time, and other names are looked up meanwhile")
    func blackHoles() async throws {
        let receiver = try Receiver()
        let gate = Gate()
        defer { gate.open() }
        let bench = try EngineBench(
            lookUp: { host in
                guard host.hasPrefix("hang") else { return .addresses([.v4(0x7F00_0001)]) }
                gate.wait()
                return .failed(reason: "too late")
            }, adjust: { $0.lookupMilliseconds = 1_000 })
        let hosts = (0..<8).map { "hang\($0).test" } + ["good.test"]
        try bench.send(hosts.map { receiver.url("/", host: $0) })
        let reports = try await bench.reports(9)
        for report in reports {
            if report.token == 8 {
                #expect(report.outcome == .delivered(status: 200))
            } else {
                #expect(
                    report.outcome
                        == .unreachable(reason: "the name hang\(report.token).test was not looked up within 1000 ms"))
            }
        }
    }

    @Test("when every thread hangs, a name fails after its wait instead of waiting for ever")
    func noThreadLeft() async throws {
        let gate = Gate()
        defer { gate.open() }
        let bench = try EngineBench(
            lookUp: { _ in
                gate.wait()
                return .failed(reason: "too late")
            },
            adjust: {
                $0.lookupsMax = 2
                $0.lookupThreadsMax = 2
                $0.lookupMilliseconds = 100
                $0.lookupWaitMilliseconds = 400
            })
        try bench.send((0..<3).map { "http://hang\($0).test:8080/" })
        let reports = try await bench.reports(3)
        let starved = reports.filter {
            if case .unreachable(let reason) = $0.outcome { reason.contains("other names hang") } else { false }
        }
        #expect(starved.count == 1)
    }

    @Test("deliveries to one name share one look-up")
    func shared() async throws {
        let receiver = try Receiver()
        let counter = Counter()
        let bench = try EngineBench(lookUp: { _ in
            counter.add()
            return .addresses([.v4(0x7F00_0001)])
        })
        try bench.send([String](repeating: receiver.url("/", host: "one.test"), count: 100))
        let reports = try await bench.reports(100)
        #expect(reports.allSatisfy { $0.outcome == .delivered(status: 200) })
        #expect(counter.count == 1)
    }

    @Test("an address at which nobody answers gives way to the name's next one, in the same attempt")
    func nextAddress() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench(lookUp: { _ in .addresses([.v4(0x7F00_0002), .v4(0x7F00_0001)]) })
        let first = try await bench.attempt(receiver.url("/", host: "two.test"))
        #expect(first.outcome == .delivered(status: 200) && first.peer == IPAddress("127.0.0.1"))
        let second = try await bench.attempt(receiver.url("/", host: "two.test"))
        #expect(second.connection == .reused, "the name stays with the address that answered")
        #expect(try receiver.lines.count == 2)
    }

    /// Holds threads back until it is opened.
    private final class Gate: Sendable {
        private let isOpen = Atomic<Bool>(false)

        func open() { isOpen.store(true, ordering: .releasing) }

        func wait() {
            while !isOpen.load(ordering: .acquiring) { usleep(5_000) }
        }
    }

    private final class Counter: Sendable {
        private let value = Atomic<Int>(0)

        var count: Int { value.load(ordering: .acquiring) }

        func add() { value.add(1, ordering: .acquiringAndReleasing) }
    }
}
