import Foundation
import Ledger
import Returns
import Testing

/// Single lives of units that are found again, repaired, denied, appealed or parted: each has an end, and until then
/// somebody who sees to it.
@Suite("Units between the ways", .serialized)
struct FatesTests {
    private let start = CalendarDate(dayNumber: 20_500)

    @Test("of a lost parcel that is found with a part of its goods, what is here is paid, and so is what stays lost")
    func foundInPart() throws {
        for isComplete in [true, false] {
            let world = try World(seed: 31, start: start.startInUTC)
            let rma = try world.requested(on: start, quantity: 2)
            try world.tell("in_transit", on: start.adding(days: 1))
            try world.tell("lost", on: start.adding(days: 2))
            try world.live(until: start.adding(days: 3))
            #expect(try world.first().case.resolutions.map(\.units.count) == [2])
            try world.tell("in_transit", on: start.adding(days: 4))
            try world.live(until: start.adding(days: 5))
            #expect(try world.first().case.resolutions.map(\.state) == [.withdrawn])
            try world.count(rma, 1, isComplete ? #","complete":true"# : "")
            try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"a""#)
            let open = try world.first().case.resolutions.filter { $0.state == .owed }
            #expect(open.map(\.units.count) == (isComplete ? [1, 1] : [1]))
            if !isComplete { try world.count(rma, 0, #","complete":true"#) }
            let orders = try world.first().case.resolutions.filter { $0.state == .owed }
            #expect(orders.reduce(0) { $0 + $1.units.count } == 2, "\(orders)")
            for number in orders.map(\.number) {
                try world.say(
                    "settlement",
                    #""rma":"\#(rma)","order":\#(number),"resolution":"refunded","reference":"P-\#(number)""#)
            }
            #expect(try world.first().case.state == .closed)
            #expect(try world.verify().isSound)
        }
    }

    @Test("what a found parcel does not hold is a person's at once, though nobody said that the count is complete")
    func foundWithoutTheRest() throws {
        let world = try World(seed: 38, start: start.startInUTC)
        let rma = try lost(2, in: world)
        try world.count(rma, 1)
        let tasks = { try world.open().filter { $0.task.subject == StaffTask.loss(onLine: 1) } }
        #expect(try tasks().count == 1)
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"a""#)
        #expect(try tasks().count == 1)
        let open = try world.first().case.resolutions.filter { $0.state == .owed }
        #expect(open.map(\.units.count) == [1], "for what is here")
        try world.count(rma, 1, #","complete":true"#)
        #expect(try tasks().isEmpty, "all is here")
        #expect(try world.verify().isSound)
    }

    @Test("a lost parcel that is found with something else in it brings nothing: a person decides")
    func foundWithSomethingElse() throws {
        for more in ["", #","complete":true"#] {
            let world = try World(seed: 39, start: start.startInUTC)
            let rma = try lost(2, in: world)
            let socks = #"{"sku":"SOCK","quantity":1,"instead_of":"LAMP"}"#
            try world.say("dock_receipt", #""rma":"\#(rma)","lines":[\#(socks)]\#(more)"#)
            let stored = try world.first()
            #expect(stored.case.resolutions.map(\.state) == [.withdrawn] && stored.case.lines[0].line.missing == 0)
            #expect(try world.open().contains { $0.task.subject == StaffTask.loss(onLine: 1) })
            try world.live(until: start.adding(days: 6))
            #expect(try world.first().case.resolutions.map(\.state) == [.withdrawn], "nothing becomes due by itself")
            try world.say(
                "settlement",
                #""rma":"\#(rma)","line":1,"resolution":"refunded","quantity":2,"reference":"P-1","note":"lost""#)
            #expect(try world.first().case.lines[0].line.settled == 2)
            #expect(try world.verify().isSound)
        }
    }

    /// A return whose parcel was lost, and for which a refund is owed.
    private func lost(_ units: Int, in world: World) throws -> RMANumber {
        let rma = try world.requested(on: start, quantity: units)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("lost", on: start.adding(days: 2))
        try world.live(until: start.adding(days: 3))
        #expect(try world.first().case.resolutions.map(\.state) == [.owed])
        return rma
    }

    @Test("money in place of a repair is kept with its amount, and a repair in place of money without one")
    func inPlace() throws {
        for isRepair in [true, false] {
            let world = try World(seed: 40, start: start.startInUTC)
            let rma = try world.requested(on: start, reason: "defective", wish: isRepair ? "repair" : "refund")
            try world.count(rma, 1)
            try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"a""#)
            let given = isRepair ? "refunded" : "repaired"
            try world.say("settlement", #""rma":"\#(rma)","order":1,"resolution":"\#(given)","reference":"P-1""#)
            let order = try #require(try world.first().case.resolutions.first)
            #expect(order.paid?.minor == (isRepair ? 4_990 : nil) && order.breakdown?.total.minor == order.paid?.minor)
            #expect(try world.first().case.state == .closed && world.verify().isSound)
        }
    }

    @Test("goods whose customer is to have them repaired go to the bench, whatever grade they have, and back")
    func repaired() throws {
        let world = try World(seed: 32, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2, reason: "defective", wish: "repair")
        try world.count(rma, 2)
        let refused = try world.hand(
            in: #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":2,"rejected":0,"disposition":"liquidate","#
                + #""reason":"burnt"}"#)
        #expect(refused.outcome == .rejected, "they are the customer's")
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":2,"rejected":0,"grade":"a""#)
        #expect(try world.first().case.units.map(\.disposition) == [.repair])
        #expect(try world.first().case.resolutions.map(\.kind) == [.repair])
        let moved = try world.hand(
            in: #"{"type":"disposition","rma":"\#(rma)","unit":1,"to":"restock","reason":"as new"}"#)
        #expect(moved.outcome == .rejected && world.troubles.last?.contains("to be repaired") == true)
        try world.say("settlement", #""rma":"\#(rma)","order":1,"resolution":"repaired","reference":"R-1""#)
        let stored = try world.first()
        #expect(stored.case.units.map(\.disposition) == [.returnToCustomer] && stored.case.state == .closed)
        #expect(try world.open().map(\.task.words) == ["Send 2 × LAMP (unit 1) back to the customer."])
        #expect(try world.verify().isSound)
    }

    @Test("a repair that is not worth it is owed to nobody: the goods are set aside, and a person decides")
    func notWorthIt() throws {
        for isRepaired in [true, false] {
            let world = try World(seed: 33, start: start.startInUTC)
            let rma = try world.requested(on: start, reason: "defective", wish: "repair")
            try world.count(rma, 1)
            let cost = #""repair_cost":{"amount":"40.00","currency":"EUR"}"#
            try world.say(
                "inspection",
                #""rma":"\#(rma)","line":1,"units":[{"quantity":1,"verdict":"accepted","grade":"c",\#(cost)}]"#)
            #expect(try world.first().case.resolutions.isEmpty)
            #expect(try world.first().case.units.map(\.disposition) == [.quarantine])
            let task = try #require(try world.open().first { $0.task.subject == StaffTask.repair(onLine: 1) })
            #expect(task.task.words.contains("recommended: replace"), "\(task.task.words)")
            if isRepaired {
                try world.say("task", #""task":\#(task.id),"state":"done""#)
                #expect(try world.first().case.resolutions.map(\.kind) == [.repair])
            } else {
                try world.say("settlement", #""rma":"\#(rma)","line":1,"resolution":"replaced","reference":"S-1""#)
                #expect(try world.first().case.state == .closed)
            }
            let asked = try world.open().filter { $0.task.kind == .look }.map(\.task.subject)
            #expect(asked == (isRepaired ? [] : [StaffTask.place(ofUnit: 1)]), "what was replaced is ours")
            #expect(try world.verify().isSound)
        }
    }

    @Test("an appeal against goods that went back leaves them there: a person gives something without them, or denies")
    func appealedAfterLeaving() throws {
        for isGiven in [true, false] {
            let world = try World(seed: 34, start: start.startInUTC)
            let rma = try world.requested(on: start)
            try world.count(rma, 1)
            try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":0,"rejected":1,"grade":"d""#)
            try world.say(
                "settlement", #""rma":"\#(rma)","line":1,"resolution":"denied","reference":"D-1","note":"Worn.""#)
            let sent = try #require(try world.open().first { $0.task.kind == .handleGoods })
            try world.say("task", #""task":\#(sent.id),"state":"done""#)
            try world.say("appeal", #""rma":"\#(rma)","line":1,"reason":"It was so when it came.""#)
            var stored = try world.first()
            #expect(stored.case.state == .approved && stored.case.units.map(\.disposition) == [.returnToCustomer])
            #expect(stored.case.lines[0].line.unitsToJudge == 0, "nobody can look at it")
            let look = try #require(try world.open().first { $0.task.kind == .look })
            #expect(look.task.words.contains("It went back to the customer"))
            let done = try world.hand(in: #"{"type":"task","task":\#(look.id),"state":"done"}"#)
            #expect(done.outcome == .rejected, "a question is not over because somebody says so")
            if isGiven {
                try world.say("settlement", #""rma":"\#(rma)","line":1,"resolution":"refunded","reference":"P-1""#)
            } else {
                try world.say(
                    "settlement", #""rma":"\#(rma)","line":1,"resolution":"denied","reference":"D-2","note":"Worn.""#)
            }
            stored = try world.first()
            #expect(stored.case.state == .closed && stored.case.denials.count == (isGiven ? 1 : 2))
            #expect(try world.open().isEmpty)
            #expect(try world.verify().isSound)
        }
    }

    @Test("the pieces of a lot that is parted each have their work")
    func parted() throws {
        let world = try World(seed: 35, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 3)
        try world.count(rma, 3)
        try world.say(
            "inspection",
            #""rma":"\#(rma)","line":1,"accepted":3,"rejected":0,"disposition":"quarantine","reason":"to be seen""#)
        try world.say("resolution_order", #""rma":"\#(rma)","order":1,"action":"withdraw""#)
        try world.say(
            "settlement",
            #""rma":"\#(rma)","line":1,"resolution":"refunded","quantity":2,"reference":"P-1","note":"two of them""#)
        try world.say(
            "settlement",
            #""rma":"\#(rma)","line":1,"resolution":"denied","alternative":"recycled","reference":"D-1","note":"Worn.""#
        )
        #expect(try world.first().case.units.map(\.quantity) == [2, 1])
        let work = try world.open().filter { $0.task.kind == .handleGoods }.map(\.task.words)
        #expect(
            work == ["Put 2 × LAMP (unit 1) into quarantine.", "Put LAMP (unit 2) into quarantine."], "\(work)")
        #expect(try world.verify().isSound)
    }

    @Test("what a part refund was taken for is ours, and somebody says where it goes")
    func partRefund() throws {
        let world = try World(seed: 36, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.count(rma, 1)
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":0,"rejected":1,"grade":"d""#)
        try world.say(
            "settlement",
            #""rma":"\#(rma)","line":1,"resolution":"denied","reference":"D-1","note":"Worn.","#
                + #""alternative":"part_refund","amount":{"amount":"10.00","currency":"EUR"}"#)
        #expect(try world.first().case.units.map(\.disposition) == [.quarantine], "until the customer has answered")
        let moved = try world.hand(
            in: #"{"type":"disposition","rma":"\#(rma)","unit":1,"to":"liquidate","reason":"quick"}"#)
        #expect(moved.outcome == .rejected)
        try world.say("alternative", #""rma":"\#(rma)","answer":"accepted""#)
        #expect(try world.open().contains { $0.task.subject == StaffTask.place(ofUnit: 1) })
        try world.say("disposition", #""rma":"\#(rma)","unit":1,"to":"liquidate","reason":"ours""#)
        #expect(try world.open().allSatisfy { $0.task.kind != .look })
    }

    @Test(
        "a charge whose unit came and was accepted is paid back by a task that names units and amount"
    )
    func paidBack() throws {
        let world = try World.listening(seed: 37, on: start)
        let rma = try world.requested(on: start, quantity: 2, reason: "defective", wish: "replacement")
        try world.say("settlement", #""rma":"\#(rma)","line":1,"resolution":"shipped_ahead","reference":"S-1""#)
        try world.live(until: start.adding(days: 16))
        let charge = #""resolution":"satisfied","reference":"C-1","amount":{"amount":"49.90","currency":"EUR"}"#
        try world.say("settlement", #""rma":"\#(rma)","line":1,"quantity":1,\#(charge)"#)
        #expect(try world.first().case.lines[0].advance?.charged.units == 1, "by its events")
        try world.count(rma, 2)
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":0,"rejected":1,"grade":"d""#)
        #expect(try world.open().allSatisfy { $0.task.kind != .settle }, "nothing was accepted")
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"c""#)
        try world.say(
            "settlement", #""rma":"\#(rma)","line":1,"resolution":"denied","reference":"D-1","note":"Worn.""#)
        #expect(try world.open().allSatisfy { $0.task.kind != .settle }, "one is denied, and one was charged")
        try world.say("appeal", #""rma":"\#(rma)","line":1,"reason":"No.""#)
        try world.say("inspection", #""rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"c","note":"again""#)
        let task = try #require(try world.open().first { $0.task.kind == .settle })
        #expect(task.task.words.hasPrefix("Pay 49.90 EUR back: it was charged for 1 × LAMP"), "\(task.task.words)")
        #expect(task.task.due != nil, "the customer was told that it is taken back")
        let reversed = try #require(try world.told().last { $0.draft.kind == "line.charge_reversed" })
        #expect(!reversed.draft.isForStaff)
        try world.say("task", #""task":\#(task.id),"state":"done""#)
        let paid = try #require(try world.words("line.paid_back").last)
        #expect(paid.contains("49.90"), "\(paid)")
        #expect(try world.first().case.lines[0].advance?.charged.units == 0)
        #expect(try world.first().case.state == .closed && world.verify().isSound)
    }
}
