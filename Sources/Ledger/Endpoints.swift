import GRDB
import JSONText
import Returns

/// An endpoint as it is stored. The secret itself is never in the ledger, only the name of its file.
package struct EndpointRecord: Sendable {
    package let name: EndpointName
    package let url: String
    package let customer: CustomerNumber?
    package let kinds: [String]
    package let state: WebhookEndpoint.State
    package let secretFile: String
    /// Why it was disabled, in words.
    package let remark: String?

    /// Whether an event of this kind is sent to it: all when it names none; `return.*` takes a family.
    package func wants(_ kind: String) -> Bool {
        kinds.isEmpty
            || kinds.contains { wanted in
                wanted == kind || wanted == "*" || (wanted.hasSuffix(".*") && kind.hasPrefix(wanted.dropLast()))
            }
    }
}

extension Transaction {
    /// Stores an endpoint. Disabling holds what it is owed; enabling lets it go on, in order.
    package func put(_ endpoint: WebhookEndpoint, secretFile: String, remark: String?, at moment: Instant) throws {
        try db.run(
            """
            INSERT INTO endpoints (name, url, customer, kinds, state, secret_file, remark, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET url = excluded.url, customer = excluded.customer,
                kinds = excluded.kinds, state = excluded.state, secret_file = excluded.secret_file,
                remark = excluded.remark, changed_at = excluded.changed_at
            """,
            [
                endpoint.name.text, endpoint.url, endpoint.customer?.text,
                JSONValue.array(endpoint.events.map { .string($0) }).text, endpoint.state.rawValue, secretFile, remark,
                moment.milliseconds,
            ])
        switch endpoint.state {
        case .disabled: try hold(endpoint.name)
        case .enabled: try letGo(endpoint.name, at: moment)
        }
    }

    /// The endpoint said that it is gone (410): nothing more is sent until somebody enables it.
    package func disable(_ endpoint: EndpointName, because remark: String, at moment: Instant) throws {
        try db.run(
            "UPDATE endpoints SET state = 'disabled', remark = ?, changed_at = ? WHERE name = ?",
            [remark, moment.milliseconds, endpoint.text])
        try hold(endpoint)
    }

    private func hold(_ endpoint: EndpointName) throws {
        try db.run(
            "UPDATE deliveries SET state = 'held' WHERE endpoint = ? AND state IN ('ready', 'waiting')",
            [endpoint.text])
    }

    private func letGo(_ endpoint: EndpointName, at moment: Instant) throws {
        try db.run("UPDATE deliveries SET state = 'waiting' WHERE endpoint = ? AND state = 'held'", [endpoint.text])
        try db.run(
            """
            UPDATE deliveries SET state = 'ready', due_at = ? WHERE id IN
                (SELECT min(id) FROM deliveries WHERE endpoint = ? AND state IN ('ready', 'waiting') GROUP BY rma)
                AND state = 'waiting'
            """, [moment.milliseconds, endpoint.text])
    }
}

extension Snapshot {
    package func endpoint(_ name: EndpointName) throws -> EndpointRecord? {
        try endpoints(where: "name = ?", [name.text]).first
    }

    package func endpoints(limit: Int = 10_000) throws -> [EndpointRecord] {
        try endpoints(where: "1 ORDER BY name LIMIT \(limit)", [])
    }

    /// Those that hear of a customer's returns: their own and the shop's.
    func endpoints(listeningTo customer: CustomerNumber?) throws -> [EndpointRecord] {
        let shops = try endpoints(where: "customer IS NULL", [])
        guard let customer else { return shops }
        return try shops + endpoints(where: "customer = ?", [customer.text])
    }

    private func endpoints(
        where condition: String, _ arguments: [any SQLConvertible]
    ) throws -> [EndpointRecord] {
        try db.rows(
            "SELECT name, url, customer, kinds, state, secret_file, remark FROM endpoints WHERE \(condition)", arguments
        ) { row in
            EndpointRecord(
                name: EndpointName(trusted: row[0]), url: row[1],
                customer: (row[2] as String?).map { CustomerNumber(trusted: $0) },
                kinds: try JSONValue(stored: row[3], "endpoints.kinds").strings,
                state: try row.axis(4, "endpoints.state"), secretFile: row[5], remark: row[6])
        }
    }
}
