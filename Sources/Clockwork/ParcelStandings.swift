import JSONText
import Ledger
import Policy
import Returns

/// How the parcels of a return stand: by their rows, their carriers' words, and what was done and told before.
extension Alarmed {
    func shipment(_ number: Int) -> Shipment? { stored.case.shipments.first { $0.number == number } }

    func standing(of number: Int) throws -> ParcelStanding? {
        guard let shipment = shipment(number) else { return nil }
        let words = try transaction.snapshot.trackingEvents(of: stored.id).filter { $0.shipment == number }
        let told = try told(of: number)
        // The carrier's own times may lie in the future or far in the past: what counts is when we heard.
        let moves = told.filter { $0.draft.axis == ShipmentState.axisName }
        let heardAt =
            ([stored.createdAt] + moves.map(\.draft.at) + words.map { min($0.event.word.occurredAt, now) })
            .max() ?? now
        let since = moves.last?.sequence ?? 0
        let asked = told.last { $0.draft.axis == Change.traceAxis && $0.draft.after == Change.traced }?.draft.at
        // Of a parcel that is held up somebody asks its carrier already.
        let seen = shipment.state == .exception ? moves.last?.draft.at : nil
        let tracedAt = asked.flatMap { $0 < heardAt ? nil : $0 } ?? seen
        return ParcelStanding(
            state: shipment.state, heardOn: terms.siteTime(heardAt).day,
            tracedOn: tracedAt.map { terms.siteTime($0).day }, expected: expectation(of: shipment, told),
            timesLate: told.count { $0.draft.axis == Change.lateAxis },
            isAnswered: told.contains { $0.sequence > since && Self.isAnswer($0, toLoss: true) },
            isDamageOpen: Self.isDamageOpen(told, of: shipment))
    }

    /// The days on which parcels are expected by the newest events that say something of them, by their numbers.
    func expectations() throws -> [Int: CalendarDate] {
        let events = try transaction.snapshot.events(of: stored.id)
        return stored.case.shipments.reduce(into: [:]) { days, parcel in
            let subject = Change.Subject.shipment(parcel.number).text
            days[parcel.number] = expectation(of: parcel, events.filter { $0.draft.subject == subject })
        }
    }

    private func expectation(of shipment: Shipment, _ told: [RecordedEvent]) -> CalendarDate? {
        told.reversed().lazy.compactMap { event in
            let draft = event.draft
            let answer = draft.details[Change.answerDetail]?.string.flatMap { CalendarDate(iso: $0) }
            switch draft.axis {
            case Change.estimateAxis: return draft.isForStaff ? nil : CalendarDate(iso: draft.after)
            case Change.lateAxis: return draft.details["expected_on"]?.string.flatMap { CalendarDate(iso: $0) }
            case Change.traceAxis where draft.after == Change.traced:
                return [answer, shipment.estimatedDelivery].compactMap { $0 }.max()
            case Change.escalationAxis where shipment.state.needsPerson:
                return answer.map(self.terms.policy.arrival(ofParcelAnsweredOn:))
            case Change.escalationAxis: return answer
            case ShipmentState.axisName where draft.movesArrival, Change.traceAxis:
                var then = shipment
                then.state = ShipmentState(rawValue: draft.after) ?? shipment.state
                let day = self.terms.siteTime(draft.at).day
                return self.terms.policy.arrival(of: then, until: self.stored.case.validUntil, on: day)
            default: return nil
            }
        }.first
    }

    func told(of number: Int) throws -> [RecordedEvent] {
        let subject = Change.Subject.shipment(number).text
        return try transaction.snapshot.events(of: stored.id).filter { $0.draft.subject == subject }
    }

    private static func isAnswer(_ event: RecordedEvent, toLoss: Bool) -> Bool {
        event.draft.axis == Change.contingencyAxis
            && (event.draft.details["by"]?.string != ShipmentState.damaged.rawValue) == toLoss
    }

    /// A damage that moved the parcel is answered each time, one that came late in the carrier's history once. What
    /// happens to a parcel on its way back is for the one who sees to it.
    private static func isDamageOpen(_ told: [RecordedEvent], of shipment: Shipment) -> Bool {
        let damaged = ShipmentState.damaged.rawValue
        let answer = told.last { isAnswer($0, toLoss: false) }
        let moved = told.contains {
            $0.draft.axis == ShipmentState.axisName && $0.draft.after == damaged
                && $0.sequence > (answer?.sequence ?? 0)
        }
        let said = told.contains {
            $0.draft.axis == Change.scanAxis && $0.draft.details["status"]?.string == damaged
        }
        return moved || (said && answer == nil && !shipment.state.isTurnedRound)
    }
}

extension EventDraft {
    fileprivate var movesArrival: Bool {
        Change(.shipment(0), axis: axis, before: before, after: after).movesArrival
    }
}
