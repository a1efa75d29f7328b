/// Strings and numbers.
extension JSONParser {
    /// A string in double quotes. Its bytes are checked as UTF-8 on the way.
    mutating func string() throws(JSONProblem) -> String {
        let opened = position
        offset += 1
        let start = offset
        while offset < end {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                let text = String(decoding: bytes[start..<offset], as: UTF8.self)
                offset += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start, opened: opened)
            case 0..<0x20: throw controlCharacter(byte, opened: opened)
            case 0x20..<0x80: offset += 1
            default: try skipMultibyteCharacter()
            }
        }
        throw unclosedString(opened: opened)
    }

    /// The slow way, from the first backslash on.
    private mutating func escapedString(from start: Int, opened: TextPosition) throws(JSONProblem) -> String {
        var text = Array(bytes[start..<offset])
        while offset < end {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text, opened: opened)
            case 0..<0x20: throw controlCharacter(byte, opened: opened)
            case 0x20..<0x80:
                text.append(byte)
                offset += 1
            default:
                let first = offset
                try skipMultibyteCharacter()
                text.append(contentsOf: bytes[first..<offset])
            }
        }
        throw unclosedString(opened: opened)
    }

    private mutating func escape(into text: inout [UInt8], opened: TextPosition) throws(JSONProblem) {
        guard offset + 1 < end else { throw unclosedString(opened: opened) }
        let plain: UInt8
        switch bytes[offset + 1] {
        case UInt8(ascii: "\""): plain = UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): plain = UInt8(ascii: "\\")
        case UInt8(ascii: "/"): plain = UInt8(ascii: "/")
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape()
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return
        default: throw badEscape()
        }
        text.append(plain)
        offset += 2
    }

    /// `\uXXXX`, or two of them for a character beyond the basic plane.
    private mutating func unicodeEscape() throws(JSONProblem) -> Unicode.Scalar {
        guard let first = hexUnit(at: offset) else { throw badEscape() }
        if let scalar = Unicode.Scalar(first) {
            offset += 6
            return scalar
        }
        guard first < 0xDC00, let second = hexUnit(at: offset + 6), (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw loneSurrogate(first) }
        offset += 12
        return scalar
    }

    private func hexUnit(at index: Int) -> UInt32? {
        guard index + 6 <= end, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var unit: UInt32 = 0
        for byte in bytes[(index + 2)..<(index + 6)] {
            switch byte {
            case 0x30...0x39: unit = unit << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: unit = unit << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: unit = unit << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return unit
    }

    /// Unicode 16, table 3-7: well-formed UTF-8 byte sequences.
    private mutating func skipMultibyteCharacter() throws(JSONProblem) {
        let first = bytes[offset]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw badEncoding()
        }
        guard offset + length <= end, second.contains(bytes[offset + 1]) else { throw badEncoding() }
        for index in 2..<max(2, length) where bytes[offset + index] & 0xC0 != 0x80 { throw badEncoding() }
        offset += length
        columnBase += length - 1
    }

    /// The text of a number, exactly as it is written.
    mutating func number() throws(JSONProblem) -> String {
        let (start, place) = (offset, position)
        if current == UInt8(ascii: "-") { offset += 1 }
        switch current {
        case UInt8(ascii: "0"):
            offset += 1
            if let next = current, (0x30...0x39).contains(next) {
                throw badNumber(from: start, at: place, remedy: "Take off the zeros in front, or write text in quotes.")
            }
        case .some(0x31...0x39): skipDigits()
        default:
            throw badNumber(from: start, at: place, remedy: "Write digits behind the minus sign.")
        }
        if current == UInt8(ascii: ".") {
            offset += 1
            guard skipDigits() else {
                throw badNumber(from: start, at: place, remedy: "Write at least one digit behind the point.")
            }
        }
        if let sign = current, sign | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
            guard skipDigits() else {
                throw badNumber(from: start, at: place, remedy: "Write at least one digit behind the \"e\".")
            }
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    @discardableResult
    private mutating func skipDigits() -> Bool {
        let start = offset
        while offset < end, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
        return offset > start
    }
}
