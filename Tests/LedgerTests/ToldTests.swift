import Clockwork
import Foundation
import JSONText
import Ledger
import Policy
import Returns
import Testing

/// What customers read of promises and parcels: the days that hold, and nothing that is not true any more.
@Suite("What customers are told of days")
struct ToldTests {
    private let bench: Workbench
    private var day: CalendarDate { bench.start.date }

    init() throws {
        bench = try Workbench()
        let endpoint = WebhookEndpoint(
            name: EndpointName(trusted: "shop"), url: "https://shop.example/in", customer: nil, terms: DeliveryTerms())
        let start = bench.start
        try bench.write { try $0.put(endpoint, state: .enabled, secretFile: "s", remark: nil, at: start) }
        try bench.add(bench.approvedCase(1))
        let moving = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .inTransit,
            occurredAt: bench.start)
        try bench.promise(2, .refunded, due: day.adding(days: 30)) {
            $0.labelReady(shipment: 1) + $0.track(moving, shipment: 1)
        }
    }

    @Test("the new day of a promise is the one that stands in the message of it")
    func revised() throws {
        try deliver()
        let due = day.adding(days: 30)
        try look(on: due)
        let revised = try #require(try bench.promise()?.revised)
        #expect(try told("promise.revised") == ["refunded \(revised)"])
        let task = try #require(try open().first { $0.kind == .keepPromise })
        #expect(task.due == revised && task.words.contains("by \(revised)"), "the task follows the revision")
    }

    @Test("a broken promise names the day of our call; where nobody calls, another one is told on that day")
    func broken() throws {
        try deliver()
        var policy = Self.policy
        policy.promiseRules.team = StaffName(trusted: "desk")
        policy.promiseRules.escalateTo = StaffName(trusted: "maria")
        try look(on: day.adding(days: 30), policy)
        let over = try #require(try bench.promise()?.revised).adding(days: 1)
        try look(on: over, policy)
        let call = BusinessCalendar.everyWeekday.date(1, after: over)
        #expect(try told("promise.broken") == ["by \(call)"])
        var task = try #require(try open().first { $0.kind == .call })
        #expect(task.assignee?.text == "desk" && task.due == call)
        var waiting = try bench.ledger.read { try $0.promisesToCall(limit: 10) }
        #expect(waiting.map(\.callDue) == [call] && waiting.map(\.isSpecial) == [true])
        #expect(waiting.map(\.waitsFor) == ["delivery"])
        try look(on: call, policy, hour: 8)
        #expect(try bench.kinds("promise.escalated") == 0, "there is time until the hour for telling")
        for offset in 0...20 { try look(on: call.adding(days: offset), policy) }
        let again = BusinessCalendar.everyWeekday.date(1, after: call)
        #expect(try told("promise.escalated") == ["by \(again)"], "once, however long nobody calls")
        task = try #require(try open().first { $0.kind == .call })
        #expect(task.assignee?.text == "maria" && task.due == again)
        let id = try #require(try bench.ledger.read { try $0.tasks(of: 2) }.first { $0.task.kind == .call })
        let occasion = bench.occasion(9)
        try bench.write { _ = try $0.update(id, by: TaskUpdate(task: id.id, state: .done), on: occasion) }
        waiting = try bench.ledger.read { try $0.promisesToCall(limit: 10) }
        #expect(waiting.isEmpty)
        #expect(try bench.verify().isSound)
    }

    @Test("where nobody tells more of a parcel or answers feedback, a new day is told once, and one person has it")
    func answers() throws {
        var policy = Self.policy
        policy.promiseRules.escalateTo = StaffName(trusted: "maria")
        let due = day.adding(days: 2)
        let start = bench.start
        for (subject, axis, kind) in [
            (Change.Subject.shipment(1), ShipmentState.axisName, TaskKind.trace),
            (.rma, Change.feedbackAxis, .answerFeedback),
        ] {
            let sequence = try #require(try bench.ledger.read { try $0.stored(id: 2) }).sequence
            let about = kind == .trace ? subject.text : "feedback:\(sequence + 1)"
            try bench.change(2, at: 1_000) { one in
                if kind == .trace { one.shipments[0].state = .refused }
                return [
                    Change(
                        subject, axis: axis, before: kind == .trace ? "in_transit" : "",
                        after: kind == .trace ? "refused" : "feedback", reason: "x",
                        details: [(Change.answerDetail, .text(due.description))])
                ]
            }
            let task = StaffTask(kind, subject: about, words: "See to it.", due: due)
            try bench.write { _ = try $0.open(task, of: 2, at: start) }
        }
        var owed = try bench.ledger.read { try $0.owedAnswers(by: due, limit: 10) }
        #expect(owed.map(\.owed.due) == [due, due] && owed.allSatisfy { !$0.owed.isEscalated })
        try look(on: due, policy, hour: 8)
        #expect(try bench.kinds("shipment.escalated") == 0)
        for offset in 0...9 { try look(on: due.adding(days: offset), policy) }
        let again = BusinessCalendar.everyWeekday.date(1, after: due)
        #expect(try bench.kinds("shipment.escalated") == 1 && bench.kinds("return.escalated") == 1)
        owed = try bench.ledger.read { try $0.owedAnswers(by: again, limit: 10) }
        #expect(owed.map(\.owed.due) == [again, again] && owed.allSatisfy(\.owed.isEscalated))
        #expect(owed.allSatisfy { $0.task.task.assignee?.text == "maria" && $0.task.task.due == again })
        #expect(try bench.verify().isSound)
    }

    /// The parcel has come, and nobody has opened it.
    private func deliver() throws {
        let here = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .delivered,
            occurredAt: bench.start.adding(milliseconds: 1))
        try bench.change(2, at: 2) { $0.track(here, shipment: 1) }
    }

    @Test("what was refunded is not promised once more when the lost parcel turns up")
    func noSecondRefund() throws {
        try bench.write { [day] in try $0.setAlarm(.parcelWatch, of: 2, on: day) }
        for offset in [5, 12] { try look(on: day.adding(days: offset)) }
        let today = day.adding(days: 12)
        let due = BusinessCalendar.everyWeekday.date(3, after: today)
        #expect(try bench.promise()?.due == due, "brought forward to the days after the decision")
        #expect(try told("line.lost").allSatisfy { $0 == "refunded \(due)" })
        for line in 1...2 {
            try bench.change(2, at: 1_100_000) { one in
                try one.settle(
                    Settlement(
                        key: ReturnKey(text: ""), line: line, resolution: .refunded,
                        amount: Money(minor: 100, currency: Currency(trusted: "EUR")),
                        reference: Reference(trusted: "P-\(line)"), note: "agreed"))
            }
        }
        #expect(try bench.promise()?.state == .kept)
        try found(on: 13)
        try bench.promise(2, .refunded, due: day.adding(days: 20)) { try $0.receive(.all, shipment: 1) }
        #expect(try bench.promise()?.state == .kept)
        let standing = try bench.ledger.read { try $0.standingDays(of: 2) }
        #expect(!standing.contains { $0.name == "refunded" }, "messages have nothing to promise")
        #expect(try bench.kinds("shipment.found") == 0, "nothing waits for it")
    }

    @Test("found before anything was paid, the customer hears that it waits for the goods, with new days")
    func foundInTime() throws {
        try bench.write { [day] in try $0.setAlarm(.parcelWatch, of: 2, on: day) }
        for offset in [5, 12] { try look(on: day.adding(days: offset)) }
        let before = try #require(try bench.promise()?.due)
        try found(on: 13)
        try bench.write { [day] in try $0.setAlarm(.parcelWatch, of: 2, on: day.adding(days: 13)) }
        for _ in 0..<2 { try look(on: day.adding(days: 13)) }
        let arrival = BusinessCalendar.everyWeekday.date(3, after: day.adding(days: 13))
        let receipt = BusinessCalendar.everyWeekday.date(1, after: arrival)
        let refund = try #require(try bench.promise()?.due)
        #expect(refund > before)
        #expect(try bench.promise(.receiptConfirmed)?.due == receipt)
        let words = try told("shipment.found")
        #expect(words.count == 1 && words[0].contains("receipt_confirmed \(receipt), refunded \(refund)"), "\(words)")
        #expect(try bench.verify().isSound)
    }

    @Test("a parcel that its carrier delivered and then lost is for a person; the customer knows until when")
    func deliveredThenLost() throws {
        let events = [(ShipmentState.delivered, 1), (.lost, 2)].map { status, hour in
            TrackingEvent(
                carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: status,
                occurredAt: bench.start.adding(milliseconds: Int64(hour) * 3_600_000))
        }
        try bench.change(2, at: 9_000) { one in events.flatMap { one.track($0, shipment: 1) } }
        try bench.write { [day] in try $0.setAlarm(.parcelWatch, of: 2, on: day) }
        try look(on: day.adding(days: 1))
        let one = try #require(try bench.ledger.read { try $0.stored(id: 2) }).case
        #expect(one.resolutions.isEmpty && one.lines.map(\.line.receipt) == [.lost, .lost])
        #expect(try open().map(\.subject).sorted() == [StaffTask.claim(onParcel: 1), "line:1", "line:2"])
        let answer = BusinessCalendar.everyWeekday.date(1, after: day.adding(days: 1))
        #expect(try told("shipment.answered").first?.hasPrefix("by \(answer)") == true)
    }

    @Test("a damage is answered though the parcel was delivered before anybody looked, once")
    func damagedAndDelivered() throws {
        let events = [(ShipmentState.damaged, 1), (.delivered, 2)].map { status, hour in
            TrackingEvent(
                carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: status,
                occurredAt: bench.start.adding(milliseconds: Int64(hour) * 3_600_000))
        }
        try bench.change(2, at: 9_000) { one in events.flatMap { one.track($0, shipment: 1) } }
        for offset in 1...2 {
            try bench.write { [day] in try $0.setAlarm(.parcelWatch, of: 2, on: day) }
            try look(on: day.adding(days: offset))
        }
        #expect(try bench.kinds("shipment.answered") == 1)
        #expect(try open().map(\.kind) == [.look])
    }

    @Test("who rated already is not asked how it went")
    func rated() throws {
        try bench.finish(2, on: day)
        try bench.change(2, at: 90_000) { _ in
            [
                Change(
                    .rma, axis: Change.feedbackAxis, before: "", after: "feedback", details: [("rating", .count(5))])
            ]
        }
        try bench.write { [day] in try $0.setAlarm(.followUp, of: 2, on: day.adding(days: 14)) }
        try look(on: day.adding(days: 14))
        #expect(try bench.kinds("return.follow_up") == 0)
    }

    private func found(on offset: Int) throws {
        let word = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .inTransit,
            occurredAt: day.adding(days: offset).startInUTC)
        try bench.change(2, at: 1_200_000) { $0.track(word, shipment: 1) }
        let one = try #require(try bench.ledger.read { try $0.stored(id: 2) }).case
        #expect(one.shipments[0].state == .inTransit, "a later scan says that it was found")
    }

    /// One look of the clock, with a voice that says the days it is given.
    private func look(on day: CalendarDate, _ policy: PolicyBook = policy, hour: Int64 = 12) throws {
        var terms = bench.clockTerms(on: day, policy: policy)
        terms.now = { day.startInUTC.adding(milliseconds: hour * 3_600_000) }
        terms.voice = Self.voice
        try Clockwork.look(ledger: bench.ledger, writer: bench.writer, terms: terms)
    }

    private func told(_ kind: String) throws -> [String] {
        let words = try bench.ledger.read { try $0.wordsSent(of: 2) }
        return try bench.events().filter { $0.draft.kind == kind }.compactMap { words[$0.sequence]?.text }
    }

    private func open() throws -> [StaffTask] {
        try bench.ledger.read { try $0.tasks(of: 2) }
            .filter { $0.state == .open && !$0.task.subject.hasPrefix("goodwill") }.map(\.task)
    }

    private static let voice = Voice(
        link: TrackingLink(baseURL: "https://returns.example.com/r/"), siteDay: \.date,
        say: { tellings, _ in
            tellings.map { telling in
                let promises = telling.promises.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                let answer = telling.answerBy.map { ["by \($0)"] } ?? []
                return EventWords(title: telling.kind, text: (answer + promises).joined(separator: ", "))
            }
        })

    private static var policy: PolicyBook {
        var book = PolicyBook.promising
        book.promises = [
            PromiseTerm(name: .receiptConfirmed, businessDays: 1, after: .delivered),
            PromiseTerm(name: .inspected, businessDays: 2, after: .received),
            PromiseTerm(name: .refunded, businessDays: 3, after: .inspected),
        ]
        return book
    }
}
