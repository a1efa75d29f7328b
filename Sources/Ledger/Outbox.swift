import Digests
import GRDB
import JSONText
import Returns

/// A delivery that may be sent now: the head of its lane.
package struct DueDelivery: Sendable {
    package let id: Int64
    package let publicID: DeliveryID
    package let endpoint: EndpointName
    package let url: String
    package let secretFile: String
    package let rma: CaseID
    /// Attempts made before this one.
    package let attempts: Int
    package let payload: [UInt8]
}

/// What an attempt came to.
package struct AttemptRecord: Sendable {
    package enum Ending: Sendable {
        case delivered
        case again(at: Instant)
        /// The schedule is used up; the lane goes on without it.
        case failed
        /// The endpoint is gone; it is disabled and this delivery is held with the others.
        case endpointGone
    }

    package var delivery: Int64
    package var startedAt: Instant
    package var endedAt: Instant
    package var ending: Ending
    /// In plain words: `delivered`, `HTTP 503`, `connection refused`.
    package var outcome: String
    package var status: Int?
    package var peer: String?
    package var timings: JSONValue
    /// The beginning of the response.
    package var response: [UInt8]

    package init(
        delivery: Int64, startedAt: Instant, endedAt: Instant, ending: Ending, outcome: String, status: Int?,
        peer: String?, timings: JSONValue, response: [UInt8]
    ) {
        self.delivery = delivery
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.ending = ending
        self.outcome = outcome
        self.status = status
        self.peer = peer
        self.timings = timings
        self.response = response
    }
}

extension Transaction {
    /// Owes an event to everybody who listens to it; the payload is made only when somebody does.
    package func owe(
        _ event: RecordedEvent, customer: CustomerNumber?, payload: () -> String
    ) throws {
        guard let rma = event.draft.rma else { return }
        let listeners = try snapshot.endpoints(listeningTo: customer).filter { $0.wants(event.draft.kind) }
        guard !listeners.isEmpty else { return }
        try db.run(
            "INSERT INTO messages (event, kind, payload) VALUES (?, ?, ?)",
            [event.sequence, event.draft.kind, Array(payload().utf8)])
        for endpoint in listeners {
            let state: String
            switch endpoint.state {
            case .disabled: state = "held"
            case .enabled:
                let isBehind =
                    try db.row(
                        """
                        SELECT 1 FROM deliveries WHERE endpoint = ? AND rma = ? AND state IN ('ready', 'waiting') LIMIT 1
                        """, [endpoint.name.text, rma]
                    ) { _ in true } ?? false
                state = isBehind ? "waiting" : "ready"
            }
            try db.run(
                """
                INSERT INTO deliveries (public_id, endpoint, rma, event, state, attempts, due_at, created_at)
                VALUES (?, ?, ?, ?, ?, 0, ?, ?)
                """,
                [
                    Self.publicID(event, endpoint.name), endpoint.name.text, rma, event.sequence, state,
                    event.draft.at.milliseconds, event.draft.at.milliseconds,
                ])
        }
    }

    /// Records what came of an attempt and lets the next of the lane go where this one has ended.
    /// - Returns: false when the delivery is not waiting for an attempt any more.
    @discardableResult
    package func record(_ attempt: AttemptRecord) throws -> Bool {
        guard
            let open = try db.row(
                "SELECT endpoint, rma, attempts FROM deliveries WHERE id = ? AND state IN ('ready', 'held')",
                [attempt.delivery],
                { row in (endpoint: row[0] as String, rma: row[1] as CaseID, attempts: row[2] as Int) })
        else { return false }
        try db.run(
            """
            INSERT INTO attempts (delivery, number, started_at, ended_at, outcome, status, peer, timings, response)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                attempt.delivery, open.attempts + 1, attempt.startedAt.milliseconds, attempt.endedAt.milliseconds,
                attempt.outcome, attempt.status, attempt.peer, attempt.timings.text, attempt.response,
            ])
        switch attempt.ending {
        case .delivered: try end(attempt, "delivered", attempts: open.attempts + 1, error: nil)
        case .failed: try end(attempt, "failed", attempts: open.attempts + 1, error: attempt.outcome)
        case .again(let moment):
            try db.run(
                "UPDATE deliveries SET attempts = attempts + 1, due_at = ?, last_error = ? WHERE id = ?",
                [moment.milliseconds, attempt.outcome, attempt.delivery])
            return true
        case .endpointGone:
            try db.run(
                "UPDATE deliveries SET attempts = attempts + 1, last_error = ? WHERE id = ?",
                [attempt.outcome, attempt.delivery])
            try disable(EndpointName(trusted: open.endpoint), because: attempt.outcome, at: attempt.endedAt)
            return true
        }
        try db.run(
            """
            UPDATE deliveries SET state = 'ready', due_at = ? WHERE state = 'waiting' AND id =
                (SELECT min(id) FROM deliveries WHERE endpoint = ? AND rma = ? AND state IN ('ready', 'waiting'))
            """, [attempt.endedAt.milliseconds, open.endpoint, open.rma])
        return true
    }

    /// Sends a delivery again, now; one that had failed takes its place in the lane again.
    /// - Returns: nil when there is no such delivery, otherwise its state before.
    package func retry(_ delivery: DeliveryID, at moment: Instant) throws -> String? {
        guard
            let old = try db.row(
                "SELECT state, endpoint, rma FROM deliveries WHERE public_id = ?", [delivery.text],
                { row in (state: row[0] as String, endpoint: row[1] as String, rma: row[2] as CaseID) })
        else { return nil }
        if old.state == "failed" || old.state == "delivered" {
            // It goes in front of what waits: its event came first.
            try db.run(
                "UPDATE deliveries SET state = 'waiting' WHERE endpoint = ? AND rma = ? AND state = 'ready'",
                [old.endpoint, old.rma])
        }
        if old.state != "waiting" && old.state != "held" {
            try db.run(
                "UPDATE deliveries SET state = 'ready', due_at = ?, ended_at = NULL WHERE public_id = ?",
                [moment.milliseconds, delivery.text])
        }
        return old.state
    }

    private func end(_ attempt: AttemptRecord, _ state: String, attempts: Int, error: String?) throws {
        try db.run(
            "UPDATE deliveries SET state = ?, attempts = ?, ended_at = ?, last_error = ? WHERE id = ?",
            [state, attempts, attempt.endedAt.milliseconds, error, attempt.delivery])
    }

    /// Stable for an event and an endpoint, so a receiver can tell a repetition; no point inside, as Standard
    /// Webhooks asks.
    private static func publicID(_ event: RecordedEvent, _ endpoint: EndpointName) -> String {
        "msg_" + Digest(of: event.hash.bytes + Array(endpoint.text.utf8)).description.prefix(32)
    }
}

extension Snapshot {
    /// Heads of lanes that are due, oldest first, those in `besides` left out.
    package func dueDeliveries(at moment: Instant, limit: Int, besides inFlight: Set<Int64>) throws -> [DueDelivery] {
        try db.rows(
            """
            SELECT d.id, d.public_id, d.endpoint, e.url, e.secret_file, d.rma, d.attempts, m.payload
            FROM deliveries d JOIN endpoints e ON e.name = d.endpoint JOIN messages m ON m.event = d.event
            WHERE d.state = 'ready' AND d.due_at <= ? ORDER BY d.due_at, d.id LIMIT ?
            """, [moment.milliseconds, limit + inFlight.count]
        ) { row -> DueDelivery? in
            let id: Int64 = row[0]
            guard !inFlight.contains(id) else { return nil }
            return DueDelivery(
                id: id, publicID: DeliveryID(trusted: row[1]), endpoint: EndpointName(trusted: row[2]), url: row[3],
                secretFile: row[4], rma: row[5], attempts: row[6], payload: row.bytes(7))
        }.compactMap { $0 }
    }

    /// When the next head of a lane is due; nil when nothing is owed.
    package func nextDeliveryDue() throws -> Instant? {
        try db.row("SELECT min(due_at) FROM deliveries WHERE state = 'ready'") { $0[0] as Int64? }
            .flatMap { $0 }.map { Instant(milliseconds: $0) }
    }
}
