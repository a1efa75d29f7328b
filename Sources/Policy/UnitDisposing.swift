import Returns

/// A unit on the bench with all that bears on where it goes.
package struct BenchUnit: Sendable, Equatable {
    package var product: RequestedLine
    package var verdict: UnitVerdict
    package var grade: Grade?
    package var serial: SerialFinding?
    package var value: Money?
    package var repairCost: Money?
    package var today: CalendarDate
    package var tier: Tier?
    package var channel: Channel?
    package var country: String?
    package var wish: Wish?
    /// What the order says of this article; nil leaves it to the policy.
    package var warrantyMonths: Int?

    package init(
        product: RequestedLine, verdict: UnitVerdict, grade: Grade? = nil, serial: SerialFinding? = nil,
        value: Money? = nil, repairCost: Money? = nil, today: CalendarDate, tier: Tier? = nil,
        channel: Channel? = nil, country: String? = nil, wish: Wish? = nil, warrantyMonths: Int? = nil
    ) {
        self.product = product
        self.verdict = verdict
        self.grade = grade
        self.serial = serial
        self.value = (value ?? product.unitPrice).flatMap { $0.isPlausiblePrice ? $0 : nil }
        self.repairCost = repairCost
        self.today = today
        self.tier = tier
        self.channel = channel
        self.country = country
        self.wish = wish
        self.warrantyMonths = warrantyMonths
    }

    /// The cost of repair as a share of the value in hundredths of a percent, rounded down and up: `down < limit` and
    /// `up <= limit` are exact. Nil where one of them is not known, or they cannot be compared.
    package var repairShare: (down: Int, up: Int)? {
        guard let value, let repairCost, value.currency == repairCost.currency, value.minor > 0,
            repairCost.isPlausiblePrice
        else { return nil }
        let (down, rest) = (repairCost.minor * 10_000).quotientAndRemainder(dividingBy: value.minor)
        return (Int(down), Int(rest == 0 ? down : down + 1))
    }
}

/// What one rule said of a unit.
package struct DispositionLook: Sendable, Equatable {
    package let name: String
    package let fits: Bool
    package let explanation: String
}

/// Where the rules send a unit, and every rule that was looked at on the way.
package struct DispositionProposal: Sendable, Equatable {
    package let term: DispositionTerm?
    package let looks: [DispositionLook]

    /// For staff, one rule on a line.
    package var explanation: String {
        looks.map { "\($0.name): \($0.fits ? "fits" : "does not fit"), \($0.explanation)" }.joined(separator: "\n")
    }
}

extension UnitTerms {
    package func checklist(for category: Category?) -> Checklist? { checklists.first { $0.takes(category) } }

    /// The first rule that fits decides; each before it says why it does not.
    /// - Parameters:
    ///   - isKept: the unit stays its customer's: no rule may put it to a use of ours.
    ///   - isUndecided: nobody has said yet what its customer gets: no rule may use it as ours.
    package func disposition(
        of unit: BenchUnit, isKept: Bool = false, isUndecided: Bool = false
    ) -> DispositionProposal {
        var looks: [DispositionLook] = []
        for term in dispositions {
            let against =
                term.selector.objection(to: unit, vendors: vendors)
                ?? (isKept && !term.disposition.keepsForRepair
                    ? "\(term.disposition.rawValue), but it is its customer's" : nil)
                ?? (isUndecided && term.disposition.isUseOfOurs
                    ? "\(term.disposition.rawValue), but nobody has decided on it" : nil)
            looks.append(
                DispositionLook(
                    name: term.name, fits: against == nil,
                    explanation: against ?? "\(term.disposition.rawValue)\(term.place)"))
            if against == nil { return DispositionProposal(term: term, looks: looks) }
        }
        return DispositionProposal(term: nil, looks: looks)
    }
}

extension DispositionTerm {
    fileprivate var place: String {
        let parts = [warehouse.map { "warehouse \($0)" }, bin].compactMap { $0 }
        return parts.isEmpty ? "" : " to " + parts.joined(separator: ", ")
    }
}

extension UnitSelector {
    /// Why a unit does not fit; nil where it does.
    fileprivate func objection(to unit: BenchUnit, vendors: [VendorTerm]) -> String? {
        if !verdicts.contains(unit.verdict) { return "it is \(unit.verdict.rawValue)" }
        if let objection = line.objection(to: unit) { return objection }
        if let grades, !(unit.grade.map(grades.contains) ?? false) {
            return unit.grade.map { "it has grade \($0.rawValue)" } ?? "it has no grade"
        }
        if let hazards, hazards.isDisjoint(with: unit.product.hazards) { return "it has none of the hazards" }
        if let serials, !(unit.serial.map(serials.contains) ?? false) {
            return "its serial number is \(unit.serial?.rawValue ?? "not asked for")"
        }
        if let objection = objectionToValue(unit) { return objection }
        if let objection = objectionToRepair(unit) { return objection }
        guard let vendorAccepts else { return nil }
        let taking = vendors.first { $0.objection(to: unit) == nil }
        if vendorAccepts, taking == nil {
            let reasons = vendors.compactMap { vendor in vendor.objection(to: unit).map { "\(vendor.name): \($0)" } }
            return reasons.isEmpty ? "no vendor has an agreement" : reasons.joined(separator: "; ")
        }
        if !vendorAccepts, let taking { return "\(taking.name) takes it back" }
        return nil
    }

    private func objectionToValue(_ unit: BenchUnit) -> String? {
        guard valueAbove != nil || valueBelow != nil else { return nil }
        guard let value = unit.value else { return "its value is not known" }
        if let valueAbove {
            guard let limit = valueAbove.amount(in: value.currency) else {
                return "no limit is given in \(value.currency)"
            }
            if value.minor <= limit.minor { return "its value \(value) is not above \(limit)" }
        }
        if let valueBelow {
            guard let limit = valueBelow.amount(in: value.currency) else {
                return "no limit is given in \(value.currency)"
            }
            if value.minor >= limit.minor { return "its value \(value) is not below \(limit)" }
        }
        return nil
    }

    private func objectionToRepair(_ unit: BenchUnit) -> String? {
        guard repairAtMost != nil || repairAbove != nil else { return nil }
        guard let share = unit.repairShare?.up else { return "what its repair costs, or its value, is not known" }
        let words = "a repair costs \(Percent.words(share)) of the value"
        if let repairAtMost, share > repairAtMost { return "\(words), more than \(Percent.words(repairAtMost))" }
        if let repairAbove, share <= repairAbove { return "\(words), not more than \(Percent.words(repairAbove))" }
        return nil
    }
}

extension LineSelector {
    fileprivate func objection(to unit: BenchUnit) -> String? {
        let product = unit.product
        if let categories, !(product.category.map(categories.contains) ?? false) {
            return "its category is \(product.category?.text ?? "not known")"
        }
        if let reasons, !reasons.contains(product.reason) { return "its reason is \(product.reason.rawValue)" }
        if let conditions, !(product.condition.map(conditions.contains) ?? false) {
            return "its condition is \(product.condition?.rawValue ?? "not known")"
        }
        if let skus, !skus.contains(product.sku) { return "its article is \(product.sku)" }
        if let tiers, !(unit.tier.map(tiers.contains) ?? false) {
            return "the customer's tier is \(unit.tier?.text ?? "not known")"
        }
        if let channels, !(unit.channel.map(channels.contains) ?? false) {
            return "the sales channel is \(unit.channel?.text ?? "not known")"
        }
        if let countries, !(unit.country.map(countries.contains) ?? false) {
            return "the country is \(unit.country ?? "not known")"
        }
        if let wishes, !(unit.wish.map(wishes.contains) ?? false) {
            return "the wish is \(unit.wish?.rawValue ?? "not known")"
        }
        return nil
    }
}

extension VendorTerm {
    /// Why the vendor does not take a unit back today; nil where they do.
    fileprivate func objection(to unit: BenchUnit) -> String? {
        if let categories, !(unit.product.category.map(categories.contains) ?? false) {
            return "not of their categories"
        }
        if let skus, !skus.contains(unit.product.sku) { return "not of their articles" }
        guard let bought = unit.product.purchasedOn else { return "the day of purchase is not known" }
        let last = bought.adding(days: withinDays)
        if unit.today > last { return "they took it back until \(last)" }
        if let minValue {
            guard let value = unit.value, let least = minValue.amount(in: value.currency) else {
                return "its value is not known in a currency of theirs"
            }
            if value.minor < least.minor { return "its value \(value) is below \(least)" }
        }
        return nil
    }
}

/// Shares as people read them.
enum Percent {
    /// `47 %`, `47.19 %`.
    static func words(_ basisPoints: Int) -> String {
        let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
        guard rest > 0 else { return "\(whole) %" }
        let digits = rest < 10 ? "0\(rest)" : "\(rest)"
        return "\(whole).\(digits.hasSuffix("0") ? String(digits.dropLast()) : digits) %"
    }
}
