import Digests
import JSONText
import Returns

/// A document that was acknowledged, that the ledger has lost, and that could not be recorded again.
///
/// It names no person and no file: nothing of it is in the way of an erasure.
package struct LostDocument: Sendable, Equatable {
    package enum Cause: String, CaseIterable, Sendable {
        /// The archived original is not what came.
        case altered
        /// There is a receipt and no original.
        case missing
        /// The disk does not give the original or its receipt, or something else lies in its place.
        case unreadable
        /// It is whole and was refused: configuration or policy have changed, or what it builds on is lost.
        case refused
        /// An erasure took it after the backup that was restored, or what it builds on: nobody can bring it, and nobody
        /// is asked to.
        case erased

        package var words: String {
            switch self {
            case .altered: "its original in the archive is not what came"
            case .missing: "its original is not in the archive"
            case .unreadable: "its original or its receipt in the archive cannot be read"
            case .refused: "its original was refused when it was to be recorded again"
            case .erased: "its original was erased with its customer's data, before the ledger lost it"
            }
        }
    }

    package let document: DocumentID
    package let receivedAt: Instant
    package let cause: Cause
    /// Numbers that it had given out and that no return on record has.
    package let rmas: [RMANumber]
    package let parcels: [String]
    /// Somebody has said that it will not come back: nobody is asked to bring it any more.
    package var isAccepted = false

    package init(
        document: DocumentID, receivedAt: Instant, cause: Cause, rmas: [RMANumber], parcels: [String]
    ) {
        isAccepted = cause == .erased
        self.document = document
        self.receivedAt = receivedAt
        self.cause = cause
        self.rmas = rmas
        self.parcels = parcels
    }

    /// For somebody who holds the number of one of its returns.
    package var words: String {
        "its record is lost: it came with document \(document) on \(receivedAt.date), and \(cause.words)"
            + (isAccepted && cause != .erased ? "; it was accepted as lost for good" : "")
    }
    package var remedy: String {
        guard !isAccepted else { return "It will not come back, and nothing can be recorded on it." }
        return "Whoever runs rmad finds in the log which file it is and how it gets its number back; until then "
            + "nothing can be recorded on it."
    }

    package var json: JSONValue {
        .object(known: [
            ("document", .integer(document)), ("received_at", .string(receivedAt.description)),
            ("cause", .string(cause.rawValue)), ("rmas", .array(rmas.map { .string($0.text) })),
            ("parcels", .array(parcels.map { .string($0) })), ("accepted", isAccepted ? .bool(true) : nil),
        ])
    }

    init?(json: JSONValue) {
        guard let document = json["document"]?.integer,
            let receivedAt = json["received_at"]?.string.flatMap({ Instant(stored: $0) }),
            let cause = json["cause"]?.string.flatMap(Cause.init(rawValue:))
        else { return nil }
        self.init(
            document: document, receivedAt: receivedAt, cause: cause,
            rmas: (json["rmas"]?.elements ?? []).compactMap(\.string).map { RMANumber(trusted: $0) },
            parcels: (json["parcels"]?.elements ?? []).compactMap(\.string))
        isAccepted = json["accepted"] == .bool(true) || cause == .erased
    }
}

extension Transaction {
    /// Writes a loss into the chain, once, and where those find it who ask for its numbers.
    package func note(_ loss: LostDocument, at moment: Instant) throws {
        let fact = Snapshot.lossFact(of: loss.document)
        guard try snapshot.fact(fact) == nil else { return }
        try set(fact, to: loss.json.text)
        // The document that gave a number out comes before those that only speak of it.
        for number in loss.rmas.map(\.text) + loss.parcels where try snapshot.fact(Snapshot.lossFact(number)) == nil {
            try set(Snapshot.lossFact(number), to: "\(loss.document)")
        }
        try tell(loss, from: "", to: "lost", .spool(at: moment))
    }

    /// It will not come back. Its numbers stay with it.
    package func accept(_ loss: LostDocument, because reason: String, on occasion: Occasion) throws {
        var accepted = loss
        accepted.isAccepted = true
        try set(Snapshot.lossFact(of: loss.document), to: accepted.json.text)
        try tell(
            accepted, from: "lost", to: "accepted",
            Teller(at: occasion.at, actor: occasion.actor, reason: reason, document: occasion.document))
    }

    /// What had counted as lost is on record, under whatever number: nobody waits for it any more.
    package func end(_ loss: LostDocument, at moment: Instant) throws {
        try forget(Snapshot.lossFact(of: loss.document))
        try tell(loss, from: loss.isAccepted ? "accepted" : "lost", to: "found", .spool(at: moment))
    }

    /// Who says what became of it, and when.
    private struct Teller {
        let at: Instant
        let actor: Actor
        var reason: String?
        var document: (id: DocumentID, digest: Digest)?

        static func spool(at moment: Instant) -> Teller { Teller(at: moment, actor: Actor(trusted: "spool")) }
    }

    private func tell(_ loss: LostDocument, from before: String, to after: String, _ teller: Teller) throws {
        _ = try append(
            EventDraft(
                rma: nil, rmaSequence: nil, at: teller.at, kind: "record.\(after)",
                subject: "document:\(loss.document)", axis: "record", before: before, after: after,
                actor: teller.actor, reason: teller.reason, details: loss.json, document: teller.document))
    }
}

extension Snapshot {
    fileprivate static func lossFact(of document: DocumentID) -> String { "lost_document:\(document)" }
    fileprivate static func lossFact(_ number: String) -> String { "lost:\(number)" }

    /// The loss of a document, where it was noted.
    package func loss(ofDocument document: DocumentID) throws -> LostDocument? {
        try fact(Self.lossFact(of: document)).flatMap {
            LostDocument(json: try JSONValue(stored: $0, "facts.value"))
        }
    }

    /// Those that are not on record to this day and that nobody has accepted as lost, the oldest number first.
    package func lostDocuments(limit: Int) throws -> [LostDocument] {
        let prefix = Self.lossFact(of: 0).dropLast()
        let texts: [String] = try db.rows(
            """
            SELECT value FROM facts WHERE name > ? AND name < ? ORDER BY CAST(value ->> '$.document' AS INTEGER)
            """, ["\(prefix)", "\(prefix)a"]
        ) { $0[0] }
        return Array(
            try texts.lazy.compactMap { LostDocument(json: try JSONValue(stored: $0, "facts.value")) }
                .filter { try !$0.isAccepted && isLost($0) }.prefix(limit))
    }

    /// Whether something that it had given out is still missing; where it had given out nothing, or nobody knows what,
    /// whether the document itself is.
    private func isLost(_ loss: LostDocument) throws -> Bool {
        if loss.rmas.isEmpty { return try document(loss.document)?.outcome ?? .rejected == .rejected }
        return try loss.rmas.contains { try stored($0) == nil }
    }

    /// The lost document that had given out a number: of a return, or of a parcel as it is read or typed.
    package func loss(of typed: String) throws -> LostDocument? {
        for number in [typed] + ScannedNumber(typed).filings {
            guard let document = try fact(Self.lossFact(number)).flatMap({ DocumentID($0) }),
                let loss = try loss(ofDocument: document)
            else { continue }
            return loss
        }
        return nil
    }
}
