import JSONText
import Returns

/// Reads the records of a table.
struct TableReading {
    private let table: CSVTable
    private let header: TableHeader
    private let options: ReadingOptions
    private(set) var warnings: [Problem] = []
    private var groups: [DeclarationKind: RowGroup] = [:]

    init(_ table: CSVTable, options: ReadingOptions) throws(UnreadableDocument) {
        self.table = table
        self.options = options
        header = try TableHeader(table)
    }

    private struct Pending {
        let kind: DeclarationKind?
        var rows: [Int]
        let typeProblem: Problem?
    }

    private struct Key: Hashable {
        let kind: DeclarationKind
        let values: [String]
    }

    /// Every record in the order of its first row.
    mutating func records() throws(UnreadableDocument) -> [ReadRecord] {
        var pending: [Pending] = []
        var places: [Key: Int] = [:]
        for (index, row) in table.rows.enumerated() {
            switch kind(of: row) {
            case .success(let kind):
                try prepare(kind)
                if let key = key(of: row, kind) {
                    if let place = places[key] {
                        pending[place].rows.append(index)
                        continue
                    }
                    places[key] = pending.count
                }
                pending.append(Pending(kind: kind, rows: [index], typeProblem: nil))
            case .failure(let unreadable):
                pending.append(Pending(kind: nil, rows: [index], typeProblem: unreadable.problems.first))
            }
        }
        guard pending.count <= options.recordsMax else { throw .tooManyRecords(pending.count, options) }
        return pending.enumerated().map { record($1, number: $0 + 1) }
    }

    private mutating func prepare(_ kind: DeclarationKind) throws(UnreadableDocument) {
        guard groups[kind] == nil else { return }
        let columns = TableColumns.of(kind)
        let cells = try header.cells(for: columns)
        let unknown = header.unknownCells(besides: cells)
        groups[kind] = RowGroup(table: table, header: header, columns: columns, cells: cells, unknown: unknown)
        // A column that another type of the same file knows is not worth a word.
        guard header.typeCell == nil else { return }
        for cell in unknown.prefix(options.problemsMax) {
            warnings.append(header.warning(unknown: cell, columns: columns, of: .of(kind)))
        }
    }

    private func kind(of row: CSVTable.Row) -> Result<DeclarationKind, UnreadableDocument> {
        let typed = header.typeCell.flatMap { $0 < row.cells.count ? row.cells[$0] : nil }
        if let cell = typed, !cell.isBlank {
            let text = cell.text.trimmed
            if let kind = Choices.kind.loosely(text).flatMap({ DeclarationKind(rawValue: $0) }) {
                return .success(kind)
            }
            return .failure(
                UnreadableDocument(
                    .unknownType(text, line: cell.line, column: header.typeCell.map { $0 + 1 }, field: nil)))
        }
        if let kind = header.inferred { return .success(kind) }
        return .failure(
            UnreadableDocument(
                Problem(
                    .typeMissing, line: row.line, column: header.typeCell.map { $0 + 1 }, field: "type",
                    found: "nothing",
                    expected: "one of \(Choices.kind.values.joined(separator: ", "))",
                    remedy: "Write the type of the document into this cell.")))
    }

    /// What rows of one record have in common; nil for a row that is a record of its own.
    private func key(of row: CSVTable.Row, _ kind: DeclarationKind) -> Key? {
        guard let fields = Shape.of(kind).table?.groupedBy, !fields.isEmpty, let group = groups[kind] else {
            return nil
        }
        let values = fields.map { field -> String in
            guard let cell = group.cell(of: field), cell < row.cells.count else { return "" }
            return row.cells[cell].text.trimmed
        }
        return values[0].isEmpty ? nil : Key(kind: kind, values: values)
    }

    private func record(_ pending: Pending, number: Int) -> ReadRecord {
        let rows = pending.rows.map { table.rows[$0] }
        let source = Array(rows.map { table.text[$0.bytes] }.joined(separator: Array(table.lineBreak.utf8)))
        let line = rows.first?.line ?? 1
        guard let kind = pending.kind, var group = groups[kind] else {
            let text = rows.map { $0.cells.map(\.text).joined(separator: "\u{1F}") }.joined(separator: "\u{1E}")
            return ReadRecord(
                number: number, line: line, outcome: .refused(pending.typeProblem.map { [$0] } ?? []), source: source,
                canonical: text, origin: .rows(pending.rows))
        }
        let shape = Shape.of(kind)
        let node = group.node(of: rows, shape: shape, kind: kind)
        var reading = Reading(
            options: options, source: .table(headers: header.names, columns: group.columns))
        for problem in group.problems { reading.add(problem) }
        let outcome = reading.outcome(of: node, as: shape)
        return ReadRecord(
            number: number, line: line, outcome: outcome, source: source,
            canonical: node.canonicalText(leavingOut: [ReasonField.name]), origin: .rows(pending.rows))
    }
}

extension Reading {
    /// The declaration, or everything that is amiss.
    mutating func outcome(of node: JSONNode, as shape: Shape) -> ReadRecord.Outcome {
        let values = record(node, as: shape)
        guard problems.isEmpty, let values else { return .refused(problems.inOrder) }
        guard let declaration = shape.declare(values) else {
            refuse(
                .unreachable, node, expected: "a record that can be declared",
                remedy: "This is a fault of rmad, not of the file; please tell us.")
            return .refused(problems)
        }
        return .declared(declaration, warnings: warnings)
    }
}

extension [Problem] {
    /// From the top of the file to its end, as people go through it.
    var inOrder: [Problem] {
        let places = enumerated().sorted { left, right in
            (left.element.line ?? 0, left.element.column ?? 0, left.offset)
                < (right.element.line ?? 0, right.element.column ?? 0, right.offset)
        }
        return places.map(\.element)
    }
}

extension Problem {
    static func unknownType(_ text: String, line: Int, column: Int?, field: String?) -> Problem {
        let meant = Choices.kind.nearest(text).map { "Did you mean \($0)? " } ?? ""
        return Problem(
            .typeUnknown, line: line, column: column, field: field ?? "type", found: Printable.quoted(text),
            expected: "one of \(Choices.kind.values.joined(separator: ", "))",
            remedy: meant + "Write one of these words.")
    }
}

extension UnreadableDocument {
    static func tooManyRecords(_ count: Int, _ options: ReadingOptions) -> UnreadableDocument {
        UnreadableDocument(
            Problem(
                .tooManyRecords, found: "\(count) records", expected: "at most \(options.recordsMax)",
                remedy: "Split the file into smaller ones."))
    }
}
