/// What may happen to the goods of a case: carriage, dock, inspection, settlement.
extension ReturnCase {
    /// A parcel's papers are made.
    package mutating func labelReady(shipment number: Int) -> [Change] {
        guard let index = shipments.firstIndex(where: { $0.number == number }),
            shipments[index].state.mayBecome(.labelReady)
        else { return [] }
        return [moveShipment(at: index, to: .labelReady, reason: nil)]
    }

    /// A carrier's word about a parcel. Late and repeated events are harmless: an event older than the one
    /// that set the state changes nothing, and so does a move that the state machine does not know.
    /// - Parameter late: what the policy says of a parcel that moves after its return has expired.
    package mutating func track(
        _ event: TrackingEvent, shipment number: Int, late: LateParcel = .accept
    ) -> [Change] {
        guard let index = shipments.firstIndex(where: { $0.number == number }) else { return [] }
        shipments[index].carrier = shipments[index].carrier ?? event.carrier
        shipments[index].tracking = shipments[index].tracking ?? event.number
        guard let next = event.status, shipments[index].movedAt.map({ $0 <= event.occurredAt }) ?? true,
            shipments[index].state.mayBecome(next)
        else { return [] }
        shipments[index].movedAt = event.occurredAt
        var changes = [moveShipment(at: index, to: next, reason: event.message ?? event.code)]
        changes[0].details =
            [("occurred_at", .text(event.occurredAt.description))]
            + [
                ("place", event.place), ("carrier", event.carrier.text), ("tracking_number", event.number.text),
                ("estimated_delivery", event.estimatedDelivery?.description),
            ]
            .compactMap { name, value in value.map { (name, .text($0)) } }
        // A parcel that moves after its return has expired is a late parcel: the return lives again. Where the policy
        // leaves it to a person, nothing moves before the dock has it.
        if state == .expired, late == .accept, next.isMoving || next == .delivered {
            changes += (try? move(to: .approved, reason: "a late parcel is on its way")) ?? []
        }
        return changes
    }

    /// An inspector's findings for one line.
    package mutating func inspect(_ inspection: Inspection) throws(Refusal) -> [Change] {
        let index = try lineIndex(number: inspection.line, sku: inspection.sku)
        var line = lines[index].line
        let old = line
        guard
            line.inspect(
                accepted: inspection.accepted, rejected: inspection.rejected, disposition: inspection.disposition)
        else {
            throw Refusal(
                found: "\(inspection.accepted) accepted and \(inspection.rejected) rejected, after "
                    + "\(old.accepted + old.rejected) judged before, of \(old.received + old.extra) here"
                    + (inspection.disposition.map { ", disposition \(old.disposition.rawValue) to \($0.rawValue)" }
                        ?? ""),
                expected: "at most as many units as were counted at the dock, and an allowed disposition",
                remedy: "Count the goods at the dock first (a `dock_receipt` document), or correct the numbers.")
        }
        lines[index].line = line
        let subject = Change.Subject.line(lines[index].number)
        var details: [(name: String, value: Change.Detail)] = [
            ("accepted", .count(line.accepted)), ("rejected", .count(line.rejected)),
        ]
        if let grade = inspection.grade { details.append(("grade", .text(grade.rawValue))) }
        let isJudged = inspection.accepted + inspection.rejected > 0
        var changes =
            !isJudged
            ? []
            : [
                Change(
                    subject, axis: Verdict.axisName, before: old.verdict.rawValue, after: line.verdict.rawValue,
                    reason: inspection.note, details: details)
            ]
        if line.disposition != old.disposition {
            changes.append(
                Change(
                    subject, axis: Disposition.axisName, before: old.disposition.rawValue,
                    after: line.disposition.rawValue, reason: inspection.note))
        }
        return changes + closeIfSettled()
    }

    /// What the customer got for one line; closes the case when it was the last.
    package mutating func settle(_ settlement: Settlement) throws(Refusal) -> [Change] {
        guard state == .approved || state == .closed else {
            throw Refusal(
                found: "\(number) is \(state.rawValue)", expected: "a return that is approved",
                remedy: "Decide the return first (a `review` document).")
        }
        let index = try lineIndex(number: settlement.line, sku: settlement.sku)
        let (old, units) = (lines[index].line.resolution, lines[index].line.unitsToSettle)
        // The same resolution again is for units that were accepted since.
        guard old.mayBecome(settlement.resolution) || (old == settlement.resolution && units > 0) else {
            let allowed = Resolution.allCases.filter(old.mayBecome).map(\.rawValue)
            throw Refusal(
                found: "line \(lines[index].number) of \(number) is \(old.rawValue) and cannot become "
                    + settlement.resolution.rawValue,
                expected: allowed.isEmpty ? "no further settlement" : "one of: " + allowed.joined(separator: ", "),
                remedy: old.isFinal ? "It is settled; nothing more is owed." : "Look at `rmad show \(number)`.")
        }
        try check(settlement, of: lines[index], units: units)
        lines[index].line.resolution = settlement.resolution
        if settlement.resolution.isFinal, settlement.resolution != .denied {
            lines[index].line.settled += max(0, units)
        }
        var details: [(name: String, value: Change.Detail)] = [("reference", .text(settlement.reference.text))]
        if let amount = settlement.amount {
            details += [("amount", .text(amount.decimal)), ("currency", .text(amount.currency.code))]
        }
        let change = Change(
            .line(lines[index].number), axis: Resolution.axisName, before: old.rawValue,
            after: settlement.resolution.rawValue, reason: settlement.note, details: details)
        return [change] + closeIfSettled()
    }

    /// Money goes out for goods that were found good, or that the customer keeps, and never more than was paid
    /// for them. Replacements and repairs may go ahead of the goods.
    private func check(_ settlement: Settlement, of line: CaseLine, units: Int) throws(Refusal) {
        guard settlement.resolution == .refunded || settlement.resolution == .credited else { return }
        guard units > 0 else {
            throw Refusal(
                found: "no unit of line \(line.number) that is accepted and not settled yet",
                expected: "goods that were inspected and accepted, or that the customer keeps",
                remedy: "Record the inspection first (an `inspection` document).")
        }
        guard let amount = settlement.amount, let price = line.product.unitPrice else { return }
        let most = price.times(units)
        guard amount.currency == most.currency else {
            throw Refusal(
                found: "an amount in \(amount.currency)", expected: "the currency that was paid, \(most.currency)",
                remedy: "Convert the amount, or correct the order.")
        }
        guard amount.minor <= most.minor else {
            throw Refusal(
                found: "\(amount) for \(units) units of line \(line.number)",
                expected: "at most what was paid for them, \(most)",
                remedy: "Correct the amount; goodwill beyond the price is a credit of its own, noted on the return.")
        }
    }

    private func lineIndex(number: Int?, sku: SKU?) throws(Refusal) -> Int {
        let matches = lines.indices.filter {
            (number == nil || lines[$0].number == number) && (sku == nil || lines[$0].product.sku == sku)
        }
        guard matches.count == 1 else {
            throw Refusal(
                found: matches.isEmpty ? "no such line in \(self.number)" : "\(matches.count) lines fit",
                expected: "one of: " + lines.map { "\($0.number) (\($0.product.sku))" }.joined(separator: ", "),
                remedy: "Name the line by its number in `line`.")
        }
        return matches[0]
    }
}
