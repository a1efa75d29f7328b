/// Breaks plain text into lines of a limited width. Works on UTF-8: what Western languages write is counted
/// from the bytes, anything else (combining marks, wide characters) as characters.
package enum PlainText {
    /// Lines that begin with a list's mark (`1. `, `- `) or with spaces go on under their first word. Words
    /// longer than a line are cut, except links, which would not work any more. Several empty lines become one.
    /// - Parameter text: UTF-8.
    package static func wrapped(_ text: [UInt8], columns: Int) -> [UInt8] {
        var page = Page(limit: columns, capacity: text.count + text.count / 16)
        // Slices of a buffer, because those of an array are counted references: half of the time here.
        text.withUnsafeBufferPointer { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let end = rest.firstIndex(of: lineFeed) ?? rest.endIndex
                page.add(line: rest[..<end])
                rest = rest[end...].dropFirst()
            }
        }
        return page.bytes.isEmpty ? [lineFeed] : page.bytes
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>
    private static let lineFeed = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    // MARK: Columns

    /// Columns that a text takes on a terminal: East Asian wide characters take two.
    private static func columns(of text: Bytes) -> Int {
        var count = 0
        var index = text.startIndex
        while index < text.endIndex {
            let length = lengthOfPlainSign(text, index)
            guard length > 0 else { return characters(text).reduce(0) { $0 + columns(of: $1) } }
            count += 1
            index += length
        }
        return count
    }

    /// Bytes of a sign that is one character and one column whatever stands beside it: ASCII, Latin up to
    /// U+02FF, dashes and quotation marks (U+2010 to U+203F), currency and mathematical signs. Else 0.
    private static func lengthOfPlainSign(_ text: Bytes, _ index: Int) -> Int {
        let first = text[index]
        if first < 0x80 { return 1 }
        if first < 0xCC { return 2 }
        guard first == 0xE2, index + 2 < text.endIndex else { return 0 }
        let (second, third) = (text[index + 1], text[index + 2])
        let isPlain = (second == 0x80 && third >= 0x90) || (second == 0x82 && third >= 0xA0) || second == 0x88
        return isPlain ? 3 : 0
    }

    private static func characters(_ text: Bytes) -> String { String(decoding: text, as: UTF8.self) }

    private static func columns(of sign: Character) -> Int {
        guard let first = sign.unicodeScalars.first else { return 1 }
        return switch first.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }

    // MARK: Lines

    /// The lines written so far, and where the next word would stand.
    private struct Page {
        let limit: Int
        private(set) var bytes: [UInt8] = []
        private var isGapOwed = false
        private var indent = 0
        private var column = 0
        private var isAtStart = true

        init(limit: Int, capacity: Int) {
            self.limit = limit
            bytes.reserveCapacity(capacity)
        }

        mutating func add(line: Bytes) {
            guard line.contains(where: { $0 != space }) else {
                isGapOwed = !bytes.isEmpty
                return
            }
            if isGapOwed { bytes.append(lineFeed) }
            isGapOwed = false
            indent = PlainText.hangingIndent(of: line)
            column = indent
            isAtStart = true
            bytes.append(contentsOf: line.prefix(indent))
            var rest = line.dropFirst(indent)
            while let start = rest.firstIndex(where: { $0 != space }) {
                let end = rest[start...].firstIndex(of: space) ?? rest.endIndex
                add(word: rest[start..<end])
                rest = rest[end...]
            }
            bytes.append(lineFeed)
        }

        private mutating func add(word: Bytes) {
            let room = limit - indent
            let width = columns(of: word)
            guard width > room, !word.starts(with: "https://".utf8), !word.starts(with: "http://".utf8) else {
                place(word, width)
                return
            }
            var part = word.prefix(0)
            var partWidth = 0
            for sign in characters(word) {
                let next = columns(of: sign)
                if partWidth + next > room, !part.isEmpty {
                    place(part, partWidth)
                    part = word[part.endIndex..<part.endIndex]
                    partWidth = 0
                }
                part = word[part.startIndex..<min(part.endIndex + sign.utf8.count, word.endIndex)]
                partWidth += next
            }
            place(part, partWidth)
        }

        private mutating func place(_ part: Bytes, _ width: Int) {
            if !isAtStart, column + 1 + width > limit {
                bytes.append(lineFeed)
                bytes.append(contentsOf: repeatElement(space, count: indent))
                column = indent
                isAtStart = true
            }
            if !isAtStart {
                bytes.append(space)
                column += 1
            }
            bytes.append(contentsOf: part)
            column += width
            isAtStart = false
        }
    }

    private static func hangingIndent(of line: Bytes) -> Int {
        let rest = line.drop { $0 == space }
        let spaces = line.count - rest.count
        let digits = rest.prefix { (48...57).contains($0) }.count
        if digits > 0, rest.dropFirst(digits).starts(with: ". ".utf8) { return spaces + digits + 2 }
        return rest.starts(with: "- ".utf8) ? spaces + 2 : spaces
    }
}
