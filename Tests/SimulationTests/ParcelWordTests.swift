import Foundation
import JSONText
import Ledger
import Returns
import Testing

/// What customers read of parcels, and what staff are asked to do, where a carrier's word and our own eyes differ, and
/// where a return has more than one parcel.
@Suite("Words of parcels", .serialized)
struct ParcelWordTests {
    private let start = CalendarDate(dayNumber: 20_500)

    @Test("what only the carrier calls delivered is looked for, and nobody says that it is here")
    func delivered() throws {
        let world = try World.listening(seed: 61, on: start)
        let rma = try world.requested(on: start)
        try world.tell("delivered", on: start.adding(days: 1))
        let due = try #require(try world.promise(.receiptConfirmed)?.date)
        try world.live(until: due.adding(days: 4))
        let broken = try #require(try world.words("promise.broken").first)
        #expect(broken.contains("The carrier reports the delivery") && !broken.contains("waits to be opened"))
        let asked = try #require(try world.open().first { $0.task.kind == .trace })
        #expect(asked.task.subject == "shipment:1" && asked.task.words.contains("nobody has checked it in"))
        try world.count(rma, 1)
        #expect(try !world.openTasks().contains(.trace))
        #expect(try world.verify().isSound)
    }

    @Test("goods that a person decides on once they are lost are promised an answer, and no day of a refund")
    func lostForPerson() throws {
        let world = try World.listening(seed: 62, on: start)
        let rma = try world.requested(on: start)
        try world.tell("delivered", on: start.adding(days: 1))
        try world.tell("lost", on: start.adding(days: 2))
        try world.look()
        #expect(try world.promise(.refunded)?.state == .withdrawn)
        #expect(try world.open().map(\.task.subject).sorted() == [StaffTask.claim(onParcel: 1), "line:1"])
        // It is found after all: the goods are promised anew.
        try world.tell("in_transit", on: start.adding(days: 3))
        try world.look()
        #expect(try world.promise(.refunded)?.state == .open)
        #expect(try world.openTasks() == [], "nobody claims what was found")
        try world.count(rma, 1)
        try world.inspect(rma, 1)
        try world.settle(rma, 1)
        #expect(try world.promise(.refunded)?.state == .kept)
        #expect(try world.verify().isSound)
    }

    @Test("of two parcels each message names its own, and the days of goods that are here stand in none of them")
    func two() throws {
        let world = try World.listening(seed: 63, on: start)
        let rma = try world.requestedTwo(on: start)
        try world.count(rma, 1)
        try world.tell("in_transit", on: start.adding(days: 1), estimate: start.adding(days: 20))
        let moved = try #require(try world.words("shipment.in_transit").last)
        #expect(moved.contains("We confirm by") && !moved.contains("refund"), "\(moved)")
        try world.live(until: start.adding(days: 40))
        let traced = try #require(try world.words("shipment.traced").first)
        #expect(traced.hasPrefix("Parcel 2 of 2: We have heard nothing of your parcel"), "\(traced)")
        #expect(try world.verify().isSound)
    }

    @Test("more time for goods that are on their way asks nobody to hand them over")
    func extended() throws {
        let world = try World.listening(seed: 64, on: start)
        let rma = try world.requested(on: start)
        try world.say("review", #""rma":"\#(rma)","verdict":"extend","valid_days":40"#)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.say("review", #""rma":"\#(rma)","verdict":"extend","valid_days":60"#)
        let words = try world.words("return.extended")
        #expect(words.count == 2 && words[0].contains("You can now hand the goods over"), "\(words)")
        #expect(words.count == 2 && words[1].contains("on their way or here already"), "\(words)")
    }
}
