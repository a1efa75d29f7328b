/// Whether rows that no event vouches for are what was written, and can be read as what they are: orders, customers,
/// documents, messages.
struct RowVerifier {
    let snapshot: Snapshot

    /// Every row that is not; at most `limit`.
    func findings(limit: Int) throws -> [VerificationFinding] {
        var found: [VerificationFinding] = []
        for table in SealedTable.allCases where found.count < limit {
            let check = Self.check(of: table)
            found += try snapshot.db.rows(
                """
                SELECT CAST(\(check.name) AS TEXT), \(check.unreadable) AS unreadable FROM \(table.rawValue)
                WHERE seal IS NOT \(table.seal()) OR unreadable LIMIT ?
                """, [limit - found.count]
            ) { row in
                VerificationFinding(
                    place: "\(check.kind) \(row[0] as String)",
                    found: row[1] as Int == 0 ? "its row is not what was written" : "its row cannot be read",
                    meaning: "The row was altered outside rmad, or by the disk. \(check.remedy)")
            }
        }
        return found
    }

    /// What rows of a table are called and named by, how SQL tells one that cannot be read, and what to do about one.
    private static func check(
        of table: SealedTable
    ) -> (kind: String, name: String, unreadable: String, remedy: String) {
        switch table {
        case .orders:
            (
                "order", "number",
                """
                NOT json_valid(lines) OR NOT json_valid(amounts) OR iif(json_valid(lines), (SELECT count(*)
                    FROM json_each(lines) l WHERE l.value ->> '$.sku' IS NULL OR l.value ->> '$.quantity' IS NULL), 0) > 0
                """,
                "Drop the order again, as the shop tells it: that replaces the row."
            )
        case .customers:
            (
                "customer", "number", "NOT json_valid(profile)",
                "Drop the customer again, as the shop tells it: that replaces the row."
            )
        case .documents:
            (
                "document", "id",
                """
                NOT json_valid(ifnull(receipt, '{}'))
                    OR outcome NOT IN (\(DocumentOutcome.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")))
                """, backup
            )
        case .messages: ("message of event", "event", "NOT json_valid(CAST(payload AS TEXT))", backup)
        }
    }

    private static let backup = "Restore the newest backup; the documents since lie in the spool's archive."
}
