/// A drawing of a table, and what it shows where the table's title does not say it.
struct ReportChart {
    var caption: String?
    let draw: (inout ReportMarkup) -> Void
}

extension Report {
    /// The rows of a table of all returns, by the names of columns.
    func rows(_ name: FigureTableName) -> [[String: FigureTable.Cell]] { Self.rows(whole[name]) }

    /// The rows of a table whose returns are told apart.
    func groupRows(_ name: FigureTableName) -> [[String: FigureTable.Cell]] { Self.rows(tables[name]) }

    private static func rows(_ table: FigureTable?) -> [[String: FigureTable.Cell]] {
        guard let table else { return [] }
        return table.rows.map { row in
            Dictionary(zip(table.columns.map(\.name), row), uniquingKeysWith: { first, _ in first })
        }
    }

    static func number(_ cell: FigureTable.Cell?) -> Int {
        switch cell {
        case .count(let number), .minutes(let number), .workMinutes(let number), .tenths(let number): number
        case .share(let part, _): part
        case .text, .money, .some(.none), nil: 0
        }
    }

    static func words(_ cell: FigureTable.Cell?) -> String {
        if case .text(let text) = cell { text } else { "–" }
    }

    /// A word of ours or of the shop's, for a picture.
    static func spoken(_ word: String) -> String { word.replacing("_", with: " ") }

    /// A column of all returns together.
    func total(_ name: FigureTableName, _ column: String) -> Int {
        rows(name).reduce(0) { $0 + Self.number($1[column]) }
    }

    /// Columns summed by what stands in another, in the order in which that comes.
    func sums(_ name: FigureTableName, _ columns: [String], by key: String) -> [(name: String, sums: [Int])] {
        sums(rows(name), columns, by: key)
    }

    /// The same of a table whose returns are told apart.
    func groupSums(_ name: FigureTableName, _ columns: [String], by key: String) -> [(name: String, sums: [Int])] {
        sums(groupRows(name), columns, by: key)
    }

    private func sums(
        _ rows: [[String: FigureTable.Cell]], _ columns: [String], by key: String
    ) -> [(name: String, sums: [Int])] {
        var (names, sums) = ([String](), [String: [Int]]())
        for row in rows {
            let word = Self.words(row[key])
            if sums[word] == nil { names.append(word) }
            let old = sums[word] ?? columns.map { _ in 0 }
            sums[word] = zip(old, columns).map { $0 + Self.number(row[$1]) }
        }
        return names.map { ($0, sums[$0] ?? []) }
    }

    /// How a table is drawn; nothing where there are no numbers.
    func charts(of name: FigureTableName) -> [ReportChart] {
        guard !rows(name).isEmpty else { return [] }
        switch name {
        case .volumes:
            if let division = order.divisionBesidePeriod { return [groupedColumns(by: division)] }
            return [
                columns(
                    name,
                    [
                        ("closed", 1, ["closed"]), ("approved", 3, ["approved"]), ("open", 2, ["open"]),
                        ("declined", 4, ["declined"]), ("ended", 5, ["cancelled", "expired"]),
                    ])
            ]
        case .answers:
            if let division = order.divisionBesidePeriod { return [groupedAnswers(by: division)] }
            return [
                columns(name, [("within 24 h", 3, ["in_time"]), ("later", 2, ["late"]), ("overdue", 4, ["overdue"])])
            ]
        case .feedback:
            if let division = order.divisionBesidePeriod { return [groupedFeedback(by: division)] }
            return [columns(name, [("thanks", 3, ["thanks"]), ("complaints", 2, ["complaints"])])]
        case .cycleTimes: return [stageSpans, order.division.flatMap { groupedSpans(by: $0) }].compactMap { $0 }
        case .promises:
            let rows = rows(name).map { row in
                ReportMarkup.Row(
                    name: Self.spoken(Self.words(row["promise"])),
                    values: ["kept", "kept_later", "broken"].map { Self.number(row[$0]) },
                    words: row["kept_percent"]?.spoken ?? "–")
            }
            return [bars(name, rows, [("kept", 3), ("kept later", 1), ("broken", 2)])]
        case .reasons: return [bars(name, sums(name, ["units"], by: "reason"))]
        case .goods: return [goodsBars]
        case .given: return [givenBars]
        case .reasonsByProduct: return [productBars]
        case .noFaultFound:
            return [shares(name, part: ("no_fault", "no fault found", 1), whole: ("inspected", "the rest", 5))]
        case .repeats:
            return [shares(name, part: ("came_before", "came before", 2), whole: ("lines", "the first time", 5))]
        case .attention:
            let rows = rows(name).map { row in
                (name: Self.words(row["customer"]), sums: [Self.number(row["returns"])])
            }
            return [bars(name, rows, unit: "returns", withOthers: false)]
        }
    }

    private func columns(
        _ name: FigureTableName, _ parts: [(name: String, colour: Int, columns: [String])]
    ) -> ReportChart {
        let rows = sums(name, parts.flatMap(\.columns), by: "period")
        var place = 0
        let drawn = parts.map { part in
            defer { place += part.columns.count }
            return ReportMarkup.Part(
                name: part.name, colour: part.colour,
                values: rows.map { $0.sums[place..<place + part.columns.count].reduce(0, +) })
        }
        let unit = name == .feedback ? "Replies" : "Returns"
        let caption = order.period == .all ? "\(unit)." : "\(unit), by \(order.period.rawValue)."
        return ReportChart(caption: caption) {
            $0.columns(name.rawValue + "-c", title: name.title, labels: rows.map(\.name), parts: drawn)
        }
    }

    func bars(_ name: FigureTableName, _ rows: [ReportMarkup.Row], _ parts: [ReportMarkup.Mark]) -> ReportChart {
        ReportChart { $0.bars(name.rawValue + "-c", title: name.title, rows: rows, parts: parts) }
    }

    /// Bars that a page has room for; what goes beyond is one more.
    static let barsMax = 6

    private func bars(
        _ name: FigureTableName, _ sums: [(name: String, sums: [Int])], unit: String = "units", withOthers: Bool = true
    ) -> ReportChart {
        let sorted = sums.map { ($0.name, $0.sums.reduce(0, +)) }.sorted { $0.1 > $1.1 }
        var shown = Array(sorted.prefix(Self.barsMax))
        let others = sorted.dropFirst(Self.barsMax).reduce(0) { $0 + $1.1 }
        if withOthers, others > 0 { shown.append(("others", others)) }
        let rows = shown.map {
            ReportMarkup.Row(name: Self.spoken($0.0), values: [$0.1], words: String($0.1))
        }
        var chart = bars(name, rows, [(unit, 1)])
        if !withOthers, sorted.count > shown.count { chart.caption = "The first \(shown.count) of \(sorted.count)." }
        return chart
    }

    /// Units by where they go, with what they are estimated to bring back of what was paid.
    private var goodsBars: ReportChart {
        let found = sums(.goods, ["units"], by: "disposition")
        let all = rows(.goods)
        let drawn = found.sorted { $0.sums[0] > $1.sums[0] }.map { one in
            let own = all.filter { Self.words($0["disposition"]) == one.name }
            let amounts = own.compactMap { $0["recovered_estimate"] }.filter { $0.plain != nil }.map(\.spoken)
            let told = amounts.isEmpty ? "" : ", \(amounts.joined(separator: " + "))"
            return ReportMarkup.Row(
                name: Self.spoken(one.name), values: one.sums, words: "\(one.sums[0])\(told)")
        }
        var chart = bars(.goods, drawn, [("units", 1)])
        chart.caption = "Units, and what they are estimated to bring back."
        return chart
    }

    /// What customers got, by kind: how often, and for how much.
    private var givenBars: ReportChart {
        let all = rows(.given)
        let drawn = sums(.given, ["times"], by: "kind").sorted { $0.sums[0] > $1.sums[0] }.map { one in
            let amounts = all.filter { Self.words($0["kind"]) == one.name }.compactMap { $0["amount"] }
                .filter { $0.plain != nil }.map(\.spoken)
            let told = amounts.isEmpty ? "" : ", \(amounts.joined(separator: " + "))"
            return ReportMarkup.Row(name: Self.spoken(one.name), values: one.sums, words: "\(one.sums[0]) ×\(told)")
        }
        var chart = bars(.given, drawn, [("times", 1)])
        chart.caption = "How often, and for how much."
        return chart
    }

    /// The products with the most units, in parts by reason.
    private var productBars: ReportChart {
        let reasons = sums(.reasonsByProduct, ["units"], by: "reason").sorted { $0.sums[0] > $1.sums[0] }
        let named = reasons.prefix(Self.barsMax).map(\.name)
        let others = reasons.count > named.count
        let all = rows(.reasonsByProduct)
        let products = sums(.reasonsByProduct, ["units"], by: "sku").prefix(Self.barsMax)
        let drawn = products.map { product in
            var values = (named + (others ? [""] : [])).map { _ in 0 }
            for row in all where Self.words(row["sku"]) == product.name {
                let place = named.firstIndex(of: Self.words(row["reason"])) ?? named.count
                values[place] += Self.number(row["units"])
            }
            return ReportMarkup.Row(name: product.name, values: values, words: String(product.sums[0]))
        }
        let marks = named.enumerated().map { ReportMarkup.Mark(Self.spoken($1), Self.colours[$0]) }
        return bars(.reasonsByProduct, drawn, marks + (others ? [("others", Self.colourOfOthers)] : []))
    }

    /// A part and the rest of something, by product.
    private func shares(
        _ name: FigureTableName, part: (column: String, name: String, colour: Int),
        whole: (column: String, name: String, colour: Int)
    ) -> ReportChart {
        let drawn = rows(name).prefix(Self.barsMax).map { row in
            let (some, all) = (Self.number(row[part.column]), Self.number(row[whole.column]))
            return ReportMarkup.Row(
                name: Self.words(row["sku"]), values: [some, max(0, all - some)],
                words: "\(some) of \(all), \(row["percent"]?.spoken ?? "–")")
        }
        return bars(name, drawn, [(part.name, part.colour), (whole.name, whole.colour)])
    }

    private var stageSpans: ReportChart? {
        let rows = rows(.cycleTimes).compactMap { Self.span($0, named: "stage") }
        guard !rows.isEmpty else { return nil }
        return ReportChart { $0.spans("cycle_times-c", title: FigureTableName.cycleTimes.title, rows: rows) }
    }

    /// Nil where nothing was counted.
    static func span(_ row: [String: FigureTable.Cell], named column: String) -> ReportMarkup.Span? {
        guard number(row["returns"]) > 0 else { return nil }
        let cells = ["p50_minutes", "p90_minutes", "p99_minutes"].map { row[$0] ?? .none }
        return ReportMarkup.Span(
            name: words(row[column]), p50: number(cells[0]), p90: number(cells[1]), p99: number(cells[2]),
            words: "half within \(cells[0].spoken), 90 % within \(cells[1].spoken), 99 % within \(cells[2].spoken)")
    }
}
