import Labels
import Ledger
import Returns
import Spool
import Synchronization
import Workers

/// Makes the papers that the ledger says are owed: labels and instructions.
///
/// A paper's name and bytes follow from the ledger alone, so making it twice is harmless. The walk: owed →
/// drawn (a bounded pool, one renderer a thread) → written → one sync of the file system for a group → one
/// commit that says they are made. Only then does the shipment become `label_ready`.
package final class PaperMill: Sendable {
    package static let attemptsMax = 8
    private static let groupMax = 64

    private let bell: Bell
    private let feeder: Rounds
    private let inFlight = Mutex<Set<Int64>>([])
    private let owed: Mailbox<OwedPaper>
    private let drawn: Mailbox<Drawing>
    private let workers: Mutex<[Worker]>
    private let finisher: Mutex<Worker?>

    /// - Parameters:
    ///   - rooms: renderer threads.
    ///   - bell: rung whenever something was committed.
    package init(
        ledger: Ledger, writer: LedgerWriter, spool: Spool, terms: ErrandTerms, renderers: Int, bell: Bell,
        failpoints: Failpoints, tell: @escaping @Sendable (ErrandNews) -> Void
    ) throws(WorkerError) {
        self.bell = bell
        feeder = Rounds("papers-feed", bell: bell)
        let owed = Mailbox<OwedPaper>(capacity: Self.groupMax * 2)
        let drawn = Mailbox<Drawing>(capacity: Self.groupMax * 2)
        self.owed = owed
        self.drawn = drawn
        workers = Mutex([])
        finisher = Mutex(nil)
        let desk = PaperDesk(
            ledger: ledger, writer: writer, spool: spool, terms: terms, failpoints: failpoints, tell: tell)
        var started: [Worker] = []
        for number in 1...renderers {
            started.append(
                try Worker(name: "papers-draw-\(number)") {
                    // A receipt is a promise that somebody waits for; its papers follow when there is time.
                    Worker.stepBack()
                    let artist = PaperArtist(ledger: ledger, terms: terms)
                    while let paper = owed.take() {
                        _ = drawn.put(Drawing(paper: paper, outcome: artist.draw(paper)))
                    }
                })
        }
        workers.withLock { $0 = started }
        finisher.withLock { $0 = nil }
        let last = try Worker(name: "papers-finish") { [self] in
            while true {
                let group = drawn.takeAll(max: Self.groupMax)
                guard !group.isEmpty else { return }
                desk.finish(group) { [self] in
                    inFlight.withLock { $0.subtract(group.map(\.paper.id)) }
                    bell.ring()
                }
            }
        }
        finisher.withLock { $0 = last }
        try feeder.start(
            look: { [self] in try feed(from: ledger, at: terms.now()) },
            failed: { tell(.fault(operation: "look for owed papers", subject: "ledger", found: "\($0)")) })
    }

    /// Finishes what is being drawn, then ends. What is owed stays owed.
    package func stop() {
        owed.close()
        feeder.stop()
        for worker in workers.withLock({ $0 }) { worker.join() }
        drawn.close()
        finisher.withLock { $0 }?.join()
    }

    private func feed(from ledger: Ledger, at now: Instant) throws -> Rounds.Rest {
        let busy = inFlight.withLock { $0 }
        let (papers, next) = try ledger.read { snapshot in
            (try snapshot.owedPapers(at: now, limit: Self.groupMax, besides: busy), try snapshot.nextPaperDue())
        }
        inFlight.withLock { $0.formUnion(papers.map(\.id)) }
        for paper in papers where !owed.put(paper) { return .milliseconds(nil) }
        guard papers.isEmpty else { return .none }
        // What is due and under way rings when it is made.
        return .milliseconds(busy.isEmpty ? next.map { $0.milliseconds - now.milliseconds } : nil)
    }
}

/// A paper that was drawn, or why it could not be.
struct Drawing: Sendable {
    enum Outcome: Sendable {
        case drawn(
            files: [(name: String, bytes: [UInt8])], remarks: [SheetRemark], edition: String, rma: RMANumber)
        /// Nothing to do any more: the return was cancelled meanwhile.
        case needless
        case failed(String)
    }

    let paper: OwedPaper
    let outcome: Outcome
}

/// What the log hears of.
package enum ErrandNews: Sendable {
    /// Remarks say what of the label a reader will miss.
    case papersMade(RMANumber, files: [String], remarks: [String])
    case exportsMade(files: [String])
    case exportsFailed(files: [String], error: String)
    case paperFailed(paper: Int64, error: String, attempts: Int, isLast: Bool)
    case attempt(
        delivery: String, endpoint: String, label: AttemptLabel, outcome: String, tookMilliseconds: Int64, isLast: Bool)
    case endpointDisabled(String, reason: String)
    /// No attempt has succeeded for so much of the failure budget; at 100 the endpoint is disabled.
    case endpointFailing(String, percent: Int)
    case endpointRecovered(String)
    case press(PressNews)
    /// The files are rid of what it named, and the ledger's file, too.
    case erased(erasure: Int64)
    /// An old ledger's file cannot be written anew for want of room; it is tried again.
    case erasureWaits(found: String)
    /// Something that must go is still there; all else of it is done, and it is tried again.
    case erasureUndone(erasure: Int64, found: String)
    /// Somebody has been reading an old state of the ledger for so long.
    case erasureHeld(seconds: Int64)
    /// Something that may be theirs or somebody else's, and was not touched.
    case erasureUndecided(erasure: Int64, place: String)
    case fault(operation: String, subject: String, found: String)
}
