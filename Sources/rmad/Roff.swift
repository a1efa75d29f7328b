/// A manual page in the making, in the language of man(7). Only what our pages need.
struct Roff {
    private(set) var text: String

    /// - Parameter source: stands at the foot, as `rmad 0.1.0`.
    init(name: String, section: Int, source: String, title: String) {
        text = ".TH \(Self.quoted(name)) \"\(section)\" \"\" \(Self.quoted(source)) \(Self.quoted(title))\n"
        // No hyphens and no stretched lines: what is typed must be read as it is typed.
        text += ".nh\n.ad l\n"
    }

    mutating func section(_ title: String) { text += ".SH \(Self.quoted(title.uppercased()))\n" }

    mutating func subsection(_ title: String) { text += ".SS \(Self.quoted(title))\n" }

    /// Paragraphs, divided by empty lines; one whose lines are indented is shown as it is.
    mutating func paragraphs(_ words: String) {
        for part in Self.blocks(words) {
            let isVerbatim = part.contains { $0.hasPrefix("  ") }
            text += isVerbatim ? ".PP\n.nf\n" : ".PP\n"
            for line in part { text += Self.line(line) }
            if isVerbatim { text += ".fi\n" }
        }
    }

    /// A term, and indented below it what is to be said of it.
    mutating func entry(_ term: String, _ words: [String]) {
        text += ".TP\n\\fB\(Self.escaped(term))\\fR\n"
        let said = words.filter { !$0.isEmpty }
        for (place, part) in said.enumerated() {
            if place > 0 { text += ".br\n" }
            text += Self.line(part)
        }
        if said.isEmpty { text += "\\&\n" }
    }

    mutating func verbatim(_ words: String) { text += ".PP\n\(Self.line(words))" }

    private static func blocks(_ words: String) -> [[Substring]] {
        words.split(separator: "\n", omittingEmptySubsequences: false)
            .split(whereSeparator: { $0.allSatisfy(\.isWhitespace) }).map(Array.init)
    }

    private static func line(_ words: some StringProtocol) -> String {
        let escaped = escaped(words)
        // A point or an apostrophe in front would be a request.
        return (escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" : "") + escaped + "\n"
    }

    private static func escaped(_ words: some StringProtocol) -> String {
        words.reduce(into: "") { $0 += escapes[$1] ?? String($1) }
    }

    /// What troff would take for its own, or for a sign that looks like it.
    private static let escapes: [Character: String] = [
        "\\": "\\e", "-": "\\-", "`": "\\(ga", "'": "\\(aq", "^": "\\(ha", "~": "\\(ti",
    ]

    private static func quoted(_ words: String) -> String {
        "\"\(escaped(words).replacing("\"", with: "\\(dq"))\""
    }
}
