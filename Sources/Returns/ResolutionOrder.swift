/// What is decided for units of a line and still to be given to the customer, or was given.
///
/// An order is made in the commit that makes it due, once for each unit: goods that were accepted, goods that the
/// customer keeps, goods that a carrier lost. The shop or the ERP carries it out and answers with a settlement.
package struct ResolutionOrder: Sendable, Equatable {
    /// From 1 within its return; with the return's number its name for everybody: `RMA-4KD-9T2X-R1`.
    package var number: Int
    package var line: Int
    /// The units of the line that it covers, from 0 in the order in which they became due.
    package var units: Range<Int>
    package var kind: Wish
    /// Nil where no price is known: a person says the amount.
    package var breakdown: Breakdown?
    package var state: ResolutionState
    /// From 1; grows when one that failed is asked for again.
    package var attempt: Int
    /// The shop's or bank's identifier of what was done.
    package var reference: Reference?
    /// What was really given, where money or a credit was.
    package var paid: Money?
    /// The number of the denial whose alternative it carries out; its units are none of those that are due.
    package var denial: Int?
    /// What the customer pays for it: the price of a repair.
    package var charge: Money?

    package init(
        number: Int, line: Int, units: Range<Int>, kind: Wish, breakdown: Breakdown?,
        state: ResolutionState = .initial, attempt: Int = 1, reference: Reference? = nil, paid: Money? = nil
    ) {
        self.number = number
        self.line = line
        self.units = units
        self.kind = kind
        self.breakdown = breakdown
        self.state = state
        self.attempt = attempt
        self.reference = reference
        self.paid = paid
    }

    /// The order's name outside: stable over all attempts.
    package func name(in rma: RMANumber) -> String { "\(rma)-R\(number)" }
}

/// How far a resolution order is carried out.
package enum ResolutionState: String, Axis {
    case owed, settled, failed, withdrawn

    package static let axisName = "resolution_order"
    package static let initial = ResolutionState.owed

    package func mayBecome(_ next: ResolutionState) -> Bool {
        switch self {
        case .owed: next == .settled || next == .failed || next == .withdrawn
        case .failed: next == .owed || next == .settled || next == .withdrawn
        case .settled, .withdrawn: false
        }
    }

    /// Still to be carried out, or to be looked at.
    package var isOpen: Bool {
        switch self {
        case .owed, .failed: true
        case .settled, .withdrawn: false
        }
    }
}

/// What an operator says of a resolution order.
package struct ResolutionUpdate: Sendable, Equatable {
    package enum Action: String, CaseIterable, Sendable {
        /// It failed, and is asked for again.
        case retry
        /// It is not to be carried out; its units are free for another.
        case withdraw
    }

    package var key: ReturnKey
    package var order: Int
    package var action: Action
    package var staff: String?
    package var note: String?

    package init(key: ReturnKey, order: Int, action: Action, staff: String? = nil, note: String? = nil) {
        self.key = key
        self.order = order
        self.action = action
        self.staff = staff
        self.note = note
    }
}

/// A customer, or staff for one, does not accept a denial.
package struct Appeal: Sendable, Equatable {
    package var key: ReturnKey
    /// Nil where the return has one denied line.
    package var line: Int?
    /// Why, in the customer's words.
    package var reason: String
    package var staff: String?

    package init(key: ReturnKey, line: Int? = nil, reason: String, staff: String? = nil) {
        self.key = key
        self.line = line
        self.reason = reason
        self.staff = staff
    }
}

extension Resolution {
    /// The wish that an end fulfils; nil for what fulfils none.
    package var wish: Wish? {
        switch self {
        case .refunded: .refund
        case .credited: .credit
        case .exchanged: .exchange
        case .replaced: .replacement
        case .repaired: .repair
        case .none, .pending, .denied, .failed, .shippedAhead, .satisfied, .chargeDue: nil
        }
    }
}

extension Wish {
    /// Whether money or a credit goes out.
    package var isMoney: Bool {
        switch self {
        case .refund, .credit: true
        case .exchange, .replacement, .repair: false
        }
    }
}

extension ResolutionOrder {
    /// As events tell it. Amounts are left out where the reader must not know what was paid.
    func details(showsAmounts: Bool) -> [(name: String, value: Change.Detail)] {
        var details: [(name: String, value: Change.Detail)] = [
            ("order", .count(number)), ("kind", .text(kind.rawValue)), ("line", .count(line)),
            ("units", .count(units.count)),
        ]
        if let denial { details.append(("denial", .count(denial))) }
        if showsAmounts, let charge {
            details += [("charge", .text(charge.decimal)), ("currency", .text(charge.currency.code))]
        }
        guard showsAmounts, let breakdown else { return details }
        for entry in breakdown.entries { details.append((entry.item.rawValue, .text(entry.amount.decimal))) }
        details.append(("amount", .text(breakdown.total.decimal)))
        if let tax = breakdown.tax { details.append(("tax", .text(tax.decimal))) }
        details.append(("currency", .text(breakdown.total.currency.code)))
        return details
    }
}

extension Change {
    /// The mark of what the customer's own endpoints do not get.
    static let forStaff: (name: String, value: Detail) = ("audience", .text(Note.Audience.staff.rawValue))

    /// The reason is a person's words for the customer, and is told with what happened.
    package static let forCustomer: (name: String, value: Detail) = (
        "audience", .text(Note.Audience.customer.rawValue)
    )

    /// What staff note among themselves.
    package var isForStaff: Bool {
        details.contains { $0.name == Self.forStaff.name && $0.value == Self.forStaff.value }
    }
}
