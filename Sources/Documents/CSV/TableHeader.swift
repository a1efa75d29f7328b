import Returns

/// What the columns of one file mean, for each type that its rows may have.
struct TableHeader {
    let names: [String]
    /// The cell that names the type, when there is one.
    let typeCell: Int?
    let reasonCell: Int?
    /// The type of rows that name none; nil when it cannot be told from the columns.
    let inferred: DeclarationKind?
    /// Problems and warnings that concern the columns.
    private(set) var warnings: [Problem] = []
    private let line: Int
    private let keys: [[String]]

    init(_ table: CSVTable) throws(UnreadableDocument) {
        names = table.header.cells.map { String($0.text.trimmingWhitespace()) }
        line = table.header.line
        keys = names.map(TableColumns.keys)
        typeCell = keys.firstIndex { $0.first.map(TableColumns.typeKeys.contains) ?? false }
        reasonCell = keys.firstIndex { $0.first == TableColumns.reasonKey }
        guard names.contains(where: TableColumns.isKnown) else {
            throw UnreadableDocument(
                Problem(
                    .header, line: line, found: Printable.quoted(names.joined(separator: " ")),
                    expected: "the names of columns", remedy: Self.headerRemedy))
        }
        inferred = try Self.inferred(keys, line: line, hasType: typeCell != nil)
    }

    private static let headerRemedy =
        "Write the names of the columns into the first row, such as sku, quantity, reason; see docs/documents.md."

    /// The cells of a type: for each of its columns the number of the cell, or nil.
    /// - Throws: when two columns mean the same field.
    func cells(for columns: [TableColumn]) throws(UnreadableDocument) -> [Int?] {
        var cells = [Int?](repeating: nil, count: columns.count)
        var taken = Set([typeCell, reasonCell].compactMap { $0 })
        for (index, column) in columns.enumerated() {
            guard let cell = keys.firstIndex(where: { $0.first == column.nameKey }), !taken.contains(cell) else {
                continue
            }
            cells[index] = cell
            taken.insert(cell)
        }
        for (index, column) in columns.enumerated() {
            for (cell, cellKeys) in keys.enumerated() where !taken.contains(cell) {
                guard cellKeys.contains(where: column.keys.contains) else { continue }
                if let first = cells[index] {
                    // The column's own name wins over a word for it; two words for it leave us guessing.
                    if keys[first].first == column.nameKey { continue }
                    throw UnreadableDocument(
                        Problem(
                            .columnTwice, line: line, column: cell + 1, field: names[cell],
                            found: "\(Printable.quoted(names[first])) and \(Printable.quoted(names[cell]))",
                            expected: "one column for \(column.name)",
                            remedy: "Name the right one of the two \"\(column.name)\"."))
                }
                cells[index] = cell
                taken.insert(cell)
            }
        }
        try checkTwins(columns)
        return cells
    }

    /// Two columns with the same known name.
    private func checkTwins(_ columns: [TableColumn]) throws(UnreadableDocument) {
        let known = Set(columns.map(\.nameKey))
        var seen: [String: Int] = [:]
        for (cell, cellKeys) in keys.enumerated() {
            guard let key = cellKeys.first, known.contains(key) else { continue }
            if let first = seen[key] {
                throw UnreadableDocument(
                    Problem(
                        .columnTwice, line: line, column: cell + 1, field: names[cell],
                        found: "column \(first + 1) and column \(cell + 1) with the same name",
                        expected: "every name once",
                        remedy: "Rename or take out one of the two."))
            }
            seen[key] = cell
        }
    }

    /// Cells that no column of the type took, and that have a name.
    func unknownCells(besides cells: [Int?]) -> [Int] {
        let taken = Set((cells + [typeCell, reasonCell]).compactMap { $0 })
        return names.indices.filter { !taken.contains($0) && !names[$0].isEmpty }
    }

    func warning(unknown cell: Int, columns: [TableColumn], of shape: Shape) -> Problem {
        let meant = Similar.nearest(names[cell], among: columns.map(\.name))
        return Problem(
            .unknownField, line: line, column: cell + 1, field: names[cell], found: Printable.quoted(names[cell]),
            expected: "a column that \(shape.title) has",
            remedy: (meant.map { "Did you mean \"\($0)\"? " } ?? "") + "The column is kept but not used.")
    }

    /// A type fits when the header has its signature. Of several that fit, the one that understands the most
    /// columns is meant; a tie means none.
    private static func inferred(
        _ keys: [[String]], line: Int, hasType: Bool
    ) throws(UnreadableDocument) -> DeclarationKind? {
        var best: [(kind: DeclarationKind, understood: Int)] = []
        for kind in DeclarationKind.allCases {
            guard let form = Shape.of(kind).table, !form.signature.isEmpty else { continue }
            let columns = TableColumns.of(kind)
            let understood = Set(
                columns.filter { column in
                    keys.contains { $0.contains(where: column.keys.contains) }
                }.map(\.name))
            guard form.signature.allSatisfy(understood.contains) else { continue }
            if understood.count > (best.first?.understood ?? 0) { best = [] }
            if understood.count >= (best.first?.understood ?? 0) { best.append((kind, understood.count)) }
        }
        if best.count == 1 { return best[0].kind }
        guard !hasType else { return nil }
        let kinds = best.isEmpty ? DeclarationKind.allCases : best.map(\.kind)
        throw UnreadableDocument(
            Problem(
                .typeMissing, line: line,
                found: best.isEmpty ? "columns that fit no type of document" : "columns that fit several types",
                expected: "a column \"type\" with one of \(kinds.map(\.rawValue).joined(separator: ", "))",
                remedy: "Add a column \"type\" and write for example \(kinds[0].rawValue) into every row."))
    }
}
