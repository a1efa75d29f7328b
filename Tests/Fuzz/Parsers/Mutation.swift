/// Chance that begins at a seed: the same seed makes the same run.
public struct SeededChance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// SplitMix64.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    public mutating func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(next() % UInt64(bound)) }
}

/// Makes a hostile neighbour out of an honest input.
public struct Mutation {
    public static let bytesMax = 65_536
    private let corpus: [[UInt8]]

    public init(corpus: [[UInt8]]) { self.corpus = corpus.isEmpty ? [[]] : corpus }

    public func make(_ chance: inout SeededChance) -> [UInt8] {
        var bytes = corpus[chance.below(corpus.count)]
        // Short ones by chance alone, too: many traps are near nothing.
        if chance.below(16) == 0 { bytes = (0..<chance.below(12)).map { _ in Self.sign(&chance) } }
        for _ in 0...chance.below(5) { change(&bytes, &chance) }
        return Array(bytes.prefix(Self.bytesMax))
    }

    private func change(_ bytes: inout [UInt8], _ chance: inout SeededChance) {
        let place = chance.below(bytes.count + 1)
        let length = chance.below(1 << chance.below(7))
        let range = place..<min(bytes.count, place + length)
        switch chance.below(12) {
        case 0: bytes.removeSubrange(range)
        case 1: bytes.insert(contentsOf: Array(bytes[range]), at: place)
        case 2: bytes.removeSubrange(place...)
        case 3, 4: bytes.insert(contentsOf: Self.words[chance.below(Self.words.count)], at: place)
        case 5: bytes.replaceSubrange(range, with: Self.words[chance.below(Self.words.count)])
        case 6: bytes.insert(Self.sign(&chance), at: place)
        case 7 where place < bytes.count: bytes[place] = Self.sign(&chance)
        case 8 where place < bytes.count: bytes[place] ^= 1 << UInt8(chance.below(8))
        case 9:
            let other = corpus[chance.below(corpus.count)]
            let from = chance.below(other.count + 1)
            bytes.replaceSubrange(place..., with: other[from...])
        case 10:
            let piece = Array(bytes[range])
            for _ in 0..<chance.below(64) where bytes.count < Self.bytesMax {
                bytes.insert(contentsOf: piece, at: place)
            }
        default: for index in range { bytes[index] = UInt8(truncatingIfNeeded: chance.next()) }
        }
    }

    private static func sign(_ chance: inout SeededChance) -> UInt8 {
        let special =
            Array("\0\u{1}\u{2}\u{3}\n\r\t \"'\\,;:|{}[]()<>&=+-*@^~_#%/.0123456789aAeEtTzZ".utf8) + [0x7F, 0x80, 0xFF]
        return chance.below(3) == 0 ? UInt8(truncatingIfNeeded: chance.next()) : special[chance.below(special.count)]
    }

    private static let words: [[UInt8]] = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "1e309", "-0",
        "0.1", "1e-400", "99999999999999999999999999999999999999999", "null", "true", "NaN", "{}", "[]", "\"\"",
        "\\u0000",
        "\\ud800", "\\udfff\\ud800", "\u{FEFF}", "\u{202E}", "\u{1B}[2J", "\u{9B}31m", "e\u{301}", "\"\u{301}",
        ",\u{301}",
        "\r\n", "\n\n", "\u{2028}", "=cmd|' /C calc'!A0", "^XZ^XA~JR", "../../etc/passwd", "%00", "%s%n", "\u{1D}",
        "]C1",
        "2026-02-29", "9999-12-31", "0000-00-00", "2026-11-22T07:00:00+99:99", "24:60:61", "&a", "*a", "<<: *a",
        "!!binary ",
        "? ", "- ", "---\n", "- - - - - -", "|2-\n", "<!ENTITY a \"b\">", "<use href=\"#a\"/>", "url(#a)", "https://",
        "[::1]",
        "127.0.0.1", "0x7f.1", "t=,v1=", "hmac-sha256-hex=", "Retry-After: ", "HTTP/1.1 ", "whsec_", " until=",
        "\u{3}\u{3}\u{3}",
    ].map { Array($0.utf8) }
}
