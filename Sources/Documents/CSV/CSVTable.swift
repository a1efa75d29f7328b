/// A table as a spreadsheet writes it: the header, the rows, and how they were written, so that rows can be
/// written back in the same way.
///
/// RFC 4180, and what programs make of it: `,` `;` tab or `|` between cells, CR, LF or CRLF between rows, a first
/// line `sep=;`, rows without cells at the end, line breaks and doubled quotes in quoted cells.
struct CSVTable: Sendable {
    struct Row: Sendable {
        /// The line that it begins on, from 1.
        let line: Int
        let cells: [Cell]
        /// Its bytes in `text`, without the line break.
        let bytes: Range<Int>
        /// The cell (from 0) in which characters follow a closing quote.
        let strayQuote: Int?

        var isEmpty: Bool { cells.allSatisfy(\.isBlank) }
    }

    struct Cell: Sendable {
        let text: String
        /// The line that it begins on: a row with line breaks in its cells has several.
        let line: Int

        var isBlank: Bool { text.isBlank }
    }

    let text: [UInt8]
    let separator: UInt8
    /// Whether the first line is `sep=;`.
    let namesSeparator: Bool
    /// Whether a byte order mark helps the program that wrote it.
    let hasMark: Bool
    let lineBreak: String
    let header: Row
    /// Rows that are not empty, without the header.
    let rows: [Row]

    /// - Throws: when there is no header, a quote is never closed, or a bound is passed.
    init(_ foreign: ForeignText, options: ReadingOptions) throws(UnreadableDocument) {
        text = foreign.bytes
        hasMark = foreign.encoding != .utf8
        let dialect = try CSVDialect(text)
        separator = dialect.separator
        namesSeparator = dialect.namesSeparator
        lineBreak = dialect.lineBreak
        var scanner = CSVScanner(text, from: dialect.start, line: dialect.firstLine, separator: separator)
        var rows: [Row] = []
        while let row = try scanner.next(cellsMax: options.columnsMax) {
            guard !row.isEmpty else { continue }
            rows.append(row)
            guard rows.count <= options.rowsMax + 1 else {
                throw UnreadableDocument(
                    Problem(
                        .tooManyRecords, line: row.line, found: "more than \(options.rowsMax) rows",
                        expected: "at most \(options.rowsMax)", remedy: "Split the table into smaller files."))
            }
        }
        guard let header = rows.first else {
            throw UnreadableDocument(
                Problem(
                    .emptyFile, found: "an empty table", expected: "a header and rows",
                    remedy: "Write the names of the columns into the first row; docs/documents.md has examples."))
        }
        self.header = header
        self.rows = Array(rows.dropFirst())
    }
}

/// Cuts the text into rows and cells.
struct CSVScanner {
    private let text: [UInt8]
    private let separator: UInt8
    private var offset: Int
    private var line: Int

    init(_ text: [UInt8], from start: Int, line: Int, separator: UInt8) {
        self.text = text
        self.separator = separator
        offset = start
        self.line = line
    }

    /// The next row, empty ones too; nil at the end.
    /// - Parameter cellsMax: a row with more cells is no row of a table.
    mutating func next(cellsMax: Int) throws(UnreadableDocument) -> CSVTable.Row? {
        guard offset < text.count else { return nil }
        let (start, firstLine) = (offset, line)
        var cells: [CSVTable.Cell] = []
        var stray: Int?
        while true {
            let cellLine = line
            var hasStray = false
            let content = try cell(number: cells.count + 1, hasStray: &hasStray)
            if hasStray, stray == nil { stray = cells.count }
            cells.append(CSVTable.Cell(text: content, line: cellLine))
            guard cells.count <= cellsMax else {
                throw UnreadableDocument(
                    Problem(
                        .rowTooLong, line: firstLine, found: "more than \(cellsMax) cells",
                        expected: "at most \(cellsMax)", remedy: "Take out the columns that are not needed."))
            }
            guard offset < text.count, text[offset] == separator else { break }
            offset += 1
        }
        let bytes = start..<offset
        skipLineBreak()
        return CSVTable.Row(line: firstLine, cells: cells, bytes: bytes, strayQuote: stray)
    }

    private mutating func cell(number: Int, hasStray: inout Bool) throws(UnreadableDocument) -> String {
        guard offset < text.count, text[offset] == UInt8(ascii: "\"") else { return plain() }
        let opened = line
        offset += 1
        var content: [UInt8] = []
        var start = offset
        while offset < text.count {
            let byte = text[offset]
            if byte == UInt8(ascii: "\"") {
                content.append(contentsOf: text[start..<offset])
                offset += 1
                guard offset < text.count, text[offset] == UInt8(ascii: "\"") else {
                    let rest = plain()
                    hasStray = rest.utf8.contains { $0 != 0x20 }
                    return String(decoding: content, as: UTF8.self) + (hasStray ? rest : "")
                }
                start = offset
            } else if byte == 0x0A || (byte == 0x0D && (offset + 1 == text.count || text[offset + 1] != 0x0A)) {
                line += 1
            }
            offset += 1
        }
        throw UnreadableDocument(
            Problem(
                .unclosedQuote, line: opened, column: number, found: "a double quote that is never closed",
                expected: "a closing double quote",
                remedy: "Close the quote that opens in line \(opened); write a quote inside a cell as two: \"\"."))
    }

    private mutating func plain() -> String {
        let start = offset
        while offset < text.count, text[offset] != separator, text[offset] != 0x0A, text[offset] != 0x0D { offset += 1 }
        return String(decoding: text[start..<offset], as: UTF8.self)
    }

    private mutating func skipLineBreak() {
        guard offset < text.count else { return }
        if text[offset] == 0x0D, offset + 1 < text.count, text[offset + 1] == 0x0A { offset += 1 }
        offset += 1
        line += 1
    }
}
