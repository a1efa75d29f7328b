/// How goods that were sent ahead end, each once: theirs came, they were charged, or a person lets them be.
extension ReturnCase {
    /// What was awaited is here and was accepted, or was charged. A charge that was for goods that came after all is
    /// for a person to pay back.
    mutating func satisfyAdvance(ofLineAt index: Int, by end: Advance.End = .returned) -> [Change] {
        let line = lines[index]
        guard line.advance != nil else { return [] }
        guard line.advance?.end == nil, line.line.resolution == .shippedAhead || line.line.resolution == .chargeDue
        else {
            // For these goods others went out. What came above them is nobody's claim.
            lines[index].line.settled = max(line.line.settled, line.line.acceptedAsAnnounced)
            return []
        }
        let charges = charges(of: line)
        guard charges.came + charges.charged > 0, charges.isComplete else { return [] }
        switch end {
        case .returned where charges.came > 0:
            return finish(.returned, ofLineAt: index, details: [], reason: "what was awaited is here")
        case .returned, .charged, .waived:
            // The customer knows of the charge.
            return finish(
                .charged, ofLineAt: index, details: [Change.forStaff], reason: "what did not come was charged")
        }
    }

    /// What a settlement says of goods sent ahead: charged with an amount, let be without.
    mutating func endAdvance(by settlement: Settlement) throws(Refusal) -> [Change] {
        let index = try lineIndex(number: settlement.line, sku: settlement.sku)
        return try endAdvance(
            line: lines[index].number, settlement.amount == nil ? .waived : .charged, amount: settlement.amount,
            units: settlement.quantity, reference: settlement.reference, reason: settlement.note)
    }

    /// It was charged (with an amount or without), or a person lets it be: the customer keeps what was awaited. Where
    /// others of its units are here or not due, a charge ends for its own alone.
    /// - Parameter units: how many are charged; nil: all that are to be.
    package mutating func endAdvance(
        line number: Int, _ end: Advance.End, amount: Money? = nil, units: Int? = nil, reference: Reference? = nil,
        reason: String?
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
        var details: [(name: String, value: Change.Detail)] =
            reference.map { [("reference", .text($0.text))] } ?? []
        if end == .charged {
            let units = try unitsMeant(units, of: lines[index])
            try checkCharge(amount, of: lines[index], units)
            let absent = units - min(units, charges(of: lines[index]).backUncharged)
            lines[index].advance?.charged.add(units, absent: absent, for: amount)
            details += Charged.details(units, absent: absent, amount)
            guard charges(of: lines[index]).isComplete else {
                return chargePart(ofLineAt: index, details: details, reason: reason)
            }
        }
        return finish(end, ofLineAt: index, details: details, reason: reason) + closeIfSettled()
    }

    private mutating func finish(
        _ end: Advance.End, ofLineAt index: Int, details: [(name: String, value: Change.Detail)], reason: String?
    ) -> [Change] {
        let old = lines[index].line
        lines[index].line.resolution = .satisfied
        lines[index].advance?.end = end
        var changes: [Change] = []
        if old.receipt == .awaiting {
            lines[index].line.receipt = .waived
            changes.append(
                Change(
                    .line(lines[index].number), axis: ReceiptState.axisName, before: old.receipt.rawValue,
                    after: ReceiptState.waived.rawValue, reason: "the customer keeps the goods"))
        }
        let counts = lines[index].line
        lines[index].line.settled = counts.isDueWithoutGoods ? counts.authorized : counts.acceptedAsAnnounced
        changes.append(
            Change(
                .line(lines[index].number), axis: Resolution.axisName, before: old.resolution.rawValue,
                after: Resolution.satisfied.rawValue, reason: reason,
                details: [("end", .text(end.rawValue))] + details))
        return changes
    }

    /// Some units are charged; the others are here, or may still come.
    private mutating func chargePart(
        ofLineAt index: Int, details: [(name: String, value: Change.Detail)], reason: String?
    ) -> [Change] {
        let isDecided = lines[index].line.resolution == .chargeDue
        lines[index].advance?.proposedOn = nil
        // What was decided the customer knows.
        let told = details + (isDecided ? [Change.forStaff] : [])
        return [
            Change(
                .line(lines[index].number), axis: Change.chargeAxis, before: "", after: Change.charged, reason: reason,
                details: told)
        ] + (isDecided ? [awaitAgain(at: index, reason: reason, details: [])] : [])
    }

    /// Nothing more is awaited of lines for which goods were sent ahead.
    package mutating func letBe(lines numbers: [Int], reason: String) throws(Refusal) -> [Change] {
        var changes: [Change] = []
        for line in lines where numbers.contains(line.number) && line.advance != nil && line.advance?.end == nil {
            changes += try endAdvance(line: line.number, .waived, reason: reason)
        }
        return changes
    }
}
