import GRDB
import JSONText
import Returns

/// An endpoint as it is stored. Secrets are never in the ledger, only the names of their files.
package struct EndpointRecord: Sendable, Equatable {
    package let name: EndpointName
    package let url: String
    package let customer: CustomerNumber?
    package let kinds: [String]
    package let state: WebhookEndpoint.State
    package let secretFile: String
    /// The secret that this one replaced, and how long it signs, too.
    package let former: FormerSecret?
    package let terms: DeliveryTerms
    /// Why it was disabled, in words.
    package let remark: String?
    /// When the first attempt failed after which none has succeeded; nil while it is well.
    package let failingSince: Instant?
    /// The percentage of its failure budget that was told last; 0 for none. One or two where it owes a
    /// proof since.
    package let alerted: Int
    /// Until when it asked to be left alone; nil when it has not.
    package let pausedUntil: Instant?

    /// The value of `alerted` where somebody changed or enabled the endpoint after its failure was told: the first
    /// delivery that arrives ends the alert. Less than any level of the budget, so that a new failure is told from the
    /// beginning.
    static let proofOwed = 1
    /// The same, and an attempt has failed since.
    static let proofFailed = 2

    package struct FormerSecret: Sendable, Equatable {
        package let file: String
        package let until: Instant
    }

    /// Whether an event of this kind is sent to it: all when it names none; `return.*` takes a family.
    package func wants(_ kind: String) -> Bool {
        kinds.isEmpty
            || kinds.contains { wanted in
                wanted == kind || wanted == "*" || (wanted.hasSuffix(".*") && kind.hasPrefix(wanted.dropLast()))
            }
    }
}

#if DEBUG
    extension EndpointRecord {
        /// For tests: an endpoint that no ledger holds.
        package static func played(_ name: String, url: String, _ terms: DeliveryTerms) -> EndpointRecord {
            EndpointRecord(
                name: EndpointName(trusted: name), url: url, customer: nil, kinds: [], state: .enabled,
                secretFile: "played", former: nil, terms: terms, remark: nil, failingSince: nil, alerted: 0,
                pausedUntil: nil)
        }
    }
#endif

extension Transaction {
    /// Stores an endpoint. Disabling holds what it is owed; enabling lets it go on at once, in order, and forgets
    /// how long it has failed, but not that an alert of it is open.
    package func put(
        _ endpoint: WebhookEndpoint, state: WebhookEndpoint.State = .enabled, secretFile: String, remark: String?,
        at moment: Instant
    ) throws {
        try db.run(
            """
            INSERT INTO endpoints (name, url, customer, kinds, state, secret_file, terms, remark, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET url = excluded.url, customer = excluded.customer,
                kinds = excluded.kinds, state = excluded.state, secret_file = excluded.secret_file,
                terms = excluded.terms, remark = excluded.remark, changed_at = excluded.changed_at,
                \(Self.keepingAlert(since: "excluded.changed_at")), paused_until = NULL
            """,
            [
                endpoint.name.text, endpoint.url, endpoint.customer?.text,
                JSONValue.array(endpoint.events.map { .string($0) }).text, state.rawValue, secretFile,
                endpoint.terms.json.text, remark, moment.milliseconds,
            ])
        switch state {
        case .disabled: break
        case .enabled: try hurry(endpoint.name, at: moment)
        }
        aftermath.changedEndpoints.insert(endpoint.name.text)
    }

    /// Enables or disables a known endpoint, and changes nothing else of it.
    package func turn(_ wish: EndpointSwitch, at moment: Instant) throws {
        try db.run(
            """
            UPDATE endpoints SET state = ?1, remark = NULL, changed_at = ?2,
                \(Self.keepingAlert(since: "?2")), paused_until = NULL
            WHERE name = ?3
            """, [wish.state.rawValue, moment.milliseconds, wish.endpoint.text])
        switch (wish.state, wish.held) {
        case (.disabled, _): break
        case (.enabled, .send): try hurry(wish.endpoint, at: moment)
        case (.enabled, .drop): try giveUpOpen(of: wish.endpoint, at: moment)
        }
        aftermath.changedEndpoints.insert(wish.endpoint.text)
    }

    /// How long it has failed is forgotten; that somebody was told of it, or that it was disabled for it, is not: until
    /// something arrives nobody knows that it works again.
    private static func keepingAlert(since moment: String) -> String {
        let isOpen = "endpoints.alerted > 0 OR (endpoints.state = 'disabled' AND endpoints.remark IS NOT NULL)"
        return """
            failing_since = iif(\(isOpen), \(moment), NULL), alerted = iif(\(isOpen), \(EndpointRecord.proofOwed), 0)
            """
    }

    /// Signs with a new secret from now on, and for a while with the former one, too.
    package func rotate(
        _ endpoint: EndpointName, to secretFile: String, formerUntil end: Instant, at moment: Instant
    ) throws {
        try db.run(
            """
            UPDATE endpoints SET former_secret_file = secret_file, former_until = ?, secret_file = ?, changed_at = ?
            WHERE name = ?
            """, [end.milliseconds, secretFile, moment.milliseconds, endpoint.text])
        aftermath.changedEndpoints.insert(endpoint.text)
    }

    /// Nothing more is sent until somebody enables the endpoint; what it is owed is kept, and more is added.
    /// - Returns: false when it was disabled already.
    package func disable(_ endpoint: EndpointName, because remark: String, at moment: Instant) throws -> Bool {
        try db.run(
            "UPDATE endpoints SET state = 'disabled', remark = ?, changed_at = ? WHERE name = ? AND state = 'enabled'",
            [remark, moment.milliseconds, endpoint.text])
        guard db.changesCount > 0 else { return false }
        aftermath.changedEndpoints.insert(endpoint.text)
        return true
    }

    /// Notes that an attempt failed (`since` is when) or succeeded (nil).
    /// - Returns: how much had been told of a failure that is over now; 0 when nothing had.
    func noteHealth(of endpoint: String, failingSince since: Instant?) throws -> Int {
        if let since {
            try db.run(
                """
                UPDATE endpoints SET failing_since = ?1, alerted = iif(alerted = ?3, ?4, alerted)
                WHERE name = ?2 AND (failing_since IS NULL OR alerted = ?3)
                """, [since.milliseconds, endpoint, EndpointRecord.proofOwed, EndpointRecord.proofFailed])
            return 0
        }
        let told = try db.row(
            "SELECT alerted FROM endpoints WHERE name = ? AND failing_since IS NOT NULL", [endpoint]
        ) { $0[0] as Int }
        guard let told else { return 0 }
        try db.run("UPDATE endpoints SET failing_since = NULL, alerted = 0 WHERE name = ?", [endpoint])
        return told
    }

    /// Notes that a receiver asked to be left alone, so that a restart keeps to it.
    func notePatience(of endpoint: String, until moment: Instant) throws {
        try db.run(
            "UPDATE endpoints SET paused_until = max(coalesce(paused_until, 0), ?) WHERE name = ?",
            [moment.milliseconds, endpoint])
    }

    /// Notes that so much of the failure budget was told. Nothing when as much was told before, or it is well.
    package func noteAlert(_ percent: Int, of endpoint: EndpointName) throws -> Bool {
        try db.run(
            "UPDATE endpoints SET alerted = ?1 WHERE name = ?2 AND alerted < ?1 AND failing_since IS NOT NULL",
            [percent, endpoint.text])
        return db.changesCount > 0
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
            """
            SELECT name, url, customer, kinds, state, secret_file, terms, remark, failing_since, alerted,
                former_secret_file, former_until, paused_until
            FROM endpoints WHERE \(condition)
            """, arguments
        ) { row in
            // The schema knows no alert without a failure; one that only owes a proof has not failed.
            let alerted: Int = row[9]
            let failingSince: Int64? = alerted == EndpointRecord.proofOwed ? nil : row[8]
            return EndpointRecord(
                name: EndpointName(trusted: row[0]), url: row[1],
                customer: (row[2] as String?).map { CustomerNumber(trusted: $0) },
                kinds: try JSONValue(stored: row[3], "endpoints.kinds").strings,
                state: try row.axis(4, "endpoints.state"), secretFile: row[5],
                former: (row[10] as String?).map {
                    EndpointRecord.FormerSecret(file: $0, until: Instant(milliseconds: row[11]))
                },
                terms: DeliveryTerms(json: try JSONValue(stored: row[6], "endpoints.terms")), remark: row[7],
                failingSince: failingSince.map { Instant(milliseconds: $0) }, alerted: alerted,
                pausedUntil: (row[12] as Int64?).map { Instant(milliseconds: $0) })
        }
    }
}
