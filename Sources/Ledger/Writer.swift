import Glibc
import Returns
import Synchronization
import Workers

/// The one thread that writes the ledger, with group commit: whatever waits when a commit ends shares the
/// next one, and with it the next sync of the disk. An idle ledger commits a single step at once.
package final class LedgerWriter: Sendable {
    /// One step of a commit. `settled` is called once: after the commit is on disk, after the step alone was undone,
    /// or when the commit failed as a whole and nothing is known of it. It must be quick, for the next commit waits for
    /// it.
    package struct Step: Sendable {
        let perform: @Sendable (Transaction) throws -> Void
        let settled: @Sendable (Result<Void, any Error>) -> Void
        /// Writes nothing: the writer only turns, and does what this says between two commits.
        fileprivate var errand: Errand?

        fileprivate enum Errand { case turn, shortenLog }

        package init(
            perform: @escaping @Sendable (Transaction) throws -> Void,
            settled: @escaping @Sendable (Result<Void, any Error>) -> Void
        ) {
            self.perform = perform
            self.settled = settled
        }
    }

    private let inbox: Mailbox<Step>
    private let worker: Worker
    /// Beats whenever all that was taken in is on disk.
    package let pulse = Pulse()
    private let commitClock = CommitClock()

    /// - Parameters:
    ///   - groupMax: steps that share a commit at the most.
    ///   - committed: called after each commit, on the writer's thread: whoever performs what is owed looks again,
    ///     where the aftermath says.
    ///   - broken: called once when a commit fails. Its outcome is unknown then: the process must end and
    ///     recover by reading; nothing is retried.
    package init(
        ledger: Ledger, groupMax: Int, failpoints: Failpoints, committed: @escaping @Sendable (Aftermath) -> Void,
        broken: @escaping @Sendable (any Error) -> Void
    ) throws(WorkerError) {
        let inbox = Mailbox<Step>(capacity: groupMax * 4)
        self.inbox = inbox
        let (pulse, clock) = (pulse, commitClock)
        worker = try Worker(name: "ledger-writer") {
            while true {
                let taken = inbox.takeAll(max: groupMax)
                guard !taken.isEmpty else { return }
                let group = taken.filter { $0.errand == nil }
                clock.begin()
                defer { clock.end() }
                do {
                    if taken.contains(where: { $0.errand == .shortenLog }) { try ledger.shortenLog() }
                    guard !group.isEmpty else {
                        pulse.beat()
                        continue
                    }
                    failpoints.reach("ledger.begin")
                    let aftermath = Aftermath()
                    let results = try ledger.commit(group.map(\.perform), aftermath: aftermath)
                    failpoints.reach("ledger.committed")
                    for (step, result) in zip(group, results) { step.settled(result) }
                    committed(aftermath)
                    pulse.beat()
                } catch {
                    inbox.close()
                    broken(error)
                    // Whoever waits for a step must hear of its end, or nobody could stop the daemon.
                    let unsettled = group + inbox.takeAll(max: inbox.capacity).filter { $0.errand == nil }
                    for step in unsettled { step.settled(.failure(LedgerEnded())) }
                    return
                }
            }
        }
    }

    /// Hands a step in, waiting while the inbox is full.
    /// - Returns: false when the writer has ended; the step will not be performed.
    package func submit(_ step: Step) -> Bool { inbox.put(step) }

    /// Makes an idle writer turn. A full inbox needs no nudge.
    package func nudge() {
        var step = Step(perform: { _ in }, settled: { _ in })
        step.errand = .turn
        _ = inbox.tryPut(step)
    }

    /// Asks for the write-ahead log to be cut before the next commit. Where a reader stands in the way, or the inbox
    /// is full, nothing happens: ask again later.
    package func shortenLog() {
        var step = Step(perform: { _ in }, settled: { _ in })
        step.errand = .shortenLog
        _ = inbox.tryPut(step)
    }

    /// For how many milliseconds the commit under way has lasted; 0 where none is.
    package var commitMilliseconds: Int64 { commitClock.elapsed }

    /// Performs everything that was handed in, then ends.
    package func stop() {
        inbox.close()
        worker.join()
    }
}

/// Since when the writer is at its present commit.
private final class CommitClock: Sendable {
    /// Monotonic milliseconds; 0: it waits for work.
    private let began = Atomic<Int64>(0)

    func begin() { began.store(Self.now(), ordering: .relaxed) }
    func end() { began.store(0, ordering: .relaxed) }

    var elapsed: Int64 {
        let began = began.load(ordering: .relaxed)
        return began == 0 ? 0 : max(0, Self.now() - began)
    }

    private static func now() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}

/// A commit failed, this step's or one before it: the writer writes no more, and `broken` was told why. Whether the
/// step is on disk is known after a restart only.
package struct LedgerEnded: Error, CustomStringConvertible {
    package let description = "a commit failed; what it was shows when the ledger is read after a restart"
    package init() {}
}
