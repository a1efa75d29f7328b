import Messages
import Returns

/// What a customer shows at a counter instead of a label: drop-off without paper.
package struct CounterCodeContent: Sendable, Equatable {
    package var rma: RMANumber
    package var brand: Brand
    /// What the counter scans; the carrier's text, or ours.
    package var code: String
    /// What the counter types where it cannot scan.
    package var readable: String
    /// Where and when: names, addresses, opening hours, in the customer's words; at most `linesMax`.
    package var lines: [String]
    package var expires: CalendarDate?
    package var language: Language
    package var madeAt: Instant

    package static let linesMax = 8

    package init(
        rma: RMANumber, brand: Brand, code: String, readable: String, lines: [String] = [],
        expires: CalendarDate? = nil, language: Language = .english, madeAt: Instant
    ) {
        self.rma = rma
        self.brand = brand
        self.code = code
        self.readable = readable
        self.lines = lines
        self.expires = expires
        self.language = language
        self.madeAt = madeAt
    }
}

/// A small sheet, or a picture for a telephone: one large QR code, the text to type, where and when.
struct CounterSheet {
    let content: CounterCodeContent
    let words: Catalogue
    let stock: LabelStock

    /// Telephones show it small, cameras see it from an arm's length: modules of at least half a millimetre.
    private static let grade = SymbolGrade(module: 0.5...2, height: 0)

    func sheet(density: DotDensity, encoder: SymbolEncoder) throws(LabelError) -> Sheet {
        guard !stock.isPaper, stock != .tag else {
            throw .stockUnfit(rma: content.rma.text, sheet: "counter code", stock: stock.rawValue)
        }
        var sheet = SheetComposer(
            stock.size, density: density, subject: content.rma.text, language: content.language.rawValue,
            encoder: encoder)
        let (left, right) = (6.0, sheet.width - 6)
        let say = { (key: String) in words.say("label." + key, in: content.language) }
        if let logo = content.brand.logo {
            _ = sheet.logo(logo, in: sheet.box(left, 6, 60, 9))
        } else {
            sheet.text(
                content.brand.name, x: left, baseline: 12, to: right,
                .init(points: 15, weight: .bold, ink: .brand))
        }
        sheet.rule(x: left, y: 17, to: right, thickness: 0.4, ink: .brand)
        sheet.text(
            say("counter"), x: left, baseline: 25, to: right,
            .init(points: 15, weight: .bold, alignment: .centre, overflow: .shrink, role: .title))
        let side = 70.0
        try sheet.matrix(
            .qr(content.code), grade: Self.grade, in: sheet.box((sheet.width - side) / 2, 26.5, side, side))
        sheet.text(
            content.readable, x: left, baseline: 102, to: right,
            .init(points: 18, weight: .bold, alignment: .centre, overflow: .shrink))
        sheet.rule(x: left, y: 107, to: right)
        let lines = content.lines.prefix(CounterCodeContent.linesMax).map { $0 }
        sheet.text(
            lines, x: left, baseline: 112.6, to: right,
            .init(points: 9, leading: 4.0, slots: max(lines.count, 6)))
        let foot = sheet.height - 6
        let until = content.expires.map { "\(say("valid")): \($0.writtenShort(in: content.language))" } ?? ""
        sheet.text(content.rma.text, x: left, baseline: foot, to: left + 38, .init(points: 8, ink: .muted))
        sheet.text(
            until, x: left + 39, baseline: foot, to: right,
            .init(points: 8, weight: .bold, alignment: .end, overflow: .shrink))
        return sheet.sheet()
    }
}
