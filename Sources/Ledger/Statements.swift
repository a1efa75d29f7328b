import Foundation
import GRDB

/// The two ways in which the ledger talks to SQLite: cached statements, rows read by position.
extension Database {
    /// Runs a statement that answers nothing.
    func run(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = []) throws {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(arguments))
        try statement.execute()
    }

    /// All rows of a query. Queries that may answer many rows carry a LIMIT.
    func rows<Value>(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = [], _ read: (Row) throws -> Value
    ) throws -> [Value] {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(arguments))
        let cursor = try Row.fetchCursor(statement)
        var values: [Value] = []
        while let row = try cursor.next() { values.append(try read(row)) }
        return values
    }

    /// The first row of a query.
    func row<Value>(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = [], _ read: (Row) throws -> Value
    ) throws -> Value? {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(arguments))
        let cursor = try Row.fetchCursor(statement)
        return try cursor.next().map(read)
    }

    /// Runs every row of a query through `body` without keeping any.
    func each(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = [], _ body: (Row) throws -> Void
    ) throws {
        let statement = try makeStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(arguments))
        let cursor = try Row.fetchCursor(statement)
        while let row = try cursor.next() { try body(row) }
    }
}

/// A row holds something that this program never writes.
struct UnreadableRow: Error, CustomStringConvertible {
    let column: String
    let value: String
    var description: String { "the ledger holds '\(value)' in \(column); run `rmad verify`" }
}

extension Row {
    /// A value of one of our enums.
    func axis<Value: RawRepresentable>(_ column: Int, _ name: String) throws -> Value where Value.RawValue == String {
        let text: String = self[column]
        guard let value = Value(rawValue: text) else { throw UnreadableRow(column: name, value: text) }
        return value
    }

    /// A value of one of our enums, or nil.
    func optionalAxis<Value: RawRepresentable>(_ column: Int, _ name: String) throws -> Value?
    where Value.RawValue == String {
        (self[column] as String?) == nil ? nil : try axis(column, name)
    }

    func bytes(_ column: Int) -> [UInt8] {
        withUnsafeBytes(column)
    }

    private func withUnsafeBytes(_ column: Int) -> [UInt8] {
        (try? withUnsafeData(atIndex: column) { $0.map { [UInt8]($0) } ?? [] }) ?? []
    }
}

extension [UInt8] {
    /// Bytes as a BLOB; without this GRDB would have no way to tell them from a list of numbers.
    var blob: DatabaseValue { Data(self).databaseValue }
}
