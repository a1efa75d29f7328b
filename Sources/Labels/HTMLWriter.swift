/// Writes HTML so that text cannot become markup: what is taken as it stands is a literal of this program, and
/// everything else is escaped.
struct HTMLWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Our own markup.
    mutating func markup(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Text in content or between the quotation marks of an attribute.
    mutating func text(_ text: String) { HTMLEscape.append(text, to: &bytes) }

    mutating func element(_ open: StaticString, _ text: String, _ close: StaticString) {
        markup(open)
        self.text(text)
        markup(close)
    }
}

/// Escapes text for HTML content and quoted attributes.
enum HTMLEscape {
    /// Bytes decide, as in browsers: to Swift a quotation mark that carries a combining accent is no quotation mark,
    /// yet it would end an attribute.
    static func append(_ text: String, to page: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for (index, byte) in bytes.enumerated() {
                guard let escaped = replacement(byte) else { continue }
                page.append(contentsOf: bytes[start..<index])
                page.append(contentsOf: escaped.utf8)
                start = index + 1
            }
            page.append(contentsOf: bytes[start...])
        }
    }

    private static func replacement(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
