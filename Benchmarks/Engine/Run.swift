import Glibc
import Synchronization
import Webhooks

/// One measurement: keeps the window full until all deliveries are reported.
final class Run: Sendable {
    private struct State {
        var submitted = 0
        var done = 0
        var delivered = 0
        var reused = 0
        var hungRefused = 0
        var other: [String: Int] = [:]
        /// When each delivery was submitted, and then how long it took; microseconds.
        var times: [Int64]
        var seconds = 0.0
        /// Processor time of the whole process, in seconds: less moved by busy neighbours than the rate.
        var processorSeconds = 0.0
        var bytesPerHung = 0
    }

    private let arguments: Arguments
    private let target: EndpointAddress
    private let hung: [EndpointAddress]
    private let policy: EndpointPolicy
    private let secret: WebhookSecret
    private let body: [UInt8]
    private let state: Mutex<State>
    private let engine = Mutex<DeliveryEngine?>(nil)

    init(_ arguments: Arguments, policy: EndpointPolicy, hung: [String]) throws {
        self.arguments = arguments
        self.policy = policy
        target = try EndpointAddress(parsing: arguments.url, policy: policy)
        self.hung = try hung.map { try EndpointAddress(parsing: $0, policy: policy) }
        secret = try WebhookSecret(randomBytes: [UInt8](repeating: 7, count: 32))
        body =
            Array(#"{"type":"rma.received","timestamp":"2026-01-05T10:00:00Z","data":{"note":""#.utf8)
            + [UInt8](repeating: UInt8(ascii: "x"), count: 945) + Array(#""}}"#.utf8)
        state = Mutex(State(times: [Int64](repeating: 0, count: arguments.count)))
    }

    func perform() throws {
        let engine = DeliveryEngine(
            policy: policy, userAgent: "rmad-bench/1",
            authorities: arguments.authorities.isEmpty ? .system : .file(path: arguments.authorities),
            clock: { Self.microseconds(CLOCK_REALTIME) / 1_000 }, report: { [self] in take($0) })
        self.engine.withLock { $0 = engine }
        try engine.start()
        let before = Self.residentBytes()
        if !hung.isEmpty {
            engine.submit(try hung.indices.map { try request(-1 - Int64($0), to: hung[$0]) })
            // Until all of them hang: connected, sent, and nothing more to do.
            usleep(2_000_000)
            state.withLock { $0.bytesPerHung = (Self.residentBytes() - before) / hung.count }
        }
        let (began, worked) = (Self.microseconds(CLOCK_MONOTONIC), Self.microseconds(CLOCK_PROCESS_CPUTIME_ID))
        submit(arguments.window)
        while state.withLock({ $0.done }) < arguments.count { usleep(500) }
        let ended = Self.microseconds(CLOCK_MONOTONIC)
        let workedThen = Self.microseconds(CLOCK_PROCESS_CPUTIME_ID)
        state.withLock { state in
            state.seconds = Double(ended - began) / 1_000_000
            state.processorSeconds = Double(workedThen - worked) / 1_000_000
        }
        longestTurn.store(engine.pulse.longestTurn, ordering: .relaxed)
        self.engine.withLock { $0 = nil }
        engine.stop(drainingFor: 0)
    }

    private let longestTurn = Atomic<Int64>(0)

    private func take(_ reports: [AttemptReport]) {
        var finished = 0
        var hungAgain: [Int64] = []
        let now = Self.microseconds(CLOCK_MONOTONIC)
        state.withLock { state in
            for report in reports {
                guard report.token >= 0 else {
                    hungAgain.append(report.token)
                    continue
                }
                finished += 1
                let place = Int(report.token)
                state.times[place] = now - state.times[place]
                if report.connection == .reused { state.reused += 1 }
                if case .delivered = report.outcome {
                    state.delivered += 1
                } else {
                    state.other["\(report.outcome)", default: 0] += 1
                }
            }
            state.done += finished
        }
        guard let engine = engine.withLock({ $0 }) else { return }
        do {
            engine.submit(try hungAgain.map { try request($0, to: hung[Int(-1 - $0)]) })
        } catch {
            print(error)
        }
        submit(finished)
    }

    private func submit(_ wanted: Int) {
        let now = Self.microseconds(CLOCK_MONOTONIC)
        let numbers = state.withLock { state in
            let numbers = state.submitted..<min(state.submitted + wanted, arguments.count)
            for number in numbers { state.times[number] = now }
            state.submitted = numbers.upperBound
            return numbers
        }
        do {
            let requests = try numbers.map { try request(Int64($0), to: target) }
            engine.withLock { $0 }?.submit(requests)
        } catch {
            print(error)
        }
    }

    private func request(_ token: Int64, to address: EndpointAddress) throws -> DeliveryRequest {
        try DeliveryRequest(
            token: token, messageID: MessageID(token < 0 ? "hung_\(-token)" : "msg_\(token)"), address: address,
            body: body, secrets: [secret])
    }

    var summary: String {
        state.withLock { state in
            let sorted = state.times.sorted()
            func milliseconds(_ share: Double) -> Double {
                (Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 10).rounded() / 100
            }
            let turn = Double(longestTurn.load(ordering: .relaxed)) / 1_000
            let processor = Int(state.processorSeconds * 1_000_000 / Double(arguments.count))
            return """
                rate=\(Int(Double(arguments.count) / state.seconds)) p50_ms=\(milliseconds(0.5)) \
                p99_ms=\(milliseconds(0.99)) cpu_us=\(processor) delivered=\(state.delivered) \
                reused=\(state.reused) longest_turn_ms=\(turn) bytes_per_hung=\(state.bytesPerHung) \
                other=\(state.other)
                """
        }
    }

    private static func microseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    private static func residentBytes() -> Int {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = read(file, &text, text.count)
        let fields = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
    }
}
