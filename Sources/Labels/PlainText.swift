/// Breaks plain text into lines of a limited width. Works on UTF-8: what Western languages write is counted
/// from the bytes, anything else (combining marks, wide characters) as characters.
package enum PlainText {
    /// Lines that begin with a list's mark (`1. `, `- `) or with spaces go on under their first word. A line may
    /// break at a space and beside a wide character, but never before a closing mark, behind an opening one or
    /// between a number and what it counts (JIS X 4051). Words longer than a line are cut, except links, which
    /// would not work any more. Several empty lines become one. A directional isolate that a break would cut in
    /// two is closed before it and opened again behind it, because each line is a paragraph to the reader's screen.
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

    fileprivate typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>
    private static let lineFeed = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    // MARK: Lines

    /// The lines written so far, and where the next word would stand.
    private struct Page {
        let limit: Int
        private(set) var bytes: [UInt8] = []
        private var isGapOwed = false
        private var indent = 0
        private var column = 0
        private var isAtStart = true
        /// Last bytes of the isolates that are open, the outermost first.
        private var isolates: [UInt8] = []

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
            isolates = []
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
            let width = TextWidth.plain(word)
            if let width, width <= limit - indent {
                place(word, width, isGlued: false)
            } else if isLink(word) {
                // Longer than any line, or as good as that.
                place(word, limit, isGlued: false)
            } else {
                add(pieces: BreakableWord.pieces(of: String(decoding: word, as: UTF8.self)))
            }
        }

        private mutating func add(pieces: [BreakableWord.Piece]) {
            let room = limit - indent
            var isGlued = false
            for piece in pieces {
                for part in piece.width > room ? BreakableWord.cut(piece, room: room) : [piece] {
                    var text = part.text
                    text.withUTF8 { place(Slice(base: $0, bounds: 0..<$0.count), part.width, isGlued: isGlued) }
                    isGlued = true
                }
            }
        }

        private func isLink(_ word: Bytes) -> Bool {
            word.starts(with: "https://".utf8) || word.starts(with: "http://".utf8)
        }

        private mutating func place(_ part: Bytes, _ width: Int, isGlued: Bool) {
            if !isAtStart, column + (isGlued ? 0 : 1) + width > limit {
                for _ in isolates { bytes.append(contentsOf: [0xE2, 0x81, 0xA9]) }
                bytes.append(lineFeed)
                bytes.append(contentsOf: repeatElement(space, count: indent))
                for isolate in isolates { bytes.append(contentsOf: [0xE2, 0x81, isolate]) }
                column = indent
                isAtStart = true
            }
            if !isAtStart, !isGlued {
                bytes.append(space)
                column += 1
            }
            bytes.append(contentsOf: part)
            column += width
            isAtStart = isAtStart && width == 0
            note(isolatesIn: part)
        }

        /// U+2066 to U+2068 open, U+2069 closes; E2 81 A6 to E2 81 A9 in UTF-8.
        private mutating func note(isolatesIn part: Bytes) {
            var rest = part
            while let index = rest.firstIndex(of: 0xE2) {
                if index + 2 < rest.endIndex, rest[index + 1] == 0x81 {
                    switch rest[index + 2] {
                    case 0xA6...0xA8: isolates.append(rest[index + 2])
                    case 0xA9: _ = isolates.popLast()
                    default: break
                    }
                }
                rest = rest[index...].dropFirst()
            }
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

/// Columns that a text takes on a terminal or in an e-mail of fixed pitch (UAX #11).
enum TextWidth {
    /// The columns of a text in which every sign is counted by itself, whatever stands beside it: ASCII, Latin up to
    /// U+02FF, Arabic, dashes and quotation marks (U+2010 to U+203F), isolates, currency and mathematical signs. Nil
    /// for any other text.
    static func plain(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var count = 0
        var index = text.startIndex
        while index < text.endIndex {
            let first = text[index]
            if first < 0x80 {
                index += 1
                count += 1
            } else if first < 0xCC {
                index += 2
                count += 1
            } else if (0xD8...0xDB).contains(first), index + 1 < text.endIndex {
                let value = UInt32(first & 0x1F) << 6 | UInt32(text[index + 1] & 0x3F)
                guard let width = arabic(value) else { return nil }
                index += 2
                count += width
            } else {
                guard first == 0xE2, index + 2 < text.endIndex,
                    let width = punctuation(text[index + 1], text[index + 2])
                else { return nil }
                index += 3
                count += width
            }
        }
        return count
    }

    /// Letters take a column, the marks upon them none (U+0600 to U+06FF).
    private static func arabic(_ value: UInt32) -> Int? {
        switch value {
        case 0x600...0x605, 0x61C, 0x6DD: nil
        case 0x610...0x61A, 0x64B...0x65F, 0x670, 0x6D6...0x6DC, 0x6DF...0x6E4, 0x6E7, 0x6E8, 0x6EA...0x6ED: 0
        default: 1
        }
    }

    /// The bytes behind E2 in UTF-8.
    private static func punctuation(_ second: UInt8, _ third: UInt8) -> Int? {
        switch (second, third) {
        case (0x80, 0x90...0xA7), (0x80, 0xAF...0xBF), (0x82, 0xA0...0xBF), (0x88, _): 1
        case (0x81, 0xA6...0xA9): 0
        case (_, _): nil
        }
    }

    /// Two for East Asian wide characters, none for what only steers the text around it.
    static func columns(of sign: Character) -> Int {
        guard let first = sign.unicodeScalars.first else { return 0 }
        return switch first.value {
        case 0..<0x1100: 1
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: 0
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
