import GRDB
import Returns

/// Papers that are owed for a return: the label of one parcel and the instructions that go with it.
package struct OwedPaper: Sendable {
    package let id: Int64
    package let rma: CaseID
    /// The parcel within the return; nil where nothing is to be sent and only instructions are owed.
    package let shipment: Int?
    /// The unit whose tag it is.
    package let unit: Int?
    package let attempts: Int
}

extension Transaction {
    /// Owes a label with its instructions, or instructions alone.
    package func owePaper(rma: CaseID, shipment: Int?, at moment: Instant) throws {
        try db.run(
            """
            INSERT INTO papers (rma, shipment, state, attempts, due_at)
            VALUES (?, (SELECT id FROM shipments WHERE rma = ? AND number = ?), 'owed', 0, ?)
            """, [rma, rma, shipment, moment.milliseconds])
    }

    /// Owes the tag of a unit as a file.
    package func oweTag(rma: CaseID, unit: Int, at moment: Instant) throws {
        try db.run(
            "INSERT INTO papers (rma, unit, state, attempts, due_at) VALUES (?, ?, 'owed', 0, ?)",
            [rma, unit, moment.milliseconds])
    }

    /// - Parameter edition: which version and language of the instructions the customer got.
    package func paperMade(_ id: Int64, edition: String) throws {
        try db.run(
            "UPDATE papers SET state = 'made', attempts = attempts + 1, edition = ?, last_error = NULL WHERE id = ?",
            [edition, id])
    }

    package func paperFailed(_ id: Int64, error: String, retryAt: Instant?) throws {
        try db.run(
            "UPDATE papers SET state = ?, attempts = attempts + 1, due_at = ?, last_error = ? WHERE id = ?",
            [retryAt == nil ? "failed" : "owed", retryAt?.milliseconds ?? 0, error, id])
    }
}

extension Snapshot {
    package func owedPapers(at moment: Instant, limit: Int, besides inFlight: Set<Int64>) throws -> [OwedPaper] {
        try db.rows(
            """
            SELECT p.id, p.rma, s.number, p.unit, p.attempts FROM papers p LEFT JOIN shipments s ON s.id = p.shipment
            WHERE p.state = 'owed' AND p.due_at <= ? ORDER BY p.due_at, p.id LIMIT ?
            """, [moment.milliseconds, limit + inFlight.count]
        ) { OwedPaper(id: $0[0], rma: $0[1], shipment: $0[2], unit: $0[3], attempts: $0[4]) }
        .filter { !inFlight.contains($0.id) }
    }

    package func nextPaperDue() throws -> Instant? {
        try db.row("SELECT min(due_at) FROM papers WHERE state = 'owed'") { $0[0] as Int64? }
            .flatMap { $0 }.map { Instant(milliseconds: $0) }
    }
}
