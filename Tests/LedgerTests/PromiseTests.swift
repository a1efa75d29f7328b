import Clockwork
import Foundation
import GRDB
import JSONText
import Ledger
import Policy
import Returns
import Synchronization
import Testing

@Suite("Promises")
struct PromiseTests {
    /// The bench's start is a Monday, 21 September 2026.
    private let dayOfStart = CalendarDate(iso: "2026-09-21")

    @Test("staff are warned the business day before, once, with a task")
    func warning() throws {
        let bench = try Workbench()
        let day = try promised(bench, in: 4)
        try bench.look(on: day.adding(days: -2))
        #expect(try bench.promise()?.state == .open)
        let open = try bench.ledger.read { try $0.promises(.open, by: day, since: bench.start, limit: 10) }
        #expect(open.map(\.promise.due) == [day])
        for _ in 0..<3 { try bench.look(on: day.adding(days: -1)) }
        #expect(try bench.promise()?.state == .atRisk)
        #expect(try bench.kinds("promise.at_risk") == 1)
        let tasks = try bench.ledger.read { try $0.openTasks(TaskFilter()) }
        #expect(tasks.map(\.task.kind) == [.keepPromise])
        let listed = try bench.ledger.read { try $0.promises(.atRisk, by: day, since: bench.start, limit: 10) }
        #expect(listed.map(\.promise.name) == [.refunded])
        #expect(try bench.verify().isSound)
    }

    @Test("the customer is told a new day on the promised one, not before its hour, once, with something for it")
    func telling() throws {
        let bench = try Workbench()
        let day = try promised(bench, in: 4)
        try bench.look(on: day, minute: 11 * 60 + 59)
        #expect(try bench.kinds("promise.revised") == 0)
        for minute in [12 * 60, 13 * 60, 23 * 60] { try bench.look(on: day, minute: minute) }
        #expect(try bench.kinds("promise.revised") == 1)
        let promise = try #require(try bench.promise())
        #expect(promise.due == day)
        #expect(promise.revised == BusinessCalendar.everyWeekday.date(2, after: day))
        #expect(promise.reason == "delay.delivery")
        let told = try #require(try bench.events().first { $0.draft.kind == "promise.revised" })
        #expect(told.draft.details["make_good_amount"] == "5.00")
        #expect(told.draft.details["audience"] == nil, "the customer hears of it")
        #expect(try bench.ledger.read { try $0.goodwill(of: 2) }.map(\.goodwill.amount?.minor) == [500])
        #expect(try bench.verify().isSound)
    }

    @Test("what fails of the clock's work holds up none of the rest, and is told")
    func stages() throws {
        struct Unreadable: Error {}
        let bench = try Workbench()
        let day = try promised(bench, in: 4)
        _ = try promised(bench, in: 20, ordinal: 2)
        try bench.change(3, at: 10) { one throws(Refusal) in try one.cancel(reason: nil) }
        let days = Mutex(0)
        var terms = bench.clockTerms(on: day, policy: .promising)
        terms.daily = { _ in days.withLock { $0 += 1 } }
        terms.retention = Retention(personalDataDays: 1)
        terms.erase = { _, _ in throw Unreadable() }
        #expect(throws: Unreadable.self) {
            try Clockwork.look(ledger: bench.ledger, writer: bench.writer, terms: terms)
        }
        // Behind what the look has asked for.
        try bench.write { _ in }
        #expect(try bench.kinds("promise.revised") == 1, "the promise is looked at all the same")
        #expect(days.withLock { $0 } == 1)
    }

    @Test("goodwill ends at the limit of a year")
    func limit() throws {
        let bench = try Workbench()
        var policy = PolicyBook.promising
        policy.care.goodwillPerYear = Amounts([Currency(trusted: "EUR"): 700])
        let days = try (1...3).map { try promised(bench, in: 4, ordinal: $0) }
        try bench.look(on: days[0], policy: policy)
        let given = try bench.ledger.read { try $0.goodwill(of: CustomerKey(trusted: "C-1"), since: bench.start) }
        #expect(given.compactMap(\.goodwill.amount?.minor).reduce(0, +) == 700)
        #expect(given.count == 2)
    }

    @Test("a promise whose new day is over is broken, and its customer is under special care")
    func breaking() throws {
        let bench = try Workbench()
        let day = try promised(bench, in: 4)
        try bench.look(on: day)
        let revised = try #require(try bench.promise()?.revised)
        try bench.look(on: revised, minute: 23 * 60)
        #expect(try bench.promise()?.state == .atRisk)
        for _ in 0..<2 { try bench.look(on: revised.adding(days: 1), minute: 0) }
        #expect(try bench.promise()?.state == .broken)
        #expect(try bench.kinds("promise.broken") == 1)
        #expect(try bench.kinds("customer.special_care") == 1)
        let key = CustomerKey(trusted: "C-1")
        #expect(try bench.ledger.read { try $0.care(of: key, on: revised) }?.mark.cause == .brokenPromise)
        let tasks = try bench.ledger.read { try $0.openTasks(TaskFilter()) }
        #expect(tasks.contains { $0.task.kind == .call && $0.isSpecial })
        #expect(!tasks.contains { $0.task.kind == .keepPromise })
        #expect(try bench.verify().isSound)
    }

    @Test("what is done in time keeps the promise in the same commit; what is done late breaks it")
    func keeping() throws {
        for (isLate, state) in [(false, PromiseState.kept), (true, .broken)] {
            let bench = try Workbench()
            let day = try promised(bench, in: 4)
            try bench.finish(2, on: isLate ? day.adding(days: 1) : day)
            #expect(try bench.promise()?.state == state)
            #expect(try bench.verify().isSound)
        }
    }

    @Test("a return that is called off withdraws its promises; one that lives again is promised anew")
    func withdrawing() throws {
        let bench = try Workbench()
        let day = try promised(bench, in: 4)
        try bench.change(2, at: 1) { try $0.cancel(reason: nil) }
        #expect(try bench.promise()?.state == .withdrawn)
        try bench.look(on: day.adding(days: 9))
        #expect(try bench.kinds("promise.revised") == 0)
        try bench.promise(2, .refunded, due: day.adding(days: 20)) { one in
            try one.move(to: .underReview) + one.approve(until: day.adding(days: 15), reason: nil)
        }
        #expect(try bench.promise()?.state == .open)
        #expect(try bench.promise()?.due == day.adding(days: 20))
        #expect(try bench.verify().isSound)
    }

    @Test("a milestone brings a promise forward and never puts it off")
    func milestones() throws {
        let bench = try Workbench()
        let day = try promised(bench, in: 8)
        try bench.promise(2, .refunded, due: day.adding(days: 3)) { try $0.receive(.lamps, shipment: 1) }
        #expect(try bench.promise()?.due == day)
        try bench.promise(2, .refunded, due: day.adding(days: -2)) { try $0.receive(.cable, shipment: 1) }
        #expect(try bench.promise()?.due == day.adding(days: -2))
        #expect(try bench.verify().isSound)
    }

    @Test("what nobody sent was awaited to the end: its end breaks no promise, however late it is noticed")
    func unsent() throws {
        for isUnsent in [true, false] {
            let bench = try Workbench()
            let day = try promised(bench, in: 4)
            try bench.promise(2, .receiptConfirmed, due: day) { _ in
                [Change(.rma, axis: "note", before: "", after: "noted", reason: "x")]
            }
            try bench.change(2, at: 10 * 86_400) { one in
                try one.receive(.all, shipment: 1).map { change in
                    var change = change
                    if isUnsent { change.details.append((ReturnCase.unsentDetail, .text("yes"))) }
                    return change
                }
            }
            #expect(try bench.promise(.receiptConfirmed)?.state == (isUnsent ? .kept : .broken))
        }
    }

    @Test("a clock that goes back and forth over midnight tells nothing twice")
    func backAndForth() throws {
        let bench = try Workbench()
        let day = try promised(bench, in: 4)
        for offset in [0, -1, 0, 1, 0, -1, 1, 0] { try bench.look(on: day.adding(days: offset)) }
        #expect(try bench.kinds("promise.at_risk") == 1)
        #expect(try bench.kinds("promise.revised") == 1)
        #expect(try bench.kinds("promise.broken") == 0, "the new day has not passed")
    }

    @Test("promises at risk and broken are counted by their indexes, the broken ones since a moment")
    func counts() throws {
        let bench = try Workbench()
        let day = try promised(bench, in: 4)
        let counts = { (since: Instant) in
            let (atRisk, broken) = try bench.ledger.read { try $0.promiseCounts(since: since, max: 10) }
            return [atRisk, broken]
        }
        #expect(try counts(bench.start) == [0, 0])
        try bench.look(on: day.adding(days: -1))
        #expect(try counts(bench.start) == [1, 0])
        try bench.look(on: day)
        let revised = try #require(try bench.promise()?.revised)
        try bench.look(on: revised.adding(days: 1))
        let ended = try #require(try bench.promise()?.endedAt)
        #expect(try bench.promise()?.state == .broken && counts(ended) == [0, 1])
        #expect(try counts(ended.adding(milliseconds: 1)) == [0, 0])
        let plans = try bench.ledger.read { try $0.plansOfPromiseCounts() }.filter { $0.contains("promises") }
        #expect(plans.count == 2 && plans.allSatisfy { $0.contains("INDEX promises_") }, "\(plans)")
    }

    @Test("each question of the clock is answered from an index of its own")
    func plans() throws {
        let bench = try Workbench()
        for cause in PromiseCause.allCases {
            let plan = try bench.ledger.read { try $0.plan(for: cause) }
            #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH promises USING"), "\(plan)")
            #expect(plan.allSatisfy { !$0.contains("SCAN") && !$0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }

    @Test(
        "whatever is altered of promises and goodwill is noticed",
        arguments: [
            "UPDATE promises SET due_on = due_on + 30", "UPDATE promises SET revised_on = revised_on + 30",
            "UPDATE promises SET state = 'kept', ended_at = 1", "DELETE FROM promises",
            "UPDATE goodwill SET minor = 100000", "DELETE FROM goodwill",
        ])
    func tampering(sql: String) throws {
        let bench = try Workbench()
        let day = try promised(bench, in: 4)
        if sql.contains("goodwill") || sql.contains("revised") { try bench.look(on: day) }
        #expect(try bench.verify().isSound)
        try bench.ledger.tamper(sql)
        #expect(!(try bench.verify().isSound), "not noticed: \(sql)")
    }

    @Test("a promise that waits for a parcel follows it, is told, costs nothing, and may be revised once it is here")
    func awaited() throws {
        let bench = try Workbench()
        let day = try promised(bench, in: 4, at: .inTransit)
        let policy = PolicyBook.promisingInOrder
        for hour in [9, 12, 15] { try bench.look(on: day, minute: hour * 60, policy: policy) }
        #expect(try bench.kinds("promise.revised") == 1)
        let moved = try #require(try bench.promise())
        // Three days on its way, one to confirm it, two to inspect it, three to refund.
        #expect(moved.revised == nil && moved.due == BusinessCalendar.everyWeekday.date(9, after: day))
        #expect(try bench.ledger.read { try $0.goodwill(of: 2) }.isEmpty)
        try bench.change(2, at: 1_000_000) { try $0.receive(.all, shipment: 1) }
        try bench.look(on: moved.due, policy: policy)
        let revised = try #require(try bench.promise()?.revised)
        #expect(try bench.ledger.read { try $0.goodwill(of: 2) }.count == 1)
        try bench.look(on: revised.adding(days: 1), policy: policy)
        #expect(try bench.promise()?.state == .broken)
        #expect(try bench.verify().isSound)
    }

    @Test("what waits for a revised promise moves with it in the same event, and the cause is made good once")
    func dependents() throws {
        let bench = try Workbench()
        let policy = PolicyBook.promisingInOrder
        let day = try promised(bench, in: 4)
        for (name, due) in [(PromiseName.receiptConfirmed, day), (.inspected, day.adding(days: 3))] {
            try bench.promise(2, name, due: due) { _ in [Change(.rma, axis: "note", before: "", after: "noted")] }
        }
        try bench.look(on: day, policy: policy)
        let calendar = BusinessCalendar.everyWeekday
        let receipt = calendar.date(2, after: day)
        let dates = try [PromiseName.receiptConfirmed, .inspected, .refunded].map { try bench.promise($0)?.date }
        #expect(dates == [receipt, calendar.date(2, after: receipt), calendar.date(5, after: receipt)])
        #expect(try bench.kinds("promise.revised") == 1)
        for offset in 1...20 { try bench.look(on: day.adding(days: offset), policy: policy) }
        #expect(try bench.ledger.read { try $0.goodwill(of: 2) }.count == 1, "it waited for the count all along")
        #expect(try bench.verify().isSound)
    }

    /// A return whose refund is promised in so many days.
    private func promised(
        _ bench: Workbench, in days: Int, ordinal: Int = 1, at state: ShipmentState = .delivered
    ) throws -> CalendarDate {
        #expect(bench.start.date == dayOfStart)
        let day = bench.start.date.adding(days: days)
        try bench.add(bench.approvedCase(ordinal))
        let moving = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: state,
            occurredAt: bench.start)
        let id = CaseID(ordinal + 1)
        try bench.promise(id, .refunded, due: day) { $0.labelReady(shipment: 1) + $0.track(moving, shipment: 1) }
        return day
    }
}

extension Workbench {
    /// One look of the clock at a time of a day.
    func look(
        on day: CalendarDate, minute: Int = 12 * 60, policy: PolicyBook = .promising, exports: Bool = false
    ) throws {
        var terms = clockTerms(on: day, policy: policy)
        terms.exportsResolutions = exports
        let now = day.startInUTC.adding(milliseconds: Int64(minute) * 60_000)
        terms.now = { now }
        try Clockwork.look(ledger: ledger, writer: writer, terms: terms)
    }

    /// Changes a return, and promises something with it.
    func promise(
        _ id: CaseID, _ name: PromiseName, due: CalendarDate,
        _ body: @escaping @Sendable (inout ReturnCase) throws -> [Change]
    ) throws {
        let (occasion, voice) = (occasion(1), voice)
        let offer = PromiseOffer(name: name, due: due, warn: BusinessCalendar.everyWeekday.date(1, before: due))
        try write { transaction in
            guard var stored = try transaction.snapshot.stored(id: id) else { return }
            let old = stored.case
            let changes = try body(&stored.case)
            try transaction.record(changes, of: &stored, was: old, on: occasion, voice: voice, promising: [offer])
        }
    }

    /// Receives, inspects and refunds everything on a day.
    func finish(_ id: CaseID, on day: CalendarDate) throws {
        let seconds = Int((day.startInUTC.milliseconds - start.milliseconds) / 1000) + 36_000
        try change(id, at: seconds) { try $0.receive(.all, shipment: 1) }
        for line in 1...2 {
            try change(id, at: seconds) { one in
                try one.inspect(
                    Inspection(key: ReturnKey(text: ""), line: line, accepted: 3 - line, rejected: 0))
                    + one.settle(
                        Settlement(
                            key: ReturnKey(text: ""), line: line, resolution: .refunded,
                            reference: Reference(trusted: "P-\(line)")))
            }
        }
    }

    func promise(_ name: PromiseName = .refunded, of id: CaseID = 2) throws -> Promise? {
        try ledger.read { try $0.promise(name, of: id) }
    }

    func events(of id: CaseID = 2) throws -> [RecordedEvent] { try ledger.read { try $0.events(of: id) } }

    func kinds(_ kind: String, of id: CaseID = 2) throws -> Int { try events(of: id).count { $0.draft.kind == kind } }
}

extension DockReceipt {
    static let lamps = DockReceipt(
        key: ReturnKey(text: ""), lines: [CountedLine(sku: SKU(trusted: "LAMP"), quantity: 2)])
    static let cable = DockReceipt(
        key: ReturnKey(text: ""), lines: [CountedLine(sku: SKU(trusted: "CABLE"), quantity: 1)])
    static let all = DockReceipt(key: ReturnKey(text: ""), lines: lamps.lines + cable.lines)
}

extension PolicyBook {
    /// Promises are watched with what the shipped policy says of it.
    static var promising: PolicyBook {
        var book = PolicyBook.plain
        book.promiseRules.makeGood = .credit(Amounts([Currency(trusted: "EUR"): 500]))
        book.carriage.traceAfterDays = 5
        book.carriage.lostAfterDays = 12
        book.carriage.onLost = .refund
        book.carriage.onLate = .credit(Amounts([Currency(trusted: "EUR"): 300]))
        book.care.followUpDays = 14
        return book
    }

    /// The same, with the promises of the shipped policy.
    static var promisingInOrder: PolicyBook {
        var book = promising
        book.promises = [
            PromiseTerm(name: .receiptConfirmed, businessDays: 1, after: .delivered),
            PromiseTerm(name: .inspected, businessDays: 2, after: .received),
            PromiseTerm(name: .refunded, businessDays: 3, after: .inspected),
        ]
        return book
    }
}
