import Ledger
import Returns
import Synchronization
import Workers

/// Notices what time alone changes: the right to send goods back runs out, and old attempts may be forgotten.
///
/// It looks once a day, at the site's midnight, and at every start; each return that expires is one
/// change like any other, told to whoever listens.
package final class Clockwork: Sendable {
    private static let batchMax = 200
    private static let intervalMilliseconds: Int64 = 60_000

    private let stopping = Atomic(false)
    private let bell = Bell()
    private let worker = Mutex<Worker?>(nil)

    package init() {}

    /// - Parameters:
    ///   - siteDay: the site's calendar day at a moment.
    ///   - keepAttemptsDays: how long attempts are kept after their delivery has ended.
    ///   - daily: other work of a new day, such as clearing the archive.
    ///   - tell: hears of a trouble, and of each return that expired.
    package func start(
        ledger: Ledger, writer: LedgerWriter, voice: Voice, now: @escaping @Sendable () -> Instant,
        siteDay: @escaping @Sendable (Instant) -> CalendarDate, keepAttemptsDays: Int,
        daily: @escaping @Sendable (CalendarDate) -> Void,
        tell: @escaping @Sendable (ClockNews) -> Void
    ) throws(WorkerError) {
        let worker = try Worker(name: "clockwork") { [self] in
            var seen: CalendarDate?
            while !stopping.load(ordering: .sequentiallyConsistent) {
                let today = siteDay(now())
                do {
                    if seen != today {
                        try expire(ledger, writer, voice: voice, at: now(), today: today, tell: tell)
                        try forgetAttempts(writer, endedBefore: now().adding(days: -keepAttemptsDays))
                        daily(today)
                    }
                    seen = today
                } catch {
                    tell(.fault("\(error)"))
                }
                bell.wait(milliseconds: Self.intervalMilliseconds)
            }
        }
        self.worker.withLock { $0 = worker }
    }

    package func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
        worker.withLock { $0 }?.join()
    }

    /// In small steps, each waited for, so that nobody waits long behind one.
    private func forgetAttempts(_ writer: LedgerWriter, endedBefore end: Instant) throws {
        while !stopping.load(ordering: .sequentiallyConsistent) {
            let outcome = Mailbox<Result<Bool, any Error>>(capacity: 1)
            let more = Mutex(false)
            let step = LedgerWriter.Step(
                perform: { transaction in
                    let isMore = try transaction.pruneAttempts(endedBefore: end)
                    more.withLock { $0 = isMore }
                },
                settled: { result in _ = outcome.put(result.map { more.withLock { $0 } }) })
            guard writer.submit(step), let isMore = try outcome.take()?.get(), isMore else { return }
        }
    }

    private func expire(
        _ ledger: Ledger, _ writer: LedgerWriter, voice: Voice, at now: Instant, today: CalendarDate,
        tell: @escaping @Sendable (ClockNews) -> Void
    ) throws {
        var last: CaseID = 0
        while !stopping.load(ordering: .sequentiallyConsistent) {
            let after = last
            let ids = try ledger.read { try $0.casesToExpire(before: today, after: after, limit: Self.batchMax) }
            guard let newest = ids.max() else { return }
            last = newest
            for id in ids {
                let step = LedgerWriter.Step(
                    perform: { transaction in
                        guard var stored = try transaction.snapshot.stored(id: id),
                            let until = stored.case.validUntil, until < today, stored.case.isWaitingForHandOver
                        else { return }
                        let old = stored.case
                        let changes = try stored.case.expire()
                        try transaction.record(
                            changes, of: &stored, was: old,
                            on: Occasion(at: now, actor: Actor(trusted: "clock"), document: nil), voice: voice)
                        tell(.expired(stored.case.number))
                    },
                    settled: { result in
                        if case .failure(let error) = result { tell(.fault("\(error)")) }
                    })
                guard writer.submit(step) else { return }
            }
        }
    }
}

/// What the log hears of.
package enum ClockNews: Sendable {
    case expired(RMANumber)
    case fault(String)
}
