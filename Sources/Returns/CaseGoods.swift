/// What may happen to the goods of a case: carriage, dock, inspection.
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
