import Messages
import Returns

/// The zones of a 4 × 6 inch label, in millimetres from the top left corner.
struct LabelZones {
    let density: DotDensity

    private static let left = 5.0
    private static let right = 96.6
    private static let ruleYs = [34.5, 42.2, 80.8, 94.6]
    private static let linkSide = 24.0
    private static let routingX = 65.0
    private static let marksY = 104.2
    private static let marksHeight = 6.6
    private static let linearY = 112.4
    /// GS1 General Specifications, logistic units.
    static let ssccHeight = 31.75
    /// UPU S10.
    static let s10Height = 12.5

    private func dots(_ millimetres: Double) -> Int { density.dots(millimetres) }

    private func text(
        _ lines: [String], _ x: Double, _ baseline: Double, to end: Double = LabelZones.right, points: Double,
        leading: Double = 0, slots: Int = 1, weight: LabelLayout.Weight = .regular,
        alignment: LabelLayout.Alignment = .left, overflow: LabelLayout.Overflow = .ellipsis,
        scriptLanguage: String? = nil
    ) -> [LabelLayout.TextBlock] {
        let printable = lines.map { PrintableText($0).text }.filter { !$0.isEmpty }
        guard !printable.isEmpty else { return [] }
        return [
            LabelLayout.TextBlock(
                lines: printable, x: dots(x), baseline: dots(baseline), width: dots(end) - dots(x),
                size: density.dots(points: points), leading: dots(leading), slots: slots, weight: weight,
                alignment: alignment, overflow: overflow, scriptLanguage: scriptLanguage)
        ]
    }

    /// Constant words: never cut, whatever the language or the house's own catalogue makes of them.
    private func caption(
        _ words: String, _ x: Double, _ baseline: Double, to end: Double = LabelZones.right,
        alignment: LabelLayout.Alignment = .left
    ) -> [LabelLayout.TextBlock] {
        text([words], x, baseline, to: end, points: 6.5, alignment: alignment, overflow: .shrink)
    }

    private func script(_ party: LabelContent.Party) -> String? {
        party.address.flatMap { AddressLines.scriptLanguage(country: $0.country) }
    }

    // MARK: From, with the link

    func sender(_ content: LabelContent, caption words: String, link: String) -> [LabelLayout.TextBlock] {
        let hasLink = content.trackingURL != nil
        let end = hasLink ? Self.right - Self.linkSide - 4 : Self.right
        let address =
            content.from.address.map { AddressLines.lines(of: $0, counterpart: content.to.address?.country) } ?? []
        let linkX = Self.right - Self.linkSide
        return text([content.brand], Self.left, 9.2, to: end, points: 12, weight: .bold)
            + caption(words, Self.left, 14.2, to: end)
            + text(
                [content.from.name] + address, Self.left, 17.8, to: end, points: 8, leading: 3.05, slots: 6,
                scriptLanguage: script(content.from))
            + (hasLink ? caption(link, linkX, 31.6, alignment: .centre) : [])
    }

    func matrix(_ content: LabelContent) throws(LabelError) -> LabelLayout.Matrix? {
        guard let url = content.trackingURL else { return nil }
        let bytes = url.utf8.count
        guard let size = QRSize(bytes: bytes) else { throw .linkTooLong(rma: content.rma.text, bytes: bytes) }
        let side = dots(Self.linkSide)
        let moduleDots = side / (size.modules + 2 * QRSize.quietModules)
        guard moduleDots >= 3 else {
            let needed = 3 * (size.modules + 2 * QRSize.quietModules)
            throw .symbolTooLarge(rma: content.rma.text, symbol: "QR code", dots: needed, room: side)
        }
        let drawn = moduleDots * size.modules
        let inset = (side - drawn) / 2
        let box = LabelLayout.Box(
            x: dots(Self.right) - side + inset, y: dots(4.6) + inset, width: drawn, height: drawn)
        return LabelLayout.Matrix(text: url, version: size.version, box: box, moduleDots: moduleDots)
    }

    // MARK: Carrier, recipient, number

    func carriage(_ content: LabelContent, words: Catalogue) -> [LabelLayout.TextBlock] {
        let piece = words.say(
            Phrase("label.piece", ["number": .count(content.piece.number), "count": .count(content.piece.count)]),
            in: content.language)
        let count = text([piece], 60, 40.1, points: 11, weight: .bold, alignment: .right, overflow: .shrink)
        return text([content.service ?? ""], Self.left, 40.1, to: 58, points: 13, weight: .bold) + count
    }

    func recipient(_ content: LabelContent, caption words: String) -> [LabelLayout.TextBlock] {
        let address =
            content.to.address.map { AddressLines.lines(of: $0, counterpart: content.from.address?.country) } ?? []
        return caption(words, Self.left, 46)
            + text([content.to.name], Self.left, 51.2, points: 14, weight: .bold, scriptLanguage: script(content.to))
            + text(address, Self.left, 56, points: 12, leading: 4.5, slots: 6, scriptLanguage: script(content.to))
    }

    func number(_ content: LabelContent, caption words: String, routing: String) -> [LabelLayout.TextBlock] {
        let hasRouting = content.routing != nil
        let end = hasRouting ? Self.routingX - 2 : Self.right
        let number = text([content.rma.text], Self.left, 92, to: end, points: 20, weight: .bold, overflow: .shrink)
        return caption(words, Self.left, 84.6, to: end) + number
            + (hasRouting ? caption(routing, Self.routingX + 2, 85.6, to: Self.right - 2) : [])
            + text([content.routing ?? ""], Self.routingX + 2, 91, to: Self.right - 2, points: 12, weight: .bold)
    }

    // MARK: Trade data and marks

    func details(_ content: LabelContent, words: Catalogue) -> [LabelLayout.TextBlock] {
        let expires = content.expires.map { $0.writtenShort(in: content.language) }
        let columns: [(String, String?, Double, Double)] = [
            ("label.contents", content.summary, Self.left, 42), ("label.expires", expires, 44, 79),
            ("label.station", content.station, 81, Self.right),
        ]
        var blocks: [LabelLayout.TextBlock] = []
        for (key, value, x, end) in columns {
            guard let value else { continue }
            blocks += caption(words.say(key, in: content.language), x, 98.2, to: end)
            blocks += text([value], x, 102, to: end, points: 8)
        }
        return blocks
    }

    func marks(_ content: LabelContent) -> [LabelLayout.TextBlock] {
        let boxes = markBoxes(content)
        let isSmall = boxes.count > 2
        var blocks: [LabelLayout.TextBlock] = []
        for (mark, box) in zip(content.marks, boxes) {
            let baseline = box.y + box.height / 2 + (isSmall ? 0.75 : 1.15)
            blocks += text(
                [mark], box.x + 1, baseline, to: box.x + box.width - 1, points: isSmall ? 6 : 9, weight: .bold,
                alignment: .centre, overflow: .shrink)
        }
        return blocks
    }

    /// One or two marks share the row; three and four stand in two rows.
    private func markBoxes(_ content: LabelContent) -> [(x: Double, y: Double, width: Double, height: Double)] {
        let count = min(content.marks.count, LabelContent.marksMax)
        guard count > 0 else { return [] }
        let (columns, rows) = (count == 1 ? 1 : 2, count > 2 ? 2 : 1)
        let gap = 1.0
        let width = (Self.right - Self.left - Double(columns - 1) * gap) / Double(columns)
        let height = (Self.marksHeight - Double(rows - 1) * 0.6) / Double(rows)
        return (0..<count).map { index in
            (
                Self.left + Double(index % columns) * (width + gap),
                Self.marksY + Double(index / columns) * (height + 0.6), width, height
            )
        }
    }

    func frames(_ content: LabelContent) -> [LabelLayout.Box] {
        var frames = markBoxes(content).map { box in
            LabelLayout.Box(x: dots(box.x), y: dots(box.y), width: dots(box.width), height: dots(box.height))
        }
        if content.routing != nil {
            frames.append(
                LabelLayout.Box(
                    x: dots(Self.routingX), y: dots(82.4), width: dots(Self.right) - dots(Self.routingX),
                    height: dots(10.6)))
        }
        return frames
    }

    var rules: [LabelLayout.Box] {
        Self.ruleYs.map { y in
            LabelLayout.Box(
                x: dots(Self.left), y: dots(y), width: dots(Self.right) - dots(Self.left),
                height: max(2, dots(0.25)))
        }
    }

    // MARK: Licence plate

    func linear(_ content: LabelContent, width: Int) throws(LabelError) -> LabelLayout.Linear {
        let code = content.code
        guard code.isSound else { throw .codeInvalid(rma: content.rma.text, code: code.text) }
        let modules = LinearSize.modules(of: code)
        guard let module = LinearSize.moduleDots(for: code, room: width, density: density) else {
            let needed = modules + 2 * LinearSize.quietModules
            // The least of whole dots: 4 of 203 dpi for an SSCC, 3 for the others.
            let least = code.scheme == .sscc ? 4 : 3
            throw .symbolTooLarge(rma: content.rma.text, symbol: "bar code", dots: least * needed, room: width)
        }
        let drawn = module * modules
        let height =
            switch code {
            case .sscc: density.dotsAtLeast(Self.ssccHeight)
            case .s10, .carrier: density.dotsAtLeast(Self.s10Height * 2)
            }
        let bottom = dots(Self.linearY) + density.dotsAtLeast(Self.ssccHeight)
        let box = LabelLayout.Box(x: (width - drawn) / 2, y: bottom - height, width: drawn, height: height)
        return LabelLayout.Linear(code: code, box: box, moduleDots: module)
    }

    /// The human-readable interpretation below the bars.
    func readable(_ code: ParcelCode) -> LabelLayout.TextBlock {
        let words =
            switch code {
            case .sscc(let digits): "(00) " + digits
            case .s10(let text): LabelZones.spaced(text)
            case .carrier(let text): LabelZones.inFours(text)
            }
        return LabelLayout.TextBlock(
            lines: [words], x: dots(Self.left), baseline: dots(148.6), width: dots(Self.right) - dots(Self.left),
            size: density.dots(points: 11), alignment: .centre)
    }

    private static func inFours(_ text: String) -> String {
        let signs = Array(text)
        return stride(from: 0, to: signs.count, by: 4).map { String(signs[$0..<min($0 + 4, signs.count)]) }
            .joined(separator: " ")
    }

    /// `RB 123 456 785 GB`, as UPU S10 prints it.
    private static func spaced(_ text: String) -> String {
        let signs = Array(text)
        return [signs[0..<2], signs[2..<5], signs[5..<8], signs[8..<11], signs[11...]].map { String($0) }
            .joined(separator: " ")
    }
}
