/// What has become of the units of a line for which something was sent ahead, as far as charges go.
struct ChargeAccount {
    /// Units of the customer for which others were sent.
    var owed: Int
    /// Those of them that came and were found good.
    var came: Int
    /// Units that came and were denied or sent back.
    var back: Int
    /// Units that are here and of which nobody has decided.
    var undecided: Int
    /// Units that may still come.
    var absent: Int
    /// Charged units whose counterpart has not come since.
    var chargedAbsent: Int
    var charged: Int

    /// Units for which nothing good has come.
    private var open: Int { max(0, owed - came) }
    /// Charges with a reason of their own: goods that were denied, or did not come.
    private var standing: Int { min(charged, open, back + chargedAbsent) }

    /// Every unit has come, or was charged.
    var isComplete: Bool { open <= standing }
    /// Denied units that no charge is for.
    var backUncharged: Int { min(open, max(0, back - (charged - chargedAbsent))) }
    /// Units whose charge has lost its reason: what it was for came and was accepted after all. While somebody has to
    /// decide on a unit, a charge is kept for it.
    var toPayBack: Int { charged - min(charged, open, back + chargedAbsent + undecided) }

    /// - Parameter isOverdue: whether units that did not come may be charged.
    func toCharge(isOverdue: Bool) -> Int {
        min(open, back + (isOverdue ? max(absent, chargedAbsent) : chargedAbsent)) - standing
    }
}

/// Units for which something was sent ahead: those that may still come, and those that the customer is charged for.
extension ReturnCase {
    func charges(of line: CaseLine) -> ChargeAccount {
        let account = account(of: line)
        let counts = line.line
        let charged = line.advance?.charged ?? Charged()
        return ChargeAccount(
            owed: counts.authorized, came: min(counts.authorized, account.good),
            back: account.denied + account.goodSentBack + account.rejectedSentBack,
            undecided: account.unjudged + account.rejected + account.appealed,
            absent: account.absent,
            chargedAbsent: min(charged.absent, max(0, counts.authorized - counts.received)), charged: charged.units)
    }

    /// Units of a line that may still come for what was sent ahead, and that nobody was charged for.
    func unitsToCome(_ line: CaseLine) -> Int {
        let charges = charges(of: line)
        return max(0, charges.absent - charges.chargedAbsent)
    }

    /// Units of a line for which the customer may be charged: those that were denied or sent back, and, once the day
    /// has passed, those that did not come. What is here waits for its inspection and its decision.
    func unitsToCharge(_ line: CaseLine, isOverdue: Bool) -> Int { charges(of: line).toCharge(isOverdue: isOverdue) }

    /// Units of a line of which a charge is proposed or decided.
    package func unitsCalled(_ line: CaseLine) -> Int {
        guard let advance = line.advance, line.isCalled else { return 0 }
        let denied = unitsToCharge(line, isOverdue: false)
        let isOverdue = advance.proposedOn.map { $0 > advance.due } ?? false
        // A person may decide before the day.
        return isOverdue || denied == 0 ? unitsToCharge(line, isOverdue: true) : denied
    }

    /// Units that a person's charge is about.
    func unitsMeant(_ said: Int?, of line: CaseLine) throws(Refusal) -> Int {
        let most = unitsToCharge(line, isOverdue: true)
        let called = unitsCalled(line)
        let denied = unitsToCharge(line, isOverdue: false)
        let units = said ?? (called > 0 ? called : denied > 0 ? denied : most)
        guard units > 0, units <= most else {
            throw Refusal(
                found: "a charge for \(max(1, units)) units of line \(line.number) of \(number), of which \(most) may "
                    + "be charged",
                expected: "units that did not come, or were denied",
                remedy:
                    "Units that are here are inspected first (an `inspection` document), and charged once they were "
                    + "denied. What is let be is an `advance` document with `waive`.")
        }
        return units
    }

    /// Charging the customer for what was sent ahead of a line: a person decides it first, then somebody does it.
    /// - Parameter amount: what was decided; nil: the price.
    package func chargeTask(line number: Int, of amount: String? = nil) -> StaffTask? {
        guard let line = lines.first(where: { $0.number == number }), let advance = line.advance else { return nil }
        let units = max(1, unitsCalled(line))
        let price = amount ?? line.product.unitPrice.map { "\($0.times(units))" } ?? "the price"
        let isDecided = line.line.resolution == .chargeDue
        let isOverdue = advance.proposedOn.map { $0 > advance.due } ?? false
        let denied = min(units, unitsToCharge(line, isOverdue: false))
        return StaffTask(
            .charge, subject: Change.Subject.line(number).text,
            words: (isDecided ? "Charge" : "Decide whether to charge") + " \(price) for \(units) × "
                + "\(line.product.sku), \(advance.kind.rawValue) sent ahead (reference \(advance.reference)), whose "
                + "counterpart \(isOverdue ? "was" : "is") due on \(advance.due)"
                + (denied > 0 ? "; \(denied) came and \(denied == 1 ? "was" : "were") denied" : "") + ". "
                + (isDecided
                    ? "The customer knows. Ends with a settlement `satisfied` with the amount, or this task done."
                    : (isOverdue ? "Look first whether a parcel is on its way. " : "")
                        + "An `advance` document says `charge`, `waive` or `extend` with a day; this task done says "
                        + "that it was charged."))
    }

    /// Units of a line whose charge is to be paid back.
    package func unitsToPayBack(_ line: CaseLine) -> Int {
        line.advance == nil ? 0 : charges(of: line).toPayBack
    }

    /// Paying back what was charged for goods that came, and were accepted, after all; nil where nothing is to be paid.
    package func payBackTask(line: CaseLine) -> StaffTask? {
        let units = unitsToPayBack(line)
        guard units > 0 else { return nil }
        let amount = line.advance?.charged.share(of: units).map { "\($0)" } ?? "what was charged"
        return StaffTask(
            .settle, subject: Change.Subject.line(line.number).text,
            words: "Pay \(amount) back: it was charged for \(units) × \(line.product.sku), sent ahead (reference "
                + "\(line.advance?.reference.text ?? "")), whose counterpart came and was accepted. The "
                + "customer knows, and hears of it when this task is done.")
    }

    /// The customer hears that so many units more than before are paid back, and need not ask.
    package func reverseCharge(of line: CaseLine, was before: Int, showsAmounts: Bool) -> [Change] {
        let units = unitsToPayBack(line) - before
        guard units > 0, let charged = line.advance?.charged else { return [] }
        let amount = showsAmounts ? charged.share(of: units) : nil
        return [
            Change(
                .line(line.number), axis: Change.chargeAxis, before: "", after: Change.chargeReversed,
                details: Charged.details(units, absent: 0, amount))
        ]
    }

    /// Somebody has paid back what was charged without need.
    package mutating func payBack(line number: Int, showsAmounts: Bool = true) -> [Change] {
        guard let index = lines.firstIndex(where: { $0.number == number }), let advance = lines[index].advance
        else { return [] }
        let units = unitsToPayBack(lines[index])
        guard units > 0 else { return [] }
        let came = min(units, advance.charged.absent - charges(of: lines[index]).chargedAbsent)
        let amount = advance.charged.share(of: units)
        lines[index].advance?.charged.takeBack(units, absent: came)
        return [
            Change(
                .line(number), axis: Change.chargeAxis, before: "", after: Change.paidBack,
                details: Charged.details(units, absent: came, showsAmounts ? amount : nil))
        ]
    }
}

extension Charged {
    /// As events tell it.
    static func details(
        _ units: Int, absent: Int, _ amount: Money?
    ) -> [(name: String, value: Change.Detail)] {
        [(unitsDetail, .count(units)), (absentDetail, .count(absent))]
            + (amount.map { [("amount", .text($0.decimal)), ("currency", .text($0.currency.code))] } ?? [])
    }
}
