/// When a delivery is tried again. Pure: time and chance are handed in.
///
/// The default is the schedule of Standard Webhooks: at once, then after 5 s, 5 min, 30 min, 2 h,
/// 5 h, 10 h, 14 h, 20 h and 24 h; ten attempts over some 75 hours. Each wait is stretched or
/// shortened by up to a fifth, so that what failed together does not come back together. A
/// `Retry-After` can only put an attempt off, by 24 hours at most.
package struct RetrySchedule: Sendable, Hashable {
    package enum NextStep: Sendable, Hashable {
        /// Delivered: nothing is owed any more.
        case done
        /// Unix milliseconds.
        case retry(at: Int64)
        /// The last attempt has failed.
        case exhausted
        /// The receiver answered 410: nothing more goes to this endpoint until someone enables it.
        case disableEndpoint
    }

    package static let attemptsMax = 64
    /// Milliseconds; the longest wait that a schedule may name.
    package static let waitMax: Int64 = 7 * 24 * 3_600_000
    /// Milliseconds; the furthest that a `Retry-After` can put an attempt off.
    package static let retryAfterMax: Int64 = 24 * 3_600_000
    /// The share of a wait by which chance may shorten or stretch it.
    package static let jitterShare = 0.2

    /// Milliseconds before each attempt, counted from the one before it.
    package let waits: [Int64]

    package static let standard = RetrySchedule(
        unchecked: [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map { $0 * 1_000 })

    /// - Parameter waits: milliseconds before each attempt, 1 to `attemptsMax` of them, each from 0
    ///   to `waitMax`. The first is the wait before the first attempt.
    package init(waits: [Int64]) throws(InvalidWebhookInput) {
        guard (1...Self.attemptsMax).contains(waits.count), waits.allSatisfy({ (0...Self.waitMax).contains($0) })
        else {
            throw InvalidWebhookInput(
                operation: "use the retry schedule", subject: waits.map(String.init).joined(separator: ", "),
                problem: "it has \(waits.count) waits, or a wait out of bounds",
                hint: "give 1 to \(Self.attemptsMax) waits, each from nothing to seven days")
        }
        self.init(unchecked: waits)
    }

    /// Milliseconds from the first attempt's being due to the last one's, without chance.
    package var span: Int64 { waits.reduce(0, +) }

    private init(unchecked waits: [Int64]) {
        self.waits = waits
    }

    /// - Parameters:
    ///   - n: how many attempts have been made, this one included; from 1.
    ///   - now: unix milliseconds, when the attempt ended.
    ///   - jitter: a random number from 0 to below 1.
    package func next(afterAttempt n: Int, outcome: AttemptOutcome, at now: Int64, jitter: Double) -> NextStep {
        switch outcome {
        case .delivered:
            return .done
        case .gone:
            return .disableEndpoint
        case .notAttempted:
            // Nothing was tried, so nothing is used up: it is due as before.
            return .retry(at: now)
        case .throttled(_, let retryAfter):
            return retry(after: n, at: now, jitter: jitter, notBefore: retryAfter?.moment(from: now))
        case .rejected, .unreachable, .refusedByPolicy:
            return retry(after: n, at: now, jitter: jitter, notBefore: nil)
        }
    }

    private func retry(after n: Int, at now: Int64, jitter: Double, notBefore floor: Int64?) -> NextStep {
        let made = max(n, 1)
        guard made < waits.count else { return .exhausted }
        let chance = jitter.isFinite ? min(max(jitter, 0), 1) : 0.5
        let factor = 1 - Self.jitterShare + 2 * Self.jitterShare * chance
        let due = now + Int64((Double(waits[made]) * factor).rounded())
        guard let floor else { return .retry(at: due) }
        return .retry(at: max(due, min(floor, now + Self.retryAfterMax)))
    }
}
