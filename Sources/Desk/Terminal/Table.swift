/// Rows in aligned columns that fit the width there is.
///
/// Where the width does not suffice, flexible columns give first, then columns of low rank leave, and at last
/// each row is written as a block of its own, a line for each value. Without a width nothing is cut.
struct Table {
    struct Column {
        enum Fit {
            /// An identifier or a number: cut, it would be worthless.
            case whole
            /// May be cut to so many columns.
            case cut(min: Int)
            /// Goes on below itself in as few as so many columns.
            case wrapped(min: Int)
        }

        enum Side { case left, right }

        let title: String
        var fit = Fit.whole
        var side = Side.left
        /// Where there is no room the column with the highest rank leaves first; nil: it stays.
        var leaves: Int?

        init(_ title: String, _ fit: Fit = .whole, side: Side = .left, leaves: Int? = nil) {
            self.title = title
            self.fit = fit
            self.side = side
            self.leaves = leaves
        }
    }

    struct Cell {
        let text: String
        let ink: Ink

        init(_ text: String, _ ink: Ink = .plain) {
            self.text = text
            self.ink = ink
        }
    }

    let columns: [Column]
    private(set) var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ row: [Cell]) {
        precondition(row.count == columns.count, "a cell for each column")
        rows.append(row)
    }

    func lines(width: Int?, ink: Palette, indent: Int = 0) -> [String] {
        guard let width else { return grid(Array(columns.indices), natural, ink: ink, indent: indent) }
        var shown = Array(columns.indices).filter { column in rows.contains { !$0[column].text.isEmpty } }
        while true {
            if let widths = fitted(shown, width - indent) { return grid(shown, widths, ink: ink, indent: indent) }
            guard
                let leaving = shown.filter({ columns[$0].leaves != nil })
                    .max(by: { (columns[$0].leaves ?? 0) < (columns[$1].leaves ?? 0) })
            else { break }
            shown.removeAll { $0 == leaving }
        }
        return blocks(width: width, ink: ink, indent: indent)
    }

    private static let gap = 2

    private var natural: [Int] {
        columns.indices.map { column in
            rows.reduce(DisplayWidth.of(columns[column].title)) { widest, row in
                row[column].text.split(separator: "\n").reduce(widest) { max($0, DisplayWidth.of(String($1))) }
            }
        }
    }

    /// The widths of all columns when only `shown` have to fit; nil: they do not fit.
    private func fitted(_ shown: [Int], _ width: Int) -> [Int]? {
        var widths = natural
        var excess = shown.reduce(Self.gap * (shown.count - 1)) { $0 + widths[$1] } - width
        while excess > 0 {
            // The widest of those that can give gives one column at a time, so that they end up even.
            guard let widest = shown.filter({ widths[$0] > floor(of: $0) }).max(by: { widths[$0] < widths[$1] })
            else { return nil }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func floor(of column: Int) -> Int {
        switch columns[column].fit {
        case .whole: .max
        case .cut(let least), .wrapped(let least): max(least, DisplayWidth.of(columns[column].title))
        }
    }

    private func grid(_ shown: [Int], _ widths: [Int], ink: Palette, indent: Int) -> [String] {
        let head = shown.map { (column: $0, cell: Cell(columns[$0].title, .strong)) }
        var lines = [Self.join(head.map { padded($0.cell, $0.column, widths, ink) }, indent: indent)]
        for row in rows {
            let parts = shown.map { column in pieces(row[column], column, widths[column]) }
            for number in 0..<(parts.map(\.count).max() ?? 1) {
                lines.append(
                    Self.join(
                        zip(shown, parts).map { column, part in
                            padded(number < part.count ? part[number] : Cell(""), column, widths, ink)
                        }, indent: indent))
            }
        }
        return lines
    }

    private func pieces(_ cell: Cell, _ column: Int, _ width: Int) -> [Cell] {
        switch columns[column].fit {
        case .whole: [cell]
        case .cut: [Cell(DisplayWidth.cut(cell.text, to: width), cell.ink)]
        case .wrapped: Wrapping.lines(cell.text, width: width).map { Cell($0, cell.ink) }
        }
    }

    private func padded(_ cell: Cell, _ column: Int, _ widths: [Int], _ ink: Palette) -> String {
        let space = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell.text)))
        let text = ink.paint(cell.text, cell.ink)
        return columns[column].side == .right ? space + text : text + space
    }

    private static func join(_ cells: [String], indent: Int) -> String {
        var line = String(repeating: " ", count: indent) + cells.joined(separator: String(repeating: " ", count: gap))
        while line.last == " " { line.removeLast() }
        return line
    }

    private func blocks(width: Int, ink: Palette, indent: Int) -> [String] {
        let titles = columns.reduce(0) { max($0, DisplayWidth.of($1.title)) } + Self.gap
        let space = String(repeating: " ", count: indent)
        var lines: [String] = []
        for row in rows {
            if !lines.isEmpty { lines.append("") }
            for (column, cell) in zip(columns, row) where !cell.text.isEmpty {
                let parts = Wrapping.lines(cell.text, width: max(8, width - indent - titles))
                for (number, part) in parts.enumerated() {
                    let title = number == 0 ? column.title : ""
                    let fill = String(repeating: " ", count: titles - DisplayWidth.of(title))
                    lines.append(space + ink.paint(title, .faint) + fill + ink.paint(part, cell.ink))
                }
            }
        }
        return lines
    }
}
