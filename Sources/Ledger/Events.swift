import Digests
import GRDB
import JSONText
import Returns

/// A row of the audit trail, before it has its place in the chain.
package struct EventDraft: Sendable {
    /// Nil for what concerns no return: an order import, an endpoint.
    package var rma: CaseID?
    /// The place among the events of this return, from 1; nil exactly when `rma` is.
    package var rmaSequence: Int?
    package var at: Instant
    /// The type that the outside world sees: `return.approved`.
    package var kind: String
    /// `rma`, `line:2`, `shipment:1`, `order:A-17` …
    package var subject: String
    package var axis: String
    package var before: String
    package var after: String
    package var actor: Actor
    package var reason: String?
    package var details: JSONValue
    /// The document that caused it, with the digest that goes into the chain; nil for what time alone did.
    package var document: (id: DocumentID, digest: Digest)?
    /// Everything that the ledger holds of the return after this event; only with the last of several.
    var caseDigest: Digest?

    package init(
        rma: CaseID?, rmaSequence: Int?, at: Instant, kind: String, subject: String, axis: String, before: String,
        after: String, actor: Actor, reason: String?, details: JSONValue,
        document: (id: DocumentID, digest: Digest)?
    ) {
        self.rma = rma
        self.rmaSequence = rmaSequence
        self.at = at
        self.kind = kind
        self.subject = subject
        self.axis = axis
        self.before = before
        self.after = after
        self.actor = actor
        self.reason = reason
        self.details = details
        self.document = document
    }
}

/// An event in its place.
package struct RecordedEvent: Sendable {
    package let sequence: Int64
    package let hash: Digest
    package let draft: EventDraft
    /// The event of the erasure that took its words; its hash is that of what it said.
    var erasedBy: Int64?
}

/// How events are bound together: each hash covers the one before and everything that the row says, so a row
/// that is altered, removed or moved later breaks every hash behind it.
enum EventChain {
    static func hash(after previous: Digest, sequence: Int64, _ event: EventDraft) -> Digest {
        Digest(of: previous.bytes + Array(content(sequence: sequence, event).canonicalText.utf8))
    }

    /// Everything that the row says.
    static func content(sequence: Int64, _ event: EventDraft) -> JSONValue {
        .object(known: [
            ("sequence", .integer(sequence)),
            ("rma", event.rma.map { .integer($0) }),
            ("rma_sequence", event.rmaSequence.map { .integer(Int64($0)) }),
            ("at", .integer(event.at.milliseconds)),
            ("kind", .string(event.kind)),
            ("subject", .string(event.subject)),
            ("axis", .string(event.axis)),
            ("before", .string(event.before)),
            ("after", .string(event.after)),
            ("actor", .string(event.actor.text)),
            ("reason", .text(event.reason)),
            ("details", event.details),
            ("document", event.document.map { .integer($0.id) }),
            ("original", event.document.map { .string($0.digest.description) }),
            ("case", event.caseDigest.map { .string($0.description) }),
        ])
    }
}

extension Transaction {
    /// Adds an event at the end of the chain.
    package func append(_ draft: EventDraft) throws -> RecordedEvent {
        let head = try snapshot.chainHead()
        let sequence = head.sequence + 1
        let hash = EventChain.hash(after: head.hash, sequence: sequence, draft)
        try db.run(
            """
            INSERT INTO events (sequence, rma, rma_sequence, at, kind, subject, axis, before, after, actor, reason,
                details, document, case_digest, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                sequence, draft.rma, draft.rmaSequence, draft.at.milliseconds, draft.kind, draft.subject, draft.axis,
                draft.before, draft.after, draft.actor.text, draft.reason, draft.details.canonicalText,
                draft.document?.id, draft.caseDigest?.bytes, hash.bytes,
            ])
        return RecordedEvent(sequence: sequence, hash: hash, draft: draft)
    }

    /// Writes down where the chain ends, so that events missing at its end are noticed.
    func rememberChainHead() throws {
        let head = try snapshot.chainHead()
        if head.sequence > 0 { try set(Snapshot.chainHeadFact, to: "\(head.sequence) \(head.hash)") }
    }
}

extension Snapshot {
    static let chainHeadFact = "chain_head"

    /// The newest event: its place and hash. (0, zero) in an empty ledger.
    package func chainHead() throws -> (sequence: Int64, hash: Digest) {
        try db.row("SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1") { row in
            (row[0], Digest(bytes: row.bytes(1)) ?? .zero)
        } ?? (0, .zero)
    }

    /// The events of a return, oldest first; at most `limit`.
    package func events(of rma: CaseID, limit: Int = 10_000) throws -> [RecordedEvent] {
        try db.rows("\(Self.eventColumns) WHERE e.rma = ? ORDER BY e.rma_sequence LIMIT \(limit)", [rma]) {
            try Self.event($0)
        }
    }

    /// The events of a return that were recorded together with one of them, itself among them.
    func commit(of event: RecordedEvent, rma: CaseID) throws -> [RecordedEvent] {
        try db.rows(
            "\(Self.eventColumns) WHERE e.rma = ? AND e.at = ? ORDER BY e.rma_sequence",
            [rma, event.draft.at.milliseconds]
        ) { try Self.event($0) }.filter { $0.draft.isOfOneCommit(as: event.draft) }
    }

    /// By which a copy of the chain is told from another one.
    package func hash(ofEvent sequence: Int64) throws -> Digest? {
        try db.row("SELECT hash FROM events WHERE sequence = ?", [sequence]) { Digest(bytes: $0.bytes(0)) } ?? nil
    }

    func event(_ sequence: Int64) throws -> RecordedEvent? {
        try db.row("\(Self.eventColumns) WHERE e.sequence = ?", [sequence]) { try Self.event($0) }
    }

    static let eventColumns = """
        SELECT e.sequence, e.rma, e.rma_sequence, e.at, e.kind, e.subject, e.axis, e.before, e.after, e.actor,
            e.reason, e.details, e.document, e.hash, d.digest, e.case_digest, e.erased_by
        FROM events e LEFT JOIN documents d ON d.id = e.document
        """

    static func event(_ row: Row) throws -> RecordedEvent {
        let document: (id: DocumentID, digest: Digest)? = (row[12] as Int64?).map {
            ($0, Digest(bytes: row.bytes(14)) ?? .zero)
        }
        var draft = EventDraft(
            rma: row[1], rmaSequence: row[2], at: Instant(milliseconds: row[3]), kind: row[4], subject: row[5],
            axis: row[6], before: row[7], after: row[8], actor: Actor(trusted: row[9]), reason: row[10],
            details: try JSONValue(stored: row[11], "events.details"), document: document)
        draft.caseDigest = Digest(bytes: row.bytes(15))
        return RecordedEvent(
            sequence: row[0], hash: Digest(bytes: row.bytes(13)) ?? .zero, draft: draft, erasedBy: row[16])
    }
}
