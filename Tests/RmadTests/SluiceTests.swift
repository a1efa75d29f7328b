import Foundation
import GRDB
import Glibc
import Ledger
import ServiceListener
import Testing

@testable import rmad

/// High-water marks: files wait in the drop while one is reached, nothing else waits, and it ends by itself.
@Suite("High-water marks", .serialized)
struct SluiceTests {
    @Test("between the two marks the way stays as it is, and every level must come back")
    func hysteresis() {
        var way = Sluiceway()
        #expect(way.look(at: [papers(99), disk(1000)], resumePercent: 80).isEmpty && way.isOpen)
        #expect(way.look(at: [papers(100), disk(99)], resumePercent: 80).map(\.cause) == [.papers, .spoolDisk])
        #expect(way.look(at: [papers(81), disk(124)], resumePercent: 80).isEmpty && !way.isOpen)
        #expect(way.look(at: [papers(80), disk(124)], resumePercent: 80).isEmpty && !way.isOpen)
        #expect(way.look(at: [papers(99), disk(125)], resumePercent: 80).isEmpty && way.isOpen)
    }

    @Test("a level that cannot be measured stays as it was")
    func unmeasured() {
        var way = Sluiceway()
        _ = way.look(at: [papers(100)], resumePercent: 80)
        #expect(way.look(at: [], resumePercent: 80).isEmpty && !way.isOpen)
        #expect(way.look(at: [papers(0)], resumePercent: 80).isEmpty && way.isOpen)
    }

    @Test("a mark of nothing is never reached by a disk, and levels near the largest number do not overflow")
    func extremes() {
        var way = Sluiceway()
        let none = WaterMark(cause: .spoolDisk, level: 0, mark: 0)
        let vast = WaterMark(cause: .ledgerDisk, level: 0, mark: .max / 2)
        #expect(way.look(at: [none], resumePercent: 80).isEmpty && way.isOpen)
        _ = way.look(at: [vast], resumePercent: 80)
        #expect(way.look(at: [vast], resumePercent: 80).isEmpty && !way.isOpen)
    }

    private func papers(_ level: Int64) -> WaterMark { WaterMark(cause: .papers, level: level, mark: 100) }
    private func disk(_ level: Int64) -> WaterMark { WaterMark(cause: .spoolDisk, level: level, mark: 100) }

    @Test(
        "a disk that runs full closes the drop before it is full; webhooks go on, nothing is lost, and room opens it",
        .enabled(if: getuid() == 0))
    func fullDisk() throws {
        let (site, manager) = (try Site(), try Listener())
        let disk = try SmallDisk(at: site.spool, megabytes: 64)
        defer { disk.leave(site) }
        let figures = site.folder.path + "/rmad.prom"
        try site.configure([
            ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 33554432"),
            ("disk_free_inodes_min: 10000", "disk_free_inodes_min: 100"),
            ("file: null                      # /var/lib", "file: \(figures) # /var/lib"),
            ("seconds: 15", "seconds: 1"),
        ])
        try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.name])
        try site.wait(20, "ready") { site.log.contains(" ready") }
        try site.drop("orders.json", Sample.orders(20))
        try site.drop("shop.json", Sample.endpoint(port: site.port))
        for name in ["orders.json", "shop.json"] { _ = try site.waitForReceipt(name) }

        try disk.fill(megabytes: 40)
        try site.wait(20, "the pause") { site.log.contains("a disk runs full") }
        #expect(site.log.contains("cause=\"spool_disk ledger_disk\"") || site.log.contains("cause=spool_disk"))
        for number in 1...20 { try site.drop("r\(number).json", Sample.request(number)) }
        let status = try #require(try heard(by: manager) { $0.contains("files waiting") })
        #expect(status.contains { $0.contains("taking nothing from the drop: the disk of") }, "\(status)")
        try site.wait(20, "the figures") { (try? figure("rmad_intake_paused{cause=\"spool_disk\"}", figures)) == 1 }
        #expect(try #require(try figure("rmad_disk_free_bytes{place=\"spool\"}", figures)) < 33_554_432)
        #expect(site.names("drop").count == 20 && site.names("rejected").isEmpty, "nothing is taken, nothing refused")
        // What does not come from the drop goes on: a real delivery, by the command line.
        #expect(try site.rmad(["endpoint", "test", "shop"]).status == 0)

        // The daemon is killed while it is closed, and begins closed.
        site.killDaemon()
        try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.name])
        _ = try #require(try heard(by: manager) { $0.contains("READY=1") })
        #expect(site.names("drop").count == 20)

        try disk.free()
        try site.wait(20, "the end of the pause") { site.log.contains("files are taken from the drop again") }
        for number in 1...20 { _ = try site.waitForReceipt("r\(number).json") }
        let cases = try site.ledger().read { try $0.cases(CaseFilter()) }
        #expect(cases.count == 20, "each once")
        try site.wait(20, "webhooks of all") { Set(try site.hooks().compactMap { $0["id"] as? String }).count >= 20 }
        try site.wait(20, "the figures") { (try? figure("rmad_intake_paused{cause=\"spool_disk\"}", figures)) == 0 }
        site.stopDaemon()
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test(
        "a disk that ran full while nothing happened is noticed before the next file is taken",
        .enabled(if: getuid() == 0))
    func fullWhileIdle() throws {
        let site = try Site()
        let disk = try SmallDisk(at: site.spool, megabytes: 64)
        defer { disk.leave(site) }
        try site.configure([
            ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 33554432"),
            ("disk_free_inodes_min: 10000", "disk_free_inodes_min: 100"),
        ])
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        _ = try site.deliver("orders.json", Sample.orders(2))
        // Its looks behind the commits are over, and the next that comes by itself is seconds away.
        usleep(1_500_000)
        try disk.fill(megabytes: 40)
        try site.drop("1.json", Sample.request(1))
        try site.wait(20, "the pause") { site.log.contains("a disk runs full") }
        #expect(site.names("drop") == ["1.json"] && !site.names("receipts").contains("1.json.receipt.json"))
        try disk.free()
        _ = try site.waitForReceipt("1.json")
    }

    @Test("check says that nothing would be taken from the drop, with the figures and what to do")
    func checkedDisk() throws {
        let site = try Site()
        try FileManager.default.createDirectory(at: site.spool, withIntermediateDirectories: true)
        #expect(try site.rmad(["check"]).status == 0)
        for (from, to) in [
            ("disk_free_percent_min: null", "disk_free_percent_min: 99"),
            ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 900000000000000"),
        ] {
            let site = try Site()
            try FileManager.default.createDirectory(at: site.spool, withIntermediateDirectories: true)
            try site.configure([(from, to)])
            let checked = try site.rmad(["check"])
            #expect(checked.status == 1 && checked.output.contains("standstill: limits: the disk of"), "\(checked)")
            #expect(checked.output.contains("Nothing is taken from the drop until there is room"), "\(checked)")
        }
    }

    @Test("papers that are owed close the drop, and it opens when they are made")
    func papersOwed() throws {
        let site = try Site()
        try site.configure([
            ("papers_owed_max: 20000", "papers_owed_max: 5"),
            ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 0"),
            ("claimed_max: 256", "claimed_max: 4"), ("group_files_max: 64", "group_files_max: 2"),
        ])
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        try site.drop("orders.json", Sample.orders(320))
        _ = try site.waitForReceipt("orders.json")
        let requests = (1...320).map { Sample.request($0) }
        // One file owes more papers than the mark allows; the next ones come behind it.
        try site.drop("many.json", "[" + requests[0..<300].joined(separator: ",") + "]")
        _ = try site.waitForReceipt("many.json")
        try site.wait(20, "the pause") { site.log.contains("papers or more are not made yet") }
        for number in 301...320 { try site.drop("r\(number).json", requests[number - 1]) }
        // They wait for three hundred sets of papers.
        try site.wait(120, "the last receipt") { site.names("receipts").contains("r320.json.receipt.json") }
        for number in 301...320 { _ = try site.waitForReceipt("r\(number).json") }
        try site.wait(60, "all papers") { try site.ledger().read { try $0.nextPaperDue() } == nil }
        try site.wait(20, "the end of the pause") { site.log.contains("files are taken from the drop again") }
        #expect(site.names("rejected").isEmpty)
        #expect(site.names("labels").filter { $0.hasSuffix(".zpl") }.count == 320)
    }

    @Test("a log of the ledger that a reader keeps from being cut closes the drop, and is cut when the reader is gone")
    func longLog() throws {
        let site = try Site()
        try site.configure([
            ("ledger_log_bytes_max: 1073741824", "ledger_log_bytes_max: 1048576"),
            ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 0"),
        ])
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        try site.drop("orders.json", Sample.orders(10))
        _ = try site.waitForReceipt("orders.json")
        let reader = try site.ledger()
        try reader.read { snapshot in
            _ = try snapshot.cases(CaseFilter())
            try site.drop("more.json", Sample.orders(2_000).replacingOccurrences(of: "\"A-", with: "\"M-"))
            _ = try site.waitForReceipt("more.json")
            try site.wait(20, "the pause") { site.log.contains("the write-ahead log of the ledger has") }
            try site.drop("r1.json", Sample.request(1))
            usleep(1_500_000)
            #expect(site.names("drop") == ["r1.json"])
            // Whoever asks what waits hears why.
            let said = try site.rmad(["queue"]).output
            #expect(said.contains("Nothing is taken from the drop since"), "\(said)")
            #expect(said.contains("the write-ahead log of the ledger has"), "\(said)")
            let object = try site.rmad(["queue", "--json"]).output
            #expect(object.contains(#""paused_since":"#) && object.contains("write-ahead log"), "\(object)")
        }
        _ = try site.waitForReceipt("r1.json")
        try site.wait(10, "the log") { site.log.contains("files are taken from the drop again") }
        #expect(try !site.rmad(["queue"]).output.contains("Nothing is taken from the drop"))
    }

    @Test("a disk without room for more files closes the drop, and room opens it", .enabled(if: getuid() == 0))
    func inodes() throws {
        let site = try Site()
        let disk = try SmallDisk(at: site.spool, megabytes: 128)
        defer { disk.leave(site) }
        try site.configure([
            ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 0"),
            ("disk_free_inodes_min: 10000", "disk_free_inodes_min: 15000"),
        ])
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        try disk.crowd(files: 6_000)
        try site.wait(30, "the pause") { site.log.contains("has room for") }
        try site.drop("orders.json", Sample.orders(2))
        usleep(1_500_000)
        #expect(site.names("drop") == ["orders.json"])
        try disk.disperse()
        _ = try site.waitForReceipt("orders.json")
    }

    @Test("a commit that lasts closes the drop, and its end opens it")
    func longCommit() throws {
        let site = try Site()
        try site.configure([
            ("commit_ms_max: 15000", "commit_ms_max: 1000"),
            ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 0"),
        ])
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        // A commit begins and cannot end; then its thread stands still, as if the disk hung.
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        // The daemon may be in the middle of a commit of its own.
        configuration.busyMode = .timeout(20)
        let other = try DatabaseQueue(path: site.spool.path + "/ledger.sqlite3", configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        try site.drop("orders.json", Sample.orders(2))
        try site.wait(10, "a file in work") { !site.names("work").isEmpty }
        usleep(700_000)
        let hold = try Hold(try #require(site.daemon?.processIdentifier), "ledger-writer")
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try other.close()
        try site.wait(40, "the pause") { site.log.contains("a commit to the ledger has lasted") }
        hold.letGo()
        _ = try site.waitForReceipt("orders.json")
        try site.wait(20, "the end of the pause") { site.log.contains("files are taken from the drop again") }
    }

    @Test("deliveries that are owed close the drop while their endpoint fails for minutes, not when it has for an hour")
    func deadEndpoint() throws {
        let site = try Site()
        try site.configure([
            ("deliveries_owed_max: 5000000", "deliveries_owed_max: 100"),
            ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 0"),
        ])
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        try site.drop("orders.json", Sample.orders(60))
        // Nobody listens on the receiver's neighbour, the discard port.
        try site.drop("shop.json", Sample.endpoint(port: 80))
        for name in ["orders.json", "shop.json"] { _ = try site.waitForReceipt(name) }
        try site.drop("many.json", "[" + (1...55).map { Sample.request($0) }.joined(separator: ",") + "]")
        _ = try site.waitForReceipt("many.json")
        try site.wait(30, "the pause") { site.log.contains("deliveries or more are owed") }
        try site.drop("late.json", Sample.request(56))
        usleep(1_500_000)
        #expect(site.names("drop") == ["late.json"])
        site.stopDaemon()
        let ledger = try DatabaseQueue(path: site.spool.path + "/ledger.sqlite3")
        try ledger.write { db in
            try db.execute(sql: "UPDATE endpoints SET failing_since = failing_since - 3600000 WHERE failing_since > 0")
            #expect(db.changesCount == 1, "it fails")
        }
        try ledger.close()
        try site.startDaemon()
        _ = try site.waitForReceipt("late.json")
        #expect(try site.rmad(["endpoint", "list"]).output.contains("shop"))
    }

    /// - Returns: nil where it is not in the file, or not yet.
    private func figure(_ name: String, _ file: String) throws -> Double? {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Double($0.dropFirst(name.count).trimmingCharacters(in: .whitespaces)) }
    }

    private func heard(by manager: Listener, _ isWanted: (String) -> Bool) throws -> [String]? {
        let deadline = Date().addingTimeInterval(60)
        while Date() < deadline {
            let lines = manager.lines(milliseconds: 500)
            if lines.contains(where: isWanted) { return lines }
        }
        return nil
    }
}
