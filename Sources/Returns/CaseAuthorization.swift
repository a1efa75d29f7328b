/// What may happen to the authorization of a case.
extension ReturnCase {
    /// Moves the authorization, or says which moves there are.
    package mutating func move(to next: RMAState, reason: String? = nil) throws(Refusal) -> [Change] {
        guard state.mayBecome(next) else {
            let allowed = RMAState.allCases.filter(state.mayBecome).map(\.rawValue)
            throw Refusal(
                found: "\(number) is \(state.rawValue) and cannot become \(next.rawValue)",
                expected: allowed.isEmpty ? "no further change" : "one of: \(allowed.joined(separator: ", "))",
                remedy: state == next ? "Nothing needs to be done: it already is." : "Look at `rmad show \(number)`.")
        }
        let change = Change(.rma, axis: RMAState.axisName, before: state.rawValue, after: next.rawValue, reason: reason)
        state = next
        return [change]
    }

    /// Calls the return off; possible only while nothing is received or settled.
    package mutating func cancel(reason: String?) throws(Refusal) -> [Change] {
        guard lines.allSatisfy({ $0.line.received + $0.line.extra == 0 && !$0.line.resolution.isFinal }) else {
            throw Refusal(
                found: "goods of \(number) were already received or settled",
                expected: "a return with nothing received",
                remedy: "Finish it by inspection and settlement, or send the goods back to the customer.")
        }
        var changes = try move(to: .cancelled, reason: reason)
        changes += voidOpenLabels()
        return changes
    }

    /// The right to send the goods has run out. A case with goods on the way or here does not expire.
    package mutating func expire() throws(Refusal) -> [Change] {
        guard isWaitingForHandOver else {
            throw Refusal(
                found: "goods of \(number) are on their way or here", expected: "a return that nobody has sent",
                remedy: "Nothing needs to be done.")
        }
        var changes = try move(to: .expired, reason: "not handed over by \(validUntil?.description ?? "its date")")
        for index in shipments.indices where shipments[index].state == .labelReady {
            changes.append(moveShipment(at: index, to: .expired, reason: nil))
        }
        return changes
    }

    /// Approved, something is to be sent, no unit is here, and no parcel is anywhere but with the customer.
    package var isWaitingForHandOver: Bool {
        state == .approved && !shipments.isEmpty && lines.allSatisfy { $0.line.received + $0.line.extra == 0 }
            && shipments.allSatisfy { $0.state == .labelRequested || $0.state == .labelReady || isGivenUp($0) }
    }

    /// Every label was withdrawn or used in vain: until there is another one the customer cannot send anything, and
    /// loses nothing.
    package var isWithoutLabel: Bool { !shipments.isEmpty && shipments.allSatisfy(\.state.isSpent) }

    /// Closes the case once every line is settled; otherwise changes nothing.
    mutating func closeIfSettled() -> [Change] {
        guard state == .approved, !lines.isEmpty, lines.allSatisfy(isSettled),
            resolutions.allSatisfy({ !$0.state.isOpen }),
            let changes = try? move(to: .closed, reason: "every line is settled")
        else { return [] }
        return changes
    }

    /// A person approves. Where the policy had authorized nothing, everything that was asked for is authorized:
    /// the person has looked at it.
    package mutating func approve(until day: CalendarDate, reason: String?) throws(Refusal) -> [Change] {
        let isAnswer = state != .closed && state != .expired
        var changes = try move(to: .approved, reason: reason)
        validUntil = day
        guard isAnswer, lines.allSatisfy({ $0.line.authorized == 0 }) else { return changes }
        for index in lines.indices where lines[index].line.requested > 0 {
            let before = lines[index].line.receipt
            lines[index].line.authorize()
            let counts = lines[index].line
            changes.append(
                Change(
                    .line(lines[index].number), axis: ReceiptState.axisName, before: before.rawValue,
                    after: counts.receipt.rawValue, reason: reason,
                    details: [("authorized", .count(counts.authorized))]))
        }
        return changes
    }

    private mutating func voidOpenLabels() -> [Change] {
        shipments.indices.filter { shipments[$0].state.mayDrift(to: .voided) }.map {
            moveShipment(at: $0, to: .voided, reason: "return cancelled")
        }
    }

    mutating func moveShipment(at index: Int, to next: ShipmentState, reason: String?) -> Change {
        let change = Change(
            .shipment(shipments[index].number), axis: ShipmentState.axisName,
            before: shipments[index].state.rawValue, after: next.rawValue, reason: reason)
        shipments[index].state = next
        return change
    }
}
