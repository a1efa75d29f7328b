import GRDB
import Returns

extension Transaction {
    /// The next serial of a number range, starting with `first`. It is given out in this transaction and,
    /// once committed, never again. The caller checks that the range holds it.
    package func nextSerial(of range: String, first: Int) throws -> Int {
        let serial = try db.row("SELECT next FROM ranges WHERE name = ?", [range]) { max($0[0] as Int, first) } ?? first
        try db.run("INSERT OR REPLACE INTO ranges (name, next) VALUES (?, ?)", [range, serial + 1])
        return serial
    }

    package func promise(_ name: String, due: CalendarDate, rma: CaseID) throws {
        try db.run(
            "INSERT OR REPLACE INTO promises (rma, name, due_on) VALUES (?, ?, ?)", [rma, name, due.dayNumber])
    }

    package func set(_ fact: String, to value: String) throws {
        try db.run("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", [fact, value])
    }
}

extension Snapshot {
    /// The serial that a range will give out next; nil before the first.
    package func nextSerial(of range: String) throws -> Int? {
        try db.row("SELECT next FROM ranges WHERE name = ?", [range]) { $0[0] }
    }

    package func promises(of rma: CaseID) throws -> [(name: String, due: CalendarDate)] {
        try db.rows("SELECT name, due_on FROM promises WHERE rma = ? ORDER BY due_on, name", [rma]) {
            ($0[0], CalendarDate(dayNumber: $0[1]))
        }
    }

    package func fact(_ name: String) throws -> String? {
        try db.row("SELECT value FROM facts WHERE name = ?", [name]) { $0[0] }
    }
}
