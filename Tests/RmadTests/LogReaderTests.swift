import Foundation
import Glibc
import Testing

/// A log that nobody reads: a pager that was stopped, a terminal with Ctrl-S, a shipper that hangs.
@Suite("Readers of the log")
struct LogReaderTests {
    @Test("a reader of the log that stands still stops no work and no end; what it missed is counted")
    func stuck() throws {
        let site = try Site()
        let pipe = Pipe()
        let process = Process()
        process.executableURL = Site.binary
        process.arguments = ["serve", "--log", "text", "--config", site.configuration]
        process.standardError = pipe
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        try site.wait(20, "ready") { FileManager.default.fileExists(atPath: site.spool.path + "/drop") }
        // Far more lines than a pipe of 64 KB holds.
        let count = 1_500
        for number in 1...count { try site.drop("bad-\(number).json", "{") }
        try site.drop("orders.json", Sample.orders(1))
        _ = try site.waitForReceipt("orders.json")
        try site.wait(60, "every file") {
            site.names("rejected").count { $0.hasSuffix(".reason.txt") } == count && site.names("drop").isEmpty
        }
        // It reads again: what there was no room for is told with the next line.
        var log = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        try site.drop("more.json", Sample.orders(2))
        _ = try site.waitForReceipt("more.json")
        process.terminate()
        log += String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let lines = log.split(separator: "\n")
        let told = lines.filter { $0.hasSuffix("of the log found no reader and were left out") }
        #expect(!told.isEmpty && told.allSatisfy { $0.hasPrefix("rmad: ") }, "\(told)")
        #expect(lines.count < count, "nothing was left out")
        #expect(lines.allSatisfy { $0.hasPrefix("20") || $0.hasPrefix("rmad: ") }, "a line is torn")
    }

    @Test("a reader that never reads again delays an end by moments alone")
    func end() throws {
        let site = try Site()
        let pipe = Pipe()
        let process = Process()
        process.executableURL = Site.binary
        process.arguments = ["serve", "--log", "text", "--config", site.configuration]
        process.standardError = pipe
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        try site.wait(20, "ready") { FileManager.default.fileExists(atPath: site.spool.path + "/drop") }
        for number in 1...1_000 { try site.drop("bad-\(number).json", "{") }
        try site.wait(60, "every file") { site.names("drop").isEmpty && site.names("work").isEmpty }
        process.terminate()
        try site.wait(30, "the end") { !process.isRunning }
        #expect(process.terminationStatus == 0)
        _ = pipe.fileHandleForReading.availableData
    }
}
