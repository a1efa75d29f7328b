import Ledger
import Returns

/// Old attempts of deliveries go, in small steps, each waited for, so that nobody waits long behind one.
struct Forgetting {
    let terms: ClockTerms
    let now: Instant

    func run(_ sweep: Sweep) throws {
        let end = now.adding(days: -terms.keepAttemptsDays)
        while !sweep.isStopping() {
            guard try sweep.perform({ try $0.pruneAttempts(endedBefore: end) }) ?? false else { return }
        }
    }
}
