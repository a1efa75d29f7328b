/// Units for which something was sent ahead: those that may still come, and those that the customer is charged for.
extension ReturnCase {
    /// Units of a line that may still come for what was sent ahead.
    func unitsToCome(_ line: CaseLine) -> Int { account(of: line).absent }

    /// Units of a line for which the customer may be charged: those that were denied or sent back, and, once the day
    /// has passed, those that did not come. What is here waits for its inspection and its decision.
    func unitsToCharge(_ line: CaseLine, isOverdue: Bool) -> Int {
        let account = account(of: line)
        let back = min(
            line.line.authorized,
            account.denied + account.goodSentBack + account.rejectedSentBack + account.rejectedUsed)
        return max(0, back + (isOverdue ? account.absent : 0) - (line.advance?.end == nil ? line.line.settled : 0))
    }

    /// Units of a line of which a charge is proposed or decided.
    package func unitsCalled(_ line: CaseLine) -> Int {
        guard let advance = line.advance, line.isCalled else { return 0 }
        let denied = unitsToCharge(line, isOverdue: false)
        let isOverdue = advance.proposedOn.map { $0 > advance.due } ?? false
        // A person may decide before the day.
        return isOverdue || denied == 0 ? unitsToCharge(line, isOverdue: true) : denied
    }

    /// Units that a person's charge is about.
    func unitsMeant(_ said: Int?, of line: CaseLine) throws(Refusal) -> Int {
        let most = unitsToCharge(line, isOverdue: true)
        let called = unitsCalled(line)
        let denied = unitsToCharge(line, isOverdue: false)
        let units = said ?? (called > 0 ? called : denied > 0 ? denied : most)
        guard units > 0, units <= most else {
            throw Refusal(
                found: "a charge for \(max(1, units)) units of line \(line.number) of \(number), of which \(most) may "
                    + "be charged",
                expected: "units that did not come, or were denied",
                remedy:
                    "Units that are here are inspected first (an `inspection` document), and charged once they were "
                    + "denied. What is let be is an `advance` document with `waive`.")
        }
        return units
    }

    /// Charging the customer for what was sent ahead of a line: a person decides it first, then somebody does it.
    /// - Parameter amount: what was decided; nil: the price.
    package func chargeTask(line number: Int, of amount: String? = nil) -> StaffTask? {
        guard let line = lines.first(where: { $0.number == number }), let advance = line.advance else { return nil }
        let units = max(1, unitsCalled(line))
        let price = amount ?? line.product.unitPrice.map { "\($0.times(units))" } ?? "the price"
        let isDecided = line.line.resolution == .chargeDue
        let isOverdue = advance.proposedOn.map { $0 > advance.due } ?? false
        let denied = min(units, unitsToCharge(line, isOverdue: false))
        return StaffTask(
            .charge, subject: Change.Subject.line(number).text,
            words: (isDecided ? "Charge" : "Decide whether to charge") + " \(price) for \(units) × "
                + "\(line.product.sku), \(advance.kind.rawValue) sent ahead (reference \(advance.reference)), whose "
                + "counterpart \(isOverdue ? "was" : "is") due on \(advance.due)"
                + (denied > 0 ? "; \(denied) came and \(denied == 1 ? "was" : "were") denied" : "") + ". "
                + (isDecided
                    ? "The customer knows. Ends with a settlement `satisfied` with the amount, or this task done."
                    : (isOverdue ? "Look first whether a parcel is on its way. " : "")
                        + "An `advance` document says `charge`, `waive` or `extend` with a day; this task done says "
                        + "that it was charged."))
    }
}
