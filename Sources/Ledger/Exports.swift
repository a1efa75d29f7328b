import GRDB
import Returns

/// A file for the shop or the ERP that is owed: one resolution order, as it was at one of its attempts, or, behind the
/// last, that it was taken back.
package struct OwedExport: Sendable {
    package let id: Int64
    package let rma: CaseID
    package let resolution: Int
    package let attempt: Int
    /// How often writing it failed.
    package let tries: Int
    /// When it was owed: the moment that the file bears.
    package let owedAt: Instant
}

extension Transaction {
    /// Owes the file of a resolution order, once for each of its attempts.
    package func oweExport(of order: ResolutionOrder, rma: CaseID, at moment: Instant, dueAt: Instant) throws {
        try db.run(
            """
            INSERT INTO exports (rma, resolution, attempt, state, tries, owed_at, due_at)
            VALUES (?, ?, ?, 'owed', 0, ?, ?) ON CONFLICT DO NOTHING
            """, [rma, order.number, order.attempt, moment.milliseconds, dueAt.milliseconds])
    }

    /// Owes the file that says that an order was taken back, once, where a file of the order is with the shop, or may
    /// be: it stands behind the order's last attempt.
    package func oweWithdrawal(of order: ResolutionOrder, rma: CaseID, at moment: Instant) throws {
        try db.run(
            """
            INSERT INTO exports (rma, resolution, attempt, state, tries, owed_at, due_at)
            SELECT ?1, ?2, ?3, 'owed', 0, ?4, ?4
            WHERE EXISTS (SELECT 1 FROM exports WHERE rma = ?1 AND resolution = ?2 AND state <> 'needless')
            ON CONFLICT DO NOTHING
            """, [rma, order.number, order.attemptOfWithdrawal, moment.milliseconds])
    }

    package func exportMade(_ id: Int64, at moment: Instant) throws {
        try db.run(
            "UPDATE exports SET state = 'made', made_at = ?, last_error = NULL WHERE id = ?",
            [moment.milliseconds, id])
    }

    /// Nothing is to be written any more: the order was withdrawn or settled meanwhile.
    package func exportNeedless(_ id: Int64) throws {
        try db.run("UPDATE exports SET state = 'needless' WHERE id = ?", [id])
    }

    /// - Parameter retryAt: nil: it is given up until somebody asks for the order anew.
    package func exportFailed(_ id: Int64, error: String, retryAt: Instant?) throws {
        try db.run(
            "UPDATE exports SET state = ?, tries = tries + 1, due_at = ?, last_error = ? WHERE id = ?",
            [retryAt == nil ? "failed" : "owed", retryAt?.milliseconds ?? 0, error, id])
    }
}

extension Snapshot {
    package func owedExports(at moment: Instant, limit: Int) throws -> [OwedExport] {
        try db.rows(
            """
            SELECT id, rma, resolution, attempt, tries, owed_at FROM exports
            WHERE state = 'owed' AND due_at <= ? ORDER BY due_at, id LIMIT ?
            """, [moment.milliseconds, limit]
        ) {
            OwedExport(
                id: $0[0], rma: $0[1], resolution: $0[2], attempt: $0[3], tries: $0[4],
                owedAt: Instant(milliseconds: $0[5]))
        }
    }

    package func nextExportDue() throws -> Instant? {
        try db.row("SELECT min(due_at) FROM exports WHERE state = 'owed'") { $0[0] as Int64? }
            .flatMap { $0 }.map { Instant(milliseconds: $0) }
    }
}

extension ResolutionOrder {
    /// Under which attempt the file is owed that says that it was taken back: no other comes behind it.
    package var attemptOfWithdrawal: Int { attempt + 1 }
}
