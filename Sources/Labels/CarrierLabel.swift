import Messages
import Returns

/// The zones of a carrier's label, in millimetres from its top left corner, on 4 × 6 inches and on A6.
///
/// From the top, after GS1's logistic label guideline: from and link (A), carrier and piece (D), to (B) with the
/// postal code as bars where there is room (C), our number and the dock (G/H), trade data (E/F), marks, and the
/// licence plate at the bottom. What stands at either end takes what it needs; the recipient has the rest.
struct CarrierLabel {
    let content: LabelContent
    let words: Catalogue
    let typesetter: Typesetter
    let width: Double
    let height: Double

    private static let margin = 5.0
    private static let senderEnd = 34.5
    private static let numberHeight = 13.8
    private static let detailsHeight = 9.6
    private static let postalHeight = 12.7
    /// Trade data give way to an address that would be smaller.
    private static let addressPointsWanted = 9.0

    private var left: Double { Self.margin }
    private var right: Double { width - Self.margin }

    init(_ content: LabelContent, words: Catalogue, typesetter: Typesetter, size: (width: Double, height: Double)) {
        self.content = content
        self.words = words
        self.typesetter = typesetter
        (width, height) = size
    }

    /// - Throws: an invalid parcel code, a link that is too long, a symbol without room.
    func put(on sheet: inout SheetComposer) throws(LabelError) {
        let senderEnd = try sender(&sheet)
        let carrierEnd = carriage(&sheet, from: senderEnd)
        let marks = arranged(marks: shownMarks, sheet)
        let marksTop = height - 8.25 - content.code.barHeight - 1.6 - marks.height
        var details = self.details(sheet)
        let detailsHeight = { (isShown: Bool) in isShown ? Self.detailsHeight - (marks.boxes.isEmpty ? 0 : 0.4) : 0.8 }
        var trial = sheet
        let roomy = marksTop - detailsHeight(!details.isEmpty) - Self.numberHeight
        if try recipient(&trial, from: carrierEnd, to: roomy) < Self.addressPointsWanted { details = [] }
        let detailsTop = marksTop - detailsHeight(!details.isEmpty)
        let numberTop = detailsTop - Self.numberHeight
        _ = try recipient(&sheet, from: carrierEnd, to: numberTop)
        number(&sheet, at: numberTop)
        if !details.isEmpty { put(details, at: detailsTop, on: &sheet) }
        put(marks, at: marksTop, on: &sheet)
        try licencePlate(&sheet)
    }

    private func say(_ key: String) -> String { words.say("label." + key, in: content.language) }

    private func script(_ party: LabelContent.Party) -> String? {
        party.address.flatMap { AddressLines.scriptLanguage(country: $0.country) }
    }

    private func address(_ party: LabelContent.Party, to other: LabelContent.Party) -> [String] {
        party.address.map { AddressLines.lines(of: $0, counterpart: other.address?.country) } ?? []
    }

    // MARK: Text that must not be cut

    typealias Style = SheetComposer.Style

    /// A room for lines, with the sizes that they may have, the largest first.
    private struct TextRoom {
        var x: Double
        var end: Double
        /// Of the first line, for a size in points.
        var baseline: (Double) -> Double
        var bottom: Double
        var sizes: [Double]
        var leading: Double

        func slots(_ points: Double) -> Int {
            max(1, Int((bottom - points * 0.09 - baseline(points)) / (points * leading) + 1.001))
        }
    }

    /// The lines at the largest size at which nothing of them is lost, wrapped into what the room has to spare.
    /// - Returns: nil where even the smallest size loses something.
    private func fitted(_ lines: [String], _ room: TextRoom, _ style: Style, _ sheet: SheetComposer) -> Style? {
        for points in room.sizes {
            var style = style
            (style.points, style.leading, style.slots) = (points, points * room.leading, room.slots(points))
            guard lines.count <= style.slots else { continue }
            if loses(lines, room.x, room.end, style, sheet) { continue }
            return style
        }
        return nil
    }

    func loses(_ lines: [String], _ x: Double, _ end: Double, _ style: Style, _ sheet: SheetComposer) -> Bool {
        var trial = sheet
        trial.text(lines, x: x, baseline: 0, to: end, style)
        guard trial.elements.count > sheet.elements.count, case .text(let block)? = trial.elements.last else {
            return false
        }
        return typesetter.loses(block)
    }

    /// Lines as large as they fit; where they do not, short ones share a line before any is cut.
    /// - Returns: the size in points, and how many lines it became.
    @discardableResult
    private func put(
        _ lines: [String], in room: TextRoom, _ style: Style, on sheet: inout SheetComposer
    ) -> (points: Double, leading: Double, count: Int) {
        var lines = lines.map { PrintableText($0).text }.filter { !$0.isEmpty }
        let smallest = room.sizes.last ?? style.points
        while lines.count > room.slots(smallest), lines.count > 1 { lines = Self.joined(lines) }
        var chosen = style
        (chosen.points, chosen.leading, chosen.slots) = (smallest, smallest * room.leading, room.slots(smallest))
        if let fitting = fitted(lines, room, style, sheet) {
            chosen = fitting
        } else if loses(lines, room.x, room.end, chosen, sheet) {
            sheet.remark(.shortened(style.part))
        }
        for line in lines {
            let unknown = typesetter.unknownSigns(in: line, language: chosen.scriptLanguage ?? sheet.language)
            if !unknown.isEmpty { sheet.remark(.withoutFont(unknown, of: style.part)) }
        }
        sheet.text(lines, x: room.x, baseline: room.baseline(chosen.points), to: room.end, chosen)
        guard !lines.isEmpty, case .text(let block)? = sheet.elements.last else { return (smallest, 0, 0) }
        return (chosen.points, chosen.leading, typesetter.set(block).count)
    }

    /// The two neighbours that are shortest together become one line.
    private static func joined(_ lines: [String]) -> [String] {
        let pairs = zip(lines, lines.dropFirst()).map { $0.count + $1.count }
        guard let place = pairs.indices.min(by: { pairs[$0] < pairs[$1] }) else { return lines }
        return lines[..<place] + [lines[place] + ", " + lines[place + 1]] + lines[(place + 2)...]
    }

    private func note(_ party: LabelContent.Party, _ part: SheetRemark.Part, on sheet: inout SheetComposer) {
        let address = party.address
        sheet.note(
            [party.name, address?.city ?? "", address?.region ?? "", address?.postalCode ?? ""]
                + (address?.lines ?? []), in: part)
        if let address, AddressLines.shortens(address) { sheet.remark(.shortened(part)) }
    }

    // MARK: From, with the link

    /// - Returns: where the zone ends.
    private func sender(_ sheet: inout SheetComposer) throws(LabelError) -> Double {
        let link = content.trackingURL.map(Self.plainLink) ?? ""
        // Drawn last, as it is read last.
        var corner = sheet
        let (start, below) = link.isEmpty ? (right, 0) : try put(link: link, on: &corner)
        let end = link.isEmpty ? right : start - 4
        let zoneEnd = max(Self.senderEnd, below)
        if let logo = content.brand.logo {
            _ = sheet.logo(logo, in: sheet.box(left, 4.6, min(end - left, 50), 6.2))
        } else {
            sheet.text(
                content.brand.name, x: left, baseline: 9.2, to: end,
                .init(points: 12, weight: .bold, overflow: .squeeze, ink: .brand, role: .title))
        }
        sheet.text(say("from"), x: left, baseline: 14.2, to: end, .caption)
        note(content.from, .sender, on: &sheet)
        let room = TextRoom(
            x: left, end: end, baseline: { _ in 17.8 }, bottom: zoneEnd - 0.6, sizes: [8, 7, 6], leading: 0.381)
        put(
            [content.from.name] + address(content.from, to: content.to), in: room,
            Style(points: 8, scriptLanguage: script(content.from), part: .sender), on: &sheet)
        if !link.isEmpty { _ = try put(link: link, on: &sheet) }
        return zoneEnd
    }

    /// The link's symbol in the corner: its modules flush with the margin, its quiet zone within it.
    /// - Returns: where it begins, and where it ends with its caption.
    private func put(link: String, on sheet: inout SheetComposer) throws(LabelError) -> (x: Double, end: Double) {
        // Five dots a module at 203 dpi for links of up to 134 bytes; finer ones above.
        var placed: Sheet.Box?
        var quiet = 0.0
        for side in [22.0, 26.0] where placed == nil {
            let symbol = try sheet.measured(.qr(link), side: side)
            guard let symbol, symbol.module >= SymbolGrade.matrixDotsWanted || side == 26 else { continue }
            quiet = sheet.density.millimetres(symbol.module * SymbolContent.qr(link).quietModules)
            let dots = symbol.columns * symbol.module
            let box = Sheet.Box(x: sheet.dots(right) - dots, y: sheet.dots(5), width: dots, height: dots)
            sheet.matrix(symbol, at: box)
            placed = box
        }
        guard let placed else { throw .linkTooLong(rma: content.rma.text, bytes: link.utf8.count) }
        let (x, bottom) = (sheet.density.millimetres(placed.x), sheet.density.millimetres(placed.maxY))
        sheet.text(say("track"), x: x - 1, baseline: bottom + quiet + 2, to: right + 1, .caption.aligned(.centre))
        return (x - quiet + 2, bottom + quiet + 3.6)
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

    /// What the carrier wants to see: whose parcel it is and how it travels, the carrier once.
    private var carriageWords: String {
        let service = PrintableText(content.service ?? "").text
        let carrier = PrintableText(content.carrier ?? "").text
        let isNamed = service.lowercased().hasPrefix(carrier.lowercased())
        return isNamed || carrier.isEmpty ? service : service.isEmpty ? carrier : carrier + " · " + service
    }

    /// - Returns: where the zone ends.
    private func carriage(_ sheet: inout SheetComposer, from top: Double) -> Double {
        sheet.rule(x: left, y: top, to: right)
        let piece = words.say(
            Phrase("label.piece", ["number": .count(content.piece.number), "count": .count(content.piece.count)]),
            in: content.language)
        let pieceWidth = typesetter.measure(
            PrintableText(piece).text, weight: .bold, size: 11 * 0.3528, language: content.language.rawValue)
        let start = max(60 - (60 - left) * 0.4, right - pieceWidth - 0.5)
        sheet.note([content.carrier ?? "", content.service ?? ""], in: .service)
        var room = TextRoom(
            x: left, end: start - 3, baseline: { _ in top + 5.6 }, bottom: top + 6.9, sizes: [13, 12, 11, 10],
            leading: 0.37)
        let style = Style(points: 13, weight: .bold, part: .service)
        if fitted([carriageWords], room, style, sheet) == nil {
            (room.bottom, room.sizes) = (top + 9.6, [11, 10, 9, 8])
            room.baseline = { points in top + 1.2 + points * 0.27 }
        }
        let isTall = put([carriageWords], in: room, style, on: &sheet).count > 1
        let end = top + (isTall ? 10.4 : 7.7)
        sheet.text(
            piece, x: start, baseline: top + (isTall ? 7 : 5.6), to: right,
            Style(points: 11, weight: .bold, alignment: .end, overflow: .shrink))
        sheet.rule(x: left, y: end, to: right)
        return end
    }

    /// - Returns: the size of the address, 0 where it had to be cut.
    private func recipient(
        _ sheet: inout SheetComposer, from top: Double, to bottom: Double
    ) throws(LabelError) -> Double {
        let copyWidth = 26.0
        let nameEnd = content.copyMark == nil ? right : right - copyWidth - 2
        sheet.text(say("to"), x: left, baseline: top + 3.6, to: nameEnd, .caption)
        note(content.to, .recipient, on: &sheet)
        let isTight = bottom - top < 32
        let nameRoom = TextRoom(
            x: left, end: nameEnd, baseline: { top + 4.1 + $0 * 0.34 }, bottom: top + (isTight ? 9.4 : 10.2),
            sizes: isTight ? [12, 11, 10, 9] : [14, 13, 12, 11, 10], leading: 0.37)
        let nameStyle = Style(points: 14, weight: .bold, scriptLanguage: script(content.to), part: .recipient)
        let named = PrintableText(content.to.name).text
        var wide = nameRoom
        if fitted([named], nameRoom, nameStyle, sheet) == nil {
            // A name of two lines; the address begins below it.
            (wide.bottom, wide.sizes) = (top + (isTight ? 11.6 : 13.6), isTight ? [9, 8] : [11, 10, 9, 8])
        }
        let name = put([named], in: wide, nameStyle, on: &sheet)
        let nameLast = wide.baseline(name.points) + (name.count > 1 ? name.leading : 0)
        let lines = address(content.to, to: content.from)
        let room = TextRoom(
            x: left, end: isTight ? nameEnd : right, baseline: { nameLast + $0 * 0.38 }, bottom: bottom - 0.5,
            sizes: [12, 11, 10, 9, 8, 7], leading: 0.36)
        let style = Style(points: 12, scriptLanguage: script(content.to), part: .recipient)
        if let postal = try postalCode(sheet) {
            // The bars cost the address nothing: it has its full size above them, or they are left out.
            var above = room
            (above.bottom, above.sizes) = (bottom - Self.postalHeight - 4.6, [12])
            if fitted(lines, above, style, sheet) != nil { try put(postal, above: bottom, on: &sheet) }
        }
        let points = put(lines, in: room, style, on: &sheet).points
        guard let mark = content.copyMark else { return points }
        sheet.frame(sheet.box(right - copyWidth, top + 1.6, copyWidth, 9), thickness: 0.8)
        sheet.text(
            mark, x: right - copyWidth + 1.6, baseline: top + 8.3, to: right - 1.6,
            Style(points: 18, weight: .bold, alignment: .centre, overflow: .shrink))
        return points
    }

    /// (420) within one country, (421) across a border, beside a licence plate alone; nil where the sheet is too
    /// narrow for it.
    private func postalCode(_ sheet: SheetComposer) throws(LabelError) -> ElementString? {
        guard case .sscc = content.code, let to = content.to.address,
            let elements = PostalElement.of(to, from: content.from.address?.country)
        else { return nil }
        let symbol = try sheet.encoder.encode(.gs1Code128(elements), for: content.rma.text)
        let module = SymbolGrade.postalCode.moduleDots(
            columns: symbol.columnsWithQuiet, room: sheet.dots(right), density: sheet.density)
        return module == nil ? nil : elements
    }

    private func put(
        _ postal: ElementString, above bottom: Double, on sheet: inout SheetComposer
    ) throws(LabelError) {
        let room = Sheet.Box(
            x: 0, y: sheet.dots(bottom - Self.postalHeight - 3.9), width: sheet.dots(right),
            height: sheet.density.dotsAtLeast(Self.postalHeight))
        let bars = try sheet.bars(.gs1Code128(postal), grade: .postalCode, in: room, alignment: .start)
        sheet.text(
            postal.readable, x: sheet.density.millimetres(bars.x), baseline: bottom - 1, to: right, Style(points: 8))
    }

    private func number(_ sheet: inout SheetComposer, at top: Double) {
        sheet.rule(x: left, y: top, to: right)
        let routingX = width * 0.64
        let routing = PrintableText(content.routing ?? "").text
        let end = routing.isEmpty ? right : routingX - 2
        sheet.text(say("number"), x: left, baseline: top + 3.8, to: end, .caption)
        sheet.text(
            content.rma.text, x: left, baseline: top + 11.2, to: end,
            Style(points: 20, weight: .bold, overflow: .shrink))
        guard !routing.isEmpty else { return }
        sheet.frame(sheet.box(routingX, top + 1.6, right - routingX, 10.6))
        sheet.text(say("routing"), x: routingX + 2, baseline: top + 4.8, to: right - 2, .caption)
        sheet.note([content.routing ?? ""], in: .routing)
        let room = TextRoom(
            x: routingX + 2, end: right - 2, baseline: { top + 5.9 + $0 * 0.358 }, bottom: top + 12,
            sizes: [12, 11, 10, 9, 8, 7], leading: 0.37)
        put([routing], in: room, Style(points: 12, weight: .bold, part: .routing), on: &sheet)
    }

    // MARK: Trade data and marks

    private typealias Detail = (caption: String, value: String, x: Double, end: Double)

    private func details(_ sheet: SheetComposer) -> [Detail] {
        let columns: [(String, String?, Double, Double)] = [
            ("contents", counted(content.goods, from: left, to: 42, sheet) ?? content.summary, left, 42),
            ("expires", content.expires.map { $0.writtenShort(in: content.language) }, 44, 79),
            ("station", content.station, 81, right),
        ]
        return columns.compactMap { key, value, x, end in
            value.flatMap { PrintableText($0).isEmpty ? nil : (say(key), $0, x, end) }
        }
    }

    private func put(_ details: [Detail], at top: Double, on sheet: inout SheetComposer) {
        sheet.rule(x: left, y: top, to: right)
        for detail in details {
            sheet.text(detail.caption, x: detail.x, baseline: top + 3.6, to: detail.end, .caption)
            sheet.text(detail.value, x: detail.x, baseline: top + 7.4, to: detail.end, Style(points: 8))
        }
    }

    private var shownMarks: [String] {
        content.marks.map { PrintableText($0).text }.filter { !$0.isEmpty }.prefix(LabelContent.marksMax).map { $0 }
    }

    private func arranged(marks: [String], _ sheet: SheetComposer) -> LabelMarks {
        LabelMarks(marks, from: left, to: right, heightMax: height - 129) { text, width in
            (1...3).first { slots in
                let style = Style(points: LabelMarks.points, leading: 1, slots: slots, weight: .bold)
                return !loses([text], 0, width, style, sheet)
            }
        }
    }

    private func put(_ marks: LabelMarks, at top: Double, on sheet: inout SheetComposer) {
        sheet.note(content.marks, in: .mark)
        let tooMany = content.marks.count { !PrintableText($0).isEmpty } - marks.boxes.count
        if tooMany > 0 { sheet.remark(.marksLeftOut(tooMany)) }
        for box in marks.boxes {
            sheet.frame(sheet.box(box.x, top + box.y, box.width, box.height))
            let style = Style(
                points: LabelMarks.points, leading: LabelMarks.leading, slots: box.slots, weight: .bold,
                alignment: .centre, part: .mark)
            let (x, end) = (box.x + 1.2, box.x + box.width - 1.2)
            if loses([box.text], x, end, style, sheet) { sheet.remark(.shortened(.mark)) }
            sheet.text(box.text, x: x, baseline: top + LabelMarks.baseline(box, lines: box.slots), to: end, style)
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
            Style(points: 11, alignment: .centre))
    }
}
