import Returns

/// Puts elements on one sheet, in millimetres from the top left corner: what every layout is written with.
///
/// Foreign text becomes printable here, whatever layout it is for. A sheet that runs from right to left is composed
/// like any other and mirrored at the end; symbols and logos change their place, never their shape.
struct SheetComposer {
    let density: DotDensity
    /// In millimetres.
    let width: Double
    let height: Double
    let subject: String
    let language: String
    let encoder: SymbolEncoder
    let isMirrored: Bool
    private(set) var elements: [Sheet.Element] = []
    private(set) var remarks: [SheetRemark] = []

    init(
        _ size: (width: Double, height: Double), density: DotDensity, subject: String, language: String,
        encoder: SymbolEncoder, isRightToLeft: Bool? = nil
    ) {
        self.density = density
        (width, height) = size
        self.subject = subject
        self.language = language
        self.encoder = encoder
        isMirrored = isRightToLeft ?? Self.runsFromRight(language)
    }

    /// Languages whose sheets are mirrored.
    static func runsFromRight(_ language: String) -> Bool {
        ["ar", "he", "fa", "ur"].contains(String(language.prefix { $0 != "-" }))
    }

    func dots(_ millimetres: Double) -> Int { density.dots(millimetres) }

    /// How a text is set; sizes in points, leading in millimetres.
    struct Style {
        var points: Double
        var leading = 0.0
        var slots = 1
        var weight = Sheet.Weight.regular
        var alignment = Sheet.Alignment.start
        var overflow = Sheet.Overflow.ellipsis
        var ink = Sheet.Ink.black
        var role = Sheet.Role.body
        /// Of names in another language than the sheet's.
        var scriptLanguage: String?
        var paragraphDirection: Sheet.Direction?
        var link: String?
        /// What the text is, where something of it is missing.
        var part = SheetRemark.Part.text
        /// For our own sentences, which set foreign text apart by directional isolates.
        var keepsIsolates = false

        /// Constant words above a value: never cut, whatever the language or the house's own catalogue makes of them.
        static let caption = Style(points: 6.5, overflow: .shrink, ink: .muted, role: .caption)

        func aligned(_ alignment: Sheet.Alignment) -> Style {
            var style = self
            style.alignment = alignment
            return style
        }
    }

    /// Lines under each other, the first with its baseline at the height; empty lines are left out.
    mutating func text(_ lines: [String], x: Double, baseline: Double, to end: Double, _ style: Style) {
        note(lines, in: style.part)
        let printable = lines.map { PrintableText($0, keepsIsolates: style.keepsIsolates).text }.filter { !$0.isEmpty }
        guard !printable.isEmpty, end > x else { return }
        elements.append(
            .text(
                Sheet.TextBlock(
                    lines: printable, x: dots(x), baseline: dots(baseline), width: dots(end) - dots(x),
                    size: density.dots(points: style.points), leading: dots(style.leading), slots: style.slots,
                    weight: style.weight, alignment: style.alignment, overflow: style.overflow, ink: style.ink,
                    role: style.role, scriptLanguage: style.scriptLanguage ?? language,
                    direction: isMirrored ? .rightToLeft : .leftToRight,
                    paragraphDirection: style.paragraphDirection, link: style.link)))
    }

    /// What a reader of the sheet will miss.
    mutating func remark(_ remark: SheetRemark) {
        if !remarks.contains(remark) { remarks.append(remark) }
    }

    /// Remarks signs of foreign texts that no printer prints, before they are taken out.
    mutating func note(_ texts: [String], in part: SheetRemark.Part) {
        for text in texts {
            let signs = PrintableText.pictographs(in: text)
            if !signs.isEmpty { remark(.leftOut(signs, of: part)) }
        }
    }

    mutating func text(_ line: String, x: Double, baseline: Double, to end: Double, _ style: Style) {
        text([line], x: x, baseline: baseline, to: end, style)
    }

    func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Sheet.Box {
        Sheet.Box(
            x: dots(x), y: dots(y), width: dots(x + width) - dots(x), height: dots(y + height) - dots(y))
    }

    /// A line across, a quarter of a millimetre thick unless told.
    mutating func rule(
        x: Double, y: Double, to end: Double, thickness: Double = 0.25, ink: Sheet.Ink = .black
    ) {
        elements.append(
            .rule(
                Sheet.Box(
                    x: dots(x), y: dots(y), width: dots(end) - dots(x), height: max(2, dots(thickness))), ink))
    }

    mutating func fill(_ box: Sheet.Box, ink: Sheet.Ink) { elements.append(.rule(box, ink)) }

    mutating func frame(_ box: Sheet.Box, thickness: Double = 0.4) {
        elements.append(.frame(box, thickness: max(2, dots(thickness))))
    }

    mutating func dashes(_ box: Sheet.Box, _ kind: Sheet.Dashes) { elements.append(.dashes(box, kind)) }

    /// A logo as large as its room, at its start and in the middle of its height.
    /// - Returns: its width in millimetres.
    mutating func logo(_ logo: Logo, in room: Sheet.Box) -> Double {
        let (width, height) = logo.fitted(width: room.width, height: room.height)
        let box = Sheet.Box(x: room.x, y: room.y + (room.height - height) / 2, width: width, height: height)
        elements.append(.logo(logo, box))
        return density.millimetres(width)
    }

    // MARK: Symbols

    /// Bars as wide as their range and room allow, with their quiet zones inside the room.
    /// - Returns: where they stand.
    @discardableResult
    mutating func bars(
        _ content: SymbolContent, grade: SymbolGrade, in room: Sheet.Box, alignment: Sheet.Alignment = .centre
    ) throws(LabelError) -> Sheet.Box {
        let symbol = try encoder.encode(content, for: subject)
        let columns = symbol.columnsWithQuiet
        guard let module = grade.moduleDots(columns: columns, room: room.width, density: density) else {
            throw .symbolTooLarge(
                rma: subject, symbol: content.name, dots: grade.moduleDotsMin(density) * columns, room: room.width)
        }
        guard density.millimetres(room.height) + 0.07 >= grade.height else {
            throw .symbolTooLarge(
                rma: subject, symbol: content.name + "'s height", dots: density.dotsAtLeast(grade.height),
                room: room.height)
        }
        let drawn = symbol.columns * module
        let spare = room.width - drawn
        let quiet = content.quietModules * module
        let x =
            switch alignment {
            case .start: room.x + quiet
            case .centre: room.x + spare / 2
            case .end: room.maxX - quiet - drawn
            }
        let box = Sheet.Box(x: x, y: room.y, width: drawn, height: room.height)
        elements.append(.symbol(Sheet.PlacedSymbol(symbol: symbol, box: box, moduleDots: module)))
        return box
    }

    /// A symbol of two dimensions in the middle of a square, quiet zone included.
    @discardableResult
    mutating func matrix(
        _ content: SymbolContent, grade: SymbolGrade = .matrix, in room: Sheet.Box
    ) throws(LabelError) -> Sheet.Box {
        let side = min(room.width, room.height)
        let (symbol, dots) = try finest(content, grade: grade, side: side)
        guard let module = dots else {
            throw .symbolTooLarge(
                rma: subject, symbol: content.name, dots: grade.moduleDotsMin(density) * symbol.columnsWithQuiet,
                room: side)
        }
        let drawn = symbol.columns * module
        let box = Sheet.Box(
            x: room.x + (room.width - drawn) / 2, y: room.y + (room.height - drawn) / 2, width: drawn, height: drawn)
        elements.append(.symbol(Sheet.PlacedSymbol(symbol: symbol, box: box, moduleDots: module)))
        return box
    }

    /// A symbol that was measured, with the dots of a module.
    struct Measured {
        var symbol: EncodedSymbol
        var module: Int
        var columns: Int { symbol.columns }
    }

    /// The symbol with the largest modules whose dark part fits a square; its quiet zone is the caller's business.
    func measured(_ content: SymbolContent, side: Double) throws(LabelError) -> Measured? {
        var best: Measured?
        for correction in [QRCorrection.medium, .low] where (best?.module ?? 0) < SymbolGrade.matrixDotsWanted {
            let symbol = try encoder.encode(content, for: subject, correction: correction)
            let module = SymbolGrade.matrix.moduleDots(columns: symbol.columns, room: dots(side), density: density)
            if let module, module > best?.module ?? 0 { best = Measured(symbol: symbol, module: module) }
        }
        return best
    }

    mutating func matrix(_ measured: Measured, at box: Sheet.Box) {
        elements.append(
            .symbol(Sheet.PlacedSymbol(symbol: measured.symbol, box: box, moduleDots: measured.module)))
    }

    /// The symbol with the largest modules in a square. A QR code gives up half of its error correction where its
    /// modules would be too fine else: what a camera cannot tell apart no correction brings back.
    private func finest(
        _ content: SymbolContent, grade: SymbolGrade, side: Int
    ) throws(LabelError) -> (EncodedSymbol, Int?) {
        let symbol = try encoder.encode(content, for: subject)
        let module = grade.moduleDots(columns: symbol.columnsWithQuiet, room: side, density: density)
        guard case .qr = content, (module ?? 0) < SymbolGrade.matrixDotsWanted else { return (symbol, module) }
        let lighter = try encoder.encode(content, for: subject, correction: .low)
        let larger = grade.moduleDots(columns: lighter.columnsWithQuiet, room: side, density: density)
        return (larger ?? 0) > (module ?? 0) ? (lighter, larger) : (symbol, module)
    }

    // MARK: The end

    /// The sheet with everything that was put on it.
    func sheet() -> Sheet {
        var sheet = Sheet(density: density, width: dots(width), height: dots(height))
        sheet.remarks = remarks
        sheet.elements = isMirrored ? elements.map { mirrored($0, sheet.width) } : elements
        return sheet
    }

    private func mirrored(_ element: Sheet.Element, _ width: Int) -> Sheet.Element {
        let flip = { (box: Sheet.Box) -> Sheet.Box in
            Sheet.Box(x: width - box.maxX, y: box.y, width: box.width, height: box.height)
        }
        switch element {
        case .text(var block):
            block.x = width - block.x - block.width
            return .text(block)
        case .symbol(var placed):
            placed.box = flip(placed.box)
            return .symbol(placed)
        case .rule(let box, let ink): return .rule(flip(box), ink)
        case .frame(let box, let thickness): return .frame(flip(box), thickness: thickness)
        case .logo(let logo, let box): return .logo(logo, flip(box))
        case .dashes(let box, let kind): return .dashes(flip(box), kind)
        }
    }
}
