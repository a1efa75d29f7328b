import JSONText
import Ledger
import Policy
import Returns

/// What follows from a correction by which counts are taken back (docs/decisions/0025).
extension Recorder {
    /// What was so before the counts of a return, by its events and its carriers' words.
    func past(of stored: StoredCase) throws -> CountPast {
        let events = try snapshot.events(of: stored.id)
        var past = CountPast(hadEmptyParcel: try snapshot.dockCounts(of: stored).contains(where: \.isEmpty))
        for line in stored.case.lines {
            let subject = Change.Subject.line(line.number).text
            let word = events.last { $0.draft.subject == subject && $0.draft.details[Remainder.detail] != nil }
            if word?.draft.details[Remainder.detail]?.string == Remainder.nothingMore.rawValue {
                past.complete.insert(line.number)
            }
        }
        for line in stored.case.lines { past.withoutGoods[line.number] = Self.withoutGoods(line, events) }
        let papers = try snapshot.papers(of: stored.id)
        // A label that was made while the dock had its parcel.
        let hasLabel = { (parcel: Shipment) in
            papers.contains { paper in
                if case .made = paper.state { paper.shipment == parcel.number && paper.unit == nil } else { false }
            }
        }
        for parcel in stored.case.shipments where parcel.state == .checkedIn {
            let subject = Change.Subject.shipment(parcel.number).text
            let opened = events.last {
                $0.draft.subject == subject && $0.draft.after == ShipmentState.checkedIn.rawValue
            }
            guard let opened, let before = ShipmentState(rawValue: opened.draft.before),
                let span = try snapshot.parcel(parcel.number, of: stored.id)
            else { continue }
            let words = try snapshot.words(of: span)
            let isOld = { (word: KeptWord) in word.document <= opened.draft.document?.id ?? 0 }
            past.parcels[parcel.number] = CarrierHistory.state(
                from: before == .labelRequested && hasLabel(parcel) ? .labelReady : before,
                known: words.filter(isOld).map(\.word),
                since: words.filter { !isOld($0) }.map(\.word))
        }
        return past
    }

    /// Whether a line was kept or lost before its counts: the last that its events say of it.
    private static func withoutGoods(_ line: CaseLine, _ events: [RecordedEvent]) -> ReceiptState? {
        let subject = Change.Subject.line(line.number).text
        let moves = events.filter { $0.draft.subject == subject && $0.draft.axis == ReceiptState.axisName }
        return moves.reversed().lazy.flatMap { [$0.draft.after, $0.draft.before] }
            .compactMap { ReceiptState(rawValue: $0) }.first(where: \.isWithoutGoods)
    }

    /// What is promised after a correction by which goods are awaited anew, or a closed return lives again; nil where
    /// the milestones say it.
    func offers(afterCorrecting changes: [Change], of stored: StoredCase) throws -> [PromiseOffer]? {
        let isReopened =
            changes.contains {
                $0.details.contains { $0.name == ReturnCase.correctedFrom }
            } && changes.contains { $0.axis == RMAState.axisName && $0.before == RMAState.closed.rawValue }
        guard changes.contains(where: \.isTakenBack) || isReopened else { return nil }
        if isReopened { return try offers(ofArrivalOn: occasion.day, of: stored) }
        if let arrival = terms.policy.arrival(of: stored.case, on: occasion.day) {
            return try offers(ofArrivalOn: arrival, of: stored)
        }
        guard stored.case.shipments.contains(where: { $0.state == .delivered }) else { return try formerOffers(stored) }
        return try offers(ofArrivalOn: occasion.day, of: stored)
    }

    /// Nobody knows when the goods come, as of a parcel that is lost: the days that were told before the count hold
    /// as long as they lie ahead, until it is said what becomes of them.
    private func formerOffers(_ stored: StoredCase) throws -> [PromiseOffer] {
        let answered = terms.policy.calendar.date(terms.policy.carriage.answerBusinessDays, after: occasion.day)
        let former = try snapshot.promises(of: stored.id)
        return try offers(ofArrivalOn: terms.policy.arrival(ofParcelAnsweredOn: answered), of: stored).map { offer in
            guard let day = former.first(where: { $0.name == offer.name })?.date, day >= occasion.day else {
                return offer
            }
            var offer = offer
            (offer.due, offer.warn) = (day, min(offer.warn, day))
            return offer
        }
    }

    /// A promise counted as broken because a count came after its day. Where that count is taken back, the goods are
    /// still awaited, nothing is broken, and nobody need call for it.
    func endCalls(afterCorrecting changes: [Change], of stored: StoredCase, on acting: Occasion) throws -> [Change] {
        guard stored.case.isNothingHere, changes.contains(where: \.isTakenBack) else { return [] }
        let events = try snapshot.events(of: stored.id)
        let broken = PromiseName.allCases.compactMap { name in
            events.last {
                $0.draft.subject == Change.Subject.promise(name).text && $0.draft.axis == PromiseState.axisName
            }
        }.filter { $0.draft.after == PromiseState.broken.rawValue }
        guard broken.allSatisfy({ $0.draft.details["done"]?.string == "late" }) else { return [] }
        return try broken.flatMap {
            try transaction.end(
                .call, of: stored.id, subject: $0.draft.subject, as: .cancelled, because: "the count was taken back",
                on: acting)
        }
    }
}

extension Change {
    /// The dock does not have a parcel that it had.
    fileprivate var isTakenBack: Bool {
        axis == ShipmentState.axisName && before == ShipmentState.checkedIn.rawValue
    }
}
