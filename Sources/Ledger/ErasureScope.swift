import Digests
import GRDB
import JSONText
import Returns

/// Whose personal data an erasure means, and by what it is recognised.
///
/// What belongs to the person is found by its identity: returns, and the customer's number and e-mail address. In what
/// is known to be theirs every text of theirs goes, `touches`. What the ledger knows nobody of is judged by `person`.
package struct ErasureScope: Sendable {
    package internal(set) var cases: [StoredCase] = []
    /// The shop's numbers of the customer.
    package internal(set) var numbers: Set<String> = []
    /// In lower case.
    package internal(set) var emails: Set<String> = []
    /// Orders of the customer.
    package internal(set) var orders: Set<String> = []
    /// Names, addresses, numbers of telephones, as they stand in what is theirs.
    package internal(set) var texts: Set<String> = []
    /// The words of names: in what is theirs a surname alone is enough.
    package internal(set) var words: Set<String> = []
    /// Digits, by which a telephone is found however it is written.
    package internal(set) var phones: Set<String> = []
    package internal(set) var person = PersonTexts()
    /// Others who have one of these texts, too: numbers of customers and returns.
    package internal(set) var namesakes: [String] = []
    /// Parcels on the workbench that became theirs, or bear their name.
    package internal(set) var parcels: [Int64] = []
    /// Returns that may be theirs or somebody else's: they stay.
    package internal(set) var undecided: [String] = []

    package var isEmpty: Bool { cases.isEmpty && numbers.isEmpty }
    package var open: [RMANumber] { cases.filter { !$0.case.state.isOver }.map(\.case.number) }

    /// Shorter texts stand in many words.
    private static let lettersMin = 4

    mutating func take(_ customer: Customer) {
        for text in [customer.name, customer.company, customer.email, customer.phone] { take(text) }
        for line in customer.address?.lines ?? [] { take(line) }
        if let email = customer.email { emails.insert(email.lowercased()) }
        let name = PersonTexts.words((customer.name ?? customer.company ?? "").lowercased())
        words.formUnion(name.filter { $0.count >= Self.lettersMin }.map(String.init))
        if let phone = customer.phone.flatMap(PersonTexts.phone) { phones.insert(phone) }
        person.take(customer)
    }

    mutating func take(_ text: String?) {
        guard let text = text.map({ String($0.trimmingWhitespace()) }), !text.isEmpty else { return }
        texts.insert(text)
    }

    /// Whether a text that stands in something of theirs holds a text of theirs: anywhere, or as a word where it is
    /// short or a part of a name. Letters are compared whatever their case and however they are composed.
    package func touches(_ text: String) -> Bool {
        let folded = text.lowercased()
        let said = PersonTexts.words(folded)
        if said.contains(where: { words.contains(String($0)) }) { return true }
        if !phones.isEmpty,
            PersonTexts.phones(in: text).contains(where: { run in phones.contains { PersonTexts.isSame($0, run) } })
        {
            return true
        }
        return texts.contains { needle in
            let needle = needle.lowercased()
            return needle.count < Self.lettersMin
                ? PersonTexts.holds(said, PersonTexts.words(needle)) : folded.contains(needle)
        }
    }

    /// A state, a day, an amount, a code: no words, and nothing of the person.
    func isCode(_ text: String) -> Bool {
        text.utf8.count <= 64 && !touches(text)
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"),
                    UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "+"):
                    true
                case _: false
                }
            }
    }

    /// A number in a field that people fill freely: one word of theirs would be a code, too.
    func isNumber(_ text: String) -> Bool {
        isCode(text) && text.contains { $0.isNumber } && text.count { $0.isLetter } <= text.count { $0.isNumber }
    }

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

extension ErasureScope {
    fileprivate mutating func share(with customer: Customer, called name: String, isSilent: Bool) {
        let before = person
        person.share(with: customer, isSilent: isSilent)
        if person != before, !namesakes.contains(name) { namesakes.append(name) }
    }
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
    /// Everything of customers: by number, the returns with it and those without any that have the same e-mail
    /// address; by e-mail address, the numbers that have it, and those that are it.
    package func erasureScope(
        customers: [CustomerNumber] = [], emails: [String] = [], returns: [CaseID] = []
    ) throws -> ErasureScope {
        var scope = ErasureScope()
        scope.numbers = Set(customers.map(\.text))
        let called = emails.isEmpty ? [] : try customersCalledByAddress().map(\.text)
        for email in emails.map({ $0.lowercased() }) {
            scope.emails.insert(email)
            scope.take(email)
            scope.person.take(email: email)
            scope.numbers.formUnion(called.filter { $0.lowercased() == email })
            scope.numbers.formUnion(
                try db.rows(
                    """
                    SELECT number FROM customers WHERE lower(profile ->> '$.email') = ?1
                    UNION SELECT customer FROM rmas WHERE customer IS NOT NULL AND lower(contact ->> '$.email') = ?1
                    """, [email]
                ) { $0[0] as String })
        }
        let isAsked = !customers.isEmpty || !emails.isEmpty
        var ids = Set(returns)
        for number in scope.numbers.sorted() {
            if let profile = try self.customer(CustomerNumber(trusted: number)) { scope.take(profile) }
            ids.formUnion(try db.rows("SELECT id FROM rmas WHERE customer = ?", [number]) { $0[0] as CaseID })
        }
        if isAsked { ids.formUnion(try returnsErased(of: scope.numbers.union(customers.map(\.text)))) }
        for id in ids { if let stored = try stored(id: id) { scope.take(stored.customer) } }
        if isAsked {
            let asked = Set(emails.map { $0.lowercased() })
            for email in scope.emails.sorted() {
                let found = try db.rows(
                    "SELECT id, number FROM rmas WHERE customer IS NULL AND lower(contact ->> '$.email') = ?", [email]
                ) { row in (id: row[0] as CaseID, number: row[1] as String) }.filter { !ids.contains($0.id) }
                if found.isEmpty { continue }
                if try asked.contains(email) || !hasOtherOwners(email, beside: scope.numbers) {
                    ids.formUnion(found.map(\.id))
                } else {
                    scope.undecided += found.map { "\($0.number), by an e-mail address that others have, too" }
                }
            }
            scope.numbers = try scope.numbers.filter { try isKnown(customer: $0) }
        }
        for id in ids.sorted() {
            guard let stored = try stored(id: id), try !isErased(id) || isWrittenOf(id) else { continue }
            scope.take(stored.customer)
            scope.person.take(number: stored.case.number.text)
            for shipment in stored.case.shipments {
                scope.person.take(number: shipment.code.text)
                scope.person.take(number: shipment.tracking?.text)
            }
            scope.cases.append(stored)
        }
        for number in scope.numbers.union(customers.map(\.text)) {
            scope.person.take(number: number)
            scope.orders.formUnion(
                try db.rows("SELECT number FROM orders WHERE customer = ?", [number]) { $0[0] as String })
        }
        if !isAsked { scope.person.forgetLines() }
        try findNamesakes(&scope, isAsked: isAsked)
        scope.parcels = try workbench(of: scope)
        return scope
    }

    /// Whether customers of other numbers have an e-mail address, too.
    private func hasOtherOwners(_ email: String, beside numbers: Set<String>) throws -> Bool {
        try db.rows(
            """
            SELECT number FROM customers WHERE lower(profile ->> '$.email') = ?1
            UNION SELECT customer FROM rmas WHERE customer IS NOT NULL AND lower(contact ->> '$.email') = ?1
            """, [email]
        ) { $0[0] as String }.contains { !numbers.contains($0) }
    }

    /// Takes what others have, too, out of what decides. A customer of whom only some returns are meant is another.
    private func findNamesakes(_ scope: inout ErasureScope, isAsked: Bool) throws {
        let cases = Set(scope.cases.map(\.id))
        for stored in try returns(like: scope.person)
        where !cases.contains(stored.id) && !(stored.customer.number.map { scope.numbers.contains($0.text) } ?? false) {
            scope.share(with: stored.customer, called: stored.case.number.text, isSilent: !isAsked)
        }
        for (number, customer) in try profiles(like: scope.person) where !scope.numbers.contains(number) {
            scope.share(with: customer, called: number, isSilent: !isAsked)
        }
    }

    /// Returns of which a name, an e-mail address or a telephone may be like one of a person's, by the search's words.
    private func returns(like person: PersonTexts) throws -> [StoredCase] {
        var ids: Set<CaseID> = []
        let exact =
            person.emails.map(SearchTerms.compact)
            + person.phones.flatMap { phone in
                [phone, String(phone.suffix(9)), String(phone.suffix(7))]
            }
        for term in exact {
            ids.formUnion(
                try db.rows("SELECT rma FROM search_terms WHERE term = ? LIMIT \(Self.likeMax)", [term]) { $0[0] })
        }
        for name in person.names {
            let words = SearchTerms.words(name).sorted { $0.count > $1.count }
            guard let longest = words.first else { continue }
            ids.formUnion(
                try db.rows(
                    """
                    SELECT rma FROM search_terms t WHERE term = ?1
                        AND EXISTS (SELECT 1 FROM search_terms o WHERE o.term = ?2 AND o.rma = t.rma)
                    LIMIT \(Self.likeMax)
                    """, [longest, words.dropFirst().first ?? longest]
                ) { $0[0] })
        }
        return try ids.sorted().compactMap { try isErased($0) ? nil : stored(id: $0) }
    }

    /// Profiles of customers with the same e-mail address, name or, by its end, telephone.
    private func profiles(like person: PersonTexts) throws -> [(number: String, customer: Customer)] {
        guard !person.names.isEmpty || !person.emails.isEmpty || !person.phones.isEmpty else { return [] }
        var found: [(String, Customer)] = []
        try db.each("SELECT number, profile ->> '$.name', profile ->> '$.email', profile ->> '$.phone' FROM customers")
        {
            row in
            let customer = Customer(name: row[1], email: row[2], phone: row[3])
            if person.isLike(customer) { found.append((row[0], customer)) }
        }
        return found
    }

    /// So many returns are looked at for one name.
    private static var likeMax: Int { 1_000 }

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

    /// Whether people wrote something of a return that no erasure has taken: since, or what an older one let stand.
    private func isWrittenOf(_ rma: CaseID) throws -> Bool {
        try db.rows(
            "SELECT DISTINCT actor FROM events WHERE rma = ? AND erased_by IS NULL AND reason IS NOT NULL", [rma]
        ) { $0[0] as String }.contains { !EventDraft.ownActors.contains($0) }
    }

    /// Returns that customers had before they were erased, by what is kept of each wish.
    private func returnsErased(of customers: Set<String>) throws -> [CaseID] {
        var found: Set<String> = []
        try db.each(
            """
            SELECT o.bytes FROM events e JOIN documents d ON d.id = e.document JOIN originals o ON o.digest = d.digest
            WHERE e.kind = ? AND json_valid(CAST(o.bytes AS TEXT))
            """, [Transaction.erasureKind]
        ) { row in
            let wish = try JSONValue(stored: String(decoding: row.bytes(0), as: UTF8.self), "originals.bytes")
            guard !customers.isDisjoint(with: wish["customers"]?.strings ?? []) else { return }
            found.formUnion(wish["returns"]?.strings ?? [])
        }
        return try found.compactMap { try stored(RMANumber(trusted: $0))?.id }
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

    /// The record numbers of a document that are of returns, by their keys.
    package func records(of document: DocumentID, in cases: [CaseID]) throws -> Set<Int> {
        let wanted = Set(cases)
        let rows = try db.rows("SELECT number, rma FROM records WHERE document = ?", [document]) { row in
            (number: row[0] as Int, rma: row[1] as CaseID?)
        }
        return Set(rows.filter { $0.rma.map(wanted.contains) ?? false }.map(\.number))
    }

    /// Parcels on the workbench that became theirs, and those that bear their name.
    private func workbench(of scope: ErasureScope) throws -> [Int64] {
        let cases = Set(scope.cases.map(\.id))
        return try db.rows("SELECT id, rma, content FROM workbench ORDER BY id") { row in
            (id: row[0] as Int64, rma: row[1] as CaseID?, content: row[2] as String)
        }.filter { item in
            if let rma = item.rma { return cases.contains(rma) }
            return scope.person.verdict(on: try JSONValue(stored: item.content, "workbench.content")) == .theirs
        }.map(\.id)
    }

    /// Whose things a document told of.
    package func tellings(of document: DocumentID, _ scope: ErasureScope) throws -> (theirs: Bool, others: Bool) {
        let cases = Set(scope.cases.map(\.id))
        let subjects = scope.subjects
        let told = try db.rows("SELECT DISTINCT rma, subject FROM events WHERE document = ?", [document]) { row in
            (rma: row[0] as CaseID?, subject: row[1] as String)
        }.compactMap { owner -> Bool? in
            // Of whom an earlier erasure took all, nothing is there to be spared.
            guard let rma = owner.rma else {
                return owner.subject == "customer:\(ErasureScope.gone)" ? nil : subjects.contains(owner.subject)
            }
            return try cases.contains(rma) ? true : isErased(rma) ? nil : false
        }
        return (told.contains(true) || scope.cases.contains { $0.document == document }, told.contains(false))
    }

    /// Every e-mail address on record, in lower case.
    package func emails() throws -> [String] {
        try db.rows(
            """
            SELECT lower(profile ->> '$.email') AS email FROM customers WHERE email IS NOT NULL
            UNION SELECT lower(contact ->> '$.email') AS email FROM rmas WHERE email IS NOT NULL
            """
        ) { $0[0] }
    }

    /// Every number of a customer that is an e-mail address.
    package func customersCalledByAddress() throws -> [CustomerNumber] {
        try db.rows(
            """
            SELECT number FROM customers WHERE instr(number, '@') > 0
            UNION SELECT customer FROM rmas WHERE instr(customer, '@') > 0
            UNION SELECT customer FROM orders WHERE instr(customer, '@') > 0
            """
        ) { CustomerNumber(trusted: $0[0]) }
    }
}

extension ErasureScope {
    /// What events about something of theirs, but returns, call it.
    var subjects: Set<String> {
        Set(
            numbers.map { "customer:\($0)" } + orders.map { "order:\($0)" }
                + parcels.map { "workbench:\(WorkbenchNumber($0))" })
    }

    /// Whether a parcel that nobody could name bears the person's name.
    package func isTheirs(_ receipt: BlindReceipt) -> Bool { person.verdict(on: receipt.json) == .theirs }
}
