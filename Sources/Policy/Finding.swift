import Returns

/// The three answers of the policy.
package enum Answer: String, CaseIterable, Sendable {
    case authorize, decline, review

    /// What a rule says whose configured answer this is.
    var outcome: Outcome {
        switch self {
        case .authorize: .fits
        case .decline: .refuses
        case .review: .needsPerson
        }
    }
}

/// The rules of the policy, in the order in which findings are listed.
package enum RuleName: String, CaseIterable, Sendable {
    case knownOrder = "known_order", customer, product, serial, warranty, window, condition
    case restricted, entitlement, approval, keeps, fee, postage, destination
    case request
}

/// What one rule says.
package enum Outcome: String, CaseIterable, Sendable {
    case fits, refuses, needsPerson = "needs_person"
    /// Said for completeness; it decides nothing.
    case notes
}

/// What one rule found, kept for good: every rule leaves one for every line, not only the first that refuses.
package struct Finding: Sendable, Equatable {
    package let rule: RuleName
    /// The line of the request, from 1; nil for the request as a whole.
    package let line: Int?
    package let outcome: Outcome
    /// For the customer. A refusal says what the customer can do, and blames nobody.
    package let phrase: Phrase
    /// For staff, in English, with the numbers that were weighed.
    package let explanation: String

    package init(rule: RuleName, line: Int?, outcome: Outcome, phrase: Phrase, explanation: String) {
        self.rule = rule
        self.line = line
        self.outcome = outcome
        self.phrase = phrase
        self.explanation = explanation
    }
}

/// A finding before it knows its rule and line.
struct Ruling {
    let outcome: Outcome
    let phrase: Phrase
    let explanation: String

    init(_ outcome: Outcome, _ phrase: Phrase, _ explanation: String) {
        self.outcome = outcome
        self.phrase = phrase
        self.explanation = explanation
    }

    func finding(_ rule: RuleName, _ line: Int?) -> Finding {
        Finding(rule: rule, line: line, outcome: outcome, phrase: phrase, explanation: explanation)
    }
}
