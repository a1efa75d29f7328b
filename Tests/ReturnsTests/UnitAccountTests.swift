import Returns
import Testing

/// Each unit has one fate: it is paid or sent back, charged or here, denied or given for, never two of them.
@Suite("The account of a line's units")
struct UnitAccountTests {
    @Test("surplus that went back has its end: a denial neither takes the order back nor what it is for")
    func surplusSentBack() throws {
        var one = Bench.approved(1)
        try one.take(accepted: 2)
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.redispose(Bench.move(unit: 1, quantity: 1, to: .returnToCustomer))
        #expect(one.undecided(of: one.lines[0]) == 0)
        let before = one
        let refusal = #expect(throws: Refusal.self) { try one.settle(Bench.denial("D-1")) }
        #expect(refusal?.remedy.contains("resolution_order") == true, "\(String(describing: refusal))")
        #expect(one == before)
        _ = try one.settle(Bench.refund("PAY"))
        #expect(one.state == .closed)
        #expect(throws: Refusal.self, "nor what is paid") { try one.settle(Bench.denial("D-2")) }
    }

    @Test("a unit that is paid, or is to be, is not sent back; one that was repaired is")
    func paid() throws {
        for isSettled in [false, true] {
            var one = Bench.approved(1)
            try one.take(accepted: 1)
            _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
            if isSettled { _ = try one.settle(Bench.refund("PAY")) }
            #expect(throws: Refusal.self) { try one.redispose(Bench.move(unit: 1, to: .returnToCustomer)) }
        }
        var repaired = Bench.approved(1)
        try repaired.take(accepted: 1)
        _ = repaired.owe(.repair, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try repaired.redispose(Bench.move(unit: 1, to: .returnToCustomer))
        #expect(repaired.account(of: repaired.lines[0]).good == 1, "it goes back because it was given for")
    }

    @Test("what an order for the count covers is not denied beside it")
    func trusted() throws {
        var one = Bench.approved(2)
        _ = try one.receive(Bench.count(2), shipment: nil)
        _ = one.owe(.refund, units: 2, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.inspect(Inspection(key: Bench.key, line: 1, accepted: 1, rejected: 1))
        #expect(throws: Refusal.self) { try one.settle(Bench.denial("D-1")) }
        _ = try one.update(ResolutionUpdate(key: Bench.key, order: 1, action: .withdraw))
        _ = try one.settle(Bench.denial("D-1"))
        #expect(one.denials.map(\.units) == [1] && one.account(of: one.lines[0]).good == 1)
        #expect(one.unitsToOrder(line: one.lines[0], onReceipt: true) == 1)
    }

    @Test("an appeal against denied surplus is told, keeps it here, and is no refund before a person decides")
    func appealedSurplus() throws {
        for isGiven in [false, true] {
            var one = try Bench.deniedSurplus()
            #expect(one.state == .closed)
            let changes = try one.appeal(Appeal(key: Bench.key, reason: "It was a present."))
            let told = try #require(changes.first { $0.kind == "line.appealed" })
            #expect(told.before == "told" && told.reason == "It was a present.")
            #expect(!told.details.contains { $0.name == "audience" }, "the customer hears of nothing else")
            #expect(one.state == .approved && one.undecided(of: one.lines[0]) == 1)
            #expect(one.unitsToOrder(line: one.lines[0], onReceipt: true) == 0)
            #expect(one.units.filter { !$0.isOvertaken }.allSatisfy { $0.disposition != .returnToCustomer })
            if isGiven {
                var given = Bench.refund("PAY-2")
                (given.note, given.amount) = ("theirs", Money(minor: 4_000, currency: Bench.euro))
                _ = try one.settle(given)
                #expect(one.lines[0].line.settled == 2)
            } else {
                _ = try one.settle(Bench.denial("D-2"))
                #expect(one.denials.map(\.units) == [1, 1] && one.denials.map(\.state) == [.appealed, .told])
            }
            #expect(one.state == .closed && one.lines[0].line.isSound)
        }
    }

    @Test("a good unit whose denial was appealed waits, whatever else of its line is inspected")
    func appealedGood() throws {
        var one = Bench.approved(2)
        try one.take(accepted: 1)
        _ = try one.settle(Bench.denial("D-1"))
        _ = try one.appeal(Appeal(key: Bench.key, reason: "It is mine."))
        try one.take(accepted: 1)
        #expect(one.unitsToOrder(line: one.lines[0], onReceipt: false) == 1 && !one.isReconsidered(1))
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.settle(Bench.refund("PAY-1"))
        #expect(one.state == .approved)
        _ = try one.settle(Bench.refund("PAY-2"))
        #expect(one.state == .closed && one.isReconsidered(1))
    }

    @Test("what was destroyed after it was rejected is still decided on: nobody loses goods and claim in one move")
    func destroyed() throws {
        for end in [Disposition.recycle, .destroy] {
            var one = Bench.approved(2)
            try one.take(rejected: 2)
            _ = try one.redispose(Bench.move(line: 1, to: end))
            #expect(one.state == .approved && one.undecided(of: one.lines[0]) == 2)
            _ = try one.settle(Bench.denial("D-1"))
            #expect(one.state == .closed && one.lines[0].line.resolution == .denied)
        }
    }

    @Test("goods that went back are not taken for anything else; sending them back is the customer's no")
    func answers() throws {
        var gone = Bench.approved(1)
        try gone.take(rejected: 1)
        _ = try gone.redispose(Bench.move(unit: 1, to: .returnToCustomer))
        _ = try gone.settle(Bench.denial("D-1", .paidRepair, 1_000))
        let before = gone
        let refusal = #expect(throws: Refusal.self) { try gone.answer(Bench.answer(.accepted)) }
        #expect(refusal?.remedy.contains("declined") == true && gone == before)
        _ = try gone.answer(Bench.answer(.declined))
        #expect(gone.state == .closed)

        var here = Bench.approved(2)
        try here.take(rejected: 2)
        _ = try here.settle(Bench.denial("D-1", .recycled))
        #expect(throws: Refusal.self) { try here.redispose(Bench.move(line: 1, to: .recycle)) }
        #expect(throws: Refusal.self) { try here.redispose(Bench.move(unit: 1, quantity: 1, to: .returnToCustomer)) }
        let sent = try here.redispose(Bench.move(line: 1, to: .returnToCustomer))
        #expect(sent.map(\.kind).contains("line.turned_down") && here.state == .closed)
        #expect(throws: Refusal.self) { try here.answer(Bench.answer(.accepted)) }
    }

    @Test("of two that were sent ahead only what was denied is charged before the day, and the other one behind it")
    func chargedInPart() throws {
        var one = try Bench.sentAhead(2)
        try one.take(rejected: 1)
        _ = try one.settle(Bench.denial("D-1"))
        let called = one.callDue(line: 1, on: Bench.due)
        #expect(called.first?.details.contains { $0.name == "units" && $0.value == .count(1) } == true, "\(called)")
        #expect(one.chargeTask(line: 1)?.words.contains("is due on") == true)
        let charged = try one.endAdvance(
            line: 1, .charged, amount: Money(minor: 4_000, currency: Bench.euro), reason: nil)
        #expect(charged.map(\.kind) == ["line.charged"])
        #expect(one.lines[0].line.resolution == .shippedAhead && one.lines[0].line.receipt == .awaiting)
        #expect(one.callDue(line: 1, on: Bench.due).isEmpty && one.nextAdvanceDay(remindDays: 3) != nil)
        var late = one
        #expect(late.callDue(line: 1, on: Bench.due.adding(days: 1)).map(\.kind) == ["line.charge_proposed"])
        #expect(late.chargeTask(line: 1)?.words.contains("was due on") == true)
        _ = try late.endAdvance(line: 1, .charged, reason: nil)
        #expect(late.state == .closed && late.lines[0].line.isSound)
        try one.take(accepted: 1)
        #expect(one.lines[0].advance?.end == .returned && one.state == .closed)
    }

    @Test("what came, and nobody has judged, is not charged")
    func unjudgedAhead() throws {
        var one = try Bench.sentAhead(2)
        _ = try one.receive(Bench.count(1), shipment: nil)
        let called = one.callDue(line: 1, on: Bench.due.adding(days: 1))
        #expect(called.first?.details.contains { $0.name == "units" && $0.value == .count(1) } == true, "\(called)")
        _ = try one.receive(Bench.count(1), shipment: nil)
        #expect(throws: Refusal.self) { try one.endAdvance(line: 1, .charged, reason: nil) }
        #expect(one.nextAdvanceDay(remindDays: 3) == nil)
    }

    @Test("a charge follows the goods: another amount for those that are left, none where all came")
    func reviewed() throws {
        var one = try Bench.sentAhead(2)
        _ = one.callDue(line: 1, on: Bench.due.adding(days: 1))
        _ = try one.decide(
            AdvanceDecision(key: Bench.key, decision: .charge, amount: Money(minor: 5_000, currency: Bench.euro)))
        var old = one
        try one.take(accepted: 1)
        let told = Money(minor: 5_000, currency: Bench.euro)
        let fewer = one.reviewCharge(line: 1, was: old, told: told)
        #expect(fewer.map(\.kind) == ["line.charge_due"])
        #expect(fewer.first?.details.contains { $0.name == "amount" && $0.value == .text("25.00") } == true)
        old = one
        _ = try one.receive(Bench.count(1), shipment: nil)
        let none = one.reviewCharge(line: 1, was: old, told: told)
        #expect(none.map(\.after) == ["shipped_ahead"] && one.lines[0].line.resolution == .shippedAhead)
        _ = try one.inspect(Inspection(key: Bench.key, line: 1, accepted: 1, rejected: 0))
        #expect(one.state == .closed && one.lines[0].advance?.end == .returned)
    }

    @Test("a unit that comes after it was charged and is rejected is the customer's: the return is open")
    func chargedAndRejected() throws {
        var one = try Bench.sentAhead(1)
        _ = try one.endAdvance(line: 1, .charged, reason: nil)
        #expect(one.state == .closed)
        try one.take(rejected: 1)
        #expect(one.state == .approved && one.undecided(of: one.lines[0]) == 1)
        _ = try one.redispose(Bench.move(unit: 1, to: .returnToCustomer))
        #expect(one.state == .closed)
    }

    @Test("a wrong count of goods that were kept, lost or charged leaves what was before")
    func countedWrongly() throws {
        for before in [ReceiptState.waived, .lost] {
            for isPaid in [false, true] {
                var one = Bench.approved(2)
                one.lines[0].line.receipt = before
                _ = one.owe(.refund, units: 2, ofLine: 1, showsAmounts: true, reason: nil)
                if isPaid { _ = try one.settle(Bench.refund("PAY")) }
                let was = one
                for units in [1, 2, 3] {
                    _ = try one.receive(Bench.count(units), shipment: nil)
                    let changes = try one.receive(
                        Bench.correction(0), shipments: [], past: CountPast(withoutGoods: [1: before]))
                    #expect(one == was, "\(before), \(units) units: \(changes)")
                    #expect(
                        changes.filter { $0.after == before.rawValue && $0.before != $0.after }.allSatisfy {
                            $0.details.contains { $0.name == "audience" }
                        })
                }
            }
        }
        var charged = try Bench.sentAhead(1)
        _ = try charged.endAdvance(line: 1, .charged, reason: nil)
        let was = charged
        _ = try charged.receive(Bench.count(1), shipment: nil)
        _ = try charged.receive(Bench.correction(0), shipments: [], past: CountPast(withoutGoods: [1: .waived]))
        #expect(charged == was)
        var waived = try Bench.sentAhead(1)
        _ = try waived.receive(Bench.count(1), shipment: nil)
        _ = try waived.endAdvance(line: 1, .waived, reason: "kindly")
        _ = try waived.receive(Bench.correction(0), shipments: [])
        #expect(waived.state == .closed && waived.lines[0].line.receipt == .waived)
    }
}
