/// What becomes of a parcel that comes after the right to send it has run out; the policy decides.
package enum LateParcel: String, CaseIterable, Sendable {
    /// The return lives again.
    case accept
    /// A person looks.
    case review
}

/// What happens to a case at the dock.
extension ReturnCase {
    /// The axis of what a receipt says beside its counts.
    package static let dockAxis = "dock"

    /// A count at the dock. Goods that no line announces become a line of their own, `unexpected`. Goods that are
    /// here are counted whatever the return's state: one that had ended lives again, and a person looks at goods
    /// that came although the return was declined or cancelled.
    /// - Parameters:
    ///   - opened: the numbers of the parcels that were opened.
    ///   - late: what the policy says where the return has expired.
    ///   - past: what was so before the counts that a correction takes back.
    package mutating func receive(
        _ receipt: DockReceipt, shipments opened: [Int], late: LateParcel = .accept, past: CountPast = CountPast()
    ) throws(Refusal) -> [Change] {
        let receipt = spelled(receipt)
        if receipt.isCorrection { return try recount(receipt, shipments: opened, past: past) }
        try requireSense(receipt)
        var changes: [Change] = []
        let reason = "goods arrived after it was \(state.rawValue)"
        switch state {
        case .approved, .requested, .underReview, .infoNeeded: break
        case .expired: changes += try move(to: late == .accept ? .approved : .underReview, reason: reason)
        case .closed: changes += try move(to: .approved, reason: reason)
        case .declined, .cancelled: changes += try move(to: .underReview, reason: reason)
        }
        for number in opened {
            guard let index = shipments.firstIndex(where: { $0.number == number }),
                shipments[index].state.mayBecome(.checkedIn)
            else { continue }
            changes.append(moveShipment(at: index, to: .checkedIn, reason: nil))
        }
        let warehouse = shipments.first { $0.number == opened.first }?.warehouse
        for counted in receipt.lines {
            if let announced = counted.insteadOf {
                changes += try exchange(announced, for: counted, at: warehouse)
            } else {
                changes += count(counted, at: warehouse)
            }
        }
        // An empty parcel says nothing of what others of the same return may hold.
        let isLast = shipments.allSatisfy {
            opened.contains($0.number) || $0.state == .checkedIn || $0.state == .voided
        }
        if receipt.isComplete || (receipt.isEmpty && (isLast || shipments.count == 1)) {
            changes += closeCount(
                at: placesOfCount(changes, opened: opened),
                reason: receipt.isEmpty ? "the parcel was empty" : nil, isEmpty: receipt.isEmpty,
                exchanged: receipt.exchanged)
        }
        if receipt.isComplete { changes = changes.map { $0.saying(.nothingMore) } }
        // Nobody is told that all is done because a box was empty: a person looks first.
        return receipt.isEmpty ? changes : changes + closeIfSettled()
    }

    /// Units of a product that are still awaited.
    package func awaited(_ sku: SKU) -> Int {
        lines.filter { $0.product.sku == sku }.reduce(0) { $0 + max(0, $1.line.authorized - $1.line.received) }
    }

    private func requireSense(_ receipt: DockReceipt) throws(Refusal) {
        guard receipt.isEmpty else { return }
        guard receipt.lines.allSatisfy({ $0.quantity == 0 }) else {
            throw Refusal(
                found: "an empty parcel with \(receipt.units) units in it",
                expected: "`empty`, or units that were counted",
                remedy: "Take `empty` out, or the lines.")
        }
    }

    /// Something else lay in the parcel than what was announced: the announced units are not here, what is here
    /// becomes a line of its own. The announced goods may still come.
    private mutating func exchange(
        _ announced: SKU, for counted: CountedLine, at warehouse: WarehouseName?
    ) throws(Refusal) -> [Change] {
        guard announced != counted.sku else {
            throw Refusal(
                found: "\(counted.sku) in place of itself", expected: "the article number of what was announced",
                remedy: "Correct `instead_of`, or take it out.")
        }
        let fitting = lines.indices.filter {
            lines[$0].product.sku == announced && lines[$0].line.authorized > lines[$0].line.received
        }
        guard let index = fitting.first(where: { lines[$0].destination == warehouse }) ?? fitting.first else {
            let open = lines.filter { $0.line.authorized > $0.line.received }.map(\.product.sku.text)
            throw Refusal(
                found: "\(counted.sku) in place of \(announced), of which \(number) awaits nothing",
                expected: open.isEmpty
                    ? "no `instead_of`: everything is here"
                    : "one of: " + open.joined(separator: ", "),
                remedy: "Correct `instead_of`; without it the goods are counted as they are.")
        }
        var changes: [Change] = []
        let old = lines[index].line
        if old.receipt.mayBecome(.wrongItem) || old.receipt == .wrongItem {
            lines[index].line.missWrongly()
            var change = countChange(index: index, old: old, counted: nil)
            change.reason = counted.note ?? "\(counted.sku) was in the parcel in its place"
            change.details.append(("instead", .text(counted.sku.text)))
            changes.append(change)
        }
        return changes + count(counted, at: warehouse)
    }

    /// Fills the lines of the product, those for this warehouse first; what does not fit is surplus of the last.
    private mutating func count(_ counted: CountedLine, at warehouse: WarehouseName?) -> [Change] {
        var indices = lines.indices.filter { index in
            lines[index].product.sku == counted.sku
                && (counted.sku != FoundGoods.unidentified || lines[index].product.title == counted.description)
                && (counted.serial == nil || lines[index].product.serial == nil
                    || lines[index].product.serial == counted.serial)
        }
        if let warehouse {
            let here = indices.filter { lines[$0].destination == warehouse }
            indices = here + indices.filter { !here.contains($0) }
        }
        if let serial = counted.serial {
            // A number that was announced says which unit it is.
            let own = indices.filter { lines[$0].product.serial == serial }
            indices = own + indices.filter { !own.contains($0) }
        }
        let isNew = indices.isEmpty
        if isNew {
            guard counted.quantity > 0 else { return [] }
            lines.append(unexpectedLine(for: counted))
            indices = [lines.count - 1]
        }
        var left = counted.quantity
        var changes: [Change] = []
        for index in indices where left > 0 || counted.quantity == 0 {
            let old = lines[index].line
            let isLast = index == indices.last
            let again = takeAgain(left, like: counted, ofLineAt: index)
            left -= again.units
            let units = isLast ? left : min(left, old.authorized - old.received)
            guard units > 0 || again.units > 0 || counted.quantity == 0 else { continue }
            left -= units
            if old.receipt == .unexpected {
                lines[index].line.extra += units
            } else {
                lines[index].line.receive(units, isComplete: false)
            }
            var change = countChange(index: index, old: old, counted: counted)
            if isNew { change.before = "" }
            changes.append(change)
            changes += again.changes
        }
        return changes
    }

    /// What lacks is short: of the lines for some warehouses where the parcels go to several, else of all. What a found
    /// parcel does not hold stays lost; of one that is empty, or holds something else in their place, a person says it.
    mutating func closeCount(
        at places: Set<WarehouseName>?, reason: String?, isEmpty: Bool = false, exchanged: Set<SKU> = []
    ) -> [Change] {
        lines.indices.filter { index in
            let line = lines[index]
            let isSure = !isEmpty && !exchanged.contains(line.product.sku)
            return (line.isToCome || (isSure && line.line.mayTurnUp && isOpened(parcelOf: line)))
                && (places.map { line.goes(toOneOf: $0) } ?? true)
        }.map { index in
            let old = lines[index].line
            if old.receipt == .lost {
                lines[index].line.missLost()
            } else {
                lines[index].line.receive(0, isComplete: true)
            }
            var change = countChange(index: index, old: old, counted: nil)
            change.reason = reason
            return change
        }
    }

    /// Every parcel that may hold goods of a line is at the dock.
    package func isOpened(parcelOf line: CaseLine) -> Bool {
        let parcels = shipments.filter { !$0.state.isSpent && line.mayTravel(in: $0) }
        return !parcels.isEmpty && parcels.allSatisfy { $0.state == .checkedIn }
    }

    func countChange(index: Int, old: Line, counted: CountedLine?) -> Change {
        let new = lines[index].line
        var details: [(name: String, value: Change.Detail)] = [
            ("authorized", .count(new.authorized)), ("received", .count(new.received)),
            ("missing", .count(new.missing)), ("extra", .count(new.extra)),
        ]
        if let condition = counted?.condition { details.append(("condition", .text(condition.rawValue))) }
        if let serial = counted?.serial { details.append(("serial", .text(serial.text))) }
        return Change(
            .line(lines[index].number), axis: ReceiptState.axisName, before: old.receipt.rawValue,
            after: new.receipt.rawValue, reason: counted?.note, details: details)
    }

    private func unexpectedLine(for counted: CountedLine) -> CaseLine {
        var line = Line(requested: 0, authorized: 0)
        line.receipt = .unexpected
        return CaseLine(
            number: (lines.map(\.number).max() ?? 0) + 1,
            product: RequestedLine(
                sku: counted.sku, title: counted.description, serial: counted.serial, quantity: 0, reason: .unknown,
                condition: counted.condition),
            line: line)
    }
}

extension DockReceipt {
    /// What was announced and something else came for.
    var exchanged: Set<SKU> { Set(lines.compactMap(\.insteadOf)) }
}

extension Line {
    /// What lacks did not come because something else did; it is given back to the customer's entitlement.
    package mutating func missWrongly() {
        missing = authorized - received
        receipt = .wrongItem
    }
}

extension ReturnCase {
    /// A count of one parcel, or of goods whose parcel is not known.
    package mutating func receive(_ receipt: DockReceipt, shipment: Int?) throws(Refusal) -> [Change] {
        try receive(receipt, shipments: shipment.map { [$0] } ?? [])
    }
}
