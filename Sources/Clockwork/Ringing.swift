import Ledger
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
        try sweep.run(
            find: { snapshot, last, limit in try snapshot.alarms(dueBy: site.day, after: last, limit: limit) },
            act: { alarm, transaction in
                guard let day = try transaction.snapshot.alarm(alarm.name, of: alarm.rma), day <= site.day,
                    let stored = try transaction.snapshot.stored(id: alarm.rma)
                else { return [] }
                try transaction.clearAlarm(alarm.name, of: alarm.rma)
                var alarmed = Alarmed(transaction: transaction, terms: terms, now: now, site: site, stored: stored)
                try alarmed.ring(alarm.name)
                return alarmed.kinds.isEmpty ? [] : [.changed(stored.case.number, alarmed.kinds)]
            })
    }
}

/// A return whose alarm rings, in the transaction in which it is dealt with.
struct Alarmed {
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

    mutating func ring(_ alarm: AlarmName) throws {
        switch alarm {
        case .followUp: break
        case .parcelWatch: break
        case .advanceDue: try lookAtAdvances()
        }
    }

    /// Changes the return as a document would: what happens is decided by the case, stored and told.
    mutating func change(_ happening: (inout ReturnCase) throws -> [Change]) throws {
        let old = stored.case
        let changes = try happening(&stored.case)
        guard !changes.isEmpty else { return }
        kinds += try transaction.record(changes, of: &stored, was: old, on: occasion, link: terms.link)
            .map(\.draft.kind)
    }
}
