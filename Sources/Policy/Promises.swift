import Returns

/// Something that happens to a return and from which a promise is counted.
package enum Milestone: String, CaseIterable, Sendable {
    case requested, delivered, received, inspected
}

/// A promise as the policy gives it: so many business days after a milestone.
package struct PromiseTerm: Sendable, Equatable {
    package let name: PromiseName
    /// 0...`BusinessCalendar.businessDaysMax`.
    package let businessDays: Int
    package let after: Milestone
    /// Other numbers of business days for customers of these tiers.
    package let tiers: [Tier: Int]

    package init(name: PromiseName, businessDays: Int, after: Milestone, tiers: [Tier: Int] = [:]) {
        self.name = name
        self.businessDays = businessDays
        self.after = after
        self.tiers = tiers
    }

    package func businessDays(for tier: Tier?) -> Int { tier.flatMap { tiers[$0] } ?? businessDays }
}

/// How promises are watched, and what is done where one cannot be kept.
package struct PromiseRules: Sendable, Equatable {
    /// So many business days before the day staff are warned; 0...30.
    package var warnBusinessDays = 1
    /// The minute of the promised day, on the site's clock, at which the customer is told of a new one.
    package var tellAt = 12 * 60
    /// The new day is so many business days after the promised one; 1...30.
    package var reviseBusinessDays = 2
    /// What the customer gets for a promise that is revised.
    package var makeGood = Recompense.nothing
    /// Who is to keep a promise at risk; nil: whoever is there.
    package var team: StaffName?
    /// A customer to whom a promise was broken is spoken to within so many business days; 0...30.
    package var callBusinessDays = 1
    /// Who speaks to the customer where even that day has passed; nil: the team.
    package var escalateTo: StaffName?
    /// Whether customers hear of a promise that was kept.
    package var tellsKept = false

    package init() {}
}

/// What a customer is given for a trouble.
package enum Recompense: Sendable, Equatable {
    case nothing
    case credit(Amounts)
    /// Hundredths of a percent of the value of the goods, at most the cap.
    case share(basisPoints: Int, cap: Amounts?)

    /// The amount for a return, in the currency of its goods; nil where there is none.
    package func amount(for one: ReturnCase) -> Money? {
        let priced = one.lines.compactMap { line in line.product.unitPrice.map { (line, $0) } }
        guard let currency = priced.first?.1.currency else { return nil }
        switch self {
        case .nothing: return nil
        case .credit(let amounts): return amounts.amount(in: currency)
        case .share(let basisPoints, let cap):
            let value = priced.filter { $0.1.currency == currency }
                .map { $0.1.times($0.0.line.authorized) }
                .reduce(Money.zero(currency)) { $0.addingSaturated($1) }
            let share = value.exactShare(basisPoints: Int64(basisPoints))
            guard let most = cap?.amount(in: currency), most.minor < share.minor else { return share }
            return most
        }
    }
}

extension PolicyBook {
    /// Who speaks to a customer to whom a promise is broken on a day, and by when.
    package func call(on day: CalendarDate) -> CallDuty {
        CallDuty(assignee: promiseRules.team, due: calendar.date(promiseRules.callBusinessDays, after: day))
    }

    /// What can be promised of goods that arrive on a day: each milestone that is reached earlier brings its promises
    /// forward.
    package func promises(
        ofArrivalOn arrival: CalendarDate, tier: Tier?, isSpecial: Bool, mayBeLater: Bool
    ) -> [PromiseOffer] {
        promises(
            along: [.delivered, .received, .inspected], from: arrival, tier: tier, isSpecial: isSpecial,
            mayBeLater: mayBeLater)
    }

    /// The same of goods of a return that are still to come. What is promised of those that are here, or lost, follows
    /// no parcel.
    package func promises(
        awaiting one: ReturnCase, arrivingOn arrival: CalendarDate, tier: Tier?, isSpecial: Bool, mayBeLater: Bool
    ) -> [PromiseOffer] {
        promises(ofArrivalOn: arrival, tier: tier, isSpecial: isSpecial, mayBeLater: mayBeLater).filter {
            !one.isOpenInPart($0.name)
        }
    }

    /// What reaching a milestone today promises: what is counted from it, and from those that follow.
    package func promises(
        reaching milestone: Milestone, on day: CalendarDate, tier: Tier?, isSpecial: Bool
    ) -> [PromiseOffer] {
        let milestones: [Milestone] =
            switch milestone {
            case .requested: [.requested]
            case .delivered: [.delivered, .received, .inspected]
            case .received: [.received, .inspected]
            case .inspected: [.inspected]
            }
        return promises(along: milestones, from: day, tier: tier, isSpecial: isSpecial, mayBeLater: false)
    }

    /// What a new day of a promise means for those that wait for it.
    package func promises(
        behind name: PromiseName, keptOn day: CalendarDate, tier: Tier?, isSpecial: Bool
    ) -> [PromiseOffer] {
        let milestones: [Milestone] =
            switch name {
            case .receiptConfirmed: [.received, .inspected]
            case .inspected: [.inspected]
            case .answered, .refunded: []
            }
        return promises(along: milestones, from: day, tier: tier, isSpecial: isSpecial, mayBeLater: true)
    }

    private func promises(
        along milestones: [Milestone], from first: CalendarDate, tier: Tier?, isSpecial: Bool, mayBeLater: Bool
    ) -> [PromiseOffer] {
        var day = first
        var offers: [PromiseOffer] = []
        for milestone in milestones {
            let next = promises(from: milestone, on: day, tier: tier, isSpecial: isSpecial, mayBeLater: mayBeLater)
            offers += next
            day = next.map(\.due).max() ?? day
        }
        return offers
    }

    /// The promises that a milestone sets off, dated.
    /// - Parameters:
    ///   - tier: of the customer.
    ///   - isSpecial: the customer is under special care: staff are warned a day earlier.
    ///   - mayBeLater: a person moved the dates, and the customer is told.
    package func promises(
        from milestone: Milestone, on date: CalendarDate, tier: Tier? = nil, isSpecial: Bool = false,
        mayBeLater: Bool = false
    ) -> [PromiseOffer] {
        promises.filter { $0.after == milestone }.map { term in
            let due = calendar.date(term.businessDays(for: tier), after: date)
            // What was promised this moment is not at risk yet, however short its time is.
            let warn = max(
                calendar.date(promiseRules.warnBusinessDays + (isSpecial ? 1 : 0), before: due),
                min(due, calendar.date(1, after: date)))
            return PromiseOffer(
                name: term.name, due: due, warn: warn, tellsKept: promiseRules.tellsKept, mayBeLater: mayBeLater)
        }
    }
}
