import Returns

/// The day from which a return window is counted (ucp#634: a day count needs its clock).
package enum Clock: String, CaseIterable, Sendable {
    case purchase, shipment, delivery
}

/// What to do where the date of a clock is not known.
package enum ClockFallback: Sendable, Equatable {
    /// Count from another clock and add the days that usually lie between the two; 0...90.
    case other(Clock, addDays: Int)
    /// A person finds the date.
    case person
}

/// How long goods may come back.
package enum WindowLength: Sendable, Equatable {
    /// Days after the clock's date; 1...3650.
    case days(Int)
    case unlimited
    /// These goods do not come back by change of mind (hygiene, made to measure).
    case never
}

/// One entry of the return windows. The first entry whose selector fits decides.
package struct WindowTerm: Sendable, Equatable {
    package let name: String
    package let selector: LineSelector
    package let length: WindowLength
    package let clock: Clock

    package init(name: String, selector: LineSelector, length: WindowLength, clock: Clock) {
        self.name = name
        self.selector = selector
        self.length = length
        self.clock = clock
    }
}

/// How long we stand for the goods. The order line's own months win over the category's, those over the
/// default.
package struct WarrantyTerms: Sendable, Equatable {
    /// 0...600; 0 is no warranty.
    package let defaultMonths: Int
    package let monthsByCategory: [Category: Int]
    /// The reasons that a warranty answers: defects, not a change of mind.
    package let reasons: Set<ReasonCode>

    package init(defaultMonths: Int, monthsByCategory: [Category: Int], reasons: Set<ReasonCode>) {
        self.defaultMonths = defaultMonths
        self.monthsByCategory = monthsByCategory
        self.reasons = reasons
    }
}

/// In which state goods are taken back. The first entry whose selector fits decides.
package struct ConditionTerm: Sendable, Equatable {
    package let name: String
    package let selector: LineSelector
    /// nil accepts every state, a known one or not.
    package let accepts: Set<Condition>?
    /// For a state that is not accepted.
    package let otherwise: Answer
    /// For goods whose state nobody told.
    package let unknown: Answer

    package init(
        name: String, selector: LineSelector, accepts: Set<Condition>?, otherwise: Answer, unknown: Answer
    ) {
        self.name = name
        self.selector = selector
        self.accepts = accepts
        self.otherwise = otherwise
        self.unknown = unknown
    }
}

/// What a person must see first. Every entry that fits counts, not only the first.
package struct ApprovalTerm: Sendable, Equatable {
    package let name: String
    package let selector: LineSelector
    /// Only lines worth more than this; nil takes lines of any value.
    package let above: Amounts?

    package init(name: String, selector: LineSelector, above: Amounts?) {
        self.name = name
        self.selector = selector
        self.above = above
    }
}

/// Goods that may not travel like others. For each hazard of a line the first entry that fits decides.
package struct RestrictionTerm: Sendable, Equatable {
    package let name: String
    package let hazards: Set<Hazard>
    package let selector: LineSelector
    package let answer: Answer
    /// How the parcel must travel and what must stand on it.
    package let carriage: Carriage
    /// false: no parcel is planned; a person arranges another way with the customer.
    package let isByParcel: Bool

    package init(
        name: String, hazards: Set<Hazard>, selector: LineSelector, answer: Answer, carriage: Carriage,
        isByParcel: Bool = true
    ) {
        self.name = name
        self.hazards = hazards
        self.selector = selector
        self.answer = answer
        self.carriage = carriage
        self.isByParcel = isByParcel
    }
}

/// What is kept back from a refund. The first entry whose selector fits decides; never for a seller's fault.
package struct FeeTerm: Sendable, Equatable {
    package enum Charge: Sendable, Equatable {
        case free
        case fixed(Amounts)
        /// Hundredths of a percent of the authorized goods' value, 1...10000, at most the cap.
        case share(basisPoints: Int, cap: Amounts?)
    }

    package let name: String
    package let selector: LineSelector
    package let charge: Charge

    package init(name: String, selector: LineSelector, charge: Charge) {
        self.name = name
        self.selector = selector
        self.charge = charge
    }
}

/// Who pays the way back. The first entry whose selector fits decides.
package struct PostageTerm: Sendable, Equatable {
    package let name: String
    package let selector: LineSelector
    package let payer: PostagePayer
    /// What a parcel with our label costs a customer who pays; kept back from the refund. nil: the customer pays the
    /// carrier.
    package let amount: Amounts?

    package init(name: String, selector: LineSelector, payer: PostagePayer, amount: Amounts? = nil) {
        self.name = name
        self.selector = selector
        self.payer = payer
        self.amount = amount
    }
}

/// Goods that are not worth the way back. The first entry whose selector fits decides.
package struct KeepTerm: Sendable, Equatable {
    package let name: String
    package let selector: LineSelector
    /// A line worth less than this stays with the customer; nil: it always comes back.
    package let below: Amounts?

    package init(name: String, selector: LineSelector, below: Amounts?) {
        self.name = name
        self.selector = selector
        self.below = below
    }
}

/// Where goods go. The first entry whose selector fits decides, else the default warehouse.
package struct DestinationTerm: Sendable, Equatable {
    package let name: String
    package let selector: LineSelector
    package let warehouse: WarehouseName

    package init(name: String, selector: LineSelector, warehouse: WarehouseName) {
        self.name = name
        self.selector = selector
        self.warehouse = warehouse
    }
}

/// What to answer where the papers are not in order.
package struct PaperTerms: Sendable, Equatable {
    /// The request names an order that we do not have.
    package let unknownOrder: Answer
    /// The request names no order (bought elsewhere, lost papers).
    package let withoutOrder: Answer
    /// The order exists, but the product is not in it. For goods sent by mistake a person looks at worst.
    package let productNotInOrder: Answer
    /// A gift comes back from somebody else than the buyer.
    package let giftOfOtherCustomer: Answer
    /// The request does not say who sends the goods.
    package let unnamedCustomer: Answer
    /// The order's serial numbers are known and the request gives none.
    package let serialMissing: Answer

    package init(
        unknownOrder: Answer, withoutOrder: Answer, productNotInOrder: Answer, giftOfOtherCustomer: Answer,
        unnamedCustomer: Answer, serialMissing: Answer
    ) {
        self.unknownOrder = unknownOrder
        self.withoutOrder = withoutOrder
        self.productNotInOrder = productNotInOrder
        self.giftOfOtherCustomer = giftOfOtherCustomer
        self.unnamedCustomer = unnamedCustomer
        self.serialMissing = serialMissing
    }
}
