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
    ///   - offers: what is promised from now on. Promises that the changes fulfil end in the same commit.
    ///   - call: who speaks to the customer where that is too late; nil: whoever is there, on the same day.
    @discardableResult
    package func record(
        _ happened: [Change], of stored: inout StoredCase, was old: ReturnCase?, on occasion: Occasion,
        voice: Voice, promising offers: [PromiseOffer] = [], calling call: CallDuty? = nil
    ) throws -> [RecordedEvent] {
        var keeping = PromiseKeeping(
            transaction: self, stored: stored, was: old, occasion: occasion,
            call: call ?? CallDuty(due: occasion.day))
        try keeping.settle(happened, offers: offers)
        let changes = keeping.changes
        let first = stored.sequence + 1
        stored.sequence += changes.count
        stored.changedAt = occasion.at
        if let old { try save(stored, was: old) } else { try add(stored) }
        if !keeping.changed.isEmpty {
            let isSpecial = try snapshot.care(of: CustomerKey(stored), on: occasion.day) != nil
            for promise in keeping.changed { try put(promise, of: stored.id, isSpecial: isSpecial) }
        }
        try watchAnswers(in: changes, of: stored.id)
        var drafts = changes.enumerated().map { offset, change in
            EventDraft(
                rma: stored.id, rmaSequence: first + offset, at: occasion.at, kind: change.kind,
                subject: change.subject.text, axis: change.axis, before: change.before, after: change.after,
                actor: occasion.actor, reason: change.reason, details: change.detailsJSON,
                document: occasion.document)
        }
        if !drafts.isEmpty { drafts[drafts.count - 1].caseDigest = stored.digest }
        // Made for the first who wants them: what happened together is told together.
        var words: [EventWords?]?
        func wordsOf(_ place: Int) throws -> EventWords? {
            let all = try words ?? voice.words(of: drafts, stored, promises: snapshot.standingDays(of: stored.id))
            words = all
            return all[place]
        }
        var recorded: [RecordedEvent] = []
        for (place, draft) in drafts.enumerated() {
            let event = try append(draft)
            // What staff note among themselves is for the shop's own endpoints, not for the customer's.
            let listener = event.draft.isForStaff ? nil : stored.customer.number
            try owe(event, customer: listener) { form in
                try EventPayload.text(of: event, stored, voice.link, as: form, words: try wordsOf(place))
            }
            recorded.append(event)
        }
        return recorded
    }

    /// Whoever tells a customer a day for an answer, the clock sees to it that they are not forgotten.
    private func watchAnswers(in changes: [Change], of rma: CaseID) throws {
        let days: [CalendarDate] = changes.flatMap(\.details).compactMap { detail in
            guard detail.name == Change.answerDetail, case .text(let day) = detail.value else { return nil }
            return CalendarDate(iso: day)
        }
        guard let first = days.min() else { return }
        try setAlarm(.brokenPromise, of: rma, on: min(first, snapshot.alarm(.brokenPromise, of: rma) ?? first))
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

    /// Where the customer answers our questions about a return.
    package func surveyURL(of stored: StoredCase) -> String { url(of: stored) + "/feedback" }

    private static func withoutSlash(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}

extension EventDraft {
    /// Whether two events of one return were recorded together.
    package func isOfOneCommit(as other: EventDraft) -> Bool { at == other.at && document?.id == other.document?.id }

    package var isForStaff: Bool { details["audience"]?.string == Note.Audience.staff.rawValue }
}

extension Change {
    package var detailsJSON: JSONValue {
        .object(
            details.map { name, value in
                switch value {
                case .count(let count): JSONValue.Member(name, .integer(Int64(count)))
                case .text(let text): JSONValue.Member(name, .string(text))
                case .texts(let texts): JSONValue.Member(name, .array(texts.map { .string($0) }))
                case .photos(let photos, let rma): JSONValue.Member(name, .array(photos.map { $0.shown(of: rma) }))
                }
            })
    }
}
