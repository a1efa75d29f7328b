/// What happens to a case when a carrier loses a parcel.
extension ReturnCase {
    /// Nobody has seen a parcel for too long: it counts as lost until it is found.
    package mutating func lose(shipment number: Int, at moment: Instant, reason: String) -> [Change] {
        guard let index = shipments.firstIndex(where: { $0.number == number }),
            shipments[index].state.mayDrift(to: .lost)
        else { return [] }
        shipments[index].movedAt = moment
        return [moveShipment(at: index, to: .lost, reason: reason)]
    }

    /// The goods of a lost parcel count as lost, as far as they are not here.
    /// - Parameters:
    ///   - reason: for the customer.
    /// - Returns: the changes, and the lines that are lost.
    package mutating func countAsLost(
        shipment number: Int, reason: String
    ) -> (changes: [Change], lines: [Int]) {
        guard let parcel = shipments.first(where: { $0.number == number }) else { return ([], []) }
        let isOnly = shipments.count { $0.state != .voided && $0.state != .expired } <= 1
        var (changes, lost): ([Change], [Int]) = ([], [])
        for index in lines.indices where isOnly || lines[index].destination == parcel.warehouse {
            let old = lines[index].line
            guard lines[index].isToCome else { continue }
            lines[index].line.receipt = .lost
            lost.append(lines[index].number)
            let subject = Change.Subject.line(lines[index].number)
            changes.append(
                Change(
                    subject, axis: ReceiptState.axisName, before: old.receipt.rawValue,
                    after: lines[index].line.receipt.rawValue, reason: reason,
                    details: [("shipment", .count(number)), ("authorized", .count(old.authorized))]))
        }
        return (changes, lost)
    }

    /// Lines of which goods that counted as lost were counted since, or are known not to be in their parcel.
    package func linesFound(since old: ReturnCase) -> [CaseLine] {
        lines.filter { line in
            guard let before = old.lines.first(where: { $0.number == line.number })?.line else { return false }
            return before.receipt == .lost && (before.here < line.line.here || before.missing < line.line.missing)
        }
    }

    /// Lines of which goods counted as lost, and something else lay in their place in the parcel that was found.
    package func linesExchanged(by receipt: DockReceipt, since old: ReturnCase) -> [CaseLine] {
        let exchanged = receipt.exchanged
        return lines.filter { line in
            line.line.mayTurnUp && exchanged.contains(line.product.sku) && isOpened(parcelOf: line)
                && old.lines.contains { $0.number == line.number && $0.line.receipt == .lost }
        }
    }

    /// Open orders of a line for more units than are due, those that were made first before others.
    package func ordersBeyond(_ due: Int, ofLine number: Int) -> [Int] {
        var excess = ordered(line: number) - due
        return resolutions.filter { $0.line == number && $0.denial == nil && $0.state.isOpen }.compactMap { order in
            guard excess > 0 else { return nil }
            excess -= order.units.count
            return order.number
        }
    }
}
