import Returns

/// Who the customer of a return is and what they wished, as far as it bears on what they get.
package struct ResolutionFacts: Sendable {
    package var customer: Customer
    package var wish: Wish?
    package var isGift: Bool
    package var channel: Channel?

    package init(customer: Customer, wish: Wish?, isGift: Bool, channel: Channel?) {
        self.customer = customer
        self.wish = wish
        self.isGift = isGift
        self.channel = channel
    }
}

extension PolicyBook {
    /// Owes the customer what has become due for the lines of a return: goods that were accepted, that the customer
    /// keeps, or that are lost. Whatever is ordered already is not ordered again.
    /// - Parameter grade: of the units that became due just now; nil where nobody saw them.
    package func oweWhatIsDue(
        in one: inout ReturnCase, to facts: ResolutionFacts, grade: Grade?, today: CalendarDate
    ) -> [Change] {
        guard one.state == .approved || one.state == .closed else { return [] }
        let onReceipt = isDueOnReceipt(facts.customer)
        var changes: [Change] = []
        for line in one.lines where line.line.resolution != .denied && line.line.resolution != .shippedAhead {
            let units = one.unitsToOrder(line: line, onReceipt: onReceipt)
            guard units > 0 else { continue }
            let due = resolution(
                of: line, to: facts, grade: grade, isLost: line.line.receipt == .lost, today: today)
            changes += one.owe(
                due.kind, units: units, ofLine: line.number, deduction: due.deduction, bonus: due.bonus,
                showsAmounts: !facts.isGift, reason: nil)
        }
        return changes
    }
}
