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

    /// What the loss of a parcel means for what it was to bring.
    package enum Loss: Sendable, Equatable {
        /// Goods are lost for which the customer is to get something.
        case open
        /// What lacks did not count as awaited any more, or is ours: nobody knows whether it was in the parcel.
        case unclear
        /// The customer has everything for what is lost.
        case given
        /// Nothing that may have been in it lacks.
        case nothing
    }

    package func loss(ofParcel number: Int) -> Loss {
        guard let parcel = shipments.first(where: { $0.number == number }) else { return .nothing }
        let own = linesLost(withParcel: parcel)
        if own.contains(where: { $0.isToCome || ($0.line.mayTurnUp && !$0.line.isGiven) }) { return .open }
        let isUnclear = own.contains { line in
            (line.line.receipt == .short && line.line.missing > 0 && !line.line.isGiven)
                || (line.isLoanOut && line.line.receipt == .awaiting)
        }
        if isUnclear { return .unclear }
        return own.contains(where: \.line.mayTurnUp) ? .given : .nothing
    }

    /// What is ordered or was given for the lines that are lost with a parcel.
    package func orders(forLossOf number: Int) -> [ResolutionOrder] {
        guard let parcel = shipments.first(where: { $0.number == number }) else { return [] }
        let lost = linesLost(withParcel: parcel).filter { $0.line.receipt == .lost }.map(\.number)
        return resolutions.filter { lost.contains($0.line) && $0.denial == nil && $0.state != .withdrawn }
    }

    /// Lines whose goods may have been in a parcel when it was lost.
    private func linesLost(withParcel parcel: Shipment) -> [CaseLine] {
        let isOnly = shipments.count { $0.state != .voided && $0.state != .expired } <= 1
        return isOnly ? lines : lines.filter { $0.destination == parcel.warehouse }
    }

    /// A parcel that was refused or sent back has brought its goods to the customer, who has sent them in a later one
    /// for the same warehouse. What happens to it then says nothing of them.
    package func hasSuccessor(ofTurned number: Int) -> Bool {
        guard let parcel = shipments.first(where: { $0.number == number }) else { return false }
        return shipments.contains { later in
            guard later.number > number, later.warehouse == parcel.warehouse else { return false }
            return switch later.state {
            case .handedOver, .inTransit, .outForDelivery, .delivered, .checkedIn, .delayed, .exception, .damaged: true
            case .labelRequested, .labelReady, .expired, .voided, .lost, .refused, .returnedToSender: false
            }
        }
    }

    /// The goods of a lost parcel count as lost, as far as they are not here.
    /// - Parameters:
    ///   - reason: for the customer.
    /// - Returns: the changes, and the lines that are lost, now or since an earlier loss, and may have been in it.
    package mutating func countAsLost(
        shipment number: Int, reason: String
    ) -> (changes: [Change], lines: [Int]) {
        guard let parcel = shipments.first(where: { $0.number == number }) else { return ([], []) }
        let own = linesLost(withParcel: parcel).map(\.number)
        var (changes, lost): ([Change], [Int]) = ([], [])
        for index in lines.indices where own.contains(lines[index].number) {
            let old = lines[index].line
            if old.mayTurnUp, !old.isGiven { lost.append(lines[index].number) }
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
