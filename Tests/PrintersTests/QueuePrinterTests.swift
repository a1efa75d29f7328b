import Foundation
import Glibc
import Printers
import Synchronization
import Testing

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

    @Test("a printer without paper of that size gets nothing, and the job stays owed")
    func otherPaper() throws {
        let printer = try SamplePrinter(formats: "application/pdf")
        let began = Mutex(false)
        let outcome = printer.queue().print(document(Self.pdf, .pdf), isStopping: { false }) { _ in
            began.withLock { $0 = true }
            return true
        }
        guard case .off(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("media-col") && !began.withLock { $0 })
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

/// ippeveprinter as a process of its own, with a command that keeps what it is told.
final class SamplePrinter: @unchecked Sendable {
    let port: Int
    private let folder: URL
    private let process = Process()
    private let bus = Process()

    /// - Parameters:
    ///   - formats: what it takes.
    ///   - secondsToPrint: how long its command takes for a job.
    ///   - hasLabels: 4 × 6 in is its paper, and it takes PDF; otherwise letters and envelopes are.
    init(formats: String = "", secondsToPrint: Int = 0, hasLabels: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ippeve-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "spool"), withIntermediateDirectories: true)
        let command = folder.appending(path: "command.sh")
        try """
        #!/bin/sh
        env > '\(folder.path)/environment'
        cp "$1" "\(folder.path)/document-$$"
        mv "\(folder.path)/document-$$" "\(folder.path)/document-$$.done"
        exec sleep \(secondsToPrint)
        """.write(to: command, atomically: true, encoding: .utf8)
        chmod(command.path, 0o755)
        port = try FreePort.number()
        try startBus()
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/ippeveprinter")
        process.environment = [
            "PATH": "/usr/bin:/bin", "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=\(folder.path)/bus", "TMPDIR": folder.path,
        ]
        process.arguments = [
            "-c", command.path, "-d", folder.appending(path: "spool").path, "-n", "localhost",
            "-p", String(port), "-r", "off", "-v",
        ]
        if hasLabels {
            let description = folder.appending(path: "labels.ppd")
            try Self.description.write(to: description, atomically: true, encoding: .utf8)
            process.arguments? += ["-P", description.path]
        } else {
            process.arguments? += ["-f", formats]
        }
        process.arguments?.append("test printer")
        _ = FileManager.default.createFile(atPath: folder.path + "/log", contents: nil)
        let log = try FileHandle(forWritingTo: folder.appending(path: "log"))
        process.standardError = log
        process.standardOutput = log
        try process.run()
        let deadline = Date().addingTimeInterval(10)
        while queue().trouble() != nil, Date() < deadline { usleep(20_000) }
    }

    /// ippeveprinter does not start without a system bus, also when it shall announce itself to nobody: it gets
    /// one of its own, with nobody on it.
    private func startBus() throws {
        bus.executableURL = URL(fileURLWithPath: "/usr/bin/dbus-daemon")
        bus.arguments = ["--session", "--address=unix:path=\(folder.path)/bus", "--nofork", "--nopidfile"]
        bus.standardError = FileHandle.nullDevice
        bus.standardOutput = FileHandle.nullDevice
        try bus.run()
        let deadline = Date().addingTimeInterval(10)
        while !FileManager.default.fileExists(atPath: folder.path + "/bus"), Date() < deadline { usleep(10_000) }
    }

    deinit {
        end()
        Self.end(bus)
        try? FileManager.default.removeItem(at: folder)
    }

    /// A printer with one kind of paper, as a PPD says it.
    private static let description = """
        *PPD-Adobe: "4.3"
        *FormatVersion: "4.3"
        *FileVersion: "1.0"
        *LanguageVersion: English
        *LanguageEncoding: ISOLatin1
        *PCFileName: "LABELS.PPD"
        *Product: "(Labels)"
        *Manufacturer: "Test"
        *ModelName: "Labels"
        *ShortNickName: "Labels"
        *NickName: "Labels"
        *PSVersion: "(3010.000) 0"
        *LanguageLevel: "3"
        *ColorDevice: False
        *DefaultColorSpace: Gray
        *OpenUI *PageSize/Media Size: PickOne
        *OrderDependency: 10 AnySetup *PageSize
        *DefaultPageSize: w288h432
        *PageSize w288h432/4x6: "<</PageSize[288 432]>>setpagedevice"
        *CloseUI: *PageSize
        *OpenUI *PageRegion/Media Size: PickOne
        *OrderDependency: 10 AnySetup *PageRegion
        *DefaultPageRegion: w288h432
        *PageRegion w288h432/4x6: "<</PageSize[288 432]>>setpagedevice"
        *CloseUI: *PageRegion
        *DefaultImageableArea: w288h432
        *ImageableArea w288h432/4x6: "0 0 288 432"
        *DefaultPaperDimension: w288h432
        *PaperDimension w288h432/4x6: "288 432"
        *DefaultFont: Courier

        """

    func queue(_ limits: PrinterLimits = PrinterLimits()) -> QueuePrinter {
        QueuePrinter(
            QueueAddress(host: "localhost", port: port, path: "/ipp/print", isEncrypted: false), limits: limits)
    }

    func end() {
        Self.end(process)
    }

    /// Looked at, not waited for: `waitUntilExit` needs the thread that started the process.
    private static func end(_ process: Process) {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        let deadline = Date().addingTimeInterval(10)
        while process.isRunning, Date() < deadline { usleep(5_000) }
    }

    var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }
    var environment: String { (try? String(contentsOf: folder.appending(path: "environment"), encoding: .utf8)) ?? "" }

    func documents() throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".done") }.sorted()
            .map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    }

    /// Until its command has a document.
    func waitForDocument() -> Bool {
        let deadline = Date().addingTimeInterval(10)
        while Date() < deadline {
            if (try? documents())?.isEmpty == false { return true }
            usleep(10_000)
        }
        return false
    }
}

/// For servers that cannot take any port themselves.
enum FreePort {
    /// A port that was free a moment ago.
    static func number() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        try #require(isBound)
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
