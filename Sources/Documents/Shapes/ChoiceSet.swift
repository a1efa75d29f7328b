/// The words that a field may hold, with what people write for them in four languages.
final class ChoiceSet: Sendable {
    struct Choice: Sendable {
        let value: String
        /// Other spellings that JSON may use too.
        let spellings: [String]
        /// What tables may say as well; compared without case, accents, spaces and punctuation.
        let words: [String]

        init(_ value: some RawRepresentable<String>, spellings: [String] = [], _ words: String...) {
            self.value = value.rawValue
            self.spellings = spellings
            self.words = words
        }
    }

    let choices: [Choice]
    private let exact: [String: String]
    private let folded: [String: String]

    init(_ choices: [Choice]) {
        self.choices = choices
        let pairs = choices.flatMap { choice in ([choice.value] + choice.spellings).map { ($0, choice.value) } }
        exact = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        let words = choices.flatMap { choice in
            ([choice.value] + choice.spellings + choice.words).map { (Folded.key($0), choice.value) }
        }
        folded = Dictionary(words, uniquingKeysWith: { first, _ in first })
    }

    var values: [String] { choices.map(\.value) }
    /// What JSON accepts, in order.
    var spellings: [String] { choices.flatMap { [$0.value] + $0.spellings } }
    /// Words that stand for two choices; a test wants none.
    var collisions: [String] {
        var owners: [String: String] = [:]
        return choices.flatMap { choice in
            ([choice.value] + choice.spellings + choice.words).filter { word in
                defer { owners[Folded.key(word)] = choice.value }
                return owners[Folded.key(word)].map { $0 != choice.value } ?? false
            }
        }
    }

    func exactly(_ text: String) -> String? { exact[text] }
    /// As people write it in tables.
    func loosely(_ text: String) -> String? { exact[text] ?? folded[Folded.key(text)] }
    /// The choice that the text most likely means.
    func nearest(_ text: String) -> String? { loosely(text) ?? Similar.nearest(text, among: values) }
}

/// Text reduced to what identifies a word: lower case, without accents, spaces and punctuation.
///
/// `ä` and `ae`, `ö` and `oe`, `ü` and `ue` become the same, because German is written both ways.
enum Folded {
    static func key(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x30...0x39, 0x61...0x7A: append(UInt8(scalar.value), to: &bytes)
            case 0x41...0x5A: append(UInt8(scalar.value + 0x20), to: &bytes)
            case 0..<0x80: break
            default:
                for byte in (base[scalar] ?? lowercasedLetter(scalar)).utf8 { append(byte, to: &bytes) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        let isUmlautE =
            byte == UInt8(ascii: "e")
            && (bytes.last == UInt8(ascii: "a") || bytes.last == UInt8(ascii: "o") || bytes.last == UInt8(ascii: "u"))
        if !isUmlautE { bytes.append(byte) }
    }

    private static func lowercasedLetter(_ scalar: Unicode.Scalar) -> String {
        scalar.properties.isAlphabetic ? scalar.properties.lowercaseMapping : ""
    }

    private static let base: [Unicode.Scalar: String] = {
        let rows: [(String, String)] = [
            ("àáâãäåāăąÀÁÂÃÄÅĀĂĄ", "a"), ("çćčÇĆČ", "c"), ("ďđĎĐ", "d"), ("èéêëēėęěÈÉÊËĒĖĘĚ", "e"),
            ("ìíîïīıÌÍÎÏĪİ", "i"), ("łŁ", "l"), ("ñńňÑŃŇ", "n"), ("òóôõöøōőÒÓÔÕÖØŌŐ", "o"), ("řŘ", "r"),
            ("śšşŚŠŞ", "s"), ("ťţŤŢ", "t"), ("ùúûüūůűÙÚÛÜŪŮŰ", "u"), ("ýÿÝŸ", "y"), ("źżžŹŻŽ", "z"),
            ("ßẞ", "ss"), ("æÆ", "a"), ("œŒ", "o"),
        ]
        var table: [Unicode.Scalar: String] = [:]
        for (letters, plain) in rows {
            for letter in letters.unicodeScalars { table[letter] = plain }
        }
        return table
    }()
}

/// Finds what somebody probably meant.
enum Similar {
    /// Words longer than this are not compared.
    private static let lengthMax = 40

    /// The candidate that differs least, when it differs by at most two letters in five.
    static func nearest(_ text: String, among candidates: [String]) -> String? {
        let wanted = Array(Folded.key(text).utf8.prefix(lengthMax + 1))
        guard wanted.count >= 2, wanted.count <= lengthMax else { return nil }
        let scored = candidates.map { ($0, distance(wanted, Array(Folded.key($0).utf8))) }
        guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 * 5 <= max(wanted.count, 3) * 2 else { return nil }
        return best.0
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous: [Int] = []
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var next = [i + 1]
            for (j, b) in right.enumerated() {
                var cost = min(row[j + 1] + 1, next[j] + 1, row[j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { cost = min(cost, previous[j - 1] + 1) }
                next.append(cost)
            }
            (previous, row) = (row, next)
        }
        return row[right.count]
    }
}
