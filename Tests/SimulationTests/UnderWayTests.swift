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
        let rma = try world.requested(on: start)
        let last = try #require(try world.first().case.validUntil)
        let first = try #require(try world.promise(.receiptConfirmed)?.due)
        try world.live(until: last)
        try world.tell("handed_over", on: last)
        #expect(try #require(try world.promise(.receiptConfirmed)?.due) >= last.adding(days: 4))
        #expect(try world.promise(.receiptConfirmed)?.due == first, "approval had counted with it")
        try world.live(until: last.adding(days: 3))
        #expect(try world.kinds().allSatisfy { !$0.hasPrefix("promise.") && !$0.hasPrefix("customer.") })
        #expect(try world.first().case.number == rma)
    }

    @Test("a silent parcel is late on the day after the announced one, then asked for, then given up, and paid once")
    func silent() throws {
        let world = try World(seed: 2, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1), estimate: start.adding(days: 3))
        for offset in 2...13 {
            try world.live(until: start.adding(days: offset))
            let kinds = try world.kinds()
            #expect(kinds.contains("shipment.late") == (offset >= 4), "day \(offset)")
        }
        let told = try world.told()
        let order = told.map(\.draft.kind).filter {
            ["shipment.late", "shipment.traced", "shipment.lost"].contains($0)
        }
        #expect(order == ["shipment.late", "shipment.traced", "shipment.lost"])
        let story = told.map { "\($0.draft.at) \($0.draft.kind) \($0.draft.details)" }.joined(separator: "\n")
        #expect(!told.contains { $0.draft.kind == "promise.broken" }, "\(story)")
        #expect(told.count { $0.draft.kind == "customer.goodwill" } == 1)
    }

    @Test("parcels whose goods were counted by the number of the return are never asked for, nor lost")
    func counted() throws {
        let world = try World(seed: 17, start: start.startInUTC)
        world.set(start.startInUTC.adding(milliseconds: 7 * 3_600_000))
        let price = Trip.amount(4_990)
        let goods = ["LAMP", "FAN"].map {
            "{\"sku\":\"\($0)\",\"title\":\"\($0)\",\"category\":\"home\",\"quantity\":1,\"price\":\(price)}"
        }
        _ = try world.hand(
            in: """
                {"type":"order","number":"A-1","customer":"C-1","purchased_on":"\(start.adding(days: -3))",
                 "delivered_on":"\(start.adding(days: -1))","lines":[\(goods.joined(separator: ","))]}
                """)
        let request = """
            {"type":"return_request","reference":"R-1","customer":{"number":"C-1","name":"Ada Byron",
             "email":"ada@example.com","language":"en","address":{"lines":["High Street 1"],"city":"Hamburg",
             "postal_code":"20095","country":"DE"}},"lines":[
             {"order":"A-1","sku":"LAMP","quantity":1,"reason":"unwanted","condition":"unopened"},
             {"order":"A-1","sku":"FAN","quantity":1,"reason":"defective","condition":"defective"}]}
            """
        let rma = try #require(try world.hand(in: request).rma)
        for _ in 0..<20 { _ = try world.perform() }
        let parcels = try world.first().case.shipments
        #expect(parcels.count == 2)
        for parcel in parcels {
            let event = """
                {"type":"tracking_event","carrier":"dhl","number":"\(parcel.code)","status":"in_transit",
                 "occurred_at":"\(world.now)"}
                """
            _ = try world.hand(in: event)
        }
        let count = """
            {"type":"dock_receipt","rma":"\(rma)","lines":[{"sku":"lamp","quantity":1},{"sku":"fan","quantity":1}]}
            """
        _ = try world.hand(in: count)
        let one = try world.first().case
        #expect(one.lines.map(\.line.receipt) == [.received, .received])
        #expect(one.shipments.map(\.state) == [.checkedIn, .checkedIn])
        try world.live(until: start.adding(days: 30))
        #expect(try world.kinds().allSatisfy { $0 != "shipment.traced" && $0 != "shipment.lost" })
    }

    @Test("an empty parcel is somebody's task, and the goods are not here")
    func empty() throws {
        let world = try World(seed: 18, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        _ = try world.hand(in: "{\"type\":\"dock_receipt\",\"rma\":\"\(rma)\",\"empty\":true}")
        #expect(try world.openTasks() == [.look])
        #expect(try world.first().case.whereabouts == .delivered)
    }

    @Test("a parcel that is found is promised by no day that has passed")
    func found() throws {
        let world = try World(seed: 3, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1), estimate: start.adding(days: 3))
        try world.live(until: start.adding(days: 14))
        #expect(try world.first().case.shipments[0].state == .lost)
        let day = start.adding(days: 15)
        try world.tell("in_transit", on: day)
        try world.live(until: day.adding(days: 1))
        #expect(try world.kinds().contains("shipment.found"))
        #expect(try #require(try world.promise(.receiptConfirmed)?.due) >= day.adding(days: 4))
    }

    @Test("a label that the carrier withdraws is a person's, nothing expires, and an extension gives another one")
    func withdrawn() throws {
        let world = try World(seed: 4, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.tell("voided", on: start.adding(days: 1))
        let told = try #require(try world.told().first { $0.draft.kind == "shipment.voided" })
        #expect(told.draft.details["answer_by"] != nil)
        #expect(try world.openTasks() == [.trace])
        let last = try #require(try world.first().case.validUntil)
        try world.live(until: last.adding(days: 3))
        #expect(try world.first().case.state == .approved)
        #expect(try world.kinds().contains("shipment.escalated"))
        _ = try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
        #expect(try world.first().case.shipments.map(\.state) == [.voided, .labelRequested])
        #expect(try world.openTasks() == [])
    }

    @Test("the same feedback twice is one, in whichever form it names the return; another day it is another")
    func feedback() throws {
        let world = try World(seed: 5, start: start.startInUTC)
        let rma = try world.requested(on: start)
        let token = try world.first().token
        for key in [rma.text, token, rma.text] {
            _ = try world.hand(in: #"{"type":"feedback","rma":"\#(key)","rating":2,"text":"Slow."}"#)
        }
        #expect(try world.kinds().count { $0 == "return.feedback" } == 1)
        #expect(try world.openTasks().count { $0 == .answerFeedback } == 1)
        try world.live(until: start.adding(days: 7))
        #expect(try world.kinds().contains("return.escalated"), "nobody has answered")
    }
}
