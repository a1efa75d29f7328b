/// What is still to come of a return, and what becomes of it where nobody sent it.
extension ReturnCase {
    /// The name of the detail that says of a short line that nobody sent what lacks.
    package static let unsentDetail = "never_sent"

    /// The lines that are to be sent and for whose warehouse no parcel has a label that is still good.
    package var linesWithoutLabel: [Int] {
        lines.filter { line in
            line.line.receipt == .awaiting && (line.line.authorized > 0 || state != .approved)
                && !shipments.contains { $0.mayBring && line.mayTravel(in: $0) }
        }.map(\.number)
    }

    /// A part is here, the customer has the rest, and no label for it.
    package var isWithoutLabelForRest: Bool { isRestWithCustomer && isPromisedInPart && !linesWithoutLabel.isEmpty }

    /// Nobody waits for the parcel itself any more: another one takes its place.
    package func isGivenUp(_ parcel: Shipment) -> Bool {
        switch parcel.state {
        case .expired: true
        case .voided:
            shipments.contains {
                $0.warehouse == parcel.warehouse
                    && ($0.mayBring || ($0.number > parcel.number && !$0.state.isSpent))
            }
        // A label that was given for it is one for the same warehouse.
        case .refused, .returnedToSender:
            shipments.contains { $0.number > parcel.number && $0.warehouse == parcel.warehouse && !$0.state.isSpent }
        case .labelRequested, .labelReady, .handedOver, .inTransit, .outForDelivery, .delivered, .checkedIn, .delayed,
            .exception, .damaged, .lost:
            false
        }
    }

    /// Some of the goods have come or are lost, others are awaited, and no parcel has these: nobody sent them.
    package var isRestWithCustomer: Bool {
        let awaited = lines.filter(\.isToCome)
        guard state == .approved, !isFoundAgain, !awaited.isEmpty,
            unitsHere > 0 || shipments.contains(where: { $0.state == .checkedIn || $0.state == .lost })
        else { return false }
        return !shipments.isEmpty
            && shipments.allSatisfy { parcel in
                switch parcel.state {
                case .labelRequested, .labelReady, .checkedIn, .voided: true
                // Until it is answered for, nobody knows what was in it, unless it was given up before.
                case .lost where hasSuccessor(ofTurned: parcel.number): true
                case .lost: awaited.allSatisfy { $0.destination != nil && $0.destination != parcel.warehouse }
                case .expired, .refused, .returnedToSender: isGivenUp(parcel)
                case .handedOver, .inTransit, .outForDelivery, .delivered, .delayed, .exception, .damaged: false
                }
            }
    }

    /// All goods that are awaited are in parcels that were refused or sent back: the customer has them, or will have
    /// them, until a new label or a count says otherwise.
    package var isSentBack: Bool {
        guard state == .approved, !isFoundAgain, lines.contains(where: \.isToCome) else { return false }
        let open = shipments.filter { !isGivenUp($0) && $0.state != .checkedIn && $0.state != .lost }
        return !open.isEmpty && open.allSatisfy { $0.state == .refused || $0.state == .returnedToSender }
    }

    /// The last day for sending the rest has passed, and nobody sent it: what lacks is short, so that it is the
    /// customer's to return again, and what is here waits for nothing.
    package mutating func endRest() -> [Change] {
        guard isRestWithCustomer else { return [] }
        var changes: [Change] = []
        for index in shipments.indices where shipments[index].state == .labelReady {
            changes.append(moveShipment(at: index, to: .expired, reason: nil))
        }
        let reason = "not handed over by \(validUntil?.description ?? "its date")"
        changes += closeCount(at: nil, reason: reason).map { change in
            var change = change
            change.details.append((Self.unsentDetail, .text("yes")))
            return change
        }
        return changes + closeIfSettled()
    }
}

extension Shipment {
    /// What is awaited may come in it: its label is good, or it is on its way or at our door.
    fileprivate var mayBring: Bool { !state.isSpent && state != .checkedIn && state != .lost }
}
