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
    package mutating func track(_ event: TrackingEvent, shipment number: Int) -> [Change] {
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
        // A parcel that moves after its return has expired is a late parcel: the return lives again.
        if state == .expired, next.isMoving || next == .delivered {
            changes += (try? move(to: .approved, reason: "a late parcel is on its way")) ?? []
        }
        return changes
    }

    /// A count at the dock. Goods that no line announces become a line of their own, `unexpected`. Goods that are
    /// here are counted whatever the return's state: one that had ended lives again, and a person looks at goods
    /// that came although the return was declined or cancelled.
    package mutating func receive(_ receipt: DockReceipt, shipment: Int?) throws(Refusal) -> [Change] {
        var changes: [Change] = []
        let reason = "goods arrived after it was \(state.rawValue)"
        switch state {
        case .approved, .requested, .underReview, .infoNeeded: break
        case .expired, .closed: changes += try move(to: .approved, reason: reason)
        case .declined, .cancelled: changes += try move(to: .underReview, reason: reason)
        }
        if let shipment, let index = shipments.firstIndex(where: { $0.number == shipment }),
            shipments[index].state.mayBecome(.checkedIn)
        {
            changes.append(moveShipment(at: index, to: .checkedIn, reason: nil))
        }
        let warehouse = shipments.first { $0.number == shipment }?.warehouse
        for counted in receipt.lines { changes += count(counted, at: warehouse) }
        if receipt.isComplete { changes += closeCount(at: shipments.count > 1 ? warehouse : nil) }
        return changes + closeIfSettled()
    }

    /// What the customer got for one line; closes the case when it was the last.
    package mutating func settle(_ settlement: Settlement) throws(Refusal) -> [Change] {
        // What was sent ahead ends even where the right to send the goods has run out.
        guard state == .approved || state == .closed || (state == .expired && settlement.resolution == .satisfied)
        else {
            throw Refusal(
                found: "\(number) is \(state.rawValue)", expected: "a return that is approved",
                remedy: "Decide the return first (a `review` document).")
        }
        let index = try lineIndex(number: settlement.line, sku: settlement.sku)
        if settlement.resolution == .shippedAhead { return try sendAhead(settlement, index: index) }
        if settlement.resolution == .satisfied {
            return try endAdvance(
                line: lines[index].number, settlement.amount == nil ? .waived : .charged, amount: settlement.amount,
                reference: settlement.reference, reason: settlement.note)
        }
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

    /// The line that a document means, by its number or its product.
    package func line(number: Int?, sku: SKU?) throws(Refusal) -> CaseLine {
        lines[try lineIndex(number: number, sku: sku)]
    }

    func lineIndex(number: Int?, sku: SKU?) throws(Refusal) -> Int {
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

    /// Fills the lines of the product, those for this warehouse first; what does not fit is surplus of the last.
    private mutating func count(_ counted: CountedLine, at warehouse: WarehouseName?) -> [Change] {
        var indices = lines.indices.filter { index in
            lines[index].product.sku == counted.sku
                && (counted.serial == nil || lines[index].product.serial == nil
                    || lines[index].product.serial == counted.serial)
        }
        if let warehouse {
            let here = indices.filter { lines[$0].destination == warehouse }
            indices = here + indices.filter { !here.contains($0) }
        }
        if indices.isEmpty {
            guard counted.quantity > 0 else { return [] }
            lines.append(unexpectedLine(for: counted))
            indices = [lines.count - 1]
        }
        var left = counted.quantity
        var changes: [Change] = []
        for index in indices where left > 0 || counted.quantity == 0 {
            let old = lines[index].line
            let isLast = index == indices.last
            let units = isLast ? left : min(left, old.authorized - old.received)
            guard units > 0 || counted.quantity == 0 else { continue }
            left -= units
            if old.receipt == .unexpected {
                lines[index].line.extra += units
            } else {
                lines[index].line.receive(units, isComplete: false)
            }
            changes.append(countChange(index: index, old: old, note: counted.note))
        }
        return changes
    }

    /// What lacks is short: of the lines for one warehouse where the parcels go to several, else of all.
    private mutating func closeCount(at warehouse: WarehouseName?) -> [Change] {
        lines.indices.filter {
            lines[$0].line.receipt == .awaiting && lines[$0].line.authorized > 0
                && (warehouse == nil || lines[$0].destination == warehouse)
        }.map { index in
            let old = lines[index].line
            lines[index].line.receive(0, isComplete: true)
            return countChange(index: index, old: old, note: nil)
        }
    }

    private func countChange(index: Int, old: Line, note: String?) -> Change {
        let new = lines[index].line
        return Change(
            .line(lines[index].number), axis: ReceiptState.axisName, before: old.receipt.rawValue,
            after: new.receipt.rawValue, reason: note,
            details: [
                ("authorized", .count(new.authorized)), ("received", .count(new.received)),
                ("missing", .count(new.missing)), ("extra", .count(new.extra)),
            ])
    }

    private func unexpectedLine(for counted: CountedLine) -> CaseLine {
        var line = Line(requested: 0, authorized: 0)
        line.receipt = .unexpected
        return CaseLine(
            number: (lines.map(\.number).max() ?? 0) + 1,
            product: RequestedLine(sku: counted.sku, serial: counted.serial, quantity: 0, reason: .unknown),
            line: line)
    }
}
