import Ledger
import Printers
import Returns
import Synchronization
import Workers

/// Prints what the ledger owes to printers, each printer by a thread of its own and in the order in which it was
/// owed, so that one that is off delays nothing but its own paper.
///
/// A job's walk: owed → connected → `sending`, committed → the first byte → what came of it, committed. Up to the
/// commit of `sending` nothing has left, and trying again is harmless. Behind it nothing is ever sent again by
/// itself: where the trail is lost, or the daemon dies, the job is uncertain, and only a person knows.
package final class Press: Sendable {
    private let ledger: Ledger
    private let duties: [PrinterDuty]
    private let tell: @Sendable (ErrandNews) -> Void
    private let feeder: Rounds
    private let workers = Mutex<[Worker]>([])

    /// Writes down which printers there are, before anything can be owed to one.
    /// - Parameters:
    ///   - labels: the folder in which the daemon puts labels.
    ///   - bell: rung whenever something was committed.
    package init(
        ledger: Ledger, writer: LedgerWriter, terms: ErrandTerms, printers: [PressPrinter], labels: String,
        bell: Bell, failpoints: Failpoints, tell: @escaping @Sendable (ErrandNews) -> Void
    ) throws {
        self.ledger = ledger
        feeder = Rounds("press-feed", bell: bell)
        self.tell = tell
        let (entries, moment) = (printers.map(\.entry), terms.now())
        try LedgerPen(writer: writer).write { try $0.configure(entries, at: moment) }
        duties = printers.map { printer in
            PrinterDuty(
                printer, ledger: ledger, writer: writer, terms: terms, labels: labels, failpoints: failpoints,
                tell: { tell(.press($0)) }, fault: { tell(.fault(operation: $0, subject: $1, found: $2)) })
        }
    }

    /// Begins to print.
    package func start() throws(WorkerError) {
        guard !duties.isEmpty else { return }
        // One look at the ledger after a commit, instead of one for each printer.
        try feeder.start(
            look: { [ledger, duties] in
                let wanted = try ledger.read { try $0.printersWithWork() }
                for duty in duties where wanted.contains(duty.name) { duty.ring() }
                return .milliseconds(nil)
            },
            failed: { [tell] in tell(.fault(operation: "look for print jobs", subject: "ledger", found: "\($0)")) })
        var started: [Worker] = []
        for duty in duties { started.append(try Worker(name: "press-\(duty.name)") { duty.work() }) }
        workers.withLock { [started] in $0 = started }
    }

    /// Lets what is on its way to a printer end, for some seconds, and writes down what came of it.
    package func stop() {
        for duty in duties { duty.stop() }
        feeder.stop()
        for worker in workers.withLock({ $0 }) { worker.join() }
    }
}

/// Writes a step into the ledger and waits until it is on disk.
struct LedgerPen: Sendable {
    let writer: LedgerWriter

    /// - Throws: `LedgerEnded` when the writer has ended; whether the step is on disk is not known then.
    @discardableResult
    func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) throws -> Value {
        guard let value = try writer.perform(body) else { throw LedgerEnded() }
        return value
    }
}
