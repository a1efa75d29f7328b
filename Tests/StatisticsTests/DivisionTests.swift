import Ledger
import Returns
import Testing

@testable import Statistics

@Suite("Figures told apart, and what goods bring back")
struct DivisionTests {
    private let euro = Currency(trusted: "EUR")

    @Test("told apart by something of a line, a group has its own units only; unexpected goods have no reason")
    func lines() throws {
        for (division, groups) in [
            (FigureOrder.Division.reason, ["–", "defective", "unwanted"]), (.category, ["audio", "light", "power"]),
        ] {
            let tally = try tally(division) { [$0.mixed] }
            let rows = tally.tables { _ in 0 }[0].rows
            #expect(rows.map { $0[1].spoken } == groups)
            #expect(rows.map { $0[2] } == [.count(1), .count(1), .count(1)])
            let units = Dictionary(
                uniqueKeysWithValues: rows.map { ($0[1].spoken, "\($0[3].spoken) \($0.last?.spoken ?? "")") })
            #expect((units["defective"] ?? units["light"]) == "2 1")
            #expect((units["unwanted"] ?? units["audio"]) == "5 5")
            #expect((units["–"] ?? units["power"]) == "0 3")
            let whole = tally.whole[0]
            #expect(whole.columns.map(\.name).first == "period" && whole.columns.count == rows[0].count - 1)
            #expect(whole.rows.map { [$0[1], $0[2], $0[$0.count - 1]].map(\.spoken) } == [["1", "7", "9"]])
        }
        let reasons = try #require(try tally(nil) { [$0.mixed] }.tables { _ in 0 }.first { $0.name == .reasons })
        #expect(reasons.rows.map { $0[0].spoken } == ["unwanted", "defective"], "no row of nothing")
    }

    @Test("goods count by the units that were judged, with what was paid and an estimate of what comes back")
    func goods() throws {
        let tally = try tally(nil) { make in
            var one = make.mixed
            // Ten here: two opened, one of them worth 30.00 as the inspector says; three destroyed; the rest unjudged.
            one.lines = [make.line("LAMP", "defective", units: 10, price: 5_001)]
            one.lines[0].judged = [
                .init(units: 1, disposition: .openBox),
                .init(units: 1, disposition: .openBox, value: Money(minor: 3_000, currency: euro)),
                .init(units: 3, disposition: .destroy, value: Money(minor: 900, currency: euro)),
                .init(units: 1, disposition: .quarantine, value: Money(minor: 900, currency: euro)),
            ]
            // In another currency than the price a value cannot be added up.
            var other = make.line("CABLE", "unwanted", units: 1, price: 1_000)
            other.judged = [
                .init(units: 1, disposition: .restock, value: Money(minor: 1, currency: Currency(trusted: "JPY")))
            ]
            var free = make.line("GIFT", "unwanted", units: 1, price: nil)
            free.judged = [.init(units: 1, disposition: .restock)]
            one.lines += [other, free]
            return [one]
        }
        let tables = tally.tables { _ in 0 }
        let table = try #require(tables.first { $0.name == .goods })
        #expect(table.columns.map(\.name).suffix(3) == ["recovered_estimate", "recovered_percent", "valued"])
        let rows = table.rows.map { row in row.map(\.spoken) }
        #expect(
            rows == [
                ["quarantine", "1", "EUR", "50.01 EUR", "0", "–", "–", "1"],
                ["restock", "1", "EUR", "10.00 EUR", "0", "10.00 EUR", "100.0 %", "0"],
                ["restock", "1", "–", "–", "1", "–", "–", "0"],
                // 30.00 + 80 % of 50.01, rounded half up.
                ["open_box", "2", "EUR", "100.02 EUR", "0", "70.01 EUR", "70.0 %", "1"],
                ["destroy", "3", "EUR", "150.03 EUR", "0", "0.00 EUR", "0.0 %", "3"],
                ["not_judged", "4", "EUR", "200.04 EUR", "0", "–", "–", "0"],
            ])
        #expect(table.remark?.contains("estimate") == true)
        // Units that nobody has judged are no finding.
        let noFault = try #require(tables.first { $0.name == .noFaultFound })
        #expect(noFault.rows.map { $0[2] } == [.count(6)] && noFault.rows[0][3] == .count(2))
    }

    @Test("every table that can be told apart is", arguments: FigureOrder.Division.allCases)
    func everywhere(division: FigureOrder.Division) throws {
        let tally = try tally(division) { make in
            var one = make.mixed
            (one.warehouse, one.brand, one.channel, one.country, one.carrier) = ("main", "sun", "web", "DE", "dhl")
            for place in one.lines.indices { one.lines[place].number = place + 1 }
            one.lines[0].judged = [.init(units: 1, disposition: .restock)]
            (one.lines[0].hasSerial, one.lines[0].cameBefore) = (true, true)
            one.promises = [.init(name: "refunded", state: .kept)]
            one.given = [
                .init(kind: "refund", units: 1, paid: Money(minor: 5_000, currency: euro), line: 1),
                .init(kind: CaseFigures.Given.goodwill, units: 0, paid: Money(minor: 500, currency: euro)),
            ]
            one.moments = [.init("rma", "approved", at: try at(12))]
            return [one]
        }
        // Where the rows bear it already there is no second column of it.
        let alone: [FigureOrder.Division: Set<FigureTableName>] = [
            .reason: [.reasons, .reasonsByProduct], .product: [.reasonsByProduct, .noFaultFound, .repeats],
            .period: [.volumes, .answers, .feedback],
        ]
        for table in tally.tables(orders: { _ in 0 }) where table.name != .attention {
            let isApart = !(alone[division]?.contains(table.name) ?? false)
            let columns = table.columns.map(\.name)
            #expect(Set(columns).count == columns.count, "\(table.name): \(columns)")
            if division != .reason { #expect(columns.contains(division.rawValue) == (isApart || division == .period)) }
            #expect(!table.rows.isEmpty, "\(table.name) by \(division)")
        }
        let whole = try #require(tally.whole.first { $0.name == .given })
        #expect(
            whole.rows.map { row in row.map(\.spoken) } == [
                ["goodwill", "1", "0", "EUR", "5.00 EUR"], ["refund", "1", "1", "EUR", "50.00 EUR"],
            ])
        // However returns are told apart, nothing is given twice, and no return is counted for a gift alone.
        let given = try #require(tally.tables { _ in 0 }.first { $0.name == .given })
        let amounts = given.rows.map { row -> Int128 in if case .money(let minor, _)? = row.last { minor } else { 0 } }
        #expect(amounts.reduce(0, +) == 5_500)
        let html = page(tally)
        #expect(html.contains("1 ×, 50.00 EUR") && html.contains("<details open>"))
        let words = division == .period ? "told apart by month." : "told apart by month and \(division.rawValue)."
        #expect(html.contains(words))
    }

    @Test("headlines on the page are of all returns, and charts show what the heading tells apart", arguments: [7, 9])
    func page(brands: Int) throws {
        let tally = try tally(.brand) { make in
            try (1...brands).flatMap { brand in
                try (0..<(20 - brand)).map { _ in
                    var one = make.mixed
                    one.brand = "brand \(brand)"
                    one.moments = [.init("rma", "approved", at: try at(brand < 3 ? 12 : 11))]
                    return one
                }
            }
        }
        let html = page(tally)
        let count = (1...brands).reduce(0) { $0 + 20 - $1 }
        #expect(html.contains("<dt>returns</dt><dd>\(count)</dd>"))
        #expect(html.contains("<desc id=\"volumes-c-d\">brand 1, brand 2, brand 3, brand 4, brand 5, brand 6, others,"))
        #expect(html.contains("by brand: the 6 with the most returns"))
        // Of answers each group says its own share; stages are drawn for all, and one of them for each group.
        #expect(html.contains("brand 6: 100.0 %; others: 100.0 %"))
        #expect(html.contains("cycle_times-c-d") && html.contains("cycle_times-g-d"))
        #expect(html.contains("requested → answered, by brand"))
        #expect(html.contains("brand 1: half within 2 h, 90 % within 2 h"))
    }

    @Test("told apart by lines, the headlines count a return once, and the chart is of units")
    func pageOfLines() throws {
        let html = page(try tally(.reason) { [$0.mixed] })
        #expect(html.contains("<dt>returns</dt><dd>1</dd>") && html.contains("<dt>units here</dt><dd>9</dd>"))
        #expect(html.contains("Units, by reason."))
    }

    @Test("every table has a picture on the page, and names of things are not broken")
    func pictures() throws {
        let tally = try tally(nil) { make in
            var one = make.mixed
            one.lines[0].judged = [.init(units: 1, disposition: .restock)]
            (one.lines[0].hasSerial, one.lines[0].cameBefore) = (true, true)
            (one.lines[0].receipt, one.lines[1].receipt) = (.wrongItem, .wrongItem)
            one.customer = "C-1"
            one.promises = [.init(name: "refunded", state: .kept)]
            one.given = [.init(kind: "refund", units: 1)]
            one.moments = [.init("rma", "approved", at: try at(12))]
            return [one]
        }
        let html = page(tally)
        for name in FigureTableName.allCases { #expect(html.contains("<desc id=\"\(name.rawValue)-c-d\">"), "\(name)") }
        #expect(html.contains("1 of 1, 100.0 %"))
        #expect(html.contains("<td class=\"w\">2 lines held something else or nothing, from 2</td>"))
        #expect(!ReportStyle.css.description.contains("anywhere"))
    }

    @Test("ticks of an axis are whole, stand where they say and are few", arguments: 1...2_000)
    func ticks(most: Int) {
        for most in [most, most * 9_973, most * 1_000_000_007] {
            let ticks = AxisTicks(upTo: most)
            #expect((2...4).contains(ticks.all.count) && ticks.all.last == ticks.end && ticks.end >= most)
            #expect(ticks.end - ticks.step < most)
            for tick in ticks.all {
                let short = AxisTicks.short(tick)
                let unit = short.hasSuffix(" M") ? 1_000_000 : short.hasSuffix(" k") ? 1_000 : 1
                #expect(Int(short.prefix { $0.isNumber }).map { $0 * unit } == tick, "\(most): \(short)")
            }
        }
    }

    /// What tests make returns of.
    struct Make {
        let mixed: CaseFigures

        func line(_ sku: String, _ reason: String, units: Int, price: Int64?) -> CaseFigures.Line {
            var line = CaseFigures.Line(sku: sku, reason: reason)
            (line.requested, line.received) = (units, units)
            line.price = price.map { Money(minor: $0, currency: Currency(trusted: "EUR")) }
            return line
        }
    }

    /// A return of two lamps, of which one is here, five speakers, and three bulbs that nobody had announced.
    private func make() throws -> Make {
        var one = CaseFigures(id: 1, state: .approved, requestedAt: try at(10))
        let make = Make(mixed: one)
        one.lines = [
            make.line("LAMP", "defective", units: 2, price: 5_000),
            make.line("SPEAKER", "unwanted", units: 5, price: 100),
            make.line("BULB", "unknown", units: 3, price: nil),
        ]
        for (place, category) in ["light", "audio", "power"].enumerated() { one.lines[place].category = category }
        one.lines[0].received = 1
        one.lines[2].requested = 0
        return Make(mixed: one)
    }

    private func tally(_ division: FigureOrder.Division?, _ body: (Make) throws -> [CaseFigures]) throws -> Tally {
        let day = try #require(CalendarDate(iso: "2026-11-02"))
        let order = FigureOrder(first: day, last: day, period: .month, division: division, now: try at(23))
        let days = SiteDays(zone: "UTC", offsetSeconds: { _ in 0 }, isBusinessDay: { $0.weekday <= 5 })
        var tally = Tally(order, days: days)
        for one in try body(make()) { tally.add(one) }
        return tally
    }

    private func page(_ tally: Tally) -> String {
        Report(
            tally.tables { _ in 0 }, whole: tally.whole, order: tally.order, site: "Site", zone: "UTC", madeAt: "now"
        ).html
    }

    private func at(_ hour: Int) throws -> Instant {
        let day = try #require(CalendarDate(iso: "2026-11-02"))
        return try #require(Instant(date: day, hour: hour, minute: 0, second: 0))
    }
}
