/// A person decides what the policy left to a person.
package struct Review: Sendable, Equatable {
    package enum Verdict: String, CaseIterable, Sendable {
        case approve, decline, askForInformation = "ask", informationGiven = "informed", extend, reopen
        /// What the policy authorized and only a parcel number was missing for goes on as it was decided.
        case release
    }

    package var key: ReturnKey
    package var verdict: Verdict
    /// Words for the customer; required for `decline` and `ask`.
    package var reason: String?
    /// Days from now until the return expires; for `approve`, `extend` and `reopen`. 1...730.
    package var validDays: Int?
    package var staff: String?

    package init(
        key: ReturnKey, verdict: Verdict, reason: String? = nil, validDays: Int? = nil, staff: String? = nil
    ) {
        self.key = key
        self.verdict = verdict
        self.reason = reason
        self.validDays = validDays
        self.staff = staff
    }
}

/// Somebody calls a return off; possible while nothing is received or settled.
package struct Cancellation: Sendable, Equatable {
    package var key: ReturnKey
    package var reason: String?
    package var staff: String?

    package init(key: ReturnKey, reason: String? = nil, staff: String? = nil) {
        self.key = key
        self.reason = reason
        self.staff = staff
    }
}

/// A remark on a return.
package struct Note: Sendable, Equatable {
    package enum Audience: String, CaseIterable, Sendable { case staff, customer }

    package var key: ReturnKey
    package var text: String
    package var audience: Audience
    package var author: String?

    package init(key: ReturnKey, text: String, audience: Audience = .staff, author: String? = nil) {
        self.key = key
        self.text = text
        self.audience = audience
        self.author = author
    }
}

/// What a customer says of how a return went.
package struct Feedback: Sendable, Equatable {
    /// What it is, in the customer's or the desk's eyes.
    package enum Kind: String, CaseIterable, Sendable { case complaint, thanks, suggestion }

    /// What a customer answered to one question of the survey.
    package struct Answer: Sendable, Equatable {
        package var question: String
        package var text: String

        package init(question: String, text: String) {
            self.question = question
            self.text = text
        }
    }

    /// Ratings up to this one say that something went wrong.
    package static let lowRating = 2

    package var key: ReturnKey
    /// 1 (poor) to 5 (excellent).
    package var rating: Int?
    package var text: String?
    package var kind: Kind?
    package var answers: [Answer]

    package init(
        key: ReturnKey, rating: Int? = nil, text: String? = nil, kind: Kind? = nil, answers: [Answer] = []
    ) {
        self.key = key
        self.rating = rating
        self.text = text
        self.kind = kind
        self.answers = answers
    }

    /// Why the customer deserves special care after this; nil where all is well.
    package var careMark: CareMark? {
        if kind == .complaint { return CareMark(cause: .complaint, words: "complaint: \(text ?? "without words")") }
        guard let rating, rating <= Self.lowRating else { return nil }
        return CareMark(cause: .lowRating, words: "rated \(rating) of 5")
    }
}
