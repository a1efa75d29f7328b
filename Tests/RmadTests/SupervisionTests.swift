import Foundation
import Glibc
import ServiceListener
import Testing

/// The real daemon under a service manager that listens on a real socket.
@Suite("Supervision", .serialized)
struct SupervisionTests {
    @Test("ready is said once, when a file that comes now is seen; stopping before the end")
    func readyAndStopping() throws {
        let (site, manager) = (try Site(), try Listener())
        try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.name])
        let ready = try said("READY=1", by: manager)
        #expect(ready.contains("STATUS=watching the drop; nothing waits"))
        try site.drop("orders.json", Sample.orders(2))
        _ = try site.waitForReceipt("orders.json")
        site.stopDaemon()
        var rest = try said("STOPPING=1", by: manager)
        #expect(!rest.contains("READY=1"))
        rest = manager.lines()
        #expect(!rest.contains("READY=1"))
    }

    @Test("the state in words follows what waits")
    func words() throws {
        let (site, manager) = (try Site(), try Listener())
        try FileManager.default.createDirectory(
            at: site.spool.appending(path: "drop/dock"), withIntermediateDirectories: true)
        try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.name])
        _ = try said("READY=1", by: manager)
        try site.drop("orders.json", Sample.orders(1))
        _ = try site.waitForReceipt("orders.json")
        // An amount that the shipped policy leaves to a person.
        try site.drop("note.part", "not complete")
        let words = try #require(
            try heard(by: manager, within: 20) { $0.contains { $0.contains("1 file waiting") } })
        #expect(words.contains("STATUS=watching the drop and 1 station; 1 file waiting"))
    }

    @Test(
        "the watchdog is fed while every vital loop turns, and starves when one of them does not",
        arguments: ["ledger-writer", "spool-watch", "courier-feed", "webhooks"])
    func watchdog(thread: String) throws {
        let (site, manager) = (try Site(), try Listener())
        try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "900000"])
        _ = try said("READY=1", by: manager)
        for _ in 0..<3 { _ = try said("WATCHDOG=1", by: manager) }
        let process = try #require(site.daemon?.processIdentifier)
        let hold = try Hold(process, thread)
        // What was under way when the thread stopped may still come.
        usleep(700_000)
        drain(manager)
        let starved = try heard(by: manager, within: 1.5) { $0.contains("WATCHDOG=1") }
        #expect(starved == nil, "fed although \(thread) stands still")
        try site.wait(5, "the log") { site.log.contains("a loop does not turn") && site.log.contains(thread) }
        hold.letGo()
        _ = try said("WATCHDOG=1", by: manager)
    }

    @Test("a watchdog that is meant for another process is not fed")
    func anothersWatchdog() throws {
        let (site, manager) = (try Site(), try Listener())
        try site.startDaemon(
            environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "300000", "WATCHDOG_PID": "1"])
        _ = try said("READY=1", by: manager)
        #expect(try heard(by: manager, within: 1) { $0.contains("WATCHDOG=1") } == nil)
    }

    // MARK: Listening

    private func said(_ line: String, by manager: Listener) throws -> [String] {
        try #require(try heard(by: manager, within: 60) { $0.contains(line) }, "never heard \(line)")
    }

    private func heard(
        by manager: Listener, within seconds: Double, _ isWanted: ([String]) -> Bool
    ) throws -> [String]? {
        let deadline = Date().addingTimeInterval(seconds)
        while Date() < deadline {
            let lines = manager.lines(milliseconds: Int(max(1, deadline.timeIntervalSinceNow * 1000)))
            if isWanted(lines) { return lines }
        }
        return nil
    }

    private func drain(_ manager: Listener) {
        while !manager.lines(milliseconds: 1).isEmpty {}
    }
}

/// Holds one thread of a process still.
final class Hold {
    private let process = Process()
    private let input = Pipe()

    init(_ daemon: Int32, _ thread: String) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            Site.root.path + "/Tests/RmadTests/Judges/hold_thread.py", "\(daemon)", thread,
        ]
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        #expect(said.hasPrefix("held"), "hold_thread.py: \(said)")
    }

    func letGo() {
        input.fileHandleForWriting.closeFile()
        process.waitUntilExit()
    }

    deinit { if process.isRunning { letGo() } }
}
