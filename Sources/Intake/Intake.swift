import Ledger
import Returns
import Spool
import Workers

/// Turns spooled files into recorded facts, one file at a time.
///
/// Intake answers one question for each file: what did it become? It prints no label and sends no webhook: it
/// writes down, in the same transaction as its answer, that those things are owed. A crash between any two
/// lines is harmless: either the transaction is missing and the file is read again, or it is there and the
/// file is recognised.
///
/// The walk of a file, each step on its own thread with a bounded queue before it:
/// claimed → `Arrival` (read, hashed, parsed) → `Recording` (judged and committed, many files to a commit) →
/// `Publication` (receipt or reason, then the file leaves the work folder).
/// From the second step to the last a file holds a share of `bytesMax`, so large files wait for each other on disk.
package final class Intake: Sendable {
    private let spool: Spool
    private let writer: LedgerWriter
    private let terms: IntakeTerms
    private let tell: @Sendable (IntakeNews) -> Void
    private let failpoints: Failpoints

    private let claimed: Mailbox<ClaimedFile>
    private let recorded: Mailbox<Publication>
    /// Bytes of the files that are parsed and not yet published. What they say takes some ten times as much memory.
    private static let bytesMax = 4 << 20
    private let readers: [Worker]
    private let publisher: Worker

    /// - Parameters:
    ///   - readersMax: threads that read and parse.
    ///   - tell: hears of every outcome, for the log; called from several threads.
    package init(
        spool: Spool, ledger: Ledger, writer: LedgerWriter, terms: IntakeTerms, readersMax: Int = 2,
        failpoints: Failpoints,
        tell: @escaping @Sendable (IntakeNews) -> Void
    ) throws(WorkerError) {
        self.spool = spool
        self.writer = writer
        self.terms = terms
        self.tell = tell
        self.failpoints = failpoints
        let claimed = Mailbox<ClaimedFile>(capacity: 64)
        let recorded = Mailbox<Publication>(capacity: 256)
        self.claimed = claimed
        self.recorded = recorded
        let walk = Walk(
            spool: spool, ledger: ledger, writer: writer, terms: terms, recorded: recorded,
            allowance: Allowance(bytesMax: Self.bytesMax), tell: tell)
        var readers: [Worker] = []
        for number in 1...readersMax {
            readers.append(
                try Worker(name: "intake-read-\(number)") {
                    while let file = claimed.take() { walk.read(file) }
                })
        }
        self.readers = readers
        publisher = try Worker(name: "intake-publish") {
            while let publication = recorded.take() {
                failpoints.reach("intake.publish")
                walk.publish(publication)
                failpoints.reach("intake.published")
            }
        }
    }

    /// Begins to take files. Those that a crash left behind come first.
    /// - Parameter ahead: called before files are taken from the drop, on the spool's thread; it may pause that.
    package func start(ahead: @escaping @Sendable () -> Void) throws(SpoolError) {
        try spool.start(
            ahead: ahead, offer: { [claimed] file in claimed.put(file) },
            notice: { [tell] notice in tell(.spool(notice)) })
    }

    /// Takes nothing more and finishes what was claimed. What is left in the work folder is safe there.
    package func stop() {
        claimed.close()
        spool.stop()
        for reader in readers { reader.join() }
    }

    /// After the writer has ended: publishes the last outcomes.
    package func finish() {
        recorded.close()
        publisher.join()
    }
}

/// What the log hears of.
package enum IntakeNews: Sendable {
    case spool(SpoolNotice)
    case outcome(file: String, station: String, DocumentOutcome, rmas: [(RMANumber, state: String)], refused: Int)
    /// The policy authorized a return, and a person must look all the same.
    case held(RMANumber, reason: String)
    case range(RangeNotice)
    /// A document that was acknowledged cannot be recorded again.
    case lost(LostDocument, file: String, found: String)
    case fault(operation: String, subject: String, found: String)
}

/// The steps of one file.
private struct Walk: Sendable {
    let spool: Spool
    let ledger: Ledger
    let writer: LedgerWriter
    let terms: IntakeTerms
    let recorded: Mailbox<Publication>
    let allowance: Allowance
    let tell: @Sendable (IntakeNews) -> Void
    let troubles = Troubles()

    func read(_ file: ClaimedFile) {
        do throws(SpoolError) {
            switch try file.read(bytesMax: spool.policy.fileBytesMax) {
            case .stillChanging: return
            case .bytes(let bytes):
                troubles.ended(.read, of: file.key)
                record(
                    Arrival(
                        file: file, bytes: bytes, share: allowance.take(bytes.count), terms: terms,
                        photographs: PhotoKeeping(spool: spool)))
            }
        } catch {
            note(error, .read, file)
            spool.putOff(file)
        }
    }

    /// Once for each file and step while it lasts.
    private func note(_ error: SpoolError, _ step: Troubles.Step, _ file: ClaimedFile) {
        guard troubles.isNews(error, in: step, of: file.key) else { return }
        tell(.fault(operation: step.rawValue, subject: file.name.printable, found: "\(error)"))
    }

    private func record(_ arrival: Arrival) {
        let answer = Answer()
        let foreseen = Eraser.foresee(arrival.content, terms, ledger)
        let step = LedgerWriter.Step(
            perform: { transaction in
                answer.set(try Recording(arrival, terms: terms, foreseen: foreseen, in: transaction).perform())
            },
            settled: { result in
                switch result {
                case .success:
                    guard let publication = answer.get() else { return }
                    _ = recorded.put(publication)
                case .failure(is LedgerEnded): return
                case .failure(let error):
                    // Nothing was written; the file stays in work and is tried again at the next start.
                    tell(.fault(operation: "record", subject: arrival.name, found: "\(error)"))
                }
            })
        // A writer that has ended takes nothing: the file stays in work for the next start.
        _ = writer.submit(step)
    }

    func publish(_ publication: Publication) {
        guard let file = publication.arrival.file else { preconditionFailure("intake takes files from the spool") }
        do throws(SpoolError) {
            try publication.perform(on: spool)
            troubles.ended(.publish, of: file.key)
            tell(publication.news)
            for trouble in publication.troubles { tell(trouble) }
        } catch {
            note(error, .publish, file)
            // It is recorded; what is missing is written when it comes again.
            spool.putOff(file, isKnown: true)
        }
    }
}

/// Carries a value from the step that makes it to the step that runs after the commit.
private final class Answer: @unchecked Sendable {
    // Written by the ledger's thread in the transaction, read by the same thread after the commit.
    private var publication: Publication?
    func set(_ publication: Publication) { self.publication = publication }
    func get() -> Publication? { publication }
}
