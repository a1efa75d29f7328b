import Foundation
import Ledger
import Returns
import Testing

/// What becomes of a line in more than one step: each order is told, a judgement that was wrong is corrected, and what
/// waits for a person holds up nothing else.
@Suite("Second thoughts", .serialized)
struct SecondThoughtsTests {
    private let start = CalendarDate(dayNumber: 20_500)

    /// The newest of what the customer was told.
    private func newest(in world: World) throws -> String {
        try #require(try world.ledger.read { try $0.wordsSent(of: 1) }.max { $0.key < $1.key }).value.text
    }

    private func inspect(_ rma: RMANumber, _ fields: String, in world: World) throws {
        try world.say("inspection", #""rma":"\#(rma)","line":1,\#(fields)"#)
    }

    @Test("the customer hears of each order of a line, what it is and what is kept back of it, in turn or at once")
    func eachOrder() throws {
        for isPaidBetween in [false, true] {
            let world = try World.listening(seed: 71, on: start)
            let rma = try world.requested(on: start, quantity: 3)
            try world.count(rma, 3)
            try inspect(rma, #""accepted":1,"grade":"a""#, in: world)
            #expect(try newest(in: world).contains("49.90"))
            if isPaidBetween { try world.settle(rma, 1) }
            try inspect(rma, #""accepted":1,"grade":"c""#, in: world)
            let said = try newest(in: world)
            let order = try #require(try world.first().case.resolutions.last)
            let total = try #require(order.breakdown?.total)
            let lost = try #require(order.breakdown?.entries.first { $0.item == .deduction }?.amount)
            for amount in [total, Money(minor: -lost.minor, currency: lost.currency)] {
                #expect(said.contains(amount.decimal), "\(said)")
            }
            #expect(said.contains("in addition to what we told you before"), "\(said)")
            #expect(try world.kinds().count { $0 == "line.owed" } == 1)
            #expect(try world.verify().isSound)
        }
    }

    @Test("orders of one commit that come to the same amount are one order")
    func sameAmount() throws {
        let world = try World(seed: 72, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        try world.count(rma, 2)
        let units = #"{"verdict":"accepted","grade":"a"},{"verdict":"accepted","grade":"b"}"#
        try inspect(rma, #""units":[\#(units)]"#, in: world)
        #expect(try world.first().case.resolutions.map(\.units) == [0..<2])
    }

    @Test("a grade that was wrong is corrected: what was owed by it is taken back, and owed anew")
    func grade() throws {
        let world = try World.listening(seed: 73, on: start)
        let rma = try world.requested(on: start, quantity: 1)
        try world.count(rma, 1)
        try inspect(rma, #""accepted":1,"grade":"c""#, in: world)
        try world.say(
            "inspection", #""rma":"\#(rma)","corrects":1,"accepted":1,"grade":"a","note":"The scratch was dust.""#)
        let one = try world.first().case
        #expect(one.resolutions.map(\.state) == [.withdrawn, .owed])
        #expect(one.resolutions.map { $0.breakdown?.entries.contains { $0.item == .deduction } } == [true, false])
        #expect(one.units.map(\.overtakenBy) == [.correction, nil] && one.lines[0].line.accepted == 1)
        let said = try newest(in: world)
        for part in ["correct our first result", "The scratch was dust.", "does not hold any more", "49.90"] {
            #expect(said.contains(part), "\(said)")
        }
        let tasks = try world.open().map(\.task)
        #expect(!tasks.contains { $0.subject == "resolution:1" || $0.subject == "unit:1" }, "\(tasks)")
        try world.settle(rma, 2)
        #expect(try world.first().case.state == .closed)
        #expect(try world.verify().isSound)
    }

    @Test("units that were judged rightly keep their own grades in what is ordered anew")
    func otherGrades() throws {
        let world = try World(seed: 82, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 3)
        try world.count(rma, 3)
        try inspect(rma, #""accepted":3,"grade":"c""#, in: world)
        let worn = try #require(try world.first().case.resolutions.first?.breakdown?.total.minor)
        try world.say("inspection", #""rma":"\#(rma)","corrects":1,"accepted":1,"grade":"a","note":"Dust.""#)
        let open = try world.first().case.resolutions.filter { $0.state == .owed }
        #expect(open.map(\.units.count).sorted() == [1, 2])
        let sum = open.reduce(0) { $0 + ($1.breakdown?.total.minor ?? 0) }
        #expect(sum == 4_990 + worn * 2 / 3, "\(open)")
        #expect(try world.verify().isSound)
    }

    @Test("where the customer gets the same by another grade, no order is taken back, and nothing of one is said")
    func sameGift() throws {
        for (wish, grades) in [("refund", ("b", "a")), ("exchange", ("c", "a")), ("refund", ("a", "a"))] {
            let world = try World.listening(seed: 83, on: start)
            let rma = try world.requested(on: start, quantity: 2, wish: wish)
            try world.count(rma, 2)
            try inspect(rma, #""accepted":2,"grade":"\#(grades.0)""#, in: world)
            let (kept, note) = (#""corrects":1,"accepted":1,"grade":"\#(grades.1)""#, #""note":"Dust.""#)
            try world.say("inspection", #""rma":"\#(rma)",\#(kept),\#(note)"#)
            #expect(try world.first().case.resolutions.map(\.state) == [.owed], "\(wish) \(grades)")
            let said = try newest(in: world)
            #expect(said.contains("correct our first result") && !said.contains("does not hold"), "\(said)")
            #expect(try world.verify().isSound)
        }
    }

    @Test("what was accepted by mistake is rejected: nothing is owed for it, and a person decides")
    func rejected() throws {
        let world = try World.listening(seed: 74, on: start)
        let rma = try world.requested(on: start, quantity: 2)
        try world.count(rma, 2)
        try inspect(rma, #""accepted":2,"grade":"a""#, in: world)
        try world.say(
            "inspection", #""rma":"\#(rma)","corrects":1,"rejected":1,"note":"The second one is another model.""#)
        let one = try world.first().case
        #expect(one.resolutions.map(\.state) == [.withdrawn, .owed] && one.resolutions[1].units.count == 1)
        #expect(one.lines[0].line.verdict == .partial)
        #expect(one.units.map(\.quantity) == [1, 1, 1] && one.units.map(\.overtakenBy) == [nil, .correction, nil])
        #expect(try world.open().contains { $0.task.subject == StaffTask.decision(onLine: 1) })
        let said = try newest(in: world)
        for part in ["does not hold any more", "another model", "49.90"] { #expect(said.contains(part), "\(said)") }
        #expect(try world.verify().isSound)
    }

    @Test("what was rejected by mistake is accepted, and owed; who was told to decide on it need not")
    func accepted() throws {
        let world = try World.listening(seed: 75, on: start)
        let rma = try world.requested(on: start, quantity: 1)
        try world.count(rma, 1)
        try inspect(rma, #""rejected":1,"note":"Broken.""#, in: world)
        #expect(try world.open().contains { $0.task.subject == StaffTask.decision(onLine: 1) })
        try world.say("inspection", #""rma":"\#(rma)","corrects":1,"accepted":1,"grade":"a","note":"It works.""#)
        #expect(try world.first().case.lines[0].line.verdict == .accepted)
        #expect(try world.first().case.resolutions.map(\.state) == [.owed])
        #expect(try !world.open().contains { $0.task.subject == StaffTask.decision(onLine: 1) })
        #expect(try world.verify().isSound)
    }

    @Test("the question what becomes of rejected units names as many as there are, and ends with the last")
    func questions() throws {
        let world = try World(seed: 85, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 3)
        try world.count(rma, 3)
        try inspect(rma, #""rejected":2,"note":"Broken.""#, in: world)
        let question = { try world.open().first { $0.task.subject == StaffTask.decision(onLine: 1) }?.task.words }
        #expect(try question()?.contains("2 × LAMP") == true)
        try world.say("inspection", #""rma":"\#(rma)","corrects":1,"accepted":1,"grade":"a","note":"One works.""#)
        #expect(try question()?.contains("1 × LAMP") == true)
        try inspect(rma, #""accepted":1,"grade":"a""#, in: world)
        try world.say("inspection", #""rma":"\#(rma)","corrects":4,"rejected":1,"note":"This one not.""#)
        #expect(try question()?.contains("2 × LAMP") == true)
        for unit in [1, 5] { try world.say("inspection", #""rma":"\#(rma)","corrects":\#(unit),"note":"Gone.""#) }
        #expect(try question() == nil)
        #expect(try world.verify().isSound)
    }

    @Test("what is paid, denied, gone or corrected already is not judged anew, and nothing changes")
    func refused() throws {
        let world = try World(seed: 76, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        try world.count(rma, 2)
        try inspect(rma, #""units":[{"verdict":"accepted","grade":"a"},{"verdict":"rejected"}]"#, in: world)
        let correct = { (fields: String) in
            try world.hand(in: #"{"type":"inspection","rma":"\#(rma)",\#(fields)}"#).outcome
        }
        #expect(try correct(#""corrects":1,"rejected":1"#) == .rejected, "without a word why")
        #expect(try correct(#""corrects":1,"rejected":2,"note":"n""#) == .rejected, "more than it has")
        #expect(try correct(#""corrects":9,"rejected":1,"note":"n""#) == .rejected, "no such unit")
        try world.settle(rma, 1)
        #expect(try correct(#""corrects":1,"rejected":1,"note":"n""#) == .rejected, "paid")
        try world.count(rma, 1)
        try inspect(rma, #""accepted":1,"grade":"c","note":"one more""#, in: world)
        #expect(try correct(#""corrects":3,"rejected":1,"note":"n""#) == .rejected, "beside one that is paid")
        try world.say(
            "settlement",
            #""rma":"\#(rma)","line":1,"resolution":"denied","reference":"D-1","note":"n","alternative":"recycled""#)
        let before = try world.first().case
        #expect(try correct(#""corrects":2,"accepted":1,"note":"n""#) == .rejected, "denied")
        #expect(try world.first().case == before)
        #expect(try world.verify().isSound)
    }

    @Test("a unit that was judged and is not here is taken back, and can be counted away then")
    func neverHere() throws {
        let world = try World.listening(seed: 84, on: start)
        let rma = try world.requested(on: start, quantity: 3)
        try world.count(rma, 3)
        try inspect(rma, #""accepted":2,"grade":"a""#, in: world)
        try inspect(rma, #""accepted":1,"grade":"c""#, in: world)
        let fewer = #","correction":true,"note":"two""#
        #expect(try world.count(rma, 2, fewer) == .rejected)
        #expect(world.troubles.last?.contains("`corrects`") == true, "\(world.troubles)")
        try world.say("inspection", #""rma":"\#(rma)","corrects":2,"note":"There were two.""#)
        #expect(try world.first().case.lines[0].line.unitsToJudge == 1)
        #expect(try world.count(rma, 2, fewer + #","complete":true"#) == .accepted)
        let one = try world.first().case
        #expect(one.lines[0].line.verdict == .accepted && one.lines[0].line.unitsToJudge == 0)
        let open = one.resolutions.filter { $0.state == .owed }
        #expect(open.reduce(0) { $0 + ($1.breakdown?.total.minor ?? 0) } == 9_980, "\(open)")
        for number in open.map(\.number) { try world.settle(rma, number) }
        #expect(try world.first().case.state == .closed)
        #expect(try world.verify().isSound)
    }

    @Test("in one inspection as in two, a unit on which a person decides holds up no order for the others")
    func oneToDecide() throws {
        let cost = #""repair_cost":{"amount":"40.00","currency":"EUR"}"#
        let (clear, unclear) = (#"{"verdict":"accepted","grade":"b"}"#, #"{"verdict":"accepted","grade":"c",\#(cost)}"#)
        for inspections in [["\(unclear),\(clear)"], [clear, unclear], [unclear, clear]] {
            let world = try World(seed: 77, start: start.startInUTC)
            let rma = try world.requested(on: start, quantity: 2, reason: "defective", wish: "repair")
            try world.count(rma, 2)
            for units in inspections { try inspect(rma, #""units":[\#(units)]"#, in: world) }
            #expect(try world.first().case.resolutions.map(\.units.count) == [1], "\(inspections)")
            let task = try #require(try world.open().first { $0.task.subject == StaffTask.repair(onLine: 1) })
            try world.say("task", #""task":\#(task.id),"state":"done""#)
            #expect(try world.first().case.resolutions.map(\.kind) == [.repair, .repair])
            #expect(try world.verify().isSound)
        }
    }

    @Test("a parcel that is matched unopened is here and not counted: its promise stands, and somebody counts it")
    func unopened() throws {
        let world = try World.listening(seed: 78, on: start)
        let rma = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.say("blind_receipt", #""codes":["1Z5R89390357567127"],"note":"A torn label.","weight_grams":900"#)
        try world.say("workbench_match", #""workbench":"WB-1","rma":"\#(rma)","staff":"Maria""#)
        let matched = try #require(try world.told().last { $0.draft.kind == "return.matched" }?.draft.details)
        #expect("\(matched)".contains("900"), "what was weighed goes with it")
        #expect(try world.first().case.shipments.map(\.state) == [.delivered])
        #expect(try world.kinds().contains("return.matched") && !world.kinds().contains("return.counted"))
        #expect(try world.promise(.receiptConfirmed)?.state == .open)
        let said = try newest(in: world)
        #expect(said.contains("was delivered to us"), "\(said)")
        let task = try #require(try world.open().first { $0.task.kind == .look })
        #expect(task.task.words.contains("WB-1"), "\(task.task.words)")
        #expect(try task.task.due == world.promise(.receiptConfirmed)?.date)
        try world.count(rma, 1)
        #expect(try world.promise(.receiptConfirmed)?.state == .kept && world.open().isEmpty)
        #expect(try world.first().case.shipments.map(\.state) == [.checkedIn])
        #expect(try world.verify().isSound)
    }

    @Test("an appeal has a day for its answer: who has none by then is told another one, and a decision ends it")
    func appealed() throws {
        for isDecided in [true, false] {
            let world = try World.listening(seed: 79, on: start)
            let rma = try world.requested(on: start)
            try world.count(rma, 1)
            try inspect(rma, #""rejected":1,"note":"Broken.""#, in: world)
            try world.say("appeal", #""rma":"\#(rma)","line":1,"reason":"It was whole.""#)
            let look = try #require(try world.open().first { $0.task.subject == "line:1" }?.task)
            let said = try newest(in: world)
            #expect(look.due != nil && said.contains("We tell you more by"), "\(said)")
            if isDecided { try inspect(rma, #""accepted":1,"grade":"a","note":"It is.""#, in: world) }
            try world.live(until: start.adding(days: 8))
            let late = try world.told().filter { $0.draft.kind == "return.escalated" }
            #expect(late.map(\.draft.before) == (isDecided ? [] : [look.due?.description]))
            #expect(late.allSatisfy { $0.draft.at.date.description == $0.draft.before }, "on the day, not behind it")
            #expect(try world.verify().isSound)
        }
    }

    @Test("a parcel that lies unopened at our dock is not looked for: its count is late, and that is said")
    func unopenedForDays() throws {
        let world = try World.listening(seed: 80, on: start)
        let rma = try world.requested(on: start)
        try world.tell("delivered", on: start.adding(days: 1))
        try world.say("blind_receipt", #""codes":["1Z5R89390357567127"],"note":"A torn label.""#)
        try world.say("workbench_match", #""workbench":"WB-1","rma":"\#(rma)","staff":"Maria""#)
        try world.live(until: start.adding(days: 14))
        #expect(try world.kinds().contains("promise.broken"))
        #expect(try !world.openTasks().contains(.trace), "it is not lost")
        let said = try world.words("promise.revised").joined() + world.words("promise.broken").joined()
        #expect(!said.contains("look for"), "\(said)")
        #expect(try world.verify().isSound)
    }

    @Test("while a delivered parcel is looked for, no day of what follows its count is told; the count tells them anew")
    func lookedFor() throws {
        let world = try World.listening(seed: 81, on: start)
        let rma = try world.requested(on: start)
        try world.tell("delivered", on: start.adding(days: 1))
        try world.live(until: start.adding(days: 20))
        #expect(try world.promise(.inspected)?.state == .withdrawn && world.promise(.refunded)?.state == .withdrawn)
        #expect(try world.kinds().count { $0 == "promise.broken" } == 1)
        let kinds = try world.kinds()
        let broken = try #require(kinds.firstIndex(of: "promise.broken"))
        #expect(!kinds[broken...].contains("promise.revised"), "\(kinds)")
        try world.count(rma, 1)
        #expect(try world.promise(.inspected)?.state == .open && world.promise(.refunded)?.state == .open)
        try world.inspect(rma, 1)
        try world.settle(rma, 1)
        #expect(try world.promise(.refunded)?.state == .kept)
        #expect(try world.verify().isSound)
    }
}
