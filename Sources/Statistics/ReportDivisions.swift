/// Charts of what returns are told apart by: the largest groups, each in its colour, and the others together.
extension Report {
    /// In the order of the groups that have them.
    static let colours = [1, 2, 3, 4, 6, 7]
    static let colourOfOthers = 5
    static let others = "others"

    /// The largest groups by returns, the largest first.
    private func largest(by division: FigureOrder.Division) -> (named: [String], hasOthers: Bool) {
        let all = groupSums(.volumes, ["returns"], by: division.rawValue)
        let sorted = all.filter { $0.name != Tally.other }.sorted { ($0.sums[0], $1.name) > ($1.sums[0], $0.name) }
        let named = sorted.prefix(Self.barsMax).map(\.name)
        return (named, all.count > named.count)
    }

    private func caption(_ division: FigureOrder.Division, of what: String) -> String {
        let (named, hasOthers) = largest(by: division)
        return "\(what), by \(division.rawValue)"
            + (hasOthers ? ": the \(named.count) with the most returns, the rest as “\(Self.others)”." : ".")
    }

    /// By time, in parts by group. A return with lines in several groups would count in each: then it is units.
    func groupedColumns(by division: FigureOrder.Division) -> ReportChart {
        let (named, hasOthers) = largest(by: division)
        let column = division.isOfLines ? "units" : "returns"
        let periods = groupSums(.volumes, [column], by: "period").map(\.name)
        let places = Dictionary(zip(periods, 0...), uniquingKeysWith: { first, _ in first })
        var values = Array(repeating: periods.map { _ in 0 }, count: named.count + 1)
        for row in groupRows(.volumes) {
            guard let place = places[Self.words(row["period"])] else { continue }
            let group = named.firstIndex(of: Self.words(row[division.rawValue])) ?? named.count
            values[group][place] += Self.number(row[column])
        }
        var parts = named.enumerated().map { place, name in
            ReportMarkup.Part(name: Self.spoken(name), colour: Self.colours[place], values: values[place])
        }
        if hasOthers {
            parts.append(.init(name: Self.others, colour: Self.colourOfOthers, values: values[named.count]))
        }
        let title = caption(division, of: division.isOfLines ? "Units" : "Returns")
        let drawn = parts
        return ReportChart(caption: title) { $0.columns("volumes-c", title: title, labels: periods, parts: drawn) }
    }

    func groupedAnswers(by division: FigureOrder.Division) -> ReportChart {
        grouped(
            .answers, by: division, of: "Answers",
            [("within 24 h", "in_time", 3), ("later", "late", 2), ("overdue", "overdue", 4)]
        ) { values in
            let due = values.reduce(0, +)
            return due == 0 ? "–" : FigureTable.Cell.share(values[0], of: due).spoken
        }
    }

    func groupedFeedback(by division: FigureOrder.Division) -> ReportChart {
        grouped(.feedback, by: division, of: "Feedback", [("thanks", "thanks", 3), ("complaints", "complaints", 2)]) {
            "\($0[0]) / \($0[1])"
        }
    }

    private func grouped(
        _ name: FigureTableName, by division: FigureOrder.Division, of what: String,
        _ parts: [(name: String, column: String, colour: Int)], words: ([Int]) -> String
    ) -> ReportChart {
        let (named, hasOthers) = largest(by: division)
        let sums = groupSums(name, parts.map(\.column), by: division.rawValue)
        let known = Dictionary(sums.map { ($0.name, $0.sums) }, uniquingKeysWith: { first, _ in first })
        let none = parts.map { _ in 0 }
        var rows = named.map { ($0, known[$0] ?? none) }
        if hasOthers {
            let rest = sums.filter { !named.contains($0.name) }
            rows.append((Self.others, rest.reduce(none) { zip($0, $1.sums).map(+) }))
        }
        let drawn = rows.map { ReportMarkup.Row(name: Self.spoken($0.0), values: $0.1, words: words($0.1)) }
        var chart = bars(name, drawn, parts.map { ($0.name, $0.colour) })
        chart.caption = caption(division, of: what)
        return chart
    }

    /// The last stage that any group has reached. Percentiles of groups cannot be added up, so there are no others.
    func groupedSpans(by division: FigureOrder.Division) -> ReportChart? {
        let named = largest(by: division).named
        let all = groupRows(.cycleTimes)
        for stage in Stage.allCases.reversed() {
            let own = all.filter { $0["stage"] == .text(stage.title) }
            let spans = own.compactMap { Self.span($0, named: division.rawValue) }
                .filter { named.contains($0.name) }
                .sorted { (named.firstIndex(of: $0.name) ?? 0) < (named.firstIndex(of: $1.name) ?? 0) }
            guard !spans.isEmpty else { continue }
            let named = spans.map { span in
                ReportMarkup.Span(
                    name: Self.spoken(span.name), p50: span.p50, p90: span.p90, p99: span.p99, words: span.words)
            }
            let title = "\(stage.title), by \(division.rawValue)"
            return ReportChart(caption: title) { $0.spans("cycle_times-g", title: title, rows: named) }
        }
        return nil
    }
}
