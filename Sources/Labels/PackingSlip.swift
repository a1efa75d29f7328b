import Messages
import Returns

/// What a packing slip says: the goods that the customer puts into the parcel, for the dock that opens it.
package struct PackingSlipContent: Sendable, Equatable {
    /// A return has no more lines than this.
    package static let linesMax = 500

    package var rma: RMANumber
    package var brand: Brand
    package var customerName: String?
    /// Who opens the parcel.
    package var to: LabelContent.Party?
    package var lines: [Line]
    /// The last day on which the parcel may be handed over.
    package var handOverBy: CalendarDate?
    package var language: Language
    package var madeAt: Instant

    package init(
        rma: RMANumber, brand: Brand, customerName: String? = nil, to: LabelContent.Party? = nil, lines: [Line],
        handOverBy: CalendarDate? = nil, language: Language = .english, madeAt: Instant
    ) {
        self.rma = rma
        self.brand = brand
        self.customerName = customerName
        self.to = to
        self.lines = lines
        self.handOverBy = handOverBy
        self.language = language
        self.madeAt = madeAt
    }

    package struct Line: Sendable, Equatable {
        /// From 1, as the dock knows it.
        package var number: Int
        package var title: String
        package var sku: String
        package var quantity: Int

        package init(number: Int, title: String, sku: String, quantity: Int) {
            self.number = number
            self.title = title
            self.sku = sku
            self.quantity = quantity
        }
    }

    /// What the dock scans for a line: `RMA-4KD-9T2X/1`.
    package static func code(_ rma: RMANumber, line: Int) -> String { "\(rma.text)/\(line)" }
}

/// A packing slip on paper or on a label, with as many pages as its lines need.
///
/// The return's number is a Code 128, which every scanner reads, alone at the top. Each line has a Data Matrix: bars
/// that stand close under each other are easily taken for their neighbours, a Data Matrix is aimed at, fits in its
/// row, and is read with a crease or a quarter of it missing.
struct PackingSlip {
    let content: PackingSlipContent
    let words: Catalogue
    let stock: LabelStock

    /// Measures of a stock, in millimetres and points.
    private struct Measures {
        var margin, headEnd, rowHeight, matrixSide, barsWidth: Double
        var titlePoints, bodyPoints, smallPoints: Double
    }

    private var measures: Measures {
        switch stock {
        case .a4, .letter:
            Measures(
                margin: 15, headEnd: 66, rowHeight: 17.2, matrixSide: 15.8, barsWidth: 95, titlePoints: 20,
                bodyPoints: 10.5, smallPoints: 8.5)
        case .fourBySix, .a6, .tag:
            Measures(
                margin: 5, headEnd: 51, rowHeight: 16.6, matrixSide: 15.6, barsWidth: 0, titlePoints: 13,
                bodyPoints: 8.5, smallPoints: 7)
        }
    }

    /// - Throws: a stock that is too small, a number that no bars hold.
    func sheets(density: DotDensity, encoder: SymbolEncoder) throws(LabelError) -> [Sheet] {
        guard stock != .tag else {
            throw .stockUnfit(rma: content.rma.text, sheet: "packing slip", stock: stock.rawValue)
        }
        let size = stock.size
        let measures = measures
        let rowsEnd = size.height - measures.margin - 6
        let perPage = max(1, Int((rowsEnd - measures.headEnd - 7) / measures.rowHeight))
        let lines = Array(content.lines.prefix(PackingSlipContent.linesMax))
        let starts = Array(stride(from: 0, to: max(1, lines.count), by: perPage))
        var sheets: [Sheet] = []
        for (page, start) in starts.enumerated() {
            var sheet = SheetComposer(
                size, density: density, subject: content.rma.text, language: content.language.rawValue,
                encoder: encoder)
            try head(&sheet, measures)
            let rows = lines.dropFirst(start).prefix(perPage)
            for (row, line) in rows.enumerated() {
                try put(
                    line, y: measures.headEnd + 7 + Double(row) * measures.rowHeight, on: &sheet, measures)
            }
            foot(&sheet, measures, page: page + 1, of: starts.count)
            sheets.append(sheet.sheet())
        }
        return sheets
    }

    private func say(_ key: String) -> String { words.say("label." + key, in: content.language) }

    private func head(_ sheet: inout SheetComposer, _ measures: Measures) throws(LabelError) {
        let (left, right) = (measures.margin, sheet.width - measures.margin)
        let isPaper = stock.isPaper
        let top = measures.margin
        let middle = isPaper ? right - measures.barsWidth - 4 : right
        var brandEnd = right
        if !isPaper { brandEnd = right - 38 }
        if let logo = content.brand.logo {
            _ = sheet.logo(logo, in: sheet.box(left, top - 1, min(brandEnd - left, 55), isPaper ? 11 : 6))
        } else {
            sheet.text(
                content.brand.name, x: left, baseline: top + 4.5, to: isPaper ? middle : brandEnd,
                .init(points: isPaper ? 14 : 11, weight: .bold, ink: .brand))
        }
        let titleY = isPaper ? top + 19 : top + 4.5
        sheet.text(
            say("slip"), x: isPaper ? left : brandEnd + 2, baseline: titleY, to: isPaper ? middle : right,
            .init(
                points: measures.titlePoints, weight: .bold, alignment: isPaper ? .start : .end, overflow: .shrink,
                role: .title))
        try number(&sheet, measures, x: isPaper ? middle + 4 : left, y: isPaper ? top - 1 : top + 7)
        parties(&sheet, measures)
        let y = measures.headEnd
        sheet.fill(sheet.box(left, y, right - left, 6), ink: .tint)
        sheet.rule(x: left, y: y + 6, to: right)
        let style = SheetComposer.Style(points: measures.smallPoints, weight: .bold, overflow: .shrink)
        let quantityX = right - (isPaper ? 28 : 17)
        sheet.text(say("slip_line"), x: left + 1, baseline: y + 4.2, to: left + measures.matrixSide + 2, style)
        sheet.text(say("slip_item"), x: titleX(measures), baseline: y + 4.2, to: quantityX - 2, style)
        sheet.text(say("slip_quantity"), x: quantityX, baseline: y + 4.2, to: right - 1, style.aligned(.end))
    }

    private func number(
        _ sheet: inout SheetComposer, _ measures: Measures, x: Double, y: Double
    ) throws(LabelError) {
        let height = stock.isPaper ? 16.0 : 14.0
        let box = try sheet.bars(
            .code128(content.rma.text), grade: .dock,
            in: stock.isPaper ? sheet.box(x, y, measures.barsWidth, height) : sheet.box(0, y, sheet.width, height),
            alignment: stock.isPaper ? .end : .centre)
        let (start, end) = (sheet.density.millimetres(box.x), sheet.density.millimetres(box.maxX))
        sheet.text(
            content.rma.text, x: start, baseline: y + height + (stock.isPaper ? 6 : 5.2), to: end,
            .init(points: stock.isPaper ? 15 : 13, weight: .bold, alignment: .centre, overflow: .shrink))
    }

    private func parties(_ sheet: inout SheetComposer, _ measures: Measures) {
        let (left, right) = (measures.margin, sheet.width - measures.margin)
        let y = measures.headEnd - (stock.isPaper ? 19 : 15)
        let ends = [0, 0.3, 0.72, 1].map { left + $0 * (right - left) }
        let receiver =
            [content.to?.name ?? ""]
            + (content.to?.address.map { AddressLines.lines(of: $0, counterpart: $0.country) } ?? [])
        let facts: [(String, [String])] = [
            ("from", [content.customerName ?? ""]), ("to", receiver),
            ("slip_by", [content.handOverBy?.writtenShort(in: content.language) ?? ""]),
        ]
        for (index, fact) in facts.enumerated() where fact.1.contains(where: { !PrintableText($0).isEmpty }) {
            let (x, end) = (ends[index], ends[index + 1] - 2)
            sheet.text(say(fact.0), x: x, baseline: y, to: end, .caption)
            sheet.text(
                fact.1, x: x, baseline: y + 3.8, to: end,
                .init(
                    points: measures.smallPoints, leading: measures.smallPoints * 0.42,
                    slots: 4,
                    scriptLanguage: index == 1
                        ? content.to?.address.flatMap { AddressLines.scriptLanguage(country: $0.country) } : nil))
        }
    }

    private func titleX(_ measures: Measures) -> Double {
        measures.margin + measures.matrixSide + (stock.isPaper ? 16 : 9.5)
    }

    private func put(
        _ line: PackingSlipContent.Line, y: Double, on sheet: inout SheetComposer, _ measures: Measures
    ) throws(LabelError) {
        let (left, right) = (measures.margin, sheet.width - measures.margin)
        let side = measures.matrixSide
        try sheet.matrix(
            .dataMatrix(PackingSlipContent.code(content.rma, line: line.number)),
            in: sheet.box(left, y + (measures.rowHeight - side) / 2, side, side))
        let middle = y + measures.rowHeight / 2
        let body = measures.bodyPoints
        sheet.text(
            String(line.number), x: left + side + 2, baseline: middle + body * 0.18, to: titleX(measures) - 2,
            .init(points: body + 3, weight: .bold, overflow: .shrink))
        let quantityX = right - (stock.isPaper ? 28 : 17)
        sheet.text(
            [line.title], x: titleX(measures), baseline: middle - body * 0.1, to: quantityX - 2,
            .init(points: body))
        sheet.text(
            line.sku, x: titleX(measures), baseline: middle + body * 0.36, to: quantityX - 2,
            .init(points: measures.smallPoints, ink: .muted))
        sheet.text(
            String(line.quantity), x: quantityX, baseline: middle + body * 0.2, to: right - 1,
            .init(points: body + 5, weight: .bold, alignment: .end, overflow: .shrink))
        sheet.rule(x: left, y: y + measures.rowHeight, to: right, thickness: 0.2, ink: .muted)
    }

    private func foot(_ sheet: inout SheetComposer, _ measures: Measures, page: Int, of pages: Int) {
        let (left, right) = (measures.margin, sheet.width - measures.margin)
        let baseline = sheet.height - measures.margin + 1
        sheet.text(
            say("slip_inside"), x: left, baseline: baseline, to: right - 22,
            .init(points: measures.smallPoints, overflow: .shrink, ink: .muted))
        sheet.text(
            "\(page)/\(pages)", x: right - 20, baseline: baseline, to: right,
            .init(points: measures.smallPoints, weight: .bold, alignment: .end))
    }
}
