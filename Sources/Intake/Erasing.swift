import Digests
import Documents
import JSONText
import Ledger
import Returns

/// Somebody's personal data is erased: what is theirs is found, what is left of shared files is written anew, and the
/// ledger is rid of the rest. Files follow after the commit.
package struct Eraser: Sendable {
    private let terms: IntakeTerms

    package init(terms: IntakeTerms) { self.terms = terms }

    /// - Parameter own: the document that asks for it, and what stands in its place from now on.
    func perform(
        _ scope: ErasureScope, because reason: String, own: ErasedDocument?, in transaction: Transaction,
        on occasion: Occasion
    ) throws -> ErasureOutcome {
        let snapshot = transaction.snapshot
        var documents: [ErasedDocument] = []
        for document in try snapshot.documents(of: scope) where document.id != own?.document.id {
            documents.append(
                ErasedDocument(document: document, remainder: try remainder(of: document, scope, snapshot)))
        }
        if let own { documents.append(own) }
        return try transaction.erase(scope, documents: documents, because: reason, on: occasion)
    }

    /// Returns whose time is over, one step of the clock.
    package func perform(
        returns: [CaseID], because reason: String, in transaction: Transaction, on occasion: Occasion
    ) throws -> ErasureOutcome? {
        let scope = try transaction.snapshot.erasureScope(customer: nil, email: nil, returns: returns)
        guard !scope.cases.isEmpty else { return nil }
        return try perform(scope, because: reason, own: nil, in: transaction, on: occasion)
    }

    /// What stays of a document: the records of others, where any can be told apart.
    private func remainder(
        of document: DocumentRecord, _ scope: ErasureScope, _ snapshot: Snapshot
    ) throws -> ErasedDocument.Remainder {
        guard let bytes = try snapshot.original(document.digest), !bytes.isEmpty else { return .nothing }
        let read: ReadDocument
        do throws(UnreadableDocument) {
            read = try DocumentReader.read(
                bytes, fileName: document.name, options: terms.reading(terms.siteDay(document.receivedAt)))
        } catch {
            return .nothing
        }
        var gone = try snapshot.records(of: document.id, in: scope.cases.map(\.id))
        let references = scope.references
        for record in read.records where !gone.contains(record.number) {
            let texts = [record.canonical, String(decoding: record.source, as: UTF8.self)]
            if texts.contains(where: { text in
                scope.touches(text) || references.contains { text.contains($0) }
            }) {
                gone.insert(record.number)
            }
        }
        guard !gone.isEmpty else { return .whole }
        guard let rest = GiveBack.remainder(of: read, without: gone),
            !scope.touches(String(decoding: rest, as: UTF8.self))
        else { return .nothing }
        let kept = read.records.filter { !gone.contains($0.number) && $0.outcome.isDeclared }.map(\.number)
        return .part(rest, kept: kept)
    }
}

extension Recorder {
    func erase(_ erasure: Erasure) throws -> Taken {
        let acting = occasion(by: erasure.staff)
        let returns = try erasure.returns.map { try find($0).stored.id }
        let scope = try snapshot.erasureScope(
            customer: erasure.customer, email: erasure.email, returns: returns)
        let open = scope.open
        guard open.isEmpty || erasure.isForced else {
            throw Refusal(
                found: "\(open.count) open returns of theirs: \(open.prefix(10).map(\.text).joined(separator: ", "))",
                expected: "returns that have ended",
                remedy: "End them first: what is on its way could not be told to anybody, and nobody could be paid. To "
                    + "erase all the same, say `force`.")
        }
        guard let document = try snapshot.document(document) else {
            preconditionFailure("a document is written down as begun before its records are looked at")
        }
        let substitute = substitute(for: erasure, scope)
        try transaction.keepOriginal(bytes, digest: document.digest)
        let outcome = try Eraser(terms: terms).perform(
            scope, because: erasure.reason,
            own: ErasedDocument(document: document, remainder: .part(substitute, kept: [])), in: transaction, on: acting
        )
        var taken = Taken(
            summary: scope.isEmpty
                ? "nothing is on record of them any more (erasure \(outcome.erasure)); files are looked through again"
                : "erasure \(outcome.erasure): \(outcome.returns.count) returns, \(scope.numbers.count) customers, "
                    + "\(outcome.events) events and \(outcome.originals - 1) originals are rid of personal data; "
                    + "files follow")
        taken.substitute = substitute
        return taken
    }

    /// The same wish without the person: what is kept of the document, so that it can be recorded again after a
    /// restore.
    private func substitute(for erasure: Erasure, _ scope: ErasureScope) -> [UInt8] {
        guard !scope.cases.isEmpty else { return [] }
        let content = JSONValue.object(known: [
            ("type", .string(DeclarationKind.erasure.rawValue)),
            ("returns", .array(scope.cases.map { .string($0.case.number.text) })),
            ("reason", .string(scope.touches(erasure.reason) ? ErasureScope.gone : erasure.reason)), ("force", true),
            ("staff", .text(erasure.staff)),
        ])
        return Array((content.text + "\n").utf8)
    }
}
