import GRDB

/// Brings the schema to the edition that this program knows, one numbered file of Schema/ after the other.
enum Migrations {
    private static let scripts: [[UInt8]] = [
        PackageResources.m0001_sql, PackageResources.m0002_sql, PackageResources.m0003_sql,
        PackageResources.m0004_sql, PackageResources.m0005_sql, PackageResources.m0006_sql,
        PackageResources.m0007_sql, PackageResources.m0008_sql, PackageResources.m0009_sql,
        PackageResources.m0010_sql, PackageResources.m0011_sql, PackageResources.m0012_sql,
        PackageResources.m0013_sql, PackageResources.m0014_sql, PackageResources.m0015_sql,
    ]
    static var current: Int { scripts.count }

    /// Applies what is missing, each script in a transaction of its own; a copy of the file is made first
    /// when there is something to lose. A newer schema is refused: going back would lose data.
    static func apply(to db: Database, path: String) throws {
        let edition = try edition(of: db, path: path)
        guard edition < current else { return }
        if edition > 0 { try keepCopy(of: db, path: path, edition: edition) }
        for number in edition..<current {
            try db.inTransaction(.immediate) {
                try db.execute(sql: String(decoding: scripts[number], as: UTF8.self))
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

    private static func keepCopy(of db: Database, path: String, edition: Int) throws {
        try db.execute(sql: "VACUUM INTO ?", arguments: ["\(path).before-edition-\(current)-from-\(edition)"])
    }
}
