import Returns

/// Who the customer of a return is and what they wished, as far as it bears on what they get.
package struct ResolutionFacts: Sendable {
    package var customer: Customer
    package var wish: Wish?
    package var isGift: Bool
    package var channel: Channel?
    /// Lines of which a person decides what they bring, such as goods that a carrier lost after it had delivered them.
    package var undecided: Set<Int> = []

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
            guard line.line.receipt != .lost || (isLossDecided(in: one) && !facts.undecided.contains(line.number))
            else { continue }
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

    /// Whether nobody has to decide what lost goods bring, and no parcel was found again.
    private func isLossDecided(in one: ReturnCase) -> Bool {
        carriage.onLost != .review && (one.shipments.isEmpty || one.shipments.contains { $0.state == .lost })
    }
}
