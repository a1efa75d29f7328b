import JSONText
import Returns

/// How events speak to customers: where a return is looked up, and in which words it is told of.
package struct Voice: Sendable {
    package let link: TrackingLink
    /// The site's calendar day at a moment.
    let siteDay: @Sendable (Instant) -> CalendarDate
    let say: @Sendable ([EventTelling], Language) -> [EventWords?]

    /// - Parameter say: the words for the events of one commit in a language, as many as there are events; nil where
    ///   the customer is told nothing of one, or another one says it.
    package init(
        link: TrackingLink, siteDay: @escaping @Sendable (Instant) -> CalendarDate,
        say: @escaping @Sendable ([EventTelling], Language) -> [EventWords?]
    ) {
        self.link = link
        self.siteDay = siteDay
        self.say = say
    }

    /// What the customer is told of the events of one commit, event by event; nil for what staff note among themselves,
    /// what has no words, and what another one says.
    /// - Parameters:
    ///   - stored: the return right after the events, or as it is now.
    ///   - promises: what is promised to the customer, with its day.
    ///   - language: nil: the customer's own.
    package func words(
        of commit: [EventDraft], _ stored: StoredCase, promises: [(name: String, due: CalendarDate)],
        in language: Language? = nil
    ) -> [EventWords?] {
        let language = language ?? stored.language
        let told = commit.indices.compactMap { place -> (place: Int, telling: EventTelling)? in
            guard !commit[place].isForStaff,
                var telling = EventTelling(commit[place], of: stored, promises: promises, siteDay: siteDay)
            else { return nil }
            // The policy's and the dock's words were kept in the customer's language.
            if language != stored.language { telling.words = nil }
            return (place, telling)
        }
        var words = [EventWords?](repeating: nil, count: commit.count)
        guard !told.isEmpty else { return words }
        for (one, said) in zip(told, say(told.map(\.telling), language)) { words[one.place] = said }
        return words
    }
}

extension Snapshot {
    /// What webhooks say, or said, to the customer of a return, by the event's sequence.
    package func wordsSent(of rma: CaseID) throws -> [Int64: EventWords] {
        let payloads = try db.rows(
            """
            SELECT m.event, m.payload FROM events e JOIN messages m ON m.event = e.sequence WHERE e.rma = ?
            """, [rma]
        ) { row in (event: row[0] as Int64, payload: String(decoding: row.bytes(1), as: UTF8.self)) }
        return try payloads.reduce(into: [:]) { words, sent in
            let data = try JSONValue(stored: sent.payload, "messages.payload")["data"]
            guard let title = data?["title"]?.string, let text = data?["message"]?.string else { return }
            words[sent.event] = EventWords(title: title, text: text)
        }
    }
}

extension EventTelling {
    /// - Returns: nil for what concerns no return.
    fileprivate init?(
        _ event: EventDraft, of stored: StoredCase, promises: [(name: String, due: CalendarDate)],
        siteDay: (Instant) -> CalendarDate
    ) {
        guard let subject = Change.Subject(event.subject) else { return nil }
        let details = event.details
        let isPolicy = event.isPolicyDecision
        let moment = details["occurred_at"]?.string.flatMap(Instant.init(written:)) ?? event.at
        let estimate = event.axis == Change.estimateAxis ? event.after : details["estimated_delivery"]?.string
        // A day that has passed is nothing to expect a parcel on.
        let expected = estimate.flatMap { CalendarDate(iso: $0) }.flatMap { $0 < siteDay(event.at) ? nil : $0 }
        let decides = event.axis == Resolution.axisName || event.axis == Change.orderAxis
        let decided = decides ? details["kind"]?.string : nil
        // The dock's words were chosen with its count, the clock's with what it found.
        let said =
            event.axis == ReturnCase.dockAxis
            ? details["message"]?.string : Change.clockAxes.contains(event.axis) ? event.reason : nil
        self.init(
            kind: event.kind, subject: subject, before: event.before, day: siteDay(moment),
            // The policy's words say why; what it writes beside them is for staff.
            reason: isPolicy ? nil : event.reason, words: isPolicy ? stored.decision["message"]?.string : said,
            rating: details["rating"]?.integer.map { Int($0) },
            amount: Money(decimal: details["amount"]?.string, currency: details["currency"]?.string),
            units: details["units"]?.integer.map { Int($0) }, expected: expected,
            answerBy: details[Change.answerDetail]?.string.flatMap { CalendarDate(iso: $0) },
            pickUp: stored.pickUpDay(of: subject),
            isGift: stored.request["gift"] == true,
            wish: (decided ?? stored.request["wish"]?.string).flatMap(Wish.init),
            case: stored.case, promises: promises.reduce(into: [:]) { $0[$1.name] = $1.due })
        countedBefore = details[ReturnCase.correctedFrom]?.integer.map { Int($0) }
        isJudgedAnew = details[ReturnCase.correctedUnit] != nil
        areOrdersGone = details[ReturnCase.ordersTakenBack] != nil
        isUnsent = details[ReturnCase.unsentDetail] != nil
        isReasonForCustomer = details["audience"]?.string == Note.Audience.customer.rawValue
        alternative = details["alternative"]?.string.flatMap(DenialAlternative.init)
    }
}

extension EventDraft {
    /// The policy moved the authorization; its words for the customer stand in the decision.
    var isPolicyDecision: Bool {
        actor.text == "policy" && axis == RMAState.axisName && after != RMAState.requested.rawValue
    }
}

extension StoredCase {
    /// When the carrier comes for a parcel, as the decision plans it.
    fileprivate func pickUpDay(of subject: Change.Subject) -> CalendarDate? {
        guard case .shipment(let number) = subject,
            let shipment = self.case.shipments.first(where: { $0.number == number })
        else { return nil }
        return plan(of: shipment)?["pick_up"]?["day"]?.string.flatMap(CalendarDate.init(iso:))
    }
}

extension Change.Subject {
    /// As `text` writes it.
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        switch (parts.first, parts.count == 2 ? Int(parts[1]) : nil) {
        case ("rma", nil): self = .rma
        case ("line", let number?): self = .line(number)
        case ("shipment", let number?): self = .shipment(number)
        case ("unit", let number?): self = .unit(number)
        case ("promise", nil):
            guard parts.count == 2, let name = PromiseName(rawValue: String(parts[1])) else { return nil }
            self = .promise(name)
        case ("customer", nil): self = .customer
        default: return nil
        }
    }
}

extension Instant {
    /// Reads what `description` writes, down to whole minutes: enough to tell the day.
    fileprivate init?(written text: String) {
        let parts = text.split(separator: "T")
        guard parts.count == 2, let date = CalendarDate(iso: parts[0]), let hour = Int(parts[1].prefix(2)),
            let minute = Int(parts[1].dropFirst(3).prefix(2))
        else { return nil }
        self.init(date: date, hour: hour, minute: minute, second: 0)
    }
}

extension Money {
    /// Reads what `decimal` writes.
    package init?(decimal: String?, currency: String?) {
        guard let decimal, let currency = currency.flatMap({ Currency($0) }),
            let minor = Int64(decimal.filter { $0 != "." })
        else { return nil }
        self.init(minor: minor, currency: currency)
    }
}
