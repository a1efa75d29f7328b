import GRDB
import GRDBSQLite

/// The two ways in which the ledger talks to SQLite: cached statements, rows read by position.
///
/// GRDB opens, configures, caches and serializes; binding and reading go straight to SQLite, because every
/// return costs some thirty statements, and boxing each value would take longer than SQLite itself.
extension Database {
    /// Runs a statement that answers nothing.
    func run(_ sql: String, _ arguments: [any SQLConvertible] = []) throws {
        let statement = try cachedStatement(sql: sql)
        defer { sqlite3_reset(statement.sqliteStatement) }
        try bind(arguments, to: statement, sql)
        let code = sqlite3_step(statement.sqliteStatement)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code, sql) }
    }

    /// All rows of a query. Queries that may answer many rows carry a LIMIT.
    func rows<Value>(
        _ sql: String, _ arguments: [any SQLConvertible] = [], _ read: (Row) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try each(sql, arguments) { values.append(try read($0)) }
        return values
    }

    /// The first row of a query.
    func row<Value>(
        _ sql: String, _ arguments: [any SQLConvertible] = [], _ read: (Row) throws -> Value
    ) throws -> Value? {
        let statement = try cachedStatement(sql: sql)
        defer { sqlite3_reset(statement.sqliteStatement) }
        try bind(arguments, to: statement, sql)
        switch sqlite3_step(statement.sqliteStatement) {
        case SQLITE_ROW: return try read(Row(statement: statement.sqliteStatement))
        case SQLITE_DONE: return nil
        case let code: throw failure(code, sql)
        }
    }

    /// Runs every row of a query through `body` without keeping any. The body may run other statements, and
    /// this one too: a statement that is under way already gets a sister.
    func each(_ sql: String, _ arguments: [any SQLConvertible] = [], _ body: (Row) throws -> Void) throws {
        var statement = try cachedStatement(sql: sql)
        if sqlite3_stmt_busy(statement.sqliteStatement) != 0 { statement = try makeStatement(sql: sql) }
        defer { sqlite3_reset(statement.sqliteStatement) }
        try bind(arguments, to: statement, sql)
        while true {
            switch sqlite3_step(statement.sqliteStatement) {
            case SQLITE_ROW: try body(Row(statement: statement.sqliteStatement))
            case SQLITE_DONE: return
            case let code: throw failure(code, sql)
            }
        }
    }

    private func bind(_ arguments: [any SQLConvertible], to statement: Statement, _ sql: String) throws {
        let pointer = statement.sqliteStatement
        for (index, argument) in arguments.enumerated() {
            let code = argument.sql.bind(to: pointer, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw failure(code, sql) }
        }
    }

    private func failure(_ code: Int32, _ sql: String) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: sqliteConnection.map { String(cString: sqlite3_errmsg($0)) } ?? "the connection is closed",
            sql: sql)
    }
}

/// A value that goes into a statement. Literals and optionals become values by themselves.
enum SQLValue {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        // SQLITE_TRANSIENT: SQLite copies before the call returns.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let number): return sqlite3_bind_int64(statement, index, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    // An empty text has no address, and no address would bind NULL.
                    sqlite3_bind_text64(
                        statement, index, $0.baseAddress ?? Self.nothing, UInt64($0.count), copied, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), copied)
            }
        }
    }

    private nonisolated(unsafe) static let nothing: UnsafePointer<CChar> = {
        let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        byte.initialize(to: 0)
        return UnsafePointer(byte)
    }()
}

/// What can stand in a statement's list of arguments.
protocol SQLConvertible {
    var sql: SQLValue { get }
}

extension Int64: SQLConvertible { var sql: SQLValue { .integer(self) } }
extension Int: SQLConvertible { var sql: SQLValue { .integer(Int64(self)) } }
extension String: SQLConvertible { var sql: SQLValue { .text(self) } }
extension [UInt8]: SQLConvertible { var sql: SQLValue { .blob(self) } }
extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    var sql: SQLValue {
        // Not `map(\.sql)`: a generic key path is made anew at each call, which is slower than the statement.
        switch self {
        case .some(let value): value.sql
        case .none: .null
        }
    }
}

/// A row while its query is at it; nothing of it may be kept.
struct Row {
    fileprivate let statement: OpaquePointer

    subscript(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }
    subscript(_ column: Int) -> Int { Int(sqlite3_column_int64(statement, Int32(column))) }
    subscript(_ column: Int) -> Int64? { isNull(column) ? nil : sqlite3_column_int64(statement, Int32(column)) }
    subscript(_ column: Int) -> Int? { isNull(column) ? nil : Int(sqlite3_column_int64(statement, Int32(column))) }
    subscript(_ column: Int) -> String? { isNull(column) ? nil : self[column] as String }
    subscript(_ column: Int) -> String {
        guard let text = sqlite3_column_text(statement, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int) -> [UInt8] {
        guard let blob = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
    }

    /// A value of one of our enums.
    func axis<Value: RawRepresentable>(_ column: Int, _ name: String) throws -> Value where Value.RawValue == String {
        let text: String = self[column]
        guard let value = Value(rawValue: text) else { throw UnreadableRow(column: name, value: text) }
        return value
    }

    /// A value of one of our enums, or nil.
    func optionalAxis<Value: RawRepresentable>(_ column: Int, _ name: String) throws -> Value?
    where Value.RawValue == String {
        isNull(column) ? nil : try axis(column, name)
    }

    private func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }
}

/// A row holds something that this program never writes.
struct UnreadableRow: Error, CustomStringConvertible {
    let column: String
    let value: String
    var found: String { "the ledger holds '\(value)' in \(column)" }
    var description: String { "\(found); run `rmad verify`" }
}
