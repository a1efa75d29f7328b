import Foundation
import Messages
import Returns
import Testing

@testable import Labels

@Suite("Forms and plain text")
struct FormTests {
    @Test(
        "the five signs of HTML are escaped, whatever stands on them",
        arguments: [
            ("plain", "plain"), ("", ""), ("<&>\"'", "&lt;&amp;&gt;&quot;&#39;"), ("a<b", "a&lt;b"),
            ("&amp;", "&amp;amp;"),
            ("\"\u{301} x='y", "&quot;\u{301} x=&#39;y"), ("<\u{FE0F}ü€👩‍👧", "&lt;\u{FE0F}ü€👩‍👧"),
        ])
    func escape(text: String, escaped: String) {
        var page: [UInt8] = []
        HTMLEscape.append(text, to: &page)
        #expect(Array(escaped.utf8) == page)
    }

    @Test("an accent on a quotation mark does not end the link's attribute")
    func attribute() throws {
        var content = Fixtures.instructions(.english)
        content.trackingURL = "https://example.com/\"\u{301} onmouseover=\"x"
        let html = try Instructions(catalogue: Fixtures.catalogue).html(content)
        #expect(html.contains("href=\"https://example.com/&quot;\u{301} onmouseover=&quot;x\""))
    }

    @Test(
        "text that looks like a blank or a template fills nothing",
        arguments: [
            "{{title}}", String(decoding: [0xEF, 0xB7, 0x90, 0x31, 0xEF, 0xB7, 0x91], as: UTF8.self), "{date}",
        ])
    func marks(text: String) throws {
        let instructions = try Instructions(catalogue: Fixtures.catalogue)
        var content = Fixtures.instructions(.english)
        let usual = instructions.html(content)
        content.customerName = text
        let shown = text.unicodeScalars.filter { $0.isASCII }.map { String($0) }.joined()
        #expect(instructions.html(content) == usual.replacing("Jürgen Müller", with: shown))
    }

    @Test("a form is the same on first and on later use, in any order and from every thread")
    func remembered() async throws {
        let shared = try Instructions(catalogue: Fixtures.catalogue)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in 0..<4 {
                group.addTask {
                    var random = SplitMix64(state: UInt64(seed))
                    for _ in 0..<40 {
                        let content = Self.content(&random)
                        let fresh = try Instructions(catalogue: Fixtures.catalogue)
                        #expect(shared.html(content) == fresh.html(content), "seed \(seed)")
                        #expect(shared.text(content) == fresh.text(content), "seed \(seed)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("forms stay few, however many shapes the returns have")
    func bounded() throws {
        let instructions = try Instructions(catalogue: Fixtures.catalogue)
        var content = Fixtures.instructions(.english)
        for count in 1...300 {
            content.fees = Array(repeating: content.fees[0], count: count)
            _ = instructions.text(content)
        }
        #expect(instructions.formsHeld <= 128)
        #expect(instructions.text(content) == (try Instructions(catalogue: Fixtures.catalogue)).text(content))
    }

    @Test("text is broken as its characters ask, counted one by one", arguments: 0..<300)
    func wrapping(seed: Int) {
        var random = SplitMix64(state: UInt64(seed))
        let pieces = [
            "a", "word", "Rücksendung", "–", "„Zitat“", "€", "−5", "12\u{202F}345,67\u{A0}€", "你好世界", "e\u{301}\u{302}",
            "\u{200D}", "👩‍👧", "- ", "3. ", " ", "   ", "\n", "\n\n",
            "https://example.com/" + String(repeating: "y", count: 30),
            String(repeating: "ö", count: 45), String(repeating: "漢", count: 33), "1.", "ก็", "\u{AD}", "ﬀ",
        ]
        let text = (0..<60).map { _ in pieces.randomElement(using: &random) ?? "" }.joined(separator: " ")
        let columns = [20, 40, 72][seed % 3]
        let found = String(decoding: PlainText.wrapped(Array(text.utf8), columns: columns), as: UTF8.self)
        #expect(found == Reference.wrapped(text, columns: columns), "seed \(seed)")
    }

    private static func content(_ random: inout SplitMix64) -> InstructionsContent {
        var content = Fixtures.instructions(Language.allCases.randomElement(using: &random) ?? .english)
        content.customerName = Fixtures.hostile.randomElement(using: &random)
        content.lines += Array(repeating: content.lines[0], count: Int.random(in: 0...3, using: &random))
        content.contact.email = Bool.random(using: &random) ? nil : Fixtures.hostile.randomElement(using: &random)
        content.trackingURL = Bool.random(using: &random) ? nil : content.trackingURL
        if Bool.random(using: &random) { content.way = .keep }
        return content
    }
}

/// The rules of `PlainText`, character by character: slow and plain.
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

    private static func width(_ text: String) -> Int {
        text.reduce(0) { sum, sign in
            let value = sign.unicodeScalars.first?.value ?? 0
            let isWide = (0x2E80...0xA4CF).contains(value) || (0xAC00...0xD7A3).contains(value)
            return sum + (isWide ? 2 : 1)
        }
    }

    private static func broken(_ line: String, _ limit: Int) -> [String] {
        let start = line.firstMatch(of: /^ *([0-9]+\. |- )?/.matchingSemantics(.unicodeScalar))
        let mark = start.map { String($0.output.0) } ?? ""
        var lines = [mark]
        var column = mark.utf8.count
        var isAtStart = true
        for bytes in line.utf8.dropFirst(mark.utf8.count).split(separator: 32) {
            for part in cut(String(decoding: bytes, as: UTF8.self), limit - mark.utf8.count) {
                if !isAtStart, column + 1 + width(part) > limit {
                    lines.append(String(repeating: " ", count: mark.utf8.count))
                    column = mark.utf8.count
                    isAtStart = true
                }
                lines[lines.count - 1] += (isAtStart ? "" : " ") + part
                column += (isAtStart ? 0 : 1) + width(part)
                isAtStart = false
            }
        }
        return lines
    }

    private static func cut(_ word: String, _ room: Int) -> [String] {
        guard width(word) > room, !word.hasPrefix("https://") else { return [word] }
        var parts = [""]
        for sign in word {
            if width(parts[parts.count - 1]) + width(String(sign)) > room { parts.append("") }
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
