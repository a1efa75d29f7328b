import Digests
import GRDB
import JSONText
import Returns

/// Whose data shall be erased, as somebody has said it.
package struct ErasureWish: Sendable, Equatable {
    package var customers: [CustomerNumber]
    package var emails: [String]
    package var returns: [CaseID]

    package init(customers: [CustomerNumber] = [], emails: [String] = [], returns: [CaseID] = []) {
        self.customers = customers
        self.emails = emails
        self.returns = returns
    }
}

/// All that an erasure takes, found in one pass over each table.
///
/// A pass over a large ledger takes long, so a reader makes it and nobody waits. The transaction then looks only at
/// what came since; where that touches the person, it makes the whole pass itself.
package struct ErasureSearch: Sendable {
    package let wish: ErasureWish
    package internal(set) var scope: ErasureScope
    /// Those that told of somebody's returns, orders and profile; and those that were refused and name them.
    package fileprivate(set) var documents: Set<DocumentID> = []
    /// Events of the customer and of parcels on the workbench: no return has them.
    package fileprivate(set) var events: Set<Int64> = []
    /// Tasks that are about no return.
    package fileprivate(set) var tasks: Set<TaskID> = []
    /// By which the returns are found.
    fileprivate(set) var terms: [CaseID: [String]] = [:]
    fileprivate var end: End

    /// Where the ledger ended when it was looked through.
    fileprivate struct End: Sendable {
        let event: Int64
        let document: DocumentID
        let task: TaskID
    }

    package var documentCount: Int { documents.count }
}

extension Ledger {
    /// What an erasure takes, as of now: the pass takes long, so what came meanwhile is looked at once more.
    package func erasureSearch(for wish: ErasureWish) throws -> ErasureSearch {
        let found = try read { try $0.erasureSearch(for: wish) }
        return try read { try $0.erasureSearch(for: wish, knowing: found) }
    }
}

extension Snapshot {
    /// So much may have come since; more is looked through anew.
    private static let sinceMax = 20_000

    /// - Parameter earlier: what an older snapshot showed for the same wish.
    package func erasureSearch(for wish: ErasureWish, knowing earlier: ErasureSearch? = nil) throws -> ErasureSearch {
        let end = ErasureSearch.End(
            event: try chainHead().sequence,
            document: try db.row("SELECT coalesce(max(id), 0) FROM documents") { $0[0] } ?? 0,
            task: try db.row("SELECT coalesce(max(id), 0) FROM tasks") { $0[0] } ?? 0)
        if let earlier, earlier.wish == wish, var current = try caughtUp(earlier) {
            current.end = end
            return current
        }
        let scope = try erasureScope(customers: wish.customers, emails: wish.emails, returns: wish.returns)
        var search = ErasureSearch(wish: wish, scope: scope, end: end)
        try findDocumentsOfReturns(&search)
        try findEvents(&search)
        search.documents.formUnion(try documentsNaming(scope, after: 0))
        search.tasks = try tasks(about: scope, after: 0)
        return search
    }

    package func documents(of search: ErasureSearch) throws -> [DocumentRecord] {
        try search.documents.sorted().compactMap { try document($0) }
    }

    // MARK: The whole pass

    private func findDocumentsOfReturns(_ search: inout ErasureSearch) throws {
        let cases = search.scope.cases
        let ids = JSONValue.array(cases.map { .integer($0.id) }).text
        var found = Set(cases.map(\.document))
        let collect = { (rows: [DocumentID]) in found.formUnion(rows) }
        // Neither has an index by return: one pass for all of them.
        collect(
            try db.rows("SELECT DISTINCT document FROM records WHERE rma IN (SELECT value FROM json_each(?))", [ids]) {
                $0[0]
            })
        try db.each("SELECT term, rma FROM search_terms WHERE rma IN (SELECT value FROM json_each(?))", [ids]) {
            search.terms[$0[1], default: []].append($0[0])
        }
        for stored in cases {
            collect(
                try db.rows("SELECT DISTINCT document FROM events WHERE rma = ? AND document IS NOT NULL", [stored.id])
                {
                    $0[0]
                })
            collect(try db.rows("SELECT document FROM workbench WHERE rma = ?", [stored.id]) { $0[0] })
            collect(
                try db.rows(
                    """
                    SELECT DISTINCT t.document FROM tracking_events t JOIN shipments s ON s.id = t.shipment
                    WHERE s.rma = ?
                    """, [stored.id]
                ) { $0[0] })
        }
        for item in search.scope.parcels {
            collect(try db.rows("SELECT document FROM workbench WHERE id = ?", [item]) { $0[0] })
        }
        search.documents.formUnion(found)
    }

    private func findEvents(_ search: inout ErasureSearch) throws {
        let subjects = search.scope.subjects
        guard !subjects.isEmpty else { return }
        var (events, documents) = (Set<Int64>(), Set<DocumentID>())
        try db.each(
            "SELECT sequence, subject, document FROM events WHERE subject IN (SELECT value FROM json_each(?))",
            [JSONValue.array(subjects.sorted().map { .string($0) }).text]
        ) { row in
            // What tells of an order holds nothing of the person.
            if !(row[1] as String).hasPrefix("order:") { events.insert(row[0]) }
            if let document = row[2] as DocumentID? { documents.insert(document) }
        }
        search.events = events
        search.documents.formUnion(documents)
    }

    /// Whatever was refused quotes what it refused; files may be called by the person; and what was no news of a return
    /// of theirs has a receipt that names it, and no event.
    private func documentsNaming(_ scope: ErasureScope, after last: DocumentID) throws -> Set<DocumentID> {
        let person = scope.person
        guard !person.isEmpty else { return [] }
        let numbers = scope.cases.map { "\"\($0.case.number.text)\"" }
        var found: Set<DocumentID> = []
        try db.each(
            """
            SELECT id, name, coalesce(reason, ''), coalesce(given_back, x''), iif(receipt IS NULL OR EXISTS
                (SELECT 1 FROM events WHERE document = documents.id), '', receipt) FROM documents WHERE id > ?
            """, [last]
        ) { row in
            let unheard: String = row[4]
            if !unheard.isEmpty, numbers.contains(where: { unheard.contains($0) }) { found.insert(row[0]) }
            let said = [Array((row[2] as String).utf8), row.bytes(3)].filter { !$0.isEmpty }
            if person.isNamed(in: row[1])
                || said.contains(where: { CutFile($0, named: "", without: person).rest != .whole })
            {
                found.insert(row[0])
            }
        }
        return found
    }

    /// Tasks about no return that are about goodwill of theirs, or name them.
    private func tasks(about scope: ErasureScope, after last: TaskID) throws -> Set<TaskID> {
        var subjects: Set<String> = scope.subjects
        for number in scope.numbers {
            subjects.formUnion(
                try db.rows("SELECT id FROM goodwill WHERE customer = ?", [number]) { "goodwill:\($0[0] as Int64)" })
        }
        var found: Set<TaskID> = []
        try db.each("SELECT id, subject, words, coalesce(note, '') FROM tasks WHERE rma IS NULL AND id > ?", [last]) {
            row in
            let isNamed = [row[2] as String, row[3] as String].contains { scope.person.isNamed(in: $0) }
            if subjects.contains(row[1] as String) || isNamed { found.insert(row[0]) }
        }
        return found
    }

    // MARK: What came since

    /// - Returns: nil where something came since that touches the person, or too much.
    private func caughtUp(_ search: ErasureSearch) throws -> ErasureSearch? {
        let since = try db.rows(
            "SELECT rma, subject FROM events WHERE sequence > ? ORDER BY sequence LIMIT \(Self.sinceMax)",
            [search.end.event]
        ) { row in EventOwner(rma: row[0], subject: row[1]) }
        guard since.count < Self.sinceMax else { return nil }
        for owner in Set(since) where try touches(owner, search) { return nil }
        var current = search
        current.documents.formUnion(try documentsNaming(search.scope, after: search.end.document))
        current.tasks.formUnion(try tasks(about: search.scope, after: search.end.task))
        return current
    }

    /// Of what an event tells.
    private struct EventOwner: Hashable {
        let rma: CaseID?
        let subject: String
    }

    private func touches(_ owner: EventOwner, _ search: ErasureSearch) throws -> Bool {
        let (scope, wish) = (search.scope, search.wish)
        let isMeant = { (customer: String?) -> Bool in
            guard let customer else { return false }
            return scope.numbers.contains(customer) || wish.customers.contains { $0.text == customer }
        }
        let isLike = { (customer: Customer) -> Bool in
            isMeant(customer.number?.text) || scope.person.isLike(customer)
                || (customer.email.map { scope.emails.contains($0.lowercased()) } ?? false)
        }
        if let rma = owner.rma {
            if scope.cases.contains(where: { $0.id == rma }) || wish.returns.contains(rma) { return true }
            return try stored(id: rma).map { isLike($0.customer) } ?? false
        }
        let parts = owner.subject.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            // Another erasure: whoever had something in common with the person may be gone.
            return owner.subject == "personal_data"
        }
        switch parts[0] {
        case "customer":
            return try isMeant(parts[1]) || customer(CustomerNumber(trusted: parts[1])).map(isLike) ?? false
        case "order":
            let customer = try db.row("SELECT customer FROM orders WHERE number = ?", [parts[1]]) { $0[0] as String? }
            return scope.orders.contains(parts[1]) || isMeant(customer ?? nil)
        case "workbench":
            guard let number = WorkbenchNumber(parts[1]) else { return true }
            if scope.parcels.contains(number.value) { return true }
            guard let item = try workbench(number) else { return false }
            return scope.isTheirs(item.content)
        case _: return false
        }
    }
}
