import Digests
import GRDB
import JSONText
import Returns

/// Whose personal data an erasure means, and by which texts it is recognised wherever it stands.
package struct ErasureScope: Sendable {
    package internal(set) var cases: [StoredCase] = []
    /// The shop's numbers of the customer.
    package internal(set) var numbers: Set<String> = []
    /// In lower case.
    package internal(set) var emails: Set<String> = []
    /// Names, addresses, numbers of telephones: what is nobody's but theirs.
    package internal(set) var texts: Set<String> = []

    package var isEmpty: Bool { cases.isEmpty && numbers.isEmpty }
    package var open: [RMANumber] { cases.filter { !$0.case.state.isOver }.map(\.case.number) }

    /// Texts that are too short are too many people's.
    private static let lettersMin = 4

    mutating func take(_ customer: Customer) {
        for text in [customer.name, customer.company, customer.email, customer.phone] { take(text) }
        for line in customer.address?.lines ?? [] { take(line) }
        if let email = customer.email { emails.insert(email.lowercased()) }
    }

    mutating func take(_ text: String?) {
        guard let text = text.map({ String($0.trimmingWhitespace()) }), text.count >= Self.lettersMin else { return }
        texts.insert(text)
    }

    /// Whether a text holds something of the person.
    package func touches(_ text: String) -> Bool {
        let folded = text.lowercased()
        return foldedTexts.contains { folded.contains($0) }
    }

    /// What names their returns and goods, beside what names them.
    package var references: Set<String> {
        var found = Set(numbers)
        for stored in cases {
            found.insert(stored.case.number.text)
            if let reference = stored.request["reference"]?.string { found.insert(reference) }
            for shipment in stored.case.shipments {
                found.insert(shipment.code.text)
                if let tracking = shipment.tracking { found.insert(tracking.text) }
            }
        }
        return found.filter { $0.count >= Self.lettersMin }
    }

    private var foldedTexts: [String] { texts.map { $0.lowercased() } }

    /// Free of what is theirs: texts with it become `gone`.
    func scrubbed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer: value
        case .string(let text): touches(text) ? .string(Self.gone) : value
        case .array(let elements): .array(elements.map(scrubbed))
        case .object(let members):
            .object(members.map { JSONValue.Member($0.key, scrubbed($0.value)) })
        }
    }

    package static let gone = "(erased)"
}

extension RMAState {
    /// Nothing more is expected to happen.
    package var isOver: Bool {
        switch self {
        case .requested, .underReview, .infoNeeded, .approved: false
        case .declined, .cancelled, .expired, .closed: true
        }
    }
}

extension Snapshot {
    /// Everything of a customer: by number, the returns with it and those without any that have the same e-mail
    /// address; by e-mail address, the numbers that have it, too.
    package func erasureScope(customer: CustomerNumber?, email: String?, returns: [CaseID]) throws -> ErasureScope {
        var scope = ErasureScope()
        if let customer { scope.numbers.insert(customer.text) }
        if let email {
            scope.emails.insert(email.lowercased())
            scope.take(email)
            scope.numbers.formUnion(
                try db.rows(
                    """
                    SELECT number FROM customers WHERE lower(profile ->> '$.email') = ?1
                    UNION SELECT customer FROM rmas WHERE customer IS NOT NULL AND lower(contact ->> '$.email') = ?1
                    """, [email.lowercased()]
                ) { $0[0] as String })
        }
        var ids = Set(returns)
        for number in scope.numbers.sorted() {
            if let profile = try self.customer(CustomerNumber(trusted: number)) { scope.take(profile) }
            ids.formUnion(try db.rows("SELECT id FROM rmas WHERE customer = ?", [number]) { $0[0] as CaseID })
        }
        for id in ids { if let stored = try stored(id: id) { scope.take(stored.customer) } }
        if customer != nil || email != nil {
            for email in scope.emails.sorted() {
                ids.formUnion(
                    try db.rows(
                        "SELECT id FROM rmas WHERE customer IS NULL AND lower(contact ->> '$.email') = ?", [email]
                    ) { $0[0] as CaseID })
            }
            scope.numbers = try scope.numbers.filter { try isKnown(customer: $0) }
        }
        for id in ids.sorted() {
            guard let stored = try stored(id: id), try !isErased(id) else { continue }
            scope.take(stored.customer)
            scope.cases.append(stored)
        }
        return scope
    }

    private func isKnown(customer number: String) throws -> Bool {
        try db.row(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM customers WHERE number = ?1)
                OR EXISTS (SELECT 1 FROM rmas WHERE customer = ?1)
                OR EXISTS (SELECT 1 FROM orders WHERE customer = ?1)
                OR EXISTS (SELECT 1 FROM goodwill WHERE customer = ?1)
                OR EXISTS (SELECT 1 FROM customer_care WHERE customer = ?1)
            """, [number]
        ) { _ in true } ?? false
    }

    /// A return whose contact was erased says so.
    package func isErased(_ rma: CaseID) throws -> Bool {
        try db.row("SELECT coalesce(contact ->> '$.erased', 0) FROM rmas WHERE id = ?", [rma]) { $0[0] as Int == 1 }
            ?? false
    }

    /// Returns that ended before a moment and still hold personal data.
    package func casesToErase(endedBefore moment: Instant, after last: CaseID, limit: Int) throws -> [CaseID] {
        try db.rows(
            """
            SELECT id FROM rmas WHERE id > ? AND state IN ('declined', 'cancelled', 'expired', 'closed')
                AND changed_at < ? AND contact ->> '$.erased' IS NULL ORDER BY id LIMIT ?
            """, [last, moment.milliseconds, limit]
        ) { $0[0] }
    }

    /// The documents that told of somebody's returns, orders and profile; and those that were rejected and name them.
    package func documents(of scope: ErasureScope) throws -> [DocumentRecord] {
        var ids: Set<DocumentID> = []
        let collect = { (rows: [DocumentID]) in ids.formUnion(rows) }
        for stored in scope.cases {
            ids.insert(stored.document)
            collect(try db.rows("SELECT document FROM records WHERE rma = ?", [stored.id]) { $0[0] })
            collect(
                try db.rows("SELECT DISTINCT document FROM events WHERE rma = ? AND document IS NOT NULL", [stored.id])
                {
                    $0[0]
                })
            collect(
                try db.rows("SELECT document FROM workbench WHERE rma = ?", [stored.id]) { $0[0] })
            collect(
                try db.rows(
                    """
                    SELECT DISTINCT t.document FROM tracking_events t JOIN shipments s ON s.id = t.shipment
                    WHERE s.rma = ?
                    """, [stored.id]
                ) { $0[0] })
        }
        for number in scope.numbers {
            collect(
                try db.rows(
                    """
                    SELECT DISTINCT document FROM events WHERE document IS NOT NULL AND (subject = 'customer:' || ?1
                        OR subject IN (SELECT 'order:' || number FROM orders WHERE customer = ?1))
                    """, [number]
                ) { $0[0] })
        }
        // Whatever was refused quotes what it refused.
        for text in scope.texts.sorted() {
            collect(
                try db.rows(
                    """
                    SELECT id FROM documents WHERE instr(lower(coalesce(reason, '')), ?1) > 0
                        OR instr(lower(name), ?1) > 0 OR instr(lower(coalesce(given_back, '')), ?1) > 0
                    """, [text.lowercased()]
                ) { $0[0] })
        }
        return try ids.sorted().compactMap { try document($0) }
    }

    /// The record numbers of a document that are of returns, by their keys.
    package func records(of document: DocumentID, in cases: [CaseID]) throws -> Set<Int> {
        let wanted = Set(cases)
        let rows = try db.rows("SELECT number, rma FROM records WHERE document = ?", [document]) { row in
            (number: row[0] as Int, rma: row[1] as CaseID?)
        }
        return Set(rows.filter { $0.rma.map(wanted.contains) ?? false }.map(\.number))
    }
}
