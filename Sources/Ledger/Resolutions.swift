import GRDB
import JSONText
import Returns

/// A resolution order in a list, with its return.
package struct ResolutionSummary: Sendable {
    package let rma: RMANumber
    package let order: ResolutionOrder
    package let customer: String?
    package let sku: SKU
    package let createdAt: Instant
    package let export: ExportStanding?
}

/// How far the file for the shop or the ERP is.
package struct ExportStanding: Sendable, Equatable {
    package let state: String
    package let madeAt: Instant?
    package let lastError: String?
}

extension Transaction {
    func put(_ order: ResolutionOrder, of rma: CaseID) throws {
        try db.run(
            """
            INSERT INTO resolutions (rma, number, line, first_unit, units, kind, breakdown, state, attempt, reference,
                paid_minor, currency, denial, charge_minor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (rma, number) DO UPDATE SET first_unit = excluded.first_unit, units = excluded.units,
                kind = excluded.kind, breakdown = excluded.breakdown,
                state = excluded.state, attempt = excluded.attempt, reference = excluded.reference,
                paid_minor = excluded.paid_minor, currency = excluded.currency
            """,
            [
                rma, order.number, order.line, order.units.lowerBound, order.units.count, order.kind.rawValue,
                order.breakdown?.json.text, order.state.rawValue, order.attempt, order.reference?.text,
                order.paid?.minor,
                order.paid?.currency.code ?? order.breakdown?.total.currency.code ?? order.charge?.currency.code,
                order.denial, order.charge?.minor,
            ])
    }
}

extension Transaction {
    func put(_ denial: Denial, of rma: CaseID) throws {
        try db.run(
            """
            INSERT INTO denials (rma, number, line, units, reference, reason, alternative, amount_minor, currency,
                state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rma, number) DO UPDATE SET state = excluded.state
            """,
            [
                rma, denial.number, denial.line, denial.units, denial.reference.text, denial.reason,
                denial.alternative?.rawValue, denial.amount?.minor, denial.amount?.currency.code,
                denial.state.rawValue,
            ])
    }
}

extension Snapshot {
    func denials(of rma: CaseID) throws -> [Denial] {
        try db.rows(
            """
            SELECT number, line, units, reference, reason, alternative, amount_minor, currency, state FROM denials
            WHERE rma = ? ORDER BY number
            """, [rma]
        ) { row in
            let currency = (row[7] as String?).map { Currency(trusted: $0) }
            return Denial(
                number: row[0], line: row[1], units: row[2], reference: Reference(trusted: row[3]), reason: row[4],
                alternative: try row.optionalAxis(5, "denials.alternative"),
                amount: (row[6] as Int64?).flatMap { minor in currency.map { Money(minor: minor, currency: $0) } },
                state: try row.axis(8, "denials.state"))
        }
    }

    func resolutions(of rma: CaseID) throws -> [ResolutionOrder] {
        try db.rows("\(Self.resolutionColumns) FROM resolutions o WHERE o.rma = ? ORDER BY o.number", [rma]) {
            try Self.resolution($0)
        }
    }

    /// Resolution orders in some states, oldest returns first; of one return where it is given.
    package func resolutions(
        in states: [ResolutionState], of rma: CaseID? = nil, limit: Int
    ) throws -> [ResolutionSummary] {
        let wanted = JSONValue.array(states.map { .string($0.rawValue) }).text
        // Open ones have an index of their own; the others are looked for in one return, or among the newest.
        let condition =
            rma != nil
            ? "o.rma = ?2"
            : states.allSatisfy(\.isOpen) ? "o.state IN ('owed', 'failed') AND ?2 IS NULL" : "?2 IS NULL"
        return try db.rows(
            """
            \(Self.resolutionColumns), r.number, coalesce(r.customer_name, r.customer), l.sku, r.created_at,
                x.state, x.made_at, x.last_error
            FROM resolutions o JOIN rmas r ON r.id = o.rma JOIN lines l ON l.rma = o.rma AND l.number = o.line
            LEFT JOIN exports x ON x.rma = o.rma AND x.resolution = o.number
                AND x.attempt = o.attempt + (o.state = 'withdrawn')
            WHERE \(condition) AND o.state IN (SELECT value FROM json_each(?1))
            ORDER BY o.rma DESC, o.number LIMIT ?3
            """, [wanted, rma, limit]
        ) { row in
            ResolutionSummary(
                rma: RMANumber(trusted: row[13]), order: try Self.resolution(row), customer: row[14],
                sku: SKU(trusted: row[15]), createdAt: Instant(milliseconds: row[16]),
                export: (row[17] as String?).map {
                    ExportStanding(
                        state: $0, madeAt: (row[18] as Int64?).map { Instant(milliseconds: $0) }, lastError: row[19])
                })
        }
    }

    /// What was paid out for a product of an order so far, over all returns, by currency.
    package func paidOut(order: OrderNumber, sku: SKU) throws -> [Money] {
        try db.rows(
            """
            SELECT o.currency, sum(o.paid_minor) FROM lines l
            JOIN resolutions o ON o.rma = l.rma AND o.line = l.number
            WHERE l.rma IN (SELECT rma FROM lines WHERE order_number = ?1) AND l.sku = ?2
                AND (l.order_number = ?1 OR l.order_number IS NULL)
                AND o.state = 'settled' AND o.paid_minor IS NOT NULL
            GROUP BY o.currency
            """, [order.text, sku.text]
        ) { Money(minor: $0[1], currency: Currency(trusted: $0[0])) }
    }

    private static let resolutionColumns = """
        SELECT o.number, o.line, o.first_unit, o.units, o.kind, o.breakdown, o.state, o.attempt, o.reference,
            o.paid_minor, o.currency, o.denial, o.charge_minor
        """

    private static func resolution(_ row: Row) throws -> ResolutionOrder {
        let first: Int = row[2]
        let currency = (row[10] as String?).map { Currency(trusted: $0) }
        let money = { (minor: Int64?) in
            minor.flatMap { minor in currency.map { Money(minor: minor, currency: $0) } }
        }
        var order = ResolutionOrder(
            number: row[0], line: row[1], units: first..<first + (row[3] as Int),
            kind: try row.axis(4, "resolutions.kind"),
            breakdown: try (row[5] as String?).map {
                try Breakdown(json: JSONValue(stored: $0, "resolutions.breakdown"))
            },
            state: try row.axis(6, "resolutions.state"), attempt: row[7],
            reference: (row[8] as String?).map { Reference(trusted: $0) },
            paid: money(row[9]))
        order.denial = row[11]
        order.charge = money(row[12])
        return order
    }
}

extension Breakdown {
    /// As it is kept, and as files for the shop tell it: whole minor units, items in their order.
    package var json: JSONValue {
        .object(known: [
            ("units", .integer(Int64(units))),
            (
                "items",
                .array(entries.map { ["item": .string($0.item.rawValue), "minor": .integer($0.amount.minor)] })
            ),
            ("total_minor", .integer(total.minor)), ("tax_minor", tax.map { .integer($0.minor) }),
            ("currency", .string(total.currency.code)),
        ])
    }

    init(json: JSONValue) throws {
        let currency = Currency(trusted: json["currency"]?.string ?? "")
        let entries = try (json["items"]?.elements ?? []).map { entry in
            guard let name = entry["item"]?.string, let item = Item(rawValue: name), let minor = entry["minor"]?.integer
            else { throw UnreadableRow(column: "resolutions.breakdown", value: entry.text) }
            return Entry(item, Money(minor: minor, currency: currency))
        }
        self.init(
            units: Int(json["units"]?.integer ?? 0), entries: entries, currency: currency,
            tax: json["tax_minor"]?.integer.map { Money(minor: $0, currency: currency) })
    }
}
