/// What may be put to a use of ours: what is ours. What nobody has decided on is its customer's, and so is what was
/// denied, until they gave it up.
extension ReturnCase {
    /// Whether a rule may send a unit there.
    func mayGo(_ unit: CaseUnit, to next: Disposition) -> Bool {
        next == .returnToCustomer ? isTheirs(unit) : !next.isUseOfOurs || isOurs(unit)
    }

    /// - Throws: a refusal where a unit of the customer's would be put to a use of ours.
    func requireOurs(_ unit: CaseUnit, for next: Disposition) throws(Refusal) {
        guard next.isUseOfOurs, !isOurs(unit) else { return }
        let isSaid = isDenied(unit)
        throw Refusal(
            found: "\(unit.words) of \(number), "
                + (isSaid ? "which was denied and is its customer's" : "on which nobody has decided")
                + ", as \(next.rawValue)",
            expected: Disposition.allCases.filter { !$0.isUseOfOurs && $0 != .none }.map(\.rawValue)
                .joined(separator: ", "),
            remedy: isSaid
                ? "Send it back, or keep it apart. It is ours once the customer has taken a part refund for it."
                : "Decide first what the customer gets: pay for it, or deny it (a settlement `denied`); with the "
                    + "alternative `part_refund` it is ours once they take it. Until then keep it apart.")
    }

    /// - Throws: a refusal where goods that their customer gave up for an order are used already.
    func requireUnused(_ order: ResolutionOrder) throws(Refusal) {
        let used = units.first { unit in
            order.denial != nil && unit.denial == order.denial && !unit.isOvertaken && unit.disposition.isUseOfOurs
        }
        guard let used else { return }
        throw Refusal(
            found: "order \(order.name(in: number)) taken back, for which the customer gave up \(used.words) "
                + "(\(used.disposition.rawValue))",
            expected: "its settlement",
            remedy: "Settle it; or put the goods into quarantine first, where they can still be had.")
    }

    /// Whether nobody but us has a claim to a unit: it was found good and no appeal speaks of it, it is paid, its
    /// customer gave it up, or it was lent to them.
    private func isOurs(_ unit: CaseUnit) -> Bool {
        guard let line = lines.first(where: { $0.number == unit.line }), !line.isLent else { return true }
        guard !isDenied(unit) else { return isGivenUp(unit) }
        guard unit.verdict == .rejected else { return !isAppealed(unit) || !isTheirs(unit) }
        let others = units.filter {
            $0.line == unit.line && $0.number != unit.number && $0.verdict == .rejected && !$0.isOvertaken
                && !isDenied($0) && $0.disposition.isUseOfOurs
        }.reduce(0) { $0 + $1.quantity }
        return others + unit.quantity <= account(of: line).paidRejected
    }

    /// Whether its customer took a part refund for a denied unit, and leaves it to us.
    func isGivenUp(_ unit: CaseUnit) -> Bool {
        denials.contains { $0.number == unit.denial && $0.state == .takenUp && $0.alternative == .partRefund }
    }
}

extension Disposition {
    /// The goods are ours then, and may never come back.
    package var isUseOfOurs: Bool {
        switch self {
        case .restock, .openBox, .refurbish, .returnToVendor, .liquidate, .donate: true
        case .none, .quarantine, .repair, .recycle, .destroy, .returnToCustomer: false
        }
    }
}
