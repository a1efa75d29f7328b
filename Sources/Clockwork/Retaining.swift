import Ledger
import Returns

/// What was kept long enough is forgotten, where the configuration says so: bytes of originals, and personal data of
/// returns that have ended. In small steps, each waited for, so that nobody waits long behind one.
struct Retaining {
    let terms: ClockTerms
    let now: Instant
    let site: SiteTime

    private static let originalsMax = 200
    private static let returnsMax = 20

    func run(_ sweep: Sweep) throws {
        let occasion = terms.occasion(at: now, site)
        if let days = terms.retention.originalsDays {
            let end = now.adding(days: -days)
            var count = 0
            var last: OldOriginals?
            while !sweep.isStopping() {
                let after = last
                let batch = try sweep.ledger.read {
                    try $0.originalsToForget(receivedBefore: end, after: after, limit: Self.originalsMax)
                }
                guard !batch.isEmpty else { break }
                guard let gone = try sweep.perform({ try $0.forget(batch, receivedBefore: end, on: occasion) }) else {
                    break
                }
                count += gone
                last = batch
            }
            if count > 0 { terms.tell(.originalsForgotten(count)) }
        }
        guard let days = terms.retention.personalDataDays, let erase = terms.erase else { return }
        let end = now.adding(days: -days)
        var last: CaseID = 0
        while !sweep.isStopping() {
            let after = last
            let batch = try sweep.ledger.read {
                try $0.casesToErase(endedBefore: end, after: after, limit: Self.returnsMax)
            }
            guard let newest = batch.last else { return }
            let act = try erase(batch, sweep.ledger)
            _ = try sweep.perform { try act($0, occasion) }
            last = newest
        }
    }
}
