import Returns
import Testing

/// Which units a charge for goods sent ahead was for, when it is complete, and when it is to be paid back.
@Suite("Units that were charged")
struct ChargedUnitsTests {
    private let price = Money(minor: 4_000, currency: Bench.euro)

    @Test("a charge for what was denied leaves the others awaited, however many come good")
    func deniedAndAwaited() throws {
        var one = try Bench.sentAhead(3)
        try one.take(rejected: 1)
        _ = try one.settle(Bench.denial("D-1"))
        _ = one.callDue(line: 1, on: Bench.due)
        _ = try one.endAdvance(line: 1, .charged, amount: price, reason: nil)
        try one.take(accepted: 1)
        #expect(one.lines[0].advance?.end == nil && one.state == .approved, "one more is out")
        try one.take(accepted: 1)
        #expect(one.lines[0].advance?.end == .returned && one.state == .closed)
        #expect(one.unitsToPayBack(one.lines[0]) == 0, "what was denied stays charged")
    }

    @Test("a unit that comes good after it was charged is paid back, with its share, however the others ended")
    func paidBack() throws {
        var one = try Bench.sentAhead(2)
        _ = one.callDue(line: 1, on: Bench.due.adding(days: 1))
        _ = try one.endAdvance(
            line: 1, .charged, amount: Money(minor: 7_000, currency: Bench.euro), reason: nil)
        #expect(one.state == .closed)
        try one.take(accepted: 1)
        #expect(one.unitsToPayBack(one.lines[0]) == 1)
        #expect(one.payBackTask(line: one.lines[0])?.words.hasPrefix("Pay 35.00 EUR back") == true)
        let paid = one.payBack(line: 1)
        #expect(paid.map(\.kind) == ["line.paid_back"] && one.payBackTask(line: one.lines[0]) == nil)
        #expect(one.payBack(line: 1).isEmpty, "once")
        try one.take(accepted: 1)
        #expect(one.payBackTask(line: one.lines[0])?.words.hasPrefix("Pay 35.00 EUR back") == true)
    }

    @Test("a unit that was charged in part and comes is paid back though the rest came in time")
    func partPaidBack() throws {
        var one = try Bench.sentAhead(2)
        _ = try one.endAdvance(line: 1, .charged, amount: price, units: 1, reason: nil)
        try one.take(accepted: 1)
        #expect(one.lines[0].advance?.end == .returned)
        try one.take(accepted: 1)
        #expect(one.unitsToPayBack(one.lines[0]) == 1 && one.openSurplus(of: one.lines[0]) == 0)
    }

    @Test("what comes after its charge and is rejected asks nobody to pay anything back")
    func rejected() throws {
        var one = try Bench.sentAhead(2)
        _ = one.callDue(line: 1, on: Bench.due.adding(days: 1))
        _ = try one.endAdvance(line: 1, .charged, amount: Money(minor: 8_000, currency: Bench.euro), reason: nil)
        try one.take(accepted: 1, rejected: 1)
        #expect(one.unitsToPayBack(one.lines[0]) == 1)
        _ = try one.settle(Bench.denial("D-1"))
        #expect(one.unitsToPayBack(one.lines[0]) == 1, "its charge has its reason")
    }

    @Test("surplus beside what was sent ahead is a decision: it is paid with a word, or denied")
    func surplus() throws {
        for isPaid in [true, false] {
            var one = try Bench.sentAhead(1)
            try one.take(accepted: 2)
            #expect(one.lines[0].advance?.end == .returned && one.lines[0].line.settled == 1)
            #expect(one.state == .approved && one.undecided(of: one.lines[0]) == 1)
            #expect(throws: Refusal.self) { try one.settle(Bench.refund("P-0")) }
            if isPaid {
                var refund = Bench.refund("P-1")
                (refund.note, refund.amount) = ("theirs", price)
                _ = try one.settle(refund)
                #expect(one.lines[0].line.settled == 2)
                (refund.reference, refund.resolution) = (Reference(trusted: "P-2"), .credited)
                #expect(throws: Refusal.self, "once") { try one.settle(refund) }
            } else {
                _ = try one.settle(Bench.denial("D-1"))
                #expect(one.denials.map(\.units) == [1])
            }
            #expect(one.state == .closed && one.unitsToPayBack(one.lines[0]) == 0)
        }
    }

    @Test("nothing is given beside what was let be, but for surplus")
    func letBe() throws {
        var one = try Bench.sentAhead(3)
        try one.take(accepted: 1)
        _ = try one.endAdvance(line: 1, .waived, reason: "kindly")
        var replaced = Bench.refund("R-1")
        (replaced.resolution, replaced.note) = (.replaced, "once more")
        #expect(throws: Refusal.self) { try one.settle(replaced) }
    }

    @Test("a complete count of the customer's goods leaves a loaner with them")
    func loaner() throws {
        var one = Bench.approved(1)
        _ = try one.settle(
            Settlement(
                key: Bench.key, line: 1, resolution: .shippedAhead, reference: Reference(trusted: "LOAN-1"),
                ahead: SentAhead(kind: .loaner, sku: SKU(trusted: "LOAN"), due: Bench.due)))
        var count = Bench.count(1)
        count.isComplete = true
        let changes = try one.receive(count, shipment: nil)
        #expect(!changes.map(\.kind).contains("line.short"))
        #expect(one.lines[1].line.receipt == .awaiting && one.lines[1].line.missing == 0)
        #expect(one.whereabouts == .received, "\(one.whereabouts)")
    }

    @Test("what is denied beside a charge that was decided is decided anew")
    func raised() throws {
        var one = try Bench.sentAhead(3)
        try one.take(rejected: 1)
        _ = try one.settle(Bench.denial("D-1"))
        _ = one.callDue(line: 1, on: Bench.due)
        _ = try one.decide(AdvanceDecision(key: Bench.key, decision: .charge, amount: price))
        #expect(one.lines[0].line.resolution == .chargeDue)
        try one.take(rejected: 1)
        let old = one
        _ = try one.settle(Bench.denial("D-2"))
        let changes = one.reviewCharge(line: 1, was: old, told: price)
        #expect(changes.map(\.kind) == ["line.shipped_ahead", "line.charge_proposed"])
        #expect(one.lines[0].line.resolution == .shippedAhead && one.unitsCalled(one.lines[0]) == 2)
    }
}
