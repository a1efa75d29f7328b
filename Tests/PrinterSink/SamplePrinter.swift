import Foundation
import Glibc
import Printers

/// ippeveprinter as a process of its own, with a command that keeps what it is told.
package final class SamplePrinter: @unchecked Sendable {
    package let port: Int
    private let folder: URL
    private let process = Process()
    private let bus = Process()

    /// - Parameters:
    ///   - formats: what it takes.
    ///   - secondsToPrint: how long its command takes for a job.
    ///   - isOutOfPaper: it says that it is out of paper when it has the first job, until `fill()`.
    ///   - hasLabels: 4 × 6 in is its paper, and it takes PDF; otherwise letters and envelopes are.
    package init(
        formats: String = "", secondsToPrint: Int = 0, isOutOfPaper: Bool = false, hasLabels: Bool = false
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ippeve-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "spool"), withIntermediateDirectories: true)
        let command = folder.appending(path: "command.sh")
        try """
        #!/bin/sh
        env > '\(folder.path)/environment'
        cp "$1" "\(folder.path)/document-$$"
        mv "\(folder.path)/document-$$" "\(folder.path)/document-$$.done"
        if [ -e '\(folder.path)/no-paper' ]; then
            echo 'STATE: +media-empty' >&2
            while [ -e '\(folder.path)/no-paper' ]; do sleep 0.1; done
            echo 'STATE: -media-empty' >&2
        fi
        exec sleep \(secondsToPrint)
        """.write(to: command, atomically: true, encoding: .utf8)
        chmod(command.path, 0o755)
        if isOutOfPaper { try Data().write(to: folder.appending(path: "no-paper")) }
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
        let deadline = Date().addingTimeInterval(60)
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
        let deadline = Date().addingTimeInterval(60)
        while !FileManager.default.fileExists(atPath: folder.path + "/bus"), Date() < deadline { usleep(10_000) }
    }

    deinit { clear() }

    /// Ends it and takes its folder away.
    package func clear() {
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

    package func queue(_ limits: PrinterLimits = PrinterLimits()) -> QueuePrinter {
        QueuePrinter(
            QueueAddress(host: "localhost", port: port, path: "/ipp/print", isEncrypted: false), limits: limits)
    }

    /// Somebody puts paper in.
    package func fill() throws { try FileManager.default.removeItem(at: folder.appending(path: "no-paper")) }

    package func end() {
        Self.end(process)
    }

    /// Looked at, not waited for: `waitUntilExit` needs the thread that started the process.
    private static func end(_ process: Process) {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        let deadline = Date().addingTimeInterval(60)
        while process.isRunning, Date() < deadline { usleep(5_000) }
    }

    package var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }
    package var environment: String {
        (try? String(contentsOf: folder.appending(path: "environment"), encoding: .utf8)) ?? ""
    }

    package func documents() throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".done") }.sorted()
            .map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    }

    /// Until its command has a document.
    package func waitForDocument() -> Bool {
        let deadline = Date().addingTimeInterval(60)
        while Date() < deadline {
            if (try? documents())?.isEmpty == false { return true }
            usleep(10_000)
        }
        return false
    }
}

extension Printer {
    /// Prints where nobody has to be told that the printer waits for a hand.
    package func print(
        _ document: PrintDocument, isStopping: @Sendable () -> Bool, begin: (_ queueJob: Int?) -> Bool
    ) -> PrintOutcome {
        print(document, isStopping: isStopping, waiting: { _ in }, begin: begin)
    }

    package func outcome(ofQueueJob job: Int, isStopping: @Sendable () -> Bool) -> PrintOutcome {
        outcome(ofQueueJob: job, isStopping: isStopping, waiting: { _ in })
    }
}

/// For servers that cannot take any port themselves.
package enum FreePort {
    /// Below those that the system gives to connections and to whoever asks for any (ip(7), ip_local_port_range): no
    /// connection of another test, or what is left of it, can be in the way when the server comes.
    private static let range: Range<UInt16> = 20_000..<32_000

    /// A port that was free a moment ago.
    package static func number() throws -> Int {
        for _ in 0..<1_000 {
            let port = UInt16.random(in: range)
            if isFree(port) { return Int(port) }
        }
        throw PrinterSink.Trouble(words: "no port is free")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
