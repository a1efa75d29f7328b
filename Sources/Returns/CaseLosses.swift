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

    /// The goods of a lost parcel count as lost, as far as they are not here: what came of them is short.
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
            guard old.receipt == .awaiting, old.authorized > 0 else { continue }
            if old.received > 0 {
                lines[index].line.receive(0, isComplete: true)
            } else {
                lines[index].line.receipt = .lost
                lost.append(lines[index].number)
            }
            let subject = Change.Subject.line(lines[index].number)
            changes.append(
                Change(
                    subject, axis: ReceiptState.axisName, before: old.receipt.rawValue,
                    after: lines[index].line.receipt.rawValue, reason: reason,
                    details: [("shipment", .count(number)), ("authorized", .count(old.authorized))]))
        }
        return (changes, lost)
    }
}
