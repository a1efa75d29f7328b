import Policy
import Returns
import Testing

/// Windows, clocks, warranty, business days and promises.
@Suite struct TimeRuleTests {
    @Test(
        "the window is counted from the delivery to its last day",
        arguments: [
            (delivered: "2026-10-21", outcome: Outcome.fits), (delivered: "2026-10-20", outcome: .refuses),
        ])
    func lastDay(delivered: String, outcome: Outcome) {
        let decision = Samples.decide([Samples.line()], facts: Samples.facts(Samples.order(delivered: delivered)))
        #expect(decision.outcome(.window) == outcome)
    }

    @Test("the first window that fits decides: by tier, then by category")
    func firstMatch() {
        let facts = { Samples.facts(Samples.order(delivered: "2026-09-25"), tier: $0) }
        #expect(Samples.decide([Samples.line()], facts: facts(nil)).outcome(.window) == .refuses)
        #expect(Samples.decide([Samples.line(Samples.shirt)], facts: facts(nil)).outcome(.window) == .fits)
        #expect(Samples.decide([Samples.line()], facts: facts("gold")).outcome(.window) == .fits)
    }

    @Test("an unknown delivery is counted from the purchase as configured, and the finding says so")
    func clockFallback() {
        let order = Samples.order(delivered: nil, purchased: "2026-10-15")
        let decision = Samples.decide([Samples.line()], facts: Samples.facts(order))
        #expect(decision.finding(.window)?.phrase.arguments["until"] == .date(Samples.day("2026-11-20")))
        #expect(decision.finding(.window)?.explanation.contains("the delivery is not known") == true)
    }

    @Test("without any date a person looks, also where the fallbacks run in a circle")
    func noDate() {
        var book = Samples.book()
        book.papers = PaperTerms(
            unknownOrder: .authorize, withoutOrder: .authorize, productNotInOrder: .decline,
            giftOfOtherCustomer: .authorize, unnamedCustomer: .authorize, serialMissing: .authorize)
        #expect(Samples.decide([Samples.line(order: nil)], book: book).outcome(.window) == .needsPerson)
        book.clockFallbacks[.purchase] = .other(.delivery, addDays: 0)
        #expect(Samples.decide([Samples.line(order: nil)], book: book).outcome(.window) == .needsPerson)
        book.windows = []
        #expect(Samples.decide([Samples.line()], book: book).outcome(.window) == .needsPerson)
    }

    @Test("a window can be endless or closed")
    func lengths() {
        var book = Samples.book()
        let facts = Samples.facts(Samples.order(delivered: "2019-01-01", purchased: "2018-12-28"))
        book.windows = [WindowTerm(name: "x", selector: .everything, length: .unlimited, clock: .delivery)]
        #expect(Samples.decide([Samples.line()], facts: facts, book: book).key(.window) == .windowUnlimited)
        book.windows = [WindowTerm(name: "x", selector: .everything, length: .never, clock: .delivery)]
        #expect(Samples.decide([Samples.line()], book: book).key(.window) == .windowNever)
    }

    @Test("a warranty keeps the way open for a defect, and for nothing else")
    func warranty() {
        let old = Samples.facts(Samples.order(delivered: "2025-02-01", purchased: "2025-01-20"))
        let defect = Samples.decide([Samples.line(reason: .defective)], facts: old)
        #expect(defect.answer == .authorize)
        #expect(defect.key(.window) == .windowByWarranty)
        #expect(defect.finding(.warranty)?.phrase.arguments["until"] == .date(Samples.day("2027-01-20")))
        #expect(Samples.decide([Samples.line()], facts: old).answer == .decline)
        let ancient = Samples.facts(Samples.order(delivered: "2020-02-01", purchased: "2020-01-20"))
        let late = Samples.decide([Samples.line(reason: .defective)], facts: ancient)
        #expect(late.answer == .decline)
        #expect(late.key(.warranty) == .warrantyEnded)
    }

    @Test("the order line's own warranty wins over the category's and the default")
    func warrantyMonths() {
        var order = Samples.order(delivered: "2023-01-01", purchased: "2023-01-01")
        let line = Samples.line(reason: .defective)
        #expect(Samples.decide([line], facts: Samples.facts(order)).answer == .decline)
        var book = Samples.book()
        book.warranty = WarrantyTerms(
            defaultMonths: 24, monthsByCategory: [Category(trusted: "electronics"): 60], reasons: [.defective])
        #expect(Samples.decide([line], facts: Samples.facts(order), book: book).answer == .authorize)
        order.lines[0].warrantyMonths = 12
        #expect(Samples.decide([line], facts: Samples.facts(order), book: book).answer == .decline)
    }

    @Test("days of grace refuse nobody for one evening")
    func grace() {
        var book = Samples.book()
        book.graceDays = 1
        let facts = Samples.facts(Samples.order(delivered: "2026-10-20"))
        #expect(Samples.decide([Samples.line()], facts: facts, book: book).outcome(.window) == .fits)
    }

    @Test(
        "business days pass over weekends and holidays",
        arguments: [
            (from: "2026-11-20", days: 0, to: "2026-11-20"), (from: "2026-11-20", days: 1, to: "2026-11-24"),
            (from: "2026-11-21", days: 0, to: "2026-11-24"), (from: "2026-11-24", days: 5, to: "2026-12-01"),
            (from: "2026-12-24", days: 1, to: "2026-12-28"), (from: "2026-11-20", days: -3, to: "2026-11-20"),
        ])
    func businessDays(from: String, days: Int, to: String) {
        let calendar = BusinessCalendar(
            weekend: [6, 7], holidays: [Samples.day("2026-11-23")], yearlyHolidays: [.init(month: 12, day: 25)])
        #expect(calendar.date(days, after: Samples.day(from)) == Samples.day(to))
    }

    @Test("a calendar without a day to work on still ends")
    func noBusinessDays() {
        #expect(BusinessCalendar(weekend: Set(1...7)).date(2, after: Samples.today) == Samples.today.adding(days: 2))
        let holidays = Set((0..<5_000).map { Samples.today.adding(days: $0) })
        #expect(BusinessCalendar(weekend: [], holidays: holidays).date(1, after: Samples.today) > Samples.today)
    }

    @Test("a request for a person carries a dated promise of an answer; others are dated at their milestone")
    func promises() {
        let review = Samples.decide([Samples.line(quantity: 3)])
        #expect(review.answer == .review)
        #expect(review.promises.map(\.due) == [Samples.day("2026-11-24")])
        #expect(Samples.decide([Samples.line()]).promises.isEmpty)
        #expect(
            Samples.book().promises(from: .inspected, on: Samples.day("2026-11-24"))
                == [
                    PromiseOffer(
                        name: .refunded, due: Samples.day("2026-11-27"), warn: Samples.day("2026-11-26"))
                ])
        #expect(review.validUntil == Samples.day("2026-12-20"))
    }

    @Test("the moment counts as its day in UTC")
    func instant() throws {
        let now = try #require(Instant(date: Samples.today, hour: 23, minute: 59, second: 59))
        let request = Samples.request([Samples.line()])
        #expect(
            Samples.book().decide(on: request, given: Samples.facts(), at: now)
                == Samples.book().decide(on: request, given: Samples.facts(), today: Samples.today))
    }
}
