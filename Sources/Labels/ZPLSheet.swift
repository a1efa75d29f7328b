import Returns

/// Writes a sheet in the language of Zebra printers, for one density of dots. Pure ASCII: every other byte, and
/// every sign that means something to the printer, is written in hex behind `_` (`^FH`).
///
/// Text that font 0 has and bars that the printer makes exactly as they were measured are sent as such; all else is
/// sent as dots. A QR code or Data Matrix is dots always: printers choose its size and mask for themselves.
struct ZPLSheet {
    /// Of one job; more is a mistake.
    static let copiesMax = 99

    let typesetter: Typesetter
    let logos: LogoShelf

    func write(_ sheet: Sheet, copies: Int, subject: String) throws(LabelError) -> String {
        var zpl = "^XA\n^CI28\n^PW\(sheet.width)\n^LL\(sheet.height)\n^LH0,0\n"
        for element in sheet.elements {
            switch element {
            case .text(let block): for line in typesetter.set(block) { zpl += try field(line) }
            case .symbol(let symbol): zpl += field(symbol)
            case .rule(_, .tint): break
            case .rule(let box, _): zpl += Self.filled(box)
            case .frame(let box, let thickness):
                zpl += "^FO\(box.x),\(box.y)^GB\(box.width),\(box.height),\(thickness)^FS\n"
            case .logo(let logo, let box):
                zpl += ZPLGraphic.fields(try logos.dots(logo, box, subject), x: box.x, y: box.y)
            case .dashes(let box, let kind): zpl += DashLine.boxes(box, kind).map(Self.filled).joined()
            }
        }
        if copies > 1 { zpl += "^PQ\(min(copies, Self.copiesMax))\n" }
        return zpl + "^XZ\n"
    }

    /// `^GB` fills a box whose border is as thick as its shorter side.
    private static func filled(_ box: Sheet.Box) -> String {
        "^FO\(box.x),\(box.y)^GB\(box.width),\(box.height),\(min(box.width, box.height))^FS\n"
    }

    private func field(_ line: Typesetter.SetLine) throws(LabelError) -> String {
        guard !ZPLText.isInRepertoire(line.text) else { return ZPLText.field(line) }
        // The printer lacks a character: the line is sent as a picture.
        let (bitmap, x, y) = try DotSheet(typesetter: typesetter, logos: logos).draw(line)
        return ZPLGraphic.fields(bitmap, x: x, y: y)
    }

    private func field(_ placed: Sheet.PlacedSymbol) -> String {
        if let data = ZPLBars.data(placed.symbol) {
            // Mode N leaves the choice of subsets to us, so that the symbol is the one that was measured.
            return "^BY\(placed.moduleDots),2,\(placed.box.height)^FO\(placed.box.x),\(placed.box.y)"
                + "^BCN,\(placed.box.height),N,N,N,N^FD\(data)^FS\n"
        }
        var bitmap = Bitmap(width: placed.box.width, height: placed.box.height)
        for box in placed.boxes {
            bitmap.fill(
                Sheet.Box(
                    x: box.x - placed.box.x, y: box.y - placed.box.y, width: box.width, height: box.height))
        }
        return ZPLGraphic.fields(bitmap, x: placed.box.x, y: placed.box.y)
    }
}

/// Code 128 as `^BC` reads it: `>` and a sign for what is no character.
enum ZPLBars {
    private enum Sign: Equatable {
        case character(UInt8)
        case function1

        var isDigit: Bool { if case .character(let byte) = self { (48...57).contains(byte) } else { false } }
    }

    /// - Returns: nil where the printer's symbol would not have the width that was laid out, or where a character
    ///   means something to the printer: then the bars are sent as dots.
    static func data(_ symbol: EncodedSymbol) -> String? {
        let signs: [Sign]
        switch symbol.content {
        case .code128(let text):
            signs = text.utf8.map { .character($0) }
        case .gs1Code128(let elements):
            let data = elements.scanned.utf8.map { byte -> Sign in byte == 0x1D ? .function1 : .character(byte) }
            signs = [.function1] + data
        case .qr, .dataMatrix, .gs1DataMatrix: return nil
        }
        let isPlain = signs.allSatisfy { sign in
            if case .character(let byte) = sign { plain.contains(byte) } else { true }
        }
        guard isPlain else { return nil }
        let (data, characters) = written(signs)
        // Start, check and stop, which is two modules longer.
        return (characters + 2) * 11 + 13 == symbol.columns ? data : nil
    }

    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .-/+:".utf8)

    /// Subset C for four digits at either end or six within, else B (ISO/IEC 15417, annex E).
    private static func written(_ signs: [Sign]) -> (data: String, characters: Int) {
        var (data, characters) = ("", 0)
        var isInC = false
        var index = 0
        while index < signs.count {
            let digits = digitsAhead(signs, index)
            let isAtEnd = index + digits == signs.count
            let isWorthIt = digits >= 6 || (digits >= 4 && (characters == 0 || isAtEnd))
            if !isInC, isWorthIt || (data.isEmpty && signs[index] == .function1 && digitsAhead(signs, index + 1) > 3) {
                if digits % 2 == 1, !data.isEmpty, case .character(let byte) = signs[index] {
                    data += String(decoding: [byte], as: UTF8.self)
                    (characters, index) = (characters + 1, index + 1)
                }
                characters += data.isEmpty ? 0 : 1
                data += data.isEmpty ? ">;" : ">5"
                isInC = true
            } else if isInC, digits < 2, signs[index] != .function1 {
                data += ">6"
                characters += 1
                isInC = false
            } else if data.isEmpty {
                data += ">:"
            }
            switch signs[index] {
            case .function1:
                data += ">8"
                index += 1
            case .character(let byte):
                let count = isInC ? 2 : 1
                data += isInC ? digitPair(signs, index) : String(decoding: [byte], as: UTF8.self)
                index += count
            }
            characters += 1
        }
        return (data, characters)
    }

    private static func digitsAhead(_ signs: [Sign], _ index: Int) -> Int {
        signs.dropFirst(index).prefix { $0.isDigit }.count
    }

    private static func digitPair(_ signs: [Sign], _ index: Int) -> String {
        String(
            decoding: signs[index..<index + 2].compactMap { sign -> UInt8? in
                if case .character(let byte) = sign { byte } else { nil }
            }, as: UTF8.self)
    }
}
