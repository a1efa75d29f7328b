import Foundation
import Glibc
import Testing

/// Folders below `archive/` and `receipts/` that rmad may not look into, and files there that are none of its own.
@Suite("Closed folders", .serialized)
struct ClosedFolderTests: BackupPlaces {
    private func archive(_ site: Site, _ day: String) -> String { "\(site.spool.path)/archive/\(day)" }

    private func put(_ path: String, _ text: String = "notes") throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// Works as a user who may not do everything.
    private func site() throws -> Site {
        let site = try Site()
        try site.giveAway()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(2))
        return site
    }

    @Test("a closed folder is named by backup, verify and check, and stops neither these nor a start nor an erasure")
    func named() throws {
        let site = try site()
        _ = try site.deliver("1.json", Sample.request(1))
        site.stopDaemon()
        let old = archive(site, "2020-01-01")
        let day = try #require(site.names("archive").first)
        let closed = [old, "\(site.spool.path)/receipts/EAST"]
        for folder in closed + [archive(site, "lost+found")] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        }
        try put(archive(site, "\(day)/20200101-notes.txt"))
        try put(archive(site, "lost+found/20191231-notes.txt"))
        try site.giveAway()
        for folder in closed + [archive(site, "lost+found")] { #expect(chmod(folder, 0) == 0) }

        let made = try site.rmad(["backup", folder(site, "backups")])
        #expect(made.status == 66, "\(made.output) \(made.errors)")
        for folder in closed { #expect(made.errors.contains(folder), "\(made.errors)") }
        #expect(!made.errors.contains("lost+found"))
        #expect(made.output.contains("20200101-notes.txt") && !made.output.contains("20191231-notes"), "\(made.output)")
        let checked = try site.rmad(["backup", "--check", try newest(folder(site, "backups"))])
        #expect(checked.status == 66 && checked.output.contains("but it lacks 2 files or folders"), "\(checked.output)")
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 1, "\(verified.output)")
        for folder in closed { #expect(verified.output.contains(folder), "\(verified.output)") }
        #expect(
            verified.output.contains("chown -R rmad:") && verified.output.contains("2 findings"), "\(verified.output)")
        let check = try site.rmad(["check"])
        #expect(check.output.contains("warning: spool:") && check.output.contains(old), "\(check.output)")
        #expect(check.output.contains("20200101-notes.txt is no document's"), "\(check.output)")

        try site.startWatching()
        #expect(site.log.contains("a file in the archive is no document's"), "\(site.log.suffix(2000))")
        let record = (try site.receipt("1.json")["records"] as? [[String: Any]])?.first
        let rma = try #require(record?["rma"] as? String)
        // Somebody has put a copy there that has no number.
        try put("\(site.spool.path)/archive/stray.json", Sample.request(1))
        _ = try site.rmad(["erase", "--returns", rma, "--reason", "asked", "--yes", "--force"])
        try site.wait(30, "the erasure") { site.log.contains("erased data has left the disk") }
        #expect(!site.names("archive").contains("stray.json"))
        for folder in closed {
            let place = folder.dropFirst(site.spool.path.count + 1)
            #expect(site.log.contains("an erasure could not decide: \(place)"), "\(site.log.suffix(2000))")
        }
        #expect(!site.log.contains("could not decide: archive/lost+found"))
        #expect(!(try site.rmad(["queue"]).output.contains("erasures not ended")))
        _ = try site.deliver("2.json", Sample.request(2))
        site.stopDaemon()
        for folder in closed { #expect(chmod(folder, 0o755) == 0) }
        usleep(1_100_000)
        let again = try site.rmad(["backup", folder(site, "backups")])
        #expect(again.status == 0, "\(again.output) \(again.errors)")
        #expect(try site.rmad(["verify"]).status == 0)
        #expect(chmod(archive(site, "lost+found"), 0o755) == 0)
    }

    @Test("while today's folder is closed the daemon starts, says so and takes nothing; mended, it looks and goes on")
    func today() throws {
        let site = try site()
        site.stopDaemon()
        let day = archive(site, try #require(site.names("archive").first))
        #expect(chmod(day, 0) == 0)
        let check = try site.rmad(["check"])
        #expect(check.status == 1 && check.output.contains("standstill: spool:"), "\(check.output)")
        try site.startWatching()
        #expect(site.log.contains("a folder of the archive cannot be looked into: \(day)"), "\(site.log.suffix(2000))")
        try site.drop("1.json", Sample.request(1))
        try site.wait(20, "the pause to be shown") { try site.rmad(["queue"]).output.contains("archive is closed") }
        usleep(1_500_000)
        #expect(site.names("receipts").filter { $0.hasPrefix("1.") } == [] && site.names("drop").contains("1.json"))
        // Whoever waits for an answer hears why there is none.
        let note = site.folder.path + "/2.json"
        try Data(Sample.request(2).utf8).write(to: URL(fileURLWithPath: note))
        let submitted = try site.rmad(["submit", note, "--wait", "1"])
        #expect(submitted.status == 75, "\(submitted)")
        #expect((submitted.output + submitted.errors).contains("takes nothing from the drop"), "\(submitted)")
        #expect(chmod(day, 0o755) == 0)
        _ = try site.waitForReceipt("1.json")
        #expect(!(try site.rmad(["queue"]).output.contains("archive is closed")))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("files wait while work/ is closed, and are taken within seconds once it is open again")
    func workClosed() throws {
        let site = try site()
        let work = site.spool.path + "/work"
        #expect(chmod(work, 0) == 0)
        try site.drop("1.json", Sample.request(1))
        try site.wait(20, "the trouble to be told") { site.log.contains("the daemon may not") }
        #expect(site.names("drop").contains("1.json"))
        #expect(chmod(work, 0o750) == 0)
        // Sooner than the scan that comes every minute anyway.
        _ = try site.waitForReceipt("1.json")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a station that rmad may not look into is named by queue and check, and hides nothing else")
    func station() throws {
        let site = try site()
        let closed = site.spool.path + "/drop/closed"
        #expect(mkdir(closed, 0o700) == 0)
        let queue = try site.rmad(["queue"])
        #expect(queue.status == 0 && queue.output.contains("Daemon: running"), "\(queue)")
        // It is this user's own still.
        try #require(lchown(closed, 65_534, 65_534) == 0)
        #expect(chmod(closed, 0) == 0)
        try site.drop("unfinished.json.part", "{")
        for (arguments, words) in [
            (["queue"], "Not counted: station closed may not be looked into"),
            (["queue", "--json"], #""closed":true"#),
            (["check"], "drop/closed may not be looked into"),
        ] {
            let shown = try site.rmad(arguments)
            #expect(shown.status == 0 && shown.output.contains(words), "\(arguments): \(shown)")
        }
        #expect(try site.rmad(["queue"]).output.contains("1 being uploaded"))
        #expect(rmdir(closed) == 0)
    }

    @Test(
        "a folder that is closed at work lets nothing more in; what is recorded gets its receipt when it is open again")
    func atWork() throws {
        let site = try site()
        let day = archive(site, try #require(site.names("archive").first))
        #expect(chmod(day, 0o555) == 0)
        try site.drop("1.json", Sample.request(1))
        try site.wait(30, "the pause") { try site.rmad(["queue"]).output.contains("archive is closed") }
        try site.drop("2.json", Sample.request(2))
        usleep(1_500_000)
        #expect(site.names("drop").contains("2.json"))
        #expect(chmod(day, 0o755) == 0)
        _ = try site.waitForReceipt("1.json")
        _ = try site.waitForReceipt("2.json")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("an erasure waits for a closed folder that has receipts of its documents, and for no other")
    func theirs() throws {
        let site = try site()
        try FileManager.default.createDirectory(
            atPath: "\(site.spool.path)/drop/EAST", withIntermediateDirectories: false)
        try site.giveAway()
        try site.drop("EAST/1.json", Sample.request(1))
        try site.wait(30, "the receipt") { site.names("receipts/EAST").count == 1 }
        _ = try site.deliver("2.json", Sample.request(2))
        func rma(_ path: String) throws -> String {
            let text = try site.text("receipts/\(path).receipt.json")
            let start = try #require(text.range(of: "RMA-"))
            return String(text[start.lowerBound...].prefix(12))
        }
        let (east, other) = (try rma("EAST/1.json"), try rma("2.json"))
        let folder = "\(site.spool.path)/receipts/EAST"
        #expect(chmod(folder, 0) == 0)
        for rma in [east, other] {
            let asked = try site.rmad(["erase", "--returns", rma, "--reason", "asked", "--yes", "--force"])
            #expect(asked.status == 0, "\(asked)")
        }
        try site.wait(30, "the other's erasure") { site.log.contains("erased data has left the disk") }
        #expect(try site.rmad(["queue", "--json"]).output.contains(#""erasures not ended","count":1"#))
        #expect(chmod(folder, 0o755) == 0)
        try site.wait(60, "the end of both") { !(try site.rmad(["queue"]).output.contains("erasures not ended")) }
        let left = site.names("receipts/EAST").map { "\(folder)/\($0)" }.compactMap {
            FileManager.default.contents(atPath: $0).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(left.allSatisfy { !$0.contains("Grace") })
    }

    @Test("a photo that may not be read is named each night, though the backup before has it")
    func photo() throws {
        let site = try site()
        _ = try site.deliver("1.json", Sample.request(1))
        let record = (try site.receipt("1.json")["records"] as? [[String: Any]])?.first
        let rma = try #require(record?["rma"] as? String)
        let (_, sum) = try site.photo("box.jpg")
        _ = try site.deliver(
            "dock.json",
            #"""
            {"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}],"photos":["box.jpg"]}
            """#)
        try site.wait(30, "the photo to be shown") { site.names("evidence/\(rma)").count == 1 }
        site.stopDaemon()
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        let photo = "\(site.spool.path)/evidence/\(sum.prefix(2))/\(sum).jpg"
        try site.giveAway()
        #expect(chmod(photo, 0) == 0)
        for night in 1...2 {
            usleep(1_100_000)
            let made = try site.rmad(["backup", backups])
            #expect(made.status == 66 && made.errors.contains(photo), "night \(night): \(made.output) \(made.errors)")
            #expect(made.errors.contains("The backup has it from elsewhere"), "night \(night): \(made.errors)")
        }
        let verified = try site.rmad(["verify"])
        #expect(verified.output.contains("cannot be read") && verified.output.contains("does not give it"))
        #expect(!verified.output.contains("--accept-losses"), "\(verified.output)")
        #expect(chmod(photo, 0o644) == 0)
        usleep(1_100_000)
        #expect(try site.rmad(["backup", backups]).status == 0)
        usleep(1_100_000)
        #expect(try site.rmad(["backup", backups]).output.contains("Verified"))
    }
}
