import Returns

/// Running text that fills columns one after the other and goes on to further pages.
///
/// Heights are millimetres from the top. A heading is never the last line of a column, and no line of a paragraph
/// stands alone where the paragraph could have been kept together.
struct SheetFlow {
    /// A room for text on one page.
    struct Column {
        var page: Int
        var x: Double
        var end: Double
        var top: Double
        var bottom: Double
    }

    /// A hundred pages are no instructions.
    static let pagesMax = 60

    private(set) var pages: [SheetComposer]
    private var column: Column
    private var upcoming: [Column]
    private var y: Double
    private let typesetter: Typesetter
    private let newPage: (Int) -> (SheetComposer, Column)
    private let isFromRight: Bool

    /// - Parameters:
    ///   - first: the first page with what stands on it already, and its columns.
    ///   - newPage: a further page with its one column, by its index.
    init(
        first: SheetComposer, columns: [Column], typesetter: Typesetter,
        newPage: @escaping (Int) -> (SheetComposer, Column)
    ) {
        pages = [first]
        column = columns[0]
        upcoming = Array(columns.dropFirst())
        y = columns[0].top
        self.typesetter = typesetter
        self.newPage = newPage
        isFromRight = first.isMirrored
    }

    var width: Double { column.end - column.x }
    private var room: Double { column.bottom - y }
    private var isFresh: Bool { y == column.top }
    private var isFull: Bool { pages.count >= Self.pagesMax && upcoming.isEmpty }

    private mutating func advance() {
        if upcoming.isEmpty {
            let (page, column) = newPage(pages.count)
            pages.append(page)
            self.column = column
        } else {
            column = upcoming.removeFirst()
        }
        y = column.top
    }

    /// Goes to the next column where less than the height is left.
    mutating func need(_ height: Double) {
        if room < height, !isFresh, !isFull { advance() }
    }

    mutating func space(_ height: Double) {
        if !isFresh { y += height }
    }

    /// A thin line across the column.
    mutating func rule(ink: Sheet.Ink = .muted) {
        pages[column.page].rule(x: column.x, y: y, to: column.end, thickness: 0.2, ink: ink)
    }

    /// A paragraph, broken where the columns end.
    mutating func paragraph(_ text: String, indent: Double = 0, _ style: SheetComposer.Style) {
        var rest = printable(text)
        var style = style
        style.keepsIsolates = true
        style.paragraphDirection = Typesetter.strongDirection(rest) ?? (isFromRight ? .rightToLeft : .leftToRight)
        while !rest.isEmpty {
            let lines = broken(rest, width: width - indent, style)
            let fitting = Int((room + 0.01) / style.leading)
            if fitting >= lines.count {
                put(lines[...], indent: indent, style)
                return
            }
            // Two lines at least on either side of a break, unless a whole column is too short.
            let first = min(fitting, lines.count - 2)
            if first >= 2 || (isFresh && fitting > 0) {
                let count = first >= 2 ? first : fitting
                put(lines.prefix(count), indent: indent, style)
                rest = lines.dropFirst(count).joined()
            }
            guard !isFull else { return }
            advance()
        }
    }

    /// Text beside the running text's first line, such as a number or a bullet: the running text stays where it is.
    mutating func margin(_ text: String, indent: Double = 0, _ style: SheetComposer.Style, width: Double) {
        let x = column.x + indent
        pages[column.page].text(text, x: x, baseline: baseline(style), to: x + width, style)
    }

    /// Cells beside each other that stay together; each is broken into lines of its width.
    /// - Parameter cells: text, where it begins and ends in shares of the column's width, and its style.
    mutating func row(_ cells: [(text: String, from: Double, to: Double, style: SheetComposer.Style)]) {
        var height = heightOf(cells)
        if room < height, !isFresh, !isFull {
            advance()
            height = heightOf(cells)
        }
        for cell in cells {
            let lines = broken(printable(cell.text), width: (cell.to - cell.from) * width - 1.5, cell.style)
            var style = cell.style
            style.keepsIsolates = true
            style.paragraphDirection = Typesetter.strongDirection(cell.text)
            let fitting = max(1, Int((room + 0.01) / style.leading))
            for (index, line) in lines.prefix(fitting).enumerated() {
                pages[column.page].text(
                    line, x: column.x + cell.from * width,
                    baseline: baseline(style) + Double(index) * style.leading, to: column.x + cell.to * width - 1.5,
                    style)
            }
        }
        y = min(y + height, column.bottom)
    }

    private func heightOf(
        _ cells: [(text: String, from: Double, to: Double, style: SheetComposer.Style)]
    ) -> Double {
        cells.map { cell in
            Double(broken(printable(cell.text), width: (cell.to - cell.from) * width - 1.5, cell.style).count)
                * cell.style.leading
        }.max() ?? 0
    }

    /// The least height of a paragraph's beginning that may stand at the end of a column.
    func beginning(_ text: String, indent: Double = 0, _ style: SheetComposer.Style) -> Double {
        let lines = broken(printable(text), width: width - indent, style)
        return Double(min(lines.count, 3)) * style.leading
    }

    private func printable(_ text: String) -> String {
        PrintableText(text, charactersMax: 6000, keepsIsolates: true).text
    }

    /// Not wider than the width by the typesetter's own measure, which a shaped line may pass by a hair.
    private func broken(_ text: String, width: Double, _ style: SheetComposer.Style) -> [String] {
        let page = pages[column.page]
        return typesetter.wrapped(
            text, weight: style.weight, size: page.density.dots(points: style.points),
            width: max(20, page.dots(width) - 2), language: style.scriptLanguage ?? page.language)
    }

    private func baseline(_ style: SheetComposer.Style) -> Double { y + style.leading * 0.76 }

    private mutating func put(_ lines: ArraySlice<String>, indent: Double, _ style: SheetComposer.Style) {
        guard !lines.isEmpty else { return }
        var block = style
        block.slots = lines.count
        pages[column.page].text(
            lines.map { $0 }, x: column.x + indent, baseline: baseline(style), to: column.end, block)
        y += Double(lines.count) * style.leading
    }
}
