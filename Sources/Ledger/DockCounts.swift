import JSONText
import Returns

/// One count of a return at the dock, as its events tell it.
package struct DockCount: Sendable {
    /// Units of one line that it brought or, in a correction, left there.
    package struct Goods: Sendable {
        package let line: Int
        package let sku: String
        /// How many more are here than before.
        package let units: Int
        package let serial: String?
        package let isCorrected: Bool
    }

    /// Within so many minutes two stations may have the same parcel in their hands.
    package static let rivalMinutes = 30

    package let document: DocumentID
    /// Empty for the drop itself.
    package let station: String
    /// When it was counted, by its own word where it has one.
    package var at: Instant
    /// The parcels of the return that were opened for it; nil where nobody knows.
    package var parcels: Set<Int>?
    /// The goods lay in the parcel of another return.
    package var isElsewhere = false
    package var isCorrection = false
    /// The parcel held nothing.
    package var isEmpty = false
    package var goods: [Goods] = []

    /// What was counted, for people: `2 × LAMP`.
    package var words: String {
        let named = goods.filter { $0.units > 0 }.map { "\($0.units) × \($0.sku)" }
        return named.isEmpty ? "an empty parcel" : named.joined(separator: ", ")
    }

    /// Where it was counted, for people.
    package var place: String { station.isEmpty ? "the drop itself" : station }

    /// Whether it may be about the same goods as another count of the return.
    /// - Parameters:
    ///   - opened: the parcels that were opened for the other count.
    ///   - isOnlyParcel: the return has one parcel at most, so that nobody need name it.
    package func isRival(station other: String, at moment: Instant, opened: Set<Int>, isOnlyParcel: Bool) -> Bool {
        let apart = abs(moment.milliseconds - at.milliseconds)
        guard !isCorrection, !isElsewhere, station != other, apart <= Int64(Self.rivalMinutes) * 60_000 else {
            return false
        }
        guard let parcels, !parcels.isEmpty, !opened.isEmpty else { return isOnlyParcel }
        return !parcels.isDisjoint(with: opened)
    }
}

extension [DockCount] {
    /// Serial numbers that are counted and were not taken back by a correction, with the count that has each.
    package var serials: [String: DockCount] {
        var serials: [String: (line: Int, count: DockCount)] = [:]
        for count in self {
            for goods in count.goods {
                if goods.isCorrected { serials = serials.filter { $0.value.line != goods.line } }
                if goods.units > 0, let serial = goods.serial { serials[serial] = (goods.line, count) }
            }
        }
        return serials.mapValues(\.count)
    }
}

extension Snapshot {
    /// Every count of a return, oldest first.
    package func dockCounts(of stored: StoredCase) throws -> [DockCount] {
        var counts: [DockCount] = []
        var here: [Int: Int] = [:]
        for event in try events(of: stored.id) {
            let draft = event.draft
            let isRemark = draft.axis == ReturnCase.dockAxis
            let parcel = draft.axis == ShipmentState.axisName && draft.after == ShipmentState.checkedIn.rawValue
            let isCount = draft.axis == ReceiptState.axisName && draft.details["received"] != nil
            guard isRemark || parcel || isCount, let document = draft.document?.id else { continue }
            if isRemark || counts.last?.document != document {
                let station = try draft.details["station"]?.string ?? station(of: document) ?? ""
                counts.append(DockCount(document: document, station: station, at: draft.at))
            }
            let last = counts.count - 1
            if isRemark { counts[last].read(draft.details) }
            let number = draft.subject.split(separator: ":").last.flatMap { Int($0) } ?? 0
            if parcel { counts[last].parcels = (counts[last].parcels ?? []).union([number]) }
            guard isCount, let line = stored.case.lines.first(where: { $0.number == number }) else { continue }
            let now = (draft.details["received"]?.integer ?? 0) + (draft.details["extra"]?.integer ?? 0)
            counts[last].goods.append(
                DockCount.Goods(
                    line: number, sku: line.product.sku.text, units: Int(now) - (here[number] ?? 0),
                    serial: draft.details["serial"]?.string, isCorrected: counts[last].isCorrection))
            here[number] = Int(now)
        }
        // A person's approval says numbers of lines, too, and counts nothing.
        return counts.filter { count in
            count.parcels != nil || count.isEmpty || count.goods.contains { $0.units != 0 }
        }
    }
}

extension DockCount {
    fileprivate mutating func read(_ details: JSONValue) {
        if let told = details["counted_at"]?.string, let moment = Instant(described: told) { at = moment }
        if let opened = details["opened"]?.strings { parcels = Set(opened.compactMap { Int($0) }) }
        isElsewhere = details["in_parcel_of"] != nil && parcels == nil
        isCorrection = details["correction"] != nil
        isEmpty = details["empty"] != nil
    }
}
