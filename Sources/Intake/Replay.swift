import Digests
import Ledger
import Returns
import Spool

/// Records originals again that came after the backup which was restored: in their order, at the moments at which
/// they came, with the numbers that they got. What is on record already is passed over.
package struct Replay: Sendable {
    package enum Outcome: Sendable, Equatable {
        case known
        /// - lost: what its receipt names and could not be recorded any more; nil where it is all there.
        /// - erased: returns of it that an erasure has taken.
        case recorded(DocumentOutcome, rmas: [RMANumber], lost: LostDocument?, erased: [RMANumber])
        /// Nothing of it was recorded: it is not what came, or is refused now. Its numbers are given to nobody else.
        case refused(LostDocument, String)
        /// An erasure has taken it, or what it builds on. Numbers of returns are all that is left, and nobody else gets
        /// them.
        case erased([RMANumber])
    }

    /// What is left of the file of a document.
    package enum Original: Sendable {
        case whole([UInt8])
        case missing
        /// In words.
        case unreadable(String)

        package var bytes: [UInt8]? { if case .whole(let bytes) = self { bytes } else { nil } }
    }

    private let spool: Spool
    private let ledger: Ledger
    private let writer: LedgerWriter
    private let terms: IntakeTerms
    private let tell: @Sendable (IntakeNews) -> Void

    /// - Parameter tell: hears of what is recorded, for the log.
    package init(
        spool: Spool, ledger: Ledger, writer: LedgerWriter, terms: IntakeTerms,
        tell: @escaping @Sendable (IntakeNews) -> Void = { _ in }
    ) {
        self.spool = spool
        self.ledger = ledger
        self.writer = writer
        self.terms = terms
        self.tell = tell
    }

    /// Before any of them is recorded again: numbers that they have are given to none of the others, nor are those of
    /// documents that have left no trace.
    /// - Returns: the same, for `perform`.
    package func withhold(numbersOf precedents: [Precedent]) throws -> [Precedent] {
        let rmas = Set(precedents.flatMap(\.rmas))
        let parcels = Set(precedents.flatMap(\.parcels))
        let since = try ledger.read { try $0.newestDocument() }
        let terms = terms
        try commit { transaction in
            let withholding = Withholding(terms, in: transaction)
            try withholding.withhold(rmas: rmas, parcels: parcels)
            _ = try withholding.passOver(since: since ?? terms.now())
        }
        return precedents.map(\.withheld)
    }

    /// Whether a document is on record.
    /// - Parameter original: asked for only where no receipt tells its digest.
    package func isKnown(_ precedent: Precedent, original: () throws -> Original) throws -> Bool {
        guard let digest = try precedent.digest ?? original().bytes.map({ Digest(of: $0) }) else {
            // Neither can be read: its number and its name are all that tells of it.
            return try ledger.read { try $0.document(precedent.document) }.map { document in
                document.outcome != .rejected && (precedent.name.isEmpty || precedent.name == document.paperName)
            } ?? false
        }
        return try ledger.read { snapshot in
            try snapshot.documents(digest: digest, limit: 1_000).contains { document in
                document.outcome != .rejected
                    && (!precedent.hasReceipt || precedent.receivedAt == document.receivedAt)
            }
                || snapshot.isOnRecord(
                    precedent.document, receivedAt: precedent.hasReceipt ? precedent.receivedAt : nil, digest: digest)
        }
    }

    package func perform(_ original: Original, as precedent: Precedent) throws -> Outcome {
        if try isKnown(precedent, original: { original }) {
            try endLoss(of: precedent)
            return .known
        }
        let (cause, found): (LostDocument.Cause, String)
        switch original {
        case .whole(let bytes): return try record(bytes, as: precedent)
        case .missing: (cause, found) = (.missing, "its receipt lies in the archive, and no original beside it")
        case .unreadable(let words): (cause, found) = (.unreadable, words)
        }
        return precedent.isErasedWhole
            ? .erased(try noteErased(precedent)) : .refused(try lose(precedent, cause, found), found)
    }

    private func record(_ bytes: [UInt8], as precedent: Precedent) throws -> Outcome {
        let digest = Digest(of: bytes)
        if let wanted = precedent.archivedDigest, wanted != digest {
            let found =
                "its receipt says SHA-256 \(wanted); it has \(bytes.count) bytes with SHA-256 \(digest): "
                + "it was damaged or altered"
            return .refused(try lose(precedent, .altered, found), found)
        }
        let arrival = Arrival(
            file: nil, name: precedent.name, station: precedent.station, bytes: bytes,
            receivedAt: precedent.receivedAt, precedent: precedent, terms: terms,
            photographs: PhotoKeeping(spool: spool))
        let terms = terms
        let publication = try commit { try Recording(arrival, terms: terms, in: $0).perform() }
        guard publication.record.outcome != .rejected else {
            if try buildsOnErased(precedent) { return .erased(try noteErased(precedent)) }
            let found = publication.record.reason ?? ""
            return .refused(try lose(precedent, .refused, found), found)
        }
        try publication.perform(on: spool)
        tell(publication.news)
        for trouble in publication.troubles { tell(trouble) }
        var rmas: [RMANumber] = []
        for case .taken(let taken) in publication.results.map(\.outcome) {
            if let number = taken.stored?.case.number { rmas.append(number) }
        }
        let missing = try missing(of: precedent)
        let lost =
            missing.rmas.isEmpty
            ? nil : try lose(precedent, .refused, publication.record.reason ?? "a record of it was refused")
        if lost == nil { try endLoss(of: precedent) }
        let erased = precedent.erased.isEmpty ? [] : try noteErased(precedent)
        return .recorded(publication.record.outcome, rmas: rmas, lost: lost, erased: erased)
    }

    /// What a receipt names and the ledger does not have; of that only what no erasure has taken.
    private func missing(of precedent: Precedent) throws -> (rmas: [RMANumber], parcels: [String]) {
        let erased = Set(precedent.erased.compactMap(\.rma))
        return try missing(among: precedent.named) { number, snapshot in
            try !erased.contains(number) && snapshot.loss(of: number.text)?.cause != .erased
        }
    }

    private func missing(
        among records: [Precedent.Record], _ isMeant: (RMANumber, Snapshot) throws -> Bool
    ) throws -> (rmas: [RMANumber], parcels: [String]) {
        try ledger.read { snapshot in
            let lost = try records.filter { record in
                try record.rma.map { try snapshot.stored($0) == nil && isMeant($0, snapshot) } ?? false
            }
            return (lost.compactMap(\.rma), lost.flatMap(\.parcels))
        }
    }

    /// Whether all that it names is gone, and an erasure has taken it.
    private func buildsOnErased(_ precedent: Precedent) throws -> Bool {
        let numbers = Set(precedent.rmas)
        return try !numbers.isEmpty
            && ledger.read { snapshot in try numbers.allSatisfy { try snapshot.loss(of: $0.text)?.cause == .erased } }
    }

    /// Writes down what an erasure has taken, for whoever asks for its numbers. Nobody is asked to bring it.
    private func noteErased(_ precedent: Precedent) throws -> [RMANumber] {
        let (rmas, parcels) = try missing(among: precedent.named) { _, _ in true }
        guard !rmas.isEmpty else { return [] }
        try note(precedent, .erased, rmas, parcels)
        return rmas
    }

    /// What is on record now had counted as lost. A file without a receipt tells by its moment alone that it is that
    /// one.
    private func endLoss(of precedent: Precedent) throws {
        guard let loss = try ledger.read({ try $0.loss(ofDocument: precedent.document) }), loss.cause != .erased,
            precedent.hasReceipt || precedent.receivedAt == loss.receivedAt
        else { return }
        let terms = terms
        try commit { try $0.end(loss, at: terms.now()) }
    }

    /// Writes down that a document is lost. Nobody else gets a number that it had, nor its own.
    private func lose(_ precedent: Precedent, _ cause: LostDocument.Cause, _ found: String) throws -> LostDocument {
        let (rmas, parcels) = try missing(of: precedent)
        let loss = try note(precedent, cause, rmas, parcels)
        tell(.lost(loss, file: precedent.name, found: found))
        return loss
    }

    @discardableResult
    private func note(
        _ precedent: Precedent, _ cause: LostDocument.Cause, _ rmas: [RMANumber], _ parcels: [String]
    ) throws -> LostDocument {
        let loss = LostDocument(
            document: precedent.document, receivedAt: precedent.receivedAt, cause: cause, rmas: rmas, parcels: parcels)
        let terms = terms
        try commit { transaction in
            try transaction.passOverDocuments(before: precedent.document + 1)
            if !precedent.isWithheld {
                try Withholding(terms, in: transaction).withhold(rmas: Set(rmas), parcels: Set(parcels))
            }
            try transaction.note(loss, at: terms.now())
        }
        return loss
    }

    private func commit<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) throws -> Value {
        guard let value = try writer.perform(body) else { throw WriterEnded() }
        return value
    }

    /// The ledger's writer has ended; a commit may have failed.
    package struct WriterEnded: Error, CustomStringConvertible {
        package init() {}
        package let description = "the ledger cannot be written; look at the disk, then run it again"
    }
}
