import JSONText
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
        let occasion = occasion
        if found.state.isOpen, try endRest() { return }
        switch terms.policy.step(for: found, of: stored.case, at: site, told: try expectations()) {
        case .nothing: return
        case .wait(let day):
            try keep(found) { promise, _ in
                promise.warn = day
                return []
            }
        case .end(.kept):
            try keep(found) { try self.transaction.end(&$0, of: $1, as: .kept, because: nil, on: occasion) }
        case .end(.withdrawn(let reason)):
            try keep(found) { try self.transaction.end(&$0, of: $1, as: .withdrawn, because: reason, on: occasion) }
        case .warn:
            let delay = try known(PromiseDelay(found.name, of: stored.case), of: stored.id)
            try keep(found) { promise, stored in
                let warned = promise.putAtRisk([(Change.waitsDetail, .text(delay.rawValue))])
                return try warned
                    + self.transaction.open(self.task(for: promise, of: stored), of: stored.id, at: self.now)
            }
        case .postpone(let arrival): try postpone(found, arrival)
        case .revise(let day, let delay): try revise(found, to: day, waitingFor: known(delay, of: stored.id))
        case .breaks(let delay):
            let delay = try known(delay, of: stored.id)
            let reason = terms.say(delay.phrase, stored.language)
            let details = [(Change.waitsDetail, Change.Detail.text(delay.rawValue))]
            try keep(found) { promise, stored in
                try self.transaction.breakPromise(
                    &promise, of: stored, because: reason, details: details,
                    by: self.terms.policy.call(on: self.site.day),
                    on: occasion)
                    + (delay == .delivery
                        ? self.lookForParcels(of: stored) + self.letGo(behind: found.name, of: stored) : [])
            }
        }
    }

    /// What the dock knows to be here, and has not opened, nobody looks for.
    private func known(_ delay: PromiseDelay, of rma: CaseID) throws -> PromiseDelay {
        guard delay == .delivery else { return delay }
        let isHere = try transaction.snapshot.tasks(of: rma).contains {
            $0.state == .open && $0.task.subject == StaffTask.uncounted
        }
        return isHere ? .count : delay
    }

    /// Nobody has seen what carriers call delivered: whoever asks carriers looks for it, until it is checked in.
    private func lookForParcels(of stored: StoredCase) throws -> [Change] {
        try stored.case.parcelsToFind.flatMap { parcel in
            try transaction.open(
                StaffTask(
                    .trace, subject: Change.Subject.shipment(parcel.number).text,
                    words: "\(parcel.carrier?.text ?? "The carrier") reports parcel "
                        + "\(parcel.tracking?.text ?? parcel.code.text) as delivered, and nobody has checked it in: "
                        + "look for it at the dock and on the workbench, then ask for the proof of delivery.",
                    assignee: terms.policy.carriage.team, due: terms.policy.calendar.date(0, after: site.day)),
                of: stored.id, at: now)
        }
    }

    /// Until the parcel is found nobody can say when its goods are inspected and paid for: the count tells these days
    /// anew.
    private func letGo(behind name: PromiseName, of stored: StoredCase) throws -> [Change] {
        guard stored.case.isNothingHere else { return [] }
        let isSpecial = try transaction.snapshot.care(of: CustomerKey(stored), on: site.day) != nil
        return try transaction.snapshot.promises(of: stored.id).flatMap { found -> [Change] in
            guard found.name != name, found.state.isOpen else { return [] }
            var promise = found
            let changes = try transaction.end(
                &promise, of: stored, as: .withdrawn, because: "the parcel is looked for", on: occasion)
            try transaction.put(promise, of: stored.id, isSpecial: isSpecial)
            return changes
        }
    }

    /// The goods are still to come: the promise follows them, and with it those that wait for it. That is nobody's
    /// fault here, so nothing is given for it, and the promise may still be revised.
    private func postpone(_ found: Promise, _ arrival: CalendarDate) throws {
        // A carrier's day that is today leaves none to count from.
        let later = terms.policy.calendar.date(terms.policy.carriage.lateBusinessDays, after: site.day)
        let isSpecial = try isSpecial()
        var offers =
            [arrival, later].lazy.map { day in
                self.terms.policy.promises(
                    awaiting: self.stored.case, arrivingOn: day, tier: self.stored.customer.tier,
                    isSpecial: isSpecial, mayBeLater: true)
            }.first { $0.contains { $0.name == found.name && $0.due > found.date } } ?? []
        if offers.isEmpty {
            // The policy does not make this promise any more.
            let day = terms.policy.calendar.date(
                terms.policy.promiseRules.reviseBusinessDays, after: max(arrival, site.day))
            offers = [PromiseOffer(name: found.name, due: day, warn: day, mayBeLater: true)]
        }
        guard let day = offers.first(where: { $0.name == found.name })?.due, day > found.date else { return }
        let delay = stored.case.isNothingHere ? PromiseDelay.parcel : .rest
        let reason = terms.say(delay.phrase, stored.language)
        try change(promising: offers) { _, _ in
            [
                Change(
                    .promise(found.name), axis: Change.promiseDateAxis, before: found.date.description,
                    after: day.description, reason: reason, details: [(Change.waitsDetail, .text(delay.rawValue))])
            ]
        }
    }

    /// What waits for a promise moves with it, and one cause is made good once.
    private func revise(_ found: Promise, to day: CalendarDate, waitingFor delay: PromiseDelay) throws {
        let occasion = occasion
        let given =
            try isMadeGood(delay)
            ? nil
            : recompense(terms.policy.promiseRules.makeGood, reason: "\(found.name.words) is late")
        let details = [(Change.waitsDetail, Change.Detail.text(delay.rawValue))] + (given.map(Self.madeGood) ?? [])
        let reason = terms.say(delay.phrase, stored.language)
        try keep(found, promising: try offers(behind: found.name, keptOn: day)) { promise, stored in
            let revised = promise.revise(to: day, reason: reason, at: self.now, details: details)
            let gift = try given.map { try self.transaction.give($0, on: stored, occasion: occasion) } ?? []
            let task = try self.task(for: promise, of: stored)
            return try revised + self.transaction.renew(task, of: stored.id, at: self.now) + gift
        }
    }

    /// Open promises that cannot be kept in time any more where the one that they wait for is kept on a day.
    private func offers(behind name: PromiseName, keptOn day: CalendarDate) throws -> [PromiseOffer] {
        let open = try transaction.snapshot.promises(of: stored.id).filter(\.state.isOpen)
        return try terms.policy.promises(
            behind: name, keptOn: day, tier: stored.customer.tier, isSpecial: isSpecial()
        ).filter { offer in open.contains { $0.name == offer.name && $0.date < offer.due } }
    }

    /// Whether something was given for this cause already, with another promise of the return.
    private func isMadeGood(_ delay: PromiseDelay) throws -> Bool {
        try transaction.snapshot.events(of: stored.id).contains {
            $0.draft.axis == Change.promiseDateAxis && $0.draft.details[Change.waitsDetail]?.string == delay.rawValue
                && $0.draft.details["make_good_amount"] != nil
        }
    }

    /// Changes a promise, and stores it before what happened is told: the message names the day that holds now.
    private func keep(
        _ found: Promise, promising offers: [PromiseOffer] = [],
        _ happening: (inout Promise, StoredCase) throws -> [Change]
    ) throws {
        var promise = found
        try change(promising: offers) { _, stored in
            let changes = try happening(&promise, stored)
            let isSpecial = try self.transaction.snapshot.care(of: CustomerKey(stored), on: self.site.day) != nil
            try self.transaction.put(promise, of: stored.id, isSpecial: isSpecial)
            return changes
        }
    }

    /// The task to keep a promise.
    private func task(for promise: Promise, of stored: StoredCase) throws -> StaffTask {
        let delay = try known(PromiseDelay(promise.name, of: stored.case), of: stored.id)
        return StaffTask(
            .keepPromise, subject: promise.subject,
            words: "Promised by \(promise.date): \(promise.name.words). It waits for \(delay.words).",
            assignee: terms.policy.promiseRules.team, due: promise.date)
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
