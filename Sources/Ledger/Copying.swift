import Digests
import GRDB
import Glibc
import Returns

/// A whole copy of a ledger, and what a copy says of itself.
extension Ledger {
    /// What a copy takes at the most: the file, and what waits in its journal.
    package static func bytesOfCopy(_ path: String) -> Int64 {
        ["", "-wal"].reduce(into: 0) { sum, ending in
            var status = stat()
            if stat(path + ending, &status) == 0 { sum += Int64(status.st_size) }
        }
    }

    /// Keeps a copy of the ledger as it is now. It has its name only once it is whole and on disk: what a kill left
    /// unfinished, or a copy from before a script that was killed, is replaced.
    static func keepCopy(of db: Database, at target: String) throws {
        let unfinished = target + ".unfinished"
        func require(_ isDone: Bool) throws(LedgerFault) {
            guard isDone else {
                throw LedgerFault(
                    "keep a copy of the ledger", target, String(cString: strerror(errno)),
                    hint: "Nothing was changed. See what stands there, and whether the disk takes writes.")
            }
        }
        try require(unlink(unfinished) == 0 || errno == ENOENT)
        // Everything that the ledger knows of people is in it: nobody else reads it, from its first byte on.
        let file = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try require(file >= 0)
        Glibc.close(file)
        try db.execute(sql: "VACUUM INTO ?", arguments: [unfinished])
        try require(sync(unfinished))
        try require(rename(unfinished, target) == 0)
        try require(sync(folder(of: target)))
    }

    /// Whether a file, or a folder's names, came to the disk.
    private static func sync(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { Glibc.close(file) }
        return fsync(file) == 0
    }

    /// Writes a copy of the ledger at a path where nothing is yet, as it is at one moment. The daemon may work on: this
    /// is a reader, which holds nobody up. The copy has no free pages, and is not on disk before it is synced.
    package static func copy(_ path: String, to target: String) throws(LedgerFault) {
        do {
            var configuration = GRDB.Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.unsafeRead { db in try db.execute(sql: "VACUUM INTO ?", arguments: [target]) }
            try queue.close()
            Closed.keep(queue)
        } catch {
            throw LedgerFault(
                "copy the ledger", path, "\(error)",
                hint: "See whether the file is there, may be read by this user, and whether the disk has room.")
        }
    }
}

/// How far a ledger has come.
package struct LedgerStanding: Sendable {
    package let events: Int64
    package let hash: Digest
    package let documents: Int64
    package let newestDocument: Instant?
}

extension Snapshot {
    package func standing() throws -> LedgerStanding {
        let head = try chainHead()
        let documents = try db.row("SELECT coalesce(max(id), 0) FROM documents") { $0[0] as Int64 } ?? 0
        return LedgerStanding(
            events: head.sequence, hash: head.hash, documents: documents, newestDocument: try newestDocument())
    }
}
