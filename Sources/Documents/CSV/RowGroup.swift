import JSONText
import Returns

/// Makes the rows of one record a tree of nodes, as if somebody had written them in JSON.
///
/// A node's position is the line of its cell and the number of the cell; a row's own position has column 0.
struct RowGroup {
    let table: CSVTable
    let header: TableHeader
    let columns: [TableColumn]
    /// The cell of each column, or nil.
    let cells: [Int?]
    let unknown: [Int]
    /// The cells of each path, one for each part of a list: looked up for every field of every row.
    private let cellsByPath: [[String]: [Int?]]
    private(set) var problems: [Problem] = []

    init(
        table: CSVTable, header: TableHeader, columns: [TableColumn], cells: [Int?], unknown: [Int]
    ) {
        self.table = table
        self.header = header
        self.columns = columns
        self.cells = cells
        self.unknown = unknown
        var cellsByPath: [[String]: [Int?]] = [:]
        for (column, cell) in zip(columns, cells) { cellsByPath[column.path, default: []].append(cell) }
        // A list that no column feeds needs no look at all.
        self.cellsByPath = cellsByPath.filter { $0.value.contains { $0 != nil } }
    }

    /// The cell of a field of the record itself, for rows to be brought together.
    func cell(of field: String) -> Int? { cellsByPath[[field]]?.first ?? nil }

    /// The record of the rows, its type as the first member.
    mutating func node(of rows: [CSVTable.Row], shape: Shape, kind: DeclarationKind) -> JSONNode {
        for row in rows { checkWidth(row) }
        var members = self.members(of: rows, shape: shape, path: [])
        let line = rows.first?.line ?? 1
        let type = JSONNode(.string(kind.rawValue), position: TextPosition(line: line, column: 0))
        members.insert(member("type", type), at: 0)
        if !shape.hasLines { members += unknownMembers(rows) }
        return JSONNode(.object(members), position: TextPosition(line: line, column: 0))
    }

    private mutating func members(of rows: [CSVTable.Row], shape: Shape, path: [String]) -> [JSONNode.Member] {
        var members: [JSONNode.Member] = []
        for field in shape.fields where field.isInTables {
            let fieldPath = path + [field.name]
            let line = rows.first?.line ?? 1
            switch field.kind {
            case .record(let part):
                let inner = self.members(of: rows, shape: part, path: fieldPath)
                // A needed part is made even of nothing, so that its own rules say what is missing.
                guard !inner.isEmpty || field.need == .required else { continue }
                members.append(member(field.name, object(inner, line: line)))
            case .records(let part, _):
                let lines = rows.compactMap { row -> JSONNode? in
                    let inner = self.members(of: [row], shape: part, path: fieldPath)
                    // Where lines may be left out altogether, a row may be about the rest of the record alone.
                    guard !inner.isEmpty || field.need == .required else { return nil }
                    return object(inner + unknownMembers([row]), line: row.line)
                }
                guard !lines.isEmpty else { continue }
                members.append(
                    member(field.name, JSONNode(.array(lines), position: TextPosition(line: line, column: 0))))
            case .money:
                guard let amount = cell(fieldPath, rows) else { continue }
                var inner = [member("amount", amount)]
                if let currency = cell(fieldPath + ["currency"], rows) { inner.append(member("currency", currency)) }
                members.append(member(field.name, JSONNode(.object(inner), position: amount.position)))
            case .list(let kind, _):
                let parts = list(fieldPath, of: kind, rows)
                guard let first = parts.first else { continue }
                members.append(member(field.name, JSONNode(.array(parts), position: first.position)))
            case .identifier, .line, .prose, .choice, .integer, .flag, .date, .moment, .email, .phone, .country,
                .language, .webAddress, .eventType, .fileName, .answers:
                if let node = cell(fieldPath, rows) { members.append(member(field.name, node)) }
            }
        }
        return members
    }

    /// The cell of a field: the first that is not blank. Rows that say something else disagree.
    private mutating func cell(_ path: [String], part: Int = 0, _ rows: [CSVTable.Row]) -> JSONNode? {
        guard let cells = cellsByPath[path], let index = cells[part] else { return nil }
        var found: (row: CSVTable.Row, cell: CSVTable.Cell)?
        for row in rows where index < row.cells.count && !row.cells[index].isBlank {
            guard let first = found else {
                found = (row, row.cells[index])
                continue
            }
            if first.cell.text.trimmed == row.cells[index].text.trimmed { continue }
            problems.append(
                Problem(
                    .rowsDisagree, line: row.cells[index].line, column: index + 1, field: header.names[index],
                    found: Printable.quoted(row.cells[index].text),
                    expected: "\(Printable.quoted(first.cell.text)) as in line \(first.row.line)",
                    remedy: "These rows are one record: make the cells equal, or leave all but the first empty."))
            break
        }
        guard let found else { return nil }
        return JSONNode(
            .string(found.cell.text.trimmed),
            position: TextPosition(line: found.cell.line, column: index + 1))
    }

    /// A list stands in one cell, or in several columns one behind the other.
    private mutating func list(_ path: [String], of kind: FieldKind, _ rows: [CSVTable.Row]) -> [JSONNode] {
        guard let cells = cellsByPath[path] else { return [] }
        var nodes: [JSONNode] = []
        for part in cells.indices {
            guard let node = cell(path, part: part, rows), case .string(let text) = node.value else { continue }
            for piece in Self.split(text, kind) { nodes.append(JSONNode(.string(piece), position: node.position)) }
        }
        return nodes
    }

    private static func split(_ text: String, _ kind: FieldKind) -> [String] {
        let pieces: [Substring]
        switch kind {
        case .line: pieces = text.split(whereSeparator: \.isNewline)
        case .eventType: pieces = text.split { $0.isNewline || "|;, ".contains($0) }
        case .identifier, .prose, .choice, .integer, .flag, .money, .date, .moment, .email, .phone, .country, .language,
            .webAddress, .fileName, .list, .answers, .record, .records:
            pieces = text.split { $0.isNewline || "|;,".contains($0) }
        }
        return pieces.map { String($0.trimmingWhitespace()) }.filter { !$0.isEmpty }
    }

    private func unknownMembers(_ rows: [CSVTable.Row]) -> [JSONNode.Member] {
        guard let row = rows.first else { return [] }
        return unknown.compactMap { index in
            guard index < row.cells.count, !row.cells[index].isBlank else { return nil }
            let text = row.cells[index].text.trimmed
            let node = JSONNode(.string(text), position: TextPosition(line: row.cells[index].line, column: index + 1))
            return member("column \(header.names[index])", node)
        }
    }

    private mutating func checkWidth(_ row: CSVTable.Row) {
        if let stray = row.strayQuote {
            problems.append(
                Problem(
                    .strayQuote, line: row.cells[stray].line, column: stray + 1,
                    field: stray < header.names.count ? header.names[stray] : nil,
                    found: Printable.quoted(row.cells[stray].text), expected: "nothing behind the closing quote",
                    remedy: "Write a quote inside a cell as two, and the whole cell in quotes: \"a \"\"b\"\" c\"."))
        }
        let width = header.names.count
        guard let extra = row.cells.indices.first(where: { $0 >= width && !row.cells[$0].isBlank }) else { return }
        problems.append(
            Problem(
                .rowTooLong, line: row.line, column: extra + 1, found: "\(row.cells.count) cells",
                expected: "\(width) cells as in the header",
                remedy: "A cell that holds the separator must stand in double quotes; check where the cells shifted."))
    }

    private func object(_ members: [JSONNode.Member], line: Int) -> JSONNode {
        JSONNode(.object(members), position: TextPosition(line: line, column: 0))
    }

    private func member(_ key: String, _ node: JSONNode) -> JSONNode.Member {
        JSONNode.Member(key: key, keyPosition: node.position, bytes: 0..<0, value: node)
    }
}

extension Shape {
    /// Whether the type has lines, so that several rows may be one record.
    var hasLines: Bool {
        fields.contains { field in
            if case .records = field.kind { field.isInTables } else { false }
        }
    }
}
