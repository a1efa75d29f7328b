import Digests
import JSONText
import Returns

/// Whether workbench and photos are what their events say.
struct WorkbenchVerifier {
    let snapshot: Snapshot

    /// Place and finding of everything that is amiss; at most `limit`.
    func findings(limit: Int) throws -> [(place: String, found: String)] {
        var found: [(place: String, found: String)] = []
        try snapshot.db.each(
            """
            SELECT w.id, w.state, w.received_at, w.content, w.rma, w.ended_at, w.reason, e.subject, e.details
            FROM workbench w LEFT JOIN events e ON e.sequence = w.event
            """
        ) { row in
            guard found.count < limit else { return }
            let id: Int64 = row[0]
            let digest = WorkbenchRow(
                id: id, state: try row.axis(1, "workbench.state"), receivedAt: Instant(milliseconds: row[2]),
                content: try JSONValue(stored: row[3], "workbench.content"), rma: row[4],
                endedAt: (row[5] as Int64?).map { Instant(milliseconds: $0) }, reason: row[6]
            ).digest
            let details = try JSONValue(stored: row[8] as String? ?? "{}", "events.details")
            let number = WorkbenchNumber(id)
            if row[7] as String? != "workbench:\(number)" || details["digest"]?.string != digest.description {
                found.append(("\(number)", "its row is not what its newest event says"))
            }
        }
        let counts = try snapshot.db.row("SELECT count(*), coalesce(max(id), 0) FROM workbench") { row in
            (rows: row[0] as Int, newest: row[1] as Int)
        }
        if let counts, counts.rows != counts.newest {
            found.append(("workbench", "\(counts.rows) rows, the newest is number \(counts.newest)"))
        }
        return try found + photoFindings(limit: limit)
    }

    /// Each event lists its photos in order; the rows must say the same.
    private func photoFindings(limit: Int) throws -> [(place: String, found: String)] {
        var found: [(place: String, found: String)] = []
        try snapshot.db.each(
            """
            SELECT e.sequence, e.details, (SELECT group_concat(lower(hex(p.digest)), ' ') FROM
                (SELECT digest FROM dock_photos WHERE event = e.sequence ORDER BY number) p)
            FROM events e WHERE e.details LIKE '%"photos"%'
                AND (e.axis IN (?1, ?2) OR e.kind = 'record.workbench_opened')
            """, [ReturnCase.dockAxis, Change.judgementAxis]
        ) { row in
            guard found.count < limit else { return }
            let told = try JSONValue(stored: row[1], "events.details")["photos"]?.strings ?? []
            if told.joined(separator: " ") != row[2] as String? ?? "" {
                found.append(("event \(row[0] as Int64)", "its photos are not those that are on record"))
            }
        }
        let stray =
            try snapshot.db.row(
                "SELECT count(*) FROM dock_photos p LEFT JOIN events e ON e.sequence = p.event WHERE e.details "
                    + "NOT LIKE '%' || lower(hex(p.digest)) || '%'"
            ) { $0[0] as Int } ?? 0
        if stray > 0 { found.append(("photos", "\(stray) rows that no event tells of")) }
        return found
    }
}
