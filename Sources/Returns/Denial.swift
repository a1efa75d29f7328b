/// What the customer was told that they do not get, for which units, and what they can do instead.
///
/// A unit is denied once: its record names its denial. A denial that was appealed counts no more.
package struct Denial: Sendable, Equatable {
    /// From 1 within its return.
    package var number: Int
    package var line: Int
    package var units: Int
    /// The identifier of the settlement that said it.
    package var reference: Reference
    /// For the customer.
    package var reason: String
    package var alternative: DenialAlternative?
    /// Of a part refund: what is given; of a paid repair: what it costs.
    package var amount: Money?
    package var state: DenialState

    package init(
        number: Int, line: Int, units: Int, reference: Reference, reason: String, alternative: DenialAlternative?,
        amount: Money? = nil, state: DenialState = .initial
    ) {
        self.number = number
        self.line = line
        self.units = units
        self.reference = reference
        self.reason = reason
        self.alternative = alternative
        self.amount = amount
        self.state = state
    }

    /// It holds, whatever became of its alternative.
    package var isStanding: Bool { state != .appealed }
    /// The customer may still say whether they take the alternative.
    package var awaitsAnswer: Bool { state == .told && (alternative?.needsAnswer ?? false) }
}

/// What became of a denial and of its alternative.
package enum DenialState: String, Axis {
    case told, takenUp = "taken_up", turnedDown = "turned_down", appealed

    package static let axisName = "denial"
    package static let initial = DenialState.told

    package func mayBecome(_ next: DenialState) -> Bool {
        switch self {
        case .told: next != .told
        // What was to be given for it was taken back: the customer is asked again.
        case .takenUp: next == .told
        case .turnedDown: next == .appealed
        case .appealed: false
        }
    }
}

extension DenialAlternative {
    /// Nothing is done that cannot be undone before the customer has said yes.
    package var needsAnswer: Bool {
        switch self {
        case .sentBack: false
        case .paidRepair, .partRefund, .recycled: true
        }
    }

    /// Something is done with the goods.
    package var needsGoods: Bool {
        switch self {
        case .sentBack, .paidRepair, .recycled: true
        case .partRefund: false
        }
    }

    /// Where the goods go when the customer takes it; nil where that stays open.
    package var disposition: Disposition? {
        switch self {
        case .sentBack: .returnToCustomer
        case .recycled: .recycle
        case .paidRepair: .repair
        case .partRefund: nil
        }
    }

    /// For staff: `a part refund of 25.00 EUR`.
    package func words(_ amount: Money?) -> String {
        switch self {
        case .sentBack: "the goods back"
        case .recycled: "recycling"
        case .partRefund: "a part refund" + (amount.map { " of \($0)" } ?? "")
        case .paidRepair: "a repair" + (amount.map { " for \($0)" } ?? " that they pay")
        }
    }

    /// It has a price or an amount that the customer must know.
    package var hasAmount: Bool {
        switch self {
        case .paidRepair, .partRefund: true
        case .sentBack, .recycled: false
        }
    }
}

/// The customer, or staff for one, says whether they take what a denial offers.
package struct AlternativeAnswer: Sendable, Equatable {
    package enum Answer: String, CaseIterable, Sendable { case accepted, declined }

    package var key: ReturnKey
    /// Nil where one denial of the return awaits an answer.
    package var line: Int?
    /// Of the denial, where a line has several.
    package var reference: Reference?
    package var answer: Answer
    package var reason: String?
    package var staff: String?

    package init(
        key: ReturnKey, line: Int? = nil, reference: Reference? = nil, answer: Answer, reason: String? = nil,
        staff: String? = nil
    ) {
        self.key = key
        self.line = line
        self.reference = reference
        self.answer = answer
        self.reason = reason
        self.staff = staff
    }
}
