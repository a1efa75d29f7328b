import Returns

/// One earlier stay of a unit with us, as the ledger remembers it.
package struct ServiceStay: Sendable, Equatable {
    package var rma: RMANumber
    package var line: Int
    /// When the return was asked for.
    package var day: CalendarDate
    package var reason: ReasonCode
    package var resolution: Resolution

    package init(rma: RMANumber, line: Int, day: CalendarDate, reason: ReasonCode, resolution: Resolution) {
        self.rma = rma
        self.line = line
        self.day = day
        self.reason = reason
        self.resolution = resolution
    }
}

/// What is best done for the customer whose unit failed, with the arithmetic that says so.
package struct RepairAdvice: Sendable, Equatable {
    package enum Answer: String, CaseIterable, Sendable {
        case repair, replace, refund
    }

    package let answer: Answer
    /// The replacement goes out before the faulty unit comes back.
    package let isAhead: Bool
    /// Each step of the reckoning, one on a line, the last one the answer.
    package let steps: [String]

    package var explanation: String { steps.joined(separator: "\n") }
}

/// Whether goods whose customer is to have them repaired are, or a person decides because it is not worth it.
package enum RepairOutlook: Sendable, Equatable {
    case repair
    /// With the reason, for staff.
    case decision(String)
}

extension PolicyBook {
    /// Repair, replace or refund. A recommendation for people: it moves nothing.
    /// - Parameter history: earlier stays of the same unit, known by its serial number.
    /// - Returns: nil where the unit did not fail, or the policy says nothing of repairs.
    package func advice(for unit: BenchUnit, history: [ServiceStay]) -> RepairAdvice? {
        let terms = units.repair
        guard terms.reasons.contains(unit.product.reason), unit.verdict == .accepted else { return nil }
        var steps: [String] = []
        let isInWarranty = standing(of: unit, &steps)
        var answer = byCost(unit, terms, &steps)
        if !isInWarranty, answer == .replace {
            answer = .refund
            steps.append("but the warranty is over, and a replacement is not owed → refund")
        }
        let first = unit.today.adding(days: -terms.withinDays)
        let earlier = history.filter { terms.reasons.contains($0.reason) && $0.day >= first && $0.day <= unit.today }
            .sorted { $0.day < $1.day }
        for stay in earlier {
            steps.append(
                "failed before on \(stay.day): \(stay.rma), \(stay.reason.rawValue), \(stay.resolution.rawValue)")
        }
        let failures = earlier.count + 1
        if let limit = terms.refundFailures, failures >= limit {
            answer = .refund
            steps.append("but the \(Self.ordinal(failures)) failure within \(terms.withinDays) days → refund")
        } else if failures >= terms.failures, answer == .repair {
            answer = .replace
            steps.append("but the \(Self.ordinal(failures)) failure within \(terms.withinDays) days → replace")
        }
        let isAhead = answer == .replace && (unit.tier.map(units.advance.tiers.contains) ?? false)
        if isAhead, let tier = unit.tier {
            steps.append("tier \(tier): the replacement may go ahead")
        }
        steps.append("recommended: \(answer.rawValue)")
        return RepairAdvice(answer: answer, isAhead: isAhead, steps: steps)
    }

    /// What becomes of a unit whose customer is to have it repaired.
    package func outlook(for unit: BenchUnit, _ advice: RepairAdvice?) -> RepairOutlook {
        if let advice, advice.answer != .repair { return .decision("recommended: \(advice.answer.rawValue)") }
        // What may only be disposed of is not worked on.
        guard let term = units.disposition(of: unit).term, term.disposition.isEnd else { return .repair }
        return .decision("the rule '\(term.name)' says \(term.disposition.rawValue)")
    }

    /// - Returns: whether the warranty still holds; true where nobody can tell, because that speaks for the customer.
    private func standing(of unit: BenchUnit, _ steps: inout [String]) -> Bool {
        guard let bought = unit.product.purchasedOn else {
            steps.append("day of purchase not known: taken as within the warranty")
            return true
        }
        let months =
            unit.warrantyMonths ?? unit.product.category.flatMap { warranty.monthsByCategory[$0] }
            ?? warranty.defaultMonths
        let last = bought.adding(months: months).adding(days: graceDays)
        let age = unit.today.dayNumber - bought.dayNumber
        let isIn = unit.today <= last
        steps.append(
            "bought \(bought), \(age) days old; warranty of \(months) months "
                + (isIn ? "until \(last)" : "ended \(last)"))
        return isIn
    }

    private func byCost(_ unit: BenchUnit, _ terms: RepairTerms, _ steps: inout [String]) -> RepairAdvice.Answer {
        guard let cost = unit.repairCost, let value = unit.value, let share = unit.repairShare else {
            let missing = unit.repairCost == nil ? "the cost of repair" : "the value in the currency of the cost"
            steps.append("\(missing) is not known: ask the bench for it → repair, until it is")
            return .repair
        }
        // Rounded so that the figure stands on the side of the limit where the costs are.
        let isWorthIt = share.down < terms.shareMax
        let found = Percent.words(isWorthIt ? share.down : share.up)
        steps.append(
            "repair \(cost) of value \(value) = \(found) \(isWorthIt ? "<" : ">=") "
                + "\(Percent.words(terms.shareMax)) → \(isWorthIt ? "repair" : "replace")")
        return isWorthIt ? .repair : .replace
    }

    static func ordinal(_ number: Int) -> String {
        let ending = (11...13).contains(number % 100) ? "th" : [1: "st", 2: "nd", 3: "rd"][number % 10] ?? "th"
        return "\(number)\(ending)"
    }
}
