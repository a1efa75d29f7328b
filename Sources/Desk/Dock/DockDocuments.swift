import JSONText
import Ledger
import Returns

/// The documents that the dock sends.
extension DockDraft {
    /// - Parameter photos: the names of the photos in the photos folder.
    func document(
        isComplete: Bool, photos: [String], at moment: Instant, station: String, staff: String?
    ) -> JSONValue {
        var lines: [JSONValue] = []
        for (index, line) in card.lines.enumerated() {
            guard let units = counts[index] else { continue }
            lines.append(
                .object(known: [
                    ("sku", .string(line.sku)), ("serial", .text(line.serial)), ("quantity", .count(units)),
                    ("condition", .text(conditions[index]?.rawValue)),
                ]))
        }
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
            ("received_at", .string(moment.description)), ("lines", lines.isEmpty ? nil : .array(lines)),
            ("complete", isComplete && !isEmpty ? true : nil), ("empty", isEmpty ? true : nil),
            ("weight_grams", grams.map { .count($0) }),
            ("photos", photos.isEmpty ? nil : .array(photos.map { .string($0) })),
            (
                "parcels",
                parcels.isEmpty && card.parcels.count < 2 || all.isEmpty ? nil : .array(all.map { .string($0) })
            ),
            ("station", station.isEmpty ? nil : .string(station)), ("staff", .text(staff)), ("note", .text(note)),
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
