import Messages
import Returns

/// The zones of a carrier's label, in millimetres from its top left corner, on 4 × 6 inches and on A6.
///
/// From the top, after GS1's logistic label guideline: from and link (A), carrier and piece (D), to (B) with the
/// postal code as bars where there is room (C), our number and the dock (G/H), trade data (E/F), marks, and the
/// licence plate at the bottom.
struct CarrierLabel {
    let content: LabelContent
    let words: Catalogue
    let width: Double
    let height: Double

    private static let margin = 5.0
    private static let linkSide = 24.0
    private static let senderEnd = 34.5
    private static let carrierEnd = 42.2
    private static let marksHeight = 6.6
    private static let postalHeight = 12.7

    private var left: Double { Self.margin }
    private var right: Double { width - Self.margin }
    /// Without marks everything above them moves down into their room.
    private var shift: Double { content.marks.isEmpty ? 6.8 : 0 }
    private var recipientEnd: Double { height - 71.6 + shift }
    private var numberEnd: Double { height - 57.8 + shift }

    init(_ content: LabelContent, words: Catalogue, size: (width: Double, height: Double)) {
        self.content = content
        self.words = words
        (width, height) = size
    }

    /// - Throws: an invalid parcel code, a link that is too long, a symbol without room.
    func put(on sheet: inout SheetComposer) throws(LabelError) {
        try sender(&sheet)
        carriage(&sheet)
        try recipient(&sheet)
        number(&sheet)
        details(&sheet)
        marks(&sheet)
        try licencePlate(&sheet)
    }

    private func say(_ key: String) -> String { words.say("label." + key, in: content.language) }

    private func script(_ party: LabelContent.Party) -> String? {
        party.address.flatMap { AddressLines.scriptLanguage(country: $0.country) }
    }

    private func address(_ party: LabelContent.Party, to other: LabelContent.Party) -> [String] {
        party.address.map { AddressLines.lines(of: $0, counterpart: other.address?.country) } ?? []
    }

    // MARK: From, with the link

    private func sender(_ sheet: inout SheetComposer) throws(LabelError) {
        let link = content.trackingURL.map(Self.plainLink) ?? ""
        let end = link.isEmpty ? right : right - Self.linkSide - 4
        if let logo = content.brand.logo {
            _ = sheet.logo(logo, in: sheet.box(left, 4.6, min(end - left, 50), 6.2))
        } else {
            sheet.text(
                content.brand.name, x: left, baseline: 9.2, to: end,
                .init(points: 12, weight: .bold, overflow: .squeeze, ink: .brand, role: .title))
        }
        sheet.text(say("from"), x: left, baseline: 14.2, to: end, .caption)
        sheet.text(
            [content.from.name] + address(content.from, to: content.to), x: left, baseline: 17.8, to: end,
            .init(points: 8, leading: 3.05, slots: 6, scriptLanguage: script(content.from)))
        guard !link.isEmpty else { return }
        let room = sheet.box(right - Self.linkSide, 4.6, Self.linkSide, Self.linkSide)
        try sheet.matrix(.qr(link), in: room)
        sheet.text(
            say("track"), x: right - Self.linkSide, baseline: 31.6, to: right,
            .caption.aligned(.centre))
    }

    /// A link as a URI: what is not plain ASCII is written as percent signs and hex (RFC 3987, 3.1), which every
    /// telephone opens; a QR code would have to announce another character set.
    private static func plainLink(_ link: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = link.utf8.flatMap { byte -> [UInt8] in
            (0x21...0x7E).contains(byte)
                ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Carrier, recipient, number

    private func carriage(_ sheet: inout SheetComposer) {
        sheet.rule(x: left, y: Self.senderEnd, to: right)
        let piece = words.say(
            Phrase("label.piece", ["number": .count(content.piece.number), "count": .count(content.piece.count)]),
            in: content.language)
        sheet.text(content.service ?? "", x: left, baseline: 40.1, to: 58, .init(points: 13, weight: .bold))
        sheet.text(
            piece, x: 60, baseline: 40.1, to: right,
            .init(points: 11, weight: .bold, alignment: .end, overflow: .shrink))
        sheet.rule(x: left, y: Self.carrierEnd, to: right)
    }

    private func recipient(_ sheet: inout SheetComposer) throws(LabelError) {
        let markWidth = 26.0
        let end = content.copyMark == nil ? right : right - markWidth - 2
        let (nameY, firstY) = (Self.carrierEnd + 9, Self.carrierEnd + 13.6)
        let leading = min(4.4, (recipientEnd - 1.2 - firstY) / 5)
        let lines = address(content.to, to: content.from)
        sheet.text(say("to"), x: left, baseline: Self.carrierEnd + 3.8, to: end, .caption)
        sheet.text(
            content.to.name, x: left, baseline: nameY, to: end,
            .init(points: 14, weight: .bold, overflow: .squeeze, scriptLanguage: script(content.to)))
        let postal = try postalCode(sheet, below: firstY + Double(lines.count - 1) * leading)
        let slots = postal == nil ? 6 : max(1, lines.count)
        sheet.text(
            lines, x: left, baseline: firstY, to: right,
            .init(points: leading < 4.2 ? 11 : 12, leading: leading, slots: slots, scriptLanguage: script(content.to)))
        if let postal {
            let top = recipientEnd - Self.postalHeight - 3.9
            let room = Sheet.Box(
                x: 0, y: sheet.dots(top), width: sheet.dots(right),
                height: sheet.density.dotsAtLeast(Self.postalHeight))
            let bars = try sheet.bars(.gs1Code128(postal), grade: .postalCode, in: room, alignment: .start)
            let barsX = sheet.density.millimetres(bars.x)
            sheet.text(postal.readable, x: barsX, baseline: recipientEnd - 1, to: right, .init(points: 8))
        }
        guard let mark = content.copyMark else { return }
        let box = sheet.box(right - markWidth, Self.carrierEnd + 1.6, markWidth, 9)
        sheet.frame(box, thickness: 0.8)
        sheet.text(
            mark, x: right - markWidth + 1.6, baseline: Self.carrierEnd + 8.3, to: right - 1.6,
            .init(points: 18, weight: .bold, alignment: .centre, overflow: .shrink))
    }

    /// (420) within one country, (421) across a border, beside a licence plate alone; nil where there is no room.
    private func postalCode(
        _ sheet: SheetComposer, below lastBaseline: Double
    ) throws(LabelError) -> ElementString? {
        guard case .sscc = content.code, let to = content.to.address,
            recipientEnd - Self.postalHeight - 4.6 >= lastBaseline + 0.7,
            let elements = PostalElement.of(to, from: content.from.address?.country)
        else { return nil }
        let symbol = try sheet.encoder.encode(.gs1Code128(elements), for: content.rma.text)
        let room = sheet.dots(right)
        let module = SymbolGrade.postalCode.moduleDots(
            columns: symbol.columnsWithQuiet, room: room, density: sheet.density)
        return module == nil ? nil : elements
    }

    private func number(_ sheet: inout SheetComposer) {
        sheet.rule(x: left, y: recipientEnd, to: right)
        let routingX = width * 0.64
        let end = content.routing == nil ? right : routingX - 2
        sheet.text(say("number"), x: left, baseline: recipientEnd + 3.8, to: end, .caption)
        sheet.text(
            content.rma.text, x: left, baseline: recipientEnd + 11.2, to: end,
            .init(points: 20, weight: .bold, overflow: .shrink))
        guard let routing = content.routing else { return }
        sheet.frame(sheet.box(routingX, recipientEnd + 1.6, right - routingX, 10.6))
        sheet.text(say("routing"), x: routingX + 2, baseline: recipientEnd + 4.8, to: right - 2, .caption)
        sheet.text(
            routing, x: routingX + 2, baseline: recipientEnd + 10.2, to: right - 2,
            .init(points: 12, weight: .bold))
    }

    // MARK: Trade data and marks

    private func details(_ sheet: inout SheetComposer) {
        sheet.rule(x: left, y: numberEnd, to: right)
        let columns: [(String, String?, Double, Double)] = [
            ("contents", content.summary, left, 42),
            ("expires", content.expires.map { $0.writtenShort(in: content.language) }, 44, 79),
            ("station", content.station, 81, right),
        ]
        for (key, value, x, end) in columns {
            guard let value, !PrintableText(value).isEmpty else { continue }
            sheet.text(say(key), x: x, baseline: numberEnd + 3.6, to: end, .caption)
            sheet.text(value, x: x, baseline: numberEnd + 7.4, to: end, .init(points: 8))
        }
    }

    private func marks(_ sheet: inout SheetComposer) {
        let isSmall = content.marks.count > 2
        for (mark, box) in zip(content.marks, markBoxes) {
            sheet.frame(sheet.box(box.x, box.y, box.width, box.height))
            let baseline = box.y + box.height / 2 + (isSmall ? 0.75 : 1.15)
            sheet.text(
                mark, x: box.x + 1, baseline: baseline, to: box.x + box.width - 1,
                .init(points: isSmall ? 6 : 9, weight: .bold, alignment: .centre, overflow: .shrink))
        }
    }

    /// One or two marks share the row; three and four stand in two rows.
    private var markBoxes: [(x: Double, y: Double, width: Double, height: Double)] {
        let count = min(content.marks.count, LabelContent.marksMax)
        guard count > 0 else { return [] }
        let (columns, rows) = (count == 1 ? 1 : 2, count > 2 ? 2 : 1)
        let gap = 1.0
        let boxWidth = (right - left - Double(columns - 1) * gap) / Double(columns)
        let boxHeight = (Self.marksHeight - Double(rows - 1) * 0.6) / Double(rows)
        return (0..<count).map { index in
            (
                left + Double(index % columns) * (boxWidth + gap),
                height - 48.2 + Double(index / columns) * (boxHeight + 0.6), boxWidth, boxHeight
            )
        }
    }

    // MARK: Licence plate

    private func licencePlate(_ sheet: inout SheetComposer) throws(LabelError) {
        let code = content.code
        guard code.isSound else { throw .codeInvalid(rma: content.rma.text, code: code.text) }
        let barHeight = sheet.density.dotsAtLeast(code.barHeight)
        let bottom = sheet.dots(height - 8.25)
        try sheet.bars(
            code.symbol, grade: code.grade,
            in: Sheet.Box(x: 0, y: bottom - barHeight, width: sheet.dots(width), height: barHeight))
        sheet.text(
            code.readable, x: left, baseline: height - 3.8, to: right,
            .init(points: 11, alignment: .centre))
    }
}

/// The postal code of a destination as GS1 data.
enum PostalElement {
    /// - Returns: nil where the code is missing, longer than its field or not encodable.
    static func of(_ address: PostalAddress, from origin: String?) -> ElementString? {
        let code = (address.postalCode ?? "").uppercased().filter { $0 != " " && $0 != "-" }
        let isPlain = code.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
        guard isPlain, !code.isEmpty else { return nil }
        let isInland = origin.map { $0.uppercased() == address.country.uppercased() } ?? false
        do throws(ElementString.Defect) {
            if isInland { return code.utf8.count <= 20 ? try ElementString([("420", code)]) : nil }
            guard let number = Countries.number(address.country), code.utf8.count <= 9 else { return nil }
            return try ElementString([("421", number + code)])
        } catch {
            return nil
        }
    }
}
