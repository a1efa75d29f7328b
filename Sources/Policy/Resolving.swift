import Returns

/// Who the customer of a return is and what they wished, as far as it bears on what they get.
package struct ResolutionFacts: Sendable {
    package var customer: Customer
    package var wish: Wish?
    package var isGift: Bool
    package var channel: Channel?
    /// Lines of which a person decides what they bring: goods that a carrier lost after it had delivered them, units
    /// that another return claims as well, and those whose order was taken back.
    package var undecided: Set<Int> = []
    /// Lines of which a person decides only on what is set aside: the others of their units are owed for.
    package var setAside: Set<Int> = []

    package init(customer: Customer, wish: Wish?, isGift: Bool, channel: Channel?) {
        self.customer = customer
        self.wish = wish
        self.isGift = isGift
        self.channel = channel
    }
}

/// Units of a line that were accepted with a grade.
package struct GradedUnits: Sendable, Equatable {
    package var line: Int
    package var count: Int
    package var grade: Grade?

    package init(line: Int, count: Int, grade: Grade?) {
        self.line = line
        self.count = count
        self.grade = grade
    }

    /// So many units of a line, by grade: those that were seen first, then what nobody saw. Units with the same grade
    /// stay together, in the order in which their grade came first.
    static func lots(of units: Int, ofLine line: Int, from graded: [GradedUnits]) -> [GradedUnits] {
        var lots: [GradedUnits] = []
        var left = units
        for one in graded where one.line == line && left > 0 && one.count > 0 {
            let count = min(left, one.count)
            left -= count
            if let index = lots.firstIndex(where: { $0.grade == one.grade }) {
                lots[index].count += count
            } else {
                lots.append(GradedUnits(line: line, count: count, grade: one.grade))
            }
        }
        if left > 0 { lots.append(GradedUnits(line: line, count: left, grade: nil)) }
        return lots
    }
}

extension Resolution {
    /// Whether units of a line may be owed to the customer: not where others went out for them already.
    fileprivate var mayOwe: Bool {
        switch self {
        case .shippedAhead, .chargeDue: false
        case .none, .pending, .refunded, .credited, .exchanged, .replaced, .repaired, .denied, .failed, .satisfied: true
        }
    }
}

extension ReturnCase {
    /// Accepted units of a line that no order covers and nobody denied, by their grades.
    /// - Parameter isPart: those that are set aside wait.
    fileprivate func gradedUnits(of line: CaseLine, butSetAside isPart: Bool) -> [GradedUnits] {
        var covered = max(ordered(line: line.number), line.line.settled)
        return units.compactMap { unit in
            guard unit.line == line.number, unit.verdict == .accepted, !unit.isOvertaken, !isDenied(unit),
                !isAppealed(unit), !isPart || !isSetAside(unit)
            else { return nil }
            let passed = min(covered, unit.quantity)
            covered -= passed
            return GradedUnits(line: line.number, count: unit.quantity - passed, grade: unit.grade)
        }
    }
}

extension PolicyBook {
    /// Owes the customer what has become due for the lines of a return: goods that were accepted, that the customer
    /// keeps, or that are lost. Whatever is ordered already is not ordered again.
    /// - Parameter graded: the units that an inspector accepted just now, by their grades; of other lines, those that
    ///   were accepted earlier and are not ordered count as they were graded then.
    package func oweWhatIsDue(
        in one: inout ReturnCase, to facts: ResolutionFacts, graded: [GradedUnits] = [], today: CalendarDate
    ) -> [Change] {
        guard one.state == .approved || one.state == .closed else { return [] }
        let onReceipt = isDueOnReceipt(facts.customer)
        var changes: [Change] = []
        for line in one.lines where line.line.resolution.mayOwe && !facts.undecided.contains(line.number) {
            let isLost = line.line.receipt == .lost
            let kind = resolution(
                of: line, to: facts, grade: nil, isLost: isLost && line.line.received == 0, today: today
            ).kind
            let isPart = facts.setAside.contains(line.number)
            let due = one.unitsToOrder(
                line: line, onReceipt: onReceipt, isRepair: kind == .repair, isLossOpen: isLossOpen(of: line, in: one))
            let units = due - (isPart ? one.unitsSetAside(ofLine: line.number) : 0)
            guard units > 0 else { continue }
            let seen =
                graded.contains { $0.line == line.number }
                ? graded : one.gradedUnits(of: line, butSetAside: isPart)
            let here = min(units, seen.reduce(0) { $0 + ($1.line == line.number ? $1.count : 0) })
            let lots =
                GradedUnits.lots(of: here, ofLine: line.number, from: seen).map { ($0, false) }
                + [(GradedUnits(line: line.number, count: units - here, grade: nil), isLost)]
            var owed: [(due: DueResolution, units: Int, isLost: Bool)] = []
            for (lot, isLost) in lots where lot.count > 0 {
                let due = resolution(of: line, to: facts, grade: lot.grade, isLost: isLost, today: today)
                // What is the same for the customer is one order, but that lost goods may be found.
                if let place = owed.firstIndex(where: { $0.due == due && $0.isLost == isLost }) {
                    owed[place].units += lot.count
                } else {
                    owed.append((due, lot.count, isLost))
                }
            }
            for (due, units, _) in owed {
                changes += one.owe(
                    due.kind, units: units, ofLine: line.number, deduction: due.deduction, bonus: due.bonus,
                    showsAmounts: !facts.isGift, reason: nil)
            }
        }
        return changes
    }

    /// Orders for lost goods of a line that are not due any more: their parcel was found. What is here is inspected
    /// first.
    package func ordersOvertaken(ofLine line: CaseLine, in one: ReturnCase, for customer: Customer) -> [Int] {
        let due = one.unitsDue(
            line: line, onReceipt: isDueOnReceipt(customer), isLossOpen: isLossOpen(of: line, in: one))
        return one.ordersBeyond(due, ofLine: line.number)
    }

    /// Whether what a carrier lost of a line is not due: a person decides, or its parcel was found and may hold it.
    package func isLossOpen(of line: CaseLine, in one: ReturnCase) -> Bool {
        guard line.line.receipt == .lost else { return false }
        guard carriage.onLost != .review else { return true }
        return line.line.missing == 0 && !one.shipments.isEmpty && !one.shipments.contains { $0.state == .lost }
    }
}
