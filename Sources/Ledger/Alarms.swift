import GRDB
import Returns

/// A return that is to be looked at again.
package struct DueAlarm: Sendable, Equatable {
    package let rma: CaseID
    package let name: AlarmName
    package let due: CalendarDate
}

extension Transaction {
    /// Has the clock look at a return on a day; an alarm of that name that was set before is moved.
    package func setAlarm(_ name: AlarmName, of rma: CaseID, on day: CalendarDate) throws {
        try db.run(
            "INSERT OR REPLACE INTO alarms (rma, name, due_on) VALUES (?, ?, ?)", [rma, name.rawValue, day.dayNumber])
    }

    package func clearAlarm(_ name: AlarmName, of rma: CaseID) throws {
        try db.run("DELETE FROM alarms WHERE rma = ? AND name = ?", [rma, name.rawValue])
    }
}

extension Snapshot {
    /// The day of an alarm; nil where none is set.
    package func alarm(_ name: AlarmName, of rma: CaseID) throws -> CalendarDate? {
        try db.row("SELECT due_on FROM alarms WHERE rma = ? AND name = ?", [rma, name.rawValue]) { row in
            CalendarDate(dayNumber: row[0])
        }
    }

    /// Alarms that ring by the end of a day, the oldest first.
    /// - Parameters:
    ///   - telling: the last day whose words to customers are looked at now.
    ///   - alarm: the last one of the batch before; nil for the first batch.
    package func alarms(
        dueBy day: CalendarDate, telling: CalendarDate, after alarm: DueAlarm?, limit: Int
    ) throws -> [DueAlarm] {
        try db.rows(
            """
            SELECT due_on, rma, name FROM alarms INDEXED BY alarms_by_day
            WHERE due_on <= ? AND (due_on, rma, name) > (?, ?, ?) AND (due_on <= ? OR name <> ?)
            ORDER BY due_on, rma, name LIMIT ?
            """,
            [
                day.dayNumber, alarm?.due.dayNumber ?? Int.min, alarm?.rma ?? 0, alarm?.name.rawValue ?? "",
                telling.dayNumber, AlarmName.brokenPromise.rawValue, limit,
            ]
        ) { row in
            DueAlarm(rma: row[1], name: try row.axis(2, "alarms.name"), due: CalendarDate(dayNumber: row[0]))
        }
    }
}

/// The day for which the clock's work was done last.
extension Transaction {
    package func remember(clockDay day: CalendarDate) throws { try set(Snapshot.clockDayFact, to: day.description) }
}

extension Snapshot {
    fileprivate static let clockDayFact = "clock_day"

    package func clockDay() throws -> CalendarDate? { try fact(Self.clockDayFact).flatMap { CalendarDate(iso: $0) } }
}
