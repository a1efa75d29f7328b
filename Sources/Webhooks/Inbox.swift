import Synchronization

/// What other threads put down for the delivery loop, and how far the engine has come in its life.
///
/// ```
/// idle ──start──▶ running ──stop──▶ draining ──loop's end──▶ stopped
///   └─────────────────────────────stop──────────────────────▶
/// ```
/// 1. Every submitted delivery is counted until its report is handed over, and gets exactly one.
/// 2. The loop is woken only when the inbox ceases to be empty: once for a whole burst.
/// 3. Nothing enters once the engine is stopped.
final class Inbox: Sendable {
    enum Phase: Sendable {
        case idle
        case running(WakeBell)
        /// Until this moment of the monotonic clock, in microseconds.
        case draining(WakeBell, until: Int64)
        case stopped
    }

    /// What lay in the inbox.
    struct Contents: Sendable {
        var arrived: [DeliveryRequest] = []
        /// Deliveries for which there was no room.
        var turnedAway: [DeliveryRequest] = []
        var lookups: [NameLookups.Result] = []

        var isEmpty: Bool { arrived.isEmpty && turnedAway.isEmpty && lookups.isEmpty }
    }

    private struct State {
        var phase = Phase.idle
        var contents = Contents()
        var inFlight = 0
    }

    private let state = Mutex(State())
    private let inFlightMax: Int

    init(inFlightMax: Int) {
        self.inFlightMax = inFlightMax
    }

    var inFlight: Int { state.withLock { $0.inFlight } }

    /// Takes what there is room for. Returns false when the engine has stopped and takes nothing.
    func put(_ requests: [DeliveryRequest]) -> Bool {
        state.withLock { state in
            if case .stopped = state.phase { return false }
            let room = max(0, inFlightMax - state.inFlight)
            state.inFlight += requests.count
            Self.change(&state) { contents in
                contents.arrived += requests.prefix(room)
                contents.turnedAway += requests.dropFirst(room)
            }
            return true
        }
    }

    /// Takes a look-up's answer; one that comes after the end is dropped.
    func put(_ lookup: NameLookups.Result) {
        state.withLock { state in
            if case .stopped = state.phase { return }
            Self.change(&state) { $0.lookups.append(lookup) }
        }
    }

    /// Empties the inbox, and tells the phase at that moment.
    func take() -> (Contents, Phase) {
        state.withLock { state in
            defer { state.contents = Contents() }
            return (state.contents, state.phase)
        }
    }

    /// These deliveries are about to be reported and no longer count.
    func release(_ count: Int) {
        state.withLock { $0.inFlight -= count }
    }

    /// Makes a loop that sleeps turn.
    func nudge() {
        state.withLock { state in
            switch state.phase {
            case .running(let bell), .draining(let bell, _): bell.ring()
            case .idle, .stopped: return
            }
        }
    }

    // MARK: The engine's life

    enum StartVerdict {
        case begun
        case alreadyBegun
    }

    func begin(_ bell: WakeBell) -> StartVerdict {
        state.withLock { state in
            guard case .idle = state.phase else { return .alreadyBegun }
            state.phase = .running(bell)
            return .begun
        }
    }

    /// Asks the loop to end; what was never begun ends at once. A second call may only come sooner.
    func drain(until deadline: Int64) {
        state.withLock { state in
            switch state.phase {
            case .idle:
                state.phase = .stopped
            case .running(let bell):
                state.phase = .draining(bell, until: deadline)
                bell.ring()
            case .draining(let bell, let earlier):
                state.phase = .draining(bell, until: min(earlier, deadline))
                bell.ring()
            case .stopped:
                return
            }
        }
    }

    /// Closes the inbox for good, and gives what was still in it.
    func close() -> Contents {
        state.withLock { state in
            state.phase = .stopped
            defer { state.contents = Contents() }
            return state.contents
        }
    }

    private static func change(_ state: inout State, _ body: (inout Contents) -> Void) {
        let wasEmpty = state.contents.isEmpty
        body(&state.contents)
        guard wasEmpty, !state.contents.isEmpty else { return }
        switch state.phase {
        case .running(let bell), .draining(let bell, _): bell.ring()
        case .idle, .stopped: return
        }
    }
}
