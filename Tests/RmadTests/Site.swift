import Foundation
import Glibc
import Ledger
import Returns
import Testing

/// A site of its own: configuration, spool, ledger, and the real daemon and receiver as processes on loopback.
final class Site {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    let folder: URL
    private(set) var daemon: Process?
    private var receiver: Process?
    private(set) var port = 0

    var configuration: String { folder.path + "/Config/rmad.yaml" }
    var spool: URL { folder.appending(path: "var") }
    var hookLog: URL { folder.appending(path: "hooks.jsonl") }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "site-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Self.root.appending(path: "Config"), to: folder.appending(path: "Config"))
        try startReceiver()
        try configure()
    }

    deinit {
        stopDaemon()
        // Threads of the test runner block SIGTERM, and a child inherits that.
        if let receiver { kill(receiver.processIdentifier, SIGKILL) }
        receiver?.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Changes the shipped configuration into one for this folder that may speak to the receiver.
    private func configure() throws {
        var text = try String(contentsOfFile: configuration, encoding: .utf8)
        for (old, new) in [
            ("/var/spool/rmad", "../var"), ("/var/lib/rmad/ledger.sqlite3", "../var/ledger.sqlite3"),
            ("secrets_directory: secrets", "secrets_directory: ../var/secrets"),
            ("allow_http: false", "allow_http: true"), ("allow_ranges: []", "allow_ranges: [127.0.0.0/8]"),
            ("ports: [443]", "ports: [80, 443, \(port)]"), ("settle_ms: 1000", "settle_ms: 200"),
        ] {
            #expect(text.contains(old), "the shipped configuration has no '\(old)'")
            text = text.replacingOccurrences(of: old, with: new)
        }
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// Changes the configuration further; the daemon reads it at its next start.
    func configure(_ changes: [(old: String, new: String)]) throws {
        var text = try String(contentsOfFile: configuration, encoding: .utf8)
        for (old, new) in changes {
            #expect(text.contains(old), "the configuration has no '\(old)'")
            text = text.replacingOccurrences(of: old, with: new)
        }
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    private func startReceiver() throws {
        let process = Process()
        process.executableURL = Self.root.appending(path: ".build/venv/bin/python")
        process.arguments = [
            Self.root.path + "/scripts/demo/receiver.py", spool.path + "/secrets/shop.whsec", hookLog.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        receiver = process
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(line.split(separator: ":").last?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""))
    }

    /// Starts the daemon; with failpoints it kills itself with SIGKILL where they say.
    /// - Parameter days: so many days ahead of today.
    func startDaemon(
        failpoints: String? = nil, environment: [String: String] = [:], arguments: [String] = [], days: Int = 0
    ) throws {
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = ["serve", "--config", configuration, "--renderers", "1"] + arguments
        process.environment = ["PATH": "/usr/bin:/bin", "RMAD_FAILPOINTS": failpoints ?? ""]
            .merging(environment) { $1 }
        live(process, days: days)
        humble(process)
        daysAhead = days
        let log = folder.appending(path: "daemon.log")
        if !FileManager.default.fileExists(atPath: log.path) {
            _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        process.standardError = handle
        process.standardOutput = handle
        try process.run()
        daemon = process
    }

    /// Starts the daemon and waits until it watches the drop, on a ledger that is there.
    func startWatching(failpoints: String? = nil, days: Int = 0) throws {
        let before = log.components(separatedBy: " ready ").count
        try startDaemon(failpoints: failpoints, days: days)
        try wait(30, "the daemon to be ready") { log.components(separatedBy: " ready ").count > before }
    }

    /// How many days ahead the daemon and the command line live.
    private(set) var daysAhead = 0

    /// Makes a process live so many days ahead; spans are as long as ever. It begins as `env`, because libfaketime
    /// moves the environment when it is loaded first, and Swift finds its arguments beside it.
    private func live(_ process: Process, days: Int) {
        guard days > 0 else { return }
        process.arguments = [Self.binary.path] + (process.arguments ?? [])
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.environment = (process.environment ?? ProcessInfo.processInfo.environment).merging([
            "LD_PRELOAD": "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "FAKETIME": "+\(days)d",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
        ]) { $1 }
    }

    /// Whoever may read everything finds nothing closed: from here on all of it is another user's, who runs it.
    func giveAway() throws {
        guard getuid() == 0 else { return }
        isGivenAway = true
        let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        for path in [folder.path] + found.map({ "\(folder.path)/\($0)" }) {
            try #require(lchown(path, Self.stranger, Self.stranger) == 0, "\(path)")
        }
    }

    private var isGivenAway = false
    private static let stranger: uid_t = 65_534

    private func humble(_ process: Process) {
        guard isGivenAway else { return }
        let command = (process.executableURL.map { [$0.path] } ?? []) + (process.arguments ?? [])
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments =
            ["--reuid=\(Self.stranger)", "--regid=\(Self.stranger)", "--clear-groups", "--"] + command
    }

    /// What libfaketime leaves behind.
    private func forget(_ process: Process) {
        for name in ["faketime_shm_", "sem.faketime_sem_"] {
            unlink("/dev/shm/\(name)\(process.processIdentifier)")
        }
    }

    func stopDaemon() {
        guard let daemon else { return }
        if daemon.isRunning { daemon.terminate() }
        daemon.waitUntilExit()
        forget(daemon)
        self.daemon = nil
    }

    /// As a power cut would.
    func killDaemon() {
        guard let daemon else { return }
        kill(daemon.processIdentifier, SIGKILL)
        daemon.waitUntilExit()
        forget(daemon)
        self.daemon = nil
    }

    /// How the daemon ended by itself; nil when it still runs after `seconds`.
    func daemonEnd(within seconds: Double) -> (reason: Process.TerminationReason, status: Int32)? {
        guard let daemon else { return nil }
        guard (try? wait(seconds, "the daemon's end", { !daemon.isRunning })) != nil else { return nil }
        return (daemon.terminationReason, daemon.terminationStatus)
    }

    /// Puts a file into the drop as a careful program does: under another name first, then renamed.
    func drop(_ name: String, _ text: String) throws { try drop(name, Data(text.utf8)) }

    func drop(_ name: String, _ bytes: Data) throws {
        let hidden = spool.appending(path: "drop/.\(UUID().uuidString).tmp")
        try bytes.write(to: hidden)
        guard rename(hidden.path, spool.path + "/drop/" + name) == 0 else { throw POSIXError(.EIO) }
    }

    /// Waits for a condition; a daemon that has ended meanwhile shows in the log that the failure prints.
    /// - Parameter seconds: how long it may take on a machine that does nothing else. A busy one gets `patience` times
    ///   as long: what is proven is that it happens, and whoever sees it sooner waits no longer.
    @discardableResult
    func wait(_ seconds: Double = 20, _ what: String, _ condition: () throws -> Bool) throws -> Bool {
        let deadline = Date().addingTimeInterval(seconds * Self.patience)
        while Date() < deadline {
            if try condition() { return true }
            usleep(10_000)
        }
        throw TimeUp(what: what, log: log)
    }

    private static let patience = 4.0

    var log: String {
        (try? Data(contentsOf: folder.appending(path: "daemon.log"))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    func names(_ place: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: spool.path + "/" + place)) ?? [])
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    func text(_ place: String) throws -> String {
        try String(contentsOf: spool.appending(path: place), encoding: .utf8)
    }

    func receipt(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: spool.appending(path: "receipts/\(name).receipt.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    func waitForReceipt(_ name: String) throws -> [String: Any] {
        try wait(20, "the receipt of \(name)") { names("receipts").contains("\(name).receipt.json") }
        // The receipt is written before the file goes into the archive: whoever kills the daemon now finds it there.
        try wait(20, "the end of \(name)") { !names("work").contains(name) }
        return try receipt(name)
    }

    func waitForReason(_ name: String) throws -> String {
        try wait(20, "the reason of \(name)") { names("rejected").contains("\(name).reason.txt") }
        return try text("rejected/\(name).reason.txt")
    }

    /// What the receiver logged, one entry for each request.
    func hooks() throws -> [[String: Any]] {
        try Self.lines(of: hookLog).map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    /// The lines of a log that another process writes: the last may be unfinished, and is left out then.
    static func lines(of log: URL) -> [Substring] {
        guard let bytes = try? Data(contentsOf: log) else { return [] }
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[...$0] } ?? Data()
        return String(decoding: whole, as: UTF8.self).split(separator: "\n")
    }

    func ledger() throws -> Ledger {
        try Ledger(path: spool.path + "/ledger.sqlite3", access: .reading)
    }

    /// Runs the command line as a user would.
    /// - Parameter asRoot: by `sudo`, where the site is another user's.
    func rmad(_ arguments: [String], asRoot: Bool = false) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = arguments + ["--config", configuration]
        live(process, days: daysAhead)
        if !asRoot { humble(process) }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complained = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        forget(process)
        return (
            process.terminationStatus, String(decoding: said, as: UTF8.self),
            String(decoding: complained, as: UTF8.self)
        )
    }

    /// Runs the command line with something to read.
    func rmad(_ arguments: [String], input: String) throws -> (status: Int32, output: String) {
        let file = folder.appending(path: "input.txt")
        try Data(input.utf8).write(to: file)
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = arguments + ["--config", configuration]
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }

    /// The binary that was built with these tests.
    static let binary = root.appending(path: ".build/debug/rmad")
}

struct TimeUp: Error, CustomStringConvertible {
    let what: String
    let log: String
    var description: String { "waited in vain for \(what); the daemon's log:\n\(log.suffix(3000))" }
}

/// Documents that the tests drop.
enum Sample {
    static let today = CalendarDate(dayNumber: Int(Date().timeIntervalSince1970 / 86_400))

    /// The day of the site, which begins before UTC's.
    static var siteDay: CalendarDate {
        let ahead = TimeZone(identifier: "Europe/Berlin")?.secondsFromGMT() ?? 0
        return CalendarDate(dayNumber: (Int(Date().timeIntervalSince1970) + ahead) / 86_400)
    }

    static func orders(_ count: Int) -> String {
        "["
            + (1...count).map { number in
                """
                {"type":"order","number":"A-\(number)","purchased_on":"\(today.adding(days: -10))",
                 "shipped_on":"\(today.adding(days: -9))","delivered_on":"\(today.adding(days: -7))",
                 "lines":[{"sku":"LAMP","title":"Desk lamp","category":"home","quantity":2,
                 "price":{"amount":"49.90","currency":"EUR"}}]}
                """
            }.joined(separator: ",") + "]"
    }

    static func request(_ number: Int, quantity: Int = 1) -> String {
        """
        {"type":"return_request","reference":"R-\(number)","customer":{"name":"Grace Müller","language":"de",
         "email":"grace@example.com","address":{"lines":["Hauptstr. 5"],"city":"Hamburg","postal_code":"20095",
         "country":"DE"}},"lines":[{"order":"A-\(number)","sku":"LAMP","quantity":\(quantity),"reason":"unwanted",
         "condition":"unopened"}]}
        """
    }

    static func endpoint(port: Int) -> String {
        #"{"type":"endpoint","name":"shop","url":"http://127.0.0.1:\#(port)/hook"}"#
    }
}
