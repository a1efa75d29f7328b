import Digests
import Ledger
import Returns

/// What a receipt says beside its counts: the evidence, and words for the customer where not everything was as
/// announced. A receipt that has nothing of it makes no event of its own.
struct DockRemark {
    /// Nil where the counts say everything.
    let change: Change?
    /// For staff, behind the summary.
    let advice: String?
    /// What is worth a look, for the receipt.
    let doubts: [String]

    init(
        receipt: DockReceipt, changes: [Change], was old: ReturnCase, now new: ReturnCase, late: LateParcel,
        photos: [DockPhoto], station: String, expectedGrams: Int?, opened: [Int], elsewhere: [RMANumber],
        item: WorkbenchNumber?,
        say: (Phrase) -> String
    ) {
        let before = old.state
        let phrases =
            receipt.isCorrection ? Self.corrected(changes, old, new) : Self.phrases(receipt, changes, before, late)
        var details: [(name: String, value: Change.Detail)] = []
        if let grams = receipt.grams { details.append(("weight_grams", .count(grams))) }
        if receipt.grams != nil, let expectedGrams { details.append(("expected_grams", .count(expectedGrams))) }
        if receipt.isEmpty { details.append(("empty", .text("yes"))) }
        if receipt.isCorrection {
            details += [
                ("correction", .text("yes")), ("units_before", .count(old.unitsHere)), ("units", .count(new.unitsHere)),
            ]
        }
        if let moment = receipt.receivedAt { details.append(("counted_at", .text(moment.description))) }
        details += Self.evidence(photos, of: new.number)
        if !receipt.parcels.isEmpty { details.append(("parcels", .texts(receipt.parcels))) }
        if !elsewhere.isEmpty { details.append(("in_parcel_of", .texts(elsewhere.map(\.text)))) }
        if let item { details.append(("workbench", .text(item.text))) }
        let isWorthAnEvent = !details.isEmpty || !phrases.isEmpty || receipt.note != nil || receipt.station != nil
        if !station.isEmpty { details.append(("station", .text(station))) }
        if !opened.isEmpty { details.append(("opened", .texts(opened.map(String.init)))) }
        if !phrases.isEmpty { details.append(("message", .text(phrases.map(say).joined(separator: " ")))) }
        change =
            isWorthAnEvent
            ? Change(
                .rma, axis: ReturnCase.dockAxis, before: "",
                after: receipt.isCorrection ? "count_corrected" : "counted", reason: receipt.note, details: details)
            : nil
        doubts = receipt.isComplete ? Self.shortOnTheirWay(changes, new) : []
        // Who only takes back units of an ended return has nothing to put aside.
        advice = receipt.isCorrection && new.unitsHere <= old.unitsHere ? nil : Self.advice(before, late)
    }

    /// Photos as events name them.
    static func evidence(
        _ photos: [DockPhoto], of rma: RMANumber
    ) -> [(name: String, value: Change.Detail)] {
        photos.isEmpty
            ? []
            : [
                ("photos", .texts(photos.map(\.digest.description))),
                ("photo_files", .photos(photos.map(UnitPhoto.init(named:)), of: rma)),
            ]
    }

    /// Somebody says that nothing more comes, and a carrier still has a parcel that the goods may lie in.
    private static func shortOnTheirWay(_ changes: [Change], _ one: ReturnCase) -> [String] {
        one.lines.filter { line in
            line.line.receipt == .short
                && changes.contains {
                    $0.subject == .line(line.number) && $0.axis == ReceiptState.axisName && $0.before != $0.after
                }
        }.compactMap { line in
            let coming = one.shipments.filter { $0.state.isMoving && line.mayTravel(in: $0) }
            guard !coming.isEmpty else { return nil }
            return "Line \(line.number) is short now, though its carrier still has parcel "
                + coming.map { "\($0.number) (\($0.code.text))" }.joined(separator: ", ")
                + ". When it comes, count it; if this was said by mistake, correct it."
        }
    }

    /// What the customer should hear, in the order in which it matters.
    private static func phrases(
        _ receipt: DockReceipt, _ changes: [Change], _ before: RMAState, _ late: LateParcel
    ) -> [Phrase] {
        var phrases: [Phrase] = []
        let lines = changes.filter { $0.axis == ReceiptState.axisName }
        if receipt.isEmpty {
            phrases.append(Phrase(receipt.grams == nil ? "dock.empty" : "dock.empty_weighed"))
        } else {
            let missing = lines.filter { $0.after == ReceiptState.short.rawValue && $0.before != $0.after }
                .reduce(0) { $0 + $1.count("missing") }
            if missing > 0 { phrases.append(Phrase("dock.short", ["count": .count(missing)])) }
        }
        if lines.contains(where: { $0.after == ReceiptState.wrongItem.rawValue }) {
            phrases.append(Phrase("dock.wrong_item"))
        } else if lines.contains(where: { $0.count("extra") > 0 }) {
            phrases.append(Phrase("dock.surplus"))
        }
        switch before {
        case .expired: phrases.append(Phrase(late == .accept ? "dock.late" : "dock.late_review"))
        case .declined, .cancelled: phrases.append(Phrase("dock.not_expected"))
        case .requested, .underReview, .infoNeeded, .approved, .closed: break
        }
        return phrases
    }

    /// A count was wrong: what is so instead.
    private static func corrected(_ changes: [Change], _ old: ReturnCase, _ new: ReturnCase) -> [Phrase] {
        let lines = changes.filter { $0.axis == ReceiptState.axisName }
        let missing = lines.filter { $0.after == ReceiptState.short.rawValue }.reduce(0) { $0 + $1.count("missing") }
        let announced = new.lines.map(\.line).filter { $0.authorized > 0 }
        let (before, now) = (old.unitsHere, new.unitsHere)
        var phrases = [
            before == now
                ? Phrase("dock.corrected") : Phrase("dock.recounted", ["before": .count(before), "count": .count(now)])
        ]
        if missing > 0 { phrases.append(Phrase("dock.short", ["count": .count(missing)])) }
        if lines.contains(where: { $0.count("extra") > 0 }) {
            phrases.append(Phrase("dock.surplus"))
        } else if now > 0, announced.allSatisfy({ $0.received == $0.authorized }) {
            phrases.append(Phrase("dock.all_here"))
        } else if now == 0, announced.contains(where: { $0.receipt == .awaiting }) {
            // The carrier has brought it, whatever was counted.
            let isAtDoor = new.shipments.contains { $0.state == .delivered || $0.state == .checkedIn }
            phrases.append(Phrase(isAtDoor ? "dock.uncounted" : "dock.none_here"))
        }
        return phrases
    }

    private static func advice(_ before: RMAState, _ late: LateParcel) -> String? {
        switch before {
        case .expired:
            late == .accept
                ? "The return had expired and lives again."
                : "The return had expired: put the goods aside, a person decides."
        case .closed: "The return was closed and is open again: put the goods aside, a person looks."
        case .declined, .cancelled: "The return was \(before.rawValue): put the goods aside, a person decides."
        case .requested, .underReview, .infoNeeded: "The return is not decided yet: put the goods aside."
        case .approved: nil
        }
    }
}

extension Change {
    func count(_ name: String) -> Int {
        for detail in details where detail.name == name {
            if case .count(let count) = detail.value { return count }
        }
        return 0
    }
}

extension UnitPhoto {
    /// By its digest alone: what a station calls a file may tell a name.
    fileprivate init(named photo: DockPhoto) {
        let file = photo.file.split(separator: "/").last.map(String.init) ?? photo.file
        self.init(name: file, sha256: photo.digest.description)
    }
}
