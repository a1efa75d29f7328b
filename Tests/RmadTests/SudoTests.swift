import Foundation
import Glibc
import Testing

/// An operator forgets `-u rmad` behind `sudo`: what root makes must not be in the daemon's way.
@Suite("As root", .serialized, .enabled(if: getuid() == 0))
struct SudoTests: BackupPlaces {
    private func site() throws -> Site {
        let site = try Site()
        try FileManager.default.createDirectory(atPath: folder(site, "backups"), withIntermediateDirectories: false)
        try site.giveAway()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(3))
        _ = try site.deliver("1.json", Sample.request(1))
        return site
    }

    /// What below a folder is root's.
    private func ofRoot(_ path: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return ([""] + found.map { "/\($0)" }).filter { name in
            var status = stat()
            return lstat(path + name, &status) == 0 && status.st_uid == 0
        }
    }

    @Test("a backup that root makes belongs to whose the folder is, and the next one of rmad's user goes on with it")
    func backup() throws {
        let site = try site()
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        usleep(1_100_000)
        let roots = try site.rmad(["backup", backups], asRoot: true)
        #expect(roots.status == 0 && ofRoot(backups) == [], "\(ofRoot(backups)) \(roots)")
        usleep(1_100_000)
        let next = try site.rmad(["backup", backups, "--keep", "1"])
        #expect(next.status == 0 && next.output.contains("Removed: "), "\(next)")
        #expect(try site.rmad(["backup", "--check", try newest(backups)]).status == 0)
    }

    @Test("a backup that this user may not read stops none, is named, and stays")
    func closed() throws {
        let site = try site()
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        let closed = try newest(backups)
        for path in ["", "/manifest.jsonl"] { try #require(lchown(closed + path, 0, 0) == 0) }
        usleep(1_100_000)
        let next = try site.rmad(["backup", backups, "--keep", "1"])
        let name = closed.components(separatedBy: "/").last ?? ""
        #expect(next.status == 0 && next.output.contains("Not looked at: \(name) may not be read"), "\(next)")
        #expect(!next.output.contains("Removed"), "\(next)")
        #expect(try names(backups).contains(name))
        #expect(try site.rmad(["check"]).status == 0)
    }

    @Test("after a restore by root the daemon works on what was restored")
    func restore() throws {
        let site = try site()
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        _ = try site.deliver("2.json", Sample.request(2))
        site.killDaemon()
        let originals = folder(site, "originals")
        try FileManager.default.moveItem(atPath: site.spool.path + "/archive", toPath: originals)
        for name in try names(site.spool.path) {
            try FileManager.default.removeItem(atPath: "\(site.spool.path)/\(name)")
        }
        let restored = try site.rmad(["restore", try newest(backups), "--originals", originals], asRoot: true)
        #expect(restored.status == 0 && ofRoot(site.spool.path) == [], "\(ofRoot(site.spool.path)) \(restored)")
        try site.startWatching()
        _ = try site.deliver("3.json", Sample.request(3))
        #expect(try site.rmad(["verify"]).status == 0)
        site.stopDaemon()
        // Once more, when nothing is missing.
        #expect(try site.rmad(["replay", originals], asRoot: true).status == 0)
        #expect(ofRoot(site.spool.path) == [])
        try site.startWatching()
    }
}
