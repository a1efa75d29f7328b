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
        _ search: ErasureSearch, because reason: String, own: ErasedDocument?, in transaction: Transaction,
        on occasion: Occasion
    ) throws -> ErasureOutcome {
        let snapshot = transaction.snapshot
        var documents: [ErasedDocument] = []
        var undecided: [String] = []
        for document in try snapshot.documents(of: search) where document.id != own?.document.id {
            let (one, doubt) = try left(of: document, search.scope, snapshot)
            documents.append(one)
            if let doubt { undecided.append(doubt) }
        }
        if let own { documents.append(own) }
        return try transaction.erase(
            search, documents: documents, undecided: undecided, because: reason, on: occasion)
    }

    /// Whether the clock may erase what was found. It asks for returns whose time is over, or for customers that have
    /// none: one that is found by an e-mail address alone stands against it.
    package static func isDue(_ found: ErasureSearch) -> Bool {
        found.wish.customers.isEmpty
            ? !found.scope.cases.isEmpty : found.scope.cases.isEmpty && !found.scope.numbers.isEmpty
    }

    /// Whose time is over, one step of the clock.
    /// - Parameter found: by a reader, before the transaction.
    package func perform(
        _ found: ErasureSearch, because reason: String, in transaction: Transaction, on occasion: Occasion
    ) throws -> ErasureOutcome? {
        let search = try transaction.snapshot.erasureSearch(for: found.wish, knowing: found)
        guard Self.isDue(search) else { return nil }
        return try perform(search, because: reason, own: nil, in: transaction, on: occasion)
    }

    /// What the erasure that a file asks for will take, found by a reader before its transaction.
    /// - Returns: nil where the file asks for none, or where only the transaction can tell whom it means.
    static func foresee(_ content: Arrival.Content, _ terms: IntakeTerms, _ ledger: Ledger) -> ErasureSearch? {
        guard case .document(let read) = content, read.records.count == 1,
            case .declared(.erasure(let erasure), _) = read.records[0].outcome, erasure.sealedEmails.isEmpty
        else { return nil }
        do {
            let returns = try ledger.read { snapshot in
                try erasure.returns.map { key in try terms.rmaNumber(key).flatMap { try snapshot.stored($0)?.id } }
            }
            guard !returns.contains(nil) else { return nil }
            return try ledger.erasureSearch(
                for: ErasureWish(
                    customers: erasure.customers + [erasure.customer].compactMap { $0 },
                    emails: [erasure.email].compactMap { $0 }, returns: returns.compactMap { $0 }))
        } catch {
            // The transaction looks itself, and tells what stands against it.
            return nil
        }
    }

    /// What stays of a document: the records of others, where any can be told apart. And what nobody can decide.
    private func left(
        of document: DocumentRecord, _ scope: ErasureScope, _ snapshot: Snapshot
    ) throws -> (ErasedDocument, undecided: String?) {
        let (isToldOf, isShared) = try snapshot.tellings(of: document.id, scope)
        let whole = ErasedDocument(document: document, remainder: .whole)
        let nothing = ErasedDocument(document: document, remainder: .nothing)
        guard let bytes = try snapshot.original(document.digest), !bytes.isEmpty else {
            return (isToldOf && !isShared ? nothing : whole, nil)
        }
        let doubt = "document \(document.id): it tells of them and of others, and cannot be parted"
        let read: ReadDocument
        do throws(UnreadableDocument) {
            read = try DocumentReader.read(
                bytes, fileName: document.name, options: terms.reading(terms.siteDay(document.receivedAt)))
        } catch {
            guard isToldOf else { return (whole, nil) }
            return isShared ? (whole, doubt) : (nothing, nil)
        }
        let gone = try Belonging(scope, snapshot, terms).records(
            of: read, recordedAs: document.id, isShortened: Digest(of: bytes) != document.digest)
        guard !gone.isEmpty else {
            guard isToldOf else { return (whole, nil) }
            return isShared ? (whole, doubt) : (nothing, nil)
        }
        let rest = GiveBack.remainder(of: read, without: gone)
        guard let rest else { return (nothing, nil) }
        let kept = read.records.filter { !gone.contains($0.number) && $0.outcome.isDeclared }.map(\.number)
        let others = CutFile(rest, named: "", without: scope.person)
        let isNamed = others.isUndecided || others.rest != .whole
        return (
            ErasedDocument(document: document, remainder: .part(rest, kept: kept)),
            isNamed ? "document \(document.id): a record of somebody else's may name them" : nil
        )
    }
}

extension IntakeTerms {
    /// The number that a key is; nil where it is something else.
    fileprivate func rmaNumber(_ key: ReturnKey) -> RMANumber? {
        do throws(RMANumberPattern.ReadError) {
            return try pattern.read(key.text)
        } catch {
            return nil
        }
    }
}

extension Recorder {
    func erase(_ erasure: Erasure) throws -> Taken {
        let acting = occasion(by: erasure.staff)
        let search = try snapshot.erasureSearch(for: try wish(of: erasure), knowing: foreseen)
        let scope = search.scope
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
        let substitute = try substitute(for: erasure, scope)
        try transaction.keepOriginal(bytes, digest: document.digest)
        let outcome = try Eraser(terms: terms).perform(
            search, because: erasure.reason,
            own: ErasedDocument(document: document, remainder: .part(substitute, kept: [])), in: transaction, on: acting
        )
        var taken = Taken(
            summary: scope.isEmpty
                ? "nothing is on record of them any more (erasure \(outcome.erasure)); files are looked through again"
                : "erasure \(outcome.erasure): \(outcome.returns.count) returns, \(scope.numbers.count) customers, "
                    + "\(outcome.events) events and \(outcome.originals - 1) originals are rid of personal data; "
                    + "files follow")
        taken.substitute = substitute
        if !scope.namesakes.isEmpty {
            taken.warnings.append(
                "others have a name, an e-mail address or a telephone of theirs, too, by which nothing was erased: "
                    + scope.namesakes.prefix(20).joined(separator: ", "))
        }
        taken.warnings += outcome.undecided.prefix(50).map { "not erased, for it may be somebody else's: \($0)" }
        return taken
    }

    private func wish(of erasure: Erasure) throws -> ErasureWish {
        var returns: [CaseID] = []
        for key in erasure.returns {
            do {
                returns.append(try find(key).stored.id)
            } catch let refusal as Returns.Refusal {
                // What is kept of a wish names returns that may be gone with their originals, after a restore.
                guard isReplayed else { throw refusal }
            }
        }
        let sealed = Set(erasure.sealedEmails.compactMap(SealedEmail.init))
        let known = sealed.isEmpty ? [] : try snapshot.emails() + snapshot.customersCalledByAddress().map(\.text)
        let emails = known.filter { email in sealed.contains { $0.fits(email) } }
        return ErasureWish(
            customers: erasure.customers + [erasure.customer].compactMap { $0 },
            emails: emails + [erasure.email].compactMap { $0 }, returns: returns)
    }

    /// The same wish without the person: what is kept of the document, so that it can be recorded again after a
    /// restore. Numbers of customers and returns say nothing without the ledger; an e-mail address is sealed, be it a
    /// customer's number, too.
    private func substitute(for erasure: Erasure, _ scope: ErasureScope) throws -> [UInt8] {
        // It has been through this once.
        if isReplayed, erasure.customer == nil, erasure.email == nil { return bytes }
        let called = scope.numbers.union((erasure.customers + [erasure.customer].compactMap { $0 }).map(\.text))
        let numbers = called.filter { !$0.contains("@") }
        let addresses = called.subtracting(numbers).union([erasure.email].compactMap { $0 }.map { $0.lowercased() })
        let returns = try erasure.returns.map { try find($0).stored.case.number.text }
        let listed = Set(scope.cases.map(\.case.number.text)).union(returns).sorted()
        let sealed =
            erasure.sealedEmails
            + addresses.sorted().map { SealedEmail($0, salt: terms.entropy(SealedEmail.saltBytes)).text }
        let content = JSONValue.object(known: [
            ("type", .string(DeclarationKind.erasure.rawValue)),
            ("customers", numbers.isEmpty ? nil : .array(numbers.sorted().map { .string($0) })),
            ("sealed_emails", sealed.isEmpty ? nil : .array(sealed.map { .string($0) })),
            ("returns", listed.isEmpty ? nil : .array(listed.map { .string($0) })),
            ("reason", .string(scope.touches(erasure.reason) ? ErasureScope.gone : erasure.reason)), ("force", true),
            ("staff", .text(erasure.staff)),
        ])
        return Array((content.text + "\n").utf8)
    }
}

/// An e-mail address that can be compared with one that is on record, and not read: `SALT.DIGEST`.
struct SealedEmail: Hashable {
    static let saltBytes = 16

    private let salt: String
    private let digest: String
    var text: String { "\(salt).\(digest)" }

    init(_ email: String, salt: [UInt8]) {
        self.salt = Self.hexadecimal(salt)
        digest = Self.digest(email, self.salt)
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2 else { return nil }
        (salt, digest) = (String(parts[0]), String(parts[1]))
    }

    func fits(_ email: String) -> Bool { Self.digest(email, salt) == digest }

    private static func digest(_ email: String, _ salt: String) -> String {
        Digest(of: Array("\(salt) \(email.lowercased())".utf8)).description
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
