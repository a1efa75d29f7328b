import Documents
import Ledger
import Returns

/// Whether a record of a document is about somebody whose data is erased: by the numbers that it names, never by words
/// that somebody else's record may hold, too.
struct Belonging {
    private let scope: ErasureScope
    private let snapshot: Snapshot
    private let terms: IntakeTerms
    private let cases: Set<CaseID>

    init(_ scope: ErasureScope, _ snapshot: Snapshot, _ terms: IntakeTerms) {
        self.scope = scope
        self.snapshot = snapshot
        self.terms = terms
        cases = Set(scope.cases.map(\.id))
    }

    /// The numbers of the records of a document that are theirs.
    /// - Parameter isShortened: by an earlier erasure; its records have other numbers than the ledger remembers.
    func records(of read: ReadDocument, recordedAs document: DocumentID, isShortened: Bool) throws -> Set<Int> {
        var found = isShortened ? [] : try snapshot.records(of: document, in: scope.cases.map(\.id))
        for record in read.records where !found.contains(record.number) {
            guard case .declared(let declaration, _) = record.outcome else { continue }
            if try isTheirs(declaration, record.canonical) { found.insert(record.number) }
        }
        return found
    }

    private func isTheirs(_ declaration: Declaration, _ canonical: String) throws -> Bool {
        let identity = RecordIdentity(declaration, canonical: canonical, occurrence: 0)
        if let key = identity.key, let known = try snapshot.record(key: key), let rma = known.rma {
            return scope.cases.contains { $0.case.number == rma }
        }
        switch declaration {
        case .returnRequest(let request): return isTheirs(request.customer.number) ?? isTheirs(email: request.customer)
        case .order(let order): return isTheirs(order.customer) ?? scope.orders.contains(order.number.text)
        case .customer(let customer): return isTheirs(customer.number) ?? false
        case .goodwill(let goodwill): return try isTheirs(goodwill.customer) ?? isTheirs(goodwill.key)
        case .care(let order): return try isTheirs(order.customer) ?? isTheirs(order.key)
        case .trackingEvent(let event):
            return try ([event.number.text] + event.references).contains { try isTheirs(ReturnKey(text: $0)) }
        case .blindReceipt(let receipt): return scope.isTheirs(receipt)
        case .workbenchMatch(let match): return try isTheirs(match.key)
        case .workbenchClosure(let closure):
            return WorkbenchNumber(closure.number).map { scope.parcels.contains($0.value) } ?? false
        case .task(let update): return try snapshot.task(update.task)?.rma.map(cases.contains) ?? false
        case .dockReceipt(let receipt): return try isTheirs(receipt.key)
        case .inspection(let inspection): return try isTheirs(inspection.key)
        case .settlement(let settlement): return try isTheirs(settlement.key)
        case .cancellation(let cancellation): return try isTheirs(cancellation.key)
        case .review(let review): return try isTheirs(review.key)
        case .note(let note): return try isTheirs(note.key)
        case .feedback(let feedback): return try isTheirs(feedback.key)
        case .printRequest(let request): return try isTheirs(request.key)
        case .resolution(let update): return try isTheirs(update.key)
        case .appeal(let appeal): return try isTheirs(appeal.key)
        case .alternative(let answer): return try isTheirs(answer.key)
        case .advance(let decision): return try isTheirs(decision.key)
        case .feedbackReply(let reply): return try isTheirs(reply.key)
        case .disposition(let word): return try isTheirs(word.key)
        case .endpoint, .deliveryRetry, .secretRotation, .endpointSwitch, .printerOrder, .erasure, .lossAcceptance:
            return false
        }
    }

    /// - Returns: nil where nobody is named.
    private func isTheirs(_ number: CustomerNumber?) -> Bool? { number.map { scope.numbers.contains($0.text) } }

    private func isTheirs(email customer: Customer) -> Bool {
        !scope.numbers.isEmpty && (customer.email.map { scope.emails.contains($0.lowercased()) } ?? false)
    }

    private func isTheirs(_ rma: RMANumber?) -> Bool { scope.cases.contains { $0.case.number == rma } }

    private func isTheirs(_ key: ReturnKey?) throws -> Bool {
        guard let key else { return false }
        do throws(RMANumberPattern.ReadError) {
            if isTheirs(try terms.pattern.read(key.text)) { return true }
        } catch {
            // It is the code of a parcel, a link, or a number of an earlier pattern.
        }
        if isTheirs(RMANumber(trusted: String(key.text.trimmingWhitespace()).uppercased())) { return true }
        if let parcel = try snapshot.parcel(key.text) { return cases.contains(parcel.rma) }
        let token = key.text.split(separator: "/").last.map(String.init) ?? ""
        return try snapshot.stored(token: token).map { cases.contains($0.id) } ?? false
    }
}
