import GRDB
import Returns

extension Snapshot {
    /// How many promises are at risk now, and how many were broken since a moment, each by an index of its own.
    /// - Parameter max: counted so far at most.
    package func promiseCounts(since: Instant, max: Int) throws -> (atRisk: Int, broken: Int) {
        let atRisk = try db.row(Self.countAtRisk, [max]) { $0[0] as Int } ?? 0
        let broken = try db.row(Self.countBroken, [since.milliseconds, max]) { $0[0] as Int } ?? 0
        return (atRisk, broken)
    }

    private static let countAtRisk = """
        SELECT count(*) FROM (SELECT 1 FROM promises INDEXED BY promises_at_risk WHERE state = 'at_risk' LIMIT ?)
        """
    private static let countBroken = """
        SELECT count(*) FROM (SELECT 1 FROM promises INDEXED BY promises_broken
            WHERE state = 'broken' AND ended_at >= ? LIMIT ?)
        """

    #if DEBUG
        /// For tests: how SQLite goes about counting them.
        package func plansOfPromiseCounts() throws -> [String] {
            try db.rows("EXPLAIN QUERY PLAN \(Self.countAtRisk)", [1]) { $0[3] }
                + db.rows("EXPLAIN QUERY PLAN \(Self.countBroken)", [0, 1]) { $0[3] }
        }
    #endif
}
