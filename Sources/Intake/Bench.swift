import JSONText
import Ledger
import Policy
import Returns

/// One inspection beside everything that policy and ledger know of its units.
struct Bench {
    let line: CaseLine
    let stored: StoredCase
    let terms: IntakeTerms
    let today: CalendarDate
    /// As which lines of its order the article was sold, and through which channel.
    let sold: [OrderLine]
    private let soldThrough: Channel?
    /// For each unit that is judged.
    private(set) var rulings: [UnitRuling] = []
    private(set) var advices: [RepairAdvice?] = []
    /// Units whose repair was wished, and that a person decides on because it is not worth it.
    private var unrepaired: [(count: Int, because: String)] = []

    /// - Throws: `Refusal` where the checklist is not answered as it has to be, or a person sends goods elsewhere
    ///   than the rules say and does not say why.
    init(
        _ inspection: Inspection, of line: CaseLine, sold: [OrderLine], by channel: Channel?, in stored: StoredCase,
        recorder: Recorder
    ) throws {
        self.line = line
        self.sold = sold
        soldThrough = channel
        self.stored = stored
        terms = recorder.terms
        today = recorder.occasion.day
        // What is not here cannot be judged: that is said before any question is asked.
        guard line.line.received + line.line.extra > 0 else { return }
        let decider = recorder.occasion(by: inspection.staff).actor.text
        for (index, judged) in inspection.judged.enumerated() {
            try look(at: judged, name: "unit \(index + 1) of the inspection", by: decider, recorder)
        }
    }

    /// The decision on what the customer gets in place of a repair.
    var decision: StaffTask? {
        guard let first = unrepaired.first else { return nil }
        let units = unrepaired.reduce(0) { $0 + $1.count }
        return StaffTask(
            .look, subject: StaffTask.repair(onLine: line.number),
            words:
                "Decide what the customer gets for \(units) × \(line.product.sku) of line \(line.number), whose repair "
                + "was wished (\(first.because)): a settlement says it, then a `disposition` where the goods go. This "
                + "task done has the repair ordered.",
            assignee: terms.policy.resolutions.assignee,
            due: terms.policy.promises(from: .inspected, on: today).map(\.due).min())
    }

    private mutating func look(
        at judged: JudgedUnit, name: String, by decider: String, _ recorder: Recorder
    ) throws {
        var ruling = UnitRuling()
        ruling.day = today
        ruling.serialFinding = SerialFinding(
            found: judged.serial, announced: line.product.serial, beside: announcedBeside,
            sold: sold.flatMap(\.serials))
        ruling.grade = try grade(of: name, judged)
        let unit = benchUnit(judged, ruling)
        let advice = try advice(for: unit, serial: judged.serial, of: judged.quantity, recorder)
        advices.append(advice)
        let isKept = isToRepair(judged, ruling.grade)
        let isUndecided =
            judged.verdict == .rejected && !line.isLent && stored.case.account(of: line).paidRejected == 0
        let proposal = terms.policy.units.disposition(of: unit, isKept: isKept, isUndecided: isUndecided)
        ruling.explanation = proposal.explanation
        ruling.disposition = proposal.term?.disposition
        ruling.destination = proposal.term?.warehouse
        ruling.bin = proposal.term?.bin
        ruling.rule = proposal.term?.name
        if isKept { keep(judged, as: &ruling, terms.policy.outlook(for: unit, advice)) }
        if let said = judged.disposition, said != ruling.disposition {
            try obey(said, of: judged, &ruling, name: name, isKept: isKept)
            ruling.decidedBy = decider
        }
        rulings.append(ruling)
    }

    /// Serial numbers that the return announces of the same article on other lines: nobody knows which box comes first.
    private var announcedBeside: [SerialNumber] {
        stored.case.lines.filter { $0.number != line.number && $0.product.sku == line.product.sku }
            .compactMap(\.product.serial)
    }

    private func grade(of name: String, _ judged: JudgedUnit) throws -> Grade? {
        guard let checklist = terms.policy.units.checklist(for: line.product.category) else {
            guard let answer = judged.checklist.first else { return judged.grade }
            throw Refusal(
                found: "an answer to '\(answer.question)' for \(name)",
                expected: "no answers: the policy asks nothing of "
                    + (line.product.category.map { "category \($0)" } ?? "goods without a category"),
                remedy: "Take `checklist` out, or add a checklist to the policy.")
        }
        return try checklist.grade(of: name, answers: judged.checklist, said: judged.grade)
    }

    /// Goods that go back to their customer repaired are put to no other use; where nobody knows yet whether they are
    /// worth it, they are set aside.
    private mutating func keep(_ judged: JudgedUnit, as ruling: inout UnitRuling, _ outlook: RepairOutlook) {
        switch outlook {
        case .repair:
            guard ruling.disposition == nil else { return }
            (ruling.disposition, ruling.reason) = (.repair, "the customer is to have it repaired")
        case .decision(let reason):
            unrepaired.append((judged.quantity, reason))
            guard ruling.disposition != .quarantine else { return }
            (ruling.disposition, ruling.rule, ruling.destination, ruling.bin) = (.quarantine, nil, nil, nil)
            ruling.reason = reason
        }
    }

    /// A person sends goods elsewhere than the rules say, with a reason.
    private func obey(
        _ said: Disposition, of judged: JudgedUnit, _ ruling: inout UnitRuling, name: String, isKept: Bool
    ) throws {
        let reason = judged.reason ?? judged.note
        if let rule = ruling.rule, let next = ruling.disposition, reason == nil {
            throw Refusal(
                found: "disposition \(said.rawValue) for \(name), without a reason",
                expected: "\(next.rawValue), as the rule '\(rule)' says, or a reason",
                remedy: "Leave `disposition` out, or say in `reason` why these goods go elsewhere.")
        }
        guard !isKept || said.keepsForRepair || said == .returnToCustomer else {
            throw Refusal(
                found: "disposition \(said.rawValue) for \(name), which the customer is to have repaired",
                expected: "repair, quarantine or return_to_customer",
                remedy: "Set it aside (`quarantine`), and settle what the customer gets in place of the repair; then a "
                    + "`disposition` document says where the goods go.")
        }
        ruling.disposition = said
        (ruling.rule, ruling.destination, ruling.bin) = (nil, nil, nil)
        ruling.reason = reason
    }

    /// Whether the customer is to have a unit repaired: it is theirs, unless they got something else for it.
    private func isToRepair(_ judged: JudgedUnit, _ grade: Grade?) -> Bool {
        guard judged.verdict == .accepted, line.advance == nil else { return false }
        let orders = stored.case.resolutions.filter {
            $0.line == line.number && $0.denial == nil && $0.state != .withdrawn
        }
        if orders.contains(where: { $0.kind == .repair && $0.state.isOpen }) { return true }
        let others = orders.filter { $0.kind != .repair }.reduce(0) { $0 + $1.units.count }
        let account = stored.case.account(of: line)
        guard others + account.unordered <= account.good + account.appealed else { return false }
        return terms.policy.resolution(
            of: line, to: stored.resolutionFacts, grade: grade, isLost: false, today: today
        ).kind == .repair
    }

    private func benchUnit(_ judged: JudgedUnit, _ ruling: UnitRuling) -> BenchUnit {
        BenchUnit(
            product: line.product, verdict: judged.verdict, grade: ruling.grade, serial: ruling.serialFinding,
            value: judged.value, repairCost: judged.repairCost, today: today, tier: stored.customer.tier,
            channel: soldThrough ?? channel, country: stored.customer.address?.country.uppercased(),
            wish: stored.request["wish"]?.string.flatMap(Wish.init(rawValue:)),
            warrantyMonths: sold.compactMap(\.warrantyMonths).max())
    }

    private var channel: Channel? { stored.request["channel"]?.string.map { Channel(trusted: $0) } }

    /// What is best done about a unit that failed, by what it has been through.
    private func advice(
        for unit: BenchUnit, serial: SerialNumber?, of quantity: Int, _ recorder: Recorder
    ) throws -> RepairAdvice? {
        let serial = serial ?? (quantity == 1 ? line.product.serial : nil)
        let stays = try serial.map { try recorder.snapshot.stays(of: $0) } ?? []
        let history = stays.filter {
            $0.rma != stored.id && !$0.wasSentAhead && $0.state != .declined && $0.state != .cancelled
        }
        return terms.policy.advice(
            for: unit,
            history: history.map {
                ServiceStay(
                    rma: $0.number, line: $0.line.number, day: terms.siteDay($0.createdAt),
                    reason: $0.line.product.reason, resolution: $0.line.line.resolution)
            })
    }
}
