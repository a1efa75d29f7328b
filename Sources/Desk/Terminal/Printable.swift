import Returns

/// Foreign text made fit for a terminal.
///
/// A name can hold ESC sequences that move the cursor, rename the window or type on the reader's behalf, and
/// bidirectional overrides (UAX #9) that make it look like another. Such characters are written out as
/// `\u{1b}`; everything that a person can mean in a text stays as it is.
enum Printable {
    /// On one line: line ends and tabs are written out as well.
    static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: deceives) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": safe += "\\n"
            case "\r": safe += "\\r"
            case "\t": safe += "\\t"
            default:
                if deceives(scalar) {
                    safe += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    safe.unicodeScalars.append(scalar)
                }
            }
        }
        return safe
    }

    /// Line by line; line ends of any kind part the lines, tabs become spaces.
    static func block(_ text: String) -> [String] {
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
            .map { line(String($0.map { $0 == "\t" ? " " : $0 })) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// The lines of `block` with plain line ends, for places that wrap.
    static func text(_ text: String) -> String { block(text).joined(separator: "\n") }

    /// Bytes that should be text: what is not UTF-8 becomes U+FFFD.
    static func block(_ bytes: [UInt8]) -> [String] { block(String(decoding: bytes, as: UTF8.self)) }

    /// A JSON text in which the same characters are written as JSON writes them, `\u001b`. They can stand in
    /// strings only, so the value stays the same.
    static func json(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: deceives) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            if deceives(scalar) {
                for unit in UTF16.encode(scalar) ?? .init() {
                    let digits = String(unit, radix: 16)
                    safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    private static func deceives(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        if scalar.isControl || scalar.isBidirectionalControl { return true }
        switch scalar.properties.generalCategory {
        // The joiners shape Persian and Indic words and emoji; they move nothing.
        case .format: return scalar.value != 0x200C && scalar.value != 0x200D
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
        default: return false
        }
    }
}
