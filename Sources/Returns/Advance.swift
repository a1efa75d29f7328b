/// Goods that went to the customer before theirs came back, and what is expected for them.
package struct Advance: Sendable, Equatable {
    package enum Kind: String, CaseIterable, Sendable {
        /// The customer keeps it and sends the faulty one.
        case replacement
        /// The customer sends it back once theirs is repaired.
        case loaner
    }

    /// How it ended; each advance ends once.
    package enum End: String, CaseIterable, Sendable {
        /// What was awaited came and was accepted.
        case returned
        /// It was charged.
        case charged
        /// A person let it be.
        case waived
    }

    package var kind: Kind
    /// Of what was sent.
    package var serial: SerialNumber?
    /// The last day on which the awaited goods may come.
    package var due: CalendarDate
    /// The shop's identifier of what was sent.
    package var reference: Reference
    /// When the customer was reminded.
    package var remindedOn: CalendarDate?
    package var end: End?
    /// When somebody was asked whether it is charged; nil again once it is decided that it is not, or not yet.
    package var proposedOn: CalendarDate?
    package var charged = Charged()

    package init(
        kind: Kind, serial: SerialNumber? = nil, due: CalendarDate, reference: Reference,
        remindedOn: CalendarDate? = nil, end: End? = nil, proposedOn: CalendarDate? = nil
    ) {
        self.kind = kind
        self.serial = serial
        self.due = due
        self.reference = reference
        self.remindedOn = remindedOn
        self.end = end
        self.proposedOn = proposedOn
    }
}

/// What the customer was charged for goods that were sent ahead, less what was paid back. It is stored nowhere: the
/// events of its line tell it.
package struct Charged: Sendable, Equatable {
    /// The names of the details that say it, beside the amount.
    package static let unitsDetail = "units", absentDetail = "not_here"

    package private(set) var units = 0
    /// Those of them whose counterpart had not come when they were charged.
    package private(set) var absent = 0
    /// Of all of them together; nil where that of one charge is not known.
    package private(set) var amount: Money?

    package init() {}

    package mutating func add(_ more: Int, absent missing: Int, for price: Money?) {
        amount = units == 0 ? price : sum(amount, price)
        units += more
        absent += missing
    }

    package mutating func takeBack(_ some: Int, absent missing: Int) {
        let back = share(of: some).map { Money(minor: -$0.minor, currency: $0.currency) }
        amount = some < units ? sum(amount, back) : nil
        units = max(0, units - some)
        absent = max(0, absent - missing)
    }

    /// What so many of them were charged for.
    func share(of some: Int) -> Money? {
        guard units > 0 else { return nil }
        return amount.map { Money(minor: $0.minor * Int64(min(some, units)) / Int64(units), currency: $0.currency) }
    }

    private func sum(_ one: Money?, _ other: Money?) -> Money? {
        guard let one, let other, one.currency == other.currency else { return nil }
        return Money(minor: one.minor + other.minor, currency: one.currency)
    }
}

/// Who decides that the customer is charged for what was sent ahead.
package enum ChargeDecider: String, CaseIterable, Sendable {
    /// A person; the customer hears nothing before.
    case review
    /// The policy, as soon as it is due.
    case automatic
}

/// Somebody decides what becomes of goods that were sent ahead and whose counterpart did not come, or was denied.
package struct AdvanceDecision: Sendable, Equatable {
    package enum Answer: String, CaseIterable, Sendable { case charge, waive, extend }

    package var key: ReturnKey
    /// Nil where goods were sent ahead for one line of the return.
    package var line: Int?
    package var decision: Answer
    /// Of a charge: how much; nil: the price.
    package var amount: Money?
    /// Of an extension: the new day.
    package var due: CalendarDate?
    package var reason: String?
    package var staff: String?

    package init(
        key: ReturnKey, line: Int? = nil, decision: Answer, amount: Money? = nil, due: CalendarDate? = nil,
        reason: String? = nil, staff: String? = nil
    ) {
        self.key = key
        self.line = line
        self.decision = decision
        self.amount = amount
        self.due = due
        self.reason = reason
        self.staff = staff
    }
}
