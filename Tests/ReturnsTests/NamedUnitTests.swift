import Returns
import Testing

/// Settlements that are about some of the units of a line.
@Suite("Settlements of some units")
struct NamedUnitTests {
    @Test("the unit that was repaired goes back, and the one that is paid for leaves the bench, as they are named")
    func named() throws {
        var one = try bench()
        #expect(throws: Refusal.self, "nobody knows which") { try one.settle(said(.repaired, "W-1", nil)) }
        #expect(throws: Refusal.self, "no such unit") { try one.settle(said(.repaired, "W-1", "E-9")) }
        #expect(try one == bench(), "a refusal changes nothing")
        let told = try one.settle(said(.repaired, "W-1", "E-03")).first { $0.after == "repaired" }
        #expect(told?.details.contains { $0.name == "units" && $0.value == .count(1) } == true, "not all are repaired")
        #expect(one.units.map(\.disposition) == [.repair, .repair, .returnToCustomer])
        _ = try one.settle(said(.refunded, "P-1", "E-02"))
        #expect(one.units.map(\.disposition) == [.repair, .quarantine, .returnToCustomer])
        _ = try one.settle(said(.repaired, "W-1", nil))
        #expect(one.units.map(\.disposition) == [.returnToCustomer, .quarantine, .returnToCustomer], "the last one")
    }

    @Test("a payment that is told again is known, however its line is written; another order may share its number")
    func told() throws {
        var one = Bench.approved(2)
        for _ in 1...2 {
            try one.take(accepted: 1)
            _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        }
        var byOrder = Bench.refund("PAY-1")
        byOrder.line = nil
        byOrder.order = 1
        _ = try one.settle(byOrder)
        #expect(try one.given(by: byOrder).map(\.number) == [1])
        #expect(try one.given(by: Bench.refund("PAY-1")).map(\.number) == [1])
        var article = Bench.refund("PAY-1")
        (article.line, article.sku) = (nil, SKU(trusted: "lamp"))
        #expect(try one.given(by: one.spelled(article)).map(\.number) == [1])
        article.quantity = 2
        #expect(throws: Refusal.self, "of another quantity") { try one.given(by: one.spelled(article)) }
        byOrder.order = 2
        #expect(try one.given(by: byOrder).isEmpty)
        _ = try one.settle(byOrder)
        #expect(one.state == .closed && one.lines[0].line.settled == 2)
    }

    @Test("what is sent ahead, denied or failed for a part of a line is refused, and nothing is changed by it")
    func parts() throws {
        var one = Bench.approved(3)
        var fewer = Bench.ahead()
        fewer.quantity = 1
        var named = Bench.ahead()
        named.ahead?.serial = SerialNumber(trusted: "X-1")
        for ahead in [fewer, named] { #expect(throws: Refusal.self) { try one.settle(ahead) } }
        try one.take(accepted: 1, rejected: 2)
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        let before = one
        var denial = Bench.denial("D-1")
        denial.quantity = 1
        #expect(throws: Refusal.self) { try one.settle(denial) }
        #expect(one == before)
        denial.quantity = 2
        _ = try one.settle(denial)
        #expect(one.denials.map(\.units) == [2])
    }

    @Test("a part refund needs no goods: it is taken where they were destroyed")
    func partRefund() throws {
        var one = Bench.approved(1)
        try one.take(rejected: 1)
        _ = try one.redispose(Bench.move(unit: 1, to: .destroy))
        _ = try one.settle(Bench.denial("D-1", .partRefund, 1_000))
        _ = try one.answer(Bench.answer(.accepted))
        #expect(one.resolutions.map(\.breakdown?.total.minor) == [1_000])
        _ = try one.settle(Bench.refund("PAY-1"))
        #expect(one.state == .closed)
    }

    /// Three units on the bench, to be repaired by one order.
    private func bench() throws -> ReturnCase {
        var one = Bench.approved(3)
        _ = try one.receive(Bench.count(3), shipment: nil)
        let units = ["E-01", "E-02", "E-03"].map {
            JudgedUnit(verdict: .accepted, serial: SerialNumber(trusted: $0), disposition: .repair)
        }
        _ = try one.inspect(Inspection(key: Bench.key, line: 1, accepted: 0, rejected: 0, units: units))
        _ = one.owe(.repair, units: 3, ofLine: 1, showsAmounts: true, reason: nil)
        return one
    }

    private func said(_ resolution: Resolution, _ reference: String, _ serial: String?) -> Settlement {
        Settlement(
            key: Bench.key, line: 1, resolution: resolution, reference: Reference(trusted: reference), quantity: 1,
            serial: serial.map { SerialNumber(trusted: $0) })
    }
}
