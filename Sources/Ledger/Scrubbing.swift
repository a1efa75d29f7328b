import CScrub
import GRDB
import GRDBSQLite
import Workers

/// What the ledger does not hold any more is in no byte of its file.
///
/// `secure_delete` overwrites cells and pages that are freed, and `CScrub` what is left in a page when its cells move
/// on; so an erasure is in the file as soon as it is out of the journal. A ledger whose pages were written before that
/// shows it, and is written anew once.
extension Ledger {
    /// Pages that are looked at between two turns of whoever else reads.
    private static let pagesPerLook: Int64 = 1_024
    private static let beatOperations: Int32 = 1_000

    /// For every connection of this process that is opened from now on.
    static func scrubPages() throws(LedgerFault) {
        let code = scrub_register()
        guard code == SQLITE_OK else {
            throw LedgerFault(
                "open the ledger", "SQLite's file layer", "SQLite \(code)", hint: "Look for a damaged installation.")
        }
    }

    /// Moves everything from the journal into the ledger's file, cuts the journal to nothing, and forgets the pages in
    /// memory, which may show more than the file.
    /// - Returns: false while somebody reads an older snapshot.
    package func emptyJournal() throws -> Bool {
        guard let writer else { preconditionFailure("a reading ledger is never written") }
        return try writer.writeWithoutTransaction { db in
            guard try Self.truncateLog(db) else { return false }
            try db.execute(sql: "PRAGMA shrink_memory")
            return true
        }
    }

    /// How many pages of the file show something in bytes that nothing uses. The writer is not held up.
    package func soiledPages() throws -> Int64 {
        var (soiled, first) = (Int64(0), Int64(1))
        while true {
            let (count, found) = try readers.read { db -> (Int64, Int64) in
                let size = try Int32.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
                let connection = UnsafeMutableRawPointer(db.sqliteConnection)
                let count = min(Self.pagesPerLook, scrub_pages(connection, size) - first + 1)
                return (count, count > 0 ? scrub_soiled_pages(connection, size, first, count) : 0)
            }
            guard found >= 0 else {
                throw LedgerFault(
                    "read the pages of", path, "the disk reports an error", hint: "See the kernel log (dmesg).")
            }
            guard count > 0 else { return soiled }
            soiled += found
            first += count
        }
    }

    /// Whether the ledger's file can be written anew: as much room again as it takes is needed, once beside it and once
    /// for temporary files.
    /// - Parameter daemon: other paths whose disks the daemon must find room on.
    /// - Throws: `MissingRoom`.
    package func requireRoomToRewrite(reserve: DiskReserve, daemon: [String]) throws {
        guard let writer else { preconditionFailure("a reading ledger is never written") }
        let size = Self.bytesOfCopy(path)
        let folder = Self.folder(of: path)
        let temporary = writer.writeWithoutTransaction { Self.temporaryFolder($0) } ?? folder
        let isOneDisk = try DiskRoom(of: folder).device == DiskRoom(of: temporary).device
        let places = daemon + [folder]
        try MissingRoom.require(isOneDisk ? 2 * size : size, in: folder, reserve: reserve, daemon: places)
        if !isOneDisk { try MissingRoom.require(size, in: temporary, reserve: reserve, daemon: places) }
    }

    /// Where SQLite puts its temporary files; nil where it does not tell.
    private static func temporaryFolder(_ db: Database) -> String? {
        var name: UnsafeMutablePointer<CChar>?
        let code = withUnsafeMutablePointer(to: &name) {
            sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_TEMPFILENAME, $0)
        }
        guard code == SQLITE_OK, let name else { return nil }
        defer { sqlite3_free(name) }
        return folder(of: String(cString: name))
    }

    static func folder(of path: String) -> String {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder.isEmpty ? "/" : folder
    }

    /// Writes the ledger's file anew, page for page. Nothing else is written meanwhile.
    package func rewriteFile() throws {
        guard let writer else { preconditionFailure("a reading ledger is never written") }
        try writer.writeWithoutTransaction { db in
            // In memory it would take as much of it.
            try db.execute(sql: "PRAGMA temp_store = FILE")
            let beats = Unmanaged.passUnretained(rewriting).toOpaque()
            sqlite3_progress_handler(
                db.sqliteConnection, Self.beatOperations,
                { pulse in
                    if let pulse { Unmanaged<Pulse>.fromOpaque(pulse).takeUnretainedValue().beat() }
                    return 0
                }, beats)
            defer {
                sqlite3_progress_handler(db.sqliteConnection, 0, nil, nil)
                db.clearSchemaCache()
            }
            try db.execute(sql: "VACUUM")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
    }
}
