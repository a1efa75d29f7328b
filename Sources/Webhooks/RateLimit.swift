/// So many deliveries a second to one endpoint, at the most: a token bucket.
///
/// The bucket holds a second's worth of tokens, at least one, and is full at first. In any span of
/// time no more begin than the bucket held and gained. Pure: time is handed in, in milliseconds, and
/// a clock that is set back gives nothing and takes nothing.
package struct RateLimit: Sendable, Hashable {
    /// What can be asked for: from one delivery a day. Anything outside counts as the nearest bound.
    package static let rates = 1.0 / 86_400...1_000_000

    /// Deliveries a second; nil for no limit.
    package let perSecond: Double?
    private let burst: Double
    private var tokens: Double
    private var filledAt: Int64?

    package init(perSecond: Double?) {
        self.perSecond = perSecond.map { rate in
            rate.isNaN ? Self.rates.lowerBound : min(max(rate, Self.rates.lowerBound), Self.rates.upperBound)
        }
        burst = self.perSecond.map { max(1, $0.rounded(.up)) } ?? 1
        tokens = burst
    }

    /// Takes a token, if there is one: then a delivery may begin.
    package mutating func take(now: Int64) -> Bool {
        guard perSecond != nil else { return true }
        tokens = held(at: now)
        filledAt = max(now, filledAt ?? now)
        guard tokens >= Self.whole else { return false }
        tokens = max(0, tokens - 1)
        return true
    }

    /// When `take` next succeeds: now, or later.
    package func nextAt(now: Int64) -> Int64 {
        guard let perSecond else { return now }
        let held = held(at: now)
        guard held < Self.whole else { return now }
        // Counted from the moment up to which the bucket was filled, which a clock set back precedes.
        return max(now, filledAt ?? now) + Int64(((Self.promised - held) / perSecond * 1_000).rounded(.up))
    }

    /// A token, but for what is lost in adding fractions; `nextAt` promises a little more than is asked.
    private static let whole = 1 - 1e-9
    private static let promised = 1 - 0.5e-9

    private func held(at now: Int64) -> Double {
        guard let perSecond, let filledAt else { return burst }
        return min(burst, tokens + Double(max(0, now - filledAt)) / 1_000 * perSecond)
    }
}
