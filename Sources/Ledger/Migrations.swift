import GRDB

/// Brings the schema to the edition that this program knows, one numbered file of Schema/ after the other.
enum Migrations {
    private static let scripts: [[UInt8]] = [
        PackageResources.m0001_sql, PackageResources.m0002_sql, PackageResources.m0003_sql,
        PackageResources.m0004_sql, PackageResources.m0005_sql, PackageResources.m0006_sql,
        PackageResources.m0007_sql, PackageResources.m0008_sql, PackageResources.m0009_sql,
        PackageResources.m0010_sql, PackageResources.m0011_sql, PackageResources.m0012_sql,
        PackageResources.m0013_sql, PackageResources.m0014_sql, PackageResources.m0015_sql,
        PackageResources.m0016_sql, PackageResources.m0017_sql,
    ]
    static var current: Int { scripts.count }
    /// The edition that brought seals: what was written before gets its own then.
    private static let editionOfSeals = 16

    /// Applies what is missing, each script in a transaction of its own; a copy of the file is made first
    /// when there is something to lose. A newer schema is refused: going back would lose data.
    /// - Parameter reserve: what stays free on its disk.
    static func apply(to db: Database, path: String, reserve: DiskReserve) throws {
        let edition = try edition(of: db, path: path)
        guard edition < current else { return }
        if edition > 0 {
            try requireRoom(path, reserve)
            try keepCopy(of: db, path: path, edition: edition)
        }
        for number in edition..<current {
            try db.inTransaction(.immediate) {
                try db.execute(sql: String(decoding: scripts[number], as: UTF8.self))
                if number + 1 == editionOfSeals { try db.sealRows() }
                try db.execute(sql: "PRAGMA user_version = \(number + 1)")
                return .commit
            }
        }
        try db.checkForeignKeys()
    }

    static func requireCurrent(_ db: Database, path: String) throws {
        guard try edition(of: db, path: path) == current else {
            throw LedgerFault(
                "read the ledger", path, "its schema is older than this program",
                hint: "Start the daemon once; it migrates the ledger and keeps a copy.", isOlderSchema: true)
        }
    }

    private static func edition(of db: Database, path: String) throws -> Int {
        let edition = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard edition <= current else {
            throw LedgerFault(
                "open the ledger", path, "its schema is edition \(edition), newer than \(current)",
                hint: "Install the newer rmad that wrote it, or restore a backup from before the upgrade.")
        }
        return edition
    }

    /// How often the room that the ledger takes is needed once more: for the copy, for the journal of a script that
    /// rewrites every table, and for tables that are there twice meanwhile.
    private static let timesAgain: Int64 = 3

    /// Nothing is begun that the disk has no room for.
    private static func requireRoom(_ path: String, _ reserve: DiskReserve) throws(LedgerFault) {
        let folder = Ledger.folder(of: path)
        do throws(MissingRoom) {
            try MissingRoom.require(
                timesAgain * Ledger.bytesOfCopy(path), in: folder, reserve: reserve, daemon: [folder])
        } catch {
            throw LedgerFault(
                "migrate the ledger", path, "\(error)",
                hint: "Nothing was changed. Make room there, for example move older copies (*.before-edition-*) to "
                    + "another disk, then start it again; the rmad from before works on meanwhile.")
        }
    }

    private static func keepCopy(of db: Database, path: String, edition: Int) throws {
        try Ledger.keepCopy(of: db, at: "\(path).before-edition-\(current)-from-\(edition)")
    }
}
