import Foundation
import JSONText
import Ledger
import Returns
import Testing

/// Single lives through the real rooms: what a customer hears while the goods are on their way.
@Suite("Goods under way", .serialized)
struct UnderWayTests {
    private let start = CalendarDate(dayNumber: 20_500)

    @Test("a parcel handed over on its last day costs nothing on its usual way, and its days follow it")
    func usual() throws {
        let world = try World(seed: 1, start: start.startInUTC)
        let rma = try requested(world)
        let last = try #require(try stored(world).case.validUntil)
        let first = try #require(try promise(world, .receiptConfirmed)?.due)
        try live(world, until: last)
        try track(world, "handed_over", on: last)
        #expect(try #require(try promise(world, .receiptConfirmed)?.due) >= last.adding(days: 4))
        #expect(try promise(world, .receiptConfirmed)?.due == first, "approval had counted with it")
        try live(world, until: last.adding(days: 3))
        #expect(try kinds(world).allSatisfy { !$0.hasPrefix("promise.") && !$0.hasPrefix("customer.") })
        #expect(try stored(world).case.number == rma)
    }

    @Test("a silent parcel is late on the day after the announced one, then asked for, then given up, and paid once")
    func silent() throws {
        let world = try World(seed: 2, start: start.startInUTC)
        _ = try requested(world)
        try track(world, "in_transit", on: start.adding(days: 1), estimate: start.adding(days: 3))
        for offset in 2...13 {
            try live(world, until: start.adding(days: offset))
            let kinds = try kinds(world)
            #expect(kinds.contains("shipment.late") == (offset >= 4), "day \(offset)")
        }
        let told = try events(world)
        let order = told.map(\.draft.kind).filter {
            ["shipment.late", "shipment.traced", "shipment.lost"].contains($0)
        }
        #expect(order == ["shipment.late", "shipment.traced", "shipment.lost"])
        let story = told.map { "\($0.draft.at) \($0.draft.kind) \($0.draft.details)" }.joined(separator: "\n")
        #expect(!told.contains { $0.draft.kind == "promise.broken" }, "\(story)")
        #expect(told.count { $0.draft.kind == "customer.goodwill" } == 1)
    }

    @Test("a parcel that is found is promised by no day that has passed")
    func found() throws {
        let world = try World(seed: 3, start: start.startInUTC)
        _ = try requested(world)
        try track(world, "in_transit", on: start.adding(days: 1), estimate: start.adding(days: 3))
        try live(world, until: start.adding(days: 14))
        #expect(try stored(world).case.shipments[0].state == .lost)
        let day = start.adding(days: 15)
        try track(world, "in_transit", on: day)
        try live(world, until: day.adding(days: 1))
        #expect(try kinds(world).contains("shipment.found"))
        #expect(try #require(try promise(world, .receiptConfirmed)?.due) >= day.adding(days: 4))
    }

    @Test("a label that the carrier withdraws is a person's, nothing expires, and an extension gives another one")
    func withdrawn() throws {
        let world = try World(seed: 4, start: start.startInUTC)
        let rma = try requested(world)
        try track(world, "voided", on: start.adding(days: 1))
        let told = try #require(try events(world).first { $0.draft.kind == "shipment.voided" })
        #expect(told.draft.details["answer_by"] != nil)
        #expect(try open(world) == [.trace])
        let last = try #require(try stored(world).case.validUntil)
        try live(world, until: last.adding(days: 3))
        #expect(try stored(world).case.state == .approved)
        #expect(try kinds(world).contains("shipment.escalated"))
        _ = try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
        #expect(try stored(world).case.shipments.map(\.state) == [.voided, .labelRequested])
        #expect(try open(world) == [])
    }

    @Test("the same feedback twice is one, in whichever form it names the return; another day it is another")
    func feedback() throws {
        let world = try World(seed: 5, start: start.startInUTC)
        let rma = try requested(world)
        let token = try stored(world).token
        for key in [rma.text, token, rma.text] {
            _ = try world.hand(in: #"{"type":"feedback","rma":"\#(key)","rating":2,"text":"Slow."}"#)
        }
        #expect(try kinds(world).count { $0 == "return.feedback" } == 1)
        #expect(try open(world).count { $0 == .answerFeedback } == 1)
        try live(world, until: start.adding(days: 7))
        #expect(try kinds(world).contains("return.escalated"), "nobody has answered")
    }

    private func requested(_ world: World) throws -> RMANumber {
        world.set(start.startInUTC.adding(milliseconds: 7 * 3_600_000))
        let trip = Trip(number: 1, day: 0, chance: &world.chance)
        _ = try world.hand(in: trip.order(bought: start.adding(days: -3)))
        let request = """
            {"type":"return_request","reference":"R-1","customer":{"number":"C-1","name":"Ada Byron",
             "email":"ada@example.com","language":"en","address":{"lines":["High Street 1"],"city":"Hamburg",
             "postal_code":"20095","country":"DE"}},"lines":[{"order":"A-1","sku":"LAMP","quantity":1,
             "reason":"unwanted","condition":"unopened"}]}
            """
        let rma = try #require(try world.hand(in: request).rma)
        for _ in 0..<20 where try stored(world).case.shipments.first?.state != .labelReady { _ = try world.perform() }
        #expect(try stored(world).case.state == .approved)
        return rma
    }

    /// Looks in the morning and after the hour for telling, from the world's day on.
    private func live(_ world: World, until day: CalendarDate) throws {
        var next = world.now.date
        while next <= day {
            for hour in [5, 13] {
                let moment = next.startInUTC.adding(milliseconds: Int64(hour) * 3_600_000)
                guard moment > world.now else { continue }
                world.set(moment)
                try world.look()
            }
            next = next.adding(days: 1)
        }
    }

    private func track(
        _ world: World, _ status: String, on day: CalendarDate, estimate: CalendarDate? = nil
    ) throws {
        let moment = day.startInUTC.adding(milliseconds: 14 * 3_600_000)
        if moment > world.now { world.set(moment) }
        let code = try stored(world).case.shipments[0].code.text
        let expected = estimate.map { #","estimated_delivery":"\#($0)""# } ?? ""
        let text = #"{"type":"tracking_event","carrier":"dhl","number":"\#(code)","status":"\#(status)","#
        let taken = try world.hand(in: text + #""occurred_at":"\#(world.now)"\#(expected)}"#)
        #expect(taken.outcome == .accepted, "\(world.troubles)")
    }

    private func stored(_ world: World) throws -> StoredCase {
        try #require(try world.ledger.read { try $0.stored(id: 1) })
    }

    private func promise(_ world: World, _ name: PromiseName) throws -> Promise? {
        try world.ledger.read { try $0.promise(name, of: 1) }
    }

    private func events(_ world: World) throws -> [RecordedEvent] { try world.ledger.read { try $0.events(of: 1) } }

    private func kinds(_ world: World) throws -> [String] { try events(world).map(\.draft.kind) }

    private func open(_ world: World) throws -> [TaskKind] {
        try world.ledger.read { try $0.tasks(of: 1) }.filter { $0.state == .open }.map(\.task.kind)
    }
}
