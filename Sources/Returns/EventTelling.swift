/// An event as far as the customer can be told of it: everything that a sentence about it may need, and nothing that
/// is not theirs to know.
package struct EventTelling: Sendable {
    /// As in `type`: `shipment.delivered`.
    package var kind: String
    /// The line or the parcel that it is about; `rma` for the return as a whole.
    package var subject: Change.Subject
    package var before: String
    /// The site's day on which it happened; for a parcel, by the carrier's clock.
    package var day: CalendarDate
    /// What a person wrote about it, for the customer.
    package var reason: String?
    /// Words that were made with the event, in the customer's language: the policy's for its decisions, the dock's for
    /// its counts.
    package var words: String?
    package var rating: Int?
    package var amount: Money?
    /// For how many units of the line the customer gets something.
    package var units: Int?
    /// Of a corrected count: how many units of the line had been counted.
    package var countedBefore: Int?
    /// Of a judgement: an earlier one of the same goods was wrong, and what was owed by it was taken back.
    package var isJudgedAnew = false
    package var areOrdersGone = false
    /// Of a line that is short: nobody sent what lacks, and its last day has passed.
    package var isUnsent = false
    /// The reason was written for the customer.
    package var isReasonForCustomer = false
    /// Of a denial: what the customer can do instead.
    package var alternative: DenialAlternative?
    /// When the carrier expects to bring the parcel.
    package var expected: CalendarDate?
    /// By when the customer hears more.
    package var answerBy: CalendarDate?
    /// When the carrier comes for the parcel.
    package var pickUp: CalendarDate?
    /// A present goes back: nothing is said of money.
    package var isGift: Bool
    /// What the customer gets, where that is decided; else what they asked for.
    package var wish: Wish?
    /// The return right after the event.
    package var `case`: ReturnCase
    /// By which day we promised what, by the promise's name.
    package var promises: [String: CalendarDate]
    /// What else the customer may hear of that happened in the same commit.
    package var beside: [Companion] = []

    /// Another event of the same commit.
    package struct Companion: Sendable {
        package let kind: String
        /// The line that it is about, for a unit the line of the unit.
        package let line: Int?
    }

    package init(
        kind: String, subject: Change.Subject, before: String, day: CalendarDate, reason: String? = nil,
        words: String? = nil, rating: Int? = nil, amount: Money? = nil, units: Int? = nil,
        expected: CalendarDate? = nil, answerBy: CalendarDate? = nil, pickUp: CalendarDate? = nil,
        isGift: Bool = false,
        wish: Wish? = nil, case: ReturnCase,
        promises: [String: CalendarDate] = [:]
    ) {
        self.kind = kind
        self.subject = subject
        self.before = before
        self.day = day
        self.reason = reason
        self.words = words
        self.rating = rating
        self.amount = amount
        self.units = units
        self.expected = expected
        self.answerBy = answerBy
        self.pickUp = pickUp
        self.isGift = isGift
        self.wish = wish
        self.case = `case`
        self.promises = promises
    }

    /// The line that it is about, or that of the unit.
    package var line: CaseLine? {
        let number: Int?
        switch subject {
        case .line(let line): number = line
        case .unit: number = unit?.line
        case .rma, .shipment, .task, .resolution, .promise, .customer: number = nil
        }
        return number.flatMap { number in self.case.lines.first { $0.number == number } }
    }

    /// As others of the same commit see it.
    package var companion: Companion { Companion(kind: kind, line: line?.number) }

    /// The unit that it is about.
    package var unit: CaseUnit? {
        guard case .unit(let number) = subject else { return nil }
        return self.case.units.first { $0.number == number }
    }

    /// The parcel that it is about.
    package var shipment: Shipment? {
        guard case .shipment(let number) = subject else { return nil }
        return self.case.shipments.first { $0.number == number }
    }
}

/// What the customer is told of an event.
package struct EventWords: Sendable, Equatable {
    /// One short line, fit for the subject of an e-mail.
    package let title: String
    /// One to three sentences.
    package let text: String

    package init(title: String, text: String) {
        self.title = title
        self.text = text
    }
}
