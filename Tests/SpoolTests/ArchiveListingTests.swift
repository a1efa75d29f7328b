import CLinux
import Glibc
import Testing

@testable import Spool

@Suite("What an archive holds")
struct ArchiveListingTests {
    private func archive(_ files: [String]) -> Ground {
        let ground = Ground()
        for folder in ["spool", "spool/archive"] { ground.folder(folder) }
        for folder in Set(files.compactMap { $0.split(separator: "/").first }) {
            ground.folder("spool/archive/\(folder)")
        }
        for file in files { ground.write("spool/archive/\(file)") }
        return ground
    }

    private func listing(_ ground: Ground, behind number: Int64 = 0) -> ArchiveListing {
        ArchiveListing(in: SpoolLayout(root: ground.at("spool")), behind: number)
    }

    @Test("a day that is closed is named and hides no other; what is called like no day is not looked into")
    func closed() {
        let ground = archive([
            "2026-11-20/1-a.json", "2026-11-21/2-b.json", "2026-11-22/3-c.json", "2026-11-22/3.receipt.json",
            "lost+found/9-x.json",
        ])
        for folder in ["2026-11-21", "lost+found"] { #expect(chmod(ground.at("spool/archive/\(folder)"), 0) == 0) }
        let found = asStranger(of: ground) { listing(ground) }
        #expect(found.files.map(\.number) == [1, 3])
        #expect(found.closed.map(\.name) == ["2026-11-21"])
        let areClosed = asStranger(of: ground) { found.closed.allSatisfy(\.isClosed) }
        #expect(areClosed)
        #expect(chmod(ground.at("spool/archive/2026-11-21"), 0o755) == 0)
        #expect(found.closed.map(\.isClosed) == [false])
        #expect(listing(ground).files.map(\.number) == [1, 2, 3])
        #expect(chmod(ground.at("spool/archive/lost+found"), 0o755) == 0)
    }

    @Test("a folder whose names can be read and whose files cannot is closed, too")
    func halfClosed() {
        let ground = archive(["2026-11-21/2-b.json"])
        #expect(chmod(ground.at("spool/archive/2026-11-21"), 0o444) == 0)
        let found = asStranger(of: ground) { listing(ground) }
        #expect(found.closed.map(\.name) == ["2026-11-21"])
        #expect(chmod(ground.at("spool/archive/2026-11-21"), 0o755) == 0)
    }

    @Test("the archive itself may be closed; a spool that was never worked on has none")
    func wholly() {
        let ground = archive(["2026-11-21/2-b.json"])
        #expect(chmod(ground.at("spool/archive"), 0) == 0)
        let found = asStranger(of: ground) { listing(ground) }
        #expect(found.closed.map(\.name) == ["archive"])
        #expect(chmod(ground.at("spool/archive"), 0o755) == 0)
        #expect(listing(Ground()).closed.isEmpty)
    }

    @Test("a file without a receipt and far ahead of those with one is no document's; one that is near may be")
    func strangers() {
        let ground = archive([
            "2026-11-22/7-a.json", "2026-11-22/7.receipt.json", "2026-11-22/9-b.json", "2026-11-22/20261122-notes.txt",
            "2026-11-22/30000000-c.json", "2026-11-22/30000000.receipt.json.old",
        ])
        let parted = listing(ground).parted(newest: 6, most: 1_000_000)
        #expect(parted.documents.map(\.number) == [7, 9])
        #expect(parted.strangers.map(\.name) == ["notes.txt", "c.json"])
        // A ledger that has come so far has such documents.
        #expect(listing(ground).parted(newest: 20_000_000, most: 1_000_000).strangers.map(\.name) == ["c.json"])
        // Nothing tells but the files themselves.
        let bare = archive(["2026-11-22/5000007-a.json", "2026-11-22/5000009-b.json", "2026-11-22/20261122-notes.txt"])
        #expect(listing(bare).parted(newest: 0, most: 1_000_000).strangers.map(\.name) == ["notes.txt"])
    }

    @Test("a receipt beside which no original lies is found by its number alone")
    func alone() {
        let ground = archive([
            "2026-11-22/7-a.json", "2026-11-22/7.receipt.json", "2026-11-22/8.receipt.json",
            "2026-11-22/5.receipt.json",
        ])
        #expect(listing(ground, behind: 6).receiptsAlone.map(\.number) == [8])
    }

    @Test("why nothing can be archived on a day is known before anything is to be")
    func obstacles() throws {
        let running = try Running()
        let today = try day("2026-11-22")
        #expect(running.spool.obstacle(toArchivingOn: today) == nil)
        running.ground.folder("spool/archive/2026-11-22")
        #expect(running.spool.obstacle(toArchivingOn: today) == nil)
        for mode: mode_t in [0, 0o500, 0o300, 0o600] {
            #expect(chmod(running.ground.at("spool/archive/2026-11-22"), mode) == 0)
            let found = asStranger(of: running.ground) { running.spool.obstacle(toArchivingOn: today) }
            #expect(found?.fault.code == EACCES, "mode \(String(mode, radix: 8))")
        }
        #expect(chmod(running.ground.at("spool/archive/2026-11-22"), 0o700) == 0)
        running.ground.write("spool/archive/2026-11-23", "a file")
        #expect(running.spool.obstacle(toArchivingOn: try day("2026-11-23"))?.fault.code == ENOTDIR)
    }

    @Test("a day that cannot be emptied is named, and the others are removed")
    func pruning() throws {
        let running = try Running()
        for name in ["2025-01-01", "2025-01-02", "2025-01-03"] {
            running.ground.folder("spool/archive/\(name)")
            running.ground.write("spool/archive/\(name)/1-a.json")
        }
        #expect(chmod(running.ground.at("spool/archive/2025-01-02"), 0) == 0)
        let (files, closed) = try asStranger(of: running.ground) {
            try running.spool.pruneArchive(olderThanDay: day("2025-02-01"))
        }
        #expect(files == 2 && closed.map(\.name) == ["2025-01-02"])
        #expect(chmod(running.ground.at("spool/archive/2025-01-02"), 0o700) == 0)
        #expect(running.ground.list("spool/archive") == ["2025-01-02"])
    }

    /// Whoever may do everything finds nothing closed: for the time of `body` this thread is another user, to whom
    /// everything belongs.
    private func asStranger<Result>(of ground: Ground, _ body: () throws -> Result) rethrows -> Result {
        guard getuid() == 0 else { return try body() }
        let stranger: uid_t = 65_534
        ground.give(to: stranger)
        _ = setUserForFiles(stranger)
        defer { _ = setUserForFiles(0) }
        return try body()
    }
}

/// Of this thread alone; the module of the C library lacks it.
@_silgen_name("setfsuid")
private func setUserForFiles(_ user: uid_t) -> Int32
