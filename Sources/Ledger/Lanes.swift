import GRDB
import Returns

/// How deliveries of one lane, an (endpoint, rma) pair, follow each other: in the order of events, one at a time.
///
/// At most one of a lane is `ready`, its oldest open one. So the order of sending needs no memory but this table,
/// and a crash at any moment can repeat an attempt, but neither lose nor reorder one.
struct Lane {
    let endpoint: String
    /// Nil for what concerns no return.
    let rma: CaseID?
}

extension Transaction {
    /// Lets the oldest open delivery of a lane go, if none goes yet.
    func advance(_ lane: Lane, dueAt moment: Instant) throws {
        try db.run(
            """
            UPDATE deliveries SET state = 'ready', due_at = ?3 WHERE state = 'waiting' AND endpoint = ?1 AND event =
                (SELECT min(event) FROM deliveries WHERE endpoint = ?1 AND rma IS ?2 AND state IN ('ready', 'waiting'))
            """, [lane.endpoint, lane.rma, moment.milliseconds])
        aftermath.endpoints.insert(lane.endpoint)
    }

    /// Lets open deliveries that older ones have joined stand behind them.
    func stepBack(_ lane: Lane) throws {
        try db.run(
            "UPDATE deliveries SET state = 'waiting' WHERE endpoint = ? AND rma IS ? AND state = 'ready'",
            [lane.endpoint, lane.rma])
    }

    func isOccupied(_ lane: Lane) throws -> Bool {
        try db.row(
            "SELECT 1 FROM deliveries WHERE endpoint = ? AND rma IS ? AND state IN ('ready', 'waiting') LIMIT 1",
            [lane.endpoint, lane.rma]
        ) { _ in true } ?? false
    }

    /// What waits in the lane in front of an event is never sent: the event says the newer status.
    func supersede(_ lane: Lane, before event: Int64, by newer: String, at moment: Instant) throws {
        try db.run(
            """
            UPDATE deliveries SET state = 'superseded', ended_at = ?, last_error = ?
            WHERE endpoint = ? AND rma IS ? AND event < ? AND state = 'waiting'
            """,
            [
                moment.milliseconds, "the newer status \(newer) took its place before it was delivered", lane.endpoint,
                lane.rma, event,
            ])
    }

    /// Nothing of an endpoint waits for its next attempt any more: the reason for the wait is gone.
    func hurry(_ endpoint: EndpointName, at moment: Instant) throws {
        try db.run(
            "UPDATE deliveries SET due_at = ?2 WHERE endpoint = ?1 AND state = 'ready' AND due_at > ?2",
            [endpoint.text, moment.milliseconds])
        aftermath.endpoints.insert(endpoint.text)
    }

    /// Gives up everything that an endpoint is owed; it stays on record and can be asked for again.
    func giveUpOpen(of endpoint: EndpointName, at moment: Instant) throws {
        try db.run(
            """
            UPDATE deliveries SET state = 'failed', ended_at = ?, last_error = 'dropped when the endpoint was enabled'
            WHERE endpoint = ? AND state IN ('ready', 'waiting')
            """, [moment.milliseconds, endpoint.text])
    }
}
