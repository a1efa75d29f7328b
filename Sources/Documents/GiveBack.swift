import JSONText
import Returns

/// The refused records of a file as a file of their own: same format, same dialect, with the reason beside each
/// record, ready to be corrected and dropped again. What was taken is not in it.
package enum GiveBack {
    /// - Parameter refused: reasons that others gave, by record number: an order that nobody knows. Records that the
    ///   reader refused are in the file without being named here.
    package static func file(
        of document: ReadDocument, refused: [(record: Int, reason: String)] = []
    ) -> (extension: String, bytes: [UInt8]) {
        let reasons = Dictionary(refused.map { ($0.record, [$0.reason]) }, uniquingKeysWith: +)
        let records = document.records.filter { $0.outcome.isRefused || reasons[$0.number] != nil }
        let bytes =
            switch document.layout {
            case .json(let isArray): json(records, reasons, isArray: isArray)
            case .jsonLines: jsonLines(records, reasons)
            case .csv(let table): csv(records, reasons, table)
            }
        return (document.format.fileExtension, bytes)
    }

    /// The records of a file but for some of them, in the same format: what is left of it when those are erased.
    /// - Returns: nil where nothing is left.
    package static func remainder(of document: ReadDocument, without gone: Set<Int>) -> [UInt8]? {
        let records = document.records.filter { !gone.contains($0.number) && $0.outcome.isDeclared }
        guard !records.isEmpty else { return nil }
        let reasons = Dictionary(
            uniqueKeysWithValues: records.map { ($0.number, ["Others of this file were erased."]) })
        return switch document.layout {
        case .json(let isArray): json(records, reasons, isArray: isArray)
        case .jsonLines: jsonLines(records, reasons)
        case .csv(let table): csv(records, reasons, table)
        }
    }

    /// What the reader and others say of a record.
    static func reasons(of record: ReadRecord, _ others: [Int: [String]]) -> [String] {
        let problems =
            switch record.outcome {
            case .refused(let problems): problems.map(\.oneLine)
            case .declared, .noNews: [String]()
            }
        return problems + (others[record.number] ?? [])
    }

    // MARK: JSON

    private static func json(_ records: [ReadRecord], _ reasons: [Int: [String]], isArray: Bool) -> [UInt8] {
        let pieces = records.map { object($0, reasons, indent: isArray ? "  " : "", lineBreak: "\n") }
        guard isArray else { return (pieces.first ?? Array("{}".utf8)) + [0x0A] }
        let inner = pieces.map { Array("  ".utf8) + $0 }.joined(separator: Array(",\n".utf8))
        return Array("[\n".utf8) + Array(inner) + Array("\n]\n".utf8)
    }

    private static func jsonLines(_ records: [ReadRecord], _ reasons: [Int: [String]]) -> [UInt8] {
        records.flatMap { object($0, reasons, indent: "", lineBreak: nil) + [0x0A] }
    }

    /// The object with its members as they came, and the reason in front. What is no object comes back as it is.
    private static func object(
        _ record: ReadRecord, _ reasons: [Int: [String]], indent: String, lineBreak: String?
    ) -> [UInt8] {
        if case .payload(let node) = record.origin {
            return ours(node, Self.reasons(of: record, reasons), indent: indent, lineBreak: lineBreak)
        }
        guard case .json(let node) = record.origin, let node, case .object(let members) = node.value else {
            return lineBreak == nil ? record.source.filter { $0 != 0x0A && $0 != 0x0D } : record.source
        }
        let text = Self.reasons(of: record, reasons).joined(separator: " | ")
        let reason = "\"\(ReasonField.name)\": \(JSONValue.string(text).text)"
        // A member's bytes count from the beginning of the file, the source's from that of the record.
        let start = node.bytes.lowerBound
        let kept = members.filter { $0.key != ReasonField.name }.map { member in
            Array(
                record.source[
                    (member.bytes.lowerBound - start)..<(member.bytes.upperBound - start)
                ])
        }
        let separator = lineBreak.map { ",\($0)\(indent)  " } ?? ", "
        let inner = ([Array(reason.utf8)] + kept).joined(separator: Array(separator.utf8))
        let open = lineBreak.map { "{\($0)\(indent)  " } ?? "{"
        let close = lineBreak.map { "\($0)\(indent)}" } ?? "}"
        // JSON Lines need one line, whatever white space stood between the members.
        let body = lineBreak == nil ? inner.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } : Array(inner)
        return Array(open.utf8) + body + Array(close.utf8)
    }

    /// An event of a service's payload as a tracking event of ours: that is what can be corrected and dropped.
    private static func ours(
        _ node: JSONNode, _ reasons: [String], indent: String, lineBreak: String?
    ) -> [UInt8] {
        guard case .object(let members) = node.value else { return Array("{}".utf8) }
        let reason = JSONValue.string(reasons.joined(separator: " | ")).text
        let pieces =
            ["\"\(ReasonField.name)\": \(reason)", "\"type\": \"\(DeclarationKind.trackingEvent.rawValue)\""]
            + members.map { "\(JSONValue.string($0.key).text): \($0.value.canonicalText())" }
        let separator = lineBreak.map { ",\($0)\(indent)  " } ?? ", "
        let inner = pieces.joined(separator: separator)
        return Array((lineBreak.map { "{\($0)\(indent)  \(inner)\($0)\(indent)}" } ?? "{\(inner)}").utf8)
    }

    // MARK: CSV

    /// The reason stands in the first column, so that rows with too many or too few cells stay as they are; where
    /// the file has the column already, in its place.
    private static func csv(_ records: [ReadRecord], _ reasons: [Int: [String]], _ table: CSVTable) -> [UInt8] {
        let place = table.header.cells.firstIndex { Folded.key($0.text) == TableColumns.reasonKey }
        var bytes: [UInt8] = table.hasMark ? [0xEF, 0xBB, 0xBF] : []
        let lineBreak = Array(table.lineBreak.utf8)
        if table.namesSeparator { bytes += Array("sep=".utf8) + [table.separator] + lineBreak }
        bytes += row(table.header, reason: ReasonField.name, at: place, table) + lineBreak
        for record in records {
            guard case .rows(let rows) = record.origin else { continue }
            for index in rows {
                let reason = reason(of: record, row: index, table, reasons)
                bytes += row(table.rows[index], reason: reason, at: place, table) + lineBreak
            }
        }
        return bytes
    }

    /// What concerns the row itself; the other rows of the record say where to look.
    private static func reason(
        of record: ReadRecord, row index: Int, _ table: CSVTable, _ reasons: [Int: [String]]
    ) -> String {
        var problems: [Problem] = []
        if case .refused(let refused) = record.outcome { problems = refused }
        let row = table.rows[index]
        let lines = row.line...(row.line + lineBreaks(row, table))
        let own =
            problems.filter { $0.line.map(lines.contains) ?? true }.map(\.oneLine) + (reasons[record.number] ?? [])
        guard own.isEmpty, let first = problems.first?.line else { return own.joined(separator: " | ") }
        return "This row is fine: its record needs a correction in line \(first)."
    }

    private static func lineBreaks(_ row: CSVTable.Row, _ table: CSVTable) -> Int {
        (row.cells.last?.line ?? row.line) - row.line
    }

    private static func row(_ row: CSVTable.Row, reason: String, at place: Int?, _ table: CSVTable) -> [UInt8] {
        let cell = quoted(harmless(reason), table)
        guard let place else { return cell + [table.separator] + table.text[row.bytes] }
        var cells = row.cells.map { quoted($0.text, table) }
        while cells.count <= place { cells.append([]) }
        cells[place] = cell
        return Array(cells.joined(separator: [table.separator]))
    }

    /// In quotes where the separator, a quote, a line break or a space at an end needs them.
    private static func quoted(_ text: String, _ table: CSVTable) -> [UInt8] {
        let bytes = Array(text.utf8)
        let isDelicate =
            bytes.contains { $0 == table.separator || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
            || bytes.first == 0x20 || bytes.last == 0x20
        guard isDelicate else { return bytes }
        return [0x22] + bytes.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
    }

    /// On one line, and no formula.
    private static func harmless(_ text: String) -> String {
        text.replacingLineBreaks().split(separator: "\n").joined(separator: " ").withoutFormula
    }
}
