import Ledger
import Returns
import Statistics
import Testing

@Suite("Figures")
struct TallyTests {
    @Test(
        "pieces of time begin and are named by the calendar, over leap days and turns of the year",
        arguments: [
            (Period.week, "2027-01-01", "2026-12-28", "2026-W53"), (.week, "2024-12-30", "2024-12-30", "2025-W01"),
            (.month, "2024-02-29", "2024-02-01", "2024-02"), (.quarter, "2024-12-31", "2024-10-01", "2024-Q4"),
            (.day, "2024-02-29", "2024-02-29", "2024-02-29"),
        ])
    func periods(period: Period, day: String, start: String, name: String) throws {
        let date = try #require(CalendarDate(iso: day))
        let found = period.start(of: date, from: date)
        #expect(found.description == start && period.name(of: found) == name)
        let starts = period.starts(from: date, to: date.adding(days: 400), max: 1_000)
        #expect(starts.allSatisfy { period.start(of: $0, from: date) == $0 })
        #expect(Set(starts).count == starts.count && starts.first == found)
        #expect(period.start(of: date.adding(days: 400), from: date) == starts.last)
    }

    @Test("time at work leaves out weekends, and a day of 23 or 25 hours is a day on the wall")
    func workTime() throws {
        var days = try berlin()
        // Friday noon to Monday noon: a day of work.
        #expect(days.businessMinutes(from: try at("2026-11-20", 11), to: try at("2026-11-23", 11)) == 1_440)
        // Saturday to Sunday: none.
        #expect(days.businessMinutes(from: try at("2026-11-21", 3), to: try at("2026-11-22", 20)) == 0)
        // The clock goes forward on Sunday 2026-03-29: from Friday noon to Monday noon it is a day all the same.
        #expect(days.businessMinutes(from: try at("2026-03-27", 11), to: try at("2026-03-30", 10)) == 1_440)
        #expect(days.businessMinutes(from: try at("2026-10-23", 10), to: try at("2026-10-26", 11)) == 1_440)
        // 23:30 UTC on the night of the change is the next day in Berlin.
        #expect(days.day(try at("2026-03-29", 22, 30)).description == "2026-03-30")
        #expect(days.day(try at("2026-03-28", 22, 30)).description == "2026-03-28")
        #expect(days.businessMinutes(from: try at("2026-03-28", 11), to: try at("2026-03-27", 11)) == 0)
    }

    @Test("each stage is timed between its ends, and what comes before its beginning is left out and told")
    func stages() throws {
        var tally = try tally()
        var one = CaseFigures(id: 1, state: .closed, requestedAt: try at("2026-11-02", 10))
        var line = CaseFigures.Line(sku: "LAMP", reason: "defective")
        (line.received, line.receipt, line.verdict) = (1, .received, .accepted)
        (line.judged, line.resolution) = ([.init(units: 1, disposition: .openBox)], .refunded)
        line.price = Money(minor: Money.minorMax, currency: Currency(trusted: "JPY"))
        one.lines = [line]
        one.moments = [
            .init("rma", "approved", at: try at("2026-11-02", 12)),
            .init("shipment", "in_transit", at: try at("2026-11-03", 12), subject: "shipment:1"),
            .init("shipment", "delivered", at: try at("2026-11-03", 6), subject: "shipment:1"),
            // A count of the wrong return, which was taken back.
            .init("receipt", "received", at: try at("2026-11-04", 6), subject: "line:1"),
            .init("receipt", "awaiting", at: try at("2026-11-04", 7), subject: "line:1"),
            .init("receipt", "received", at: try at("2026-11-05", 6), subject: "line:1"),
            .init("verdict", "accepted", at: try at("2026-11-05", 7), subject: "line:1"),
            .init("resolution", "refunded", at: try at("2026-11-06", 7), subject: "line:1"),
        ]
        one.promises = [
            .init(name: "inspected", state: .kept), .init(name: "refunded", state: .broken),
            .init(name: "answered", state: .kept, isRevised: true), .init(name: "receipt_confirmed", state: .atRisk),
            .init(name: "refunded", state: .withdrawn),
        ]
        tally.add(one)
        let tables = tally.tables { _ in 0 }
        let times = try #require(tables.first { $0.name == .cycleTimes })
        #expect(times.rows.map { $0[1] } == [1, 1, 0, 1, 1, 1, 1].map { .count($0) })
        #expect(
            times.rows.map { $0[2] } == [
                .minutes(120), .minutes(1_440), .none, .minutes(2_880), .minutes(60), .minutes(1_440),
                .minutes(5_580),
            ])
        #expect(times.rows[2].last == .count(1) && times.remark != nil)
        let promises = try #require(tables.first { $0.name == .promises })
        #expect(
            promises.rows == [
                [
                    .text("answered"), .count(1), .count(0), .count(1), .count(0), .count(0), .count(0),
                    .share(0, of: 1),
                ],
                [
                    .text("inspected"), .count(1), .count(1), .count(0), .count(0), .count(0), .count(0),
                    .share(1, of: 1),
                ],
                [.text("receipt_confirmed"), .count(1), .count(0), .count(0), .count(0), .count(1), .count(0), .none],
                [
                    .text("refunded"), .count(2), .count(0), .count(0), .count(1), .count(0), .count(1),
                    .share(0, of: 1),
                ],
            ])
        #expect(tables.first { $0.name == .noFaultFound }?.rows.first?.last == .share(1, of: 1))
    }

    @Test("a promise that was kept behind a day that its customer had been told counts as kept later")
    func moved() throws {
        for (told, count) in [("2026-11-05", [0, 1]), ("2026-11-06", [1, 0])] {
            var tally = try tally()
            var one = CaseFigures(id: 1, state: .closed, requestedAt: try at("2026-11-02", 10))
            one.promises = [
                .init(
                    name: "refunded", state: .kept, told: CalendarDate(iso: told), endedAt: try at("2026-11-06", 7))
            ]
            tally.add(one)
            let row = try #require(tally.tables { _ in 0 }.first { $0.name == .promises }?.rows.first)
            #expect(Array(row[2...3]) == count.map { .count($0) })
        }
    }

    @Test("goods are counted by their units: where each goes, what it brings, which had no fault, which was another")
    func units() throws {
        let euro = { (minor: Int64) in Money(minor: minor, currency: Currency(trusted: "EUR")) }
        var line = CaseFigures.Line(sku: "LAMP", reason: "defective")
        (line.received, line.receipt, line.verdict) = (6, .received, .partial)
        line.price = euro(5_000)
        line.judged = [
            .init(units: 1, disposition: .repair, value: euro(2_500)), .init(units: 2, disposition: .restock),
            .init(units: 1, disposition: .destroy, hasOtherSerial: true),
            .init(units: 1, disposition: .repair, value: euro(0)),
        ]
        var one = CaseFigures(id: 1, state: .approved, requestedAt: try at("2026-11-02", 10))
        one.lines = [line]
        var tally = try tally()
        tally.add(one)
        let tables = tally.tables { _ in 0 }
        let goods = try #require(tables.first { $0.name == .goods }).rows.map { row in row.map(\.spoken) }
        #expect(
            goods.map { [$0[0], $0[1], $0[3], $0[5]] } == [
                ["restock", "2", "100.00 EUR", "100.00 EUR"], ["repair", "2", "100.00 EUR", "25.00 EUR"],
                ["destroy", "1", "50.00 EUR", "0.00 EUR"], ["not_judged", "1", "50.00 EUR", "–"],
            ])
        #expect(tables.first { $0.name == .noFaultFound }?.rows.first?.last == .share(2, of: 5))
        #expect(tables.first { $0.name == .repeats }?.rows.first?.last == .count(1))
    }

    @Test("money sums beyond 64 bits, and percent of huge numbers is exact")
    func huge() throws {
        var tally = try tally()
        for id in 1...100 {
            var one = CaseFigures(id: Int64(id), state: .approved, requestedAt: try at("2026-11-02", 10))
            var line = CaseFigures.Line(sku: "GOLD", reason: "unwanted")
            (line.requested, line.authorized, line.received) = (.max / 400, 100_000, .max / 400)
            line.price = Money(minor: Money.minorMax, currency: Currency(trusted: "EUR"))
            one.lines = [line]
            tally.add(one)
        }
        let tables = tally.tables { _ in 0 }
        let paid = try #require(tables.first { $0.name == .goods }?.rows.first?[3])
        let units = Int128(Int.max / 400) * 100
        #expect(paid == .money(units * Int128(Money.minorMax), Currency(trusted: "EUR")))
        #expect(paid.spoken.hasSuffix("0.00 EUR"))
        #expect(tables.first { $0.name == .reasons }?.rows.first?.last?.spoken == "100.0 %")
    }

    @Test("a customer is worth a look only where a rule says so, and the arithmetic stands there")
    func attention() throws {
        var rules = AttentionRules()
        (rules.returnsMin, rules.orderPercentMin, rules.wrongOrEmptyMin) = (3, 50, 2)
        rules.values = [Currency(trusted: "EUR"): 100_000]
        var tally = try tally(rules)
        for (customer, count, minor) in [("many", 3, 100), ("few", 2, 100), ("dear", 1, 100_000), ("odd", 2, 100)] {
            for _ in 0..<count {
                var one = CaseFigures(id: 1, state: .approved, requestedAt: try at("2026-11-02", 10))
                one.customer = customer
                var line = CaseFigures.Line(sku: "LAMP", reason: "unwanted")
                line.price = Money(minor: Int64(minor), currency: Currency(trusted: "EUR"))
                if customer == "odd" { line.receipt = .wrongItem }
                one.lines = [line]
                tally.add(one)
            }
        }
        let found = try #require(tally.tables { $0 == "many" ? 4 : 0 }.last)
        #expect(found.rows.map { $0[0] } == [.text("many"), .text("odd"), .text("dear")])
        #expect(found.rows[0][3].spoken == "3 returns for 4 known orders: 75.0 %, from 3 returns and 50 %")
        #expect(found.rows[1][3].spoken == "2 lines held something else or nothing, from 2")
        #expect(found.rows[2][3].spoken == "goods worth 1000.00 EUR, from 1000.00 EUR")
        // With ten orders, three returns are nothing to look at.
        #expect(tally.tables { _ in 10 }.last?.rows.map { $0[0] } == [.text("odd"), .text("dear")])
    }

    @Test("nobody asked for the months before the first return; those that were asked for and later gaps are shown")
    func months() throws {
        var order = try order()
        order.first = try #require(CalendarDate(iso: "2026-01-01"))
        for (begins, expected) in [(true, ["2026-09", "2026-10", "2026-11"]), (false, (1...11).map { "2026-\($0)" })] {
            order.beginsWithReturns = begins
            var tally = Tally(order, days: try berlin())
            for day in ["2026-11-02", "2026-09-02"] {
                tally.add(CaseFigures(id: 1, state: .approved, requestedAt: try at(day, 10)))
            }
            let shown = try #require(tally.tables { _ in 0 }.first).rows.map(\.[0].spoken)
            #expect(begins ? shown == expected : shown.count == expected.count)
        }
    }

    @Test("groups beyond the limit are counted together, and no return is lost")
    func groups() throws {
        var order = try order()
        order.division = .channel
        var tally = Tally(order, days: try berlin())
        for number in 0..<500 {
            var one = CaseFigures(id: 1, state: .approved, requestedAt: try at("2026-11-02", 10))
            one.channel = "channel \(number)"
            tally.add(one)
        }
        let rows = try #require(tally.tables { _ in 0 }.first).rows
        let counts = rows.map { row in if case .count(let number) = row[2] { number } else { 0 } }
        #expect(rows.count == 201 && counts.reduce(0, +) == 500)
    }

    private func order() throws -> FigureOrder {
        FigureOrder(
            first: try #require(CalendarDate(iso: "2026-11-01")), last: try #require(CalendarDate(iso: "2026-11-30")),
            period: .month, now: try at("2026-11-22", 10))
    }

    private func tally(_ rules: AttentionRules = AttentionRules()) throws -> Tally {
        var order = try order()
        order.attention = rules
        return Tally(order, days: try berlin())
    }

    /// Berlin in 2026, by the rule of the European Union: summer time from 29 March to 25 October, 01:00 UTC.
    private func berlin() throws -> SiteDays {
        let (spring, autumn) = (try at("2026-03-29", 1), try at("2026-10-25", 1))
        return SiteDays(
            zone: "Europe/Berlin", offsetSeconds: { spring <= $0 && $0 < autumn ? 7_200 : 3_600 },
            isBusinessDay: { $0.weekday <= 5 })
    }

    private func at(_ day: String, _ hour: Int, _ minute: Int = 0) throws -> Instant {
        let date = try #require(CalendarDate(iso: day))
        return try #require(Instant(date: date, hour: hour, minute: minute, second: 0))
    }
}

@Suite("Tables as CSV")
struct CSVTests {
    @Test(
        "no text becomes a formula, a column or a row, whatever signs are combined with it",
        arguments: [
            ("=1+1", "'=1+1"), ("=\u{301}1", "'=\u{301}1"), ("＝1", "'＝1"), ("a,\u{301}b", "\"a,\u{301}b\""),
            ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("plain", "plain"),
        ])
    func harmless(text: String, field: String) {
        var table = FigureTable(
            .reasons, [FigureTable.Column("reason", "Reason"), FigureTable.Column("units", "Units")])
        table.add([.text(text), .count(-1)])
        #expect(table.csv.utf8.elementsEqual("reason,units\r\n\(field),-1\r\n".utf8))
    }
}
