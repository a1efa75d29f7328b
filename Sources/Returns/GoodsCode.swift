/// The number of an article or of a unit, made comparable: people type it without its hyphens and in small letters,
/// scanners send what stands around it in the bar code.
package enum GoodsCode {
    /// The number of a unit: its letters and digits, without case and accents.
    package static func unit(_ text: some StringProtocol) -> String {
        let bare = withoutSymbology(text)
        let folded = String(bare.folded.filter { $0.isLetter || $0.isNumber })
        return folded.isEmpty ? bare : folded
    }

    /// The number of an article: the same, but that a GTIN has 14 digits in whatever form it comes (GS1 General
    /// Specifications, 3.3.2), and is taken out of the bar code that has a serial number or a lot beside it.
    package static func article(_ text: some StringProtocol) -> String {
        let bare = withoutSymbology(text)
        let folded = unit(GoodsElements(bare)?.gtin ?? bare)
        return gtin(folded) ?? folded
    }

    /// The serial number that stands in a bar code beside the article's: application identifier (21).
    package static func serial(in text: some StringProtocol) -> String? {
        GoodsElements(withoutSymbology(text))?.serial
    }

    /// A GTIN of 8, 12, 13 or 14 digits as 14; nil for what is none.
    private static func gtin(_ text: String) -> String? {
        guard [8, 12, 13, 14].contains(text.utf8.count), text.utf8.allSatisfy(\.isASCIIDigit),
            CheckDigitRule.gs1.accepts(text)
        else { return nil }
        return String(repeating: "0", count: 14 - text.utf8.count) + text
    }

    /// Without the sign of the symbology that a scanner may put in front (ISO/IEC 15424), and white space at the ends.
    private static func withoutSymbology(_ text: some StringProtocol) -> String {
        let trimmed = text.trimmingWhitespace()
        guard trimmed.hasPrefix("]"), trimmed.count > 3 else { return String(trimmed) }
        return String(trimmed.dropFirst(3))
    }
}

/// What a GS1 bar code on goods says: a GTIN, AI (01), and what may follow it.
private struct GoodsElements {
    let gtin: String
    private(set) var serial: String?

    /// Dates and the like, whose lengths are fixed; all others end at a separator (GS1 General Specifications, 7.8.5).
    private static let lengths = ["11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2]
    private static let separator: Character = "\u{1D}"

    /// - Returns: nil for what does not begin with a GTIN in its element.
    init?(_ text: String) {
        // Parentheses are printed under the code, and stand in no element of numbers.
        let marked = text.map { $0 == "(" ? Self.separator : $0 }.filter { $0 != ")" }
        var rest = marked.drop { $0 == Self.separator }
        guard rest.starts(with: "01"), rest.count >= 16 else { return nil }
        let digits = String(rest.dropFirst(2).prefix(14))
        guard digits.utf8.count == 14, digits.utf8.allSatisfy(\.isASCIIDigit), CheckDigitRule.gs1.accepts(digits)
        else { return nil }
        gtin = digits
        rest = rest.dropFirst(16).drop { $0 == Self.separator }
        while rest.count > 2 {
            let identifier = String(rest.prefix(2))
            let length = Self.lengths[identifier]
            let value = rest.dropFirst(2).prefix { $0 != Self.separator }.prefix(length ?? .max)
            if identifier == "21" { serial = String(value) }
            rest = rest.dropFirst(2 + value.count).drop { $0 == Self.separator }
        }
    }
}

extension StringProtocol {
    /// In small letters and without accents, as people type.
    package var folded: String {
        var folded = ""
        for scalar in lowercased().unicodeScalars {
            switch scalar {
            case "à", "á", "â", "ã", "ä", "å": folded += "a"
            case "ç": folded += "c"
            case "è", "é", "ê", "ë": folded += "e"
            case "ì", "í", "î", "ï": folded += "i"
            case "ñ": folded += "n"
            case "ò", "ó", "ô", "õ", "ö", "ø": folded += "o"
            case "ù", "ú", "û", "ü": folded += "u"
            case "ý", "ÿ": folded += "y"
            case "ß": folded += "ss"
            case "æ": folded += "ae"
            case "œ": folded += "oe"
            default:
                // Combining marks (U+0300…U+036F) vanish, so composed and decomposed text meet.
                if !(0x300...0x36F).contains(scalar.value) { folded.unicodeScalars.append(scalar) }
            }
        }
        return folded
    }
}
