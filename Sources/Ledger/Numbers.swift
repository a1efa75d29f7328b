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

    /// Counts a number that was given out, so that the rate of use is known.
    package func countUse(of range: String, on day: CalendarDate) throws {
        try db.run(
            """
            INSERT INTO range_uses (range, day, count) VALUES (?, ?, 1)
            ON CONFLICT (range, day) DO UPDATE SET count = count + 1
            """, [range, day.dayNumber])
    }

    /// Forgets counts that nobody looks at any more.
    package func forgetUses(before day: CalendarDate) throws {
        try db.run("DELETE FROM range_uses WHERE day < ?", [day.dayNumber])
    }

    package func set(_ fact: String, to value: String) throws {
        try db.run("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", [fact, value])
    }

    func forget(_ fact: String) throws { try db.run("DELETE FROM facts WHERE name = ?", [fact]) }
}

extension Snapshot {
    /// The serial that a range will give out next; nil before the first.
    package func nextSerial(of range: String) throws -> Int? {
        try db.row("SELECT next FROM ranges WHERE name = ?", [range]) { $0[0] }
    }

    /// Numbers of a range given out from `day` on, and the first day on which one was.
    package func uses(of range: String, since day: CalendarDate) throws -> (count: Int, first: CalendarDate?) {
        let count =
            try db.row(
                "SELECT coalesce(sum(count), 0) FROM range_uses WHERE range = ? AND day >= ?", [range, day.dayNumber]
            ) {
                $0[0] as Int
            } ?? 0
        let first = try db.row("SELECT min(day) FROM range_uses WHERE range = ?", [range]) { $0[0] as Int? } ?? nil
        return (count, first.map { CalendarDate(dayNumber: $0) })
    }

    /// How far a range is used up, and at which rate.
    /// - Parameters:
    ///   - range: as the ledger calls it.
    ///   - name: as people call it.
    package func standing(
        of range: String, called name: String, first: Int, last: Int, on today: CalendarDate
    ) throws -> RangeStanding {
        let uses = try uses(of: range, since: today.adding(days: 1 - RangeStanding.windowDays))
        let history = uses.first.map { today.dayNumber - $0.dayNumber + 1 } ?? 1
        return RangeStanding(
            name: name, first: first, last: last, next: try nextSerial(of: range),
            recent: RangeStanding.Recent(count: uses.count, days: min(max(1, history), RangeStanding.windowDays)))
    }

    /// The return whose parcel bears a code.
    package func bearer(of code: ParcelCode) throws -> RMANumber? {
        try db.row(
            "SELECT r.number FROM shipments s JOIN rmas r ON r.id = s.rma WHERE s.code = ?", [code.text]
        ) { RMANumber(trusted: $0[0]) }
    }

    /// The last codes of one length that were given out among those from `first` to `last`, as texts; the newest
    /// first.
    package func codes(from first: ParcelCode, through last: ParcelCode) throws -> [(code: String, rma: RMANumber)] {
        try db.rows(
            """
            SELECT s.code, r.number FROM shipments s JOIN rmas r ON r.id = s.rma
            WHERE s.code BETWEEN ? AND ? AND length(s.code) = ? ORDER BY s.code DESC LIMIT 20
            """, [first.text, last.text, first.text.utf8.count]
        ) { ($0[0], RMANumber(trusted: $0[1])) }
    }

    /// Open returns of brands by their names; the house's default brand has none.
    package func openCasesByBrand() throws -> [(brand: BrandName, count: Int)] {
        try db.rows(
            """
            SELECT brand, count(*) FROM rmas
            WHERE state IN ('requested', 'under_review', 'info_needed', 'approved') AND brand IS NOT NULL
            GROUP BY brand ORDER BY brand LIMIT 1000
            """
        ) { (BrandName(trusted: $0[0]), $0[1]) }
    }

    package func fact(_ name: String) throws -> String? {
        try db.row("SELECT value FROM facts WHERE name = ?", [name]) { $0[0] }
    }
}
