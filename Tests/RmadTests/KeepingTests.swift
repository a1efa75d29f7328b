import Foundation
import Glibc
import Testing

/// What backups and replays say, refuse and warn of, with the program that operators have.
@Suite("Keeping", .serialized)
struct KeepingTests: BackupPlaces {
    @Test("an archive is not recorded into an empty ledger unless somebody says so, and then it says what is absent")
    func fromNothing() throws {
        let site = try Site()
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(2))
        _ = try site.waitForReceipt("orders.json")
        for number in 1...2 {
            try site.drop("\(number).json", Sample.request(number))
            _ = try site.waitForReceipt("\(number).json")
        }
        site.stopDaemon()
        let archive = site.spool.path + "/archive"
        for name in try names(site.spool.path) where name.hasPrefix("ledger.sqlite3") {
            try FileManager.default.removeItem(atPath: "\(site.spool.path)/\(name)")
        }
        let refused = try site.rmad(["replay", archive])
        #expect(refused.status == 69, "\(refused.output) \(refused.errors)")
        #expect(refused.errors.contains("--from-nothing") && refused.errors.contains("rmad restore"))
        #expect(try !names(site.spool.path).contains("ledger.sqlite3"), "nothing was begun")
        // The first return is not in what survived.
        for day in try names(archive) {
            for name in try names("\(archive)/\(day)") where name.hasPrefix("2-") || name.hasPrefix("2.") {
                try FileManager.default.removeItem(atPath: "\(archive)/\(day)/\(name)")
            }
        }
        let done = try site.rmad(["replay", "--from-nothing", archive])
        #expect(done.status == 0, "\(done.output) \(done.errors)")
        #expect(
            done.output.contains("The ledger was empty") && done.output.contains("1 of the numbers"), "\(done.output)")
        let again = try site.rmad(["replay", archive])
        #expect(again.status == 0 && !again.output.contains("was empty"), "\(again.output) \(again.errors)")
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 1, "its sender still has a receipt for what is absent")
        #expect("\(verified.output)\(verified.errors)".contains("1.json"), "\(verified.output) \(verified.errors)")
    }

    @Test("a photo with two names is copied once into the first backup, and comes back under both")
    func twins() throws {
        let site = try Site()
        try site.startWatching()
        site.stopDaemon()
        let evidence = site.spool.path + "/evidence"
        for name in ["2026-11-22", "RMA-1"] {
            try FileManager.default.createDirectory(atPath: "\(evidence)/\(name)", withIntermediateDirectories: true)
        }
        let (first, second) = ("\(evidence)/2026-11-22/a.jpg", "\(evidence)/RMA-1/a.jpg")
        let bytes = Data((0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try bytes.write(to: URL(fileURLWithPath: first))
        #expect(link(first, second) == 0)
        let backups = folder(site, "backups")
        let made = try site.rmad(["backup", backups, "--json"])
        #expect(made.status == 0 && made.output.contains(#""linked":1"#), "\(made.output) \(made.errors)")
        let place = try newest(backups) + "/spool/evidence"
        #expect(try inode("\(place)/2026-11-22/a.jpg") == inode("\(place)/RMA-1/a.jpg"))
        #expect(try site.rmad(["backup", "--check", try newest(backups)]).status == 0)
        let out = folder(site, "unpacked")
        #expect(try site.rmad(["restore", try newest(backups), "--to", out]).status == 0)
        for name in ["2026-11-22", "RMA-1"] {
            #expect(FileManager.default.contents(atPath: "\(out)/spool/evidence/\(name)/a.jpg") == bytes)
        }
    }

    @Test("exports and backups remove nothing that they did not make, whatever a link of such a name leads to")
    func foreignFolders() throws {
        let site = try Site()
        try site.startWatching()
        site.stopDaemon()
        let (victim, backups, exported) = (folder(site, "victim"), folder(site, "backups"), folder(site, "exported"))
        for path in ["\(victim)/below", backups] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        try Data("dear".utf8).write(to: URL(fileURLWithPath: "\(victim)/below/file"))
        for place in ["\(exported).unfinished", "\(backups)/.unfinished-rmad-20260101T000000Z"] {
            #expect(symlink(victim, place) == 0)
        }
        let made = try site.rmad(["export", exported])
        #expect(made.status == 0, "\(made.errors)")
        let kept = try site.rmad(["backup", backups])
        #expect(kept.status == 0, "\(kept.errors)")
        #expect(FileManager.default.contents(atPath: "\(victim)/below/file") == Data("dear".utf8))
        #expect(try names(exported).contains("returns.jsonl"))
        #expect(try names(backups).allSatisfy { !$0.hasPrefix(".unfinished") })
    }

    private func inode(_ path: String) throws -> UInt64 {
        var status = stat()
        try #require(lstat(path, &status) == 0)
        return UInt64(status.st_ino)
    }

    @Test("the age of the newest backup is a figure, and one that is too old is a warning once a day")
    func age() throws {
        let site = try Site()
        let (backups, figures) = (folder(site, "backups"), folder(site, "rmad.prom"))
        try site.configure([
            ("directory: /var/backups/rmad ", "directory: \(backups) "),
            ("warn_after_hours: 48", "warn_after_hours: 30"),
            ("file: null                      # /var/lib", "file: \(figures) # /var/lib"),
            ("seconds: 15", "seconds: 1"),
        ])
        try site.startWatching()
        #expect(try site.rmad(["backup"]).status == 0)
        func newestFigure() -> Double? {
            let text = FileManager.default.contents(atPath: figures).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let name = "rmad_backup_newest_timestamp_seconds "
            return text.split(separator: "\n").first { $0.hasPrefix(name) }.flatMap { Double($0.dropFirst(name.count)) }
        }
        try site.wait(20, "the figure") { abs((newestFigure() ?? 0) - Date().timeIntervalSince1970) < 600 }
        site.stopDaemon()
        // The same day: it is new enough.
        try site.startWatching()
        #expect(!site.log.contains("the newest backup is old"))
        site.stopDaemon()
        try site.startDaemon(days: 2)
        try site.wait(40, "the warning") { site.log.contains("the newest backup is old") }
        #expect(site.log.contains("newest=2"), "it says which is the newest")
    }
}
