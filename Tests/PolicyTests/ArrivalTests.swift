import Policy
import Returns
import Testing

/// When goods are to be expected, and what follows where they do not come.
@Suite struct ArrivalTests {
    private let today = Samples.today

    @Test(
        "promises count from the day on which the parcel can be here, seen from where it is now",
        arguments: [
            (state: ShipmentState.labelReady, estimate: String?.none, day: String?("2026-12-23")),
            (.inTransit, nil, "2026-11-25"), (.inTransit, "2026-12-01", "2026-12-01"),
            (.inTransit, "2026-11-19", "2026-11-25"), (.delayed, nil, "2026-11-25"), (.refused, nil, nil),
            (.returnedToSender, "2026-12-01", nil),
            (.exception, "2026-12-01", "2026-12-01"), (.voided, nil, "2026-12-23"), (.delivered, nil, nil),
            (.lost, "2026-12-01", nil),
        ])
    func days(state: ShipmentState, estimate: String?, day: String?) {
        #expect(book.arrival(of: one(state, estimate), on: today) == day.map(Samples.day))
    }

    @Test("the last parcel decides; a label that nobody used by its last day is not waited for")
    func several() {
        var one = one(.inTransit, nil)
        one.shipments.append(parcel(2, .labelReady))
        #expect(book.arrival(of: one, on: today) == Samples.day("2026-12-23"))
        #expect(book.arrival(of: one, on: Samples.day("2026-12-28")) == Samples.day("2026-12-31"))
        #expect(book.arrival(of: one, on: today, told: [2: Samples.day("2026-11-24")]) == Samples.day("2026-11-25"))
        one.lines[0].line.receive(1, isComplete: true)
        #expect(book.arrival(of: one, on: today) == nil, "everything is here")
    }

    @Test("what no parcel has is awaited until the last day and its way are over; goods at our door are ours")
    func rest() {
        var one = one(.checkedIn, nil)
        one.lines[0].line = Line(requested: 2, authorized: 2)
        #expect(one.isRestWithCustomer && book.arrival(of: one, on: today) == Samples.day("2026-12-23"))
        #expect(book.arrival(of: one, on: Samples.day("2026-12-24")) == nil)
        one.lines[0].line.receive(1, isComplete: false)
        for (extra, isRest) in [
            (ShipmentState?.none, true), (.labelReady, true), (.expired, true), (.voided, true), (.delivered, false),
            (.lost, false), (.refused, false),
        ] {
            one.shipments = [one.shipments[0]] + (extra.map { [parcel(2, $0)] } ?? [])
            #expect(one.isRestWithCustomer == isRest, "\(String(describing: extra))")
            #expect((book.endOfRest(of: one) == Samples.day("2026-12-24")) == isRest)
            guard isRest else { continue }
            #expect(one.isPromisedInPart && book.arrival(of: one, on: today) == nil, "what is here is promised")
            #expect(PromiseName.inspected.end(in: one) == nil, "unjudged")
        }
        var (lost, sent) = (parcel(2, .lost), one)
        lost.warehouse = WarehouseName(trusted: "elsewhere")
        sent.shipments = [lost, parcel(3, .labelReady)]
        #expect(!sent.isRestWithCustomer, "nobody knows what was in it")
        sent.lines[0].destination = Samples.main
        #expect(sent.isRestWithCustomer)
        one.shipments = [parcel(1, .refused), parcel(2, .checkedIn)]
        #expect(one.isRestWithCustomer, "the second label was given for the first parcel")
    }

    @Test("a parcel that somebody has to see to counts until the day that was told for it, and no longer")
    func answered() {
        let one = one(.exception, nil)
        let told = [1: today.adding(days: 1)]
        #expect(book.arrival(of: one, on: today, told: told) == today.adding(days: 1))
        #expect(book.arrival(of: one, on: today.adding(days: 2), told: told) == nil)
        for here in [ShipmentState.delivered, .checkedIn, .lost] {
            let arrived = self.one(here, nil)
            #expect(arrived.isRestWithCustomer || book.arrival(of: arrived, on: today, told: told) == nil, "\(here)")
        }
        let promise = Promise(name: .receiptConfirmed, due: today.adding(days: 2), warn: today)
        let noon = SiteTime(day: today.adding(days: 2), minute: 720)
        guard case .revise = book.step(for: promise, of: one, at: noon, told: told) else {
            Issue.record("it is ours")
            return
        }
    }

    @Test(
        "goods that go back to the customer promise nothing, whatever day was told, until a new label or a count",
        arguments: [ShipmentState.refused, .returnedToSender])
    func sentBack(state: ShipmentState) {
        var one = one(state, nil)
        let names = [PromiseName.receiptConfirmed, .inspected, .refunded]
        let withdrawn = PromiseEnd.withdrawn("the goods are with the customer")
        #expect(names.allSatisfy { $0.end(in: one) == withdrawn })
        let promise = Promise(name: .receiptConfirmed, due: today.adding(days: -1), warn: today)
        #expect(
            book.step(for: promise, of: one, at: SiteTime(day: today, minute: 720), told: [1: today.adding(days: -2)])
                == .end(withdrawn))
        let sent = one.shipments[0]
        one.shipments = [sent, parcel(2, .labelReady)]
        #expect(names.allSatisfy { $0.end(in: one) == nil } && book.arrival(of: one, on: today) != nil)
        one.shipments = [parcel(1, .checkedIn), parcel(2, state)]
        one.shipments[1].warehouse = WarehouseName(trusted: "elsewhere")
        one.lines[0].line = Line(requested: 2, authorized: 2)
        one.lines[0].line.receive(1, isComplete: false)
        #expect(names.map { $0.end(in: one) } == [.kept, nil, nil], "the part that is here keeps its days")
        #expect(!one.isWithoutLabelForRest, "somebody looks after the parcel")
    }

    @Test("what is here and unjudged or unpaid, or lost and unpaid, follows no parcel of other goods")
    func part() {
        var one = one(.checkedIn, nil)
        one.shipments.append(parcel(2, .inTransit))
        one.lines.append(CaseLine(number: 2, product: Samples.line(), line: Line(requested: 1, authorized: 1)))
        let step = { (name: PromiseName) in
            book.step(
                for: Promise(name: name, due: today, warn: today), of: one, at: SiteTime(day: today, minute: 720))
        }
        let isPostponed = { (name: PromiseName) in if case .postpone = step(name) { true } else { false } }
        let names = [PromiseName.receiptConfirmed, .inspected, .refunded]
        #expect(names.map(isPostponed) == [true, true, true])
        one.lines[0].line.receive(1, isComplete: true)
        #expect(names.map(isPostponed) == [true, false, false])
        #expect(PromiseDelay(.refunded, of: one) == .inspection)
        let isJudged = one.lines[0].line.inspect(accepted: 1, rejected: 0)
        #expect(isJudged)
        one.lines[0].line.verdict = .accepted
        #expect(names.map(isPostponed) == [true, true, false])
        #expect(PromiseDelay(.refunded, of: one) == .settlement)
        one.lines[0].line.resolution = .refunded
        one.lines[0].line.settled = 1
        #expect(names.map(isPostponed) == [true, true, true])
        one.shipments[0].state = .lost
        one.lines[0].line = Line(requested: 1, authorized: 1)
        one.lines[0].line.receipt = .lost
        #expect(names.map(isPostponed) == [true, true, true], "nobody has decided what it costs")
        one.lines[0].line.resolution = .pending
        #expect(names.map(isPostponed) == [true, true, false])
        #expect(PromiseDelay(.refunded, of: one) == .lastStep)
    }

    @Test("no day is told of a late parcel that the next morning takes back")
    func nextMorning() {
        let late = { (heard: Int, traced: Int?) in
            ParcelStanding(
                state: .inTransit, heardOn: self.today.adding(days: heard),
                tracedOn: traced.map { self.today.adding(days: $0) }, expected: self.today.adding(days: -1))
        }
        #expect(step(late(-4, nil)) == .trace(answer: today.adding(days: 10)), "asked for a day early")
        #expect(step(late(-11, -6)) == .wait(until: today.adding(days: 1)), "given up tomorrow")
        #expect(step(late(-3, nil)) == .late(newDay: Samples.day("2026-11-24")))
    }

    @Test("a promise that waits for a parcel is postponed at the hour for telling, and never revised or broken")
    func postponed() {
        let one = one(.inTransit, nil)
        let arrival = Samples.day("2026-11-25")
        for name in [PromiseName.receiptConfirmed, .inspected, .refunded] {
            let promise = Promise(name: name, due: today, warn: today)
            let step = { (minute: Int) in book.step(for: promise, of: one, at: SiteTime(day: today, minute: minute)) }
            #expect(step(600) == .wait(until: today.adding(days: 1)))
            #expect(step(720) == .postpone(arrival: arrival))
            let late = Promise(name: name, due: today.adding(days: -3), warn: today)
            #expect(book.step(for: late, of: one, at: SiteTime(day: today, minute: 0)) == .postpone(arrival: arrival))
        }
    }

    @Test("a day that passes is told on the next morning, and each new day is further away")
    func late() {
        let heard = today.adding(days: -2)
        let waiting = ParcelStanding(state: .inTransit, heardOn: heard, expected: today)
        #expect(step(waiting) == .wait(until: today.adding(days: 1)))
        for (times, day) in [(0, "2026-11-24"), (1, "2026-11-26"), (2, "2026-12-02")] {
            let late = ParcelStanding(
                state: .delayed, heardOn: heard, expected: today.adding(days: -1), timesLate: times)
            #expect(step(late) == .late(newDay: Samples.day(day)))
        }
        let traced = ParcelStanding(
            state: .inTransit, heardOn: today.adding(days: -9), tracedOn: today.adding(days: -4), expected: today)
        #expect(step(traced) == .wait(until: today.adding(days: 1)), "not when it counts as lost")
    }

    @Test("a parcel that is given up or asked for is not called late by the same look")
    func order() {
        let silent = ParcelStanding(
            state: .inTransit, heardOn: today.adding(days: -12), tracedOn: today.adding(days: -7),
            expected: today.adding(days: -1))
        #expect(step(silent) == .lose)
        let untraced = ParcelStanding(
            state: .inTransit, heardOn: today.adding(days: -6), expected: today.adding(days: -1))
        #expect(step(untraced) == .trace(answer: today.adding(days: 7)))
    }

    @Test("a damaged parcel that falls silent is asked for and given up like any other, once its damage is answered")
    func damaged() {
        var parcel = ParcelStanding(state: .damaged, heardOn: today.adding(days: -6), isDamageOpen: true)
        #expect(step(parcel) == .answerDamage)
        parcel.isDamageOpen = false
        #expect(step(parcel) == .trace(answer: today.adding(days: 7)))
        parcel.tracedOn = today.adding(days: -7)
        parcel.heardOn = today.adding(days: -12)
        #expect(step(parcel) == .lose)
    }

    private var book: PolicyBook {
        var book = Samples.book()
        book.calendar = BusinessCalendar(weekend: [6, 7])
        book.carriage.traceAfterDays = 5
        book.carriage.lostAfterDays = 12
        return book
    }

    private func step(_ parcel: ParcelStanding) -> ParcelStep {
        book.carriage.step(for: parcel, on: today, calendar: book.calendar)
    }

    private func one(_ state: ShipmentState, _ estimate: String?) -> ReturnCase {
        ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: Samples.day("2026-12-18"),
            lines: [CaseLine(number: 1, product: Samples.line(), line: Line(requested: 1, authorized: 1))],
            shipments: [parcel(1, state, estimate)])
    }

    private func parcel(_ number: Int, _ state: ShipmentState, _ estimate: String? = nil) -> Shipment {
        var parcel = Shipment(number: number, code: .sscc(""), warehouse: Samples.main, state: state)
        parcel.estimatedDelivery = estimate.map(Samples.day)
        return parcel
    }
}
