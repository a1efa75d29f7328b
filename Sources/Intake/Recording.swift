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
    private let foreseen: ErasureSearch?

    /// - Parameter foreseen: what an erasure that it asks for will take, found before the transaction.
    init(_ arrival: Arrival, terms: IntakeTerms, foreseen: ErasureSearch? = nil, in transaction: Transaction) {
        self.arrival = arrival
        self.foreseen = foreseen
        self.terms = terms
        self.transaction = transaction
    }

    func perform() throws -> Publication {
        if let earlier = try publishedBefore() { return earlier }
        var record = try begin()
        switch arrival.content {
        case .unreadable(let problem):
            record.reason = ReasonFile.text(fileName: arrival.name, unreadable: problem)
            return try end(record, results: [])
        case .document(let document):
            let results = try results(of: document, as: record.id)
            return try end(summed(document, results, record), results: results)
        }
    }

    /// In the order of the records. What carriers say one after the other is recorded together.
    private func results(of document: ReadDocument, as id: DocumentID) throws -> [RecordResult] {
        var occurrences: [Digest: Int] = [:]
        var results: [RecordResult] = []
        var rest = document.records[...]
        while let entry = rest.first {
            let run = rest.prefix(while: \.isTracking)
            rest = rest.dropFirst(max(1, run.count))
            guard run.isEmpty else {
                results += try record(run, document: id)
                continue
            }
            // Equal rows of one file are so many counts; the same row of another file is a repetition.
            let content = Digest(of: entry.canonical.utf8)
            results.append(try record(entry, document: id, occurrence: occurrences[content] ?? 0))
            occurrences[content, default: 0] += 1
        }
        return results
    }

    private func record(_ run: ArraySlice<ReadRecord>, document: DocumentID) throws -> [RecordResult] {
        let told = run.compactMap { entry -> TrackingRun.Told? in
            guard case .declared(.trackingEvent(let event), _) = entry.outcome, arrival.problem(of: entry) == nil
            else { return nil }
            return TrackingRun.Told(record: entry.number, event: event)
        }
        let outcomes = try TrackingRun(recorder: recorder(document)).perform(told)
        return run.map { entry in
            let kind = DeclarationKind.trackingEvent
            if entry.outcome.isRefused { return refused(entry) }
            if let problem = arrival.problem(of: entry) {
                return RecordResult(entry, .refused(problem.description, byReader: false), kind: kind)
            }
            guard case .declared(_, let warnings) = entry.outcome else { return noNews(entry) }
            switch outcomes[entry.number] {
            case .taken(let taken): return RecordResult(entry, .taken(taken), kind: kind, warnings: warnings)
            case .known(let known): return RecordResult(entry, .known(known), kind: kind, warnings: warnings)
            case .refused(let refusal):
                let place = entry.payload.map { $0.path.isEmpty ? "" : "\($0.path): " } ?? ""
                return RecordResult(entry, .refused(place + refusal.description, byReader: false), kind: kind)
            case nil: preconditionFailure("every word that is told has an outcome")
            }
        }
    }

    private func refused(_ entry: ReadRecord) -> RecordResult {
        guard case .refused(let problems) = entry.outcome else {
            preconditionFailure("what is declared is not refused by its reader")
        }
        return RecordResult(entry, .refused(problems.map(\.oneLine).joined(separator: " | "), byReader: true))
    }

    private func noNews(_ entry: ReadRecord) -> RecordResult {
        guard case .noNews(let remark) = entry.outcome else {
            preconditionFailure("what is declared has news")
        }
        return RecordResult(entry, .noNews("nothing to record: \(remark.oneLine)"))
    }

    private func recorder(_ document: DocumentID) -> Recorder {
        var recorder = Recorder(
            transaction: transaction, terms: terms,
            occasion: Occasion(
                at: arrival.receivedAt, actor: arrival.actor, document: (document, arrival.digest),
                day: terms.siteDay(arrival.receivedAt)),
            document: document)
        recorder.photos = arrival.photos
        recorder.bytes = arrival.bytes
        recorder.foreseen = foreseen
        recorder.isReplayed = arrival.precedent != nil
        return recorder
    }

    private func begin() throws -> DocumentRecord {
        if let precedent = arrival.precedent { try transaction.passOverDocuments(before: precedent.document) }
        let id = try transaction.nextDocumentID()
        var stem = arrival.name
        while stem.utf8.count > Self.paperNameBytesMax { stem.removeLast() }
        let record = DocumentRecord(
            id: id, digest: arrival.digest, name: arrival.name, station: arrival.station,
            receivedAt: arrival.receivedAt, outcome: .rejected,
            paperName: try transaction.freePaperName(stem, station: arrival.station, document: id), receipt: nil,
            reason: nil)
        try transaction.begin(record)
        return record
    }

    private func end(_ record: DocumentRecord, results: [RecordResult]) throws -> Publication {
        try transaction.end(record)
        let evidence = results.flatMap { result -> [ShownPhoto] in
            guard case .taken(let taken) = result.outcome, let rma = taken.number else { return [] }
            return taken.evidence.map { ShownPhoto(rma: rma, file: $0) }
        }
        var publication = Publication(arrival: arrival, record: record, results: results, evidence: evidence)
        for case .taken(let taken) in results.map(\.outcome) {
            if let substitute = taken.substitute { publication.substitute = substitute }
        }
        return publication
    }

    /// A crash may have come between the commit and the file's leaving the work folder. Then the outcome is
    /// known and only its papers are published again.
    private func publishedBefore() throws -> Publication? {
        guard arrival.file?.isRecovered == true else { return nil }
        let earlier = try transaction.snapshot.documents(digest: arrival.digest)
        let kept = try transaction.snapshot.original(arrival.digest)
        return try earlier.first { $0.name == arrival.name && $0.station == arrival.station && $0.outcome != .rejected }
            .map { record in
                var publication = Publication(
                    arrival: arrival, record: record, results: [],
                    evidence: try transaction.snapshot.photosShown(by: record.id))
                if let kept, kept != arrival.bytes { publication.substitute = kept }
                return publication
            }
    }

    private func record(_ record: ReadRecord, document: DocumentID, occurrence: Int) throws -> RecordResult {
        switch record.outcome {
        case .refused: return refused(record)
        case .noNews: return noNews(record)
        case .declared(let declaration, let warnings):
            if declaration.kind == .erasure, let company = companyProblem {
                return RecordResult(record, .refused(company.description, byReader: false), kind: declaration.kind)
            }
            let identity = try identity(of: declaration, record, occurrence: occurrence)
            if let key = identity.key, let known = try transaction.snapshot.record(key: key) {
                if let refusal = identity.refusal(of: known) {
                    return RecordResult(
                        record, .refused(refusal.description, byReader: false), kind: declaration.kind)
                }
                return RecordResult(record, .known(known), kind: declaration.kind, warnings: warnings)
            }
            do {
                let taken = try transaction.attempt {
                    var recorder = recorder(document)
                    recorder.precedent = arrival.precedent?.records[record.number]
                    var taken = try recorder.record(declaration)
                    taken.notices = recorder.notices.all
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

    /// A count that was taken back since it was recorded may be true the next time.
    private func identity(
        of declaration: Declaration, _ record: ReadRecord, occurrence: Int
    ) throws -> RecordIdentity {
        let identity = RecordIdentity(declaration, canonical: record.canonical, occurrence: occurrence)
        guard case .dockReceipt = declaration, let key = identity.key,
            let known = try transaction.snapshot.record(key: key), let rma = known.rma,
            let stored = try transaction.snapshot.stored(rma),
            let correction = try transaction.snapshot.dockCounts(of: stored).last(where: \.isCorrection)?.document,
            correction > known.document
        else { return identity }
        return RecordIdentity(
            declaration, canonical: record.canonical, occurrence: occurrence, after: correction)
    }

    /// What is kept of the file names nobody, so nothing else may stand in it.
    private var companyProblem: Returns.Refusal? {
        guard case .document(let document) = arrival.content, document.records.count > 1 else { return nil }
        return Returns.Refusal(
            found: "an erasure among \(document.records.count) records", expected: "an erasure alone in its file",
            remedy: "Drop it as a file of its own.")
    }

    /// The document as it ends: its outcome, its receipt, and what is handed back. The bytes of a rejected file
    /// are not kept: the file itself lies in the rejected folder.
    private func summed(
        _ document: ReadDocument, _ results: [RecordResult], _ begun: DocumentRecord
    ) throws -> DocumentRecord {
        var record = begun
        let refused = refusals(results)
        record.outcome = .init(results)
        if record.outcome == .partlyAccepted {
            let file = GiveBack.file(of: document, refused: refused)
            record.givenBack = ("\(record.paperName).to-correct.\(file.extension)", file.bytes)
        }
        if record.outcome == .partlyAccepted || record.outcome == .rejected {
            record.reason = ReasonFile.text(
                fileName: arrival.name, document: document, refused: refused, givenBackAs: record.givenBack?.name)
        }
        guard record.outcome != .rejected else { return record }
        if record.outcome != .duplicate { try transaction.keepOriginal(arrival.bytes, digest: arrival.digest) }
        record.receipt =
            Receipt(
                of: record, results: results, photos: arrival.photos, terms: terms,
                head: try transaction.snapshot.chainHead()
            ).text
        return record
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

extension ReadRecord {
    fileprivate var isTracking: Bool {
        if case .declared(.trackingEvent, _) = outcome { true } else { payload != nil }
    }
}

/// What became of one record.
struct RecordResult: Sendable {
    enum Outcome: Sendable {
        case taken(Taken)
        /// It was taken before.
        case known(KnownRecord)
        /// `byReader`: its form was wrong; otherwise the ledger could not take it.
        case refused(String, byReader: Bool)
        /// It says nothing that could be recorded.
        case noNews(String)
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
    var isTaken: Bool { if case .taken = outcome { true } else { false } }
    var isNoNews: Bool { if case .noNews = outcome { true } else { false } }
    var isKnown: Bool { if case .known = outcome { true } else { false } }
}

extension DocumentOutcome {
    fileprivate init(_ results: [RecordResult]) {
        let news = results.filter { !$0.isNoNews }
        if news.allSatisfy(\.isRefused), !news.isEmpty || results.isEmpty {
            self = .rejected
        } else if news.contains(where: \.isRefused) {
            self = .partlyAccepted
        } else {
            self = !news.isEmpty && news.allSatisfy(\.isKnown) ? .duplicate : .accepted
        }
    }
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
    /// What was found of each unit, and why it goes where it goes; for the receipt.
    var units: [JSONValue] = []
    /// Why a return that the policy authorized waits for a person.
    var held: String?
    var notices: [RangeNotice] = []
    /// Photos that became evidence; they leave the photos folder with the document.
    var photos: [String] = []
    /// The same, where they lie below the evidence folder; each is shown in the folder of its return.
    var evidence: [String] = []
    /// What was taken and is worth a look.
    var warnings: [String] = []
    /// What is kept of the document in its place: it named a person whose data was erased.
    var substitute: [UInt8]?
}
