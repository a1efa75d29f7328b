import Ledger
import Policy
import Returns

/// Parcels that nobody can name: they lie on the workbench until somebody knows whose they are.
extension Recorder {
    func lay(_ receipt: BlindReceipt) throws -> Taken {
        for code in receipt.codes where ScannedNumber(code).isParcelNumber {
            if let item = try snapshot.workbench(bearing: code) {
                throw Refusal(
                    found: "'\(code)', which is on the workbench already as \(item.number)",
                    expected: "a parcel that is not recorded yet",
                    remedy: "Match or close \(item.number). For another parcel with the same number leave the code out."
                )
            }
        }
        let photos = try evidence(receipt.photos)
        var placed = receipt
        if receipt.station == nil {
            let station = try snapshot.station(of: document) ?? ""
            placed.station = station.isEmpty ? nil : station
        }
        let number = try transaction.lay(placed, photos: photos, on: occasion(by: receipt.staff), document: document)
        let best = try snapshot.proposals(for: placed).first
        let hint = best.map { ". It may be \($0.rma) (\($0.score) points)" } ?? ""
        return Taken(
            summary: "\(number) is on the workbench\(hint). Write \(number) on it; rmad workbench \(number) says more",
            photos: receipt.photos)
    }

    func fit(_ match: WorkbenchMatch) throws -> Taken {
        let item = try open(match.number)
        let (stored, scanned) = try find(match.key)
        let content = item.content
        let receipt = DockReceipt(
            key: match.key, receivedAt: item.receivedAt, lines: content.goods.map(stored.case.counted),
            isComplete: match.isComplete, isEmpty: content.goods.isEmpty && match.isComplete,
            staff: match.staff, note: match.note ?? content.note, grams: content.grams, parcels: content.codes,
            station: content.station, isFurther: true)
        var parcels = try opened(by: receipt, content.codes, of: stored, scanned: scanned)
        // What is on a parcel that nobody could name is seldom a number of ours.
        parcels.doubts = []
        let taken =
            try content.goods.isEmpty && !match.isComplete
            ? hold(item, of: stored, parcels: parcels.own, by: match)
            : receive(receipt, stored, parcels, photos: item.photos, item: item)
        try transaction.end(
            item, as: .matched, rma: stored.id, reason: match.note, on: occasion(by: match.staff))
        var fitted = self.taken(taken.stored ?? stored, "\(item.number) is \(stored.case.number): \(taken.summary)")
        fitted.evidence = taken.evidence
        return fitted
    }

    /// Nobody has looked into the parcel yet: it is here, and its goods are counted next.
    private func hold(
        _ item: WorkbenchItem, of stored: StoredCase, parcels: [Int], by match: WorkbenchMatch
    ) throws -> Taken {
        let occasion = occasion(by: match.staff)
        var after = stored
        let arrived = parcels.flatMap { after.case.arrive(shipment: $0) }
        let matched = Change(
            .rma, axis: ReturnCase.dockAxis, before: "", after: "matched", reason: match.note ?? item.content.note,
            details: [("workbench", .text(item.number.text)), ("audience", .text(Note.Audience.staff.rawValue))]
                + (item.content.grams.map { [("weight_grams", .count($0))] } ?? [])
                + DockRemark.evidence(item.photos, of: stored.case.number))
        // The customer was told by when it is counted.
        let promised = terms.policy.promises(from: .delivered, on: occasion.day, tier: stored.customer.tier)
        let task = StaffTask(
            .look, subject: StaffTask.uncounted,
            words: "Count the goods of \(item.number), a parcel of \(stored.case.number): nobody has looked into it "
                + "yet.", due: promised.map(\.due).min())
        let count = try transaction.open(task, of: stored.id, at: occasion.at)
        let events = try keep(
            [matched] + answeringTroubles(in: arrived, of: after) + count, of: &after, was: stored.case, on: occasion)
        if let event = events.first, !item.photos.isEmpty {
            try transaction.keep(item.photos, event: event.sequence, rma: stored.id)
        }
        return taken(after, "its goods are still to be counted")
    }

    func clear(_ closure: WorkbenchClosure) throws -> Taken {
        let item = try open(closure.number)
        try transaction.end(item, as: .closed, rma: nil, reason: closure.reason, on: occasion(by: closure.staff))
        return Taken(summary: "\(item.number) is closed: \(closure.reason)")
    }

    private func open(_ typed: String) throws -> WorkbenchItem {
        guard let number = WorkbenchNumber(typed) else {
            throw Refusal(
                found: "'\(typed)'", expected: "a number of the workbench, such as WB-12",
                remedy: "See which there are: rmad workbench.")
        }
        guard let item = try snapshot.workbench(number) else {
            throw Refusal(
                found: "\(number), which was never given out", expected: "a number of the workbench",
                remedy: "See which there are: rmad workbench.")
        }
        switch item.state {
        case .open: return item
        case .matched, .closed:
            let end = item.rma.map { "matched with \($0)" } ?? "closed: \(item.reason ?? "")"
            throw Refusal(
                found: "\(number), which is \(end)", expected: "a parcel that still lies there",
                remedy: item.rma.map { "Count anything more as a dock_receipt of \($0)." } ?? "Record it anew.")
        }
    }
}
