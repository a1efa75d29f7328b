import Ledger
import Returns

/// The right to send goods back runs out, once a day.
struct Expiring {
    let terms: ClockTerms
    let now: Instant
    let site: SiteTime

    func run(_ sweep: Sweep) throws {
        let (terms, occasion, today) = (terms, terms.occasion(at: now, site), site.day)
        try sweep.run(
            find: { snapshot, last, limit in
                try snapshot.casesToExpire(before: today, after: last ?? 0, limit: limit).sorted()
            },
            act: { id, transaction in
                guard var stored = try transaction.snapshot.stored(id: id), let until = stored.case.validUntil,
                    until < today, stored.case.isWaitingForHandOver, !stored.case.isWithoutLabel
                else { return [] }
                let old = stored.case
                let changes = try stored.case.expire()
                try transaction.record(changes, of: &stored, was: old, on: occasion, voice: terms.voice)
                return [.expired(stored.case.number)]
            })
    }
}
