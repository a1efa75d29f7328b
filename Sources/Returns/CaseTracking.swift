/// What a carrier's words do to a case.
extension ReturnCase {
    /// A carrier's words about a parcel that are new to us, each with its identity.
    ///
    /// The parcel stands as the carrier's whole history says (`CarrierHistory`), unless it is here already or was
    /// moved by somebody who knows better; a word that changes nothing of that is recorded as a scan, so that every
    /// word has its event.
    /// - Parameters:
    ///   - known: the words that were kept before, in any order.
    ///   - heardAt: when these came; nil where their times are known to be true.
    package mutating func track(
        _ fresh: [(event: TrackingEvent, identity: [UInt8])], known: [CarrierHistory.Word], shipment number: Int,
        late: LateParcel = .accept, heardAt: Instant? = nil
    ) -> [Change] {
        guard let index = shipments.firstIndex(where: { $0.number == number }) else { return [] }
        var history = CarrierHistory(known)
        var changes: [Change] = []
        var scans: [TrackingEvent] = []
        let ordered = fresh.map { one in
            (
                event: one.event,
                word: CarrierHistory.Word(
                    status: one.event.status, occurredAt: one.event.occurredAt, heardAt: heardAt,
                    identity: one.identity)
            )
        }.sorted { $0.word < $1.word }
        // What is told of a word is the day that counts, not one that is left out or was replaced since.
        let estimates = ordered.flatMap { estimate($0.event, shipment: number) }
        for (event, word) in ordered {
            learn(event, at: index)
            let before = history.standing
            history.add(word)
            let moves = follow(history, since: before, event, at: index, late: late)
            changes += moves
            if moves.isEmpty { scans.append(event) }
        }
        changes += self.scans(scans, of: number)
        return changes + estimates.map { forStaffWhereTurned($0, at: index) }
    }

    /// A carrier's first word about a parcel.
    package mutating func track(
        _ event: TrackingEvent, shipment number: Int, late: LateParcel = .accept
    ) -> [Change] {
        track([(event, [])], known: [], shipment: number, late: late)
    }

    /// The day on which the carrier means to deliver, where this is its newest word on it. A service repeats an event
    /// with another estimate, so this counts for known events, too.
    package mutating func estimate(_ event: TrackingEvent, shipment number: Int) -> [Change] {
        guard let day = event.estimatedDelivery, let index = shipments.firstIndex(where: { $0.number == number })
        else { return [] }
        let said = event.estimatedAt ?? event.occurredAt
        guard day <= said.date.adding(days: Self.estimateDaysMax), day >= said.date.adding(days: -1) else { return [] }
        let (old, oldSaid) = (shipments[index].estimatedDelivery, shipments[index].estimatedAt)
        if let old, let oldSaid, (said, day) <= (oldSaid, old) { return [] }
        shipments[index].estimatedDelivery = day
        shipments[index].estimatedAt = said
        guard day != old else { return [] }
        var change = Change(
            .shipment(number), axis: Change.estimateAxis, before: old?.description ?? "", after: day.description)
        change.details = [("carrier", .text(event.carrier.text)), ("said_at", .text(said.description))]
        return [forStaffWhereTurned(change, at: index)]
    }

    /// The day on which a parcel that goes back is delivered is no day on which it reaches us.
    private func forStaffWhereTurned(_ change: Change, at index: Int) -> Change {
        guard shipments[index].state.isTurnedRound, !change.isForStaff else { return change }
        var change = change
        change.details.append(Change.forStaff)
        return change
    }

    /// A day further ahead is a mistake: it would keep everybody from asking where the parcel is. So is one that had
    /// passed when it was named, wherever that was.
    private static let estimateDaysMax = 366

    /// Carrier and number, once. A number that is only the label's code gives way to the carrier's own.
    private mutating func learn(_ event: TrackingEvent, at index: Int) {
        let code = shipments[index].code.text
        shipments[index].carrier = shipments[index].carrier ?? event.carrier
        if shipments[index].tracking == nil || (shipments[index].tracking?.text == code && event.number.text != code) {
            shipments[index].tracking = event.number
        }
    }

    /// Moves the parcel where a new word has moved or confirmed the carrier's standing.
    private mutating func follow(
        _ history: CarrierHistory, since before: CarrierHistory.Standing?, _ event: TrackingEvent, at index: Int,
        late: LateParcel
    ) -> [Change] {
        guard let standing = history.standing, standing != before else { return [] }
        shipments[index].movedAt = standing.at
        var changes: [Change] = []
        for next in history.steps(from: shipments[index].state) {
            var change = moveShipment(at: index, to: next, reason: event.message ?? event.code)
            change.details = event.details(estimated: shipments[index].estimatedDelivery)
            changes.append(change)
        }
        // A parcel that moves after its return has expired is a late parcel: the return lives again. Where the policy
        // leaves it to a person, nothing moves before the dock has it.
        if let last = changes.last, state == .expired, late == .accept,
            standing.state.isMoving || standing.state == .delivered,
            last.after == standing.state.rawValue
        {
            changes += (try? move(to: .approved, reason: "a late parcel is on its way")) ?? []
        }
        return changes
    }

    /// What says more than "still there" has an event of its own; of the others the newest stands for all.
    private func scans(_ events: [TrackingEvent], of number: Int) -> [Change] {
        let telling = events.filter { $0.status == nil || $0.reason != nil || $0.actionRequired != nil }
        let plain = events.filter { $0.status != nil && $0.reason == nil && $0.actionRequired == nil }
        return telling.map { scan($0, of: number, count: 1) }
            + (plain.last.map { [scan($0, of: number, count: plain.count)] } ?? [])
    }

    private func scan(_ event: TrackingEvent, of number: Int, count: Int) -> Change {
        var change = Change(
            .shipment(number), axis: Change.scanAxis, before: "", after: "scanned",
            reason: event.message ?? event.code)
        let estimate = shipments.first { $0.number == number }?.estimatedDelivery
        change.details =
            [("status", .text(event.status?.rawValue ?? "unknown"))] + event.details(estimated: estimate)
        if count > 1 { change.details.append(("scans", .count(count))) }
        return change
    }
}

extension TrackingEvent {
    /// What an event of the audit trail, and a webhook, says of it.
    /// - Parameter day: when the parcel is expected by all that its carrier has said.
    fileprivate func details(estimated day: CalendarDate?) -> [(name: String, value: Change.Detail)] {
        let texts: [(String, String?)] = [
            ("occurred_at", occurredAt.description), ("time_is_uncertain", isTimeUncertain ? "true" : nil),
            ("place", place), ("carrier", carrier.text), ("tracking_number", number.text),
            ("tracking_reason", reason?.rawValue), ("action_required", actionRequired?.rawValue), ("code", code),
            ("carrier_code", carrierCode), ("estimated_delivery", estimatedDelivery == day ? day?.description : nil),
        ]
        return texts.compactMap { name, value in value.map { (name, .text($0)) } }
    }
}
