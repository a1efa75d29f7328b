import GRDB
import JSONText
import Returns

/// A delivery that may be sent now: the head of its lane.
package struct DueDelivery: Sendable {
    package let id: Int64
    package let publicID: DeliveryID
    package let endpoint: EndpointName
    package let rma: CaseID?
    /// Attempts made before this one, counted from when it was last asked for.
    package let attempts: Int
    package let payload: [UInt8]

    package init(
        id: Int64, publicID: DeliveryID, endpoint: EndpointName, rma: CaseID?, attempts: Int, payload: [UInt8]
    ) {
        self.id = id
        self.publicID = publicID
        self.endpoint = endpoint
        self.rma = rma
        self.attempts = attempts
        self.payload = payload
    }
}

/// What an attempt came to.
package struct AttemptRecord: Sendable {
    package enum Ending: Sendable {
        case delivered
        /// - isForgiven: it uses up nothing of the schedule.
        case again(at: Instant, isForgiven: Bool = false)
        /// The schedule is used up; the lane goes on without it.
        case failed
        /// The endpoint is gone; it is disabled, and this delivery is held with the others.
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
    /// Until when the receiver asked to be left alone.
    package var patience: Instant?

    package init(
        delivery: Int64, startedAt: Instant, endedAt: Instant, ending: Ending, outcome: String, status: Int?,
        peer: String?, timings: JSONValue, response: [UInt8], patience: Instant? = nil
    ) {
        self.patience = patience
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

/// What recording an attempt changed about its endpoint.
package enum EndpointTurn: Sendable, Equatable {
    case none
    /// It works again, after so much of its failure budget had been told.
    case recovered(alerted: Int)
    /// It answered that it is gone, and was disabled by this attempt.
    case disabled
}

extension Transaction {
    /// Records what came of an attempt and lets the next of the lane go where this one has ended.
    /// - Returns: nil when the delivery has ended meanwhile: nothing is written.
    package func record(_ attempt: AttemptRecord) throws -> EndpointTurn? {
        guard
            let open = try db.row(
                """
                SELECT endpoint, rma, attempts, event, state FROM deliveries
                WHERE id = ? AND state IN ('ready', 'waiting')
                """, [attempt.delivery],
                { row in
                    (
                        lane: Lane(endpoint: row[0], rma: row[1]), attempts: row[2] as Int, event: row[3] as Int64,
                        isHead: row[4] as String == "ready"
                    )
                })
        else { return nil }
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
        case .delivered:
            try end(attempt, "delivered", error: nil)
            try advance(open.lane, dueAt: attempt.endedAt)
            let told = try noteHealth(of: open.lane.endpoint, failingSince: nil)
            return told > 0 ? .recovered(alerted: told) : EndpointTurn.none
        case .failed:
            try end(attempt, "failed", error: attempt.outcome)
            try advance(open.lane, dueAt: attempt.endedAt)
        case .again(let moment, let isForgiven):
            try putOff(attempt, to: moment, isForgiven: isForgiven)
            if open.isHead { try makeWayForNewer(open.lane, than: open.event, attempt, dueAt: moment) }
        case .endpointGone:
            try putOff(attempt, to: attempt.endedAt)
            let name = EndpointName(trusted: open.lane.endpoint)
            return try disable(name, because: attempt.outcome, at: attempt.endedAt) ? .disabled : EndpointTurn.none
        }
        _ = try noteHealth(of: open.lane.endpoint, failingSince: attempt.startedAt)
        if let moment = attempt.patience { try notePatience(of: open.lane.endpoint, until: moment) }
        return EndpointTurn.none
    }

    private func end(_ attempt: AttemptRecord, _ state: String, error: String?) throws {
        try db.run(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1, ended_at = ?, last_error = ? WHERE id = ?",
            [state, attempt.endedAt.milliseconds, error, attempt.delivery])
    }

    private func putOff(_ attempt: AttemptRecord, to moment: Instant, isForgiven: Bool = false) throws {
        try db.run(
            """
            UPDATE deliveries SET attempts = attempts + 1, attempts_before = attempts_before + ?, due_at = ?,
                last_error = ? WHERE id = ?
            """, [isForgiven ? 1 : 0, moment.milliseconds, attempt.outcome, attempt.delivery])
    }

    /// Where the endpoint wants only the newest, one that failed is replaced by what waits behind it.
    private func makeWayForNewer(
        _ lane: Lane, than event: Int64, _ attempt: AttemptRecord, dueAt moment: Instant
    ) throws {
        guard let endpoint = try snapshot.endpoint(EndpointName(trusted: lane.endpoint)),
            endpoint.terms.order == .skipStale,
            let newest = try db.row(
                """
                SELECT public_id FROM deliveries WHERE endpoint = ? AND rma IS ? AND event > ? AND state = 'waiting'
                ORDER BY event DESC LIMIT 1
                """, [lane.endpoint, lane.rma, event], { $0[0] as String })
        else { return }
        try db.run(
            "UPDATE deliveries SET state = 'superseded', ended_at = ?, last_error = ? WHERE id = ?",
            [
                attempt.endedAt.milliseconds,
                "the newer status \(newest) took its place; last: \(attempt.outcome)", attempt.delivery,
            ])
        try advance(lane, dueAt: moment)
    }
}

extension Snapshot {
    /// Heads of lanes of an endpoint that are due, longest due first, those in `besides` left out; and when the
    /// next one will be due, where these are all of now.
    package func dueDeliveries(
        to endpoint: EndpointName, at moment: Instant, limit: Int, besides busy: Set<Int64>
    ) throws -> (due: [DueDelivery], next: Instant?) {
        guard try self.endpoint(endpoint)?.state == .enabled else { return ([], nil) }
        var due: [DueDelivery] = []
        // Those that are busy stand among the first: they are skipped before their payload is read.
        let ids = try db.rows(
            """
            SELECT id FROM deliveries INDEXED BY deliveries_due
            WHERE state = 'ready' AND endpoint = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?
            """, [endpoint.text, moment.milliseconds, limit + busy.count]
        ) { $0[0] as Int64 }
        for id in ids where !busy.contains(id) && due.count < limit {
            if let one = try dueDelivery(id, to: endpoint) { due.append(one) }
        }
        guard due.count < limit else { return (due, moment) }
        let next = try db.row(
            """
            SELECT min(due_at) FROM deliveries INDEXED BY deliveries_due
            WHERE state = 'ready' AND endpoint = ? AND due_at > ?
            """, [endpoint.text, moment.milliseconds]
        ) { $0[0] as Int64? }
        return (due, next.flatMap { $0 }.map { Instant(milliseconds: $0) })
    }

    private func dueDelivery(_ id: Int64, to endpoint: EndpointName) throws -> DueDelivery? {
        try db.row(
            """
            SELECT d.public_id, d.rma, d.attempts - d.attempts_before, m.payload
            FROM deliveries d JOIN messages m ON m.event = d.event AND m.form = d.form WHERE d.id = ?
            """, [id]
        ) { row in
            DueDelivery(
                id: id, publicID: DeliveryID(trusted: row[0]), endpoint: endpoint, rma: row[1], attempts: row[2],
                payload: row.bytes(3))
        }
    }
}
