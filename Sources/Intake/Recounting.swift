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
        var counts = try snapshot.dockCounts(of: stored)
        try requireNewSerials(receipt, of: stored, counts)
        // What was taken back altogether is nobody's count any more.
        if stored.case.isNothingHere, let last = counts.lastIndex(where: \.isCorrection) {
            counts.removeSubrange(...last)
        }
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
        let known = Dictionary(counts.serials.map { (GoodsCode.unit($0.key), $0.value) }) { $1 }
        var named: Set<String> = []
        for line in receipt.lines where line.quantity > 0 {
            guard let serial = line.serial else { continue }
            let code = GoodsCode.unit(serial.text)
            if let earlier = known[code] {
                throw twice(serial, "which \(earlier.place) counted at \(earlier.at) already")
            }
            guard named.insert(code).inserted else { throw twice(serial, "twice in one receipt") }
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
}
