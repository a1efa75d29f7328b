import Foundation
import Glibc
import Testing

/// Copies of everything, made and brought back by the program that operators have, against the real daemon.
@Suite("Backup and restore", .serialized)
struct BackupTests: BackupPlaces {
    /// Rows of an export, without what a replay cannot have again: the moments of our own work.
    private func rows(_ folder: String, _ kind: String, besides: Set<String> = []) throws -> [String] {
        let text = try String(contentsOfFile: "\(folder)/\(kind).jsonl", encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            var row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            for name in besides { row[name] = nil }
            return String(
                decoding: try JSONSerialization.data(withJSONObject: row, options: .sortedKeys), as: UTF8.self)
        }
    }

    private func waitForLabels(_ site: Site, _ count: Int) throws {
        try site.wait(60, "\(count) labels") { site.names("labels").filter { $0.hasSuffix(".zpl") }.count >= count }
        try site.wait(20, "the ledger's word on labels") {
            let output = try site.rmad(["list", "--json"]).output
            return !output.contains("label_requested")
        }
    }

    @Test("a site that was lost but for its archive is the same again after restore and replay")
    func drill() throws {
        let site = try Site()
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(20))
        _ = try site.waitForReceipt("orders.json")
        for number in 1...4 {
            try site.drop("before-\(number).json", Sample.request(number))
            _ = try site.waitForReceipt("before-\(number).json")
        }
        // While it works: files are dropped and recorded as the copy is made.
        let backups = folder(site, "backups")
        for number in 5...8 { try site.drop("during-\(number).json", Sample.request(number)) }
        let made = try site.rmad(["backup", backups, "--json"])
        #expect(made.status == 0, "\(made.errors)")
        for number in 5...8 { _ = try site.waitForReceipt("during-\(number).json") }
        for number in 9...14 {
            if number == 11 { try site.drop("bad.json", #"{"type":"return_request"}"#) }
            if number == 11 { _ = try site.waitForReason("bad.json") }
            try site.drop("after-\(number).json", Sample.request(number))
            _ = try site.waitForReceipt("after-\(number).json")
        }
        try waitForLabels(site, 14)
        let before = folder(site, "export-before")
        #expect(try site.rmad(["export", before]).status == 0)
        let link = try #require(
            (try site.receipt("after-12.json")["records"] as? [[String: Any]])?.first?["tracking_url"])
        site.killDaemon()

        // Everything is lost but the originals.
        try FileManager.default.moveItem(atPath: site.spool.path + "/archive", toPath: folder(site, "originals"))
        try FileManager.default.removeItem(at: site.spool)
        let backup = try newest(backups)
        #expect(try site.rmad(["backup", "--check", backup]).status == 0)
        let restored = try site.rmad(["restore", backup, "--originals", folder(site, "originals"), "--json"])
        #expect(restored.status == 0, "\(restored.output) \(restored.errors)")
        #expect(try site.rmad(["verify"]).status == 0)
        // Once more changes nothing.
        let again = try site.rmad(["replay", folder(site, "originals")])
        #expect(again.status == 0 && again.output.contains("0 recorded again"), "\(again.output) \(again.errors)")

        try site.startWatching()
        try waitForLabels(site, 14)
        let after = folder(site, "export-after")
        #expect(try site.rmad(["export", after]).status == 0)
        for (kind, besides) in [
            ("returns", ["changed_at"]), ("lines", []), ("shipments", []), ("orders", []), ("customers", []),
            ("promises", []), ("documents", []),
        ] as [(String, Set<String>)] {
            let (old, new) = (try rows(before, kind, besides: besides), try rows(after, kind, besides: besides))
            let lost = old.filter { !new.contains($0) }
            // The rejected file is not among the originals: its number is kept, what it said is not.
            #expect(lost.filter { !$0.contains("bad.json") } == [], "\(kind): \(lost)")
            #expect(old.count == new.count, "\(kind)")
        }
        let kept = try #require(
            (try site.receipt("after-12.json")["records"] as? [[String: Any]])?.first?["tracking_url"])
        #expect("\(link)" == "\(kept)")

        // What is new gets numbers that nobody had.
        let codes = Set(try rows(before, "shipments").compactMap { code(in: $0) })
        try site.drop("new.json", Sample.request(15))
        _ = try site.waitForReceipt("new.json")
        let fresh = try #require((try site.receipt("new.json")["records"] as? [[String: Any]])?.first)
        #expect((fresh["parcels"] as? [String])?.allSatisfy { !codes.contains($0) } == true)
        try waitForLabels(site, 15)
        site.stopDaemon()
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("the daemon that finds the archive, and rmad replay, both end in the same returns, and double nothing")
    func bothWays() throws {
        let site = try Site()
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(6))
        _ = try site.waitForReceipt("orders.json")
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        try FileManager.default.createDirectory(
            at: site.spool.appending(path: "drop/east"), withIntermediateDirectories: true)
        var rmas: [String] = []
        for number in 1...4 {
            if number == 3 {
                try site.drop("bad.json", #"{"type":"return_request"}"#)
                _ = try site.waitForReason("bad.json")
            }
            // One that is called like a receipt is an original like any other.
            let name = number == 2 ? "east/x.receipt.json" : "\(number).json"
            try site.drop(name, Sample.request(number))
            try site.wait(20, "the receipt of \(name)") {
                FileManager.default.fileExists(atPath: "\(site.spool.path)/receipts/\(name).receipt.json")
            }
            let record = (try site.receipt(name)["records"] as? [[String: Any]])?.first
            rmas.append(try #require(record?["rma"] as? String))
        }
        _ = try site.photo("dock.jpg")
        let bench = try site.photo("bench.jpg")
        _ = try site.deliver(
            "dock.json",
            #"""
            {"type":"dock_receipt","rma":"\#(rmas[3])","lines":[{"sku":"LAMP","quantity":1}],"photos":["dock.jpg"]}
            """#)
        _ = try site.deliver(
            "inspection.json",
            #"""
            {"type":"inspection","rma":"\#(rmas[3])","line":1,"units":[{"serial":"S-1","verdict":"accepted","grade":"a",
             "photos":["bench.jpg#sha256=\#(bench.sha256)"],"note":"As new."}]}
            """#)
        try waitForLabels(site, 4)
        try site.wait(20, "the tag") { site.names("labels").contains { $0.hasSuffix(".tag.pdf") } }
        let before = folder(site, "export-before")
        #expect(try site.rmad(["export", before]).status == 0)
        let archive = try archived(site)
        #expect(archive.contains { $0.hasSuffix("-x.receipt.json") })
        site.killDaemon()

        for (way, arguments) in [("replay", ["--originals", site.spool.path + "/archive"]), ("daemon", [])] {
            try FileManager.default.createDirectory(
                atPath: folder(site, "lost-\(way)"), withIntermediateDirectories: true)
            for name in try names(site.spool.path) where name.hasPrefix("ledger.sqlite3") {
                try FileManager.default.moveItem(
                    atPath: "\(site.spool.path)/\(name)", toPath: folder(site, "lost-\(way)/\(name)"))
            }
            if way == "daemon" {
                // A daemon that finds no ledger does not begin anew beside the archive.
                try site.startDaemon()
                #expect(site.daemonEnd(within: 30)?.status == 69, "\(site.log)")
                for name in try names(site.spool.path) where name.hasPrefix("ledger.sqlite3") {
                    try FileManager.default.removeItem(atPath: "\(site.spool.path)/\(name)")
                }
            }
            let restored = try site.rmad(["restore", try newest(backups)] + arguments)
            #expect(restored.status == 0, "\(restored.output) \(restored.errors)")
            try site.startWatching()
            try waitForLabels(site, 4)
            #expect(site.log.contains("taken again from the archive") == (way == "daemon"))
            #expect(try site.rmad(["verify"]).status == 0)
            let again = folder(site, "export-\(way)")
            #expect(try site.rmad(["export", again]).status == 0)
            // A label that is ready after its parcel was opened is no event any more, and papers are made when there is
            // time.
            for (kind, besides) in [
                ("returns", ["changed_at", "events"]), ("lines", []), ("units", []), ("shipments", []), ("orders", []),
                ("resolutions", []), ("photos", ["event"]), ("promises", []), ("documents", []),
            ] as [(String, Set<String>)] {
                let (old, new) = (try rows(before, kind, besides: besides), try rows(again, kind, besides: besides))
                let lost = old.filter { !new.contains($0) && !$0.contains("bad.json") }
                #expect(lost == [] && old.count == new.count, "\(way), \(kind): \(lost) of \(new)")
            }
            #expect(try archived(site) == archive, "\(way)")
            for (name, rma) in zip(["1.json", "east/x.receipt.json", "3.json", "4.json"], rmas) {
                let record = (try site.receipt(name)["records"] as? [[String: Any]])?.first
                #expect(record?["rma"] as? String == rma, "\(way), \(name)")
            }
            site.killDaemon()
        }
        // Nothing is lost any more: the next start has nothing to take again.
        let said = site.log.components(separatedBy: "taken again from the archive").count
        try site.startWatching()
        #expect(site.log.components(separatedBy: "taken again from the archive").count == said)
        #expect(try site.rmad(["replay", site.spool.path + "/archive"]).status == 69, "while the daemon works")
        site.stopDaemon()
    }

    /// Files of the archive, with their days.
    private func archived(_ site: Site) throws -> [String] {
        try site.names("archive").flatMap { day in
            try names(site.spool.path + "/archive/\(day)").map { "\(day)/\($0)" }
        }.sorted()
    }

    private func code(in row: String) -> String? {
        ((try? JSONSerialization.jsonObject(with: Data(row.utf8))) as? [String: Any])?["code"] as? String
    }

    @Test("numbers given out after the backup are given to nobody else, even where no original is left")
    func numbers() throws {
        let site = try Site()
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(12))
        _ = try site.waitForReceipt("orders.json")
        try site.drop("1.json", Sample.request(1))
        _ = try site.waitForReceipt("1.json")
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        var given: Set<String> = []
        for number in 2...6 {
            try site.drop("\(number).json", Sample.request(number))
            let record = (try site.waitForReceipt("\(number).json")["records"] as? [[String: Any]])?.first
            given.formUnion([record?["rma"] as? String ?? ""] + (record?["parcels"] as? [String] ?? []))
        }
        site.killDaemon()
        try FileManager.default.removeItem(at: site.spool)
        #expect(try site.rmad(["restore", try newest(backups)]).status == 0)
        try site.startWatching()
        for number in 7...11 {
            try site.drop("\(number).json", Sample.request(number))
            let record = (try site.waitForReceipt("\(number).json")["records"] as? [[String: Any]])?.first
            let new = [record?["rma"] as? String ?? ""] + (record?["parcels"] as? [String] ?? [])
            #expect(new.count == 2 && given.isDisjoint(with: new), "\(new) of \(given)")
        }
    }

    @Test("a restore overwrites no ledger, does not begin while a daemon works, and refuses a damaged backup")
    func refusals() throws {
        let site = try Site()
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(2))
        _ = try site.waitForReceipt("orders.json")
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        let backup = try newest(backups)
        let refused = try site.rmad(["restore", backup])
        #expect(refused.status == 69 && refused.errors.contains("overwrites no ledger"), "\(refused.errors)")
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.moveItem(
                atPath: site.spool.path + "/ledger.sqlite3\(ending)", toPath: folder(site, "lost\(ending)"))
        }
        let busy = try site.rmad(["restore", backup])
        #expect(busy.status == 69 && busy.errors.contains("works on this spool"), "\(busy.errors)")
        site.killDaemon()

        // One byte of a receipt, then one of the ledger.
        for path in ["spool/receipts/orders.json.receipt.json", "ledger.sqlite3"] {
            let file = "\(backup)/\(path)"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            bytes[bytes.count / 2] ^= 0x20
            try bytes.write(to: URL(fileURLWithPath: file))
            let check = try site.rmad(["backup", "--check", backup])
            #expect(check.status == 1 && check.output.contains(path), "\(check.output)")
            #expect(try site.rmad(["restore", backup]).status == 1)
            #expect(!FileManager.default.fileExists(atPath: site.spool.path + "/ledger.sqlite3"))
            bytes[bytes.count / 2] ^= 0x20
            try bytes.write(to: URL(fileURLWithPath: file))
        }
        #expect(try site.rmad(["restore", backup]).status == 0)
        let unpacked = try site.rmad(["restore", backup, "--to", folder(site, "look")])
        #expect(unpacked.status == 0, "\(unpacked.errors)")
        #expect(try names(folder(site, "look")).contains("ledger.sqlite3"))
    }

    @Test("what has not changed is shared with the backup before; old ones go; nobody else may read them")
    func rotation() throws {
        let site = try Site()
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(2))
        _ = try site.waitForReceipt("orders.json")
        let backups = folder(site, "backups")
        try FileManager.default.createDirectory(atPath: backups, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            atPath: "\(backups)/.unfinished-rmad-20260101T000000Z", withIntermediateDirectories: true)
        for _ in 1...3 {
            let made = try site.rmad(["backup", backups, "--keep", "2", "--json"])
            #expect(made.status == 0, "\(made.errors)")
            usleep(1_100_000)
        }
        let kept = try names(backups).filter { !$0.hasPrefix(".") }
        #expect(kept.count == 2, "\(kept)")
        #expect(try names(backups).filter { $0.hasPrefix(".unfinished") } == [])
        let receipt = "spool/receipts/orders.json.receipt.json"
        let links = try kept.map { name in
            try FileManager.default.attributesOfItem(atPath: "\(backups)/\(name)/\(receipt)")
        }
        #expect(links[0][.systemFileNumber] as? Int == links[1][.systemFileNumber] as? Int)
        #expect(links[0][.posixPermissions] as? Int == 0o600)
        let mode = try FileManager.default.attributesOfItem(atPath: "\(backups)/\(kept[0])")[.posixPermissions] as? Int
        #expect(mode == 0o700)
        let all = try #require(FileManager.default.enumerator(atPath: "\(backups)/\(kept[1])")).compactMap { "\($0)" }
        #expect(!all.contains { $0.contains("secrets") })
        #expect(all.contains("configuration/rmad.yaml") && all.contains("configuration/policy.yaml"))

        // Two do not run together.
        let lock = open("\(backups)/.lock", O_RDWR)
        #expect(flock(lock, LOCK_EX) == 0)
        let busy = try site.rmad(["backup", backups])
        #expect(busy.status == 75, "\(busy.errors)")
        close(lock)
    }
}
