import Ledger
import Policy
import Returns

/// What is counted at the dock.
extension Recorder {
    func receive(_ told: DockReceipt) throws -> Taken {
        let (stored, scanned) = try find(told.key)
        let receipt = stored.case.spelled(told)
        try requireLater(receipt, than: stored)
        let opened = try opened(by: receipt, receipt.parcels, of: stored, scanned: scanned)
        return try receive(receipt, stored, opened, photos: try evidence(receipt.photos))
    }

    /// What the policy says of a parcel of this return that comes now.
    func lateness(of stored: StoredCase) -> LateParcel {
        guard stored.case.state == .expired else { return .accept }
        return terms.policy.lateParcels.answer(
            lastDay: stored.case.validUntil, today: terms.siteDay(occasion.at))
    }

    /// - Parameter item: the parcel of the workbench whose goods they are.
    func receive(
        _ receipt: DockReceipt, _ stored: StoredCase, _ opened: OpenedParcels, photos: [DockPhoto],
        item: WorkbenchItem? = nil
    ) throws -> Taken {
        try requireFirst(receipt, of: stored, opened)
        let late = lateness(of: stored)
        let weights = try expected(of: stored)
        var after = stored
        let past = receipt.isCorrection ? try past(of: stored) : CountPast()
        let counted = try after.case.receive(receipt, shipments: opened.own, late: late, past: past)
        let changes = try answeringTroubles(in: counted, of: after)
        let contested = try contested(in: after.case, of: stored)
        let found = try inspectFirst(
            in: &after.case, of: stored, after: receipt, on: occasion(by: receipt.staff))
        let due = try found + resolutions(in: &after.case, of: stored, contested: Set(contested.map(\.line)))
        let remark = DockRemark(
            receipt: receipt, changes: changes, was: stored.case, now: after.case, late: late, photos: photos,
            station: try station(of: receipt), expectedGrams: weights, opened: opened.own,
            elsewhere: opened.elsewhere, item: item?.number, say: { terms.say($0, stored.language) })
        let looks =
            try looks(after: changes, receipt, late: late, in: after.case, of: stored)
            + (receipt.isCorrection
                ? endCalls(afterCorrecting: counted, of: after, on: occasion(by: receipt.staff)) : [])
            + contested.flatMap { try open($0.words, subject: StaffTask.claims(onLine: $0.line), of: stored) }
        let all = (remark.change.map { [$0] } ?? []) + changes + due + looks
        let events = try keep(
            all, of: &after, was: stored.case, on: occasion(by: receipt.staff),
            promising: try offers(afterCorrecting: counted, of: after))
        if let event = events.first, !photos.isEmpty {
            try transaction.keep(photos, event: event.sequence, rma: stored.id)
        }
        if after.case.lines.count > stored.case.lines.count { try transaction.index(after) }
        var taken = taken(after, words(all) + (remark.advice.map { ". \($0)" } ?? ""))
        taken.photos = receipt.photos
        taken.evidence = photos.map(\.file)
        taken.warnings = opened.doubts + remark.doubts
        return taken
    }

    struct OpenedParcels {
        /// Of this return, by number.
        var own: [Int] = []
        /// Returns whose parcel these goods lay in.
        var elsewhere: [RMANumber] = []
        /// What is worth a look, for the receipt.
        var doubts: [String] = []
    }

    func opened(
        by receipt: DockReceipt, _ codes: [String], of stored: StoredCase, scanned: Int?
    ) throws -> OpenedParcels {
        let scanned = receipt.isCorrection ? nil : scanned
        var opened = OpenedParcels()
        for code in codes {
            guard let parcel = try snapshot.parcel(code) else {
                opened.doubts.append(
                    "'\(code)' in `parcels` is no parcel of ours: it is \(ForeignNumber(code).words). It is kept with "
                        + "the count and opens nothing.")
                continue
            }
            if parcel.rma == stored.id {
                opened.own.append(parcel.shipment)
            } else if let other = try snapshot.stored(id: parcel.rma) {
                opened.elsewhere.append(other.case.number)
                opened.doubts.append(
                    "'\(code)' in `parcels` is a parcel of \(other.case.number): these goods of "
                        + "\(stored.case.number) are taken to have lain in it.")
            }
        }
        // Goods that came in another return's parcel left their own at home.
        if opened.elsewhere.isEmpty || opened.own.isEmpty == false, let scanned, !opened.own.contains(scanned) {
            opened.own.insert(scanned, at: 0)
        }
        if opened.own.isEmpty, opened.elsewhere.isEmpty, !receipt.isCorrection {
            let told = try stored.case.opened(by: receipt)
            opened.own = told.parcels
            if !told.unclear.isEmpty {
                opened.doubts.append(
                    "It is not clear which parcel these goods came in, and none counts as opened: "
                        + words(told.unclear, of: stored) + ". Name in `parcels` those that are here.")
            }
        }
        return opened
    }

    private func words(_ parcels: [Int], of stored: StoredCase) -> String {
        stored.case.shipments.filter { parcels.contains($0.number) }
            .map { "\($0.number) (\($0.code.text))" }.joined(separator: ", ")
    }

    /// - Throws: `Refusal` where the goods would have been here before anybody asked to send them.
    private func requireLater(_ receipt: DockReceipt, than stored: StoredCase) throws {
        // Goods may come on the day before their return is entered, and stations' clocks differ.
        guard let moment = receipt.receivedAt, moment < stored.createdAt.adding(days: -1) else { return }
        throw Refusal(
            found: "goods received at \(moment), and \(stored.case.number) was made at \(stored.createdAt)",
            expected: "a time after the return was made",
            remedy: "Correct `received_at`, or leave it out: then the time of this document counts.")
    }

    /// What everything that is still awaited weighs together; nil where a weight is not known.
    private func expected(of stored: StoredCase) throws -> Int? {
        var sum = 0
        for line in stored.case.lines where line.line.authorized > line.line.received {
            guard let grams = try snapshot.unitGrams(of: line.product) else { return nil }
            sum += grams * (line.line.authorized - line.line.received)
        }
        return sum > 0 ? sum : nil
    }
}
