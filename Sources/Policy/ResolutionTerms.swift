import Returns

/// What customers get, and when it is due.
package struct ResolutionTerms: Sendable, Equatable {
    /// Which wishes are granted; another one becomes `standard`.
    package var granted: Set<Wish>
    /// Where the customer said nothing.
    package var standard: Wish
    /// For gifts, whose sender must not learn what was paid.
    package var gift: Wish
    /// Tiers that are trusted so far that goods are due when they were counted, before the inspection.
    package var tiersOnReceipt: Set<Tier>
    /// On top of a credit, in hundredths of a percent; 0...10000.
    package var creditBonus: Int
    /// What the goods have lost by use. The first entry that fits decides; none keeps nothing back.
    package var deductions: [DeductionTerm]
    /// When what the customer paid for the way out is given back.
    package var shippingRefund: ShippingRefund
    /// Times that a settlement that failed is asked for again by itself; 0...10.
    package var retriesMax: Int
    /// What a denied customer can do instead, where the denial does not say it.
    package var denialAlternative: DenialAlternative
    /// Who settles by hand; nil for whoever is there.
    package var assignee: StaffName?

    package static let standard = ResolutionTerms()

    package init(
        granted: Set<Wish> = Set(Wish.allCases), standard: Wish = .refund, gift: Wish = .credit,
        tiersOnReceipt: Set<Tier> = [], creditBonus: Int = 0, deductions: [DeductionTerm] = [],
        shippingRefund: ShippingRefund = .wholeOrder, retriesMax: Int = 3, assignee: StaffName? = nil,
        denialAlternative: DenialAlternative = .sentBack
    ) {
        self.granted = granted
        self.standard = standard
        self.gift = gift
        self.tiersOnReceipt = tiersOnReceipt
        self.creditBonus = creditBonus
        self.deductions = deductions
        self.shippingRefund = shippingRefund
        self.retriesMax = retriesMax
        self.assignee = assignee
        self.denialAlternative = denialAlternative
    }
}

/// When the way out is given back, each unit of the order with its share.
package enum ShippingRefund: String, CaseIterable, Sendable {
    /// When the whole order comes back, as Directive 2011/83/EU, article 13, asks for withdrawals; and always where
    /// the seller is at fault.
    case wholeOrder = "whole_order"
    /// Only where the seller is at fault.
    case sellersFault = "sellers_fault"
    case never
}

/// What is kept back for goods of a grade. Never for a seller's fault.
package struct DeductionTerm: Sendable, Equatable {
    package let name: String
    package let selector: LineSelector
    package let grades: Set<Grade>
    /// Hundredths of a percent of the price; 1...10000.
    package let basisPoints: Int

    package init(name: String, selector: LineSelector, grades: Set<Grade>, basisPoints: Int) {
        self.name = name
        self.selector = selector
        self.grades = grades
        self.basisPoints = basisPoints
    }
}

/// What is due to the customer for units of one line.
package struct DueResolution: Sendable, Equatable {
    package let kind: Wish
    /// Kept back of the price, in hundredths of a percent.
    package let deduction: Int
    /// On top, in hundredths of a percent.
    package let bonus: Int
}

extension PolicyBook {
    /// What the customer gets for goods of a line that were found good, kept, or lost.
    /// - Parameters:
    ///   - grade: as the inspector graded the units; nil where nobody saw them.
    ///   - isLost: the carrier lost them: nothing is left to repair, and nothing is kept back.
    package func resolution(
        of line: CaseLine, to facts: ResolutionFacts, grade: Grade?, isLost: Bool, today: CalendarDate
    ) -> DueResolution {
        let terms = resolutions
        var kind = facts.isGift ? terms.gift : facts.wish ?? terms.standard
        if !terms.granted.contains(kind) || (isLost && kind == .repair) {
            kind = isLost && terms.standard == .repair ? .refund : terms.standard
        }
        switch carriage.onLost {
        case .refund where isLost && !kind.isMoney && !facts.isGift:
            kind = .refund
        case .replace where isLost && kind != .replacement:
            kind = .replacement
        case .refund, .replace, .review: break
        }
        let deduction =
            kind.isMoney && !isLost ? self.deduction(from: line, to: facts, grade: grade, today: today) : 0
        return DueResolution(kind: kind, deduction: deduction, bonus: kind == .credit ? terms.creditBonus : 0)
    }

    /// What is kept back of the price of units, whoever says that money is given for them.
    package func deduction(
        from line: CaseLine, to facts: ResolutionFacts, grade: Grade?, today: CalendarDate
    ) -> Int {
        guard let grade, !line.product.reason.isSellersFault else { return 0 }
        let request = ReturnRequest(
            customer: facts.customer, channel: facts.channel, wish: facts.wish, isGift: facts.isGift,
            lines: [line.product])
        let weighed = WeighedLine(line.number, line.product, of: request, facts: Facts(), today: today)
        return resolutions.deductions.first { $0.grades.contains(grade) && $0.selector.matches(weighed) }?.basisPoints
            ?? 0
    }

    /// Whether goods of the customer are due when they were counted.
    package func isDueOnReceipt(_ customer: Customer) -> Bool {
        customer.tier.map(resolutions.tiersOnReceipt.contains) ?? false
    }
}
