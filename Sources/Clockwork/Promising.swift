import Ledger
import Policy
import Returns

/// Promises come due: staff are warned in time, the customer is told a new day before the promised one is over, and
/// a promise whose day has passed is broken. Each once.
struct Promising {
    let terms: ClockTerms
    let now: Instant
    let site: SiteTime

    func run(_ sweep: Sweep) throws {
        // Until the hour for telling only earlier days are looked at: nobody looks at the same ones all morning.
        let yesterday = site.day.adding(days: -1)
        let telling = site.minute >= terms.policy.promiseRules.tellAt ? site.day : yesterday
        for (cause, day) in [(PromiseCause.warning, site.day), (.telling, telling), (.ending, yesterday)] {
            let (terms, now, site) = (terms, now, site)
            try sweep.run(
                find: { try $0.promises(for: cause, by: day, after: $1, limit: $2) },
                act: { due, transaction in
                    guard let promise = try transaction.snapshot.promise(due.name, of: due.rma),
                        let stored = try transaction.snapshot.stored(id: due.rma)
                    else { return [] }
                    let alarmed = Alarmed(
                        transaction: transaction, terms: terms, now: now, site: site, stored: stored)
                    try alarmed.look(at: promise)
                    return alarmed.kinds.isEmpty ? [] : [.changed(stored.case.number, alarmed.kinds)]
                })
        }
    }
}

extension Alarmed {
    /// Does what is to be done about a promise now.
    fileprivate func look(at found: Promise) throws {
        var promise = found
        let occasion = occasion
        let isSpecial = try transaction.snapshot.care(of: CustomerKey(stored), on: site.day) != nil
        switch terms.policy.step(for: promise, of: stored.case, at: site) {
        case .nothing: return
        case .wait(let day): promise.warn = day
        case .end(let end):
            try change { _, stored in
                switch end {
                case .kept: try transaction.end(&promise, of: stored, as: .kept, because: nil, on: occasion)
                case .withdrawn(let reason):
                    try transaction.end(&promise, of: stored, as: .withdrawn, because: reason, on: occasion)
                }
            }
        case .warn:
            try change { _, stored in promise.putAtRisk() + (try task(for: promise, of: stored)) }
        case .revise(let day, let delay):
            let given = try recompense(
                terms.policy.promiseRules.makeGood, reason: "promise \(promise.name.rawValue) is late")
            let details = [("waits_for", Change.Detail.text(delay.rawValue))] + (given.map(Self.madeGood) ?? [])
            let reason = terms.say(delay.phrase, stored.language)
            try change { _, stored in
                let revised = promise.revise(to: day, reason: reason, at: now, details: details)
                let gift = try given.map { try transaction.give($0, on: stored, occasion: occasion) } ?? []
                return revised + (try task(for: promise, of: stored)) + gift
            }
        case .breaks(let delay, let expected):
            let reason = terms.say(delay.phrase, stored.language)
            let details = [
                ("waits_for", Change.Detail.text(delay.rawValue)), ("expected_on", .text(expected.description)),
            ]
            try change { _, stored in
                try transaction.breakPromise(&promise, of: stored, because: reason, details: details, on: occasion)
            }
        }
        try transaction.put(promise, of: stored.id, isSpecial: isSpecial)
    }

    /// The task to keep a promise, once.
    private func task(for promise: Promise, of stored: StoredCase) throws -> [Change] {
        let delay = PromiseDelay(promise.name, of: stored.case)
        let task = StaffTask(
            .keepPromise, subject: promise.subject,
            words: "Promised by \(promise.due): \(promise.name.rawValue). It waits for: \(delay.rawValue).",
            assignee: terms.policy.promiseRules.team, due: promise.due)
        return try transaction.open(task, of: stored.id, at: now)
    }

    /// What the customer gets for a trouble, within the limit of a year; nil where there is nothing left to give.
    func recompense(_ recompense: Recompense, reason: String) throws -> Goodwill? {
        guard var amount = recompense.amount(for: stored.case), amount.minor > 0 else { return nil }
        if let most = terms.policy.care.goodwillPerYear?.amount(in: amount.currency) {
            let given = try transaction.snapshot.goodwillGiven(
                to: CustomerKey(stored), since: now.adding(days: -365), in: amount.currency)
            amount = Money(minor: min(amount.minor, most.minor - given.minor), currency: amount.currency)
        }
        return amount.minor > 0 ? Goodwill(amount: amount, reason: reason) : nil
    }

    /// What is given, as it is told with the trouble.
    static func madeGood(_ goodwill: Goodwill) -> [(name: String, value: Change.Detail)] {
        goodwill.details.map { ("make_good_\($0.name)", $0.value) }
    }
}
