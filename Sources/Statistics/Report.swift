import Returns

/// The figures on one page: HTML with its charts inside, that loads nothing from anywhere.
package struct Report {
    let tables: [FigureTableName: FigureTable]
    /// What the order's division cuts, uncut.
    let whole: [FigureTableName: FigureTable]
    let order: FigureOrder
    let site: String
    let zone: String
    let madeAt: String

    /// - Parameters:
    ///   - whole: the tables that the order's division cuts, uncut.
    ///   - site: how the site is called.
    ///   - madeAt: the moment on the site's clock.
    package init(
        _ tables: [FigureTable], whole: [FigureTable], order: FigureOrder, site: String, zone: String, madeAt: String
    ) {
        self.tables = Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        // What nothing tells apart is whole as it is.
        self.whole = Dictionary((whole + tables).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.order = order
        self.site = site
        self.zone = zone
        self.madeAt = madeAt
    }

    package var html: String {
        var page = ReportMarkup()
        let name = "\(site): figures from \(order.first) to \(order.last)"
        page.markup("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\">")
        page.markup("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        page.element("<title>", name, "</title><style>")
        page.markup(ReportStyle.css)
        page.markup("</style></head>\n<body><header>")
        page.element("<h1>", name, "</h1>")
        let apart = order.toldApart.map { ", told apart by \($0)" } ?? ""
        page.element(
            "<p>",
            "Counted are the returns that were requested in these days\(apart). "
                + "Days and work days are those of \(zone). Made \(madeAt).", "</p></header>\n<main>")
        tiles(&page)
        // Two sheets of paper, too.
        for isOnSecond in [false, true] {
            page.markup("<div class=\"cards\">")
            for table in FigureTableName.allCases where table.isOnSecondSheet == isOnSecond {
                card(table, &page)
            }
            page.markup("</div>")
        }
        page.markup("</main>\n<footer><p>Charts print on two sheets; the numbers behind them open below each. ")
        page.markup("“–” is not known, or there is nothing to count it from.</p></footer></body></html>\n")
        return page.text
    }

    private func tiles(_ page: inout ReportMarkup) {
        page.markup("<dl class=\"tiles\">")
        for (name, value) in headlines {
            page.element("<div><dt>", name, "</dt>")
            page.element("<dd>", value, "</dd></div>")
        }
        page.markup("</dl>")
    }

    /// What is seen first.
    private var headlines: [(String, String)] {
        let due = total(.answers, "in_time") + total(.answers, "late") + total(.answers, "overdue")
        let promises = ["kept", "kept_later", "broken"].map { column in
            rows(.promises).reduce(0) { $0 + Self.number($1[column]) }
        }
        let settled = rows(.cycleTimes).first { $0["stage"] == .text(Stage.whole.title) }
        return [
            ("returns", String(total(.volumes, "returns"))),
            ("units here", String(total(.volumes, "units_here"))),
            ("answered within 24\u{A0}h", Self.share(total(.answers, "in_time"), due)),
            ("promises kept", Self.share(promises[0], promises.reduce(0, +))),
            ("half settled within", settled?["p50_minutes"]?.spoken ?? "–"),
            ("thanks / complaints", "\(total(.feedback, "thanks")) / \(total(.feedback, "complaints"))"),
        ]
    }

    private static func share(_ part: Int, _ whole: Int) -> String {
        whole == 0 ? "–" : FigureTable.Cell.share(part, of: whole).spoken
    }

    private func card(_ name: FigureTableName, _ page: inout ReportMarkup) {
        guard let table = tables[name] else { return }
        page.markup("<section aria-labelledby=\"")
        page.say(name.rawValue)
        page.markup("\"><h2 id=\"")
        page.say(name.rawValue)
        page.element("\">", name.title, "</h2>")
        page.element("<p class=\"about\">", name.about, "</p>")
        for chart in charts(of: name) {
            if let caption = chart.caption { page.element("<p class=\"about caption\">", caption, "</p>") }
            chart.draw(&page)
        }
        if name == .attention, !table.rows.isEmpty {
            page.markup("<div class=\"scroll\">")
            write(table, first: Self.barsMax, &page)
            page.markup("</div>")
        }
        if table.rows.isEmpty {
            page.markup("<p>Nothing to show for this span.</p>")
        } else {
            if name.isOfMoney { page.markup("<details open><summary>") } else { page.markup("<details><summary>") }
            page.element("", "The numbers: \(name.title)", "</summary><div class=\"scroll\">")
            write(table, first: Self.rowsMax, &page)
            if table.rows.count > Self.rowsMax {
                page.element("<p class=\"about\">", "\(table.rows.count - Self.rowsMax) more rows are in CSV.", "</p>")
            }
            page.markup("</div>")
            if let remark = table.remark { page.element("<p class=\"about\">", remark, "</p>") }
            page.markup("</details>")
        }
        page.markup("</section>\n")
    }

    /// Rows that a page can bear; the whole of it is in CSV and JSON.
    private static let rowsMax = 400

    private func write(_ table: FigureTable, first limit: Int, _ page: inout ReportMarkup) {
        page.markup("<table><thead><tr>")
        let numbers = table.columns.indices.map { place in table.rows.contains { $0[place].isNumber } }
        for (isNumber, column) in zip(numbers, table.columns) {
            page.element(isNumber ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">", column.title, "</th>")
        }
        page.markup("</tr></thead><tbody>")
        for row in table.rows.prefix(limit) {
            page.markup("<tr>")
            for (place, (column, cell)) in zip(table.columns, row).enumerated() {
                let isProse = table.name.hasProse(in: column)
                page.element(
                    numbers[place] ? "<td class=\"n\">" : isProse ? "<td class=\"w\">" : "<td>", cell.spoken, "</td>")
            }
            page.markup("</tr>")
        }
        page.markup("</tbody></table>")
    }
}

extension FigureTableName {
    /// On paper there is room for the others on the first.
    fileprivate var isOnSecondSheet: Bool {
        switch self {
        case .volumes, .answers, .cycleTimes, .promises, .reasons, .goods, .feedback: false
        case .reasonsByProduct, .given, .noFaultFound, .repeats, .attention: true
        }
    }

    /// Amounts are what is looked for: they are not behind a click.
    fileprivate var isOfMoney: Bool { self == .goods || self == .given }

    /// Titles and reasons in words may be wrapped; names, days and numbers stay whole.
    fileprivate func hasProse(in column: FigureTable.Column) -> Bool {
        column.name == "title" || (self == .attention && column.name == "reason")
    }
}
