import Digests
import Ledger
import Policy
import Returns

/// What carriers said in one document, recorded parcel by parcel: the return is read once, all its words are kept and
/// judged together, and it is stored once. A word that cannot be taken is refused alone.
struct TrackingRun {
    /// One word with the number of its record.
    struct Told {
        let record: Int
        let event: TrackingEvent
    }

    enum Outcome {
        case taken(Taken)
        case known(KnownRecord)
        case refused(Refusal)

        var isRefused: Bool { if case .refused = self { true } else { false } }
    }

    let recorder: Recorder

    private var transaction: Transaction { recorder.transaction }
    private var snapshot: Snapshot { recorder.snapshot }

    /// - Returns: what became of each, by record number.
    func perform(_ told: [Told]) throws -> [Int: Outcome] {
        var outcomes: [Int: Outcome] = [:]
        var open = told
        // A word may bring the number by which others of this document are found: what fits nowhere is tried again.
        for isLast in [false, true] where !open.isEmpty {
            let (groups, refused) = try sorted(open)
            for (parcel, words) in groups {
                for (record, outcome) in try transaction.attempt({ try record(words, of: parcel) }) {
                    outcomes[record] = outcome
                }
            }
            guard isLast || groups.isEmpty else {
                open = refused.map(\.told)
                continue
            }
            for (told, refusal) in refused { outcomes[told.record] = .refused(refusal) }
            open = []
        }
        return outcomes
    }

    private typealias Refused = (told: Told, refusal: Refusal)

    /// The words by parcel, in the order in which the parcels are first named.
    private func sorted(_ told: [Told]) throws -> (groups: [(ParcelSpan, [Told])], refused: [Refused]) {
        var search = ParcelSearch(recorder: recorder)
        var groups: [(ParcelSpan, [Told])] = []
        var places: [ParcelSpan: Int] = [:]
        var refused: [Refused] = []
        for one in told {
            switch try search.parcel(of: one.event) {
            case .failure(let refusal): refused.append((one, refusal))
            case .success(let parcel):
                let filed = Told(record: one.record, event: search.filed(one.event))
                if let place = places[parcel] {
                    groups[place].1.append(filed)
                } else {
                    places[parcel] = groups.count
                    groups.append((parcel, [filed]))
                }
            }
        }
        return (groups, refused)
    }

    private func record(_ told: [Told], of parcel: ParcelSpan) throws -> [Int: Outcome] {
        guard let stored = try snapshot.stored(id: parcel.rma),
            let index = stored.case.shipments.firstIndex(where: { $0.number == parcel.shipment })
        else { return [:] }
        var outcomes: [Int: Outcome] = [:]
        let kept = try snapshot.words(of: parcel)
        var known = Dictionary(
            kept.map { ($0.word.identity, ($0.document, $0.record ?? 1)) }, uniquingKeysWith: { first, _ in first })
        var fresh: [(event: TrackingEvent, identity: Digest, record: Int)] = []
        for one in told {
            let identity = one.event.identity
            if let (document, number) = known[identity.bytes] {
                outcomes[one.record] = .known(
                    KnownRecord(document: document, number: number, content: identity, rma: stored.case.number))
            } else if kept.count + fresh.count >= CarrierHistory.wordsMax {
                outcomes[one.record] = .refused(tooMany(stored))
            } else {
                known[identity.bytes] = (recorder.document, one.record)
                fresh.append((one.event, identity, one.record))
            }
        }
        let history = try transaction.keep(
            fresh, of: parcel, after: kept.count, history: stored.case.shipments[index].history,
            document: recorder.document)
        var after = stored
        after.case.shipments[index].history = history
        var changes = after.case.track(
            fresh.map { ($0.event, $0.identity.bytes) }, known: kept.map(\.word), shipment: parcel.shipment,
            late: recorder.lateness(of: stored), heardAt: recorder.occasion.at)
        for one in told where outcomes[one.record]?.isRefused != true {
            changes += after.case.estimate(one.event, shipment: parcel.shipment)
        }
        guard after.case != stored.case else { return outcomes }
        changes = try recorder.answeringTroubles(in: changes, of: after)
        try recorder.keep(changes, of: &after, was: stored.case, on: occasion(told[0].event))
        if after.case.shipments[index].tracking != stored.case.shipments[index].tracking {
            try transaction.index(after)
        }
        for one in fresh { outcomes[one.record] = .taken(taken(one.event, after, changes, isLast: false)) }
        if let last = fresh.last {
            outcomes[last.record] = .taken(taken(last.event, after, changes, isLast: true))
        }
        return outcomes
    }

    private func occasion(_ event: TrackingEvent) -> Occasion {
        recorder.acting(Actor("carrier:\(event.carrier)") ?? recorder.occasion.actor)
    }

    /// How the return stands now is told once, with the last of its words.
    private func taken(_ event: TrackingEvent, _ after: StoredCase, _ changes: [Change], isLast: Bool) -> Taken {
        let moment = Change.Detail.text(event.occurredAt.description)
        let own = changes.filter { change in
            change.axis == ShipmentState.axisName
                && change.details.contains { $0.name == "occurred_at" && $0.value == moment }
        }
        return Taken(
            rma: after.id, number: after.case.number, stored: isLast ? after : nil,
            summary: own.isEmpty ? "kept; it moves nothing" : recorder.words(own))
    }

    private func tooMany(_ stored: StoredCase) -> Refusal {
        Refusal(
            found: "\(CarrierHistory.wordsMax) events that are kept of this parcel of \(stored.case.number)",
            expected: "fewer; a carrier needs some twenty",
            remedy: "Ask the carrier why it repeats itself with new times. What is kept stays.")
    }
}

extension Recorder {
    func track(_ event: TrackingEvent) throws -> Taken {
        switch try TrackingRun(recorder: self).perform([.init(record: 1, event: event)])[1] {
        case .taken(let taken): return taken
        case .known(let known):
            return Taken(summary: "\(known.rma?.text ?? ""): known already, nothing changed")
        case .refused(let refusal): throw refusal
        case nil: return Taken(summary: "nothing changed")
        }
    }
}
