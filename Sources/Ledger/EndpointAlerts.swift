import JSONText
import Returns

/// What the operator hears of an endpoint, once for each transition.
package enum EndpointAlert: Sendable, Equatable {
    /// No attempt has succeeded for so much of the failure budget, in percent.
    case failing(percent: Int)
    /// It was disabled, by its own answer or because its failure budget is spent.
    case disabled
    /// An attempt has succeeded again.
    case recovered

    /// The type that the operator's endpoint sees.
    package var kind: String {
        switch self {
        case .failing: "endpoint.failing"
        case .disabled: "endpoint.disabled"
        case .recovered: "endpoint.recovered"
        }
    }
}

extension Transaction {
    /// Puts an alert into the audit trail and owes it to the operator's endpoint, unless it is about that one.
    package func announce(
        _ alert: EndpointAlert, of name: EndpointName, because reason: String?, at moment: Instant,
        to operatorsEndpoint: EndpointName?
    ) throws {
        guard let endpoint = try snapshot.endpoint(name) else { return }
        let owed = try snapshot.owed(to: name)
        var details: [(String, JSONValue?)] = [("owed", .integer(Int64(owed)))]
        if case .failing(let percent) = alert {
            details.append(("failure_budget_used_percent", .integer(Int64(percent))))
        }
        let event = try append(
            EventDraft(
                rma: nil, rmaSequence: nil, at: moment, kind: alert.kind, subject: "endpoint:\(name)", axis: "health",
                before: "", after: String(alert.kind.dropFirst("endpoint.".count)), actor: Actor(trusted: "errands"),
                reason: reason, details: .object(known: details), document: nil))
        guard let operatorsEndpoint, operatorsEndpoint != name,
            let listener = try snapshot.endpoint(operatorsEndpoint)
        else { return }
        try owe(event, to: listener, inOrder: .block) { _ in EventPayload.text(of: event, endpoint: endpoint) }
    }
}

extension Snapshot {
    /// When the oldest delivery to an endpoint was given up that still is; nil when none is.
    package func oldestGivenUp(of endpoint: EndpointName) throws -> Instant? {
        try db.row(
            """
            SELECT created_at FROM deliveries WHERE endpoint = ? AND state = 'failed' ORDER BY event LIMIT 1
            """, [endpoint.text]
        ) { Instant(milliseconds: $0[0]) }
    }

    /// Whether one of the first deliveries to an endpoint arrived: that it has ever answered.
    package func hasDelivered(to endpoint: EndpointName) throws -> Bool {
        try db.row(
            """
            SELECT 1 FROM (SELECT state FROM deliveries WHERE endpoint = ? ORDER BY event LIMIT 50)
            WHERE state = 'delivered' LIMIT 1
            """, [endpoint.text]
        ) { _ in true } ?? false
    }

    /// Deliveries that an endpoint is owed; counted no further than `max`.
    package func owed(to endpoint: EndpointName, max: Int = 1_000_000) throws -> Int {
        try db.row(
            """
            SELECT count(*) FROM (SELECT 1 FROM deliveries
                WHERE endpoint = ? AND state IN ('ready', 'waiting') LIMIT ?)
            """, [endpoint.text, max]
        ) { $0[0] } ?? 0
    }
}
