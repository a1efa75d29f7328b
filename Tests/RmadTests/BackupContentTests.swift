import Foundation
import Glibc
import Testing

/// What is in a backup, what must not be, and what it needs.
@Suite("What is in a backup", .serialized)
struct BackupContentTests: BackupPlaces {
    private func site() throws -> (site: Site, backups: String) {
        let site = try Site()
        try site.startWatching()
        site.stopDaemon()
        return (site, folder(site, "backups"))
    }

    private func move(_ old: String, to new: String) throws {
        try FileManager.default.moveItem(atPath: old, toPath: new)
    }

    @Test("a mistyped policy stops neither desk nor backup; the backup removes none, and the bench asks nothing untrue")
    func mistyped() throws {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(1))
        _ = try site.deliver("1.json", Sample.request(1))
        let record = (try site.receipt("1.json")["records"] as? [[String: Any]])?.first
        let rma = try #require(record?["rma"] as? String)
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", "--keep", "1", backups]).status == 0)
        let policy = site.folder.appending(path: "Config/policy.yaml")
        try (String(contentsOf: policy, encoding: .utf8) + "\neditoin: x\n").write(
            to: policy, atomically: true, encoding: .utf8)
        let list = try site.rmad(["list"])
        #expect(list.status == 0 && list.errors.contains("editoin") && list.output.contains(rma))
        let inspect = try site.rmad(["inspect", rma])
        #expect(inspect.status == 78 && inspect.errors.contains("what is asked at the bench is not known"))
        usleep(1_100_000)
        #expect(try site.rmad(["backup", "--keep", "1", backups]).status == 66)
        #expect(try FileManager.default.contentsOfDirectory(atPath: backups).count { $0.hasPrefix("rmad-") } == 2)
        #expect(try site.rmad(["reload"]).status == 78, "the daemon works on with the one before")
    }

    @Test("a restore that the disk has no room for brings nothing back", .enabled(if: getuid() == 0))
    func restoreRoom() throws {
        let (site, backups) = try site()
        #expect(try site.rmad(["backup", backups]).status == 0)
        // A disk of its own that is too small.
        let small = folder(site, "small")
        try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: true)
        try #require(mount("none", small, "tmpfs", 0, "size=64k") == 0)
        defer { #expect(umount(small) == 0) }
        let refused = try site.rmad(["restore", try newest(backups), "--to", "\(small)/out"])
        #expect(refused.status == 69 && refused.errors.contains("nothing was restored"), "\(refused)")
        #expect(refused.errors.contains("bytes are needed"), "\(refused.errors)")
        #expect(try names(small) == [])
    }

    @Test("what stands where a file belongs ends a restore before anything is changed")
    func blocked() throws {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(1))
        site.stopDaemon()
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        for name in try names(site.spool.path) where name.hasPrefix("ledger.sqlite3") {
            try move("\(site.spool.path)/\(name)", to: folder(site, "lost-\(name)"))
        }
        let receipt = "\(site.spool.path)/receipts/orders.json.receipt.json"
        try move(receipt, to: folder(site, "receipt.json"))
        try FileManager.default.createDirectory(atPath: receipt, withIntermediateDirectories: false)
        let before = try FileManager.default.subpathsOfDirectory(atPath: site.spool.path).sorted()
        let refused = try site.rmad(["restore", try newest(backups)])
        #expect(refused.status == 69 && refused.errors.contains(receipt), "\(refused)")
        #expect(refused.errors.contains("nothing was restored") && refused.errors.contains("Move it away"))
        #expect(try FileManager.default.subpathsOfDirectory(atPath: site.spool.path).sorted() == before)
        #expect(rmdir(receipt) == 0)
        #expect(try site.rmad(["restore", try newest(backups)]).status == 0)
    }

    @Test("links, and a spool that lies elsewhere, are no part of a backup: check and restore name them")
    func foreign() throws {
        let (site, backups) = try site()
        #expect(try site.rmad(["backup", backups]).status == 0)
        let backup = try newest(backups)
        try FileManager.default.createDirectory(atPath: "\(backup)/spool", withIntermediateDirectories: true)
        #expect(symlink("/etc/hostname", "\(backup)/spool/receipts-of-mine") == 0)
        for arguments in [["backup", "--check", backup], ["restore", backup, "--to", folder(site, "out")]] {
            let said = try site.rmad(arguments)
            #expect(said.status == 1, "\(arguments): \(said.output) \(said.errors)")
            #expect("\(said.output)\(said.errors)".contains("spool/receipts-of-mine is a link"), "\(said)")
        }
        unlink("\(backup)/spool/receipts-of-mine")
        #expect(try site.rmad(["backup", "--check", backup]).status == 0)

        try move("\(backup)/spool", to: folder(site, "moved"))
        #expect(symlink(folder(site, "moved"), "\(backup)/spool") == 0)
        let said = try site.rmad(["backup", "--check", backup])
        #expect(said.status == 1 && said.output.contains("spool is a link"), "\(said.output)")
        #expect(try !names(site.folder.path).contains("out"))
    }

    @Test("a configuration behind links, and what it names elsewhere, is in the backup; secrets are not, by no way")
    func links() throws {
        let (site, backups) = try site()
        let etc = URL(fileURLWithPath: site.configuration).deletingLastPathComponent().path
        let shared = folder(site, "shared")
        try FileManager.default.createDirectory(atPath: shared, withIntermediateDirectories: true)
        try move("\(etc)/messages", to: "\(shared)/texts")
        #expect(symlink("\(shared)/texts", "\(etc)/messages") == 0)
        try move("\(etc)/policy.yaml", to: "\(shared)/policy.yaml")
        try site.configure([("policy: policy.yaml", "policy: \(shared)/policy.yaml")])
        // In a circle, to nowhere, and to the secrets.
        #expect(symlink(etc, "\(etc)/round") == 0 && symlink("\(etc)/nothing", "\(etc)/nowhere") == 0)
        let secrets = site.spool.path + "/secrets"
        try FileManager.default.createDirectory(atPath: secrets, withIntermediateDirectories: true)
        try Data("whsec_x".utf8).write(to: URL(fileURLWithPath: "\(secrets)/shop.whsec"))
        #expect(symlink(secrets, "\(etc)/keys") == 0 && symlink("\(secrets)/shop.whsec", "\(etc)/key") == 0)

        let made = try site.rmad(["backup", backups])
        #expect(made.status == 0, "\(made.output) \(made.errors)")
        let backup = try newest(backups)
        let taken = try #require(FileManager.default.enumerator(atPath: backup)?.compactMap { $0 as? String })
        #expect(taken.contains("configuration/rmad.yaml"))
        #expect(taken.contains("configuration/messages/en/policy.yaml"), "\(taken)")
        #expect(taken.contains("elsewhere\(shared)/policy.yaml"), "\(taken)")
        #expect(!taken.contains { $0.contains("round") || $0.contains("nowhere") || $0.contains("key") }, "\(taken)")
        let out = folder(site, "out")
        let unpacked = try site.rmad(["restore", backup, "--to", out])
        #expect(unpacked.status == 0, "\(unpacked.errors)")
        #expect(unpacked.output.contains("The configuration lay in \(etc)"), "\(unpacked.output)")
        #expect(unpacked.output.contains("and in \(shared)/policy.yaml"), "\(unpacked.output)")
        #expect(FileManager.default.fileExists(atPath: "\(out)/elsewhere\(shared)/policy.yaml"))
    }

    @Test("secrets behind links are in a backup with secrets, and what lies there and cannot be followed is named")
    func secrets() throws {
        let (site, backups) = try site()
        let (secrets, vault) = (site.spool.path + "/secrets", folder(site, "vault"))
        for place in [secrets, "\(vault)/more"] {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        }
        try Data("whsec_x".utf8).write(to: URL(fileURLWithPath: "\(vault)/shop.whsec"))
        try Data("whsec_y".utf8).write(to: URL(fileURLWithPath: "\(vault)/more/other.whsec"))
        #expect(symlink("\(vault)/shop.whsec", "\(secrets)/shop.whsec") == 0)
        #expect(symlink("\(vault)/more", "\(secrets)/more") == 0 && symlink(secrets, "\(secrets)/round") == 0)
        let made = try site.rmad(["backup", backups, "--with-secrets"])
        #expect(made.status == 0, "\(made.output) \(made.errors)")
        let copied = "\(try newest(backups))/secrets"
        #expect(FileManager.default.contents(atPath: "\(copied)/shop.whsec") == Data("whsec_x".utf8))
        #expect(FileManager.default.contents(atPath: "\(copied)/more/other.whsec") == Data("whsec_y".utf8))
        #expect(try names(copied) == ["more", "shop.whsec"])
    }

    @Test("a backup that the disk has no room for is not begun; it says what is needed and what is free")
    func room() throws {
        let (site, backups) = try site()
        try site.configure([("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 1000000000000000")])
        let refused = try site.rmad(["backup", backups])
        #expect(refused.status == 69, "\(refused.output) \(refused.errors)")
        #expect(refused.errors.contains("bytes are needed") && refused.errors.contains("are free"), "\(refused.errors)")
        #expect(refused.errors.contains("1000000000000000 stay free"), "\(refused.errors)")
        #expect(try names(backups).allSatisfy { $0 == ".lock" })
    }

    @Test("what was refused unread, too large or closed to rmad, is left out of a backup, and stops none")
    func refusedUnread() throws {
        let site = try Site()
        try site.giveAway()
        try site.startWatching()
        site.stopDaemon()
        let (backups, rejected) = (folder(site, "backups"), "\(site.spool.path)/rejected")
        // It only looks large: a hole takes no room.
        let (large, closed) = ("\(rejected)/tera.json", "\(rejected)/p.json")
        for file in [large, closed] { try Data("{}".utf8).write(to: URL(fileURLWithPath: file)) }
        #expect(truncate(large, 3 << 40) == 0 && chmod(closed, 0) == 0)
        let made = try site.rmad(["backup", backups])
        #expect(made.status == 0, "\(made)")
        for file in [large, closed] {
            #expect(made.output.contains("Left out, for it was refused unread: \(file)."), "\(made.output)")
        }
        let checked = try site.rmad(["backup", "--check", try newest(backups)])
        #expect(checked.status == 0 && checked.output.contains("The backup is sound."), "\(checked)")
        // What is ours and large is named where there is no room for it.
        let receipt = "\(site.spool.path)/receipts/x.receipt.json"
        try Data("{}".utf8).write(to: URL(fileURLWithPath: receipt))
        #expect(truncate(receipt, 3 << 40) == 0)
        usleep(1_100_000)
        let refused = try site.rmad(["backup", backups])
        #expect(refused.status == 69 && refused.errors.contains("The largest new file is \(receipt)"), "\(refused)")
    }

    @Test("a backup is unpacked into a new folder alone; a damaged one counts nothing that it did not look at")
    func unpackedElsewhere() throws {
        let (site, backups) = try site()
        #expect(try site.rmad(["backup", backups]).status == 0)
        let used = folder(site, "used")
        try FileManager.default.createDirectory(atPath: used, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: "\(used)/en"))
        let refused = try site.rmad(["restore", try newest(backups), "--to", used])
        #expect(refused.status == 69 && refused.errors.contains("\(used) is in use: en is in it"), "\(refused)")
        #expect(try names(used) == ["en"])
        // What an unpacking that was stopped has left does not stop the next one.
        let out = folder(site, "out")
        try FileManager.default.createDirectory(atPath: "\(out)/spool", withIntermediateDirectories: true)
        #expect(try site.rmad(["restore", try newest(backups), "--to", out]).status == 0)
        let ledger = "\(try newest(backups))/ledger.sqlite3"
        #expect(truncate(ledger, 100) == 0)
        let checked = try site.rmad(["backup", "--check", try newest(backups)])
        #expect(checked.status == 1 && !checked.output.contains("0 returns"), "\(checked)")
    }
}
