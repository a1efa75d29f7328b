/// Units above those that were announced: nobody's claim, until a person says what is given for them.
extension ReturnCase {
    /// Units of a line above those that were announced that nobody has judged, or that have no end yet.
    package func openSurplus(of line: CaseLine) -> Int {
        let account = account(of: line)
        return min(line.line.extra, account.unjudged + account.openSurplus + account.openAppealed)
    }

    /// Units that are due, though nobody ordered anything for them; no more than the settlement names. Replacements and
    /// repairs may go ahead of the goods: then it is all that are awaited. For units above those that were announced a
    /// person's word is needed, with its reason.
    func unitsWithoutOrder(of line: CaseLine, kind: Wish?, by settlement: Settlement) -> Int {
        let account = account(of: line)
        let surplus = settlement.note == nil ? 0 : account.surplus
        // Above what was announced only what was found good is given for.
        let room = max(0, max(line.line.accepted, line.line.authorized) - account.covered)
        // For what was announced others went out.
        guard line.advance == nil else {
            let open = max(0, min(room, surplus - account.ordered))
            return min(open, settlement.quantity ?? open)
        }
        let due = max(0, min(room, account.givable + surplus - account.covered))
        // Replacements may go ahead of the goods; nobody repairs what is not there, nor what was rejected, without a
        // denial that offers it.
        let announced =
            kind == .repair && line.line.receipt != .waived
            ? line.line.received - account.rejectedKnown - account.away : line.line.authorized
        let most =
            kind.map { $0.isMoney } ?? true
            ? due : max(due, announced - account.denied - account.goodSentBack - account.covered)
        return min(most, settlement.quantity ?? most)
    }

    /// A settlement that names units names those that it settles.
    func checkQuantity(
        _ settlement: Settlement, of line: CaseLine, units: Int, order: ResolutionOrder?
    ) throws(Refusal) {
        // Where nothing is due at all, what lacks is said by others.
        guard let named = settlement.quantity, named != units, units > 0 else { return }
        throw Refusal(
            found: "\(named) units of line \(line.number)",
            expected: order.map { "the \(units) units of order \($0.name(in: number))" }
                ?? "at most the \(units) that are due",
            remedy: "Correct `quantity`, or leave it out.")
    }

    /// What is to be said where units above those that were announced are settled without a word on them; nil where
    /// none wait.
    func surplusUnsaid(by settlement: Settlement, of line: CaseLine) -> Refusal? {
        guard settlement.resolution.wish != nil, settlement.note == nil || settlement.amount == nil else { return nil }
        let account = account(of: line)
        let left = account.givable + account.surplus - max(account.covered, account.givable)
        return left > 0 ? unsaid(left, of: line) : nil
    }

    func unsaid(_ surplus: Int, of line: CaseLine) -> Refusal {
        Refusal(
            found: "\(surplus) units of line \(line.number) above those that were announced",
            expected: "what is given for them, and why",
            remedy: "Say how much in `amount` and why in `note`, and in `quantity` for how many of them.")
    }
}
