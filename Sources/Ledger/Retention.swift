import GRDB
import Returns

/// Forgetting what has served: the attempts of deliveries that ended long ago. The delivery itself, with how often
/// it was tried and what came of it, stays.
extension Transaction {
    private static let prunedFact = "attempts_pruned_to"

    /// Removes attempts of deliveries that ended before a moment, a bounded number of deliveries at a time. Those
    /// that are still owed keep theirs.
    /// - Returns: whether there may be more to remove.
    package func pruneAttempts(endedBefore moment: Instant, batch: Int = 2_000) throws -> Bool {
        // Deliveries are numbered as they are owed, so the old ones stand in front.
        let start = try snapshot.fact(Self.prunedFact).flatMap { Int64($0) } ?? 0
        let group = try db.rows(
            "SELECT id, coalesce(ended_at, -1), created_at FROM deliveries WHERE id > ? ORDER BY id LIMIT ?",
            [start, batch]
        ) { row in (id: row[0] as Int64, endedAt: row[1] as Int64, createdAt: row[2] as Int64) }
        let old = group.prefix { $0.createdAt < moment.milliseconds }
        guard let last = old.last else { return false }
        // One that is still owed keeps its attempts, for good: there are few that old.
        for one in old where one.endedAt >= 0 && one.endedAt < moment.milliseconds {
            try db.run("DELETE FROM attempts WHERE delivery = ?", [one.id])
        }
        try set(Self.prunedFact, to: String(last.id))
        return old.count == batch
    }
}
