import Labels
import Testing

@Suite("Plain text")
struct PlainTextTests {
    private func wrapped(_ text: String, _ columns: Int) -> String {
        String(decoding: PlainText.wrapped(Array(text.utf8), columns: columns), as: UTF8.self)
    }

    @Test("Western text is broken at spaces, counted one by one", arguments: 0..<300)
    func wrapping(seed: Int) {
        var random = SplitMix64(state: UInt64(seed))
        let pieces = [
            "a", "word", "Rücksendung", "–", "„Zitat“", "€", "−5", "12\u{202F}345,67\u{A0}€", "e\u{301}\u{302}",
            "👩‍👧", "- ", "3. ", " ", "   ", "\n", "\n\n", "مرحبا", "⁨RMA-1⁩،",
            "https://example.com/" + String(repeating: "y", count: 30),
            String(repeating: "ö", count: 45), "1.", "ก็", "\u{AD}", "ﬀ",
        ]
        let text = (0..<60).map { _ in pieces.randomElement(using: &random) ?? "" }.joined(separator: " ")
        let columns = [20, 40, 72][seed % 3]
        #expect(wrapped(text, columns) == Reference.wrapped(text, columns: columns), "seed \(seed)")
    }

    @Test("mixed scripts never pass the limit and lose nothing but spaces", arguments: 0..<300)
    func mixed(seed: Int) {
        var random = SplitMix64(state: UInt64(seed))
        let pieces = [
            "漢字", "かな。", "「引用」", "（火）", "2026年11月24日", "09:00～13:30", "word", "RMA-4KD-9T2X", "مرحبا", "、", "ー",
            "\u{2068}أحمد علي\u{2069}", "\u{2066}12.50\u{A0}€\u{2069}", " ", "\n", String(repeating: "漢", count: 60),
            String(repeating: "あ、", count: 40), String(repeating: "x", count: 90),
        ]
        let text = (0..<50).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        let columns = [20, 40, 72][seed % 3]
        let found = wrapped(text, columns)
        for line in found.split(separator: "\n") { #expect(Columns.count(line) <= columns, "seed \(seed): \(line)") }
        let letters = { (text: String) in text.unicodeScalars.filter { !$0.properties.isWhitespace && !isIsolate($0) } }
        #expect(Array(letters(found)) == Array(letters(text)), "seed \(seed)")
    }

    private func isIsolate(_ scalar: Unicode.Scalar) -> Bool { (0x2066...0x2069).contains(scalar.value) }

    @Test("a line of Japanese begins with no closing mark, ends with no opening one and breaks no number")
    func kinsoku() {
        let text = String(repeating: "返品は2026年11月24日（火）までに「窓口」で、1,500円を09:00～13:30にどうぞ。", count: 8)
        for columns in 20...72 {
            let lines = wrapped(text, columns).split(separator: "\n")
            #expect(lines.joined() == text)
            for (line, next) in zip(lines, lines.dropFirst()) {
                let (last, first) = (line.last ?? " ", next.first ?? " ")
                #expect(!"（「".contains(last), "\(columns): \(line)")
                #expect(!"）」。、～円年月日".contains(first), "\(columns): \(next)")
                #expect(!(last.isNumber && (first.isNumber || first == "," || first == ":")), "\(columns)")
                #expect(last != "～")
            }
        }
    }

    @Test("an isolate that a break would cut is closed before it and opened behind it")
    func isolates() {
        let text = "   تحية \u{2068}Noise cancelling headphones, black\u{2069}، شكرًا"
        #expect(
            wrapped(text, 20)
                == "   تحية \u{2068}Noise\u{2069}\n   \u{2068}cancelling\u{2069}\n"
                + "   \u{2068}headphones,\u{2069}\n"
                + "   \u{2068}black\u{2069}، شكرًا\n")
    }

    @Test("nothing but spaces is one line feed", arguments: ["", " ", "\n\n  \n"])
    func empty(text: String) { #expect(wrapped(text, 72) == "\n") }

    @Test("several empty lines become one, and none stands at the end")
    func gaps() { #expect(wrapped("\n\na\n\n\n\nb\n\n", 72) == "a\n\nb\n") }
}

/// The rules of `PlainText` for text without wide characters, character by character: slow and plain.
private enum Reference {
    static func wrapped(_ text: String, columns: Int) -> String {
        var lines: [String] = []
        for bytes in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            let line = String(decoding: bytes, as: UTF8.self)
            if line.utf8.allSatisfy({ $0 == 32 }) {
                if lines.last?.isEmpty == false { lines.append("") }
            } else {
                lines += broken(line, columns)
            }
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func broken(_ line: String, _ limit: Int) -> [String] {
        let start = line.firstMatch(of: /^ *([0-9]+\. |- )?/.matchingSemantics(.unicodeScalar))
        let mark = start.map { String($0.output.0) } ?? ""
        var lines = [mark]
        var column = mark.utf8.count
        var isAtStart = true
        for bytes in line.utf8.dropFirst(mark.utf8.count).split(separator: 32) {
            for part in cut(String(decoding: bytes, as: UTF8.self), limit - mark.utf8.count) {
                if !isAtStart, column + 1 + Columns.count(part) > limit {
                    lines.append(String(repeating: " ", count: mark.utf8.count))
                    column = mark.utf8.count
                    isAtStart = true
                }
                lines[lines.count - 1] += (isAtStart ? "" : " ") + part
                column += (isAtStart ? 0 : 1) + Columns.count(part)
                isAtStart = false
            }
        }
        return lines
    }

    private static func cut(_ word: String, _ room: Int) -> [String] {
        guard Columns.count(word) > room, !word.hasPrefix("https://") else { return [word] }
        var parts = [""]
        for sign in word {
            if Columns.count(parts[parts.count - 1]) + Columns.count(String(sign)) > room { parts.append("") }
            parts[parts.count - 1].append(sign)
        }
        return parts
    }
}

/// Vigna's generator: the same seed gives the same content everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
