import Foundation
import Glibc
import PrinterSink
import Printers
import Testing

/// Printing through the real scheduler of CUPS, with raw queues whose backend keeps what it gets.
@Suite("Printing through CUPS", .serialized)
struct CupsTests {
    private static let zpl = Array("^XA^FO10,10^A0N,30,30^FDRMA-4KD-9T2X^FS^XZ\n".utf8)

    @Test("a label passes through a queue untouched, and the queue knows what became of it")
    func label() throws {
        let server = try CupsServer()
        var job: Int?
        let outcome = server.queue("zebra").print(document, isStopping: { false }) { number in
            job = number
            return true
        }
        #expect(outcome == .printed, "\(server.log)")
        #expect(try server.papers() == [Self.zpl])
        let number = try #require(job)
        #expect(server.queue("zebra").outcome(ofQueueJob: number, isStopping: { false }) == .printed)
    }

    @Test(
        "a queue that is stopped, takes no jobs, or is not there gets nothing",
        arguments: [
            ("stopped", "stopped"), ("closed", "no jobs"), ("nowhere", "not exist"),
        ])
    func off(_ name: String, _ words: String) throws {
        let server = try CupsServer()
        var hasBegun = false
        let outcome = server.queue(name).print(document, isStopping: { false }) { _ in
            hasBegun = true
            return true
        }
        guard case .off(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains(words) && !hasBegun, "\(reason)")
        #expect(server.queue(name).trouble() == reason)
    }

    @Test("a job that the queue gives up is not printed, and is not tried again")
    func aborted() throws {
        let server = try CupsServer()
        let outcome = server.queue("broken").print(document, isStopping: { false }) { _ in true }
        switch outcome {
        case .refused(let reason), .unknown(let reason): #expect(reason.contains("job 1"), "\(reason)")
        case .printed, .off, .withdrawn, .interrupted: Issue.record("\(outcome)")
        }
    }

    private var document: PrintDocument {
        PrintDocument(bytes: Self.zpl, language: .zpl, paper: (10_160, 15_240), title: "RMA-4KD-9T2X")
    }
}

/// cupsd as a process of its own, in a folder of its own, on a port of its own.
final class CupsServer {
    private let folder: String
    private let port: Int
    private let process = Process()

    init() throws {
        var template = Array("/tmp/cups-test.XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        port = try FreePort.number()
        chmod(folder, 0o755)
        for name in [
            "etc", "state", "cache", "spool", "tmp", "papers", "bin/backend", "bin/filter", "bin/notifier",
            "bin/monitor",
        ] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        // Backends run as another user where the scheduler is root.
        chmod("\(folder)/papers", 0o1777)
        try write(
            "etc/cups-files.conf",
            """
            ServerRoot \(folder)/etc
            ServerBin \(folder)/bin
            StateDir \(folder)/state
            CacheDir \(folder)/cache
            RequestRoot \(folder)/spool
            TempDir \(folder)/tmp
            AccessLog \(folder)/access
            ErrorLog \(folder)/log
            PageLog \(folder)/page

            """)
        try write(
            "etc/cupsd.conf",
            """
            LogLevel debug
            Listen localhost:\(port)
            Browsing No
            WebInterface No
            DefaultAuthType None
            <Location />
              Order allow,deny
              Allow localhost
            </Location>

            """)
        try write(
            "etc/printers.conf",
            [
                queueText("zebra", backend: "tray"), queueText("stopped", backend: "tray", state: "Stopped"),
                queueText("closed", backend: "tray", accepts: false), queueText("broken", backend: "broken"),
            ].joined(separator: "\n"))
        try write("bin/backend/tray", "#!/bin/sh\n[ $# -eq 0 ] || cat \"${6:-/dev/stdin}\" > '\(folder)'/papers/$1\n")
        try write("bin/backend/broken", "#!/bin/sh\n[ $# -eq 0 ]\n")
        for name in ["tray", "broken"] { chmod("\(folder)/bin/backend/\(name)", 0o755) }
        // What the scheduler starts backends with.
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/bin/daemon", withDestinationPath: "/usr/lib/cups/daemon")
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/cupsd")
        process.arguments = ["-f", "-c", "\(folder)/etc/cupsd.conf", "-s", "\(folder)/etc/cups-files.conf"]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let deadline = Date().addingTimeInterval(60)
        while queue("zebra").trouble() != nil, Date() < deadline { usleep(20_000) }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        let deadline = Date().addingTimeInterval(60)
        while process.isRunning, Date() < deadline { usleep(5_000) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "" }

    func queue(_ name: String) -> QueuePrinter {
        var limits = PrinterLimits()
        limits.finish = 20_000
        return QueuePrinter(
            QueueAddress(host: "localhost", port: port, path: "/printers/\(name)", isEncrypted: false), limits: limits)
    }

    func papers() throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/papers").sorted()
            .map { Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/papers/\($0)"))) }
    }

    private func queueText(_ name: String, backend: String, state: String = "Idle", accepts: Bool = true) -> String {
        """
        <Printer \(name)>
        DeviceURI \(backend):/
        State \(state)
        Accepting \(accepts ? "Yes" : "No")
        ErrorPolicy abort-job
        </Printer>
        """
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }
}
