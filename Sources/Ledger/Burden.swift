import GRDB
import Returns

/// What we owe and have not performed yet, each counted no further than to its bound.
package struct Burden: Sendable, Equatable {
    /// Deliveries to endpoints that take them: what a disabled one is owed waits for a person, and what one is owed
    /// that has taken nothing for long waits for it. Neither is a reason to take no returns in.
    package var deliveries = 0
    package var papers = 0
    package var exports = 0

    package init() {}
}

extension Snapshot {
    /// Counts what is owed; a count that reaches its bound ends there, so that a look stays cheap.
    /// - Parameter patience: endpoints of which no attempt has succeeded since then are left out.
    package func burden(upTo bound: Burden, failingSince patience: Instant) throws -> Burden {
        var burden = Burden()
        burden.deliveries = try counted(
            """
            deliveries WHERE state IN ('ready', 'waiting')
                AND endpoint IN (SELECT name FROM endpoints WHERE state = 'enabled'
                    AND coalesce(failing_since > \(patience.milliseconds), 1))
            """, upTo: bound.deliveries)
        burden.papers = try counted("papers WHERE state = 'owed'", upTo: bound.papers)
        burden.exports = try counted("exports WHERE state = 'owed'", upTo: bound.exports)
        return burden
    }

    private func counted(_ rows: String, upTo bound: Int) throws -> Int {
        try db.row("SELECT count(*) FROM (SELECT 1 FROM \(rows) LIMIT ?)", [bound]) { $0[0] } ?? 0
    }
}
