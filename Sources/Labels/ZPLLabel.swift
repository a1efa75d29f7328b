import Returns

/// Writes a label in the language of Zebra printers, for one density of dots. Pure ASCII: every other byte, and
/// every sign that means something to the printer, is written in hex behind `_` (`^FH`).
struct ZPLLabel {
    let typesetter: Typesetter

    func write(_ layout: LabelLayout) throws(LabelError) -> String {
        var zpl = "^XA\n^CI28\n^PW\(layout.width)\n^LL\(layout.height)\n^LH0,0\n"
        for rule in layout.rules {
            zpl += "^FO\(rule.x),\(rule.y)^GB\(rule.width),\(rule.height),\(rule.height)^FS\n"
        }
        for frame in layout.frames {
            zpl += "^FO\(frame.x),\(frame.y)^GB\(frame.width),\(frame.height),\(layout.frameThickness)^FS\n"
        }
        for line in layout.texts.flatMap(typesetter.set) {
            zpl += try ZPLText.isInRepertoire(line.text) ? ZPLText.field(line) : drawn(line)
        }
        if let matrix = layout.matrix { zpl += field(matrix) }
        zpl += field(layout.linear)
        return zpl + "^XZ\n"
    }

    /// The printer lacks a character: the line is sent as a picture.
    private func drawn(_ line: Typesetter.SetLine) throws(LabelError) -> String {
        let (bitmap, x, y) = try BitmapLabel(typesetter: typesetter).draw(line)
        return "^FO\(x),\(y)\(ZPLGraphic.field(bitmap))^FS\n"
    }

    /// `^BY` moves a QR code down by its height, so the height is set to a known 10 dots and taken off again.
    private func field(_ matrix: LabelLayout.Matrix) -> String {
        let y = max(0, matrix.box.y - 10)
        return "^BY2,2,10^FO\(matrix.box.x),\(y)^BQN,2,\(matrix.moduleDots)"
            + "^FH^FDMA,\(ZPLText.escaped(matrix.text))^FS\n"
    }

    /// Mode N leaves the choice of subsets to us, so that the symbol is the one that was measured.
    private func field(_ linear: LabelLayout.Linear) -> String {
        let data =
            switch linear.code {
            // Subset C, FNC1: GS1-128.
            case .sscc(let digits): ">;>800" + digits
            // Subset B for the letters, C for eight digits, B for the rest.
            case .s10(let text): ">:\(text.prefix(2))>5\(text.dropFirst(2).prefix(8))>6\(text.dropFirst(10))"
            case .carrier(let text): Code128Plan(text).zpl
            }
        return "^BY\(linear.moduleDots),2,\(linear.box.height)^FO\(linear.box.x),\(linear.box.y)"
            + "^BCN,\(linear.box.height),N,N,N,N^FD\(data)^FS\n"
    }
}

/// Text as the printer's scalable font 0 sets it.
enum ZPLText {
    /// What every printer's font 0 has: the repertoire of Windows-1252. Anything else is drawn by us.
    static func isInRepertoire(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            (0x20...0x7E).contains(scalar.value) || ((0xA0...0xFF).contains(scalar.value) && scalar.value != 0xAD)
                || behindLatin1.contains(scalar.value)
        }
    }

    private static let behindLatin1: Set<UInt32> = [
        0x20AC, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x017D,
        0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x017E,
        0x0178,
    ]

    /// A line by its baseline. A field block aligns; there a backslash would be a command even in hex, so it
    /// becomes a slash.
    static func field(_ line: Typesetter.SetLine) -> String {
        let size = Int(line.size.rounded())
        let font = "^A0N,\(size),\(size)"
        switch line.alignment {
        case .left:
            return "^FT\(line.x),\(line.baseline)\(font)^FH^FD\(escaped(line.text))^FS\n"
        case .centre, .right:
            let text = String(line.text.map { $0 == "\\" ? "/" : $0 })
            let side = line.alignment == .right ? "R" : "C"
            return "^FT\(line.x),\(line.baseline)\(font)^FB\(line.width),1,0,\(side)^FH^FD\(escaped(text))^FS\n"
        }
    }

    /// Letters, digits and harmless signs as they are, all else byte by byte in hex.
    static func escaped(_ text: String) -> String {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count * 2)
        for byte in text.utf8 {
            if safe[Int(byte)] {
                escaped.append(byte)
            } else {
                escaped.append(UInt8(ascii: "_"))
                escaped.append(digits[Int(byte >> 4)])
                escaped.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
    private static let safe: [Bool] = {
        var safe = [Bool](repeating: false, count: 256)
        for byte in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;/()+-=?&%#@*'".utf8 {
            safe[Int(byte)] = true
        }
        return safe
    }()
}

/// A picture in `^GFA`, compressed: a count before each hex digit (G–Y for 1–19, g–z for 20–400), `,` for
/// white to the end of the row, `!` for black, `:` for a row like the one above.
enum ZPLGraphic {
    static func field(_ bitmap: Bitmap) -> String {
        let total = bitmap.bits.count
        return "^GFA,\(total),\(total),\(bitmap.bytesPerRow),\(compressed(bitmap))"
    }

    private static func compressed(_ bitmap: Bitmap) -> String {
        var data: [UInt8] = []
        var above: ArraySlice<UInt8>?
        for row in 0..<bitmap.height {
            let bytes = bitmap.bits[row * bitmap.bytesPerRow..<(row + 1) * bitmap.bytesPerRow]
            if let above, above.elementsEqual(bytes) {
                data.append(UInt8(ascii: ":"))
            } else {
                append(bytes, to: &data)
            }
            above = bytes
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func append(_ bytes: ArraySlice<UInt8>, to data: inout [UInt8]) {
        let nibbles = bytes.flatMap { [$0 >> 4, $0 & 15] }
        var index = 0
        while index < nibbles.count {
            let value = nibbles[index]
            let end = nibbles[index...].firstIndex { $0 != value } ?? nibbles.count
            if end == nibbles.count, value == 0 || value == 15 {
                data.append(value == 0 ? UInt8(ascii: ",") : UInt8(ascii: "!"))
                return
            }
            append(count: end - index, value, to: &data)
            index = end
        }
    }

    private static func append(count: Int, _ value: UInt8, to data: inout [UInt8]) {
        var left = count
        while left > 0 {
            let part = min(left, 419)
            if part >= 20 { data.append(UInt8(ascii: "g") + UInt8(part / 20 - 1)) }
            if part % 20 > 0, part > 1 { data.append(UInt8(ascii: "G") + UInt8(part % 20 - 1)) }
            data.append(value < 10 ? 48 + value : 55 + value)
            left -= part
        }
    }
}
