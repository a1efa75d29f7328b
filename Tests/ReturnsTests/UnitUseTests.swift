import Returns
import Testing

/// Whose goods are: what nobody decided on, what is gone, what is repaired in part, and what was only lent.
@Suite("Whose units are")
struct UnitUseTests {
    private static let uses = Disposition.allCases.filter(\.isUseOfOurs)

    @Test("rejected goods on which nobody decided are put to no use of ours, and neither are denied ones")
    func undecided() throws {
        for next in Self.uses {
            var one = Bench.approved(2)
            try one.take(rejected: 2)
            let before = one
            let refusal = #expect(throws: Refusal.self) {
                try one.redispose(Bench.move(unit: 1, quantity: 1, to: next))
            }
            #expect(refusal?.remedy.hasPrefix("Decide first") == true && one == before)
            _ = try one.settle(Bench.denial("D-1", .partRefund, 1_000))
            _ = try one.answer(Bench.answer(.declined), fallback: .quarantine)
            #expect(throws: Refusal.self) { try one.redispose(Bench.move(unit: 1, to: next)) }
        }
        for next in [Disposition.quarantine, .repair, .recycle, .destroy, .returnToCustomer] {
            var one = Bench.approved(1)
            try one.take(rejected: 1)
            _ = try one.redispose(Bench.move(unit: 1, to: next))
            #expect(one.units.map(\.disposition) == [next])
        }
    }

    @Test("rejected goods that are paid, or were left to us for a part refund, go where we like")
    func ours() throws {
        for next in Self.uses {
            var paid = Bench.approved(2)
            _ = try paid.receive(Bench.count(2), shipment: nil)
            _ = paid.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
            _ = try paid.settle(Bench.refund("P-1"))
            _ = try paid.inspect(Inspection(key: Bench.key, line: 1, accepted: 0, rejected: 2))
            #expect(throws: Refusal.self, "one of two") { try paid.redispose(Bench.move(unit: 1, to: next)) }
            _ = try paid.redispose(Bench.move(unit: 1, quantity: 1, to: next))
            var denied = Bench.approved(1)
            try denied.take(rejected: 1)
            _ = try denied.settle(Bench.denial("D-1", .partRefund, 1_000))
            _ = try denied.answer(Bench.answer(.accepted))
            _ = try denied.redispose(Bench.move(unit: 1, to: next))
            #expect(denied.units.map(\.disposition) == [next])
        }
    }

    @Test("no rule uses what nobody decided on")
    func rules() throws {
        var one = Bench.approved(1)
        _ = try one.receive(Bench.count(1), shipment: nil)
        let ruling = UnitRuling(disposition: .liquidate, rule: "worn")
        _ = try one.inspect(Inspection(key: Bench.key, line: 1, accepted: 0, rejected: 1), rulings: [ruling])
        #expect(one.units.map(\.disposition) == [.none])
    }

    @Test("an appeal against destroyed goods is settled or denied without them, whether or not they had been denied")
    func destroyed() throws {
        for wasDenied in [true, false] {
            for isGiven in [true, false] {
                var one = Bench.approved(1)
                try one.take(rejected: 1)
                if wasDenied { _ = try one.settle(Bench.denial("D-1", .partRefund, 1_000)) }
                if wasDenied { _ = try one.answer(Bench.answer(.declined), fallback: .quarantine) }
                _ = try one.redispose(Bench.move(unit: 1, to: .destroy))
                #expect(one.state == (wasDenied ? .closed : .approved))
                let changes = try one.appeal(Appeal(key: Bench.key, reason: "No."), gone: [1])
                #expect(changes.contains { $0.kind == "line.appealed" || $0.kind == "line.pending" }, "\(changes)")
                #expect(one.undecided(of: one.lines[0]) == 1 && one.lines[0].line.unitsToJudge == 0)
                #expect(one.deniesWithoutGoods(ofLine: 1))
                var denial = Bench.denial("D-2")
                denial.alternative = nil
                _ = try one.settle(isGiven ? Bench.refund("P-1") : denial)
                #expect(one.state == .closed && one.units.map(\.disposition) == [.destroy])
            }
        }
    }

    @Test("an appeal in time keeps here what was to be destroyed or recycled, and it is judged again")
    func inTime() throws {
        for end in [Disposition.destroy, .recycle] {
            var rejected = Bench.approved(1)
            try rejected.take(rejected: 1)
            _ = try rejected.redispose(Bench.move(unit: 1, to: end))
            _ = try rejected.appeal(Appeal(key: Bench.key, reason: "No."))
            #expect(rejected.lines[0].line.unitsToJudge == 1)
            var good = Bench.approved(1)
            try good.take(accepted: 1)
            _ = try good.settle(Bench.denial("D-1", .partRefund, 1_000))
            _ = try good.answer(Bench.answer(.declined), fallback: .quarantine)
            _ = try good.redispose(Bench.move(unit: 1, to: end))
            _ = try good.appeal(Appeal(key: Bench.key, reason: "No."))
            #expect(good.units.map(\.disposition) == [.quarantine])
        }
    }

    @Test("a denial that sends goods back speaks of those that are here; those that were destroyed have their own")
    func destroyedBesideOthers() throws {
        var one = Bench.approved(2)
        try one.take(rejected: 2)
        _ = try one.redispose(Bench.move(unit: 1, quantity: 1, to: .destroy))
        #expect(!one.deniesWithoutGoods(ofLine: 1))
        _ = try one.settle(Bench.denial("D-1"))
        #expect(one.denials.map(\.units) == [1] && one.state == .approved && one.deniesWithoutGoods(ofLine: 1))
        var denial = Bench.denial("D-2")
        denial.alternative = nil
        _ = try one.settle(denial)
        #expect(one.state == .closed && Set(one.units.map(\.disposition)) == [.returnToCustomer, .destroy])
    }

    @Test("a repair order is done in parts: each repaired unit goes back, and the rest ends in its own way")
    func repairedInPart() throws {
        var one = Bench.approved(3)
        _ = try one.receive(Bench.count(3), shipment: nil)
        _ = try one.inspect(Inspection(key: Bench.key, line: 1, accepted: 3, rejected: 0, disposition: .repair))
        _ = one.owe(.repair, units: 3, ofLine: 1, showsAmounts: true, reason: nil)
        var first = Bench.refund("R-1")
        (first.resolution, first.quantity) = (.repaired, 1)
        _ = try one.settle(first)
        #expect(one.resolutions.map(\.units) == [1..<3, 0..<1])
        #expect(one.resolutions.map(\.state) == [.owed, .settled] && one.lines[0].line.settled == 1)
        #expect(one.units.map(\.quantity) == [2, 1] && one.units.map(\.disposition) == [.repair, .returnToCustomer])
        var second = Bench.refund("P-1")
        second.quantity = 1
        _ = try one.settle(second)
        #expect(one.resolutions.map(\.units) == [2..<3, 0..<1, 1..<2])
        #expect(one.resolutions.compactMap { $0.paid?.minor } == [4_000])
        #expect(one.units.map(\.disposition) == [.repair, .returnToCustomer, .quarantine], "off the bench")
        _ = try one.update(ResolutionUpdate(key: Bench.key, order: 1, action: .withdraw))
        _ = try one.settle(Bench.denial("D-1"))
        #expect(one.state == .closed && one.denials.map(\.units) == [1])
        #expect(one.units.map(\.disposition) == [.returnToCustomer, .returnToCustomer, .quarantine])
    }

    @Test("what is given in place of repairs is no more than what is still here")
    func repairedAndGone() throws {
        var one = Bench.approved(2)
        _ = try one.receive(Bench.count(2), shipment: nil)
        _ = try one.inspect(Inspection(key: Bench.key, line: 1, accepted: 2, rejected: 0, disposition: .repair))
        _ = one.owe(.repair, units: 2, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.redispose(Bench.move(unit: 1, quantity: 1, to: .returnToCustomer))
        #expect(throws: Refusal.self, "one has gone back") { try one.settle(Bench.refund("P-1")) }
        var part = Bench.refund("P-2")
        part.quantity = 1
        _ = try one.settle(part)
        #expect(throws: Refusal.self) { try one.settle(part) }
    }

    @Test("money in place of repairs is less what each unit has lost by its grade, and parts sum to the whole")
    func worth() throws {
        for isInParts in [true, false] {
            var one = Bench.approved(2)
            _ = try one.receive(Bench.count(2), shipment: nil)
            let judged = [Grade.a, .c].map { JudgedUnit(verdict: .accepted, grade: $0, disposition: .repair) }
            _ = try one.inspect(Inspection(key: Bench.key, line: 1, accepted: 0, rejected: 0, units: judged))
            _ = one.owe(.repair, units: 2, ofLine: 1, showsAmounts: true, reason: nil)
            for reference in isInParts ? ["P-1", "P-2"] : ["P-1"] {
                var refund = Bench.refund(reference)
                refund.quantity = isInParts ? 1 : nil
                _ = try one.settle(refund) { _, grade in grade == .c ? 2_500 : 0 }
            }
            #expect(one.resolutions.compactMap { $0.paid?.minor }.reduce(0, +) == 4_000 + 3_000)
            #expect(one.state == .closed && one.units.allSatisfy { $0.disposition == .quarantine })
        }
    }

    @Test("a repaired unit that no parcel may carry goes back by hand, and staff alone hear of its way")
    func repairedAndHazardous() throws {
        var one = Bench.approved(1)
        one.lines[0].product.hazards = [.damagedBattery]
        try one.take(accepted: 1)
        _ = one.owe(.repair, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        var repaired = Bench.refund("R-1")
        repaired.resolution = .repaired
        let changes = try one.settle(repaired)
        #expect(one.units.map(\.disposition) == [.returnToCustomer] && one.state == .closed)
        #expect(changes.allSatisfy { $0.kind != "unit.return_to_customer" || $0.isForStaff })
    }

    @Test("a denied loaner stays ours: nothing is offered for it, and it never goes back")
    func loaner() throws {
        var one = Bench.approved(1)
        var lent = Bench.ahead()
        lent.ahead = SentAhead(kind: .loaner, due: Bench.due)
        _ = try one.settle(lent)
        _ = try one.receive(Bench.count(2), shipment: nil)
        _ = try one.inspect(Inspection(key: Bench.key, line: 2, accepted: 0, rejected: 1))
        var denial = Bench.denial("D-1")
        denial.line = 2
        #expect(throws: Refusal.self) { try one.settle(denial) }
        denial.alternative = nil
        _ = try one.settle(denial)
        #expect(one.units.map(\.disposition) == [.none])
        #expect(throws: Refusal.self) { try one.redispose(Bench.move(unit: 1, to: .returnToCustomer)) }
        _ = try one.redispose(Bench.move(unit: 1, to: .refurbish))
    }

    @Test("goods that an appeal speaks of, and that are sent in again, are those units: judged anew, and no surplus")
    func sentInAgain() throws {
        for isRejected in [true, false] {
            var one = Bench.approved(2)
            if isRejected { try one.take(accepted: 1, rejected: 1) } else { try one.take(accepted: 2) }
            if isRejected { _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil) }
            if isRejected { _ = try one.settle(Bench.refund("P-1")) }
            _ = try one.settle(Bench.denial("D-1"))
            let gone = one.units.filter { $0.disposition == .returnToCustomer }.map(\.number)
            _ = try one.appeal(Appeal(key: Bench.key, reason: "No."), gone: Set(gone))
            let changes = try one.receive(Bench.count(1), shipment: nil)
            let line = one.lines[0].line
            #expect(line.extra == 0 && line.received == 2 && line.unitsToJudge == 1 && line.verdict == .manual)
            #expect(changes.map(\.kind).contains("line.counted"))
            _ = try one.inspect(Inspection(key: Bench.key, line: 1, accepted: 1, rejected: 0))
            #expect(one.unitsToOrder(line: one.lines[0], onReceipt: false) == 1)
            var refund = Bench.refund("P-2")
            refund.quantity = 1
            _ = try one.settle(refund)
            #expect(one.account(of: one.lines[0]).openAppealed == (isRejected ? 0 : 1))
            #expect((one.state == .closed) == isRejected)
        }
    }
}
