extension Report {
    /// The rows of a table, by the names of columns.
    func rows(_ name: FigureTableName) -> [[String: FigureTable.Cell]] {
        guard let table = tables[name] else { return [] }
        return table.rows.map { row in
            Dictionary(zip(table.columns.map(\.name), row), uniquingKeysWith: { first, _ in first })
        }
    }

    private static func number(_ cell: FigureTable.Cell?) -> Int {
        switch cell {
        case .count(let number), .minutes(let number), .workMinutes(let number), .tenths(let number): number
        case .share(let part, _): part
        case .text, .money, .some(.none), nil: 0
        }
    }

    private static func words(_ cell: FigureTable.Cell?) -> String {
        if case .text(let text) = cell { text } else { "–" }
    }

    func total(_ name: FigureTableName, _ column: String) -> Int {
        rows(name).reduce(0) { $0 + Self.number($1[column]) }
    }

    /// A column summed by what stands in another, in the order in which that comes.
    private func sums(_ name: FigureTableName, _ column: String, by key: String) -> [(name: String, sum: Int)] {
        var (names, sums) = ([String](), [String: Int]())
        for row in rows(name) {
            let word = Self.words(row[key])
            if sums[word] == nil { names.append(word) }
            sums[word, default: 0] += Self.number(row[column])
        }
        return names.map { ($0, sums[$0] ?? 0) }
    }

    /// How a table is drawn; nil where numbers alone say it, or where there are none.
    func chart(of name: FigureTableName) -> ((inout ReportMarkup) -> Void)? {
        guard !rows(name).isEmpty else { return nil }
        switch name {
        case .volumes:
            return columns(
                name,
                [
                    ("closed", 1, ["closed"]), ("approved", 3, ["approved"]), ("open", 2, ["open"]),
                    ("declined", 4, ["declined"]), ("ended", 5, ["cancelled", "expired"]),
                ])
        case .answers:
            return columns(
                name, [("within 24 h", 3, ["in_time"]), ("later", 2, ["late"]), ("overdue", 4, ["overdue"])])
        case .feedback: return columns(name, [("thanks", 3, ["thanks"]), ("complaints", 2, ["complaints"])])
        case .cycleTimes: return order.division == nil ? spans : nil
        case .promises:
            let rows = rows(name).map { row in
                (
                    name: Self.words(row["promise"]).replacing("_", with: " "),
                    values: ["kept", "kept_later", "broken"].map { Self.number(row[$0]) },
                    words: row["kept_percent"]?.spoken ?? "–"
                )
            }
            guard !rows.isEmpty else { return nil }
            return {
                $0.bars(
                    name.rawValue + "-c", title: name.title, rows: rows,
                    parts: [("kept", 3), ("kept later", 1), ("broken", 2)])
            }
        case .reasons: return bars(name, sums(name, "units", by: "reason"))
        case .goods: return bars(name, sums(name, "units", by: "disposition"))
        case .given: return bars(name, sums(name, "units", by: "kind"))
        case .reasonsByProduct, .noFaultFound, .repeats, .attention: return nil
        }
    }

    private func columns(
        _ name: FigureTableName, _ parts: [(name: String, colour: Int, columns: [String])]
    ) -> (inout ReportMarkup) -> Void {
        let labels = sums(name, "", by: "period").map(\.name)
        let drawn = parts.map { part in
            let values = part.columns.map { sums(name, $0, by: "period").map(\.sum) }
            return ReportMarkup.Part(
                name: part.name, colour: part.colour,
                values: labels.indices.map { place in values.reduce(0) { $0 + $1[place] } })
        }
        return { $0.columns(name.rawValue + "-c", title: name.title, labels: labels, parts: drawn) }
    }

    private func bars(
        _ name: FigureTableName, _ sums: [(name: String, sum: Int)]
    ) -> (inout ReportMarkup) -> Void {
        let rows = sums.sorted { $0.sum > $1.sum }.prefix(6).map { row in
            (name: row.name.replacing("_", with: " "), values: [row.sum], words: String(row.sum))
        }
        return { $0.bars(name.rawValue + "-c", title: name.title, rows: rows, parts: [("units", 1)]) }
    }

    private var spans: ((inout ReportMarkup) -> Void)? {
        let rows = rows(.cycleTimes).filter { Self.number($0["returns"]) > 0 }.map { row in
            let cells = ["p50_minutes", "p90_minutes", "p99_minutes"].map { row[$0] ?? .none }
            return (
                name: Self.words(row["stage"]), p50: Self.number(cells[0]), p90: Self.number(cells[1]),
                p99: Self.number(cells[2]),
                words: "half within \(cells[0].spoken), 90 % within \(cells[1].spoken), 99 % within \(cells[2].spoken)"
            )
        }
        guard !rows.isEmpty else { return nil }
        return { $0.spans("cycle_times-c", title: FigureTableName.cycleTimes.title, rows: rows) }
    }
}
