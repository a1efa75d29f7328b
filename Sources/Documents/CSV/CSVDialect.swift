/// How a table is written: found from its first lines, never asked for.
struct CSVDialect {
    let separator: UInt8
    let namesSeparator: Bool
    /// Where the table begins, behind a `sep=` line.
    let start: Int
    let firstLine: Int
    let lineBreak: String

    static let separators = Array(";,\t|".utf8)

    /// The separator that `sep=` names; otherwise the one that finds the most columns that we know in the first
    /// row, and of those the one that finds the most cells.
    init(_ text: [UInt8]) throws(UnreadableDocument) {
        let head = text.prefix(16 * 1024)
        let firstBreak = head.firstIndex { $0 == 0x0A || $0 == 0x0D }
        let hasCarriage = firstBreak.map { text[$0] == 0x0D } ?? false
        let hasFeed = firstBreak.map { $0 + 1 < text.count && text[$0 + 1] == 0x0A } ?? false
        lineBreak = hasCarriage ? (hasFeed ? "\r\n" : "\r") : "\n"

        let firstLineBytes = Array(text[..<(firstBreak ?? text.count)])
        let named =
            firstLineBytes.count == 5 && firstLineBytes[..<4].map({ $0 | 0x20 }) == Array("sep=".utf8).map { $0 | 0x20 }
        if named, let firstBreak {
            separator = firstLineBytes[4]
            namesSeparator = true
            start = firstBreak + lineBreak.utf8.count
            firstLine = 2
            return
        }
        namesSeparator = false
        start = 0
        firstLine = 1
        var best = (separator: UInt8(ascii: ","), known: -1, cells: 0)
        for candidate in Self.separators {
            let cells = try Self.firstCells(text, separator: candidate)
            let known = cells.reduce(0) { $0 + (TableColumns.isKnown($1) ? 1 : 0) }
            if (known, cells.count) > (best.known, best.cells) { best = (candidate, known, cells.count) }
        }
        separator = best.separator
    }

    /// The cells of the first row that is not empty.
    private static func firstCells(_ text: [UInt8], separator: UInt8) throws(UnreadableDocument) -> [String] {
        var scanner = CSVScanner(text, from: 0, line: 1, separator: separator)
        while let row = try scanner.next(cellsMax: Int.max) {
            if !row.isEmpty { return row.cells.map(\.text) }
        }
        return []
    }
}
