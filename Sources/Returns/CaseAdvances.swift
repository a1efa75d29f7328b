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
            lines[index].line.resolution = .shippedAhead
            lines[index].advance = advance
            var changes = [told(settlement, ahead, index: index, before: old.resolution)]
            // They may be here and good already.
            changes += satisfyAdvance(ofLineAt: index)
            return changes + closeIfSettled()
        }
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

    /// What was awaited is here and was accepted. What was charged before stays charged: a person pays it back.
    mutating func satisfyAdvance(ofLineAt index: Int) -> [Change] {
        let line = lines[index].line
        guard line.resolution == .shippedAhead || line.resolution == .chargeDue else {
            // Nothing is owed for surplus of goods that were replaced already.
            if line.resolution == .satisfied, lines[index].advance != nil {
                lines[index].line.settled = max(line.settled, line.accepted)
            }
            return []
        }
        guard line.accepted >= max(1, line.authorized) else { return [] }
        lines[index].line.resolution = .satisfied
        lines[index].line.settled = max(line.settled, line.accepted)
        lines[index].advance?.end = .returned
        return [
            Change(
                .line(lines[index].number), axis: Resolution.axisName, before: line.resolution.rawValue,
                after: Resolution.satisfied.rawValue, reason: "what was awaited is here",
                details: [("end", .text(Advance.End.returned.rawValue))])
        ]
    }

    /// The day on which the clock looks next at what was sent ahead; nil where nothing is awaited.
    /// - Parameter days: so many before the due day the customer is reminded.
    package func nextAdvanceDay(remindDays days: Int) -> CalendarDate? {
        lines.compactMap { line in
            guard let advance = line.advance, line.isAwaited, advance.proposedOn == nil else { return nil }
            return advance.due.adding(days: advance.remindedOn == nil ? -days : 1)
        }.min()
    }

    /// The customer hears that the day comes near, once.
    package mutating func remind(line number: Int, on today: CalendarDate) -> [Change] {
        guard let index = lines.firstIndex(where: { $0.number == number }), let advance = lines[index].advance,
            advance.remindedOn == nil, advance.due >= today, lines[index].isAwaited
        else { return [] }
        lines[index].advance?.remindedOn = today
        let texts: [(String, String?)] = [
            ("due_on", advance.due.description), ("kind", advance.kind.rawValue), ("serial", advance.serial?.text),
        ]
        return [
            Change(
                .line(number), axis: Change.reminderAxis, before: "", after: "reminded",
                details: [("units", .count(lines[index].unitsAwaited))]
                    + texts.compactMap { name, text in text.map { (name, .text($0)) } })
        ]
    }

    /// The day has passed and the goods did not come, or they came and were denied: somebody decides whether the
    /// customer is charged, or the policy has.
    package mutating func callDue(
        line number: Int, on today: CalendarDate, by decider: ChargeDecider = .review, showsAmounts: Bool = true
    ) -> [Change] {
        guard let index = lines.firstIndex(where: { $0.number == number }), let advance = lines[index].advance,
            lines[index].isAwaited, advance.proposedOn == nil, advance.due < today || isDenied(ahead: lines[index])
        else { return [] }
        lines[index].advance?.proposedOn = today
        let reason = isDenied(ahead: lines[index]) ? "what came was denied" : "not here by \(advance.due)"
        switch decider {
        case .automatic: return [charge(ofLineAt: index, nil, reason: reason, showsAmounts: showsAmounts)]
        case .review:
            return [
                Change(
                    .line(number), axis: Change.chargeAxis, before: "", after: "charge_proposed", reason: reason,
                    details: [
                        ("due_on", .text(advance.due.description)), ("units", .count(lines[index].unitsAwaited)),
                        ("reference", .text(advance.reference.text)), Change.forStaff,
                    ])
            ]
        }
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
            try checkCharge(word.amount, of: lines[index])
            return [charge(ofLineAt: index, word.amount, reason: word.reason, showsAmounts: showsAmounts)]
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
        ofLineAt index: Int, _ said: Money?, reason: String?, showsAmounts: Bool
    ) -> Change {
        let line = lines[index]
        let amount = said ?? line.product.unitPrice?.times(max(1, line.unitsAwaited))
        lines[index].line.resolution = .chargeDue
        let texts: [(String, String?)] = [
            ("due_on", line.advance?.due.description), ("reference", line.advance?.reference.text),
            ("amount", showsAmounts ? amount?.decimal : nil),
            ("currency", showsAmounts ? amount?.currency.code : nil),
        ]
        return Change(
            .line(line.number), axis: Resolution.axisName, before: line.line.resolution.rawValue,
            after: Resolution.chargeDue.rawValue, reason: reason,
            details: [("units", .count(line.unitsAwaited))]
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
        lines[index].line.resolution = .shippedAhead
        let subject = Change.Subject.line(lines[index].number)
        var changes = [
            Change(
                subject, axis: Change.dueAxis, before: advance.due.description, after: due.description,
                reason: word.reason,
                details: [("due_on", .text(due.description)), ("kind", .text(advance.kind.rawValue))])
        ]
        if old == .chargeDue {
            // The customer hears of the new day.
            changes.append(
                Change(
                    subject, axis: Resolution.axisName, before: old.rawValue, after: Resolution.shippedAhead.rawValue,
                    reason: word.reason, details: [("due_on", .text(due.description)), Change.forStaff]))
        }
        return changes
    }

    /// What a settlement says of goods sent ahead: charged with an amount, let be without.
    mutating func endAdvance(by settlement: Settlement) throws(Refusal) -> [Change] {
        let index = try lineIndex(number: settlement.line, sku: settlement.sku)
        return try endAdvance(
            line: lines[index].number, settlement.amount == nil ? .waived : .charged, amount: settlement.amount,
            reference: settlement.reference, reason: settlement.note)
    }

    /// It was charged (with an amount or without), or a person lets it be: the customer keeps what was awaited.
    package mutating func endAdvance(
        line number: Int, _ end: Advance.End, amount: Money? = nil, reference: Reference? = nil, reason: String?
    ) throws(Refusal) -> [Change] {
        let index = try lineIndex(number: number, sku: nil)
        let old = lines[index].line
        guard old.resolution == .shippedAhead || old.resolution == .chargeDue, lines[index].advance?.end == nil else {
            throw Refusal(
                found: "line \(number) of \(self.number) is \(old.resolution.rawValue)"
                    + (lines[index].advance?.end.map { ", \($0.rawValue)" } ?? ""),
                expected: "a line for which goods were sent ahead and are awaited",
                remedy: "It has ended: nothing more is charged. See `rmad show \(self.number)`.")
        }
        try checkCharge(amount, of: lines[index])
        lines[index].line.resolution = .satisfied
        lines[index].advance?.end = end
        var changes: [Change] = []
        if old.receipt == .awaiting, end != .returned {
            lines[index].line.receipt = .waived
            lines[index].line.settled = max(old.settled, old.authorized)
            changes.append(
                Change(
                    .line(number), axis: ReceiptState.axisName, before: old.receipt.rawValue,
                    after: ReceiptState.waived.rawValue, reason: "the customer keeps the goods"))
        } else {
            lines[index].line.settled = max(old.settled, old.isDueWithoutGoods ? old.authorized : old.accepted)
        }
        let texts: [(String, String?)] = [
            ("end", end.rawValue), ("reference", reference?.text), ("amount", amount?.decimal),
            ("currency", amount?.currency.code),
        ]
        changes.append(
            Change(
                .line(number), axis: Resolution.axisName, before: old.resolution.rawValue,
                after: Resolution.satisfied.rawValue, reason: reason,
                details: texts.compactMap { name, text in text.map { (name, .text($0)) } }))
        return changes + closeIfSettled()
    }

    /// Nothing more is awaited of lines for which goods were sent ahead.
    package mutating func letBe(lines numbers: [Int], reason: String) throws(Refusal) -> [Change] {
        var changes: [Change] = []
        for line in lines where numbers.contains(line.number) && line.advance != nil && line.advance?.end == nil {
            changes += try endAdvance(line: line.number, .waived, reason: reason)
        }
        return changes
    }

    private func checkCharge(_ amount: Money?, of line: CaseLine) throws(Refusal) {
        guard let amount, let price = line.product.unitPrice else { return }
        let most = price.times(max(1, line.unitsAwaited))
        guard amount.currency == most.currency, amount.minor <= most.minor else {
            throw Refusal(
                found: "a charge of \(amount) for \(line.unitsAwaited) units of line \(line.number)",
                expected: "at most what they cost, \(most)", remedy: "Correct the amount or its currency.")
        }
    }
}

extension CaseLine {
    /// Goods were sent ahead, and theirs are still to come. What a carrier lost is nobody's debt: a person decides, or
    /// the policy.
    package var isAwaited: Bool { line.resolution == .shippedAhead && advance?.end == nil && line.receipt != .lost }

    /// Charging the customer for what was sent ahead of this line: a person decides it first, then somebody does it.
    /// - Parameter amount: what was decided; nil: the price.
    package func chargeTask(of amount: String? = nil) -> StaffTask? {
        guard let advance else { return nil }
        let units = max(1, unitsAwaited)
        let price = amount ?? product.unitPrice.map { "\($0.times(units))" } ?? "the price"
        return StaffTask(
            .charge, subject: "line:\(number)",
            words: (line.resolution == .chargeDue ? "Charge" : "Decide whether to charge")
                + " \(price) for \(units) × \(product.sku), \(advance.kind.rawValue) sent ahead (reference "
                + "\(advance.reference)), whose counterpart was due on \(advance.due). "
                + (line.resolution == .chargeDue
                    ? "The customer knows. Ends with a settlement `satisfied` with the amount, or this task done."
                    : "Look first whether a parcel is on its way. An `advance` document says `charge`, `waive` or "
                        + "`extend` with a day; this task done says that it was charged."))
    }

    /// Units that were sent ahead and whose counterparts have not come, or were not accepted.
    package var unitsAwaited: Int { max(0, line.authorized - line.accepted) }
}
