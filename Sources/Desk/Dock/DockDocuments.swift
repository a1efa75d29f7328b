import JSONText
import Ledger
import Returns

/// The documents that the dock sends.
extension DockDraft {
    /// - Parameter photos: the names of the photos in the photos folder.
    func document(
        isComplete: Bool, photos: [String], at moment: Instant, station: String, staff: String?
    ) -> JSONValue {
        var lines = isCorrection ? corrections : card.lines.indices.flatMap { counted($0) }
        for goods in unannounced {
            lines.append(
                .object(known: [
                    ("sku", .string(goods.sku)), ("quantity", .count(goods.quantity)),
                    ("condition", .text(goods.condition?.rawValue)), ("instead_of", .text(goods.insteadOf)),
                ]))
        }
        // The scanned code says which parcel it was; a serial or a name says only whose.
        let parcel = card.scannedParcel.flatMap { number in card.parcels.first { $0.number == number }?.code }
        let all = (parcel.map { [$0] } ?? []) + parcels
        return .object(known: [
            ("type", .string(DeclarationKind.dockReceipt.rawValue)), ("rma", .string(card.rma)),
            ("received_at", .string(moment.description)), ("correction", isCorrection ? true : nil),
            ("further", isFurther ? true : nil), ("lines", lines.isEmpty ? nil : .array(lines)),
            ("complete", isComplete && !isEmpty ? true : isCorrection ? false : nil), ("empty", isEmpty ? true : nil),
            ("weight_grams", grams.map { .count($0) }),
            ("photos", photos.isEmpty ? nil : .array(photos.map { .string($0) })),
            (
                "parcels",
                isCorrection || parcels.isEmpty && card.parcels.count < 2 || all.isEmpty
                    ? nil : .array(all.map { .string($0) })
            ),
            ("station", station.isEmpty ? nil : .string(station)), ("staff", .text(staff)), ("note", .text(note)),
        ])
    }
}

extension DockDraft {
    /// What was counted of a line. A serial number names one unit: others of the line are told without it.
    private func counted(_ index: Int) -> [JSONValue] {
        guard let units = counts[index] else { return [] }
        let line = card.lines[index]
        let isScanned = line.serial.map { serials.contains(GoodsCode.unit($0)) } ?? false
        // Another unit of the order was scanned in place of the announced one.
        let isOther = !isScanned && !line.sold.isDisjoint(with: serials)
        let named = line.serial != nil && !isOther && (line.announced <= 1 || isScanned) ? min(1, units) : 0
        let serial = named == units ? line.serial : nil
        guard named > 0, named < units else { return [record(index, units, serial: serial)] }
        return [record(index, named, serial: line.serial), record(index, units - named, serial: nil)]
    }

    /// One record for each article that was counted anew, with all units of it; where its lines have serial numbers
    /// of their own, one for each of those.
    private var corrections: [JSONValue] {
        var done: Set<String> = []
        return card.lines.indices.flatMap { first -> [JSONValue] in
            let sku = card.lines[first].sku
            let rows = card.lines.indices.filter { card.lines[$0].sku == sku }
            guard done.insert(sku).inserted, rows.contains(where: { counts[$0] != nil }) else { return [] }
            let serials = rows.compactMap { card.lines[$0].serial }
            guard Set(serials).count < rows.count else {
                return rows.compactMap { row in
                    counts[row].map { record(row, $0, serial: card.lines[row].serial) }
                }
            }
            return [record(first, rows.reduce(0) { $0 + (counts[$1] ?? card.lines[$1].received) }, serial: nil)]
        }
    }

    private func record(_ index: Int, _ units: Int, serial: String?) -> JSONValue {
        .object(known: [
            ("sku", .string(card.lines[index].sku)), ("serial", .text(serial)), ("quantity", .count(units)),
            ("condition", .text(conditions[index]?.rawValue)),
        ])
    }
}

extension BlindDraft {
    func document(at moment: Instant, station: String, staff: String?) -> JSONValue {
        .object(known: [
            ("type", .string(DeclarationKind.blindReceipt.rawValue)), ("received_at", .string(moment.description)),
            ("codes", codes.isEmpty ? nil : .array(codes.map { .string($0) })),
            ("goods", goods.isEmpty ? nil : .array(goods.map { GoodsText($0).json })),
            ("sender_name", .text(sender)), ("sender_postal_code", .text(postalCode)), ("location", .text(location)),
            ("station", station.isEmpty ? nil : .string(station)), ("staff", .text(staff)),
        ])
    }
}

/// Goods as one types them: `LAMP-1`, `2x LAMP-1`, `S/N SN-0042`, `a blue cable`.
struct GoodsText: Equatable {
    var quantity = 1
    var sku: String?
    var serial: String?
    var description: String?

    init(_ typed: String) {
        var rest = String(typed.trimmingWhitespace())
        if let mark = rest.firstIndex(where: { $0 == "x" || $0 == "×" }), mark > rest.startIndex,
            let count = Int(rest[..<mark].trimmingWhitespace()), (1...Quantity.unitsMax).contains(count),
            rest.index(after: mark) < rest.endIndex
        {
            quantity = count
            rest = String(rest[rest.index(after: mark)...].trimmingWhitespace())
        }
        for mark in ["S/N", "SN:", "s/n", "serial"] where rest.hasPrefix(mark) {
            let number = rest.dropFirst(mark.count).trimmingWhitespace()
            if !number.isEmpty {
                serial = String(number)
                return
            }
        }
        // Words are a description, one word is an article number.
        if rest.contains(" ") { description = rest } else { sku = rest }
    }

    var json: JSONValue {
        .object(known: [
            ("sku", .text(sku)), ("serial", .text(serial)), ("description", .text(description)),
            ("quantity", .count(quantity)),
        ])
    }
}
