/// Whether rows that no event vouches for can still be read as what they are: orders, customers, documents, messages.
///
/// A change that leaves such a row readable, another digit in a price, is noticed by nobody here: events, returns and
/// originals have digests, these rows have none.
struct RowVerifier {
    let snapshot: Snapshot

    /// Everything that cannot be read; at most `limit`.
    func findings(limit: Int) throws -> [VerificationFinding] {
        var found: [VerificationFinding] = []
        for (kind, remedy, query) in Self.checks where found.count < limit {
            let names = try snapshot.db.rows("\(query) LIMIT ?", [limit - found.count]) { $0[0] as String }
            found += names.map {
                VerificationFinding(
                    place: "\(kind) \($0)", found: "its row cannot be read",
                    meaning: "The row was altered outside rmad, or the disk lost it. \(remedy)")
            }
        }
        return found
    }

    private static let backup = "Restore the newest backup; the documents since lie in the spool's archive."

    /// Of what, what to do, and the names of those that cannot be read.
    private static let checks = [
        (
            "order", "Drop the order again, as the shop tells it: that replaces the row.",
            """
            SELECT number FROM orders WHERE NOT json_valid(lines) OR NOT json_valid(amounts) OR iif(json_valid(lines),
                (SELECT count(*) FROM json_each(lines) l
                 WHERE l.value ->> '$.sku' IS NULL OR l.value ->> '$.quantity' IS NULL), 0) > 0
            """
        ),
        (
            "customer", "Drop the customer again, as the shop tells it: that replaces the row.",
            "SELECT number FROM customers WHERE NOT json_valid(profile)"
        ),
        (
            "document", backup,
            """
            SELECT CAST(id AS TEXT) FROM documents WHERE NOT json_valid(ifnull(receipt, '{}'))
                OR outcome NOT IN (\(DocumentOutcome.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")))
            """
        ),
        (
            "message of event", backup,
            "SELECT CAST(event AS TEXT) FROM messages WHERE NOT json_valid(CAST(payload AS TEXT))"
        ),
    ]
}
