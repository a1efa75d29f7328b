/// Where the customer gets nothing, or not for everything: denials, and appeals against them.
extension ReturnCase {
    /// Denies what nobody has decided on: the rejected units and the surplus of a line where others have an end of
    /// their own, or are to get one; where none have, everything, and what was ordered is taken back.
    mutating func deny(
        _ told: Settlement, ofLineAt index: Int, showsAmounts: Bool
    ) throws(Refusal) -> [Change] {
        try requireSense(of: told, for: lines[index])
        adoptCounts(ofLineAt: index)
        let line = lines[index]
        let account = account(of: line)
        var changes: [Change] = []
        var targets: [Int] = []
        var units = 0
        if isWhole(account, of: line) {
            for open in resolutions where open.line == line.number && open.denial == nil && open.state.isOpen {
                changes += try moveOrder(open.number, to: .withdrawn, reason: told.note)
            }
            targets = take(.rejected, account.rejectedInAll, of: line)
            targets += take(.accepted, account.good + account.appealed, of: line)
            if line.line.here == 0 { units = account.keptOrLost }
        } else {
            targets = take(.rejected, account.deniableRejected, of: line)
            targets += take(.accepted, min(account.openSurplus + account.openAppealed, account.freeGood), of: line)
            // What nobody has decided on goes first; then what is due, and owed by no order.
            if targets.isEmpty { targets = take(.accepted, account.freeGood, of: line) }
            if targets.isEmpty { units = account.unseenFree }
        }
        units += targets.reduce(0) { $0 + self.units[$1].quantity }
        guard units > 0 else { throw nothingToDeny(of: line) }
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

    /// A denial, or the rejection of goods, is looked at again: the line is open, and the goods wait for another
    /// person's judgement. What the customer took in its place stays as it is. What went back to them cannot be judged
    /// again: a person decides without it.
    /// - Parameter gone: units, by number, that have left.
    package mutating func appeal(_ appeal: Appeal, gone: Set<Int> = []) throws(Refusal) -> [Change] {
        let disputed = lines.indices.filter {
            (isDeniedUnrecorded(lines[$0]) || disputable(of: lines[$0], gone) > 0
                || isDeniedOpenly(lines[$0]))
                && (appeal.line == nil || lines[$0].number == appeal.line)
        }
        guard disputed.count == 1, let index = disputed.first else {
            throw Refusal(
                found: disputed.isEmpty
                    ? "no denied or rejected line of \(number)"
                    : "\(disputed.count) denied or rejected lines of \(number)",
                expected: "a line that was denied, or of which goods were rejected",
                remedy: disputed.isEmpty
                    ? "For a request that was declined as a whole, write a review with the verdict `reopen`; goods "
                        + "that went back without a denial come with a return of their own."
                    : "Name the line by its number in `line`.")
        }
        var changes: [Change] = []
        if state == .closed { changes += try move(to: .approved, reason: "an appeal") }
        var told: [(name: String, value: Change.Detail)] = [("appeal", .text("yes"))]
        if lines[index].line.resolution == .denied {
            lines[index].line.resolution = .pending
            changes.append(
                Change(
                    .line(lines[index].number), axis: Resolution.axisName, before: Resolution.denied.rawValue,
                    after: Resolution.pending.rawValue, reason: appeal.reason, details: told))
            // The customer hears once that somebody looks.
            told.append(Change.forStaff)
        }
        let old = lines[index].line.verdict
        adoptCounts(ofLineAt: index)
        let reopened = disputable(of: lines[index], gone)
        for place in units.indices where isDisputable(units[place], of: lines[index], gone) {
            units[place].isAppealed = true
        }
        if lines[index].line.reopen(rejected: reopened) {
            changes.append(
                Change(
                    .line(lines[index].number), axis: Verdict.axisName, before: old.rawValue,
                    after: Verdict.manual.rawValue, reason: appeal.reason, details: told))
            if told.count == 1 { told.append(Change.forStaff) }
        }
        for place in denials.indices
        where denials[place].line == lines[index].number && denials[place].state.mayBecome(.appealed) {
            changes.append(
                Change(
                    .line(denials[place].line), axis: DenialState.axisName, before: denials[place].state.rawValue,
                    after: DenialState.appealed.rawValue, reason: appeal.reason,
                    details: denials[place].details + told))
            if told.count == 1 { told.append(Change.forStaff) }
            denials[place].state = .appealed
            changes += keepHere(unitsOf: denials[place], but: gone, lineAt: index, because: appeal.reason)
        }
        // What was denied may have its end by now.
        return changes + closeIfSettled()
    }

    /// What was found good and was to go back is set aside until a person has decided.
    private mutating func keepHere(
        unitsOf denial: Denial, but gone: Set<Int>, lineAt index: Int, because reason: String
    ) -> [Change] {
        var changes: [Change] = []
        for place in units.indices
        where units[place].denial == denial.number && !units[place].isAppealed
            && units[place].disposition == .returnToCustomer && !gone.contains(units[place].number)
        {
            units[place].disposition = .quarantine
            (units[place].destination, units[place].bin, units[place].rule) = (nil, nil, nil)
            (units[place].decidedBy, units[place].decisionReason) = (nil, reason)
            changes.append(
                Change(
                    .unit(units[place].number), axis: Disposition.axisName,
                    before: Disposition.returnToCustomer.rawValue, after: Disposition.quarantine.rawValue,
                    reason: reason,
                    details: [("line", .count(denial.line)), ("quantity", .count(units[place].quantity))]))
        }
        return changes.isEmpty ? [] : changes + showDisposition(ofLineAt: index, because: reason)
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
        guard account.good + account.appealed > 0 else { return true }
        return account.rejectedInAll == 0
            && (account.ordered == 0 || account.openSurplus + account.openAppealed == 0)
    }

    /// Rejected units of a line, but for those for which the customer took something else.
    private func disputable(of line: CaseLine, _ gone: Set<Int>) -> Int {
        guard units.contains(where: { $0.line == line.number }) else { return line.line.rejected }
        return units.filter { isDisputable($0, of: line, gone) }.reduce(0) { $0 + $1.quantity }
    }

    /// A denial of a line that nobody took something for still speaks of units, here or not.
    private func isDeniedOpenly(_ line: CaseLine) -> Bool {
        let unseen = account(of: line).deniedUnseen
        return denials(of: line.number).contains { denial in
            denial.state != .takenUp && (unseen > 0 || units.contains { $0.denial == denial.number && !$0.isAppealed })
        }
    }

    private func isDisputable(_ unit: CaseUnit, of line: CaseLine, _ gone: Set<Int>) -> Bool {
        unit.line == line.number && unit.verdict == .rejected && !unit.isAppealed && !gone.contains(unit.number)
            && !denials.contains { $0.number == unit.denial && $0.state == .takenUp }
    }

    /// So many units that no denial speaks of, in records of their own; those whose denial was appealed first, then the
    /// last ones. What was found good and sent back has its end.
    private mutating func take(_ verdict: UnitVerdict, _ count: Int, of line: CaseLine) -> [Int] {
        var (left, taken): (Int, [Int]) = (count, [])
        let open = units.indices.filter {
            guard units[$0].line == line.number, !units[$0].isAppealed, !isDenied(units[$0]) else { return false }
            // What went back may be denied again where that is asked for, whatever the verdict was.
            guard !isWithCustomer(units[$0]) else { return verdict == .accepted }
            return units[$0].verdict == verdict
                && (verdict == .rejected || units[$0].disposition != .returnToCustomer)
        }.reversed()
        let first = open.filter { isAppealed(units[$0]) }
        let others = open.filter { !isAppealed(units[$0]) }
        let here = others.filter { !units[$0].disposition.isEnd }
        let gone = others.filter { units[$0].disposition.isEnd }
        for index in first + here + gone where left > 0 {
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
        guard line.line.unitsToJudge == 0, line.line.here > 0 else {
            return Refusal(
                found: "a denial for line \(line.number) of \(number), of which no unit was judged",
                expected: "goods that were inspected",
                remedy: "Record the inspection first (an `inspection` document). A request is declined by a `review`.")
        }
        let isOrdered = resolutions.contains { $0.line == line.number && $0.denial == nil && $0.state.isOpen }
        return Refusal(
            found: "line \(line.number) of \(number), \(line.line.resolution.rawValue): every unit has its end",
            expected: "units that nobody has decided on",
            remedy: isOrdered
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
        unitsOf denial: Denial, to next: Disposition, by staff: String?, because reason: String
    ) throws(Refusal) -> [Change] {
        let ruling = UnitRuling(disposition: next, decidedBy: staff, reason: reason)
        var changes: [Change] = []
        for place in units.indices
        where units[place].denial == denial.number && !units[place].isAppealed
            && units[place].disposition.maySend(to: next)
        {
            changes += try send(unitAt: place, to: next, by: ruling)
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
