import JSONText
import Ledger
import Policy
import Returns

/// What is counted once is not counted twice: by another station, or under the same serial number. What was counted
/// wrongly is taken back with all that followed from it.
extension Recorder {
    func station(of receipt: DockReceipt) throws -> String {
        try receipt.station ?? snapshot.station(of: document) ?? ""
    }

    /// - Throws: `Refusal` where the goods seem to be counted already.
    func requireFirst(_ receipt: DockReceipt, of stored: StoredCase, _ opened: OpenedParcels) throws {
        guard !receipt.isCorrection else { return }
        let counts = try snapshot.dockCounts(of: stored)
        try requireNewSerials(receipt, of: stored, counts)
        guard !receipt.isFurther, receipt.units > 0 || receipt.isEmpty, opened.elsewhere.isEmpty else { return }
        let station = try station(of: receipt)
        let moment = receipt.receivedAt ?? occasion.at
        let rival = counts.last {
            $0.isRival(
                station: station, at: moment, opened: Set(opened.own),
                isOnlyParcel: stored.case.shipments.count <= 1)
        }
        guard let rival else { return }
        throw Refusal(
            found: "a count of \(stored.case.number) that \(rival.place) counted, too, at \(rival.at): \(rival.words)",
            expected:
                "each parcel counted once; two stations counted this one within \(DockCount.rivalMinutes) minutes",
            remedy: "If they are the same goods, nothing needs to be done. If these are further goods, say so: "
                + "`\"further\": true`. If the other count is wrong, correct it: `\"correction\": true` with a `note`.")
    }

    private func requireNewSerials(_ receipt: DockReceipt, of stored: StoredCase, _ counts: [DockCount]) throws {
        let known = counts.serials
        var named: Set<String> = []
        for line in receipt.lines where line.quantity > 0 {
            guard let serial = line.serial else { continue }
            if let earlier = known[serial.text] {
                throw twice(serial, "which \(earlier.place) counted at \(earlier.at) already")
            }
            guard named.insert(serial.text).inserted else { throw twice(serial, "twice in one receipt") }
            let announced = stored.case.lines.filter { $0.product.serial == serial }.map(\.line.requested).max() ?? 1
            if line.quantity > max(1, announced) { throw twice(serial, "for \(line.quantity) units") }
        }
    }

    private func twice(_ serial: SerialNumber, _ words: String) -> Refusal {
        Refusal(
            found: "the serial number \(serial), \(words)", expected: "each unit once: one serial number names one",
            remedy: "If it was scanned twice, take it out. Another unit is counted with its own serial number, or "
                + "without one. If the first count was wrong, correct it: `\"correction\": true` with a `note`.")
    }

    // MARK: Corrections

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
        for line in stored.case.lines {
            past.withoutGoods[line.number] = Self.withoutGoods(line, events)
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
                from: before, known: words.filter(isOld).map(\.word),
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
        let isFreed = { (change: Change) in
            change.axis == ShipmentState.axisName && change.before == ShipmentState.checkedIn.rawValue
        }
        let isReopened =
            changes.contains {
                $0.details.contains { $0.name == ReturnCase.correctedFrom }
            } && changes.contains { $0.axis == RMAState.axisName && $0.before == RMAState.closed.rawValue }
        guard changes.contains(where: isFreed) || isReopened else { return nil }
        let arrival = isReopened ? nil : terms.policy.arrival(of: stored.case, on: occasion.day)
        return try offers(ofArrivalOn: arrival ?? occasion.day, of: stored)
    }
}
