/// Values with their names in front, one below the other; what is not known is left out.
struct Fields {
    private var rows: [(title: String, text: String, ink: Ink)] = []

    var isEmpty: Bool { rows.isEmpty }

    /// - Parameter text: printable already; nil and empty are left out.
    mutating func add(_ title: String, _ text: String?, _ ink: Ink = .plain) {
        guard let text, !text.isEmpty else { return }
        rows.append((title, text, ink))
    }

    /// Values of one thing on one line, those that are known.
    mutating func add(_ title: String, _ parts: [String?], _ ink: Ink = .plain) {
        add(title, parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · "), ink)
    }

    func lines(width: Int?, ink: Palette, indent: Int) -> [String] {
        let titles = rows.reduce(0) { max($0, DisplayWidth.of($1.title)) } + 2
        let space = String(repeating: " ", count: indent)
        return rows.flatMap { row in
            Wrapping.lines(row.text, width: width.map { max(16, $0 - indent - titles) }).enumerated()
                .map { number, part in
                    let title = number == 0 ? row.title : ""
                    let fill = String(repeating: " ", count: titles - DisplayWidth.of(title))
                    return space + ink.paint(title, .faint) + fill + ink.paint(part, row.ink)
                }
        }
    }
}

extension Screen {
    func show(_ fields: Fields, indent: Int = 0) { lines(fields.lines(width: width, ink: ink, indent: indent)) }
    func show(_ table: Table, indent: Int) { lines(table.lines(width: width, ink: ink, indent: indent)) }
}
