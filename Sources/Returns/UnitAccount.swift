/// What has become of the units of a line: each one that was announced, or that is here, has one fate.
///
/// Whatever is owed, denied, charged, sent back or still to be decided is told by these numbers alone. Units that were
/// given for are no fate of their own, because orders name no unit: they are the first of those that may be given for.
package struct UnitAccount: Sendable, Equatable {
    /// Announced, and not here: they may come, or are short.
    package var absent = 0
    /// Announced and not here; the customer keeps them or a carrier lost them, so that they are due without goods.
    package var keptOrLost = 0
    /// Those of them that were denied.
    package var deniedUnseen = 0
    /// Here, and nobody has judged them, or another judgement is asked for.
    package var unjudged = 0
    /// Found good, and nobody denied them or sent them back.
    package var good = 0
    /// A person decides on them: denied, and the denial was appealed, when they were found good or had left already;
    /// and those that were destroyed before anybody decided.
    package var appealed = 0
    /// Those of them that are not here: they went back to the customer, or were recycled or destroyed.
    package var away = 0
    /// Those of them that were repaired, or are to be, and have not gone back.
    package var mended = 0
    /// Those of them that have gone back repaired.
    package var mendedSentBack = 0
    /// Found good, and sent back to the customer as they came.
    package var goodSentBack = 0
    /// Found good, and denied all the same.
    package var goodDenied = 0
    /// Rejected, here, and neither denied nor sent anywhere from where nothing comes back.
    package var rejected = 0
    /// Rejected, and sent back to the customer.
    package var rejectedSentBack = 0
    /// Those of the units that are away that nobody has ever denied: rejected, and recycled or destroyed.
    package var rejectedUsed = 0
    package var rejectedDenied = 0

    /// Units that were announced and may come back.
    var announced = 0
    /// Those of them that are here.
    var counted = 0
    /// Units that the customer got something for.
    var settled = 0
    /// Units that orders cover, those that were settled among them.
    var ordered = 0
    /// Units that the customer got something for by other means than the charge of what was sent ahead.
    var given = 0

    /// Units for which the customer is to get something.
    package var due: Int { keptOrLost + min(good, expected) }
    /// Units for which a person may give something: those that are due, and those for which an appeal asks it.
    package var givable: Int { keptOrLost + min(good + appealed, expected) }
    /// Units for which a repair is due: they may go back to the customer before anybody has written it down.
    package var dueForRepair: Int { keptOrLost + min(good + goodSentBack, expected) }
    /// Units for which something is due where goods are paid when they are counted.
    package var dueAtTheCount: Int {
        let decided = rejectedKnown + rejectedDenied + goodDenied + goodSentBack + appealed
        return max(due, keptOrLost + max(0, counted - decided))
    }
    /// Units that something was given for before there were orders.
    package var unordered: Int { max(0, settled - ordered) }
    /// Units that something was given for, or is to be.
    package var covered: Int { max(ordered, settled) }

    /// Units above those that were announced for which a person may give something.
    package var surplus: Int { max(0, good + appealed - expected) }
    /// Good units above those that were announced for which nothing was given.
    package var openSurplus: Int { max(0, good - max(announced, settled)) }
    /// Units of which a person has to decide after an appeal.
    package var openAppealed: Int { max(0, min(appealed, good + appealed - max(givenHere, good - openSurplus))) }
    /// Rejected units for which something was given, as it is where money goes out at the count.
    package var paidRejected: Int { max(0, givenHere - good - appealed) }
    package var openRejected: Int { max(0, rejected - paidRejected) }
    /// Units that came, are their customer's, and have no end. What was destroyed, as dangerous goods are, has one, but
    /// its customer's claim has none until somebody decides it.
    package var undecided: Int { openRejected + openSurplus + openAppealed }

    /// Good units that no order covers: they may be denied or sent back. Who was given something for one unit, of which
    /// some are here and others lost, got it for what is here.
    package var freeGood: Int { max(0, good + appealed - max(ordered, given)) }
    /// Units that are kept or lost and that no order covers.
    package var unseenFree: Int { max(0, keptOrLost - max(0, covered - good - appealed)) }
    /// Rejected units that no order covers.
    package var freeRejected: Int { max(0, rejected - coveredByRejected) }
    /// Rejected units that may be denied: those that are free, and those that went back.
    package var deniableRejected: Int { freeRejected + rejectedSentBack }
    /// Rejected units that nobody denied, wherever they are.
    package var rejectedInAll: Int { rejectedKnown + rejectedUsed }
    /// Rejected units, neither denied nor destroyed, of which no appeal speaks.
    package var rejectedKnown: Int { rejected + rejectedSentBack }
    package var denied: Int { deniedUnseen + goodDenied + rejectedDenied }

    /// Announced units that may be due because they are here.
    private var expected: Int { max(0, announced - keptOrLost - deniedUnseen) }
    private var givenHere: Int { max(0, given - keptOrLost) }
    private var coveredByRejected: Int { max(0, max(ordered, given) - keptOrLost - good - appealed) }
}

extension ReturnCase {
    /// The account of a line.
    package func account(of line: CaseLine) -> UnitAccount {
        let counts = line.line
        var account = UnitAccount()
        account.announced = counts.authorized
        account.counted = counts.received
        account.settled = counts.settled
        account.ordered = ordered(line: line.number)
        account.unjudged = counts.unitsToJudge
        account.absent = max(0, counts.authorized - counts.received)
        let isUnrecorded = isDeniedUnrecorded(line)
        var repaired = unitsRepaired(line)
        for unit in records(of: line) {
            let isDenied = isUnrecorded || isDenied(unit)
            let quantity = unit.quantity
            switch unit.verdict {
            case .rejected where isDenied: account.rejectedDenied += quantity
            case .rejected where isAway(unit), .accepted where !isDenied && isAway(unit):
                account.appealed += quantity
                account.away += quantity
                if !isAppealed(unit) { account.rejectedUsed += quantity }
            case .rejected where unit.disposition == .returnToCustomer: account.rejectedSentBack += quantity
            case .rejected: account.rejected += quantity
            case .accepted where isDenied: account.goodDenied += quantity
            case .accepted where unit.disposition == .returnToCustomer:
                // What was repaired goes back because it was given for.
                let mended = min(repaired, quantity)
                repaired -= mended
                account.good += mended
                account.mendedSentBack += mended
                account.goodSentBack += quantity - mended
            case .accepted where isAppealed(unit): account.appealed += quantity
            case .accepted: account.good += quantity
            }
        }
        if counts.isDueWithoutGoods {
            let told = denials(of: line.number).reduce(0) { $0 + $1.units }
            account.deniedUnseen =
                isUnrecorded
                ? account.absent : min(account.absent, max(0, told - account.goodDenied - account.rejectedDenied))
            account.keptOrLost = account.absent - account.deniedUnseen
            account.absent = 0
        }
        account.given = given(for: line)
        account.mended = repaired
        return account
    }

    /// Lines that were denied before there were records of denials.
    func isDeniedUnrecorded(_ line: CaseLine) -> Bool {
        line.line.resolution == .denied && denials(of: line.number).isEmpty
    }

    /// The records of a line's units that count; lines that were judged before there were such have theirs made up.
    private func records(of line: CaseLine) -> [CaseUnit] {
        guard !units.contains(where: { $0.line == line.number }) else {
            return units.filter { $0.line == line.number && !$0.isOvertaken }
        }
        return [(line.line.accepted, UnitVerdict.accepted), (line.line.rejected, .rejected)].filter { $0.0 > 0 }.map {
            var unit = CaseUnit(number: 0, line: line.number, quantity: $0, verdict: $1)
            unit.disposition = line.line.disposition
            return unit
        }
    }

    /// Units of a line that orders have repaired, or are to.
    private func unitsRepaired(_ line: CaseLine) -> Int {
        unitsOfRepairs(ofLine: line.number) { $0 != .withdrawn }
    }

    /// Units of a line whose repair is owed.
    package func unitsToRepair(ofLine number: Int) -> Int { unitsOfRepairs(ofLine: number, \.isOpen) }

    /// Units of a line's own repairs in some states.
    func unitsOfRepairs(ofLine number: Int, _ isMeant: (ResolutionState) -> Bool) -> Int {
        resolutions.filter { $0.line == number && $0.denial == nil && $0.kind == .repair && isMeant($0.state) }
            .reduce(0) { $0 + $1.units.count }
    }

    /// Units that the customer got something for. For what was sent ahead that is what came for it, and what was given
    /// beside it: who was charged got nothing.
    private func given(for line: CaseLine) -> Int {
        let counts = line.line
        guard let advance = line.advance, advance.end != .waived else { return counts.settled }
        return counts.acceptedAsAnnounced + max(0, counts.settled - counts.authorized)
    }

    /// A person decides on a unit that nobody can look at any more: its denial was appealed when it had left, or it was
    /// destroyed before anybody decided.
    package func isAway(_ unit: CaseUnit) -> Bool {
        guard !unit.isOvertaken, !isDenied(unit), unit.disposition.isEnd else { return false }
        return isAppealed(unit) || (unit.verdict == .rejected && unit.disposition != .returnToCustomer)
    }

    /// What is away and its customer has.
    package func isWithCustomer(_ unit: CaseUnit) -> Bool {
        isAway(unit) && unit.disposition == .returnToCustomer
    }

    /// A person decides on units of a line that are away, and nothing of it is here.
    package func areAway(_ line: CaseLine) -> Bool {
        let known = units.filter { $0.line == line.number && !$0.isOvertaken }
        return line.line.unitsToJudge == 0 && known.contains(where: isAway)
            && known.allSatisfy(\.disposition.isEnd)
    }

    /// A denial spoke of a unit until it was appealed, and nobody has denied it again.
    package func isAppealed(_ unit: CaseUnit) -> Bool {
        unit.denial.map { number in denials.contains { $0.number == number && !$0.isStanding } } ?? false
    }
}
