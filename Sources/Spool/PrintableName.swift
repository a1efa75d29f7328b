/// A name made fit to be read: what could deceive a reader is percent-encoded.
///
/// Encoded are control characters (a newline in a name could forge a log line),
/// characters that reorder, hide or break text (bidirectional overrides can make
/// `cod.exe` look like `exe.doc`), bytes that are no UTF-8, and `%` itself, so that
/// two different names never print alike.
extension FileName: CustomStringConvertible {
    package var description: String { printable }

    package var printable: String {
        var text = ""
        var rest = bytes
        while let lead = rest.first {
            let length = Self.scalarLength(lead: lead)
            if let character = String(validating: rest.prefix(length), as: UTF8.self),
                let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1
            {
                if scalar == "%" || Self.deceives(scalar) {
                    for byte in rest.prefix(length) { text += Self.percentEncoded(byte) }
                } else {
                    text.unicodeScalars.append(scalar)
                }
                rest = rest.dropFirst(length)
            } else {
                text += Self.percentEncoded(lead)
                rest = rest.dropFirst()
            }
        }
        return text
    }

    /// How many bytes a UTF-8 sequence with this first byte claims to have.
    private static func scalarLength(lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    private static func deceives(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        case .spaceSeparator: scalar != " "
        default: false
        }
    }

    private static func percentEncoded(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "%0" + digits : "%" + digits
    }
}
