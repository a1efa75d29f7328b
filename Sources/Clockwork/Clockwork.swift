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
        var stages = Stages()
        if day.isNew(site.day) {
            if day.begins(site.day) { terms.daily(site.day) }
            stages.run { try Expiring(terms: terms, now: now, site: site).run(sweep) }
            stages.run { try Forgetting(terms: terms, now: now).run(sweep) }
            stages.run { try Retaining(terms: terms, now: now, site: site).run(sweep) }
        }
        // What is found out of a parcel names the days that follow from it: a promise is looked at behind it, so that
        // nobody is told two days by one look.
        stages.run { try Ringing(terms: terms, now: now, site: site).run(sweep) }
        stages.run { try Promising(terms: terms, now: now, site: site).run(sweep) }
        try stages.end()
        try day.worked(site.day, sweep)
    }
}

/// The parts of one look: what fails holds up none of the others, and is tried again by the next look.
private struct Stages {
    private var failure: (any Error)?

    mutating func run(_ stage: () throws -> Void) {
        do {
            try stage()
        } catch {
            failure = failure ?? error
        }
    }

    /// - Throws: what failed first.
    func end() throws { if let failure { throw failure } }
}
