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

    /// - Parameter instructions: what the instructions are called.
    fileprivate func ending(instructions: String) -> String {
        switch self {
        case .instructionsPDF: "\(instructions).pdf"
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

    /// The page and the text, in this order; for a parcel, or those that stand alone (nil).
    package func instructions(of stored: StoredCase, shipment: Int?) -> [String] {
        ["html", "txt"].map { "\(stem(stored.case.number, shipment ?? 1)).\(Self.title(stored, shipment)).\($0)" }
    }

    /// The other papers of a parcel, or of a return for which nothing is sent.
    package func others(of stored: StoredCase, shipment: Int?) -> [(kind: PaperKind, name: String)] {
        let title = Self.title(stored, shipment)
        return kinds.filter { shipment != nil || !$0.needsParcel }
            .map { ($0, "\(stem(stored.case.number, shipment ?? 1)).\($0.ending(instructions: title))") }
    }

    /// The tag of a unit: `RMA-4KD-9T2X.unit-3.tag.pdf`.
    package func tag(of number: RMANumber, unit: Int) -> String { "\(stem(number, 1)).unit-\(unit).tag.pdf" }

    /// Everything, in the order in which people look for it.
    package func all(of stored: StoredCase, shipment: Int?) -> [String] {
        (shipment.map { labels(of: stored.case.number, shipment: $0) } ?? [])
            + instructions(of: stored, shipment: shipment) + others(of: stored, shipment: shipment).map(\.name)
    }

    /// A warning not to send goods has a name of its own, because other goods of the return may have a parcel.
    private static func title(_ stored: StoredCase, _ shipment: Int?) -> String {
        shipment == nil && !stored.notByParcel.isEmpty ? "do-not-send" : "instructions"
    }

    private func stem(_ number: RMANumber, _ shipment: Int) -> String {
        let safe = Self.stem(number)
        return shipment == 1 ? safe : "\(safe)-\(shipment)"
    }

    /// What the names of all papers of a return begin with.
    static func stem(_ number: RMANumber) -> String {
        // The pattern of numbers is the operator's and may hold signs that mean something in a path.
        String(number.text.map { $0 == "/" || $0 == "\\" || $0 == ":" ? "_" : $0 })
    }
}
