/// Why a customer deserves special care.
package struct CareMark: Sendable, Equatable {
    package enum Cause: String, CaseIterable, Sendable {
        case brokenPromise = "broken_promise", repeatedFailure = "repeated_failure", complaint
        case lowRating = "low_rating"
        /// A person asked for it.
        case staff
    }

    /// How long it lasts where nobody says otherwise.
    package static let days = 365

    package var cause: Cause
    /// For staff, in English.
    package var words: String
    /// nil: for `days`.
    package var until: CalendarDate?

    package init(cause: Cause, words: String, until: CalendarDate? = nil) {
        self.cause = cause
        self.words = words
        self.until = until
    }
}

/// Who speaks to a customer to whom a promise was broken, and by when. The customer is told the day.
package struct CallDuty: Sendable, Equatable {
    /// A person or a team; nil for whoever is there.
    package var assignee: StaffName?
    package var due: CalendarDate

    package init(assignee: StaffName? = nil, due: CalendarDate) {
        self.assignee = assignee
        self.due = due
    }
}

/// Whether a customer is under special care.
package enum CareState: String, Axis {
    case usual = "usual_care", special = "special_care"

    package static let axisName = "care"
    package static let initial = CareState.usual

    package func mayBecome(_ next: CareState) -> Bool { next != self }
}

/// A person begins or ends the special care for a customer.
package struct CareOrder: Sendable, Equatable {
    /// A return of the customer, or nil where the customer is named.
    package var key: ReturnKey?
    package var customer: CustomerNumber?
    package var state: CareState
    package var reason: String
    package var until: CalendarDate?
    package var staff: String?

    package init(
        key: ReturnKey? = nil, customer: CustomerNumber? = nil, state: CareState, reason: String,
        until: CalendarDate? = nil, staff: String? = nil
    ) {
        self.key = key
        self.customer = customer
        self.state = state
        self.reason = reason
        self.until = until
        self.staff = staff
    }
}

/// What a customer is given beyond what is owed: an amount, or something else in words.
package struct Goodwill: Sendable, Equatable {
    package var key: ReturnKey?
    package var customer: CustomerNumber?
    package var amount: Money?
    package var words: String?
    package var reason: String
    package var staff: String?

    package init(
        key: ReturnKey? = nil, customer: CustomerNumber? = nil, amount: Money? = nil, words: String? = nil,
        reason: String, staff: String? = nil
    ) {
        self.key = key
        self.customer = customer
        self.amount = amount
        self.words = words
        self.reason = reason
        self.staff = staff
    }

    /// `5.00 EUR`, or the words.
    package var text: String { [amount?.description, words].compactMap { $0 }.joined(separator: ", ") }
}

/// What we answer to a customer's feedback.
package struct FeedbackReply: Sendable, Equatable {
    package var key: ReturnKey
    /// The feedback by its place among the events of the return; nil: the oldest without an answer.
    package var feedback: Int?
    package var text: String
    package var staff: String?

    package init(key: ReturnKey, feedback: Int? = nil, text: String, staff: String? = nil) {
        self.key = key
        self.feedback = feedback
        self.text = text
        self.staff = staff
    }
}
