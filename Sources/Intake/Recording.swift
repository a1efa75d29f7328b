import Digests
import Documents
import JSONText
import Ledger
import Returns
import Spool

/// Makes one file a recorded fact, inside a transaction: every record that can be taken is taken, the others
/// get a reason, and the receipt is written down with them.
struct Recording {
    private let arrival: Arrival
    private let terms: IntakeTerms
    private let transaction: Transaction

    init(_ arrival: Arrival, terms: IntakeTerms, in transaction: Transaction) {
        self.arrival = arrival
        self.terms = terms
        self.transaction = transaction
    }

    func perform() throws -> Publication {
        if let earlier = try publishedBefore() { return earlier }
        switch arrival.content {
        case .unreadable(let problem):
            return try reject(ReasonFile.text(fileName: arrival.name, unreadable: problem))
        case .document(let document):
            let id = try transaction.nextDocumentID()
            let results = try document.records.map { try record($0, document: id) }
            if !results.contains(where: \.isTaken) {
                return try reject(
                    ReasonFile.text(fileName: arrival.name, document: document, refused: refusals(results)))
            }
            return try accept(document, id: id, results)
        }
    }

    /// A crash may have come between the commit and the file's leaving the work folder. Then the outcome is
    /// known and only its papers are published again.
    private func publishedBefore() throws -> Publication? {
        guard arrival.file.isRecovered else { return nil }
        let earlier = try transaction.snapshot.documents(digest: arrival.digest)
        return earlier.first { $0.name == arrival.name && $0.station == arrival.station && $0.outcome != .rejected }
            .map { Publication(arrival: arrival, record: $0, results: []) }
    }

    private func record(_ record: ReadRecord, document: DocumentID) throws -> RecordResult {
        switch record.outcome {
        case .refused(let problems):
            return RecordResult(record, .refused(problems.map(\.oneLine).joined(separator: " | "), byReader: true))
        case .declared(let declaration, let warnings):
            let identity = RecordIdentity(declaration, canonical: record.canonical)
            if let key = identity.key, let known = try transaction.snapshot.record(key: key) {
                return RecordResult(
                    record, .known(known, differs: known.content != identity.content), kind: declaration.kind,
                    warnings: warnings)
            }
            do {
                let taken = try transaction.attempt {
                    let recorder = Recorder(
                        transaction: transaction, terms: terms,
                        occasion: Occasion(
                            at: arrival.receivedAt, actor: arrival.actor, document: (document, arrival.digest)),
                        document: document)
                    let taken = try recorder.record(declaration)
                    if let key = identity.key {
                        try transaction.addRecord(
                            key: key, content: identity.content, document: document, number: record.number,
                            rma: taken.rma)
                    }
                    return taken
                }
                return RecordResult(record, .taken(taken), kind: declaration.kind, warnings: warnings)
            } catch let refusal as Returns.Refusal {
                return RecordResult(record, .refused(refusal.description, byReader: false), kind: declaration.kind)
            }
        }
    }

    private func accept(_ document: ReadDocument, id: DocumentID, _ results: [RecordResult]) throws -> Publication {
        let refused = refusals(results)
        let hasRefused = results.contains(where: \.isRefused)
        let isKnown = results.allSatisfy(\.isKnown)
        let outcome: DocumentOutcome = hasRefused ? .partlyAccepted : isKnown ? .duplicate : .accepted
        let paperName = try freePaperName(id)
        let givenBack = hasRefused ? GiveBack.file(of: document, refused: refused) : nil
        let givenBackName = givenBack.map { "\(paperName).to-correct.\($0.extension)" }
        if outcome != .duplicate { try transaction.keepOriginal(arrival.bytes, digest: arrival.digest) }
        let receipt = Receipt(
            arrival: arrival, id: id, outcome: outcome, results: results, givenBack: givenBackName, terms: terms,
            head: try transaction.snapshot.chainHead())
        let reason = hasRefused
            ? ReasonFile.text(
                fileName: arrival.name, document: document, refused: refused, givenBackAs: givenBackName)
            : nil
        let record = DocumentRecord(
            id: id, digest: arrival.digest, name: arrival.name, station: arrival.station,
            receivedAt: arrival.receivedAt, outcome: outcome, paperName: paperName, receipt: receipt.text,
            reason: reason, givenBack: givenBack.map { ("\(paperName).to-correct.\($0.extension)", $0.bytes) })
        try transaction.add(record)
        return Publication(arrival: arrival, record: record, results: results)
    }

    /// A rejection is remembered without its bytes: the file itself lies in the rejected folder.
    private func reject(_ reason: String) throws -> Publication {
        let id = try transaction.nextDocumentID()
        let record = DocumentRecord(
            id: id, digest: arrival.digest, name: arrival.name, station: arrival.station,
            receivedAt: arrival.receivedAt, outcome: .rejected, paperName: try freePaperName(id), receipt: nil,
            reason: reason)
        try transaction.add(record)
        return Publication(arrival: arrival, record: record, results: [])
    }

    private func freePaperName(_ id: DocumentID) throws -> String {
        var stem = arrival.name
        while stem.utf8.count > Self.paperNameBytesMax { stem.removeLast() }
        return try transaction.freePaperName(stem, station: arrival.station, document: id)
    }

    /// Leaves room for `.to-correct.jsonl.reason.txt` and a number in the 255 bytes of a file's name.
    private static let paperNameBytesMax = 180

    private func refusals(_ results: [RecordResult]) -> [(record: Int, reason: String)] {
        results.compactMap { result in
            guard case .refused(let reason, byReader: false) = result.outcome else { return nil }
            return (result.number, reason)
        }
    }
}

/// By what a record is known again in another file.
struct RecordIdentity {
    /// Nil for what may be said again: a later order import, customer record or endpoint replaces the earlier
    /// one, and reviews, cancellations and retries are judged by the state that they meet.
    let key: Digest?
    let content: Digest

    init(_ declaration: Declaration, canonical: String) {
        content = Digest(of: canonical.utf8)
        let kind = declaration.kind.rawValue
        switch declaration {
        case .returnRequest(let request):
            key = request.reference.map { Digest(of: "\(kind)\u{1F}reference\u{1F}\($0)".utf8) }
                ?? Digest(of: "\(kind)\u{1F}content\u{1F}\(canonical)".utf8)
        case .settlement(let settlement):
            let line = settlement.line.map(String.init) ?? settlement.sku?.text ?? ""
            let parts = [kind, settlement.reference.text, settlement.key.text, line, settlement.resolution.rawValue]
            key = Digest(of: parts.joined(separator: "\u{1F}").utf8)
        case .trackingEvent, .dockReceipt, .inspection, .note, .feedback:
            key = Digest(of: "\(kind)\u{1F}content\u{1F}\(canonical)".utf8)
        case .order, .customer, .endpoint, .cancellation, .review, .deliveryRetry:
            key = nil
        }
    }
}

/// What became of one record.
struct RecordResult: Sendable {
    enum Outcome: Sendable {
        case taken(Taken)
        /// It was taken before. `differs`: the same reference said something else then.
        case known(KnownRecord, differs: Bool)
        /// `byReader`: its form was wrong; otherwise the ledger could not take it.
        case refused(String, byReader: Bool)
    }

    let number: Int
    let line: Int
    let outcome: Outcome
    let kind: DeclarationKind?
    let warnings: [Problem]

    init(_ record: ReadRecord, _ outcome: Outcome, kind: DeclarationKind? = nil, warnings: [Problem] = []) {
        number = record.number
        line = record.line
        self.outcome = outcome
        self.kind = kind
        self.warnings = warnings
    }

    var isRefused: Bool { if case .refused = outcome { true } else { false } }
    var isKnown: Bool { if case .known = outcome { true } else { false } }
    var isTaken: Bool { !isRefused }
}

/// What a taken record did.
struct Taken: Sendable {
    /// The return that it made or changed.
    var rma: CaseID?
    var number: RMANumber?
    /// How the return stands now.
    var stored: StoredCase?
    /// What happened, for people: `order A-17 stored`.
    var summary: String
}
