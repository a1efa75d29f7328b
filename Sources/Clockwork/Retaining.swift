import Ledger
import Returns

/// What was kept long enough is forgotten, where the configuration says so: bytes of originals, personal data of
/// returns that have ended, and then of their customers. In small steps, each waited for, so that nobody waits long
/// behind one.
struct Retaining {
    let terms: ClockTerms
    let now: Instant
    let site: SiteTime

    private static let originalsMax = 200
    private static let returnsMax = 20
    private static let customersMax = 20

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
            guard let newest = batch.last else { break }
            if let act = try erase(ErasureWish(returns: batch), sweep.ledger) {
                _ = try sweep.perform { try act($0, occasion) }
            }
            last = newest
        }
        var lastCustomer: CustomerNumber?
        while !sweep.isStopping() {
            let after = lastCustomer
            let batch = try sweep.ledger.read {
                try $0.customersToErase(silentSince: end, after: after, limit: Self.customersMax)
            }
            guard let newest = batch.last else { return }
            try self.erase(batch, silentSince: end, by: erase, sweep, occasion)
            lastCustomer = newest
        }
    }

    /// Customers of whom only who they are is left, together; alone where something stands against one of them.
    private func erase(
        _ customers: [CustomerNumber], silentSince end: Instant, by erase: EraseForGood, _ sweep: Sweep,
        _ occasion: Occasion
    ) throws {
        guard let act = try erase(ErasureWish(customers: customers), sweep.ledger) else {
            guard customers.count > 1 else { return }
            for one in customers where !sweep.isStopping() {
                try self.erase([one], silentSince: end, by: erase, sweep, occasion)
            }
            return
        }
        _ = try sweep.perform { transaction in
            // What came meanwhile keeps all of them until the next night.
            guard try customers.allSatisfy({ try transaction.snapshot.isSilent($0, since: end) }) else { return }
            try act(transaction, occasion)
        }
    }
}
