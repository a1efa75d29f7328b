import Returns
import Workers

/// The one thread that writes the ledger, with group commit: whatever waits when a commit ends shares the
/// next one, and with it the next sync of the disk. An idle ledger commits a single step at once.
package final class LedgerWriter: Sendable {
    /// One step of a commit. `settled` is called after the commit is on disk, or after the step alone was
    /// undone; it must be quick, for the next commit waits for it.
    package struct Step: Sendable {
        let perform: @Sendable (Transaction) throws -> Void
        let settled: @Sendable (Result<Void, any Error>) -> Void

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
        worker = try Worker(name: "ledger-writer") {
            while true {
                let group = inbox.takeAll(max: groupMax)
                guard !group.isEmpty else { return }
                failpoints.reach("ledger.begin")
                do {
                    let aftermath = Aftermath()
                    let results = try ledger.commit(group.map(\.perform), aftermath: aftermath)
                    failpoints.reach("ledger.committed")
                    for (step, result) in zip(group, results) { step.settled(result) }
                    committed(aftermath)
                } catch {
                    inbox.close()
                    broken(error)
                    return
                }
            }
        }
    }

    /// Hands a step in, waiting while the inbox is full.
    /// - Returns: false when the writer has ended; the step will not be performed.
    package func submit(_ step: Step) -> Bool { inbox.put(step) }

    /// Performs everything that was handed in, then ends.
    package func stop() {
        inbox.close()
        worker.join()
    }
}
