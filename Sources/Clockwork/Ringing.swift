import Ledger
import Policy
import Returns

/// Alarms ring on their day, each once: one function for each name.
///
/// An alarm is gone before its function runs, which may set it anew. A function changes the return through
/// `Alarmed.change`, and looks at it as it is now: the alarm says no more than that something may be due.
struct Ringing {
    let terms: ClockTerms
    let now: Instant
    let site: SiteTime

    func run(_ sweep: Sweep) throws {
        let (terms, now, site) = (terms, now, site)
        // What customers are told on the last day of a word waits for the hour for telling.
        let isTelling = site.minute >= terms.policy.promiseRules.tellAt
        let telling = isTelling ? site.day : site.day.adding(days: -1)
        try sweep.run(
            find: { snapshot, last, limit in
                try snapshot.alarms(dueBy: site.day, telling: telling, after: last, limit: limit)
            },
            act: { alarm, transaction in
                guard let day = try transaction.snapshot.alarm(alarm.name, of: alarm.rma),
                    day <= (alarm.name == .brokenPromise ? telling : site.day),
                    let stored = try transaction.snapshot.stored(id: alarm.rma)
                else { return [] }
                try transaction.clearAlarm(alarm.name, of: alarm.rma)
                let alarmed = Alarmed(transaction: transaction, terms: terms, now: now, site: site, stored: stored)
                try alarmed.ring(alarm.name)
                return alarmed.kinds.isEmpty ? [] : [.changed(stored.case.number, alarmed.kinds)]
            })
    }
}

/// A return whose alarm rings, in the transaction in which it is dealt with.
final class Alarmed {
    let transaction: Transaction
    let terms: ClockTerms
    let now: Instant
    let site: SiteTime
    var stored: StoredCase
    /// What happened, as events are called.
    private(set) var kinds: [String] = []

    init(transaction: Transaction, terms: ClockTerms, now: Instant, site: SiteTime, stored: StoredCase) {
        self.transaction = transaction
        self.terms = terms
        self.now = now
        self.site = site
        self.stored = stored
    }

    var occasion: Occasion { terms.occasion(at: now, site) }

    /// What follows from orders for goods that were lost: the carrier's own team settles them.
    var duties: ResolutionDuties {
        ResolutionDuties(
            isExported: terms.exportsResolutions, assignee: terms.policy.carriage.team,
            due: terms.policy.calendar.date(1, after: site.day))
    }

    func ring(_ alarm: AlarmName) throws {
        switch alarm {
        case .followUp: try followUp()
        case .parcelWatch: try watchParcels()
        case .advanceDue: try lookAtAdvances()
        case .brokenPromise: try escalate()
        }
    }

    /// Changes the return as a document would: what happens is decided by the case, stored and told.
    /// - Parameters:
    ///   - offers: what is promised with it.
    ///   - happening: gets the case to change, and the whole return as it was before.
    func change(
        promising offers: [PromiseOffer] = [], _ happening: (inout ReturnCase, StoredCase) throws -> [Change]
    ) throws {
        let (old, before) = (stored.case, stored)
        let changes = try happening(&stored.case, before)
        guard !changes.isEmpty else { return }
        kinds += try transaction.record(
            changes, of: &stored, was: old, on: occasion, voice: terms.voice, promising: offers,
            calling: terms.policy.call(on: site.day)
        ).map(\.draft.kind)
        try transaction.oweExports(after: changes, of: stored, by: duties, at: now)
    }
}
