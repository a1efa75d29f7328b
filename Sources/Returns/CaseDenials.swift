/// Where the customer gets nothing, or not for everything: denials, and appeals against them.
extension ReturnCase {
    /// Denies what nobody has decided on: the rejected units and the surplus of a line where others have a fate of
    /// their own, else everything of the line that was not given already.
    mutating func deny(
        _ told: Settlement, ofLineAt index: Int, showsAmounts: Bool
    ) throws(Refusal) -> [Change] {
        try requireSense(of: told, for: lines[index])
        adoptCounts(ofLineAt: index)
        let line = lines[index]
        var changes: [Change] = []
        var targets = openRejected(of: line)
        if hasOtherFate(line) {
            targets += takeAccepted(undecidedSurplus(of: line), of: line)
        }
        let isBeside = hasOtherFate(line) && (!targets.isEmpty || !denials(of: line.number).isEmpty)
        var units = targets.reduce(0) { $0 + self.units[$1].quantity }
        if !isBeside || (units == 0 && ordered(line: line.number) == 0) {
            for open in resolutions where open.line == line.number && open.denial == nil && open.state.isOpen {
                changes += try moveOrder(open.number, to: .withdrawn, reason: told.note)
            }
            if line.line.here == 0, line.line.isDueWithoutGoods {
                units = due(line) - line.line.settled
            } else {
                targets += takeAccepted(line.line.accepted - deniedAccepted(of: line) - line.line.settled, of: line)
                units = targets.reduce(0) { $0 + self.units[$1].quantity }
            }
        }
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
        }
        return changes + closeIfSettled()
    }

    /// A denial, or the rejection of goods, is looked at again: the line is open, and the goods wait for another
    /// person's judgement. What the customer took in its place stays as it is.
    package mutating func appeal(_ appeal: Appeal) throws(Refusal) -> [Change] {
        let disputed = lines.indices.filter {
            (lines[$0].line.resolution == .denied || disputable(of: lines[$0]) > 0
                || denials(of: lines[$0].number).contains { $0.state != .takenUp })
                && (appeal.line == nil || lines[$0].number == appeal.line)
        }
        guard disputed.count == 1, let index = disputed.first else {
            throw Refusal(
                found: disputed.isEmpty
                    ? "no denied or rejected line of \(number)"
                    : "\(disputed.count) denied or rejected lines of \(number)",
                expected: "a line that was denied, or of which goods were rejected",
                remedy: disputed.isEmpty
                    ? "For a request that was declined as a whole, write a review with the verdict `reopen`."
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
        let reopened = disputable(of: lines[index])
        for place in units.indices where isDisputable(units[place], of: lines[index]) {
            units[place].isAppealed = true
        }
        for place in denials.indices
        where denials[place].line == lines[index].number && denials[place].state.mayBecome(.appealed) {
            denials[place].state = .appealed
        }
        if lines[index].line.reopen(rejected: reopened) {
            changes.append(
                Change(
                    .line(lines[index].number), axis: Verdict.axisName, before: old.rawValue,
                    after: Verdict.manual.rawValue, reason: appeal.reason, details: told))
        }
        return changes
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

    /// Accepted units of a line that a person denied all the same.
    func deniedAccepted(of line: CaseLine) -> Int {
        units.filter { $0.line == line.number && $0.verdict == .accepted && isDenied($0) }
            .reduce(0) { $0 + $1.quantity }
    }

    /// Units of a line for which the customer is to get something: those that were found good and nobody denied, those
    /// that the customer keeps, and those that a carrier lost.
    func due(_ line: CaseLine) -> Int {
        let counts = line.line
        guard !counts.isDueWithoutGoods else {
            // Denied without goods, so no record of a unit tells of it.
            let judged = units.filter { $0.line == line.number && isDenied($0) }.reduce(0) { $0 + $1.quantity }
            return max(0, counts.authorized - denials(of: line.number).reduce(-judged) { $0 + $1.units })
        }
        guard !isDeniedUnrecorded(line) else { return 0 }
        return max(0, min(counts.accepted - deniedAccepted(of: line), counts.authorized))
    }

    /// Units that are here, belong to the customer, and have no end: rejected ones that were neither denied nor sent
    /// away, and accepted ones above those that were announced that were neither paid nor denied nor sent back.
    package func undecided(of line: CaseLine) -> Int {
        guard !isDeniedUnrecorded(line) else { return 0 }
        let rejected: Int
        if units.contains(where: { $0.line == line.number }) {
            rejected = openRejected(of: line).filter { !units[$0].disposition.isEnd }
                .reduce(0) { $0 + units[$1].quantity }
        } else {
            rejected = line.line.disposition.isEnd ? 0 : line.line.rejected
        }
        // What was given ahead of the inspection was given for these, too.
        let ahead = max(0, line.line.settled - line.line.accepted)
        return max(0, rejected - ahead) + undecidedSurplus(of: line)
    }

    /// True when nothing of a line is awaited, unjudged, undecided, or still to be given: the one rule by which a
    /// return ends.
    package func isSettled(_ line: CaseLine) -> Bool {
        let counts = line.line
        guard counts.receipt != .awaiting || counts.authorized == 0, counts.unitsToJudge == 0,
            counts.resolution != .shippedAhead, counts.resolution != .chargeDue
        else { return false }
        return undecided(of: line) == 0 && !denials(of: line.number).contains(where: \.awaitsAnswer)
            && counts.settled >= due(line)
    }

    /// Rejected units of a line that no denial speaks of.
    private func openRejected(of line: CaseLine) -> [Int] {
        units.indices.filter {
            units[$0].line == line.number && units[$0].verdict == .rejected && !units[$0].isAppealed
                && !isDenied(units[$0])
        }
    }

    /// Lines that were denied before there were records of denials.
    private func isDeniedUnrecorded(_ line: CaseLine) -> Bool {
        line.line.resolution == .denied && denials(of: line.number).isEmpty
    }

    /// Units of the line beside the rejected ones have an end of their own, or are to get one.
    private func hasOtherFate(_ line: CaseLine) -> Bool {
        line.advance != nil || line.line.settled > 0 || !denials(of: line.number).isEmpty
            || (ordered(line: line.number) > 0 && line.line.acceptedAsAnnounced > 0)
    }

    /// Rejected units of a line, but for those for which the customer took something else.
    private func disputable(of line: CaseLine) -> Int {
        guard units.contains(where: { $0.line == line.number }) else { return line.line.rejected }
        return units.filter { isDisputable($0, of: line) }.reduce(0) { $0 + $1.quantity }
    }

    private func isDisputable(_ unit: CaseUnit, of line: CaseLine) -> Bool {
        unit.line == line.number && unit.verdict == .rejected && !unit.isAppealed
            && !denials.contains { $0.number == unit.denial && $0.state == .takenUp }
    }

    /// So many accepted units that no denial speaks of, the last ones first, in records of their own.
    private mutating func takeAccepted(_ count: Int, of line: CaseLine) -> [Int] {
        var (left, taken): (Int, [Int]) = (count, [])
        for index in units.indices.reversed() where left > 0 {
            let unit = units[index]
            guard unit.line == line.number, unit.verdict == .accepted, !unit.isAppealed, !isDenied(unit),
                unit.disposition != .returnToCustomer
            else { continue }
            taken.append(unit.quantity > left ? split(left, fromUnitAt: index) : index)
            left -= min(left, unit.quantity)
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
        return Refusal(
            found: "line \(line.number) of \(number), \(line.line.resolution.rawValue): every unit has its end",
            expected: "units that nobody has decided on", remedy: "It is settled; nothing more is owed.")
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
            && units[place].disposition.mayBecome(next)
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
