/// Keeps deliveries away from an endpoint, or a host, that fails again and again.
///
/// ```
///            failures in a row                cool-down is over, a delivery begins
/// closed ──────────────────────▶ open(until) ──────────────────────────────────────▶ halfOpen
///   ▲                             │    ▲                                               │  │
///   └────────── success ──────────┘    └──────────────────── failure ──────────────────┘  │
///   └───────────────────────────────────── success ───────────────────────────────────────┘
/// ```
/// 1. While it is open nothing begins. When the cool-down is over, and what began before has ended,
///    exactly one delivery begins: a real one, no probe made for the purpose.
/// 2. The cool-down is 5 s at first and doubles with each failure of such a delivery, to 5 min; chance
///    stretches or shortens it by a fifth.
/// 3. A success closes it at once, also that of a delivery that began before it opened.
///
/// For a host the same with more failures, counting only those in which no connection came about
/// (`AttemptReport.foundNoConnection`): many endpoints can share a host, and an answer that one of
/// them does not like says nothing of the others. Pure: time (milliseconds) and chance are handed in.
package struct Breaker: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        case closed
        /// Milliseconds.
        case open(until: Int64)
        case halfOpen
    }

    package static let failuresForEndpoint = 5
    package static let failuresForHost = 20
    /// Milliseconds.
    package static let coolDownAtFirst: Int64 = 5_000
    package static let coolDownMax: Int64 = 300_000
    /// The share of a cool-down by which chance may shorten or stretch it.
    package static let jitterShare = 0.2

    package private(set) var state = State.closed
    private let failuresMax: Int
    /// Failures in a row while closed.
    private var failures = 0
    /// How often it has opened since the last success.
    private var openings = 0
    /// Deliveries begun and not yet ended.
    private var underWay = 0

    /// - Parameter failuresMax: failures in a row that open it; at least 1.
    package init(failuresMax: Int = Self.failuresForEndpoint) {
        self.failuresMax = max(1, failuresMax)
    }

    /// How many deliveries may begin now; nil when the breaker sets no bound.
    package func permits(now: Int64) -> Int? {
        switch state {
        case .closed: nil
        case .open(let until): now >= until && underWay == 0 ? 1 : 0
        case .halfOpen: 0
        }
    }

    /// When the cool-down is over, for the caller's timer; nil when no time opens anything.
    package var opensAt: Int64? {
        switch state {
        case .open(let until): until
        case .closed, .halfOpen: nil
        }
    }

    /// A delivery begins. `ended` or `withdrawn` must follow, once.
    package mutating func began(now: Int64) {
        underWay += 1
        if case .open(let until) = state, now >= until, underWay == 1 { state = .halfOpen }
    }

    /// A delivery that began has ended.
    ///
    /// - Parameter jitter: a random number from 0 to below 1.
    package mutating func ended(success: Bool, now: Int64, jitter: Double) {
        underWay = max(0, underWay - 1)
        guard !success else {
            state = .closed
            failures = 0
            openings = 0
            return
        }
        switch state {
        case .closed:
            failures += 1
            if failures >= failuresMax { open(now: now, jitter: jitter) }
        case .halfOpen:
            open(now: now, jitter: jitter)
        case .open:
            // It began before: the breaker knows already.
            return
        }
    }

    /// A delivery that began was not attempted after all, and says nothing of the endpoint.
    package mutating func withdrawn(now: Int64) {
        underWay = max(0, underWay - 1)
        if case .halfOpen = state { state = .open(until: now) }
    }

    private mutating func open(now: Int64, jitter: Double) {
        failures = 0
        openings += 1
        let doublings = Int64(1) << Int64(min(openings - 1, 30))
        let coolDown = min(Self.coolDownAtFirst * doublings, Self.coolDownMax)
        let chance = jitter.isFinite ? min(max(jitter, 0), 1) : 0.5
        let factor = 1 - Self.jitterShare + 2 * Self.jitterShare * chance
        state = .open(until: now + Int64((Double(coolDown) * factor).rounded()))
    }
}
