import GRDB
import JSONText
import Returns

/// A delivery in a list.
package struct DeliverySummary: Sendable {
    package let publicID: DeliveryID
    package let endpoint: EndpointName
    /// Nil for what concerns no return.
    package let rma: RMANumber?
    package let kind: String
    /// As it is stored, but `held` for what is owed to an endpoint that is disabled.
    package let state: String
    package let attempts: Int
    package let createdAt: Instant
    package let dueAt: Instant
    package let endedAt: Instant?
    package let lastError: String?
}

/// One attempt of a delivery, as it was recorded.
package struct AttemptSummary: Sendable {
    package let number: Int
    package let startedAt: Instant
    package let endedAt: Instant
    package let outcome: String
    package let status: Int?
    package let peer: String?
    package let timings: JSONValue
    package let response: [UInt8]
}

/// Which deliveries a list shows.
package struct DeliveryFilter: Sendable {
    package var rma: CaseID?
    package var endpoint: EndpointName?
    /// `ready`, `waiting`, `held`, `delivered`, `failed` or `superseded`.
    package var state: String?
    /// Only deliveries older than this one, for the next page.
    package var before: DeliveryID?
    package var limit = 50

    package init() {}
}

extension Snapshot {
    private static let summaryColumns = """
        SELECT d.public_id, d.endpoint, r.number, m.kind,
            iif(d.state IN ('ready', 'waiting') AND e.state = 'disabled', 'held', d.state),
            d.attempts, d.created_at, d.due_at, d.ended_at, d.last_error, m.payload, d.id
        FROM deliveries d JOIN messages m ON m.event = d.event AND m.form = d.form
            JOIN endpoints e ON e.name = d.endpoint LEFT JOIN rmas r ON r.id = d.rma
        """

    /// Deliveries, newest first: of one endpoint in the order of their events, else in the order in which they were
    /// owed. Both follow an index, however many there are.
    package func deliveries(_ filter: DeliveryFilter) throws -> [DeliverySummary] {
        var conditions: [String] = []
        var arguments: [any SQLConvertible] = []
        func demand(_ condition: String, _ argument: any SQLConvertible) {
            conditions.append(condition)
            arguments.append(argument)
        }
        let order = filter.endpoint == nil ? "id" : "event"
        if let endpoint = filter.endpoint { demand("d.endpoint = ?", endpoint.text) }
        if let rma = filter.rma { demand("d.rma = ?", rma) }
        if let before = filter.before {
            demand("d.\(order) < (SELECT \(order) FROM deliveries WHERE public_id = ?)", before.text)
        }
        switch filter.state {
        case nil: break
        case "held"?: conditions.append("d.state IN ('ready', 'waiting') AND e.state = 'disabled'")
        case "ready"?, "waiting"?: demand("e.state = 'enabled' AND d.state = ?", filter.state)
        case let state?: demand("d.state = ?", state)
        }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try db.rows(
            "\(Self.summaryColumns) \(condition) ORDER BY d.\(order) DESC LIMIT ?", arguments + [filter.limit],
            Self.deliverySummary)
    }

    /// One delivery with its payload and attempts.
    package func delivery(
        _ id: DeliveryID
    ) throws -> (summary: DeliverySummary, payload: [UInt8], attempts: [AttemptSummary])? {
        let found = try db.row("\(Self.summaryColumns) WHERE d.public_id = ?", [id.text]) { row in
            (try Self.deliverySummary(row), row.bytes(10), row[11] as Int64)
        }
        guard let (summary, payload, rowID) = found else { return nil }
        let attempts = try db.rows(
            """
            SELECT number, started_at, ended_at, outcome, status, peer, timings, response FROM attempts
            WHERE delivery = ? ORDER BY number LIMIT 1000
            """, [rowID]
        ) { row in
            AttemptSummary(
                number: row[0], startedAt: Instant(milliseconds: row[1]), endedAt: Instant(milliseconds: row[2]),
                outcome: row[3], status: row[4], peer: row[5],
                timings: try JSONValue(stored: row[6], "attempts.timings"), response: row.bytes(7))
        }
        return (summary, payload, attempts)
    }

    private static func deliverySummary(_ row: Row) throws -> DeliverySummary {
        DeliverySummary(
            publicID: DeliveryID(trusted: row[0]), endpoint: EndpointName(trusted: row[1]),
            rma: (row[2] as String?).map { RMANumber(trusted: $0) }, kind: row[3], state: row[4], attempts: row[5],
            createdAt: Instant(milliseconds: row[6]), dueAt: Instant(milliseconds: row[7]),
            endedAt: (row[8] as Int64?).map { Instant(milliseconds: $0) }, lastError: row[9])
    }
}
