/// Goods sent ahead of the customer's own: they are awaited until a day, and end once, by their coming or by a charge.
extension ReturnCase {
    /// A replacement or a loaner went out.
    package mutating func sendAhead(_ settlement: Settlement, index: Int) throws(Refusal) -> [Change] {
        let old = lines[index].line
        let ahead = settlement.ahead ?? SentAhead()
        let advance = ahead.due.map {
            Advance(kind: ahead.kind, serial: ahead.serial, due: $0, reference: settlement.reference)
        }
        if let known = lines.first(where: { $0.advance != nil && $0.advance?.reference == settlement.reference }) {
            throw Refusal(
                found: "the reference \(settlement.reference), by which line \(known.number) was sent ahead",
                expected: "a reference of its own for each consignment",
                remedy: "If it is the same consignment, nothing needs to be done.")
        }
        switch ahead.kind {
        case .loaner: return lend(ahead, advance, for: index, settlement)
        case .replacement:
            guard old.resolution.mayBecome(.shippedAhead) else {
                throw Refusal(
                    found: "line \(lines[index].number) of \(number) is \(old.resolution.rawValue)",
                    expected: "a line for which nothing is decided", remedy: "Look at `rmad show \(number)`.")
            }
            try requireWhole(settlement, ahead, of: lines[index])
            lines[index].line.resolution = .shippedAhead
            lines[index].advance = advance
            var changes = [told(settlement, ahead, index: index, before: old.resolution)]
            // They may be here and good already.
            changes += satisfyAdvance(ofLineAt: index)
            return changes + closeIfSettled()
        }
    }

    /// A replacement that goes ahead is for all that its line awaits: what came for it settles the line.
    private func requireWhole(
        _ settlement: Settlement, _ ahead: SentAhead, of line: CaseLine
    ) throws(Refusal) {
        let sent = settlement.quantity ?? (ahead.serial == nil ? line.line.authorized : 1)
        guard sent != line.line.authorized, line.line.authorized > 0 else { return }
        throw Refusal(
            found: "\(sent) × \(line.product.sku) sent ahead, of the \(line.line.authorized) of line \(line.number)",
            expected: "as many as are authorized, under one reference",
            remedy: "Send all of them ahead (leave `serial` out, and name them in `note`); or wait for the goods, and "
                + "settle them as `replaced`, with `quantity` for a part.")
    }

    /// A loaner comes back on a line of its own: the customer's goods have another fate.
    private mutating func lend(
        _ ahead: SentAhead, _ advance: Advance?, for index: Int, _ settlement: Settlement
    ) -> [Change] {
        let product = lines[index].product
        var line = Line(requested: 1, authorized: 1)
        line.resolution = .shippedAhead
        lines.append(
            CaseLine(
                number: (lines.map(\.number).max() ?? 0) + 1,
                product: RequestedLine(
                    sku: ahead.sku ?? product.sku, title: ahead.sku == nil ? product.title : nil,
                    category: product.category, serial: ahead.serial, quantity: 1, reason: .other,
                    note: "Loaner for line \(lines[index].number)", unitPrice: product.unitPrice,
                    hazards: product.hazards),
                line: line, destination: lines[index].destination, advance: advance))
        return [told(settlement, ahead, index: lines.count - 1, before: .none)]
    }

    private func told(_ settlement: Settlement, _ ahead: SentAhead, index: Int, before: Resolution) -> Change {
        let texts: [(String, String?)] = [
            ("reference", settlement.reference.text), ("kind", ahead.kind.rawValue), ("serial", ahead.serial?.text),
            ("sku", ahead.sku?.text), ("due_on", ahead.due?.description),
        ]
        return Change(
            .line(lines[index].number), axis: Resolution.axisName, before: before.rawValue,
            after: Resolution.shippedAhead.rawValue, reason: settlement.note,
            details: texts.compactMap { name, text in text.map { (name, .text($0)) } })
    }

    /// The day on which the clock looks next at what was sent ahead; nil where nothing is awaited.
    /// - Parameter days: so many before the due day the customer is reminded.
    package func nextAdvanceDay(remindDays days: Int) -> CalendarDate? {
        lines.compactMap { line in
            guard let advance = line.advance, line.isAwaited, unitsToCharge(line, isOverdue: true) > 0,
                advance.proposedOn.map({ $0 <= advance.due && unitsToCome(line) > 0 }) ?? true
            else { return nil }
            let isReminded = advance.remindedOn != nil || unitsToCome(line) == 0
            return advance.due.adding(days: isReminded ? 1 : -days)
        }.min()
    }

    /// The customer hears that the day comes near, once.
    package mutating func remind(line number: Int, on today: CalendarDate) -> [Change] {
        guard let index = lines.firstIndex(where: { $0.number == number }), let advance = lines[index].advance,
            advance.remindedOn == nil, advance.due >= today, lines[index].isAwaited, unitsToCome(lines[index]) > 0
        else { return [] }
        lines[index].advance?.remindedOn = today
        let texts: [(String, String?)] = [
            ("due_on", advance.due.description), ("kind", advance.kind.rawValue), ("serial", advance.serial?.text),
        ]
        return [
            Change(
                .line(number), axis: Change.reminderAxis, before: "", after: "reminded",
                details: [("units", .count(unitsToCome(lines[index])))]
                    + texts.compactMap { name, text in text.map { (name, .text($0)) } })
        ]
    }

    /// The day has passed and units did not come, or some came and were denied: somebody decides whether the customer
    /// is charged for these, or the policy has.
    package mutating func callDue(
        line number: Int, on today: CalendarDate, by decider: ChargeDecider = .review, showsAmounts: Bool = true
    ) -> [Change] {
        guard let index = lines.firstIndex(where: { $0.number == number }), let advance = lines[index].advance,
            lines[index].isAwaited
        else { return [] }
        let line = lines[index]
        let isOverdue = advance.due < today
        let units = unitsToCharge(line, isOverdue: isOverdue)
        let isMore = advance.proposedOn.map { isOverdue && $0 <= advance.due && unitsToCome(line) > 0 } ?? true
        guard units > 0, isMore else { return [] }
        lines[index].advance?.proposedOn = today
        let reason = isDenied(ahead: line) ? "what came was denied" : "not here by \(advance.due)"
        switch decider {
        case .automatic: return [charge(ofLineAt: index, nil, units, reason: reason, showsAmounts: showsAmounts)]
        case .review: return [proposal(units, for: line, advance, reason: reason)]
        }
    }

    private func proposal(_ units: Int, for line: CaseLine, _ advance: Advance, reason: String) -> Change {
        Change(
            .line(line.number), axis: Change.chargeAxis, before: "", after: Change.chargeProposed, reason: reason,
            details: [
                ("due_on", .text(advance.due.description)), ("units", .count(units)),
                ("reference", .text(advance.reference.text)), Change.forStaff,
            ])
    }

    /// What is proposed or decided of a charge follows the goods: units that came since are charged no more.
    /// - Parameters:
    ///   - old: the return before.
    ///   - told: what the customer was told that it costs; nil where it is the price.
    package mutating func reviewCharge(
        line number: Int, was old: ReturnCase, told: Money?, showsAmounts: Bool = true
    ) -> [Change] {
        guard let index = lines.firstIndex(where: { $0.number == number }), let advance = lines[index].advance,
            advance.end == nil, let before = old.lines.first(where: { $0.number == number }), before.isCalled,
            lines[index].isCalled, before.line.resolution == lines[index].line.resolution,
            before.advance?.proposedOn == advance.proposedOn
        else { return [] }
        let (was, now) = (old.unitsCalled(before), unitsCalled(lines[index]))
        guard was != now else { return [] }
        guard now > 0 else {
            lines[index].advance?.proposedOn = nil
            guard lines[index].line.resolution == .chargeDue else { return [] }
            return [awaitAgain(at: index, reason: "the goods are here", details: [])]
        }
        let reason = now > was ? "more was denied" : "\(now) of \(was) units are still to be charged"
        let isDecided = lines[index].line.resolution == .chargeDue
        guard isDecided, now < was else {
            // What was decided was decided for fewer: somebody decides on all of them.
            let again = isDecided ? [awaitAgain(at: index, reason: reason, details: [])] : []
            return again + [proposal(now, for: lines[index], advance, reason: reason)]
        }
        let amount = told.map { Money(minor: $0.minor * Int64(now) / Int64(max(1, was)), currency: $0.currency) }
        return [charge(ofLineAt: index, amount, now, reason: nil, showsAmounts: showsAmounts)]
    }

    mutating func awaitAgain(
        at index: Int, reason: String?, details: [(name: String, value: Change.Detail)]
    ) -> Change {
        lines[index].line.resolution = .shippedAhead
        return Change(
            .line(lines[index].number), axis: Resolution.axisName, before: Resolution.chargeDue.rawValue,
            after: Resolution.shippedAhead.rawValue, reason: reason, details: details + [Change.forStaff])
    }

    /// What came for goods that were sent ahead was denied.
    package func isDenied(ahead line: CaseLine) -> Bool {
        line.advance != nil && !denials(of: line.number).isEmpty
    }

    /// Somebody decides that the customer is charged, or is not, or gets more time.
    package mutating func decide(
        _ word: AdvanceDecision, showsAmounts: Bool = true
    ) throws(Refusal) -> [Change] {
        let index = try awaited(word)
        switch word.decision {
        case .waive: return try endAdvance(line: lines[index].number, .waived, reason: word.reason)
        case .extend: return try extend(lineAt: index, by: word)
        case .charge:
            guard lines[index].line.resolution == .shippedAhead else {
                throw Refusal(
                    found: "line \(lines[index].number) of \(number), for which the charge is decided already",
                    expected: "what became of it: a settlement `satisfied` with the amount, `waive`, or `extend`",
                    remedy: "Nothing more needs to be decided.")
            }
            let units = try unitsMeant(nil, of: lines[index])
            try checkCharge(word.amount, of: lines[index], units)
            return [charge(ofLineAt: index, word.amount, units, reason: word.reason, showsAmounts: showsAmounts)]
        }
    }

    /// The line that a decision is about, of which goods are still awaited.
    private func awaited(_ word: AdvanceDecision) throws(Refusal) -> Int {
        let open = lines.indices.filter {
            (lines[$0].line.resolution == .shippedAhead || lines[$0].line.resolution == .chargeDue)
                && lines[$0].advance != nil && lines[$0].advance?.end == nil
        }
        let meant = open.filter { word.line == nil || lines[$0].number == word.line }
        guard meant.count == 1, let index = meant.first else {
            let names = open.map { "\(lines[$0].number)" }.joined(separator: ", ")
            throw Refusal(
                found: meant.isEmpty
                    ? "no such line of \(number) for which goods were sent ahead and others are awaited"
                    : "\(meant.count) lines of \(number) for which goods were sent ahead",
                expected: names.isEmpty ? "goods that were sent ahead" : "one of the lines \(names)",
                remedy: names.isEmpty
                    ? "It has ended, or never began: see `rmad show \(number)`." : "Name it by its number in `line`.")
        }
        return index
    }

    /// It is decided: the customer is told, and somebody charges.
    private mutating func charge(
        ofLineAt index: Int, _ said: Money?, _ units: Int, reason: String?, showsAmounts: Bool
    ) -> Change {
        let line = lines[index]
        let amount = said ?? line.product.unitPrice?.times(units)
        lines[index].line.resolution = .chargeDue
        let texts: [(String, String?)] = [
            ("due_on", line.advance?.due.description), ("reference", line.advance?.reference.text),
            ("amount", showsAmounts ? amount?.decimal : nil),
            ("currency", showsAmounts ? amount?.currency.code : nil),
        ]
        return Change(
            .line(line.number), axis: Resolution.axisName, before: line.line.resolution.rawValue,
            after: Resolution.chargeDue.rawValue, reason: reason,
            details: [("units", .count(units))]
                + texts.compactMap { name, text in text.map { (name, .text($0)) } })
    }

    private mutating func extend(lineAt index: Int, by word: AdvanceDecision) throws(Refusal) -> [Change] {
        guard let advance = lines[index].advance, let due = word.due, due > advance.due else {
            throw Refusal(
                found: word.due.map { "an extension until \($0)" } ?? "an extension without its day",
                expected: "a day after \(lines[index].advance?.due.description ?? "the day that was given")",
                remedy: "Give a later `due_on`.")
        }
        let old = lines[index].line.resolution
        lines[index].advance?.due = due
        lines[index].advance?.remindedOn = nil
        lines[index].advance?.proposedOn = nil
        let subject = Change.Subject.line(lines[index].number)
        var changes = [
            Change(
                subject, axis: Change.dueAxis, before: advance.due.description, after: due.description,
                reason: word.reason,
                details: [("due_on", .text(due.description)), ("kind", .text(advance.kind.rawValue))])
        ]
        if old == .chargeDue {
            // The customer hears of the new day.
            changes.append(awaitAgain(at: index, reason: word.reason, details: [("due_on", .text(due.description))]))
        }
        return changes
    }

    func checkCharge(_ amount: Money?, of line: CaseLine, _ units: Int) throws(Refusal) {
        guard let amount, let price = line.product.unitPrice else { return }
        let most = price.times(units)
        guard amount.currency == most.currency, amount.minor <= most.minor else {
            throw Refusal(
                found: "a charge of \(amount) for \(units) units of line \(line.number)",
                expected: "at most what they cost, \(most)", remedy: "Correct the amount or its currency.")
        }
    }
}

extension CaseLine {
    /// Goods were sent ahead, and theirs are still to come. What a carrier lost is nobody's debt: a person decides, or
    /// the policy.
    package var isAwaited: Bool { line.resolution == .shippedAhead && advance?.end == nil && line.receipt != .lost }

    /// A loaner: it is ours, wherever it is and whatever is decided on it.
    package var isLent: Bool { advance?.kind == .loaner }

    /// A loaner that the customer has: it is in no parcel with their own goods, and comes back behind them.
    var isLoanOut: Bool { advance?.kind == .loaner && advance?.end == nil && line.receipt == .awaiting }

    /// Goods that a parcel of the customer's may still bring.
    var isToCome: Bool { line.authorized > 0 && line.receipt == .awaiting && !isLoanOut }

    /// A charge is proposed or decided.
    var isCalled: Bool {
        advance?.end == nil && (line.resolution == .chargeDue || (isAwaited && advance?.proposedOn != nil))
    }
}
