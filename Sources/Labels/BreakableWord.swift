/// A run of text without spaces, cut where a line may break in it: beside the wide characters of Japanese, Chinese
/// and Korean, by the rules for the beginning and the end of a line (kinsoku, JIS X 4051).
enum BreakableWord {
    /// What stays on one line.
    struct Piece: Equatable {
        var text: Substring
        var width: Int
    }

    static func pieces(of word: String) -> [Piece] {
        var pieces: [Piece] = []
        var start = word.startIndex
        var width = 0
        var previous: Sign?
        var index = start
        while index < word.endIndex {
            let sign = Sign(word[index])
            if let previous, mayBreak(between: previous, and: sign) {
                pieces.append(Piece(text: word[start..<index], width: width))
                start = index
                width = 0
            }
            width += sign.width
            previous = sign
            index = word.index(after: index)
        }
        pieces.append(Piece(text: word[start...], width: width))
        return pieces
    }

    /// A piece that is wider than a whole line, in parts that fit.
    static func cut(_ piece: Piece, room: Int) -> [Piece] {
        var parts: [Piece] = []
        var start = piece.text.startIndex
        var width = 0
        for index in piece.text.indices {
            let next = TextWidth.columns(of: piece.text[index])
            if width + next > room, index > start {
                parts.append(Piece(text: piece.text[start..<index], width: width))
                start = index
                width = 0
            }
            width += next
        }
        parts.append(Piece(text: piece.text[start...], width: width))
        return parts
    }

    /// A character by its first code point, which decides here; comparing whole characters costs ten times as much.
    private struct Sign {
        var value: UInt32
        var width: Int

        init(_ character: Character) {
            value = character.unicodeScalars.first?.value ?? 0
            width = TextWidth.columns(of: character)
        }

        /// An opening isolate belongs to what follows it; the rest that has no width to what stands before.
        var isIsolateStart: Bool { (0x2066...0x2068).contains(value) }
        var isDigit: Bool { (48...57).contains(value) }
    }

    private static func mayBreak(between left: Sign, and right: Sign) -> Bool {
        if left.isIsolateStart || (right.width == 0 && !right.isIsolateStart) { return false }
        guard left.width == 2 || right.width == 2 else { return false }
        // "24日", "3点": a number and what it counts.
        if left.isDigit { return false }
        return !opening.contains(left.value) && !closing.contains(right.value) && !noBreak.contains(left.value)
            && !noBreak.contains(right.value)
    }

    private static let noBreak = values("\u{A0}\u{202F}\u{2060}～〜")
    private static let opening = values("（「『【〔〈《［｛“‘([{￥¥$€£")
    private static let closing = values(
        "）」』】〕〉》］｝”’)]}、。，．・：；？！,.:;?!%％々ー…‥°ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")

    private static func values(_ signs: String) -> Set<UInt32> { Set(signs.unicodeScalars.map(\.value)) }
}
