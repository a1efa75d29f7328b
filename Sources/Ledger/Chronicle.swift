import Digests
import JSONText
import Returns

/// Who caused changes, when, and by which document.
package struct Occasion: Sendable {
    package var at: Instant
    package var actor: Actor
    package var document: (id: DocumentID, digest: Digest)?
    /// The site's day at that moment.
    package var day: CalendarDate

    /// - Parameter day: the site's day; that of UTC where it does not matter.
    package init(
        at: Instant, actor: Actor, document: (id: DocumentID, digest: Digest)?, day: CalendarDate? = nil
    ) {
        self.at = at
        self.actor = actor
        self.document = document
        self.day = day ?? at.date
    }
}

extension Transaction {
    /// Stores what happened to a return: the case as it is now, one event for each change, and a message to
    /// everybody who listens. This is the only way in which a return changes.
    /// - Parameters:
    ///   - stored: the return with its case already changed; its sequence and time are brought up to date.
    ///   - old: the case before; nil for a new return, which is added.
    @discardableResult
    package func record(
        _ changes: [Change], of stored: inout StoredCase, was old: ReturnCase?, on occasion: Occasion,
        link: TrackingLink
    ) throws -> [RecordedEvent] {
        let first = stored.sequence + 1
        stored.sequence += changes.count
        stored.changedAt = occasion.at
        if let old { try save(stored, was: old) } else { try add(stored) }
        var recorded: [RecordedEvent] = []
        for (offset, change) in changes.enumerated() {
            var draft = EventDraft(
                rma: stored.id, rmaSequence: first + offset, at: occasion.at, kind: change.kind,
                subject: change.subject.text, axis: change.axis, before: change.before, after: change.after,
                actor: occasion.actor, reason: change.reason, details: change.detailsJSON,
                document: occasion.document)
            if offset == changes.count - 1 { draft.caseDigest = stored.digest }
            let event = try append(draft)
            // What staff note among themselves is for the shop's own endpoints, not for the customer's.
            let listener = event.draft.isForStaff ? nil : stored.customer.number
            try owe(event, customer: listener) { EventPayload.text(of: event, stored, link: link, as: $0) }
            recorded.append(event)
        }
        return recorded
    }
}

/// Where a customer looks a return up. The number alone opens nothing: the token does.
package struct TrackingLink: Sendable {
    /// Without a slash at its end.
    let baseURL: String
    /// The addresses of brands that have their own.
    let brands: [BrandName: String]

    package init(baseURL: String, brands: [BrandName: String] = [:]) {
        self.baseURL = Self.withoutSlash(baseURL)
        self.brands = brands.mapValues(Self.withoutSlash)
    }

    package func url(token: String, brand: BrandName? = nil) -> String {
        "\(brand.flatMap { brands[$0] } ?? baseURL)/\(token)"
    }

    package func url(of stored: StoredCase) -> String { url(token: stored.token, brand: stored.brand) }

    private static func withoutSlash(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}

extension Change.Subject {
    /// As it stands in the audit trail: `rma`, `line:2`, `shipment:1`.
    package var text: String {
        switch self {
        case .rma: "rma"
        case .line(let number): "line:\(number)"
        case .shipment(let number): "shipment:\(number)"
        case .task(let id): "task:\(id)"
        case .unit(let number): "unit:\(number)"
        }
    }
}

extension EventDraft {
    var isForStaff: Bool { details["audience"]?.string == Note.Audience.staff.rawValue }
}

extension Change {
    var detailsJSON: JSONValue {
        .object(
            details.map { name, value in
                switch value {
                case .count(let count): JSONValue.Member(name, .integer(Int64(count)))
                case .text(let text): JSONValue.Member(name, .string(text))
                }
            })
    }
}
