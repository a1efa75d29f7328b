/// Breaks text into lines between words; a word that is longer than a line is broken inside.
enum Wrapping {
    /// - Parameter width: nil: no line is broken. Line ends in the text stay.
    static func lines(_ text: String, width: Int?) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            width.map { wrapped(line, max(1, $0)) } ?? [String(line)]
        }
    }

    private static func wrapped(_ text: Substring, _ width: Int) -> [String] {
        guard DisplayWidth.of(String(text)) > width else { return [String(text)] }
        var lines: [String] = []
        var (line, used) = ("", 0)
        for word in text.split(separator: " ") {
            let columns = DisplayWidth.of(String(word))
            if used > 0, used + 1 + columns <= width {
                line += " " + word
                used += 1 + columns
                continue
            }
            if used > 0 {
                lines.append(line)
                (line, used) = ("", 0)
            }
            for character in word {
                let more = DisplayWidth.of(character)
                if used > 0, used + more > width {
                    lines.append(line)
                    (line, used) = ("", 0)
                }
                line.append(character)
                used += more
            }
        }
        if used > 0 || lines.isEmpty { lines.append(line) }
        return lines
    }
}
