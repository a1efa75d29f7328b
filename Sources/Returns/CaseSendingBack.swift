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

    /// - Throws: a refusal where a unit is wanted for a repair that is owed, and would be put to another use.
    func requireUnwanted(_ unit: CaseUnit, for next: Disposition) throws(Refusal) {
        guard !next.keepsForRepair, next != .returnToCustomer else { return }
        let orders = resolutions.filter { order in
            order.line == unit.line && order.kind == .repair && order.state.isOpen
                && order.denial == (isDenied(unit) ? unit.denial : nil)
        }
        guard !orders.isEmpty, let line = lines.first(where: { $0.number == unit.line }) else { return }
        let kept = units.filter {
            $0.line == unit.line && $0.verdict == unit.verdict && !$0.isAppealed && $0.disposition.keepsForRepair
                && isDenied($0) == isDenied(unit) && (!isDenied(unit) || $0.denial == unit.denial)
        }.reduce(isDenied(unit) ? 0 : line.line.unitsToJudge) { $0 + $1.quantity }
        let left = kept - (unit.disposition.keepsForRepair ? unit.quantity : 0)
        guard left < orders.reduce(0, { $0 + $1.units.count }) else { return }
        let names = orders.map { $0.name(in: number) }.joined(separator: ", ")
        throw Refusal(
            found:
                "\(unit.words) of \(number), which is to be repaired for the customer (\(names)), as \(next.rawValue)",
            expected: "repair, quarantine or return_to_customer",
            remedy: "Take the order back first (a `resolution_order` document), and settle what the customer gets.")
    }

    /// What was repaired goes back to the customer, where it has not gone yet; what no parcel may carry is a person's.
    /// - Parameters:
    ///   - order: by which it was repaired; nil: any of the line's own.
    ///   - most: no more than these, which were repaired just now.
    ///   - first: the place of the first unit that is meant.
    mutating func sendBackRepaired(
        ofLineAt index: Int, order: ResolutionOrder? = nil, most: Int? = nil, from first: Int = 0, by staff: String?,
        because note: String?
    ) throws(Refusal) -> [Change] {
        let line = lines[index]
        guard !line.mayNotTravel else { return [] }
        let reason = note ?? "it is repaired"
        if let number = order?.denial, let denial = denials.first(where: { $0.number == number }) {
            return try send(unitsOf: denial, to: .returnToCustomer, by: staff, because: reason)
        }
        // What something else is given for stays here; what did not come is given for first.
        let account = account(of: line)
        let others = max(
            0, account.ordered - unitsOfRepairs(ofLine: line.number) { $0 != .withdrawn } - account.keptOrLost)
        let repaired = min(
            unitsOfRepairs(ofLine: line.number) { $0 == .settled }, account.good + account.appealed - others)
        var left = min(repaired - account.mendedSentBack, most ?? repaired)
        let here = units.indices.dropFirst(first).filter {
            units[$0].line == line.number && units[$0].verdict == .accepted && !units[$0].isAppealed
                && !isDenied(units[$0]) && units[$0].disposition.maySend(to: .returnToCustomer)
        }
        // Of which nobody has decided yet goes last.
        let (asked, free) = (here.filter { isAppealed(units[$0]) }, here.filter { !isAppealed(units[$0]) })
        let bench = free.filter { units[$0].disposition == .repair }
        let ruling = UnitRuling(disposition: .returnToCustomer, decidedBy: staff, reason: reason)
        var changes: [Change] = []
        for place in bench + free.filter({ !bench.contains($0) }) + asked where left > 0 {
            let target = units[place].quantity > left ? split(left, fromUnitAt: place) : place
            left -= units[target].quantity
            changes += try send(unitAt: target, to: .returnToCustomer, by: ruling)
        }
        return changes.isEmpty ? [] : changes + showDisposition(ofLineAt: index, because: reason)
    }

    /// Units whose customer was asked what becomes of them go back as if they had said no; before the answer they are
    /// set aside, and nothing else is done with them.
    /// - Parameter targets: the places of all units that move, each as a whole.
    mutating func answerByMoving(_ targets: [Int], by word: Redisposition) throws(Refusal) -> [Change] {
        guard word.next != .quarantine else { return [] }
        let asked = denials.indices.filter { place in
            denials[place].awaitsAnswer && targets.contains { units[$0].denial == denials[place].number }
        }
        var changes: [Change] = []
        for place in asked {
            let all = units.indices.filter { units[$0].denial == denials[place].number && !units[$0].isAppealed }
            guard word.next == .returnToCustomer, Set(all).isSubset(of: targets) else {
                throw Refusal(
                    found: "units of \(number) of which the customer was asked by \(denials[place].reference) whether "
                        + "they take \(denials[place].alternative?.words(denials[place].amount) ?? "")",
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

extension Disposition {
    /// The goods are still there, and nobody has put them to another use than their repair.
    package var keepsForRepair: Bool {
        switch self {
        case .none, .quarantine, .repair: true
        case .restock, .openBox, .refurbish, .returnToVendor, .liquidate, .donate, .recycle, .destroy,
            .returnToCustomer:
            false
        }
    }
}
