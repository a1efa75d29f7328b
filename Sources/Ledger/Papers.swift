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

/// How the papers of one parcel stand.
package struct PaperStanding: Sendable {
    package enum State: Sendable, Equatable {
        case owed(attempts: Int)
        /// - edition: which version of policy and words the customer got, the language in front of its last part:
        ///   `2026-11 europe ja-5f0c41b2a9d3`.
        case made(edition: String)
        /// Given up.
        case failed(reason: String)
    }

    /// The parcel within the return; nil: instructions alone.
    package let shipment: Int?
    /// The unit whose tag it is.
    package let unit: Int?
    package let state: State

    /// The language in which the customer got the instructions.
    package var language: Language? {
        guard case .made(let edition) = state, let last = edition.split(separator: " ").last,
            let end = last.firstIndex(of: "-")
        else { return nil }
        return Language(rawValue: String(last[..<end]))
    }
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
    /// The papers of a return in the order in which they were owed.
    package func papers(of rma: CaseID) throws -> [PaperStanding] {
        try db.rows(
            """
            SELECT s.number, p.state, p.attempts, p.edition, p.last_error, p.unit
            FROM papers p LEFT JOIN shipments s ON s.id = p.shipment WHERE p.rma = ? ORDER BY p.id LIMIT 10000
            """, [rma]
        ) { row in
            let state: PaperStanding.State =
                switch row[1] as String {
                case "made": .made(edition: row[3] ?? "")
                case "failed": .failed(reason: row[4] ?? "")
                case _: .owed(attempts: row[2])
                }
            return PaperStanding(shipment: row[0], unit: row[5], state: state)
        }
    }

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
