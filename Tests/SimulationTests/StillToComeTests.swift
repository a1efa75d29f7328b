import Foundation
import JSONText
import Ledger
import Returns
import Testing

/// Single lives of which a part is here, or whose parcels do not come as they should: what is promised of the rest.
@Suite("What is still to come", .serialized)
struct StillToComeTests {
    private let start = CalendarDate(dayNumber: 20_500)

    @Test(
        "a part that came is promised for itself, by no later day; its rest ends with its day, and promises nothing"
    )
    func part() throws {
        let world = try World(seed: 11, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        let last = try #require(try world.first().case.validUntil)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("delivered", on: start.adding(days: 2))
        let before = try #require(try world.promise(.refunded)?.date)
        #expect(try world.count(rma, 1) == .accepted)
        #expect(try #require(try world.promise(.refunded)?.date) <= before)
        #expect(try world.openTasks() == [.look], "no label is left for the rest")
        #expect(try world.promise(.receiptConfirmed)?.state == .kept)
        try world.inspect(rma, 1)
        #expect(try world.promise(.inspected)?.state == .kept)
        try world.settle(rma, 1)
        #expect(try world.promise(.refunded)?.state == .kept)
        let made = try world.promisesMade()
        try world.live(until: last.adding(days: 6))
        let line = try world.first().case.lines[0].line
        #expect(line.receipt == .short && line.received == 1 && line.missing == 1)
        #expect(try world.kinds().count { $0 == "line.short" } == 1)
        #expect(try world.promisesMade() == made)
        #expect(try world.kinds().allSatisfy { !["promise.broken", "promise.revised"].contains($0) })
        #expect(try world.openTasks().allSatisfy { $0 == .handleGoods })
        #expect(try world.ledger.read { try $0.unitsReturned(order: OrderNumber(trusted: "A-1"), sku: Self.lamp) } == 1)
        #expect(try world.verify().isSound)
    }

    @Test("the rest of a return is promised once it comes; an extension answers who asked whether it does")
    func rest() throws {
        let world = try World(seed: 24, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        try world.count(rma, 1)
        try world.inspect(rma, 1)
        #expect(try world.openTasks().contains(.look))
        _ = try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
        #expect(try !world.openTasks().contains(.look))
        for _ in 0..<20 where try world.first().case.shipments[1].state != .labelReady { _ = try world.perform() }
        try world.tell("in_transit", on: start.adding(days: 3))
        #expect(try world.promise(.inspected)?.state == .open, "anew, for the rest")
        try world.tell("delivered", on: start.adding(days: 4))
        try world.count(rma, 1, #","complete":true"#)
        try world.inspect(rma, 1)
        #expect(try world.promise(.inspected)?.state == .kept)
        #expect(try world.verify().isSound)
    }

    @Test("behind a refusal a carrier's words bring nothing here: no day, no message, and the task stays")
    func turned() throws {
        let world = try World(seed: 25, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("refused", on: start.adding(days: 2))
        let promised = try world.promise(.receiptConfirmed)
        let told = try world.told().count
        for (day, status) in [(3, "in_transit"), (4, "out_for_delivery"), (5, "delivered")] {
            try world.tell(status, on: start.adding(days: day), estimate: start.adding(days: 5))
        }
        #expect(try world.first().case.shipments[0].state == .refused)
        let since = try world.told().dropFirst(told)
        #expect(since.allSatisfy { $0.draft.isForStaff || $0.draft.kind == "shipment.scanned" })
        #expect(try world.promise(.receiptConfirmed) == promised)
        let task = try #require(try world.ledger.read { try $0.tasks(of: 1) }.last { $0.state == .open })
        #expect(task.task.kind == .trace)
        #expect(task.task.words.contains("It was refused before: most likely it is not here"))
        #expect(try world.count(rma, 1) == .accepted, "the dock knows better")
        #expect(try world.openTasks().allSatisfy { $0 != .trace })
    }

    @Test("a customer who is to hear of a parcel hears of it, whoever has ended the task to ask for it")
    func askedAndEnded() throws {
        for isSeen in [true, false] {
            let world = try World(seed: 26, start: start.startInUTC)
            _ = try world.requested(on: start)
            try world.tell("exception", on: start.adding(days: 1))
            try world.tell("delayed", on: start.adding(days: 2))
            try world.live(until: start.adding(days: 8))
            let asked = try #require(
                try world.ledger.read { try $0.tasks(of: 1) }.last { $0.state == .open && $0.task.kind == .trace })
            _ = try world.hand(in: #"{"type":"task","task":\#(asked.id),"state":"done","staff":"Maria"}"#)
            guard isSeen else { continue }
            try world.tell("delayed", on: start.adding(days: 9))
            #expect(try world.kinds().contains("shipment.seen"))
        }
    }

    @Test("a warned promise of goods that go back is not at risk any more, and nobody need hurry")
    func eased() throws {
        let world = try World(seed: 27, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("delivered", on: start.adding(days: 1))
        let due = try #require(try world.promise(.receiptConfirmed)?.date)
        world.set(due.startInUTC.adding(milliseconds: 5 * 3_600_000))
        try world.look()
        #expect(try world.promise(.receiptConfirmed)?.state == .atRisk)
        let warned = try #require(try world.told().last { $0.draft.kind == "promise.at_risk" })
        #expect(warned.draft.details["waits_for"] == "delivery")
        // It had been refused before, as its carrier says now: what was delivered went back.
        let code = try #require(try world.first().case.shipments.last).code.text
        let at = start.adding(days: 1).startInUTC.adding(milliseconds: 8 * 3_600_000)
        _ = try world.hand(
            in: #"{"type":"tracking_event","carrier":"dhl","number":"\#(code)","status":"refused","#
                + #""occurred_at":"\#(at)"}"#)
        #expect(try world.promise(.receiptConfirmed)?.state == .withdrawn)
        #expect(try world.openTasks() == [.trace])
        #expect(try world.verify().isSound)
    }

    @Test("an extension gives a label for the warehouse whose own was spent, whatever another parcel does")
    func otherWarehouse() throws {
        let world = try World(seed: 29, start: start.startInUTC)
        let rma = try world.requestedTwo(on: start)
        let places = try world.first().case.shipments.map(\.warehouse)
        try #require(places.count == 2 && places[0] != places[1])
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("refused", on: start.adding(days: 2))
        _ = try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
        let parcels = try world.first().case.shipments
        #expect(parcels.map(\.state) == [.labelReady, .refused, .labelRequested])
        #expect(parcels.last?.warehouse == places.last)
        #expect(try !world.openTasks().contains(.trace))
    }

    @Test("a lost part is promised by the day of its decision, not with what is still unsent")
    func lostPart() throws {
        let world = try World(seed: 31, start: start.startInUTC)
        _ = try world.requestedTwo(on: start)
        try #require(try world.first().case.shipments.count == 2)
        let before = try #require(try world.promise(.refunded)?.date)
        try world.tell("lost", on: start.adding(days: 1))
        try world.live(until: start.adding(days: 2))
        #expect(try world.first().case.lines.map(\.line.receipt) == [.awaiting, .lost])
        let date = try #require(try world.promise(.refunded)?.date)
        #expect(date < before && date < start.adding(days: 12))
        #expect(try world.promise(.receiptConfirmed)?.state == .open)
        #expect(try world.verify().isSound)
    }

    @Test("goods that are here keep their days when another parcel moves")
    func twoParcels() throws {
        let world = try World(seed: 30, start: start.startInUTC)
        let rma = try world.requestedTwo(on: start)
        try #require(try world.first().case.shipments.count == 2)
        try world.count(rma, 1)
        let names = [PromiseName.inspected, .refunded]
        let days = try names.map { try world.promise($0)?.date }
        #expect(try world.promise(.receiptConfirmed)?.state == .kept)
        try world.tell("in_transit", on: start.adding(days: 1), estimate: start.adding(days: 20))
        #expect(try names.map { try world.promise($0)?.date } == days)
        #expect(try world.promise(.receiptConfirmed)?.state == .open, "of the other parcel")
        try world.inspect(rma, 1)
        #expect(try #require(try world.promise(.inspected)?.date) > start.adding(days: 20))
        #expect(try #require(try world.promise(.refunded)?.date) < start.adding(days: 15))
        try world.settle(rma, 1)
        #expect(try #require(try world.promise(.refunded)?.date) > start.adding(days: 20))
        #expect(try world.verify().isSound)
    }

    @Test("a return whose promises are broken one after the other has one call")
    func oneCall() throws {
        let world = try World(seed: 28, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.count(rma, 1)
        try world.live(until: start.adding(days: 40))
        #expect(try world.kinds().count { $0 == "promise.broken" } == 2)
        let calls = try world.ledger.read { try $0.tasks(of: 1) }.filter { $0.task.kind == .call }
        #expect(calls.count == 1 && calls[0].state == .open)
        #expect(try world.verify().isSound)
    }

    @Test("a return of which the part that came is paid closes when its rest ends, and its customer is asked")
    func closed() throws {
        let world = try World(seed: 22, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        let last = try #require(try world.first().case.validUntil)
        try world.count(rma, 1)
        _ = try world.hand(in: #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"a"}"#)
        _ = try world.hand(
            in: #"{"type":"settlement","rma":"\#(rma)","order":1,"resolution":"refunded","reference":"P-1"}"#)
        #expect(try world.first().case.state == .approved)
        try world.live(until: last.adding(days: 6))
        #expect(try world.first().case.state == .closed)
        #expect(try world.ledger.read { try $0.alarm(.followUp, of: 1) } != nil)
        #expect(try world.kinds().allSatisfy { $0 != "promise.broken" && $0 != "promise.revised" })
        #expect(try world.verify().isSound)
    }

    @Test("a delivered parcel is ours, whatever day was told while it was on its way")
    func ours() throws {
        let world = try World(seed: 23, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1), estimate: start.adding(days: 20))
        try world.tell("delivered", on: start.adding(days: 2))
        let due = try #require(try world.promise(.receiptConfirmed)?.date)
        #expect(due <= start.adding(days: 4))
        try world.live(until: due)
        let revised = try #require(try world.told().last { $0.draft.kind == "promise.revised" })
        #expect(revised.draft.details["waits_for"]?.string == "delivery")
    }

    @Test("an extension of a return that came in part gives a label for the rest, and takes no day away")
    func extended() throws {
        let world = try World(seed: 12, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        let last = try #require(try world.first().case.validUntil)
        try world.tell("delivered", on: start.adding(days: 2))
        try world.count(rma, 1)
        let extend = { (days: Int) in
            try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":\#(days)}"#).outcome
        }
        #expect(try extend(3) == .accepted)
        #expect(try world.first().case.validUntil == last, "not shorter than it was told")
        #expect(try world.first().case.shipments.map(\.state) == [.checkedIn, .labelRequested])
        #expect(try extend(3) == .rejected, "there is nothing to extend")
        #expect(try extend(60) == .accepted)
        #expect(try world.first().case.shipments.count == 2, "there is a good label")
        #expect(try world.verify().isSound)
    }

    @Test("a refused parcel promises an answer alone, whoever ends its task; an extension promises anew, with a label")
    func refused() throws {
        let world = try World(seed: 13, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("refused", on: start.adding(days: 2))
        let names = [PromiseName.receiptConfirmed, .inspected, .refunded]
        #expect(try names.allSatisfy { try world.promise($0)?.state == .withdrawn })
        let told = try #require(try world.told().last { $0.draft.kind == "shipment.refused" })
        #expect(told.draft.details["answer_by"] != nil && told.draft.details["promised_refunded"] == nil)
        try world.live(until: start.adding(days: 20))
        #expect(try world.kinds().contains("shipment.escalated"), "nobody has answered")
        #expect(
            try world.kinds().allSatisfy {
                !["promise.broken", "promise.revised", "customer.goodwill"].contains($0)
            })
        #expect(try world.openTasks() == [.trace])
        #expect(
            try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#).outcome
                == .accepted)
        #expect(try world.first().case.shipments.map(\.state) == [.refused, .labelRequested])
        #expect(try !world.openTasks().contains(.trace))
        let last = try #require(try world.first().case.validUntil)
        #expect(try #require(try world.promise(.refunded)?.date) > last)
        for _ in 0..<20 where try world.first().case.shipments[1].state != .labelReady { _ = try world.perform() }
        try world.live(until: last.adding(days: 1))
        #expect(try world.first().case.state == .expired, "the new label was not used")
        #expect(try world.verify().isSound)
    }

    @Test("a parcel of which nothing was told before it was delivered brings every day forward")
    func delivered() throws {
        let world = try World(seed: 14, start: start.startInUTC)
        _ = try world.requested(on: start)
        let before = try #require(try world.promise(.refunded)?.date)
        try world.tell("delivered", on: start.adding(days: 2))
        let after = try #require(try world.promise(.refunded)?.date)
        #expect(after < before && after <= start.adding(days: 12))
        #expect(try #require(try world.promise(.inspected)?.date) < after)
    }

    @Test("a parcel that is seen again after its carrier was asked is told, its task ends, and no word is broken")
    func seen() throws {
        let world = try World(seed: 15, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.live(until: start.adding(days: 7))
        #expect(try world.kinds().contains("shipment.traced"))
        #expect(try world.openTasks() == [.trace])
        try world.tell("in_transit", on: start.adding(days: 8))
        #expect(try world.kinds().contains("shipment.seen"))
        #expect(try world.openTasks() == [])
        try world.live(until: start.adding(days: 12))
        #expect(try world.kinds().allSatisfy { !["shipment.escalated", "shipment.lost"].contains($0) })
        #expect(try world.verify().isSound)
    }

    @Test("of a parcel that is held up nobody says that nothing was heard; one that goes on needs no answer")
    func heldUp() throws {
        let world = try World(seed: 16, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("exception", on: start.adding(days: 1))
        #expect(try world.openTasks() == [.trace])
        try world.live(until: start.adding(days: 9))
        #expect(try !world.kinds().contains("shipment.traced"))
        try world.tell("in_transit", on: start.adding(days: 9))
        #expect(try !world.openTasks().contains(.trace))
    }

    @Test("after an outage one look names one day")
    func outage() throws {
        let world = try World(seed: 17, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1), estimate: start.adding(days: 2))
        let due = try #require(try world.promise(.receiptConfirmed)?.date)
        world.set(due.startInUTC.adding(milliseconds: 13 * 3_600_000))
        let count = try world.told().count
        try world.look()
        let told = try world.told().dropFirst(count).filter { $0.draft.details["promised_receipt_confirmed"] != nil }
        #expect(told.count == 1)
        #expect(try world.kinds().contains("shipment.late"))
        #expect(try world.kinds().allSatisfy { $0 != "promise.revised" })
    }

    @Test("a lost parcel whose count is taken back is promised by no day of ours")
    func lostAndCounted() throws {
        let world = try World(seed: 18, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        let before = try #require(try world.promise(.receiptConfirmed)?.date)
        try world.count(rma, 1)
        try world.tell("lost", on: start.adding(days: 2))
        try world.count(rma, 0, #","correction":true,"note":"another return's""#)
        #expect(try world.first().case.shipments[0].state == .lost)
        #expect(try world.promise(.receiptConfirmed)?.date == before, "the former day")
        #expect(try world.promise(.receiptConfirmed)?.state.isOpen == true)
        #expect(try world.verify().isSound)
    }

    @Test("a count taken back says of a delivered parcel that it is here, and the same count is true the next time")
    func countedAgain() throws {
        let world = try World(seed: 19, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.tell("delivered", on: start.adding(days: 1))
        #expect(try world.count(rma, 1) == .accepted)
        #expect(try world.count(rma, 1) == .rejected, "the same file twice")
        #expect(try world.count(rma, 0, #","correction":true,"note":"another return's""#) == .accepted)
        let words = try #require(
            try world.told().last { $0.draft.kind == "return.count_corrected" }?.draft.details["message"]?.string)
        #expect(words.contains("Your parcel has reached us") && !words.contains("Nothing"), "\(words)")
        #expect(try world.count(rma, 1) == .accepted)
        #expect(try world.count(rma, 1) == .rejected)
        #expect(try world.first().case.lines[0].line.received == 1)
        #expect(try world.verify().isSound)
    }

    @Test("nobody calls for a promise that only a count by mistake had broken")
    func calledForNothing() throws {
        let world = try World(seed: 20, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        let due = try #require(try world.promise(.receiptConfirmed)?.date)
        world.set(due.adding(days: 1).startInUTC.adding(milliseconds: 3_600_000))
        try world.count(rma, 1)
        #expect(try world.openTasks().contains(.call))
        try world.count(rma, 0, #","correction":true,"note":"another return's""#)
        #expect(try !world.openTasks().contains(.call))
    }

    @Test("a label that was made while the dock had its parcel is ready when the count is taken back")
    func labelled() throws {
        let world = try World(seed: 21, start: start.startInUTC)
        let rma = try world.requested(on: start, untilLabel: false)
        try world.count(rma, 1)
        for _ in 0..<20 { _ = try world.perform() }
        try world.count(rma, 0, #","correction":true,"note":"another return's""#)
        #expect(try world.first().case.shipments[0].state == .labelReady)
    }

    private static let lamp = SKU(trusted: "LAMP")
}
