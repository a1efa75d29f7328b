import Returns
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
        /// Only asks the writer to turn.
        fileprivate var isNudge = false

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
        let pulse = pulse
        worker = try Worker(name: "ledger-writer") {
            while true {
                let taken = inbox.takeAll(max: groupMax)
                guard !taken.isEmpty else { return }
                let group = taken.filter { !$0.isNudge }
                guard !group.isEmpty else {
                    pulse.beat()
                    continue
                }
                failpoints.reach("ledger.begin")
                do {
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
                    let unsettled = group + inbox.takeAll(max: inbox.capacity).filter { !$0.isNudge }
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
        step.isNudge = true
        _ = inbox.tryPut(step)
    }

    /// Performs everything that was handed in, then ends.
    package func stop() {
        inbox.close()
        worker.join()
    }
}

/// A commit failed, this step's or one before it: the writer writes no more, and `broken` was told why. Whether the
/// step is on disk is known after a restart only.
package struct LedgerEnded: Error, CustomStringConvertible {
    package let description = "a commit failed; what it was shows when the ledger is read after a restart"
    package init() {}
}
