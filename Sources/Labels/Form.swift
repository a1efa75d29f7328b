import Mustache

/// A template rendered once for all fillings of one shape: constant bytes with blanks between them.
///
/// Mustache decides what stands where, but it would decide it anew for every return: each `{{name}}` costs it
/// several microseconds of look-ups and dynamic casts, together 1.6 ms for one return's instructions. Filling
/// forms takes a tenth of that.
struct Form: Sendable, Equatable {
    /// How a text is written into a blank.
    enum Escaping: Sendable {
        case html
        case none
    }

    private struct Blank: Sendable, Equatable {
        /// Where in `constant` it stands.
        var offset: Int
        /// Index of the text that fills it.
        var text: Int
    }

    private let constant: [UInt8]
    private let blanks: [Blank]

    init(_ template: MustacheTemplate, for words: FormWords) {
        var count = 0
        let rendered = Array(template.render(words.marked(&count) ?? [String: Any]()).utf8)
        var constant: [UInt8] = []
        var blanks: [Blank] = []
        var position = 0
        while position < rendered.count {
            if let (text, end) = Form.blank(in: rendered, at: position) {
                blanks.append(Blank(offset: constant.count, text: text))
                position = end
            } else {
                constant.append(rendered[position])
                position += 1
            }
        }
        self.constant = constant
        self.blanks = blanks
    }

    func fill(_ texts: [String], _ escaping: Escaping, into page: inout [UInt8]) {
        var position = 0
        for blank in blanks {
            page.append(contentsOf: constant[position..<blank.offset])
            position = blank.offset
            switch escaping {
            case .html: HTMLEscape.append(texts[blank.text], to: &page)
            case .none: page.append(contentsOf: texts[blank.text].utf8)
            }
        }
        page.append(contentsOf: constant[position...])
    }

    // MARK: Marks

    // The noncharacters U+FDD0 and U+FDD1, which Unicode keeps for such inner use. Only marks and our own
    // templates are ever rendered: no foreign text passes Mustache, so none can be taken for a mark.
    private static let opening: [UInt8] = [0xEF, 0xB7, 0x90]
    private static let closing: [UInt8] = [0xEF, 0xB7, 0x91]

    static func mark(_ text: Int) -> String { String(decoding: opening + String(text).utf8 + closing, as: UTF8.self) }

    private static func blank(in bytes: [UInt8], at start: Int) -> (text: Int, end: Int)? {
        guard bytes[start] == opening[0], bytes[start...].starts(with: opening) else { return nil }
        var position = start + opening.count
        var text = 0
        while position < bytes.count, (48...57).contains(bytes[position]) {
            text = text * 10 + Int(bytes[position] - 48)
            position += 1
        }
        return (text, position + closing.count)
    }
}

/// Escapes text for HTML content and quoted attributes.
enum HTMLEscape {
    /// Mustache's own escaping is not public, and it compares whole characters: a quotation mark that carries a
    /// combining accent is no quotation mark to it and would end an attribute. Here bytes decide, as in browsers.
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
