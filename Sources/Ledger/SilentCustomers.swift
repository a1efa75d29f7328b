import GRDB
import Returns

/// Customers of whom nothing is left but who they are: their returns were erased, and nothing came since.
extension Snapshot {
    /// Neither a return, nor an order or goodwill since a moment, nor care that goes on.
    private static let isSilent = """
        c.changed_at < ?1 AND c.profile ->> '$.\(Transaction.erasedReturns)' IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM rmas r WHERE r.customer = c.number)
            AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.number AND o.changed_at >= ?1)
            AND NOT EXISTS (SELECT 1 FROM goodwill g WHERE g.customer = c.number AND g.at >= ?1)
            AND NOT EXISTS (SELECT 1 FROM customer_care k WHERE k.customer = c.number AND k.ended_at IS NULL
                AND k.until_on >= ?2)
        """

    /// In the order of their numbers.
    package func customersToErase(
        silentSince moment: Instant, after last: CustomerNumber?, limit: Int
    ) throws -> [CustomerNumber] {
        try db.rows(
            "SELECT c.number FROM customers c WHERE c.number > ?3 AND \(Self.isSilent) ORDER BY c.number LIMIT ?4",
            [moment.milliseconds, moment.date.dayNumber, last?.text ?? "", limit]
        ) { CustomerNumber(trusted: $0[0]) }
    }

    package func isSilent(_ customer: CustomerNumber, since moment: Instant) throws -> Bool {
        try db.row(
            "SELECT 1 FROM customers c WHERE c.number = ?3 AND \(Self.isSilent)",
            [moment.milliseconds, moment.date.dayNumber, customer.text]
        ) { _ in true } ?? false
    }
}

extension Transaction {
    /// In what is known of a customer: returns of theirs were erased. Who never had one is not looked at.
    static let erasedReturns = "returns_erased"

    func markForErasing(_ customer: CustomerNumber) throws {
        try db.run(
            "UPDATE customers SET profile = json_set(profile, '$.\(Self.erasedReturns)', 1) WHERE number = ?",
            [customer.text])
        try seal(.customers, where: "number = ?", [customer.text])
    }
}
