import Ledger
import Printers
import Returns
import Synchronization
import Workers

/// The work on one printer, done by one thread.
final class PrinterDuty: Sendable {
    let name: PrinterName
    private let printer: PressPrinter
    private let ledger: Ledger
    private let pen: LedgerPen
    private let terms: ErrandTerms
    private let labels: String
    private let failpoints: Failpoints
    private let tell: @Sendable (PressNews) -> Void
    private let fault: @Sendable (_ operation: String, _ subject: String, _ found: String) -> Void
    private let bell = Bell()
    private let stopping: Flag

    /// Waits before a printer that is off is tried again, in milliseconds; the last one from then on.
    static let backoff: [Int64] = [5_000, 10_000, 20_000, 40_000, 60_000]
    /// Jobs in a row of which nobody knows: then the printer is paused, before it eats the whole queue.
    static let doubtsMax = 2

    init(
        _ printer: PressPrinter, ledger: Ledger, writer: LedgerWriter, terms: ErrandTerms, labels: String,
        failpoints: Failpoints, tell: @escaping @Sendable (PressNews) -> Void,
        fault: @escaping @Sendable (String, String, String) -> Void
    ) {
        name = printer.name
        self.printer = printer
        self.ledger = ledger
        self.terms = terms
        self.labels = labels
        self.failpoints = failpoints
        self.tell = tell
        self.fault = fault
        let stopping = Flag()
        self.stopping = stopping
        pen = LedgerPen(writer: writer)
    }

    func ring() { bell.ring() }

    func stop() {
        stopping.raise()
        bell.ring()
    }

    func work() {
        let drawing = PrintDrawing(
            ledger: ledger, terms: terms, labels: labels, artist: PaperArtist(ledger: ledger, terms: terms))
        var streak = Streak()
        var isSettled = false
        while !stopping.isUp {
            do {
                if !isSettled {
                    try settleUnderWay()
                    isSettled = true
                }
                let (state, job) = try ledger.read { (try $0.printerState(name), try $0.nextPrint(on: name)) }
                switch state {
                case .paused: bell.wait(milliseconds: 60_000)
                case .off where streak.wait(at: terms.now()) > 0: bell.wait(milliseconds: streak.wait(at: terms.now()))
                case .ready, .off, nil:
                    if let job {
                        try perform(job, drawing, &streak)
                    } else if state == .off {
                        try ask(&streak)
                    } else {
                        bell.wait(milliseconds: 60_000)
                    }
                }
            } catch is LedgerEnded {
                // The daemon ends; what is not on record is in doubt at the next start.
                return
            } catch {
                fault("print on", name.text, "\(error)")
                bell.wait(milliseconds: 1_000)
            }
        }
    }

    /// What was being sent when the daemon last ended: a queue may know what became of it.
    private func settleUnderWay() throws {
        for job in try ledger.read({ try $0.printsUnderWay(on: name) }) {
            let outcome = job.queueJob.map {
                printer.way.outcome(
                    ofQueueJob: $0, isStopping: { [stopping] in stopping.isUp }, waiting: { waits($0) })
            }
            let moment = terms.now()
            switch outcome ?? .unknown("the daemon ended while it was sent") {
            case .interrupted: return
            case .printed:
                try pen.write { try $0.endPrint(job.id, .printed, because: nil, at: moment) }
                tell(.printed(job))
                try notice(.ready, nil)
            case .refused(let reason):
                try pen.write { try $0.endPrint(job.id, .held, because: reason, at: moment) }
                tell(.held(job, reason: reason))
            case .unknown(let reason), .off(let reason): try doubt(job, reason, moment)
            case .withdrawn: try doubt(job, "the daemon ended while it was sent", moment)
            }
        }
    }

    /// The queue has a label, and its printer waits for paper or another hand: that is told while it lasts.
    private func waits(_ reason: String) {
        do { try notice(.off, reason) } catch { fault("note the state of", name.text, "\(error)") }
    }

    private func doubt(_ job: PrintJob, _ reason: String, _ moment: Instant) throws {
        try pen.write { try $0.endPrint(job.id, .uncertain, because: reason, at: moment) }
        tell(.uncertain(job, reason: reason))
    }

    /// Looks whether a printer is back that was off and has nothing to print.
    private func ask(_ streak: inout Streak) throws {
        let trouble = printer.way.trouble()
        if trouble != nil { streak.failed(at: terms.now()) } else { streak = Streak() }
        try notice(trouble == nil ? .ready : .off, trouble)
    }

    private func perform(_ job: PrintJob, _ drawing: PrintDrawing, _ streak: inout Streak) throws {
        let bytes: [UInt8]
        switch drawing.draw(job, for: printer) {
        case .bytes(let drawn): bytes = drawn
        case .needless(let reason):
            try end(job, .cancelled, reason)
            return
        case .failed(let reason):
            try end(job, .held, reason)
            return tell(.held(job, reason: reason))
        }
        let title = "\(job.rma?.number.text ?? "test")\(job.copy > 1 ? " copy \(job.copy)" : "")"
        let document = PrintDocument(bytes: bytes, language: printer.language, paper: printer.paper, title: title)
        var hasBegun = false
        var failure: (any Error)?
        let outcome = printer.way.print(
            document, isStopping: { [stopping] in stopping.isUp }, waiting: { waits($0) },
            begin: { queueJob in
                do {
                    hasBegun = try begin(job, queueJob: queueJob)
                } catch { failure = error }
                if hasBegun { failpoints.reach("press.sending") }
                return hasBegun
            })
        if let failure { throw failure }
        if hasBegun { failpoints.reach("press.sent") }
        try record(outcome, of: job, hasBegun: hasBegun, &streak)
        if hasBegun { failpoints.reach("press.recorded") }
    }

    private func begin(_ job: PrintJob, queueJob: Int?) throws -> Bool {
        let (moment, name) = (terms.now(), name)
        return try pen.write { try $0.beginPrint(job.id, on: name, queueJob: queueJob, at: moment) }
    }

    private func record(_ outcome: PrintOutcome, of job: PrintJob, hasBegun: Bool, _ streak: inout Streak) throws {
        switch outcome {
        case .printed:
            streak = Streak()
            try end(job, .printed, nil)
            tell(.printed(job))
            try notice(.ready, nil)
        case .refused(let reason):
            streak = Streak()
            try end(job, .held, reason)
            tell(.held(job, reason: reason))
            try notice(.ready, nil)
        case .off(let reason):
            guard !stopping.isUp || hasBegun else { return }
            streak.failed(at: terms.now())
            // Without a beginning the job stands as it stood, perhaps for another printer by now.
            if hasBegun { try end(job, .owed, reason) }
            try notice(.off, reason)
        case .unknown(let reason):
            streak.failed(at: terms.now())
            streak.doubts += 1
            try doubt(job, reason, terms.now())
            guard streak.doubts < Self.doubtsMax else { return try pause(reason, &streak) }
            try notice(.off, reason)
        case .withdrawn, .interrupted: break
        }
    }

    private func end(_ job: PrintJob, _ state: PrintState, _ reason: String?) throws {
        let moment = terms.now()
        try pen.write { try $0.endPrint(job.id, state, because: reason, at: moment) }
    }

    private func notice(_ state: PrinterState, _ reason: String?) throws {
        let (moment, name) = (terms.now(), name)
        let isNews = try pen.write { try $0.noticePrinter(name, state, because: reason, at: moment) }
        guard isNews else { return }
        switch state {
        case .ready: tell(.printerBack(name))
        case .off, .paused: tell(.printerOff(name, reason: reason ?? ""))
        }
    }

    private func pause(_ reason: String, _ streak: inout Streak) throws {
        streak = Streak()
        let (moment, name) = (terms.now(), name)
        let words = "\(Self.doubtsMax) jobs in a row may or may not be on paper: \(reason)"
        try pen.write { try $0.setPrinter(name, .paused, because: words, at: moment) }
        tell(.printerPaused(name, reason: words))
    }

    /// How often in a row it did not work.
    private struct Streak {
        var doubts = 0
        private var failures = 0
        private var nextTry: Instant?

        mutating func failed(at moment: Instant) {
            nextTry = moment.adding(milliseconds: backoff[min(failures, backoff.count - 1)])
            failures += 1
        }

        /// Milliseconds until the next try; never longer than the longest wait, however the clock was set.
        func wait(at moment: Instant) -> Int64 {
            nextTry.map { min(max(0, $0.milliseconds - moment.milliseconds), backoff[backoff.count - 1]) } ?? 0
        }
    }
}

/// Once up, it stays up.
private final class Flag: Sendable {
    private let value = Atomic(false)
    var isUp: Bool { value.load(ordering: .sequentiallyConsistent) }
    func raise() { value.store(true, ordering: .sequentiallyConsistent) }
}
