import Foundation
import Glibc
import Testing

/// What a start looks at before it says that it is ready.
@Suite("Start", .serialized)
struct StartTests {
    @Test("a ledger with a damaged page stops the start, and is said to be damaged; nothing is written to it")
    func damaged() throws {
        let site = try Site()
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        try site.drop("orders.json", Sample.orders(200))
        _ = try site.waitForReceipt("orders.json")
        site.stopDaemon()
        // The roots of tables and indexes stand in the first pages: each of these is damaged a little.
        let file = site.spool.path + "/ledger.sqlite3"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        for page in 3..<40 where (page + 1) * 4096 <= bytes.count {
            for place in 0..<16 { bytes[page * 4096 + place] ^= 0xA5 }
        }
        try bytes.write(to: URL(fileURLWithPath: file))
        try site.startDaemon()
        let end = try #require(site.daemonEnd(within: 20))
        #expect(end.status == 69)
        #expect(site.log.contains("cannot start") && site.log.contains("restore a backup"), "\(site.log.suffix(2000))")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes)
    }

    @Test(
        "`serve --check` refuses with 78 what `check --start` refuses, and an endpoint's missing secret stops neither")
    func checked() throws {
        let site = try Site()
        try site.startDaemon(arguments: ["--check"])
        try site.wait(20, "ready") { site.log.contains(" ready") }
        _ = try site.rmad(["endpoint", "add", "shop", "http://127.0.0.1:\(site.port)/hook"])
        site.stopDaemon()
        try FileManager.default.removeItem(atPath: site.spool.path + "/secrets/shop.whsec")
        let checked = try site.rmad(["check"])
        #expect(checked.status == 1 && checked.output.contains("standstill: endpoint shop"), "\(checked)")
        #expect(checked.errors.contains("the daemon would start, with 1 standstill"), "\(checked.errors)")
        #expect(try site.rmad(["check", "--start"]).status == 0)
        try site.startDaemon(arguments: ["--check"])
        try site.wait(20, "the problem in the log") { site.log.contains("standstill: endpoint shop") }
        try site.drop("orders.json", Sample.orders(1))
        _ = try site.waitForReceipt("orders.json")
        site.stopDaemon()
        let logo = site.folder.path + "/Config/logo.svg"
        try "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>".write(toFile: logo, atomically: true, encoding: .utf8)
        try site.configure([("logo: null", "logo: logo.svg")])
        #expect(try site.rmad(["check", "--start"]).status == 78)
        try site.startDaemon(arguments: ["--check"])
        #expect(site.daemonEnd(within: 20)?.status == 78)
    }

    @Test("check names what a start fails on: closed folders, links in their place, an archive without its ledger")
    func spool() throws {
        let site = try Site()
        try site.giveAway()
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        _ = try site.deliver("orders.json", Sample.orders(1))
        site.stopDaemon()
        let (labels, away) = ("\(site.spool.path)/labels", "\(site.spool.path)/labels.away")
        /// What `check` and a start say while something is amiss.
        func judge(_ words: String, starts: String) throws {
            for arguments in [["check"], ["check", "--start"]] {
                let checked = try site.rmad(arguments)
                #expect(checked.status == 78 && checked.output.contains(words), "\(checked)")
            }
            try site.startDaemon()
            #expect(site.daemonEnd(within: 20)?.status == 69)
            #expect(site.log.contains(starts), "\(site.log.suffix(2000))")
        }
        #expect(chmod(labels, 0) == 0)
        try judge("labels may not be used by this user", starts: "labels: Permission denied")
        #expect(chmod(labels, 0o755) == 0)
        #expect(rename(labels, away) == 0 && symlink(away, labels) == 0)
        try judge("a link or a file stands where a folder belongs", starts: "rmad follows no links there")
        #expect(unlink(labels) == 0 && rename(away, labels) == 0)
        let ledger = "\(site.spool.path)/ledger.sqlite3"
        #expect(rename(ledger, ledger + ".away") == 0)
        try judge("the ledger is empty, but", starts: "the ledger is empty, but")
        for ending in ["", "-wal", "-shm"] { unlink(ledger + ending) }
        #expect(rename(ledger + ".away", ledger) == 0)
        #expect(try site.rmad(["check", "--start"]).status == 0)
    }

    @Test("a station whose name is no text is counted like any other")
    func strangeName() throws {
        let site = try Site()
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        site.stopDaemon()
        let station = Array("\(site.spool.path)/drop/K".utf8) + [0xF6] + Array("ln".utf8)
        #expect(mkdir(station.map { CChar(bitPattern: $0) } + [0], 0o777) == 0)
        let name = station + Array("/1.json".utf8)
        let file = open(name.map { CChar(bitPattern: $0) } + [0], O_CREAT | O_WRONLY, 0o644)
        #expect(file >= 0)
        close(file)
        let queue = try site.rmad(["queue"])
        #expect(queue.status == 0 && queue.output.contains("ln") && queue.output.contains("station"), "\(queue)")
    }
}
