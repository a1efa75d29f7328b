import Returns

/// The customer's instructions on paper: alone, or beside and below the label that is cut out of the first page.
///
/// On A4 the label is the upper outer quarter: folded twice, the sheet is the label's size. On Letter it stands in
/// the same corner; what is below the line folds behind it.
struct InstructionsSheets {
    let page: InstructionsPage
    let typesetter: Typesetter
    let stock: LabelStock
    let brand: Brand?
    /// `Cut here`, `Fold here`.
    let cutWords: String
    let foldWords: String

    private static let margin = 16.0
    private static let step = 8.5
    private static let labelSize = LabelStock.a6.size

    private typealias Style = SheetComposer.Style
    private var body: Style { Style(points: 9.5, leading: 4.5) }
    private var bold: Style { Style(points: 10.5, leading: 5, weight: .bold) }
    private var small: Style { Style(points: 8.5, leading: 4, ink: .muted) }

    /// - Parameter label: put in the corner of the first page, nil for instructions alone.
    func sheets(
        label: CarrierLabel?, density: DotDensity, encoder: SymbolEncoder, subject: String
    ) throws(LabelError) -> [Sheet] {
        guard stock.isPaper else {
            throw .stockUnfit(rma: subject, sheet: "page of instructions", stock: stock.rawValue)
        }
        let composer = {
            SheetComposer(
                stock.size, density: density, subject: subject, language: page.language.rawValue,
                encoder: encoder, isRightToLeft: page.isRightToLeft)
        }
        let (width, height) = stock.size
        let bottom = height - Self.margin - 5
        var first = composer()
        var columns = [
            SheetFlow.Column(page: 0, x: Self.margin, end: width - Self.margin, top: Self.margin, bottom: bottom)
        ]
        if let label {
            try label.put(on: &first)
            columns = beside(on: &first, bottom: bottom)
        }
        var flow = SheetFlow(first: first, columns: columns, typesetter: typesetter) { index in
            (
                composer(),
                SheetFlow.Column(
                    page: index, x: Self.margin, end: width - Self.margin, top: Self.margin, bottom: bottom)
            )
        }
        write(to: &flow)
        return flow.pages.enumerated().map { index, sheet in
            var sheet = sheet
            // A label on paper without instructions has nothing to say below.
            guard !page.blocks.isEmpty else { return sheet.sheet() }
            foot(&sheet, page: index + 1, of: flow.pages.count)
            return sheet.sheet()
        }
    }

    // MARK: Around the label

    /// Lines to cut and fold along, and what is left of the page: beside the label and below it.
    private func beside(on sheet: inout SheetComposer, bottom: Double) -> [SheetFlow.Column] {
        let (label, width) = (Self.labelSize, sheet.width)
        let edge = max(2, sheet.dots(0.2))
        // The fold of A4 is its own half; its edge is where the label ends.
        let foldY = stock == .a4 ? sheet.height / 2 : label.height + 1
        sheet.dashes(
            Sheet.Box(x: sheet.dots(label.width), y: 0, width: edge, height: sheet.dots(foldY)), .cut)
        sheet.dashes(Sheet.Box(x: 0, y: sheet.dots(foldY), width: sheet.dots(label.width), height: edge), .cut)
        sheet.dashes(
            Sheet.Box(
                x: sheet.dots(label.width), y: sheet.dots(foldY), width: sheet.dots(width - label.width),
                height: edge), .fold)
        let hint = Style(points: 6.5, overflow: .shrink, ink: .muted, role: .caption)
        sheet.text("✂ " + cutWords, x: 5, baseline: foldY + 3.4, to: label.width - 4, hint)
        sheet.text(foldWords, x: label.width + 6, baseline: foldY + 3.4, to: width - 8, hint.aligned(.end))
        return [
            SheetFlow.Column(page: 0, x: label.width + 7, end: width - 12, top: 10, bottom: foldY - 3),
            SheetFlow.Column(page: 0, x: Self.margin, end: width - Self.margin, top: foldY + 8, bottom: bottom),
        ]
    }

    private func foot(_ sheet: inout SheetComposer, page number: Int, of count: Int) {
        let (left, right) = (Self.margin, sheet.width - Self.margin)
        let baseline = sheet.height - Self.margin + 5
        sheet.rule(x: left, y: baseline - 4.6, to: right, thickness: 0.2, ink: .muted)
        // Its edition is foreign text, set apart from a sentence that may run the other way.
        var own = Style(points: 7.5, ink: .muted)
        own.keepsIsolates = true
        sheet.text(page.footer, x: left, baseline: baseline, to: right - 20, own)
        sheet.text(
            "\(number)/\(count)", x: right - 18, baseline: baseline, to: right,
            Style(points: 7.5, alignment: .end, ink: .muted))
    }

    // MARK: The text

    private func write(to flow: inout SheetFlow) {
        if !page.brand.isEmpty {
            flow.paragraph(page.brand, Style(points: 9.5, leading: 4.6, weight: .bold, ink: .brand))
            flow.space(1)
        }
        flow.paragraph(page.title, Style(points: 17, leading: 7.6, weight: .bold, role: .title))
        flow.space(2)
        for block in page.blocks {
            switch block {
            case .heading(let words): heading(words, to: &flow)
            case .paragraph(let words):
                flow.paragraph(words, body)
                flow.space(2)
            case .step(let step): put(step, to: &flow)
            case .items(let items):
                for item in items { bullet(item, indent: 0, to: &flow) }
                flow.space(2)
            case .facts(let facts):
                for fact in facts { put(fact, to: &flow) }
                flow.space(2)
            case .table(let header, let rows): table(header, rows, to: &flow)
            }
        }
    }

    private func heading(_ words: String, to flow: inout SheetFlow) {
        flow.space(2.5)
        flow.need(20)
        flow.paragraph(words, Style(points: 12.5, leading: 6, weight: .bold, ink: .brand, role: .heading))
        flow.space(1.6)
    }

    private func put(_ step: InstructionsPage.Step, to flow: inout SheetFlow) {
        let opening = step.paragraphs.first.map { flow.beginning($0, indent: Self.step, body) } ?? 0
        flow.need(flow.beginning(step.title, indent: Self.step, bold) + opening)
        flow.margin(
            String(step.number), Style(points: 15, leading: 5, weight: .bold, overflow: .shrink, ink: .brand),
            width: Self.step - 1.5)
        flow.paragraph(step.title, indent: Self.step, bold)
        flow.space(0.4)
        for paragraph in step.paragraphs {
            flow.paragraph(paragraph, indent: Self.step, body)
            flow.space(0.8)
        }
        for item in step.items { bullet(item, indent: Self.step, to: &flow) }
        for (index, line) in step.address.enumerated() {
            if index == 0 { flow.need(4.5 * Double(step.address.count)) }
            flow.paragraph(line, indent: Self.step + 4, Style(points: 9.5, leading: 4.5, weight: .bold))
        }
        if let link = step.link {
            flow.paragraph(
                link, indent: Self.step, Style(points: 9, leading: 4.4, ink: .brand, link: link))
        }
        flow.space(2.2)
    }

    private func bullet(_ item: String, indent: Double, to flow: inout SheetFlow) {
        flow.need(flow.beginning(item, indent: indent + 4, body))
        flow.margin("•", indent: indent, body, width: 4)
        flow.paragraph(item, indent: indent + 4, body)
        flow.space(0.6)
    }

    private func put(_ fact: InstructionsPage.Fact, to flow: inout SheetFlow) {
        let share = min(0.45, 34 / flow.width)
        var value = body
        value.link = fact.link
        value.weight = .bold
        flow.row([(fact.label, 0, share, small.sized(9.5, 4.5)), (fact.value, share, 1, value)])
    }

    private func table(_ header: [String], _ rows: [[String]], to flow: inout SheetFlow) {
        let shares = columnShares(header, rows)
        guard let last = shares.last, last > 0 else { return }
        let cells = { (texts: [String], style: Style) in
            texts.prefix(shares.count).enumerated().map { index, text in
                (text: text, from: index == 0 ? 0 : shares[index - 1], to: shares[index], style: style)
            }
        }
        flow.need(16)
        flow.row(cells(header, small.bold))
        flow.rule()
        for row in rows {
            flow.space(0.8)
            flow.row(cells(row, Style(points: 9, leading: 4.2)))
            flow.space(0.5)
            flow.rule()
        }
        flow.space(3)
    }

    /// Where each column ends, in shares of the width: wide texts get more of it, no column less than a tenth.
    private func columnShares(_ header: [String], _ rows: [[String]]) -> [Double] {
        let columns = max(header.count, rows.map(\.count).max() ?? 0)
        let widths = (0..<columns).map { column -> Double in
            let texts = ([header] + rows).compactMap { column < $0.count ? $0[column] : nil }
            let longest =
                texts.map { typesetter.measure($0, weight: .bold, size: 9, language: page.language.rawValue) }.max()
                ?? 0
            return min(max(longest, 40), 170)
        }
        let total = widths.reduce(0, +)
        var end = 0.0
        return widths.map { width in
            end += width / total
            return min(1, end)
        }
    }
}

extension SheetComposer.Style {
    fileprivate func sized(_ points: Double, _ leading: Double) -> SheetComposer.Style {
        var style = self
        (style.points, style.leading) = (points, leading)
        return style
    }

    fileprivate var bold: SheetComposer.Style {
        var style = self
        style.weight = .bold
        return style
    }
}
