import CCups
import Foundation
import Glibc
import PrinterSink
import Synchronization
import Testing

@testable import Printers

/// Printing by IPP, against ippeveprinter, the sample printer of CUPS.
@Suite("Printing by IPP", .serialized)
struct QueuePrinterTests {
    private static let zpl = Array("^XA^FO10,10^A0N,30,30^FDRMA-4KD-9T2X^FS^XZ\n".utf8)
    /// What a page's size and scaling must be, by the printer's own record of the job.
    private static let pdf = Array("%PDF-1.4\n%%EOF\n".utf8)

    @Test("a label in the printer's language arrives byte for byte, and the job completes")
    func label() throws {
        let printer = try SamplePrinter(formats: "application/vnd.zebra-zpl,application/pdf")
        let queueJob = Mutex<Int?>(nil)
        let outcome = printer.queue().print(document(Self.zpl, .zpl), isStopping: { false }) { job in
            queueJob.withLock { $0 = job }
            return true
        }
        #expect(outcome == .printed, "\(printer.log)")
        #expect(try printer.documents() == [Self.zpl])
        let job = try #require(queueJob.withLock { $0 })
        #expect(printer.queue().outcome(ofQueueJob: job, isStopping: { false }) == .printed)
        guard case .unknown = printer.queue().outcome(ofQueueJob: job + 7, isStopping: { false }) else {
            Issue.record("a job that the queue does not know")
            return
        }
    }

    @Test("a page is printed on its own paper size, unscaled")
    func page() throws {
        let printer = try SamplePrinter(hasLabels: true)
        let outcome = printer.queue().print(document(Self.pdf, .pdf), isStopping: { false }) { _ in true }
        #expect(outcome == .printed, "\(printer.log)")
        #expect(try printer.documents() == [Self.pdf])
        // The printer hands the job's attributes to its command in the environment.
        let told = printer.environment
        #expect(told.contains("x-dimension=10160") && told.contains("y-dimension=15240"), "\(told)")
    }

    @Test("a printer that never has paper of that size gets nothing, and refuses the job for good")
    func otherPaper() throws {
        let printer = try SamplePrinter(formats: "application/pdf")
        let began = Mutex(false)
        let outcome = printer.queue().print(document(Self.pdf, .pdf), isStopping: { false }) { _ in
            began.withLock { $0 = true }
            return true
        }
        guard case .refused(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("media-col") && !began.withLock { $0 })
    }

    @Test("a printer that runs out of paper keeps the job: it is said, waited for, and printed when paper is in")
    func outOfPaper() throws {
        let printer = try SamplePrinter(formats: "application/vnd.zebra-zpl", isOutOfPaper: true)
        // Far less than the paper takes to come.
        var limits = PrinterLimits()
        limits.finish = 2_500
        let told = Mutex<[String]>([])
        let begun = Mutex(0)
        let queue = printer.queue(limits)
        let somebody = Thread {
            while told.withLock({ $0.isEmpty }) { usleep(20_000) }
            sleep(4)
            do { try printer.fill() } catch { Issue.record(error) }
        }
        somebody.start()
        let outcome = queue.print(
            document(Self.zpl, .zpl), isStopping: { false },
            waiting: { reason in told.withLock { $0.append(reason) } },
            begin: { _ in
                begun.withLock { $0 += 1 }
                return true
            })
        #expect(outcome == .printed, "\(printer.log)")
        #expect(told.withLock { $0.count } == 1 && begun.withLock { $0 } == 1)
        #expect(
            told.withLock { $0.first }?.hasPrefix("it is out of paper (media-empty") == true, "\(told.withLock { $0 })")
        #expect(try printer.documents().count == 1)
        #expect(queue.trouble() == nil)
    }

    @Test(
        "what a printer says of its state: an error keeps labels away, a warning only tells why one does not come",
        arguments: [
            (["media-empty-error"], "it is out of paper (media-empty-error)", true),
            (["media-empty"], "it is out of", true),
            (["media-low-warning", "media-needed"], "it waits for paper (media-needed)", true),
            (["media-empty-warning"], "it is out of paper (media-empty-warning)", false),
            (["media-empty-report"], nil, false), (["none"], nil, false), (["toner-low-warning"], nil, false),
        ])
    func states(reasons: [String], words: String?, isTrouble: Bool) {
        let answer = ippNewResponse(nil)
        for (index, reason) in reasons.enumerated() {
            guard index > 0 else {
                ippAddString(answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "printer-state-reasons", nil, reason)
                continue
            }
            var attribute = ippFindAttribute(answer, "printer-state-reasons", IPP_TAG_KEYWORD)
            ippSetString(answer, &attribute, Int32(index), reason)
        }
        ippAddInteger(answer, IPP_TAG_PRINTER, IPP_TAG_ENUM, "printer-state", Int32(IPP_PSTATE_IDLE.rawValue))
        guard let answer else { return }
        let standing = QueueStanding(QueueAnswer(answer))
        #expect(words.map { standing.need?.hasPrefix($0) == true } ?? (standing.need == nil), "\(standing)")
        #expect((standing.trouble != nil) == isTrouble)
    }

    @Test("a printer that does not know the language is sent nothing, and says what it takes")
    func format() throws {
        let printer = try SamplePrinter(formats: "application/pdf,image/urf")
        let began = Mutex(false)
        let outcome = printer.queue().print(document(Self.zpl, .zpl), isStopping: { false }) { _ in
            began.withLock { $0 = true }
            return true
        }
        guard case .refused(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("application/vnd.zebra-zpl") && reason.contains("application/pdf"))
        #expect(!began.withLock { $0 })
    }

    @Test("a job that is called back is cancelled in the queue")
    func calledBack() throws {
        let printer = try SamplePrinter(formats: "application/vnd.zebra-zpl")
        let queueJob = Mutex<Int?>(nil)
        let outcome = printer.queue().print(document(Self.zpl, .zpl), isStopping: { false }) { job in
            queueJob.withLock { $0 = job }
            return false
        }
        #expect(outcome == .withdrawn)
        #expect(try printer.documents().isEmpty)
        let job = try #require(queueJob.withLock { $0 })
        #expect(printer.queue().outcome(ofQueueJob: job, isStopping: { false }) != .printed)
    }

    @Test("a queue that nobody answers for is off; so is one that does not exist")
    func unreachable() throws {
        let printer = try SamplePrinter(formats: "application/vnd.zebra-zpl")
        let port = printer.port
        #expect(printer.queue().trouble() == nil)
        printer.end()
        let gone = QueuePrinter(QueueAddress(host: "localhost", port: port, path: "/ipp/print", isEncrypted: false))
        let began = Mutex(false)
        let outcome = gone.print(document(Self.zpl, .zpl), isStopping: { false }) { _ in
            began.withLock { $0 = true }
            return true
        }
        guard case .off(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(!reason.isEmpty && !began.withLock { $0 })
        #expect(gone.trouble() != nil)
    }

    @Test("a printer that dies while it prints leaves the paper uncertain")
    func dies() throws {
        let printer = try SamplePrinter(formats: "application/vnd.zebra-zpl", secondsToPrint: 5)
        var limits = PrinterLimits()
        limits.finish = 1_500
        limits.connect = 500
        // Its command keeps the port open for as long as it runs, and nobody answers there.
        limits.stall = 500
        // A thread that has ended may hold on to what it was given.
        defer { printer.clear() }
        let killer = Thread {
            _ = printer.waitForDocument()
            printer.end()
        }
        killer.start()
        let outcome = printer.queue(limits).print(document(Self.zpl, .zpl), isStopping: { false }) { _ in true }
        guard case .unknown(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("job 1"), "\(reason)")
    }

    @Test("a stop leaves a job that the queue has to be asked for again")
    func interrupted() throws {
        let printer = try SamplePrinter(formats: "application/vnd.zebra-zpl", secondsToPrint: 2)
        let isStopping = Atomic(false)
        let queueJob = Mutex<Int?>(nil)
        let outcome = printer.queue().print(
            document(Self.zpl, .zpl), isStopping: { isStopping.load(ordering: .relaxed) },
            begin: { job in
                queueJob.withLock { $0 = job }
                isStopping.store(true, ordering: .relaxed)
                return true
            })
        #expect(outcome == .interrupted)
        let job = try #require(queueJob.withLock { $0 })
        #expect(printer.queue().outcome(ofQueueJob: job, isStopping: { false }) == .printed)
    }

    private func document(_ bytes: [UInt8], _ language: PrintDocument.Language) -> PrintDocument {
        PrintDocument(bytes: bytes, language: language, paper: (10_160, 15_240), title: "RMA-4KD-9T2X")
    }
}
