/// What may go back to the customer: what is theirs, and nothing that they got something for, or are to get.
extension ReturnCase {
    /// - Throws: a refusal where the unit is paid for, or is to be.
    func requireTheirs(_ unit: CaseUnit) throws(Refusal) {
        guard !isTheirs(unit), let line = lines.first(where: { $0.number == unit.line }) else { return }
        let open = resolutions.filter { $0.line == line.number && $0.state.isOpen }.map { $0.name(in: number) }
        throw Refusal(
            found:
                "\(unit.words) of \(number), for which the customer \(open.isEmpty ? "got" : "gets") something, sent "
                + "back to them",
            expected: "a unit that is neither paid nor ordered, or one that was denied",
            remedy: open.isEmpty
                ? "It is ours now: choose another disposition. What the customer is given besides is goodwill."
                : "Take the order back first (\(open.joined(separator: ", ")), a `resolution_order` document), then "
                    + "deny the unit or send it back.")
    }

    /// Whether nothing was given for a unit, nor is to be, but its repair.
    func isTheirs(_ unit: CaseUnit) -> Bool {
        if isDenied(unit) {
            return !denials.contains {
                $0.number == unit.denial && $0.state == .takenUp && $0.alternative == .partRefund
            }
        }
        guard let line = lines.first(where: { $0.number == unit.line }) else { return true }
        let account = account(of: line)
        switch unit.verdict {
        case .accepted: return account.freeGood + account.mended >= unit.quantity
        case .rejected: return account.freeRejected + account.mended >= unit.quantity
        }
    }

    /// Units whose customer was asked what becomes of them go back as if they had said no; nothing else that cannot be
    /// undone is done with them before the answer.
    /// - Parameter targets: the places of all units that move, each as a whole.
    mutating func answerByMoving(_ targets: [Int], by word: Redisposition) throws(Refusal) -> [Change] {
        guard word.next.isEnd else { return [] }
        let asked = denials.indices.filter { place in
            denials[place].awaitsAnswer && targets.contains { units[$0].denial == denials[place].number }
        }
        var changes: [Change] = []
        for place in asked {
            let all = units.indices.filter { units[$0].denial == denials[place].number && !units[$0].isAppealed }
            guard word.next == .returnToCustomer, Set(all).isSubset(of: targets) else {
                throw Refusal(
                    found: "units of \(number) of which the customer was asked by \(denials[place].reference) whether "
                        + "they take \(denials[place].alternative?.rawValue ?? "")",
                    expected: "the customer's answer, or all of them sent back",
                    remedy: "Record the answer first (an `alternative` document).")
            }
            changes.append(
                Change(
                    .line(denials[place].line), axis: DenialState.axisName, before: denials[place].state.rawValue,
                    after: DenialState.turnedDown.rawValue, reason: word.reason,
                    details: denials[place].details + [Change.forStaff]))
            denials[place].state = .turnedDown
        }
        return changes
    }
}
