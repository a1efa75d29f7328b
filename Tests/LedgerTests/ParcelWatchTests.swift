import Foundation
import JSONText
import Ledger
import Policy
import Returns
import Testing

@Suite("Silent, late and lost parcels")
struct ParcelWatchTests {
    @Test("a silent parcel is traced, then lost and to be refunded; found again, it is not paid twice")
    func silence() throws {
        let bench = try moving()
        let day = bench.start.date
        try bench.look(on: day.adding(days: 3))
        #expect(try bench.kinds("shipment.traced") == 0)
        // It is late by then, and no new day is told that the next morning takes back.
        for offset in 4...11 { try bench.look(on: day.adding(days: offset)) }
        #expect(try bench.kinds("shipment.traced") == 1)
        let traced = try #require(try bench.events().first { $0.draft.kind == "shipment.traced" })
        #expect(traced.draft.details["answer_by"] == .string(day.adding(days: 14).description), "no weekend")
        #expect(try open(bench) == [.trace])

        for _ in 0..<2 { try bench.look(on: day.adding(days: 12)) }
        var one = try #require(try bench.ledger.read { try $0.stored(id: 2) }).case
        #expect(one.shipments[0].state == .lost)
        #expect(one.lines.map(\.line.receipt) == [.lost, .lost])
        #expect(one.lines.map(\.line.resolution) == [.pending, .pending])
        #expect(one.state == .approved, "a line that is lost is not settled by that")
        #expect(try open(bench) == [.settle, .settle])
        let claim = try #require(try claims(bench).first)
        #expect(claim.words.contains("Claim the lost parcel 1 from its carrier (dhl, 1)") && claim.due != nil)

        try bench.change(2, at: 2_000_000) { try $0.settle(Self.refund(1, 9980)) }
        #expect(throws: Refusal.self) { try bench.change(2, at: 2_000_001) { try $0.settle(Self.refund(1, 9980)) } }
        try bench.change(2, at: 2_000_002) { try $0.receive(.all, shipment: 1) }
        try bench.change(2, at: 2_000_003) { one in
            try one.inspect(Inspection(key: ReturnKey(text: ""), line: 1, accepted: 2, rejected: 0))
        }
        #expect(throws: Refusal.self) { try bench.change(2, at: 2_000_004) { try $0.settle(Self.refund(1, 1)) } }
        one = try #require(try bench.ledger.read { try $0.stored(id: 2) }).case
        #expect(one.shipments[0].state == .checkedIn && one.lines[0].line.isSound)
        #expect(one.lines[0].line.settled == 2)
        #expect(try bench.verify().isSound)
    }

    @Test("a parcel that is found before anything was paid is inspected first: the task to refund it is taken back")
    func found() throws {
        let bench = try moving()
        let day = bench.start.date
        for offset in [5, 12] { try bench.look(on: day.adding(days: offset)) }
        #expect(try open(bench) == [.settle, .settle])
        let found = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .inTransit,
            occurredAt: day.adding(days: 13).startInUTC)
        try bench.change(2, at: 1_200_000) { $0.track(found, shipment: 1) }
        try bench.write { try $0.setAlarm(.parcelWatch, of: 2, on: day.adding(days: 13)) }
        try bench.look(on: day.adding(days: 13))
        #expect(try open(bench) == [])
        let one = try #require(try bench.ledger.read { try $0.stored(id: 2) }).case
        #expect(one.resolutions.map(\.state) == [.withdrawn, .withdrawn])
        let facts = ResolutionFacts(customer: Customer(), wish: nil, isGift: false, channel: nil)
        var again = one
        let owed = PolicyBook.promising.oweWhatIsDue(in: &again, to: facts, today: day.adding(days: 13))
        #expect(owed.isEmpty, "what was found is not owed as lost")
        #expect(try bench.verify().isSound)
    }

    @Test("goods that were replaced ahead and that a carrier lost are charged to nobody and owed to nobody")
    func lostAhead() throws {
        let bench = try moving()
        let day = bench.start.date
        let ahead = Settlement(
            key: ReturnKey(text: ""), line: 2, resolution: .shippedAhead, reference: Reference(trusted: "SHIP-1"),
            ahead: SentAhead(due: day.adding(days: 6)))
        try bench.change(2, at: 1_000_000) { try $0.settle(ahead) }
        try bench.change(2, at: 1_000_001) { $0.callDue(line: 2, on: day.adding(days: 7)) }
        let start = bench.start
        try bench.write { transaction in
            let one = try transaction.snapshot.stored(id: 2)?.case
            let task = try #require(one?.chargeTask(line: 2))
            _ = try transaction.open(task, of: 2, at: start)
        }
        #expect(try open(bench) == [.charge])
        for offset in [5, 12] { try bench.look(on: day.adding(days: offset)) }
        let one = try #require(try bench.ledger.read { try $0.stored(id: 2) }).case
        #expect(one.lines[1].line.resolution == .satisfied && one.lines[1].advance?.end == .waived)
        #expect(one.resolutions.map(\.line) == [1], "only the other line is owed")
        #expect(try open(bench) == [.settle])
        #expect(try bench.verify().isSound)
    }

    @Test("lost goods are owed by the service agreement: an order with its file, or a person who looks")
    func agreement() throws {
        let day: CalendarDate
        do {
            let bench = try moving()
            day = bench.start.date
            var policy = PolicyBook.promising
            policy.carriage.onLost = .replace
            for offset in [5, 12] { try bench.look(on: day.adding(days: offset), policy: policy, exports: true) }
            #expect(try open(bench) == [], "the shop gets files")
            let owed = try bench.ledger.read {
                try $0.owedExports(at: day.adding(days: 13).startInUTC, limit: 10)
            }
            #expect(owed.count == 2)
        }
        for (onLost, kinds, tasks) in [
            (CarriageTerms.OnLost.refund, [Wish.refund, .refund], [TaskKind.settle, .settle]),
            (.replace, [.replacement, .replacement], [.settle, .settle]), (.review, [], [.look, .look]),
        ] {
            let bench = try moving()
            var policy = PolicyBook.promising
            policy.carriage.onLost = onLost
            for offset in [5, 12] { try bench.look(on: day.adding(days: offset), policy: policy) }
            let one = try #require(try bench.ledger.read { try $0.stored(id: 2) }).case
            #expect(one.lines.map(\.line.receipt) == [.lost, .lost])
            #expect(one.resolutions.map(\.kind) == kinds, "\(onLost)")
            #expect(try open(bench) == tasks, "\(onLost)")
            #expect(try bench.verify().isSound)
        }
    }

    @Test("a parcel that is later than its carrier said is told once for that day, with something for it")
    func late() throws {
        let bench = try moving(estimated: 2)
        let day = bench.start.date
        try bench.look(on: day.adding(days: 2))
        #expect(try bench.kinds("shipment.late") == 0)
        try bench.write { try $0.setAlarm(.parcelWatch, of: 2, on: day) }
        for offset in [3, 4] {
            try bench.look(on: day.adding(days: offset))
            try bench.write { try $0.setAlarm(.parcelWatch, of: 2, on: day) }
        }
        #expect(try bench.kinds("shipment.late") == 1)
        let told = try #require(try bench.events().first { $0.draft.kind == "shipment.late" })
        #expect(told.draft.details["expected_on"] == .string(day.adding(days: 7).description), "two business days on")
        #expect(try bench.ledger.read { try $0.goodwill(of: 2) }.map(\.goodwill.amount?.minor) == [300])
    }

    @Test("a carrier that names another day is held to that one: the customer is told of each day that passes")
    func refinedDay() throws {
        let bench = try moving(estimated: 2)
        let day = bench.start.date
        try bench.look(on: day.adding(days: 3))
        #expect(try bench.kinds("shipment.late") == 1)
        var again = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .outForDelivery,
            occurredAt: day.adding(days: 3).startInUTC, estimatedDelivery: day.adding(days: 5))
        again.estimatedAt = day.adding(days: 3).startInUTC
        let refined = again
        // Scanned then, too: else the carrier would be asked on the fifth day, and its answer awaited.
        try bench.change(2, at: 3 * 86_400) {
            $0.track(refined, shipment: 1) + $0.estimate(refined, shipment: 1)
        }
        let told = try #require(try bench.events().last { $0.draft.kind == "shipment.estimated" })
        #expect(told.draft.before == day.adding(days: 2).description)
        #expect(told.draft.after == day.adding(days: 5).description)
        for offset in [5, 6, 7] {
            try bench.write { try $0.setAlarm(.parcelWatch, of: 2, on: day) }
            try bench.look(on: day.adding(days: offset))
            #expect(try bench.kinds("shipment.late") == (offset > 5 ? 2 : 1), "day \(offset)")
        }
    }

    @Test("a scan after the carrier was asked begins the silence anew: nothing is lost that was just seen")
    func scanAfterTrace() throws {
        let bench = try moving()
        let day = bench.start.date
        try bench.look(on: day.adding(days: 5))
        #expect(try bench.kinds("shipment.traced") == 1)
        let scan = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .outForDelivery,
            occurredAt: day.adding(days: 8).startInUTC)
        try bench.change(2, at: 8 * 86_400) { $0.track(scan, shipment: 1) }
        let state = { try bench.ledger.read { try $0.stored(id: 2) }?.case.shipments[0].state }
        for (offset, traces, expected) in [
            (12, 1, ShipmentState.outForDelivery), (13, 2, .outForDelivery), (19, 2, .outForDelivery), (20, 2, .lost),
        ] {
            try bench.write { try $0.setAlarm(.parcelWatch, of: 2, on: day) }
            try bench.look(on: day.adding(days: offset))
            #expect(try bench.kinds("shipment.traced") == traces, "day \(offset)")
            #expect(try state() == expected, "day \(offset)")
        }
    }

    @Test(
        "a parcel that is lost after it was delivered, or was to go back, is for a person: nothing is owed meanwhile",
        arguments: [ShipmentState.delivered, .refused, .returnedToSender])
    func lostAtSomeDoor(_ before: ShipmentState) throws {
        let bench = try moving()
        let day = bench.start.date
        for (status, seconds) in [(before, 100), (.lost, 200)] {
            let event = TrackingEvent(
                carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: status,
                occurredAt: bench.start.adding(milliseconds: Int64(seconds) * 1000))
            try bench.change(2, at: seconds) { $0.track(event, shipment: 1) }
        }
        try bench.write { try $0.setAlarm(.parcelWatch, of: 2, on: day) }
        try bench.look(on: day.adding(days: 1))
        let tasks = try bench.ledger.read { try $0.tasks(of: 2) }.filter { $0.state == .open && !isClaim($0.task) }
        #expect(tasks.map(\.task.kind) == [.look, .look])
        #expect(Set(tasks.map(\.task.subject)) == ["line:1", "line:2"])
        var one = try #require(try bench.ledger.read { try $0.stored(id: 2) }).case
        #expect(one.lines.map(\.line.receipt) == [.lost, .lost] && one.resolutions.isEmpty)
        var facts = ResolutionFacts(customer: Customer(), wish: nil, isGift: false, channel: nil)
        facts.undecided = [1]
        _ = PolicyBook.promising.oweWhatIsDue(in: &one, to: facts, today: day)
        #expect(one.resolutions.map(\.line) == [2], "the line on which nobody decides any more is owed")
    }

    @Test("some days after the end the customer is thanked and asked; one that lives again is not")
    func followUp() throws {
        let bench = try Workbench()
        try bench.add(bench.approvedCase(1))
        try bench.add(bench.approvedCase(2))
        let day = bench.start.date
        try bench.finish(2, on: day)
        try bench.write { transaction in
            for id: CaseID in [2, 3] { try transaction.setAlarm(.followUp, of: id, on: day.adding(days: 14)) }
        }
        try bench.look(on: day.adding(days: 13))
        #expect(try bench.kinds("return.follow_up") == 0)
        for _ in 0..<2 { try bench.look(on: day.adding(days: 14)) }
        #expect(try bench.kinds("return.follow_up") == 1)
        #expect(try bench.kinds("return.follow_up", of: 3) == 0, "it has not ended")
        let asked = try #require(try bench.events().first { $0.draft.kind == "return.follow_up" })
        #expect(asked.draft.details["survey_url"] == "https://returns.example.com/r/token-1-0123456789abcdef/feedback")
    }

    private func moving(estimated days: Int? = nil) throws -> Workbench {
        let bench = try Workbench()
        try bench.add(bench.approvedCase(1))
        let day = bench.start.date
        let event = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .inTransit,
            occurredAt: bench.start, estimatedDelivery: days.map { day.adding(days: $0) })
        try bench.change(2, at: 1) { $0.labelReady(shipment: 1) + $0.track(event, shipment: 1) }
        try bench.write { try $0.setAlarm(.parcelWatch, of: 2, on: day) }
        return bench
    }

    /// What is asked of people for the customer's sake.
    private func open(_ bench: Workbench) throws -> [TaskKind] {
        try bench.ledger.read { try $0.tasks(of: 2) }.filter {
            $0.state == .open && $0.task.subject != "goodwill:1" && !isClaim($0.task)
        }.map(\.task.kind)
    }

    private func claims(_ bench: Workbench) throws -> [StaffTask] {
        try bench.ledger.read { try $0.tasks(of: 2) }.filter { $0.state == .open && isClaim($0.task) }.map(\.task)
    }

    private func isClaim(_ task: StaffTask) -> Bool { task.subject == StaffTask.claim(onParcel: 1) }

    private static func refund(_ line: Int, _ minor: Int64) -> Settlement {
        Settlement(
            key: ReturnKey(text: ""), line: line, resolution: .refunded,
            amount: Money(minor: minor, currency: Currency(trusted: "EUR")), reference: Reference(trusted: "P-\(minor)")
        )
    }
}
