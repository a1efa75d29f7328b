import Ledger
import Returns
import Synchronization
import Workers

/// Notices what time alone changes: returns that expire, promises that come due, alarms that ring, attempts that may
/// be forgotten.
///
/// It looks at every start, once a minute, and does the work of a day at the site's midnight. Whatever it finds is
/// looked at again inside the transaction that changes it, so that being late, early or twice harms nobody.
package final class Clockwork: Sendable {
    private static let intervalMilliseconds: Int64 = 60_000

    private let rounds = Rounds("clockwork", bell: Bell(), retryMilliseconds: intervalMilliseconds)

    package init() {}

    package func start(ledger: Ledger, writer: LedgerWriter, terms: ClockTerms) throws(WorkerError) {
        let sweep = Sweep(
            ledger: ledger, writer: writer, isStopping: { [rounds] in rounds.isStopping }, tell: terms.tell)
        let day = Mutex(ClockDay(doubtsMax: terms.doubtsMax))
        try rounds.start(
            look: {
                try day.withLock { try Self.look(sweep, terms, &$0) }
                return .milliseconds(Self.intervalMilliseconds)
            },
            failed: { terms.tell(.fault("\($0)")) })
    }

    /// One look, waited for.
    package static func look(ledger: Ledger, writer: LedgerWriter, terms: ClockTerms) throws {
        let sweep = Sweep(ledger: ledger, writer: writer, isStopping: { false }, tell: terms.tell)
        var day = ClockDay(doubtsMax: terms.doubtsMax)
        try look(sweep, terms, &day)
        // The steps are performed in their order: behind this one all are done.
        _ = try sweep.perform { _ in true }
    }

    package func stop() { rounds.stop() }

    /// One look at everything.
    private static func look(_ sweep: Sweep, _ terms: ClockTerms, _ day: inout ClockDay) throws {
        let now = terms.now()
        let site = terms.siteTime(now)
        try Straightening(now: now).run(sweep)
        switch day.judge(site.day, known: try sweep.ledger.read { try $0.clockDay() }) {
        case .believed: break
        case .doubted(let days, let isNew):
            if isNew { terms.tell(.doubted(days: days)) }
            return
        }
        if day.isNew(site.day) {
            try Expiring(terms: terms, now: now, site: site).run(sweep)
            try Forgetting(terms: terms, now: now).run(sweep)
            try Retaining(terms: terms, now: now, site: site).run(sweep)
            terms.daily(site.day)
        }
        // What is found out of a parcel names the days that follow from it: a promise is looked at behind it, so that
        // nobody is told two days by one look.
        try Ringing(terms: terms, now: now, site: site).run(sweep)
        try Promising(terms: terms, now: now, site: site).run(sweep)
        try day.worked(site.day, sweep)
    }
}
