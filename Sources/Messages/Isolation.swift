import Returns

/// Keeps what is put into a sentence from turning it round, and from being turned round by it.
///
/// In a line that runs from right to left, `RMA-4KD-9T2X` or `+49 511 5550` would be shown in pieces and in the
/// wrong order; an Arabic name does the same to an English line. An isolate (UAX #9, 2.3) sets the inserted text
/// in its own direction, and the sentence around it takes no notice.
package enum Isolation {
    /// LEFT-TO-RIGHT ISOLATE, for what is always written that way: amounts, times.
    static let leftToRight: Unicode.Scalar = "\u{2066}"
    /// FIRST STRONG ISOLATE, for foreign text: its first letter decides.
    static let firstStrong: Unicode.Scalar = "\u{2068}"
    /// POP DIRECTIONAL ISOLATE.
    static let end: Unicode.Scalar = "\u{2069}"

    /// A text for a sentence of the language; as it is where nothing can turn. Isolates of its own stay where each is
    /// closed, as in a sentence that is put into another; any other directional control is taken out: a stray one
    /// would end the isolate around it.
    package static func isolated(_ text: String, in language: Language) -> String {
        guard needsIsolate(text, in: language) else { return text }
        let isWhole = holdsWholeIsolates(text)
        let kept = text.unicodeScalars.filter { !$0.isBidirectionalControl || (isWhole && $0.isIsolate) }
        return kept.isEmpty ? "" : wrapped(String(String.UnicodeScalarView(kept)), firstStrong)
    }

    private static func holdsWholeIsolates(_ text: String) -> Bool {
        var open = 0
        for scalar in text.unicodeScalars where scalar.isIsolate {
            open += scalar == end ? -1 : 1
            if open < 0 { return false }
        }
        return open == 0
    }

    /// What is written from left to right in every language.
    static func leftToRight(_ text: String, in language: Language) -> String {
        language.isRightToLeft ? wrapped(text, leftToRight) : text
    }

    private static func wrapped(_ text: String, _ start: Unicode.Scalar) -> String {
        var view = String.UnicodeScalarView()
        view.append(start)
        view.append(contentsOf: text.unicodeScalars)
        view.append(end)
        return String(view)
    }

    private static func needsIsolate(_ text: String, in language: Language) -> Bool {
        if !language.isRightToLeft {
            // Nothing below U+0590 runs from right to left, and most texts are below it.
            return text.unicodeScalars.contains { $0.value >= 0x590 && ($0.isRightToLeft || $0.isBidirectionalControl) }
        }
        return text.unicodeScalars.contains { scalar in
            if scalar.value < 0x80 { return scalar != " " }
            return !scalar.isRightToLeft
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isIsolate: Bool { (0x2066...0x2069).contains(value) }

    /// Letters of the scripts that run from right to left: the blocks that Unicode keeps for them.
    package var isRightToLeft: Bool {
        switch value {
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }
}
