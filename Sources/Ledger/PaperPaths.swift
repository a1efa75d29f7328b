import Returns

/// A paper that is made beside the label and the instructions.
package enum PaperKind: String, CaseIterable, Sendable {
    /// The instructions for a printer.
    case instructionsPDF = "instructions_pdf"
    /// One sheet of office paper with the label to cut out and the instructions.
    case sheet
    /// The goods to put inside, with a code for each line.
    case packingSlip = "packing_slip"
    /// What the customer shows at a counter instead of a label.
    case counterCode = "counter_code"
    /// Tags for what was received, one for each line; on request alone.
    case binTags = "bin_tags"

    /// What is made for everybody, where the configuration asks for it.
    package static let standing: [PaperKind] = [.instructionsPDF, .sheet, .packingSlip, .counterCode]

    fileprivate var ending: String {
        switch self {
        case .instructionsPDF: "instructions.pdf"
        case .sheet: "sheet.pdf"
        case .packingSlip: "slip.pdf"
        case .counterCode: "counter.pdf"
        case .binTags: "tags.pdf"
        }
    }

    /// Whether it makes sense where nothing is sent.
    fileprivate var needsParcel: Bool {
        switch self {
        case .instructionsPDF: false
        case .sheet, .packingSlip, .counterCode, .binTags: true
        }
    }
}

/// The names of the papers of a return, known before they are made.
package struct PaperPaths: Sendable {
    /// The label formats that are made: `pdf`, `zpl`, `png`, `svg`.
    package let formats: [String]
    /// What is made beside labels and instructions.
    package let kinds: [PaperKind]

    package init(formats: [String], kinds: [PaperKind] = [.instructionsPDF]) {
        self.formats = formats
        self.kinds = kinds
    }

    /// `RMA-4KD-9T2X.pdf`; further parcels of a return are counted: `RMA-4KD-9T2X-2.pdf`.
    package func labels(of number: RMANumber, shipment: Int) -> [String] {
        formats.map { "\(stem(number, shipment)).\($0)" }
    }

    /// The page and the text, in this order.
    package func instructions(of number: RMANumber, shipment: Int?) -> [String] {
        ["html", "txt"].map { "\(stem(number, shipment ?? 1)).instructions.\($0)" }
    }

    /// The other papers of a parcel, or of a return for which nothing is sent.
    package func others(of number: RMANumber, shipment: Int?) -> [(kind: PaperKind, name: String)] {
        kinds.filter { shipment != nil || !$0.needsParcel }
            .map { ($0, "\(stem(number, shipment ?? 1)).\($0.ending)") }
    }

    /// Everything, in the order in which people look for it.
    package func all(of number: RMANumber, shipment: Int?) -> [String] {
        (shipment.map { labels(of: number, shipment: $0) } ?? []) + instructions(of: number, shipment: shipment)
            + others(of: number, shipment: shipment).map(\.name)
    }

    private func stem(_ number: RMANumber, _ shipment: Int) -> String {
        // The pattern of numbers is the operator's and may hold signs that mean something in a path.
        let safe = String(number.text.map { $0 == "/" || $0 == "\\" || $0 == ":" ? "_" : $0 })
        return shipment == 1 ? safe : "\(safe)-\(shipment)"
    }
}
