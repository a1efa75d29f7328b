import Foundation
import Labels
import Messages
import Returns
import Yams

/// The customer's instructions of one return as the daemon writes them, HTML and text, with the shipped words.
/// Run in the package's root, where `Config/messages` is.
enum PaperBench {
    static let catalogue: Catalogue = {
        var texts: [Language: [String: String]] = [:]
        for language in Language.allCases {
            let path = "Config/messages/\(language.rawValue)/instructions.yaml"
            do {
                guard let node = try Yams.compose(yaml: String(contentsOfFile: path, encoding: .utf8)) else { continue }
                texts[language] = flat(node, "")
            } catch {
                preconditionFailure("cannot read \(path): \(error); run in the package's root")
            }
        }
        return Catalogue(texts)
    }()

    private static func flat(_ node: Node, _ path: String) -> [String: String] {
        guard let mapping = node.mapping else { return [path: node.string ?? ""] }
        return mapping.reduce(into: [:]) { found, pair in
            let key = pair.key.string ?? ""
            found.merge(flat(pair.value, path.isEmpty ? key : "\(path).\(key)")) { _, last in last }
        }
    }

    /// Returns that differ in language, number of lines, hazards and promises, as real ones do.
    static func content(_ number: Int, label: LabelContent) -> InstructionsContent {
        let day = CalendarDate(dayNumber: 20_780 + number % 60)
        let currency = Currency(trusted: "EUR")
        let lines = (0...number % 3).map { line in
            InstructionsContent.Line(
                title: "Noise-cancelling headphones, model \(number + line)", sku: "HP-\(number)-\(line)",
                quantity: 1 + line, reason: line == 0 ? .defective : .unwanted)
        }
        let consignment = InstructionsContent.Consignment(
            packing: [Phrase("packing.original_box"), Phrase("packing.all_accessories")],
            hazards: number.isMultiple(of: 2) ? [.init(.lithiumBattery, marks: ["UN 3481"])] : [],
            holdsPersonalData: number.isMultiple(of: 2), carrier: "DHL", service: "Paket",
            deadline: day.adding(days: 14), postage: .seller, warehouse: label.to)
        return InstructionsContent(
            rma: label.rma, brand: label.brand.name, customerName: label.from.name, lines: lines,
            way: number.isMultiple(of: 10) ? .keep : .sendBack(consignment),
            promises: [
                .init(Phrase("promise.receipt_confirmed"), due: day.adding(days: 17)),
                .init(Phrase("promise.refunded"), due: day.adding(days: 24)),
            ],
            fees: number.isMultiple(of: 4)
                ? [.init(Phrase("fee.restocking"), amount: Money(minor: 490, currency: currency))] : [],
            trackingURL: label.trackingURL,
            contact: .init(
                name: "Maria Schneider, returns desk", phone: "+49 511 5550 123", email: "returns@example.com",
                hours: [
                    OpeningHours(days: 1...5, opens: 540, closes: 1020),
                    OpeningHours(days: 6...6, opens: 600, closes: 840),
                ],
                timeZone: "Europe/Berlin"),
            language: Language.allCases[number % Language.allCases.count], editionOfInstructions: "2026-11",
            issuedAt: label.madeAt)
    }
}
