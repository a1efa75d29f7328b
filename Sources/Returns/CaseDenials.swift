/// Where the customer gets nothing, or not for everything.
extension ReturnCase {
    /// Denies what nobody has decided on: the rejected units and the surplus of a line where others have an end of
    /// their own, or are to get one; where none have, everything, and what was ordered is taken back.
    mutating func deny(
        _ told: Settlement, ofLineAt index: Int, showsAmounts: Bool
    ) throws(Refusal) -> [Change] {
        try requireSense(of: told, for: lines[index])
        adoptCounts(ofLineAt: index)
        let line = lines[index]
        var changes: [Change] = []
        if isWhole(account(of: line), of: line) {
            for open in resolutions where open.line == line.number && open.denial == nil && open.state.isOpen {
                changes += try moveOrder(open.number, to: .withdrawn, reason: told.note)
            }
        }
        var (targets, units) = meant(ofLineAt: index)
        // What is away has a denial of its own: nobody can do with it what is done with the others.
        let here = targets.filter { !isAway(self.units[$0]) }
        if told.alternative?.needsGoods ?? false, !here.isEmpty { targets = here }
        units += targets.reduce(0) { $0 + self.units[$1].quantity }
        guard units > 0 else { throw nothingToDeny(of: line) }
        guard told.quantity == nil || told.quantity == units else {
            throw Refusal(
                found: "a denial of \(told.quantity ?? 0) of the \(units) units of line \(line.number) that are to be "
                    + "decided",
                expected: "all of them, and so no `quantity`",
                remedy:
                    "Give first what the customer gets for the others (a settlement with `quantity`), then deny the "
                    + "rest.")
        }
        let denial = Denial(
            number: (denials.map(\.number).max() ?? 0) + 1, line: line.number, units: units, reference: told.reference,
            reason: told.note ?? "", alternative: told.alternative, amount: told.amount)
        try checkPart(denial, of: line)
        denials.append(denial)
        for target in targets { self.units[target].denial = denial.number }
        changes.insert(tell(denial, ofLineAt: index, showsAmounts: showsAmounts), at: 0)
        if denial.alternative == .sentBack {
            changes += try send(
                unitsOf: denial, to: .returnToCustomer, by: told.staff, because: denial.reason)
        } else if denial.awaitsAnswer {
            // They are the customer's, who says what becomes of them.
            changes += try send(unitsOf: denial, to: .quarantine, by: told.staff, because: denial.reason)
        }
        // What did not come was charged, and came late.
        changes += satisfyAdvance(ofLineAt: index, by: .charged)
        return changes + closeIfSettled()
    }

    /// The records of units that a denial of a line speaks of, and how many others, which are not here.
    private mutating func meant(ofLineAt index: Int) -> (targets: [Int], unseen: Int) {
        let line = lines[index]
        let account = account(of: line)
        guard !isWhole(account, of: line) else {
            let targets = take(.rejected, account.rejectedKnown, of: line)
            return (
                targets + take(.accepted, account.good + account.appealed, of: line),
                line.line.here == 0 ? account.keptOrLost : 0
            )
        }
        var targets = take(.rejected, account.deniableRejected, of: line)
        targets += take(.accepted, min(account.openSurplus + account.openAppealed, account.freeGood), of: line)
        // What nobody has decided on goes first; then what is due, and owed by no order.
        if targets.isEmpty { targets = take(.accepted, account.freeGood, of: line) }
        return (targets, targets.isEmpty ? account.unseenFree : 0)
    }

    /// Whether a denial of a line is about units of which none is here.
    package func deniesWithoutGoods(ofLine number: Int) -> Bool {
        guard let index = lines.firstIndex(where: { $0.number == number }) else { return false }
        guard lines[index].line.here > 0 else { return true }
        var one = self
        one.adoptCounts(ofLineAt: index)
        let (targets, unseen) = one.meant(ofLineAt: index)
        return targets.isEmpty ? unseen > 0 : targets.allSatisfy { one.isAway(one.units[$0]) }
    }

}

// MARK: What is denied, and what nobody has decided on

extension ReturnCase {
    /// The denials of a line that hold.
    package func denials(of line: Int) -> [Denial] { denials.filter { $0.line == line && $0.isStanding } }

    /// Whether a denial that holds speaks of a unit.
    package func isDenied(_ unit: CaseUnit) -> Bool {
        unit.denial.map { number in denials.contains { $0.number == number && $0.isStanding } } ?? false
    }

    /// Units that are here, belong to the customer, and have no end: rejected ones that were neither denied nor sent
    /// away, accepted ones above those that were announced that were neither paid nor denied nor sent back, and those
    /// whose denial was appealed.
    package func undecided(of line: CaseLine) -> Int { account(of: line).undecided }

    /// Whether a line has no unit whose denial was appealed and of which nobody has decided since.
    package func isReconsidered(_ number: Int) -> Bool {
        lines.allSatisfy { $0.number != number || account(of: $0).openAppealed == 0 }
    }

    /// True when nothing of a line is awaited, unjudged, undecided, or still to be given: the one rule by which a
    /// return ends.
    package func isSettled(_ line: CaseLine) -> Bool {
        let counts = line.line
        guard counts.receipt != .awaiting || counts.authorized == 0, counts.unitsToJudge == 0,
            counts.resolution != .shippedAhead, counts.resolution != .chargeDue
        else { return false }
        let account = account(of: line)
        return account.undecided == 0 && !denials(of: line.number).contains(where: \.awaitsAnswer)
            && counts.settled >= account.due
    }

    /// Whether a denial is about all of a line: no unit has an end, and either all were rejected, or none was and none
    /// waits beside what is ordered.
    private func isWhole(_ account: UnitAccount, of line: CaseLine) -> Bool {
        guard line.advance == nil, line.line.settled == 0, account.goodSentBack == 0, denials(of: line.number).isEmpty,
            account.keptOrLost == 0 || line.line.here == 0
        else { return false }
        guard account.good + account.appealed > account.rejectedUsed else { return true }
        return account.rejectedInAll == 0
            && (account.ordered == 0 || account.openSurplus + account.openAppealed == 0)
    }

    /// So many units that no denial speaks of, in records of their own; those whose denial was appealed, and those
    /// that were destroyed undecided, first, then the last ones. What was found good and sent back has its end.
    private mutating func take(_ verdict: UnitVerdict, _ count: Int, of line: CaseLine) -> [Int] {
        var (left, taken): (Int, [Int]) = (count, [])
        let open = units.indices.filter {
            guard units[$0].line == line.number, !units[$0].isOvertaken, !isDenied(units[$0]) else { return false }
            // What is away is denied where that is asked for, whatever the verdict was.
            guard !isAway(units[$0]) else { return verdict == .accepted }
            return units[$0].verdict == verdict
                && (verdict == .rejected || units[$0].disposition != .returnToCustomer)
        }.reversed()
        let first = open.filter { isAppealed(units[$0]) || isAway(units[$0]) }
        let others = open.filter { !first.contains($0) }
        // What waits on the bench for a repair that was taken back has been paid by nothing.
        let bench = others.filter { units[$0].disposition == .repair }
        let here = others.filter { !units[$0].disposition.isEnd && units[$0].disposition != .repair }
        let gone = others.filter { units[$0].disposition.isEnd }
        for index in first + bench + here + gone where left > 0 {
            let quantity = units[index].quantity
            taken.append(quantity > left ? split(left, fromUnitAt: index) : index)
            left -= min(left, quantity)
        }
        return taken
    }
}

// MARK: Carrying out

extension ReturnCase {
    private func requireSense(of told: Settlement, for line: CaseLine) throws(Refusal) {
        guard told.note != nil else {
            throw Refusal(
                found: "a denial without a reason", expected: "words that the customer will read",
                remedy: "Say in `note` why.")
        }
        guard !line.isLent || told.alternative == nil else {
            throw Refusal(
                found: "a denial of the loaner of line \(line.number) that offers something in its place",
                expected: "no `alternative`: it is ours, and stays here",
                remedy: "Take `alternative` out. What the customer is charged for it is an `advance` document.")
        }
        guard let alternative = told.alternative, alternative.hasAmount else {
            guard told.amount == nil else {
                throw Refusal(
                    found: "an amount in a denial that offers none", expected: "`part_refund` or `paid_repair`",
                    remedy: "Name the `alternative` that the amount belongs to, or take the amount out.")
            }
            return
        }
        guard let amount = told.amount, amount.minor > 0 else {
            throw Refusal(
                found: "the alternative \(alternative.rawValue) without its amount",
                expected: "what is given, or what the repair costs", remedy: "Say it in `amount`.")
        }
        guard alternative == .partRefund, let price = line.product.unitPrice, amount.currency != price.currency else {
            return
        }
        throw Refusal(
            found: "a part refund in \(amount.currency)", expected: "the currency that was paid, \(price.currency)",
            remedy: "Convert the amount, or correct the order.")
    }

    /// Nobody is given more in place of a refund than was paid.
    private func checkPart(_ denial: Denial, of line: CaseLine) throws(Refusal) {
        guard denial.alternative == .partRefund, let amount = denial.amount,
            let paid = line.value?.breakdown(for: nextUnits(denial)).paid, amount.minor > paid.minor
        else { return }
        throw Refusal(
            found: "a part refund of \(amount) for \(denial.units) units of line \(line.number)",
            expected: "at most what was paid for them, \(paid)", remedy: "Correct the amount.")
    }

    /// Behind all units of the line that orders cover.
    func nextUnits(_ denial: Denial) -> Range<Int> {
        let covered = resolutions.filter { $0.line == denial.line && $0.state != .withdrawn }.map(\.units.upperBound)
        let settled = lines.first { $0.number == denial.line }?.line.settled ?? 0
        let first = max(covered.max() ?? 0, settled)
        return first..<first + denial.units
    }

    private func nothingToDeny(of line: CaseLine) -> Refusal {
        let standing = denials(of: line.number)
        if let last = standing.last {
            return Refusal(
                found: "line \(line.number) of \(number), of which \(standing.reduce(0) { $0 + $1.units }) units were "
                    + "denied already, by the reference \(last.reference)",
                expected: "units that nobody has decided on",
                remedy: "Nothing needs to be done: see `rmad show \(number)`. To deny what is owed beside them, take "
                    + "its order back first (a `resolution_order` document).")
        }
        let orders = resolutions.filter { $0.line == line.number && $0.denial == nil && $0.state.isOpen }
            .map { $0.name(in: number) }
        guard orders.isEmpty || account(of: line).undecided == 0 else {
            return Refusal(
                found: "a denial for line \(line.number) of \(number), whose units are all covered by what is ordered "
                    + "(\(orders.joined(separator: ", ")))",
                expected: "units for which nothing is owed",
                remedy: "Take the order back first (a `resolution_order` document), or settle it.")
        }
        guard line.line.unitsToJudge == 0, line.line.here > 0 else {
            return Refusal(
                found: "a denial for line \(line.number) of \(number), of which no unit was judged",
                expected: "goods that were inspected",
                remedy: "Record the inspection first (an `inspection` document). A request is declined by a `review`.")
        }
        return Refusal(
            found: "line \(line.number) of \(number), \(line.line.resolution.rawValue): every unit has its end",
            expected: "units that nobody has decided on",
            remedy: !orders.isEmpty
                ? "To deny what is owed, take its order back first (a `resolution_order` document)."
                : "It is settled; nothing more is owed.")
    }

    /// The line shows `denied` where the customer gets nothing else for it.
    private mutating func tell(_ denial: Denial, ofLineAt index: Int, showsAmounts: Bool) -> Change {
        let old = lines[index].line
        let details = denial.details + (showsAmounts ? denial.amountDetails : []) + [("units", .count(denial.units))]
        let isAll =
            old.settled == 0 && ordered(line: denial.line) == 0 && lines[index].advance == nil
            && !resolutions.contains { $0.line == denial.line && $0.denial != nil && $0.state != .withdrawn }
        guard isAll, old.resolution.mayBecome(.denied) else {
            return Change(
                .line(denial.line), axis: Change.denialAxis, before: "", after: Resolution.denied.rawValue,
                reason: denial.reason, details: details)
        }
        lines[index].line.resolution = .denied
        return Change(
            .line(denial.line), axis: Resolution.axisName, before: old.resolution.rawValue,
            after: Resolution.denied.rawValue, reason: denial.reason, details: details)
    }

    mutating func send(
        unitsOf denial: Denial, to next: Disposition, by staff: String?, because reason: String,
        isRepaired: Bool = false
    ) throws(Refusal) -> [Change] {
        let ruling = UnitRuling(disposition: next, decidedBy: staff, reason: reason)
        var changes: [Change] = []
        for place in units.indices
        where units[place].denial == denial.number && !units[place].isOvertaken
            && units[place].disposition.maySend(to: next)
        {
            changes += try send(unitAt: place, to: next, by: ruling, isRepaired: isRepaired)
        }
        guard !changes.isEmpty, let index = lines.firstIndex(where: { $0.number == denial.line }) else {
            return changes
        }
        return changes + showDisposition(ofLineAt: index, because: reason)
    }
}

extension Denial {
    /// As events tell it.
    var details: [(name: String, value: Change.Detail)] {
        [("reference", .text(reference.text))]
            + (alternative.map { [("alternative", .text($0.rawValue))] } ?? [])
    }

    var amountDetails: [(name: String, value: Change.Detail)] {
        amount.map { [("amount", .text($0.decimal)), ("currency", .text($0.currency.code))] } ?? []
    }
}

extension Disposition {
    /// From where no goods come back.
    package var isEnd: Bool {
        switch self {
        case .recycle, .destroy, .returnToCustomer: true
        case .none, .quarantine, .restock, .openBox, .refurbish, .repair, .returnToVendor, .liquidate, .donate: false
        }
    }
}
