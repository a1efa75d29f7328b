import GRDB
import JSONText
import Returns

/// Who a customer is to us: the shop's number, else the e-mail address, else the one return that we know of.
package struct CustomerKey: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ number: CustomerNumber) { text = number.text }

    package init(_ stored: StoredCase) {
        if let number = stored.customer.number {
            text = number.text
        } else if let email = stored.customer.email {
            // As SQLite's lower() does it: ASCII alone.
            text = "email:" + String(email.map { $0.isASCII ? Character($0.lowercased()) : $0 })
        } else {
            text = "rma:\(stored.case.number)"
        }
    }

    package init(trusted text: String) { self.text = text }

    package var description: String { text }
}

/// A customer under special care.
package struct CareRecord: Sendable {
    package let customer: CustomerKey
    package let mark: CareMark
    package let since: Instant
    package let until: CalendarDate
    package let rma: RMANumber?
}

/// Special care that a customer had.
package struct EndedCare: Sendable {
    package let since: Instant
    package let until: CalendarDate
    package let words: String
    /// By whom it was ended, and when; nil where its days were over.
    package let endedAt: Instant?
    package let endedBy: Actor?
}

/// Goodwill as it was given.
package struct GoodwillRecord: Sendable {
    package let id: Int64
    package let rma: RMANumber?
    package let goodwill: Goodwill
    package let by: Actor
    package let at: Instant
}

extension Transaction {
    /// Puts the customer of a return under special care, or keeps them there for longer.
    /// - Returns: the changes to record with the return; none where they were under special care before.
    package func mark(_ stored: StoredCase, _ mark: CareMark, on occasion: Occasion) throws -> [Change] {
        let key = CustomerKey(stored)
        let isNew = try self.mark(key, mark, rma: stored.id, on: occasion)
        try db.run("UPDATE tasks SET special = 1 WHERE rma = ? AND state = 'open'", [stored.id])
        try db.run("UPDATE promises SET special = 1 WHERE rma = ? AND state IN ('open', 'at_risk')", [stored.id])
        guard isNew else { return [] }
        return [
            Change(
                .customer, axis: CareState.axisName, before: CareState.usual.rawValue,
                after: CareState.special.rawValue, reason: mark.words,
                details: [
                    ("cause", .text(mark.cause.rawValue)), ("audience", .text(Note.Audience.staff.rawValue)),
                ])
        ]
    }

    /// - Returns: whether the customer was not under special care before.
    package func mark(_ key: CustomerKey, _ mark: CareMark, rma: CaseID?, on occasion: Occasion) throws -> Bool {
        let known = try snapshot.care(of: key, on: occasion.day)
        let until = mark.until ?? occasion.day.adding(days: CareMark.days)
        if let known, mark.cause != .staff {
            try db.run(
                "UPDATE customer_care SET until_on = ? WHERE customer = ?",
                [max(known.until, until).dayNumber, key.text])
            return false
        }
        try db.run(
            """
            INSERT OR REPLACE INTO customer_care (customer, since, until_on, cause, words, rma, ended_at, ended_by)
            VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)
            """,
            [
                key.text, occasion.at.milliseconds, until.dayNumber, mark.cause.rawValue, mark.words, rma,
            ])
        return known == nil
    }

    /// Ends the special care for a customer.
    package func endCare(of key: CustomerKey, on occasion: Occasion) throws {
        try db.run(
            "UPDATE customer_care SET ended_at = ?, ended_by = ? WHERE customer = ?",
            [occasion.at.milliseconds, occasion.actor.text, key.text])
    }

    /// Remembers goodwill.
    /// - Returns: its number.
    package func give(_ goodwill: Goodwill, to key: CustomerKey, rma: CaseID?, on occasion: Occasion) throws -> Int64 {
        try db.run(
            """
            INSERT INTO goodwill (customer, rma, minor, currency, words, reason, given_by, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                key.text, rma, goodwill.amount?.minor, goodwill.amount?.currency.code, goodwill.words, goodwill.reason,
                occasion.actor.text, occasion.at.milliseconds,
            ])
        return db.lastInsertedRowID
    }

    /// Gives goodwill on a return: remembered, told, and owed as a task for who brings it to the customer.
    /// - Returns: the changes to record with the return.
    package func give(_ goodwill: Goodwill, on stored: StoredCase, occasion: Occasion) throws -> [Change] {
        let id = try give(goodwill, to: CustomerKey(stored), rma: stored.id, on: occasion)
        let details: [(name: String, value: Change.Detail)] = [("goodwill", .count(Int(id)))] + goodwill.details
        let given = Change(
            .customer, axis: Change.goodwillAxis, before: "", after: "goodwill", reason: goodwill.reason,
            details: details)
        let task = goodwill.task(id, customer: nil, on: occasion)
        return [given] + (try open(task, of: stored.id, at: occasion.at))
    }
}

extension Snapshot {
    /// The special care for a customer; nil where there is none on that day.
    package func care(of key: CustomerKey, on day: CalendarDate) throws -> CareRecord? {
        try db.row(
            """
            SELECT c.since, c.until_on, c.cause, c.words, r.number FROM customer_care c LEFT JOIN rmas r ON r.id = c.rma
            WHERE c.customer = ? AND c.ended_at IS NULL AND c.until_on >= ?
            """, [key.text, day.dayNumber]
        ) { row in
            let until = CalendarDate(dayNumber: row[1])
            return CareRecord(
                customer: key,
                mark: CareMark(cause: try row.axis(2, "customer_care.cause"), words: row[3], until: until),
                since: Instant(milliseconds: row[0]), until: until,
                rma: (row[4] as String?).map { RMANumber(trusted: $0) })
        }
    }

    /// The special care that has ended for a customer, and how; nil where there was none or it lasts.
    package func endedCare(of key: CustomerKey, on day: CalendarDate) throws -> EndedCare? {
        try db.row(
            """
            SELECT since, until_on, words, ended_at, ended_by FROM customer_care
            WHERE customer = ? AND (ended_at IS NOT NULL OR until_on < ?)
            """, [key.text, day.dayNumber]
        ) { row in
            EndedCare(
                since: Instant(milliseconds: row[0]), until: CalendarDate(dayNumber: row[1]), words: row[2],
                endedAt: (row[3] as Int64?).map { Instant(milliseconds: $0) },
                endedBy: (row[4] as String?).map { Actor(trusted: $0) })
        }
    }

    /// The special care for the customer of a return.
    package func care(of rma: CaseID, on day: CalendarDate) throws -> CareRecord? {
        guard let key = try customerKey(of: rma) else { return nil }
        return try care(of: key, on: day)
    }

    /// The returns of a customer, newest first.
    package func customerCases(_ key: CustomerKey, limit: Int) throws -> [StoredCase] {
        let ids: [CaseID]
        if key.text.hasPrefix("email:") {
            ids = try db.rows(
                """
                SELECT id FROM rmas WHERE customer IS NULL AND lower(contact ->> '$.email') = ? ORDER BY id DESC LIMIT ?
                """, [String(key.text.dropFirst(6)), limit]
            ) { $0[0] }
        } else if key.text.hasPrefix("rma:") {
            ids = try db.rows("SELECT id FROM rmas WHERE number = ?", [String(key.text.dropFirst(4))]) { $0[0] }
        } else {
            ids = try db.rows("SELECT id FROM rmas WHERE customer = ? ORDER BY id DESC LIMIT ?", [key.text, limit]) {
                $0[0]
            }
        }
        return try ids.compactMap { try stored(id: $0) }
    }

    package func customerKey(of rma: CaseID) throws -> CustomerKey? {
        try db.row(
            """
            SELECT coalesce(customer, 'email:' || lower(contact ->> '$.email'), 'rma:' || number) FROM rmas WHERE id = ?
            """, [rma]
        ) { CustomerKey(trusted: $0[0]) }
    }

    /// What a customer was given, newest first.
    package func goodwill(of key: CustomerKey, since moment: Instant, limit: Int = 1_000) throws -> [GoodwillRecord] {
        try goodwill(where: "g.customer = ? AND g.at >= ?", [key.text, moment.milliseconds], limit: limit)
    }

    package func goodwill(of rma: CaseID) throws -> [GoodwillRecord] {
        try goodwill(where: "g.rma = ?", [rma], limit: 1_000)
    }

    /// How much money a customer was given since a moment, in a currency.
    package func goodwillGiven(to key: CustomerKey, since moment: Instant, in currency: Currency) throws -> Money {
        let minor = try db.row(
            "SELECT coalesce(sum(minor), 0) FROM goodwill WHERE customer = ? AND at >= ? AND currency = ?",
            [key.text, moment.milliseconds, currency.code]
        ) { $0[0] as Int64 }
        return Money(minor: minor ?? 0, currency: currency)
    }

    private func goodwill(
        where condition: String, _ arguments: [any SQLConvertible], limit: Int
    ) throws -> [GoodwillRecord] {
        try db.rows(
            """
            SELECT g.id, r.number, g.minor, g.currency, g.words, g.reason, g.given_by, g.at
            FROM goodwill g LEFT JOIN rmas r ON r.id = g.rma WHERE \(condition) ORDER BY g.id DESC LIMIT \(limit)
            """, arguments
        ) { row in
            let (minor, currency): (Int64?, String?) = (row[2], row[3])
            let amount = minor.flatMap { minor in
                currency.map { Money(minor: minor, currency: Currency(trusted: $0)) }
            }
            return GoodwillRecord(
                id: row[0], rma: (row[1] as String?).map { RMANumber(trusted: $0) },
                goodwill: Goodwill(amount: amount, words: row[4], reason: row[5]), by: Actor(trusted: row[6]),
                at: Instant(milliseconds: row[7]))
        }
    }
}

extension Goodwill {
    /// What was given is to be brought to the customer by somebody: money, or what the words name.
    /// - Parameter customer: whom the task is to name, where it stands for no return.
    package func task(_ id: Int64, customer: CustomerNumber?, on occasion: Occasion) -> StaffTask {
        let whom = customer.map { "customer \($0)" } ?? "the customer"
        let gifts = [amount.map { "credit \($0) to \(whom)" }, words.map { "give \(whom) what was promised, “\($0)”" }]
        let todo = gifts.compactMap { $0 }.joined(separator: ", and ")
        var text = todo.prefix(1).uppercased() + todo.dropFirst() + ": \(reason)"
        while text.hasSuffix(".") { text.removeLast() }
        while text.utf8.count >= StaffTask.wordsBytesMax { text.removeLast() }
        return StaffTask(.settle, subject: "goodwill:\(id)", words: text + ".", due: occasion.day.adding(days: 1))
    }

    /// As events say it.
    package var details: [(name: String, value: Change.Detail)] {
        let money: [(name: String, value: Change.Detail)] =
            amount.map { [("amount", .text($0.decimal)), ("currency", .text($0.currency.code))] } ?? []
        return money + (words.map { [("words", .text($0))] } ?? [])
    }
}

extension Snapshot {
    /// A return of the same unit, or of the same line of an order, as faulty, since a moment. It fails again only
    /// where something was given for it: a request beside an open return is no second failure.
    package func earlierFailure(of product: RequestedLine, since moment: Instant) throws -> RMANumber? {
        let faults = JSONValue.array(ReasonCode.allCases.filter(\.isSellersFault).map { .string($0.rawValue) }).text
        let condition =
            "r.created_at >= ? AND l.reason IN (SELECT value FROM json_each(?)) "
            + " AND (r.state = 'closed' OR l.resolution IN ('repaired', 'replaced', 'exchanged', 'satisfied'))"
        if let serial = product.serial {
            let search = SerialSearch(serial)
            return try db.rows(
                """
                SELECT r.number, l.serial FROM lines l JOIN rmas r ON r.id = l.rma
                WHERE l.serial IS NOT NULL AND l.rma IN (\(SerialSearch.returns)) AND \(condition)
                ORDER BY r.id DESC
                """, search.arguments + [moment.milliseconds, faults]
            ) { (number: RMANumber(trusted: $0[0]), serial: $0[1] as String) }
            .first { search.means($0.serial) }?.number
        }
        guard let order = product.order else { return nil }
        return try db.row(
            """
            SELECT r.number FROM lines l JOIN rmas r ON r.id = l.rma
            WHERE l.order_number = ? AND l.sku = ? AND \(condition) ORDER BY r.id DESC LIMIT 1
            """, [order.text, product.sku.text, moment.milliseconds, faults]
        ) { RMANumber(trusted: $0[0]) }
    }
}
