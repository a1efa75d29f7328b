/// What is due to the customer, whether it was ordered or not.
extension ReturnCase {
    /// Units of a line that are due to the customer and that no order covers yet.
    ///
    /// Goods that the customer keeps and goods that a carrier lost are due at once, others when they were accepted,
    /// or, where the policy trusts the customer so far, when they were counted. Never more than was authorized.
    /// - Parameters:
    ///   - onReceipt: whether goods are due when they were counted.
    ///   - isRepair: whether they are repaired.
    ///   - isLossOpen: what a carrier lost is not due, because it may turn up, or a person decides.
    package func unitsToOrder(
        line: CaseLine, onReceipt: Bool, isRepair: Bool = false, isLossOpen: Bool = false
    ) -> Int {
        // For these goods others went out, or the customer was charged.
        guard line.advance == nil else { return 0 }
        let due = unitsDue(line: line, onReceipt: onReceipt, isRepair: isRepair, isLossOpen: isLossOpen)
        return max(0, due - account(of: line).covered)
    }

    /// Units of a line that are due to the customer, whether an order covers them or not.
    package func unitsDue(line: CaseLine, onReceipt: Bool, isRepair: Bool = false, isLossOpen: Bool = false) -> Int {
        let account = account(of: line)
        // What an appeal asks for is not due because it was counted before.
        let isAtTheCount = onReceipt && line.line.verdict != .manual
        let due = max(account.due, isAtTheCount ? account.dueAtTheCount : 0, isRepair ? account.dueForRepair : 0)
        return isLossOpen ? max(0, due - account.keptOrLost) : due
    }

    /// Whether units of a line are due that no order covers.
    package func awaitsOrder(_ line: CaseLine) -> Bool {
        unitsToOrder(line: line, onReceipt: false, isRepair: true) > 0
    }

    /// Units of a line of which a person has to say what becomes of them, or what they bring: those that are here and
    /// nobody decided on, and those that a carrier lost and nobody ordered anything for.
    package func unitsWithoutEnd(_ line: CaseLine) -> Int {
        let lost = line.line.receipt == .lost && line.advance == nil ? account(of: line).unseenFree : 0
        return undecided(of: line) + lost
    }

    /// Found good, and kept apart until a person has said what is given for it.
    package func isSetAside(_ unit: CaseUnit) -> Bool {
        unit.verdict == .accepted && unit.disposition == .quarantine && !unit.isOvertaken && !isDenied(unit)
            && !isAppealed(unit)
    }

    package func unitsSetAside(ofLine number: Int) -> Int {
        units.filter { $0.line == number && isSetAside($0) }.reduce(0) { $0 + $1.quantity }
    }

    /// Units of a line that orders cover, but for what is given in place of what was denied.
    package func ordered(line: Int) -> Int {
        resolutions.filter { $0.line == line && $0.denial == nil && $0.state != .withdrawn }
            .reduce(0) { $0 + $1.units.count }
    }
}
