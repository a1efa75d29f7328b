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
