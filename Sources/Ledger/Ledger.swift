import CScrub
import GRDB
import GRDBSQLite
import Glibc
import Returns
import Workers

/// All that rmad remembers, and all that it owes, in one SQLite file.
///
/// One connection writes; it is also the only one that checkpoints, because SQLite before 3.51.3 can
/// corrupt a database when two connections checkpoint at once. Readers work on snapshots and never write.
/// A commit is on disk when it returns (`synchronous=FULL`).
package final class Ledger: Sendable {
    /// How a ledger is opened.
    package enum Access: Sendable {
        /// The daemon: makes the file, migrates it, holds the only writing connection.
        case writing
        /// Everybody else: reads snapshots beside the daemon, or of a ledger at rest.
        case reading
    }

    let path: String
    /// Beats while the file is written anew.
    package let rewriting = Pulse()
    let readers: Readers
    let writer: DatabaseQueue?
    private let lock: LedgerLock?
    private let place: LedgerPlace?

    /// - Parameter reserve: what a migration leaves free on the disk.
    /// - Throws: `LedgerFault` when the file cannot be opened, is newer than this program, or is not sound.
    package init(path: String, access: Access, reserve: DiskReserve = DiskReserve()) throws(LedgerFault) {
        self.path = path
        do {
            switch access {
            case .writing:
                lock = try LedgerLock(beside: path)
                try Self.scrubPages()
                let writer = try DatabaseQueue(path: path, configuration: Self.configuration(readonly: false))
                try writer.writeWithoutTransaction { db in
                    try Self.makeDurable(db)
                    try Migrations.apply(to: db, path: path, reserve: reserve)
                }
                self.writer = writer
                place = try LedgerPlace(path)
            case .reading:
                guard access_exists(path) else {
                    throw LedgerFault(
                        "open the ledger", path, "there is no such file",
                        hint: "Start the daemon once (`rmad serve`), or correct `ledger.file`.")
                }
                writer = nil
                lock = nil
                place = nil
            }
            readers = Readers(path: path, configuration: Self.configuration(readonly: true))
            if writer == nil { try readers.read { try Migrations.requireCurrent($0, path: path) } }
        } catch let fault as LedgerFault {
            throw fault
        } catch let error as DatabaseError {
            throw LedgerFault("open the ledger", path, error)
        } catch {
            throw LedgerFault(
                "open the ledger", path, "\(error)",
                hint: "Check that the file belongs to this user and that the disk is sound; then restore a backup.")
        }
    }

    /// Reads on one snapshot of the whole ledger.
    package func read<Value: Sendable>(_ body: (Snapshot) throws -> Value) throws -> Value {
        do {
            return try readers.read { try body(Snapshot(db: $0)) }
        } catch let error as DatabaseError {
            throw LedgerFault("read the ledger", path, error)
        }
    }

    /// One transaction with all of `steps`, each in a savepoint of its own: a step that throws is undone and
    /// reported alone. Only the writer calls this.
    func commit(
        _ steps: [(Transaction) throws -> Void], aftermath: Aftermath
    ) throws -> [Result<Void, any Error>] {
        guard let writer, let place else { preconditionFailure("a reading ledger is never written") }
        try place.requireSame()
        do {
            return try writer.writeWithoutTransaction { db in
                var results: [Result<Void, any Error>] = []
                try db.inTransaction(.immediate) {
                    let transaction = Transaction(db: db, aftermath: aftermath)
                    results = try steps.map { step in
                        try transaction.undoable { try step(transaction) }.mapError { told($0) }
                    }
                    try transaction.rememberChainHead()
                    return .commit
                }
                return results
            }
        } catch let error as DatabaseError {
            throw LedgerFault("commit to", path, error)
        }
    }

    /// What the disk or the file did to a step, in words for whoever must act; what a step did itself stays as it is.
    private func told(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError, error.resultCode != .SQLITE_CONSTRAINT else { return error }
        return LedgerFault("write to the ledger", path, error)
    }

    /// Moves what has been committed from the write-ahead log into the ledger's file and cuts the log, unless a
    /// reader stands in the way; waits for nobody. On the writer's thread.
    func shortenLog() throws {
        _ = try writer?.writeWithoutTransaction { try Self.truncateLog($0) }
    }

    /// - Returns: false where a reader stands in the way.
    static func truncateLog(_ db: Database) throws -> Bool {
        sqlite3_busy_timeout(db.sqliteConnection, 0)
        defer { sqlite3_busy_timeout(db.sqliteConnection, busyMilliseconds) }
        return try db.row("PRAGMA wal_checkpoint(TRUNCATE)") { $0[0] as Int } == 0
    }

    /// Lets the connections go, after everything has moved from the WAL into the ledger's file.
    package func close() throws {
        try readers.close()
        try writer?.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        guard let writer else { return }
        try writer.close()
        Closed.keep(writer)
    }

    /// How long a statement waits for a lock.
    static let busyMilliseconds: Int32 = 5_000

    private static func configuration(readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(Double(busyMilliseconds) / 1000)
        configuration.foreignKeysEnabled = true
        if !readonly { configuration.journalMode = .wal }
        configuration.label = "ledger"
        configuration.prepareDatabase { db in
            if readonly || db.configuration.readonly { try db.execute(sql: "PRAGMA query_only = 1") }
            try db.addRowSeal()
            // What is overwritten or removed leaves no bytes behind in its page.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            // In kilobytes. A reader's pages are in the kernel's cache anyway, and there are several readers.
            let cache = db.configuration.readonly ? 4_096 : 16_384
            try db.execute(sql: "PRAGMA mmap_size = 0; PRAGMA cache_size = -\(cache); PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    /// GRDB sets `synchronous=NORMAL` when it opens a pool, which loses commits in a power cut: undo it.
    private static func makeDurable(_ db: Database) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode")
        let level = try Int.fetchOne(db, sql: "PRAGMA synchronous")
        guard mode == "wal", level == 2 else {
            throw LedgerFault(
                "open the ledger", "journal mode", "it is \(mode ?? "?") with synchronous \(level ?? -1)",
                hint: "The ledger must lie on a local file system that supports shared memory.")
        }
    }
}

private func access_exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// A view of the ledger at one moment.
package struct Snapshot {
    let db: Database
}

/// A step of a commit in the making: everything that a snapshot can read, and the writes.
package struct Transaction {
    let db: Database
    /// What this commit leaves to be done. A step that is undone may leave hints behind; they cost a look.
    let aftermath: Aftermath
    /// What this transaction already sees, its own writes included.
    package var snapshot: Snapshot { Snapshot(db: db) }

    /// Does something wholly or not at all; what it wrote before it threw is undone.
    package func attempt<Value>(_ body: () throws -> Value) throws -> Value {
        try undoable(body).get()
    }

    /// - Throws: only what breaks the transaction as a whole; the body's own error is in the result.
    func undoable<Value>(_ body: () throws -> Value) throws -> Result<Value, any Error> {
        try db.run("SAVEPOINT step")
        do {
            let value = try body()
            try db.run("RELEASE step")
            return .success(value)
        } catch {
            try db.run("ROLLBACK TO step")
            try db.run("RELEASE step")
            return .failure(error)
        }
    }
}

/// The ledger cannot do its work; the operator must act.
package struct LedgerFault: Error, CustomStringConvertible {
    package let operation: String
    package let subject: String
    package let found: String
    package let hint: String
    /// Nothing is wrong but that the daemon has not been started since an upgrade.
    package let isOlderSchema: Bool

    init(_ operation: String, _ subject: String, _ found: String, hint: String, isOlderSchema: Bool = false) {
        self.operation = operation
        self.subject = subject
        self.found = found
        self.hint = hint
        self.isOlderSchema = isOlderSchema
    }

    package var description: String { "cannot \(operation) \(subject): \(found). \(hint)" }
}

#if DEBUG
    extension Ledger {
        /// For tests: looks at the writing connection itself.
        package func inspect<Value: Sendable>(_ body: (Database) throws -> Value) throws -> Value {
            guard let writer else { return try readers.read(body) }
            return try writer.writeWithoutTransaction(body)
        }

        /// For tests: does to the file what somebody with access to it might do.
        package func tamper(_ sql: String) throws {
            try inspect { try $0.execute(sql: sql) }
        }
    }
#endif
