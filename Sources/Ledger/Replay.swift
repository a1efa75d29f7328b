import GRDB
import JSONText
import Returns

/// Sending again what was sent, given up, or never owed. A receiver knows a repetition by its id, and the place of
/// an event by `sequence`: what is asked for again goes in front of newer events that still wait, and after newer
/// ones that have gone.
extension Transaction {
    /// Sends a delivery again, now, with a whole schedule of attempts before it.
    /// - Returns: nil when there is no such delivery, otherwise its state before.
    /// - Throws: `Refusal` where its message was erased.
    package func retry(_ delivery: DeliveryID, at moment: Instant) throws -> String? {
        guard
            let old = try db.row(
                "SELECT id, state, endpoint, rma FROM deliveries WHERE public_id = ?", [delivery.text],
                { row in (id: row[0] as Int64, state: row[1] as String, lane: Lane(endpoint: row[2], rma: row[3])) })
        else { return nil }
        guard try !isErased(old.id) else {
            throw Refusal(
                found: "delivery \(delivery), of which the personal data was erased",
                expected: "a delivery that still has its message",
                remedy: "Nothing is left of it to send.")
        }
        switch old.state {
        case "waiting": break
        case "ready":
            try db.run("UPDATE deliveries SET due_at = ? WHERE id = ?", [moment.milliseconds, old.id])
            aftermath.endpoints.insert(old.lane.endpoint)
        default: try askAgain(old.id, old.lane, at: moment)
        }
        return old.state
    }

    /// Sends again what was given up for an endpoint, of events since a moment.
    /// - Returns: how many.
    package func retryGivenUp(_ endpoint: EndpointName, since: Instant, at moment: Instant) throws -> Int {
        try askAgain(endpoint, since: since, states: "('failed')", at: moment)
    }

    /// Sends every event since a moment that an endpoint listens to and never confirmed. Events that were never
    /// owed to it are told with the return as it stands now, and say so.
    /// - Returns: how many.
    package func replayMissing(
        _ endpoint: EndpointRecord, since: Instant, at moment: Instant, voice: Voice
    ) throws -> Int {
        var count = try askAgain(endpoint.name, since: since, states: "('failed', 'superseded')", at: moment)
        let missing = try db.rows(
            """
            SELECT e.sequence FROM events e LEFT JOIN rmas r ON r.id = e.rma
            WHERE e.at >= ? AND e.rma IS NOT NULL AND e.kind NOT LIKE 'record.%' AND (?2 IS NULL OR r.customer = ?2)
                AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.endpoint = ?3 AND d.event = e.sequence)
                AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.event = e.sequence AND m.payload = ?4)
            ORDER BY e.sequence LIMIT \(Self.replayMax)
            """, [since.milliseconds, endpoint.customer?.text, endpoint.name.text, Self.erasedMessage]
        ) { $0[0] as Int64 }
        for sequence in missing {
            guard let event = try snapshot.event(sequence), endpoint.wants(event.draft.kind),
                let rma = event.draft.rma, let stored = try snapshot.stored(id: rma),
                endpoint.customer == nil || !event.draft.isForStaff
            else { continue }
            let isNew = try owe(event, to: endpoint, inOrder: .block) { form in
                let commit = try snapshot.commit(of: event, rma: rma)
                let promises = try snapshot.events(of: rma).standingDays(after: commit.last ?? event)
                let words = voice.words(of: commit.map(\.draft), stored, promises: promises)
                let own = zip(commit, words).first { $0.0.sequence == event.sequence }?.1
                return EventPayload.text(
                    of: event, stored, voice.link, as: form, words: own, replayedAt: moment)
            }
            if isNew { count += 1 }
        }
        aftermath.endpoints.insert(endpoint.name.text)
        return count
    }

    /// Events that one request to replay brings back at the most; the next request goes on from there.
    package static let replayMax = 100_000

    private func askAgain(
        _ endpoint: EndpointName, since: Instant, states: String, at moment: Instant
    ) throws -> Int {
        let ended = try db.rows(
            """
            SELECT d.id, d.rma FROM deliveries d JOIN events e ON e.sequence = d.event
            WHERE d.endpoint = ? AND d.state IN \(states) AND e.at >= ? ORDER BY d.event LIMIT \(Self.replayMax)
            """, [endpoint.text, since.milliseconds]
        ) { row in (id: row[0] as Int64, lane: Lane(endpoint: endpoint.text, rma: row[1])) }
        var count = 0
        for one in ended where try !isErased(one.id) {
            try askAgain(one.id, one.lane, at: moment)
            count += 1
        }
        return count
    }

    /// Whether nothing is left of what a delivery would say.
    private func isErased(_ delivery: Int64) throws -> Bool {
        try db.row(
            """
            SELECT 1 FROM deliveries d JOIN messages m ON m.event = d.event AND m.form = d.form
            WHERE d.id = ? AND m.payload = ?
            """, [delivery, Self.erasedMessage]
        ) { _ in true } ?? false
    }

    private func askAgain(_ id: Int64, _ lane: Lane, at moment: Instant) throws {
        try stepBack(lane)
        try db.run(
            """
            UPDATE deliveries SET state = 'waiting', due_at = ?, ended_at = NULL, attempts_before = attempts
            WHERE id = ?
            """, [moment.milliseconds, id])
        try advance(lane, dueAt: moment)
    }
}
