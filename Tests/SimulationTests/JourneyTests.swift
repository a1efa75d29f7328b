import Foundation
import JSONText
import Ledger
import Returns
import Testing

/// Single lives of parcels that go astray more than once: what the customer hears each time, and who owes them what.
@Suite("Journeys of parcels", .serialized)
struct JourneyTests {
    private let start = CalendarDate(dayNumber: 20_500)

    @Test("a customer who was told a day for an answer keeps it, however often its task is ended without a word")
    func ended() throws {
        let world = try World(seed: 41, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("refused", on: start.adding(days: 2))
        try end(.trace, in: world)
        try world.live(until: start.adding(days: 9))
        #expect(try world.kinds().count { $0 == "shipment.escalated" } == 1)
        try end(.trace, in: world)
        try world.live(until: start.adding(days: 16))
        #expect(try world.openTasks() == [.trace], "nobody has said anything yet")
        #expect(try world.kinds().count { $0 == "shipment.escalated" } == 1)
        try end(.trace, in: world)
        try note("Please keep the parcel; a new label comes.", in: world)
        try world.live(until: start.adding(days: 24))
        #expect(try world.openTasks() == [])
        #expect(try world.verify().isSound)
    }

    @Test("an ended task whose customer still waits stands among the answers that are owed")
    func listed() throws {
        let world = try World(seed: 42, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("exception", on: start.adding(days: 1))
        try end(.trace, in: world)
        let far = start.adding(days: 9)
        #expect(try world.ledger.read { try $0.owedAnswers(by: far, limit: 10) }.count == 1)
        try note("The carrier needs one day more.", in: world)
        #expect(try world.ledger.read { try $0.owedAnswers(by: far, limit: 10) }.isEmpty)
    }

    @Test("a note to the customer is the answer that was promised, while its task is still open")
    func answered() throws {
        let world = try World(seed: 43, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("returned_to_sender", on: start.adding(days: 2))
        try note("It comes back to you; please wait for it.", in: world)
        try world.live(until: start.adding(days: 12))
        #expect(try !world.kinds().contains("shipment.escalated"))
        #expect(try world.openTasks() == [.trace], "what is to be done is still to be done")
    }

    @Test("each loss of the same parcel is answered: owed, then owed anew, then settled already")
    func lostAgain() throws {
        let world = try World.listening(seed: 44, on: start)
        let rma = try world.requested(on: start)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("lost", on: start.adding(days: 2))
        try world.look()
        #expect(try world.first().case.resolutions.map(\.state) == [.owed])
        try world.tell("in_transit", on: start.adding(days: 2))
        try world.look()
        #expect(try world.first().case.resolutions.map(\.state) == [.withdrawn])
        let words = try world.words("shipment.in_transit").last ?? ""
        #expect(!words.contains(" by "), "the days come with what follows: \(words)")
        try world.tell("lost", on: start.adding(days: 3))
        try world.look()
        #expect(try world.first().case.resolutions.map(\.state) == [.withdrawn, .owed])
        let again = try #require(try world.words("shipment.answered").last)
        #expect(again.contains("refund the goods to you") && again.contains("Your refund is on its way by"), "\(again)")
        try world.settle(rma, 2)
        try world.tell("in_transit", on: start.adding(days: 4))
        try world.look()
        let found = try #require(try world.words("shipment.found").last)
        #expect(found.contains("settled already") && !found.contains(" by "), "\(found)")
        try world.tell("lost", on: start.adding(days: 5))
        try world.look()
        let last = try #require(try world.words("shipment.answered").last)
        #expect(last.contains("settled already"), "\(last)")
        #expect(try world.first().case.resolutions.count == 2, "nothing is paid twice")
        #expect(try world.verify().isSound)
    }

    @Test("what is found behind more trouble is found on that day: its order is taken back, and nobody claims it")
    func foundBehindTrouble() throws {
        for trouble in ["exception", "delayed"] {
            let world = try World.listening(seed: 52, on: start)
            _ = try world.requested(on: start)
            try world.tell("in_transit", on: start.adding(days: 1))
            try world.tell("lost", on: start.adding(days: 2))
            try world.look()
            try world.tell(trouble, on: start.adding(days: 3))
            try world.look()
            #expect(try world.first().case.resolutions.map(\.state) == [.owed], "it is searched for")
            #expect(try world.open().contains { $0.task.subject == StaffTask.claim(onParcel: 1) })
            try world.tell("in_transit", on: start.adding(days: 4))
            try world.look()
            #expect(try world.first().case.resolutions.map(\.state) == [.withdrawn])
            #expect(try world.kinds().contains("shipment.found"))
            #expect(try !world.open().contains { $0.task.subject == StaffTask.claim(onParcel: 1) })
            #expect(try world.verify().isSound)
        }
    }

    @Test("of lost goods the customer reads what was ordered for them, whatever they had wished for")
    func ordered() throws {
        let world = try World.listening(seed: 51, on: start)
        _ = try world.requested(on: start, wish: "replacement")
        try world.tell("lost", on: start.adding(days: 1))
        try world.look()
        #expect(try world.first().case.resolutions.map(\.kind) == [.refund])
        let words = try #require(try world.words("line.lost").last)
        #expect(words.contains("Your refund is on its way by") && !words.contains("replacement"), "\(words)")
    }

    @Test("an old parcel that is lost on its way back loses nothing of what was sent anew")
    func lostOnWayBack() throws {
        let world = try World(seed: 45, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        try world.tell("refused", on: start.adding(days: 1))
        _ = try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
        for _ in 0..<20 where try world.first().case.shipments[1].state != .labelReady { _ = try world.perform() }
        try world.tell("in_transit", on: start.adding(days: 3))
        try world.tell("lost", on: start.adding(days: 4), parcel: 1)
        try world.look()
        #expect(try world.first().case.lines[0].line.receipt == .awaiting)
        let told = try #require(try world.told().last { $0.draft.kind == "shipment.answered" })
        #expect(!told.draft.isForStaff && told.draft.details["by"] == "needless")
        #expect(try !world.openTasks().contains(.look))
        let last = try #require(try world.first().case.validUntil)
        try world.tell("delivered", on: start.adding(days: 5), parcel: 2)
        try world.count(rma, 1)
        #expect(try world.first().case.isRestWithCustomer, "the second unit was in neither")
        try world.live(until: last.adding(days: 6))
        #expect(try world.first().case.lines[0].line.receipt == .short)
        #expect(try world.verify().isSound)
    }

    @Test("where a cancelled return's parcel is lost somebody decides, and its customer has a day for the answer")
    func cancelled() throws {
        let world = try World(seed: 46, start: start.startInUTC)
        let rma = try world.requested(on: start)
        _ = try world.hand(in: #"{"type":"cancellation","rma":"\#(rma)","reason":"They keep it."}"#)
        try world.tell("in_transit", on: start.adding(days: 1))
        try world.tell("lost", on: start.adding(days: 2))
        try world.look()
        #expect(try world.open().map(\.task.subject).sorted() == [StaffTask.claim(onParcel: 1), "shipment:1"])
        let claim = try #require(try world.open().first { $0.task.subject == StaffTask.claim(onParcel: 1) })
        try world.say("task", #""task":\#(claim.id),"state":"done","note":"They pay 40.00 EUR.""#)
        let told = try #require(try world.told().last { $0.draft.kind == "shipment.answered" })
        #expect(!told.draft.isForStaff && told.draft.details["answer_by"] != nil)
        try end(.look, in: world)
        try world.live(until: start.adding(days: 9))
        #expect(try world.openTasks() == [.look] && world.kinds().contains("shipment.escalated"))
        try note("We pay for the goods.", in: world)
        try end(.look, in: world)
        try world.live(until: start.adding(days: 16))
        #expect(try world.openTasks() == [])
        #expect(try world.verify().isSound)
    }

    @Test("what is done of a part is kept when it is done, and counted; the rest has days of its own")
    func part() throws {
        let world = try World(seed: 47, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        try world.tell("delivered", on: start.adding(days: 1))
        try world.count(rma, 1)
        _ = try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
        for _ in 0..<20 where try world.first().case.shipments[1].state != .labelReady { _ = try world.perform() }
        try world.tell("in_transit", on: start.adding(days: 1))
        let part = try #require(try world.promise(.inspected)?.date)
        try world.inspect(rma, 1)
        let rest = try #require(try world.promise(.inspected))
        #expect(rest.state == .open && rest.date > part)
        try world.settle(rma, 1)
        #expect(try world.promise(.refunded)?.state == .open)
        let kept = try world.told().filter { $0.draft.kind == "promise.kept" && $0.draft.details["part"] != nil }
        #expect(kept.map(\.draft.subject) == ["promise:inspected", "promise:refunded"])
        #expect(kept.first?.draft.details["due_on"]?.string == part.description)
        #expect(try figures(.inspected, in: world) == [.open, .kept])
        try world.tell("delivered", on: start.adding(days: 2))
        try world.count(rma, 1, #","complete":true"#)
        try world.inspect(rma, 1)
        try world.settle(rma, 2)
        #expect(try [PromiseName.inspected, .refunded].allSatisfy { try world.promise($0)?.state == .kept })
        #expect(try world.kinds().allSatisfy { $0 != "promise.broken" })
        #expect(try world.verify().isSound)
    }

    @Test("figures count what was kept before the rest was promised, and not what a count taken back had ended")
    func counted() throws {
        let world = try World(seed: 50, start: start.startInUTC)
        let rma = try world.requested(on: start, quantity: 2)
        try world.tell("delivered", on: start.adding(days: 1))
        try world.count(rma, 2)
        try world.count(rma, 0, #","correction":true,"note":"another return's""#)
        #expect(try figures(.receiptConfirmed, in: world) == [.open])
        try world.count(rma, 1)
        #expect(try figures(.receiptConfirmed, in: world) == [.kept])
        _ = try world.hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
        for _ in 0..<20 where try world.first().case.shipments[1].state != .labelReady { _ = try world.perform() }
        try world.tell("in_transit", on: start.adding(days: 2))
        #expect(try figures(.receiptConfirmed, in: world) == [.open, .kept])
    }

    @Test("an empty box is no receipt: its promise ends without being kept")
    func empty() throws {
        let world = try World(seed: 48, start: start.startInUTC)
        let rma = try world.requested(on: start)
        try world.tell("delivered", on: start.adding(days: 1))
        _ = try world.hand(in: "{\"type\":\"dock_receipt\",\"rma\":\"\(rma)\",\"empty\":true}")
        #expect(try world.promise(.receiptConfirmed)?.state == .withdrawn)
    }

    @Test("a promise of one day is not at risk at the moment at which it is given, and staff read of it in words")
    func oneDay() throws {
        let world = try World(seed: 49, start: start.startInUTC)
        _ = try world.requested(on: start)
        try world.tell("delivered", on: start.adding(days: 1))
        let due = try #require(try world.promise(.receiptConfirmed)?.date)
        try world.look()
        #expect(try world.openTasks() == [])
        world.set(due.startInUTC.adding(milliseconds: 5 * 3_600_000))
        try world.look()
        let task = try #require(try world.open().first { $0.task.kind == .keepPromise })
        #expect(!task.task.words.contains("_") && task.task.words.contains("reports as delivered"))
    }

    /// How a promise stands, and how it ended before it began again.
    private func figures(_ name: PromiseName, in world: World) throws -> [PromiseState] {
        var all: [CaseFigures] = []
        let from = start.startInUTC
        try world.ledger.eachCaseFigures(from: from, until: from.adding(days: 9)) { all.append($0) }
        return try #require(all.first).promises.filter { $0.name == name.rawValue }.map(\.state)
    }

    private func note(_ text: String, in world: World) throws {
        let rma = try world.first().case.number
        try world.say("note", #""rma":"\#(rma)","text":"\#(text)","audience":"customer","author":"Maria""#)
    }

    /// Somebody says that a task is done.
    private func end(_ kind: TaskKind, in world: World) throws {
        let task = try #require(try world.open().first { $0.task.kind == kind })
        try world.say("task", #""task":\#(task.id),"state":"done","staff":"Maria""#)
    }
}
