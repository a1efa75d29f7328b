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
        switch line.edge {
        case .left:
            return "^FT\(line.x),\(line.baseline)\(font)^FH^FD\(escaped(line.text))^FS\n"
        case .centre, .right:
            let text = String(line.text.map { $0 == "\\" ? "/" : $0 })
            let side = line.edge == .right ? "R" : "C"
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
