import Returns

/// Labels and the numbers on them: the keys of `labels`.
enum LabelSection {
    static let rangesMax = 200

    static func read(_ map: MapReader, warehouses: [Warehouse]?) -> LabelSettings {
        let dots = map.value("dpi", .resolution, default: 203, "Dots per inch of the label printer.")
        let formats = map.value(
            "formats", Form<LabelSettings.Format>.choice.list(1...4), default: [.pdf, .zpl],
            "The files that are made of each label.")
        let stock = map.value(
            "stock", Form<LabelSettings.Stock>.choice, default: .fourBySix, "The labels in the printers.")
        let paper = map.value(
            "paper", Form<LabelSettings.Paper>.choice, default: .a4, "The paper of instructions, sheets and slips.")
        let papers = map.value(
            "papers", Form<LabelSettings.Kind>.choice.list(0...4), default: [.instructionsPDF],
            "What is made beside labels and instructions: the instructions as PDF, a sheet with the label to cut out "
                + "and the instructions, a packing slip, a code to show at a counter.")
        let font = map.value("font", .text(80), default: "Noto Sans", "The family of fonts on labels and papers.")
        let service = map.value(
            "service", .text(40), default: "Standard return",
            "What stands for the service where the policy asks for none.")
        let ranges = map.list(
            "ranges", "The ranges of parcel numbers that are ours to give out.", counts: 1...rangesMax
        ) { entry, _ in
            RangeSection.read(entry, warehouses: warehouses)
        }
        if map.isSound("ranges") { RangeSection.check(ranges, map) }
        return LabelSettings(
            dotsPerInch: dots, formats: formats, stock: stock, paper: paper, papers: papers, font: font,
            service: service, ranges: ranges)
    }
}

/// Reports a warehouse that the configuration does not have.
func known(_ warehouse: WarehouseName, _ warehouses: [Warehouse]?, _ map: MapReader, _ key: String) {
    guard let names = warehouses?.map(\.name.text), !names.contains(warehouse.text) else { return }
    let nearest = Spelling.nearest(to: warehouse.text, among: names)
    map.reading.report(
        map.place(of: key), found: "'\(warehouse)'", expected: "one of the warehouses \(names.joined(separator: ", "))",
        remedy: nearest.map { "did you mean '\($0)'?" } ?? "add it to 'warehouses' or write another")
}

extension Form where Value == Int {
    static var resolution: Form {
        .scalar("203 or 300", remedy: "write the printer's own resolution", show: String.init) { text in
            Int(text).flatMap { [203, 300].contains($0) ? $0 : nil }
        }
    }
}
