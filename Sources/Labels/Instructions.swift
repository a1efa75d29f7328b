import Messages
import Mustache
import Returns

/// Writes the customer's numbered instructions: one HTML file that needs nothing else, and plain text for
/// e-mail. Pure, and safe to use from every thread.
package struct Instructions: Sendable {
    /// Columns of the plain text (RFC 5322 recommends 78; quoting adds some). Only a link may be longer.
    package static let columns = 72

    private let catalogue: Catalogue
    private let page: MustacheTemplate
    private let letter: MustacheTemplate

    /// - Throws: a template that cannot be parsed: our own mistake, found by the first test.
    package init(catalogue: Catalogue) throws {
        self.catalogue = catalogue
        page = try MustacheTemplate(string: InstructionsTemplates.html)
        letter = try MustacheTemplate(string: InstructionsTemplates.text)
    }

    /// UTF-8 HTML with its style inside; no script, no outside resource.
    package func html(_ content: InstructionsContent) -> String {
        page.render(InstructionsWords(content, catalogue).context)
    }

    /// Plain text with line feeds.
    package func text(_ content: InstructionsContent) -> String {
        let wide = letter.render(InstructionsWords(content, catalogue).context)
        return PlainText.wrapped(wide, columns: Self.columns)
    }
}

/// Breaks plain text into lines of a limited width.
enum PlainText {
    /// Lines that begin with a list's mark (`1. `, `- `) or with spaces go on under their first word. Words
    /// longer than a line are cut, except links, which would not work any more. Several empty lines become one.
    static func wrapped(_ text: String, columns: Int) -> String {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isEmpty = line.allSatisfy { $0 == " " }
            if isEmpty {
                if lines.last?.isEmpty == false { lines.append("") }
                continue
            }
            lines += wrapped(line: String(line), columns)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Columns that a text takes on a terminal: East Asian wide characters take two.
    static func columns(of text: some StringProtocol) -> Int {
        text.reduce(0) { sum, sign in sum + (isWide(sign) ? 2 : 1) }
    }

    private static func isWide(_ sign: Character) -> Bool {
        guard let first = sign.unicodeScalars.first else { return false }
        return switch first.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    private static func wrapped(line: String, _ limit: Int) -> [String] {
        let indent = hangingIndent(of: line)
        let space = String(repeating: " ", count: indent)
        var lines: [String] = []
        var current = String(line.prefix(indent))
        var isAtStart = true
        for word in line.dropFirst(indent).split(separator: " ") {
            for part in parts(of: word, limit - indent) {
                let width = columns(of: current) + columns(of: part) + (isAtStart ? 0 : 1)
                if !isAtStart, width > limit {
                    lines.append(current)
                    current = space
                    isAtStart = true
                }
                current += (isAtStart ? "" : " ") + part
                isAtStart = false
            }
        }
        return lines + [current]
    }

    private static func parts(of word: Substring, _ room: Int) -> [String] {
        guard columns(of: word) > room, !word.hasPrefix("https://"), !word.hasPrefix("http://") else {
            return [String(word)]
        }
        var parts: [String] = [""]
        for sign in word {
            if columns(of: parts[parts.count - 1]) + (isWide(sign) ? 2 : 1) > room { parts.append("") }
            parts[parts.count - 1].append(sign)
        }
        return parts
    }

    private static func hangingIndent(of line: String) -> Int {
        let spaces = line.prefix { $0 == " " }.count
        let rest = line.dropFirst(spaces)
        let digits = rest.prefix { $0.isASCII && $0.isNumber }.count
        if digits > 0, rest.dropFirst(digits).hasPrefix(". ") { return spaces + digits + 2 }
        return rest.hasPrefix("- ") ? spaces + 2 : spaces
    }
}
