import GRDB
import Returns

/// A promise with its return, as lists show it.
package struct PromiseRecord: Sendable {
    package let rma: CaseID
    package let number: RMANumber
    package let customer: String?
    package let tier: Tier?
    /// The customer is under special care.
    package let isSpecial: Bool
    package let promise: Promise
    /// What it waits for, as its newest event says: `inspection`.
    package let waitsFor: String?
    /// For a broken one: by when a person is to speak to the customer, who still waits for it.
    package let callDue: CalendarDate?
}

/// Where the clock finds a promise: its day, and whose it is.
package struct DuePromise: Sendable, Equatable {
    package let day: CalendarDate
    package let rma: CaseID
    package let name: PromiseName
}

/// Why the clock looks at a promise.
package enum PromiseCause: CaseIterable, Sendable {
    /// Staff are to be warned.
    case warning
    /// The promised day has come, and the customer was told nothing yet.
    case telling
    /// The day that the customer was told instead is over.
    case ending

    /// An index of its own for each: a promise leaves it when what it asks for is done.
    fileprivate var query: String {
        let (day, index, condition) =
            switch self {
            case .warning: ("warn_on", "promises_to_warn", "state = 'open'")
            case .telling: ("due_on", "promises_to_tell", "state IN ('open', 'at_risk') AND revised_on IS NULL")
            case .ending: ("revised_on", "promises_to_end", "state IN ('open', 'at_risk') AND revised_on IS NOT NULL")
            }
        return """
            SELECT \(day), rma, name FROM promises INDEXED BY \(index)
            WHERE \(condition) AND \(day) <= ? AND (\(day), rma, name) > (?, ?, ?) ORDER BY \(day), rma, name LIMIT ?
            """
    }
}

extension Transaction {
    /// Stores a promise of a return as it is now.
    package func put(_ promise: Promise, of rma: CaseID, isSpecial: Bool) throws {
        try db.run(
            """
            INSERT INTO promises (rma, name, state, due_on, revised_on, warn_on, told_at, ended_at, reason, tells_kept,
                special)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (rma, name) DO UPDATE SET state = excluded.state, due_on = excluded.due_on,
                revised_on = excluded.revised_on, warn_on = excluded.warn_on, told_at = excluded.told_at,
                ended_at = excluded.ended_at, reason = excluded.reason, tells_kept = excluded.tells_kept,
                special = excluded.special
            """,
            [
                rma, promise.name.rawValue, promise.state.rawValue, promise.due.dayNumber, promise.revised?.dayNumber,
                promise.warn.dayNumber, promise.toldAt?.milliseconds, promise.endedAt?.milliseconds, promise.reason,
                promise.tellsKept ? 1 : 0, isSpecial ? 1 : 0,
            ])
    }
}

extension Snapshot {
    private static let promiseColumns = """
        p.name, p.state, p.due_on, p.revised_on, p.warn_on, p.told_at, p.ended_at, p.reason, p.tells_kept
        """

    /// The promises of a return, by their days.
    package func promises(of rma: CaseID) throws -> [Promise] {
        try db.rows(
            "SELECT \(Self.promiseColumns) FROM promises p WHERE p.rma = ? ORDER BY p.due_on, p.name", [rma]
        ) { try Self.promise($0) }
    }

    /// For papers: every promise that was not taken back, with the day that holds. One that is kept stays, so that a
    /// paper that is made again says what it said.
    package func promisedDays(of rma: CaseID) throws -> [(name: String, due: CalendarDate)] {
        try promises(of: rma).filter { $0.state != .withdrawn }.map { ($0.name.rawValue, $0.date) }
    }

    /// For messages: what is still to be kept, with the day that holds. What was kept is not promised once more.
    package func standingDays(of rma: CaseID) throws -> [(name: String, due: CalendarDate)] {
        try promises(of: rma).filter(\.state.isOpen).map { ($0.name.rawValue, $0.date) }
    }

    package func promise(_ name: PromiseName, of rma: CaseID) throws -> Promise? {
        try db.row(
            "SELECT \(Self.promiseColumns) FROM promises p WHERE p.rma = ? AND p.name = ?", [rma, name.rawValue]
        ) { try Self.promise($0) }
    }

    /// Promises that the clock is to look at, by the end of a day.
    /// - Parameter last: the last one of the batch before; nil for the first batch.
    package func promises(
        for cause: PromiseCause, by day: CalendarDate, after last: DuePromise?, limit: Int
    ) throws -> [DuePromise] {
        try db.rows(
            cause.query,
            [day.dayNumber, last?.day.dayNumber ?? Int.min, last?.rma ?? 0, last?.name.rawValue ?? "", limit]
        ) { row in
            DuePromise(
                day: CalendarDate(dayNumber: row[0]), rma: row[1], name: try row.axis(2, "promises.name"))
        }
    }

    #if DEBUG
        /// For tests: how SQLite goes about finding them.
        package func plan(for cause: PromiseCause) throws -> [String] {
            try db.rows("EXPLAIN QUERY PLAN \(cause.query)", [0, 0, 0, "", 1]) { $0[3] }
        }
    #endif

    /// Broken promises whose customers nobody has spoken to yet: those under special care first, then by their days.
    /// One that was broken for a part of the goods may be open again for the rest.
    package func promisesToCall(limit: Int) throws -> [PromiseRecord] {
        try records(
            "tasks t JOIN promises p ON p.rma = t.rma AND t.subject = 'promise:' || p.name",
            where: "t.state = 'open' AND t.kind = 'call'", "ifnull(t.due_on, 0)", [limit], isToCall: true)
    }

    /// Promises in a state for people to look at: those of customers under special care first, then by their days.
    /// - Parameters:
    ///   - day: those whose day is at the latest this one.
    ///   - since: broken ones that ended since then.
    package func promises(
        _ state: PromiseState, by day: CalendarDate, since: Instant, limit: Int
    ) throws -> [PromiseRecord] {
        // A partial index is used where the query repeats its condition; each query takes both numbers.
        let (index, condition) =
            switch state {
            case .open:
                (
                    "promises_to_tell",
                    """
                    p.state IN ('open', 'at_risk') AND p.revised_on IS NULL AND p.state = 'open' AND p.due_on <= ?2
                        AND 0 <= ?3
                    """
                )
            case .atRisk:
                ("promises_at_risk", "p.state = 'at_risk' AND ifnull(p.revised_on, p.due_on) <= ?2 AND 0 <= ?3")
            case .broken: ("promises_broken", "p.state = 'broken' AND p.ended_at >= ?3 AND 0 <= ?2")
            case .kept, .withdrawn: ("", "")
            }
        guard !index.isEmpty else { return [] }
        return try records(
            "promises p INDEXED BY \(index)", where: condition, "ifnull(p.revised_on, p.due_on)",
            [limit, day.dayNumber, since.milliseconds])
    }

    /// - Parameter arguments: the first one is the limit.
    private func records(
        _ tables: String, where condition: String, _ order: String, _ arguments: [any SQLConvertible],
        isToCall: Bool = false
    ) throws -> [PromiseRecord] {
        let found = try db.rows(
            """
            SELECT \(Self.promiseColumns), p.rma, r.number, coalesce(r.customer_name, r.customer),
                r.contact ->> '$.tier', p.special
            FROM \(tables) JOIN rmas r ON r.id = p.rma WHERE \(condition)
            ORDER BY p.special DESC, \(order), p.rma, p.name LIMIT ?1
            """, arguments
        ) { row in
            (
                rma: row[9] as CaseID, number: RMANumber(trusted: row[10]), customer: row[11] as String?,
                tier: (row[12] as String?).map { Tier(trusted: $0) }, isSpecial: row[13] as Int == 1,
                promise: try Self.promise(row)
            )
        }
        return try found.map { one in
            PromiseRecord(
                rma: one.rma, number: one.number, customer: one.customer, tier: one.tier, isSpecial: one.isSpecial,
                promise: one.promise, waitsFor: try waitsFor(one.promise, of: one.rma),
                callDue: one.promise.state == .broken || isToCall ? try callDue(of: one.rma) : nil)
        }
    }

    private func waitsFor(_ promise: Promise, of rma: CaseID) throws -> String? {
        try db.row(
            """
            SELECT details ->> '$.waits_for' FROM events
            WHERE rma = ? AND subject = ? AND details ->> '$.waits_for' IS NOT NULL ORDER BY sequence DESC LIMIT 1
            """, [rma, promise.subject]
        ) { $0[0] }
    }

    /// One call is for all promises of a return that were broken.
    private func callDue(of rma: CaseID) throws -> CalendarDate? {
        try db.row(
            """
            SELECT due_on FROM tasks WHERE rma = ? AND kind = 'call' AND subject LIKE 'promise:%' AND state = 'open'
            """, [rma]
        ) { (row: Row) -> CalendarDate? in (row[0] as Int?).map { CalendarDate(dayNumber: $0) } } ?? nil
    }

    private static func promise(_ row: Row) throws -> Promise {
        let revised: Int? = row[3]
        let told: Int64? = row[5]
        let ended: Int64? = row[6]
        return Promise(
            name: try row.axis(0, "promises.name"), state: try row.axis(1, "promises.state"),
            due: CalendarDate(dayNumber: row[2]), revised: revised.map { CalendarDate(dayNumber: $0) },
            warn: CalendarDate(dayNumber: row[4]), tellsKept: row[8] as Int == 1,
            toldAt: told.map { Instant(milliseconds: $0) }, endedAt: ended.map { Instant(milliseconds: $0) },
            reason: row[7])
    }
}
