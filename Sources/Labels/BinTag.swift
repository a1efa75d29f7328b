import Messages
import Returns

/// What stands on a received unit until it has found its place, and on a parcel that nobody can name yet.
package struct BinTagContent: Sendable, Equatable {
    /// The number of the return, or of the parcel on the workbench.
    package let subject: String
    /// What both symbols say.
    package let code: String
    package var sku: String
    package var title: String?
    package var serial: String?
    /// What the inspector found, nil before.
    package var grade: Grade?
    /// In words: `Restock`.
    package var disposition: String?
    /// Shelf, bin or desk where the unit goes.
    package var destination: String?
    package var receivedOn: CalendarDate?
    package var language: Language
    package var madeAt: Instant

    /// A unit. Its code is the same as the line's on the packing slip, and behind it the unit: `RMA-4KD-9T2X/1/U3`.
    /// - Parameters:
    ///   - line: Of the return, from 1.
    ///   - unit: Of the return, from 1; nil for all that came of a line.
    package init(
        rma: RMANumber, line: Int, unit: Int? = nil, sku: String, title: String? = nil, serial: String? = nil,
        grade: Grade? = nil,
        disposition: String? = nil, destination: String? = nil, receivedOn: CalendarDate? = nil,
        language: Language = .english, madeAt: Instant
    ) {
        subject = rma.text
        code = PackingSlipContent.code(rma, line: line) + (unit.map { "/U\($0)" } ?? "")
        self.sku = sku
        self.title = title
        self.serial = serial
        self.grade = grade
        self.disposition = disposition
        self.destination = destination
        self.receivedOn = receivedOn
        self.language = language
        self.madeAt = madeAt
    }

    /// A parcel on the workbench: what is in it as far as anybody knows, who sent it, and where it lies.
    package init(
        workbench number: WorkbenchNumber, goods: String, sender: String?, location: String?,
        receivedOn: CalendarDate, language: Language, madeAt: Instant
    ) {
        subject = number.text
        code = number.text
        sku = goods
        title = sender
        destination = location
        self.receivedOn = receivedOn
        self.language = language
        self.madeAt = madeAt
    }
}

/// A tag on 100 × 50 mm, or the same facts large on a label: a Data Matrix for hands, bars for fixed scanners.
struct BinTag {
    let content: BinTagContent
    let words: Catalogue
    let stock: LabelStock

    func sheet(density: DotDensity, encoder: SymbolEncoder) throws(LabelError) -> Sheet {
        var sheet = SheetComposer(
            stock.size, density: density, subject: content.subject, language: content.language.rawValue,
            encoder: encoder)
        switch stock {
        case .tag: try small(&sheet)
        case .fourBySix, .a6: try large(&sheet)
        case .a4, .letter:
            throw .stockUnfit(rma: content.subject, sheet: "bin tag", stock: stock.rawValue)
        }
        return sheet.sheet()
    }

    private func say(_ key: String) -> String { words.say("label." + key, in: content.language) }

    private func fact(
        _ key: String, _ value: String?, x: Double, y: Double, to end: Double, points: Double,
        weight: Sheet.Weight = .regular, gap: Double, on sheet: inout SheetComposer
    ) {
        guard let value, !PrintableText(value).isEmpty else { return }
        sheet.text(say(key), x: x, baseline: y, to: end, .caption)
        sheet.text(value, x: x, baseline: y + gap, to: end, .init(points: points, weight: weight))
    }

    private func grade(_ box: (x: Double, y: Double, side: Double), on sheet: inout SheetComposer) {
        guard let grade = content.grade else { return }
        sheet.frame(sheet.box(box.x, box.y, box.side, box.side), thickness: 0.6)
        sheet.text(
            say("grade"), x: box.x + 1, baseline: box.y + 3.4, to: box.x + box.side - 1,
            .caption.aligned(.centre))
        sheet.text(
            grade.rawValue.uppercased(), x: box.x, baseline: box.y + box.side * 0.86, to: box.x + box.side,
            .init(points: box.side * 1.75, weight: .bold, alignment: .centre))
    }

    private func small(_ sheet: inout SheetComposer) throws(LabelError) {
        let (left, right) = (3.0, 97.0)
        try sheet.matrix(.dataMatrix(content.code), in: sheet.box(left, 3, 20, 20))
        let x = left + 22
        let hasGrade = content.grade != nil
        let end = hasGrade ? right - 17 : right
        sheet.text(
            content.code, x: x, baseline: 8.2, to: end,
            .init(points: 16, weight: .bold, overflow: .shrink, role: .title))
        sheet.text(content.sku, x: x, baseline: 13, to: end, .init(points: 10, weight: .bold))
        sheet.text(content.title ?? "", x: x, baseline: 16.8, to: end, .init(points: 7.5))
        let received = content.receivedOn.map { $0.writtenShort(in: content.language) } ?? ""
        sheet.text(content.serial ?? "", x: x, baseline: 20.6, to: x + 31, .init(points: 8))
        sheet.text(received, x: x + 32, baseline: 20.6, to: end, .init(points: 7, alignment: .end))
        grade((right - 15, 3, 15), on: &sheet)
        sheet.rule(x: left, y: 23.6, to: right)
        fact(
            "disposition", content.disposition, x: left, y: 27, to: 49, points: 12, weight: .bold, gap: 4.9, on: &sheet)
        let place = content.disposition == nil ? left : 51
        fact(
            "destination", content.destination, x: place, y: 27, to: right, points: 12, weight: .bold, gap: 4.9,
            on: &sheet)
        try sheet.bars(.code128(content.code), grade: .dock, in: sheet.box(0, 34.2, 100, 10.2))
        sheet.text(
            content.code, x: left, baseline: 48, to: right, .init(points: 8, alignment: .centre))
    }

    private func large(_ sheet: inout SheetComposer) throws(LabelError) {
        let (left, right) = (5.0, sheet.width - 5)
        let height = sheet.height
        sheet.text(say("number"), x: left, baseline: 9, to: right, .caption)
        sheet.text(
            content.code, x: left, baseline: 19, to: right,
            .init(points: 28, weight: .bold, overflow: .shrink, role: .title))
        sheet.rule(x: left, y: 23, to: right)
        try sheet.matrix(.dataMatrix(content.code), in: sheet.box(left - 1, 25, 34, 34))
        let x = left + 36
        fact("sku", content.sku, x: x, y: 29, to: right, points: 15, weight: .bold, gap: 5.8, on: &sheet)
        sheet.text(
            content.title ?? "", x: x, baseline: 40.2, to: right, .init(points: 9, leading: 3.8, slots: 2))
        fact("serial", content.serial, x: x, y: 49.4, to: right, points: 11, gap: 4.4, on: &sheet)
        let received = content.receivedOn.map { $0.writtenShort(in: content.language) }
        sheet.rule(x: left, y: 61, to: right)
        let end = content.grade == nil ? right : right - 30
        fact(
            "disposition", content.disposition, x: left, y: 65.5, to: end, points: 20, weight: .bold, gap: 8, on: &sheet
        )
        fact("received", received, x: left, y: 80.5, to: end, points: 11, gap: 4.6, on: &sheet)
        grade((right - 26, 64, 26), on: &sheet)
        sheet.rule(x: left, y: 93, to: right)
        fact(
            "destination", content.destination, x: left, y: 97.5, to: right, points: 30, weight: .bold, gap: 11.5,
            on: &sheet)
        sheet.rule(x: left, y: height - 37, to: right)
        try sheet.bars(.code128(content.code), grade: .dock, in: sheet.box(0, height - 33, sheet.width, 22))
        sheet.text(content.code, x: left, baseline: height - 5.5, to: right, .init(points: 11, alignment: .centre))
    }
}
