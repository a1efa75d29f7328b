/// What may go back to the customer: what is theirs, and nothing that they got something for, or are to get.
extension ReturnCase {
    /// - Throws: a refusal where the unit is paid for, or is to be, or was only lent.
    func requireTheirs(_ unit: CaseUnit) throws(Refusal) {
        guard !isTheirs(unit), let line = lines.first(where: { $0.number == unit.line }) else { return }
        guard !line.isLent else {
            throw Refusal(
                found: "\(unit.words) of \(number), which was lent to the customer, sent back to them",
                expected: "another disposition", remedy: "It is ours: choose where it goes here.")
        }
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
    package func isTheirs(_ unit: CaseUnit) -> Bool {
        guard let line = lines.first(where: { $0.number == unit.line }) else { return true }
        guard !line.isLent else { return false }
        guard !isDenied(unit) else { return !isGivenUp(unit) }
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
            $0.line == unit.line && $0.verdict == unit.verdict && !$0.isOvertaken && $0.disposition.keepsForRepair
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

    /// What was repaired goes back to the customer, where it has not gone yet; by hand where no parcel may carry it.
    /// - Parameters:
    ///   - order: by which it was repaired; nil: any of the line's own.
    ///   - most: no more than these, which were repaired just now.
    ///   - first: the place of the first unit that is meant.
    ///   - settlement: what says that they were repaired, and may name the unit.
    mutating func sendBackRepaired(
        ofLineAt index: Int, order: ResolutionOrder? = nil, most: Int? = nil, from first: Int = 0, by staff: String?,
        because note: String?, saidBy settlement: Settlement? = nil
    ) throws(Refusal) -> [Change] {
        let line = lines[index]
        let reason = note ?? "it is repaired"
        if let number = order?.denial, let denial = denials.first(where: { $0.number == number }) {
            return try send(
                unitsOf: denial, to: .returnToCustomer, by: staff, because: reason, isRepaired: true)
        }
        // What something else is given for stays here; what did not come is given for first.
        let account = account(of: line)
        let others = max(
            0, account.ordered - unitsOfRepairs(ofLine: line.number) { $0 != .withdrawn } - account.keptOrLost)
        let repaired = min(
            unitsOfRepairs(ofLine: line.number) { $0 == .settled },
            account.good + account.appealed - account.away - others)
        var left = min(repaired - account.mendedSentBack, most ?? repaired)
        let here = units.indices.dropFirst(first).filter {
            units[$0].line == line.number && units[$0].verdict == .accepted && !units[$0].isOvertaken
                && !isDenied(units[$0]) && units[$0].disposition.maySend(to: .returnToCustomer)
        }
        // Of which nobody has decided yet goes last.
        let (asked, free) = (here.filter { isAppealed(units[$0]) }, here.filter { !isAppealed(units[$0]) })
        var bench = free.filter { units[$0].disposition == .repair }
        if let settlement, left > 0 { bench = try chosen(left, of: bench, by: settlement) }
        let ruling = UnitRuling(disposition: .returnToCustomer, decidedBy: staff, reason: reason)
        var changes: [Change] = []
        for place in bench + free.filter({ !bench.contains($0) }) + asked where left > 0 {
            let target = units[place].quantity > left ? split(left, fromUnitAt: place) : place
            left -= units[target].quantity
            changes += try send(unitAt: target, to: .returnToCustomer, by: ruling, isRepaired: true)
        }
        return changes.isEmpty ? [] : changes + showDisposition(ofLineAt: index, because: reason)
    }

    /// Units on the bench, those first that a settlement means.
    /// - Throws: a refusal where it speaks of some of several that are told apart, and does not say which.
    func chosen(_ count: Int, of bench: [Int], by settlement: Settlement) throws(Refusal) -> [Int] {
        let known = bench.compactMap { units[$0].serial?.text }
        guard let serial = settlement.serial else {
            guard known.count == bench.count, known.count > 1, count < known.count else { return bench }
            throw Refusal(
                found: "\(settlement.resolution.rawValue) for \(count) of \(known.count) units on the bench, without "
                    + "saying which",
                expected: "`serial`, one of: \(known.joined(separator: ", "))",
                remedy: "Write one settlement for each unit, with its serial number.")
        }
        guard let place = bench.first(where: { units[$0].serial == serial }) else {
            guard settlement.resolution == .repaired, !bench.isEmpty else { return bench }
            throw Refusal(
                found: "serial number \(serial), which is not on the bench",
                expected: known.isEmpty ? "no `serial`" : "one of: \(known.joined(separator: ", "))",
                remedy: "Correct `serial`; `rmad show \(number)` lists the units.")
        }
        return [place] + bench.filter { $0 != place }
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
            let all = units.indices.filter { units[$0].denial == denials[place].number && !units[$0].isOvertaken }
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
