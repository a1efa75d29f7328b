import Digests
import GRDB
import GRDBSQLite

/// A table that is relied upon, and for whose rows no event vouches: each of them has a seal.
///
/// A seal is the first 64 bits of the SHA-256 digest of all else that stands in the row. By it `rmad verify` finds what
/// a disk, a memory or a careless hand has altered. It is no signature: who may write the ledger may write a seal.
enum SealedTable: String, CaseIterable {
    case orders, customers, documents, messages

    /// What a seal covers, in this order: a table that gets another column seals its rows anew in that migration.
    private var columns: [String] {
        switch self {
        case .orders:
            [
                "number", "customer", "channel", "purchased_on", "shipped_on", "delivered_on", "lines", "amounts",
                "changed_at",
            ]
        case .customers: ["number", "profile", "changed_at"]
        case .documents:
            [
                "id", "digest", "name", "station", "received_at", "outcome", "paper_name", "receipt", "reason",
                "given_back", "given_back_name",
            ]
        case .messages: ["event", "form", "kind", "payload"]
        }
    }

    /// The seal of a row, in SQL.
    /// - Parameter written: what the same statement writes into columns, in SQL: a statement sees the old row.
    func seal(writing written: [String: String] = [:]) -> String {
        "row_seal(\(columns.map { written[$0] ?? $0 }.joined(separator: ", ")))"
    }
}

extension Transaction {
    /// Seals rows as they stand now.
    func seal(_ table: SealedTable, where condition: String, _ arguments: [any SQLConvertible]) throws {
        try db.run("UPDATE \(table.rawValue) SET seal = \(table.seal()) WHERE \(condition)", arguments)
    }
}

extension Database {
    /// Seals every row of every table, for what was written before there were seals.
    func sealRows() throws {
        for table in SealedTable.allCases { try run("UPDATE \(table.rawValue) SET seal = \(table.seal())") }
    }

    /// Lets statements of this connection say `row_seal(…)`.
    func addRowSeal() throws {
        let code = sqlite3_create_function_v2(
            sqliteConnection, "row_seal", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, count, values in
                let row = UnsafeBufferPointer(start: values, count: Int(count))
                sqlite3_result_int64(context, RowSeal(of: row).number)
            }, nil, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}

/// The seal of some values: of each its kind, and its length or its number, and its bytes.
private struct RowSeal {
    let number: Int64

    init(of values: UnsafeBufferPointer<OpaquePointer?>) {
        let digest = RunningDigest()
        for value in values {
            let kind = sqlite3_value_type(value)
            digest.add([UInt8(truncatingIfNeeded: kind)])
            switch kind {
            case SQLITE_NULL: break
            case SQLITE_INTEGER: Self.add(sqlite3_value_int64(value), to: digest)
            default:
                // The address first: asking for it may change how the value is held, and so its length.
                let address = sqlite3_value_blob(value)
                let count = Int(sqlite3_value_bytes(value))
                Self.add(Int64(count), to: digest)
                digest.add(UnsafeRawBufferPointer(start: address, count: count))
            }
        }
        number = digest.end().bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    private static func add(_ number: Int64, to digest: borrowing RunningDigest) {
        withUnsafeBytes(of: number.littleEndian) { digest.add($0) }
    }
}
