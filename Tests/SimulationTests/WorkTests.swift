import Foundation
import JSONText
import Ledger
import Returns
import Testing

/// What people have to do for units whose way has changed: each has its task, in words that are true.
@Suite("Work for units whose way has changed", .serialized)
struct WorkTests {
    private let start = CalendarDate(dayNumber: 20_500)

    private func world(
        _ units: Int = 1, seed: UInt64, wish: String = "refund", accepted: Int = 0, rejected: Int = 0,
        grade: String = "d"
    ) throws -> (World, RMANumber) {
        let world = try World(seed: seed, start: start.startInUTC)
        let rma = try world.requested(
            on: start, quantity: units, reason: wish == "repair" ? "defective" : "unwanted", wish: wish)
        try world.count(rma, units)
        guard accepted + rejected > 0 else { return (world, rma) }
        try world.say(
            "inspection",
            #""rma":"\#(rma)","line":1,"accepted":\#(accepted),"rejected":\#(rejected),"grade":"\#(grade)""#)
        return (world, rma)
    }

    private func words(_ world: World, _ kind: TaskKind) throws -> [String] {
        try world.open().filter { $0.task.kind == kind }.map(\.task.words)
    }

    @Test("rejected goods cannot be sold off before anybody has decided, by rule or by hand, and staff hear what to do")
    func undecided() throws {
        let (world, rma) = try world(seed: 51, rejected: 1, grade: "a")
        #expect(try world.first().case.units.map(\.disposition) == [.none], "no rule takes what is not ours")
        let moved = try world.hand(
            in: #"{"type":"disposition","rma":"\#(rma)","unit":1,"to":"liquidate","reason":"worn"}"#)
        #expect(moved.outcome == .rejected)
        #expect(world.troubles.last?.contains("Decide first what the customer gets") == true, "\(world.troubles)")
    }

    @Test(
        "an appeal against goods that somebody has destroyed is ended by money, or by a denial that sends nothing back")
    func destroyed() throws {
        for isGiven in [true, false] {
            let (world, rma) = try world(seed: 52, rejected: 1)
            try world.say("disposition", #""rma":"\#(rma)","unit":1,"to":"destroy","reason":"mould""#)
            let work = try #require(try world.open().first { $0.task.kind == .handleGoods })
            try world.say("task", #""task":\#(work.id),"state":"done""#)
            try world.say("appeal", #""rma":"\#(rma)","line":1,"reason":"It was clean.""#)
            let look = try #require(try words(world, .look).first)
            #expect(look.contains("what was rejected") && look.contains("unit 1: destroy"), "\(look)")
            let sent = try world.hand(
                in: #"{"type":"settlement","rma":"\#(rma)","line":1,"resolution":"denied","reference":"D-0","#
                    + #""note":"Mould.","alternative":"sent_back"}"#)
            #expect(sent.outcome == .rejected, "there is nothing to send")
            try world.say(
                "settlement",
                isGiven
                    ? #""rma":"\#(rma)","line":1,"resolution":"refunded","reference":"P-1""#
                    : #""rma":"\#(rma)","line":1,"resolution":"denied","reference":"D-1","note":"Mould.""#)
            let stored = try world.first()
            #expect(stored.case.state == .closed && stored.case.units.map(\.disposition) == [.destroy])
            #expect(stored.case.denials.allSatisfy { $0.alternative == nil })
            #expect(try world.open().isEmpty && world.verify().isSound)
        }
    }

    @Test("one reference pays once for a line, however line and article are written, and for each order that is named")
    func oneReference() throws {
        let (world, rma) = try world(2, seed: 54, accepted: 1, grade: "a")
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"a","note":"x""#)
        let pay = { (more: String) in
            #""rma":"\#(rma)","resolution":"refunded","reference":"PAY-1","# + more
        }
        try world.say("settlement", pay(#""order":1"#))
        for again in [#""line":1"#, #""sku":"lamp""#, #""order":1"#] {
            let told = try world.hand(in: #"{"type":"settlement","# + pay(again) + "}")
            #expect(told.outcome != .rejected, "\(again)")
        }
        #expect(try world.first().case.resolutions.map(\.state) == [.settled, .owed])
        let more = try world.hand(in: "{\"type\":\"settlement\"," + pay(#""line":1,"quantity":2}"#))
        #expect(more.outcome == .rejected, "told of another quantity")
        try world.say("settlement", pay(#""order":2"#))
        #expect(try world.first().case.state == .closed && world.verify().isSound)
    }

    @Test("goods of a cancelled return are taken up: the customer has nothing to hand over, and reads what was written")
    func takenUp() throws {
        let world = try World(seed: 55, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 1, reason: "unwanted", wish: "refund")
        try world.say("cancellation", #""rma":"\#(rma)","reason":"changed my mind""#)
        try world.count(rma, 1)
        #expect(try words(world, .look).contains { $0.contains("taken up again") })
        try world.say("review", #""rma":"\#(rma)","verdict":"approve","reason":"We take it all the same.""#)
        let events = try world.ledger.read { try $0.events(of: 1) }
        let approved = try #require(events.last { $0.draft.kind == "return.approved" })
        #expect(approved.draft.details["audience"]?.string == "customer")
        #expect(try world.first().case.isWaitingForHandOver == false && words(world, .look).isEmpty)
    }

    @Test("who destroys rejected goods leaves their decision to a person")
    func destroyedAtOnce() throws {
        let (world, rma) = try world(seed: 53)
        try world.say(
            "inspection",
            #""rma":"\#(rma)","line":1,"accepted":0,"rejected":1,"disposition":"destroy","reason":"mould""#)
        #expect(try words(world, .look).contains { $0.hasPrefix("Decide on 1 × LAMP") })
        try world.say(
            "settlement", #""rma":"\#(rma)","line":1,"resolution":"denied","reference":"D-1","note":"Mould.""#)
        #expect(try world.first().case.state == .closed && words(world, .look).isEmpty)
    }

    @Test("of a repair order some units are repaired, and the task names the rest; the others may be refunded")
    func parts() throws {
        let (world, rma) = try world(3, seed: 54, wish: "repair", accepted: 3, grade: "c")
        try world.say(
            "settlement",
            #""rma":"\#(rma)","line":1,"resolution":"repaired","quantity":1,"reference":"R-1""#)
        #expect(try words(world, .settle).allSatisfy { $0.contains("2 × LAMP") })
        #expect(Set(try words(world, .handleGoods)).count == 2)
        try world.say(
            "settlement", #""rma":"\#(rma)","order":1,"resolution":"refunded","reference":"P-1","note":"no parts""#)
        let stored = try world.first()
        #expect(stored.case.state == .closed && stored.case.resolutions.map(\.units.count) == [2, 1])
        #expect(stored.case.lines[0].line.settled == 3)
        #expect(stored.case.units.map(\.disposition) == [.quarantine, .returnToCustomer])
        let work = try words(world, .handleGoods)
        #expect(work.allSatisfy { !$0.hasPrefix("Carry") } && work.count == 2, "\(work)")
        #expect(try world.open().contains { $0.task.subject == StaffTask.place(ofUnit: 1) })
        #expect(try world.verify().isSound)
    }

    @Test("where a repair was taken back and something else is given, somebody says where the goods go")
    func inPlace() throws {
        let (world, rma) = try world(seed: 55, wish: "repair", accepted: 1, grade: "c")
        try world.say("resolution_order", #""rma":"\#(rma)","order":1,"action":"withdraw""#)
        try world.say("settlement", #""rma":"\#(rma)","line":1,"resolution":"replaced","reference":"S-1""#)
        #expect(try words(world, .handleGoods) == ["Put LAMP (unit 1) into quarantine."])
        #expect(try words(world, .look).contains { $0.contains("something was given in place of its repair") })
        try world.say("disposition", #""rma":"\#(rma)","unit":1,"to":"refurbish","reason":"ours""#)
        #expect(try words(world, .look).isEmpty)
    }

    @Test("money in place of a repair knows what the policy keeps back for a grade, as a refund does")
    func worth() throws {
        let world = try World(seed: 60, start: start.startInUTC)
        let rma = try world.requested(on: start, wish: "repair")
        try world.count(rma, 1)
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"c""#)
        #expect(try world.first().case.resolutions.map(\.kind) == [.repair])
        try world.say("settlement", #""rma":"\#(rma)","order":1,"resolution":"refunded","reference":"P-1""#)
        #expect(try world.first().case.resolutions.map { $0.paid?.minor } == [3_992], "less a fifth")
    }

    @Test("a repaired unit that no parcel may carry is handed over, and somebody has the task")
    func hazardous() throws {
        let world = try World(seed: 56, start: start.startInUTC)
        let rma = try world.requested(
            on: start, untilLabel: false, reason: "defective", wish: "repair", hazard: "damaged_battery")
        try world.count(rma, 1)
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"c""#)
        try world.say("settlement", #""rma":"\#(rma)","line":1,"resolution":"repaired","reference":"R-1""#)
        #expect(try words(world, .handleGoods).map { $0.hasPrefix("Hand LAMP (unit 1) over") } == [true])
    }

    @Test("units that are paid already wait for no decision, only for their place")
    func paid() throws {
        let world = try World(seed: 57, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("lost", on: start.adding(days: 2))
        try world.live(until: start.adding(days: 3))
        try world.settle(rma, 1)
        try world.count(rma, 1, #","complete":true"#)
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":0,"rejected":1,"grade":"d""#)
        let asked = try world.open().filter { $0.task.kind == .look }.map(\.task.subject)
        #expect(asked == [StaffTask.place(ofUnit: 1)], "\(asked)")
        try world.say("disposition", #""rma":"\#(rma)","unit":1,"to":"liquidate","reason":"ours""#)
        #expect(try words(world, .look).isEmpty && world.verify().isSound)
    }

    @Test("a lot that is parted is asked about with the pieces that it has")
    func lot() throws {
        let (world, rma) = try world(3, seed: 58, rejected: 3)
        let place = { (unit: Int) in
            try world.open().first { $0.task.subject == StaffTask.place(ofUnit: unit) }?.task.words
        }
        #expect(try place(1)?.contains("unit 1 (3 pieces)") == true)
        try world.say("disposition", #""rma":"\#(rma)","unit":1,"quantity":1,"to":"recycle","reason":"broken""#)
        #expect(try place(1)?.contains("unit 1 (2 pieces)") == true && place(2) == nil)
    }

    @Test("goods that are sent in again after an appeal are inspected anew, and close the return")
    func sentInAgain() throws {
        let (world, rma) = try world(seed: 59, rejected: 1)
        try world.say(
            "settlement", #""rma":"\#(rma)","line":1,"resolution":"denied","reference":"D-1","note":"Worn.""#)
        let sent = try #require(try world.open().first { $0.task.kind == .handleGoods })
        try world.say("task", #""task":\#(sent.id),"state":"done""#)
        try world.say("appeal", #""rma":"\#(rma)","line":1,"reason":"No.""#)
        #expect(try world.count(rma, 1, #","further":true,"note":"sent again""#) == .accepted)
        #expect(try world.first().case.lines[0].line.extra == 0)
        try world.say(
            "inspection", #""rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"a","note":"fine""#)
        let order = try #require(try world.first().case.resolutions.last { $0.state == .owed })
        try world.settle(rma, order.number)
        #expect(try world.first().case.state == .closed && world.verify().isSound)
        #expect(try words(world, .look).isEmpty)
    }

    @Test("special care for a customer whom nobody knows is refused: the number may be another's")
    func unknownCustomer() throws {
        let (world, _) = try world(seed: 65)
        let care = { (customer: String) in
            #"{"type":"care","customer":"\#(customer)","state":"special_care","reason":"She called."}"#
        }
        #expect(try world.hand(in: care("C-11")).outcome == .rejected)
        #expect(world.troubles.last?.contains("of whom we know neither") == true, "\(world.troubles)")
        #expect(try world.hand(in: care("C-1")).outcome == .accepted)
    }

    @Test("a refund of nothing is no refund")
    func nothing() throws {
        let (world, rma) = try world(seed: 63, accepted: 1, grade: "a")
        let settlement =
            #"{"type":"settlement","rma":"\#(rma)","order":1,"resolution":"refunded","reference":"P-1","note":"zero","#
            + #""amount":{"amount":"0.00","currency":"EUR"}}"#
        #expect(try world.hand(in: settlement).outcome == .rejected)
        #expect(world.troubles.last?.contains("an amount above nothing") == true, "\(world.troubles)")
        #expect(try world.first().case.resolutions.map(\.state) == [.owed])
    }

    @Test("of two units of one article each line takes the other's serial number: both were announced")
    func swapped() throws {
        let world = try World(seed: 64, start: start.startInUTC)
        world.set(start.startInUTC.adding(milliseconds: 7 * 3_600_000))
        let lines = ["FS-1", "FS-2"].map {
            #"{"sku":"LAMP","quantity":1,"reason":"unwanted","condition":"unopened","serial":"\#($0)"}"#
        }
        let request = """
            {"type":"return_request","reference":"R-1","customer":{"number":"C-1","name":"Ada Byron","language":"en",
             "email":"ada@example.com","address":{"lines":["High Street 1"],"city":"Hamburg","postal_code":"20095",
             "country":"DE"}},"lines":[\(lines.joined(separator: ","))]}
            """
        let rma = try #require(try world.hand(in: request).rma)
        _ = try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"approve"}"#)
        try world.count(rma, 2)
        for (line, serial) in [(1, "FS-2"), (2, "FS-1")] {
            try world.say(
                "inspection",
                #""rma":"\#(rma)","line":\#(line),"units":[{"serial":"\#(serial)","verdict":"accepted","grade":"a"}]"#)
        }
        #expect(try !world.kinds().contains("unit.other_serial"))
    }
}
