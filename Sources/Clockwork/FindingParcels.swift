import JSONText
import Ledger
import Policy
import Returns

/// Parcels that counted as lost and were seen again: the customer hears what that means for them, each time.
extension Alarmed {
    func tellFound() throws {
        guard let parcel = try foundParcel() else { return }
        if stored.case.isFoundAgain {
            try endNeedlessSettlements(parcel)
        } else if parcel.state.isMoving || parcel.state == .delivered,
            stored.case.loss(ofParcel: parcel.number) == .given, try !isToldFound(parcel)
        {
            try tellNothingIsOwed(parcel)
        }
    }

    /// A parcel that was found again is not paid for as a lost one: its goods are inspected first, and the customer
    /// is told that what they were to get waits for them, until when.
    private func endNeedlessSettlements(_ parcel: Shipment) throws {
        let occasion = occasion
        let lines = stored.case.lines.filter { $0.line.mayTurnUp && !$0.line.resolution.isFinal }
        let orders = lines.flatMap {
            terms.policy.ordersOvertaken(ofLine: $0, in: stored.case, for: stored.customer)
        }
        let looks = try transaction.snapshot.tasks(of: stored.id).filter { record in
            record.state == .open && record.task.kind == .look
                && lines.contains { record.task.subject == Change.Subject.line($0.number).text }
        }.map(\.task.subject)
        guard !orders.isEmpty || !looks.isEmpty else { return }
        let reason = "the parcel was found; the goods are inspected first"
        try change(promising: try offersAfterFinding()) { one, stored in
            let withdrawn = try orders.flatMap {
                try one.update(
                    ResolutionUpdate(key: ReturnKey(text: one.number.text), order: $0, action: .withdraw, note: reason))
            }
            let tasks = try transaction.settleTasks(after: withdrawn, in: one, of: stored.id, by: duties, on: occasion)
            let ended = try looks.flatMap { subject in
                try transaction.end(
                    .look, of: stored.id, subject: subject, as: .cancelled, because: reason, on: occasion)
            }
            return [found(parcel)] + withdrawn + tasks + ended
        }
    }

    /// What was paid for is ours: the customer has nothing to do, and nothing to wait for.
    private func tellNothingIsOwed(_ parcel: Shipment) throws {
        let reason = words(ofParcel: parcel.number, Phrase("parcel.found_given"))
        try change { _, _ in [found(parcel, reason: reason)] }
    }

    private func found(_ parcel: Shipment, reason: String? = nil) -> Change {
        Change(
            .shipment(parcel.number), axis: Change.recoveryAxis, before: ShipmentState.lost.rawValue, after: "found",
            reason: reason)
    }

    /// The parcel that was last found. A carrier that speaks of delay or trouble after a loss is searching.
    private func foundParcel() throws -> Shipment? {
        let found = try lastFound()?.draft.subject
        return stored.case.shipments.first { parcel in
            let isSearched = [ShipmentState.lost, .delayed, .exception].contains(parcel.state)
            return Change.Subject.shipment(parcel.number).text == found && !isSearched
        }
    }

    private func lastFound() throws -> RecordedEvent? {
        try transaction.snapshot.events(of: stored.id).last {
            $0.draft.axis == ShipmentState.axisName && $0.draft.before == ShipmentState.lost.rawValue
        }
    }

    private func isToldFound(_ parcel: Shipment) throws -> Bool {
        guard let found = try lastFound() else { return false }
        return try told(of: parcel.number).contains {
            $0.sequence > found.sequence && $0.draft.axis == Change.recoveryAxis
        }
    }

    /// What is promised anew of goods that are still to come; the customer hears of the later days with it.
    private func offersAfterFinding() throws -> [PromiseOffer] {
        let arrival = terms.policy.arrival(of: stored.case, on: site.day) ?? site.day
        return terms.policy.promises(
            ofArrivalOn: arrival, tier: stored.customer.tier,
            isSpecial: try isSpecial(), mayBeLater: true)
    }
}
