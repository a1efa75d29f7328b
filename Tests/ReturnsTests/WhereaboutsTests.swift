import Testing

@testable import Returns

@Suite("Lost goods, surplus and what may come back")
struct WhereaboutsTests {
    @Test("goods that are lost are neither here nor to be inspected")
    func lost() throws {
        var one = returnCase()
        one.shipments[0].state = .lost
        _ = one.countAsLost(shipment: 1, reason: "")
        #expect(one.whereabouts == .trouble)
        one.lines[1].line.receipt = .awaiting
        one.lines[1].line.receive(1, isComplete: true)
        #expect(one.whereabouts == .received, "of two lines one is lost and one is here")
        let isJudged = one.lines[1].line.inspect(accepted: 1, rejected: 0)
        #expect(isJudged && one.whereabouts == .inspected)
    }

    @Test("a surplus that nobody announced keeps no promise open")
    func surplus() throws {
        var one = returnCase()
        for index in one.lines.indices {
            one.lines[index].line.receive(3, isComplete: true)
            let isJudged = one.lines[index].line.inspect(accepted: 1, rejected: 0)
            #expect(isJudged)
            one.lines[index].line.settled = 1
            one.lines[index].line.resolution = .refunded
        }
        #expect(one.lines.map(\.line.extra) == [2, 2])
        #expect(PromiseName.inspected.end(in: one) == .kept)
        #expect(PromiseName.refunded.end(in: one) == .kept)
        #expect(one.lines.allSatisfy { !one.isSettled($0) }, "the surplus is still to be judged")
        one.lines[0].line.settled = 0
        one.lines[0].line.resolution = .pending
        #expect(PromiseName.refunded.end(in: one) == nil)
    }

    @Test("goods that were lost and paid for owe no second refund when they turn up")
    func found() throws {
        var one = returnCase()
        _ = one.countAsLost(shipment: 1, reason: "")
        for index in one.lines.indices {
            one.lines[index].line.settled = 1
            one.lines[index].line.resolution = .refunded
            one.lines[index].line.receive(1, isComplete: true)
        }
        #expect(PromiseName.refunded.end(in: one) == .kept)
        guard case .withdrawn = PromiseName.inspected.end(in: one) else {
            Issue.record("it is inspected for ourselves, and promised to nobody")
            return
        }
    }

    @Test("a unit that was repaired or replaced may come back; refunded and exchanged ones are used up")
    func renewed() {
        var line = Line(requested: 2, authorized: 2)
        line.receive(2, isComplete: true)
        #expect(line.entitlementUsed(in: .approved) == 2)
        #expect(line.entitlementUsed(in: .approved, renewed: 1) == 1)
        line.settled = 2
        #expect(line.entitlementUsed(in: .closed, renewed: 1) == 1)
        #expect(line.entitlementUsed(in: .closed, renewed: 2) == 0)
        #expect(line.entitlementUsed(in: .closed, renewed: 3) == 0)
        #expect(line.entitlementUsed(in: .requested, renewed: 2) == 2)
    }

    @Test("goods that never came are not repaired")
    func repaired() throws {
        var one = returnCase()
        let repaired = Settlement(
            key: ReturnKey(text: ""), line: 1, resolution: .repaired, reference: Reference(trusted: "W-1"))
        #expect(throws: Refusal.self) { try one.settle(repaired) }
        one.lines[0].line.receive(1, isComplete: true)
        #expect(try one.settle(repaired).contains { $0.after == "repaired" })
    }

    private func returnCase() -> ReturnCase {
        let lines = (1...2).map { number in
            CaseLine(
                number: number,
                product: RequestedLine(sku: SKU(trusted: "LAMP-\(number)"), quantity: 1, reason: .defective),
                line: Line(requested: 1, authorized: 1))
        }
        return ReturnCase(
            number: RMANumber(trusted: "RMA-4KD-9T2X"), state: .approved, lines: lines,
            shipments: [
                Shipment(
                    number: 1, code: .sscc("006141410000000050"), warehouse: WarehouseName(trusted: "main"),
                    state: .inTransit)
            ])
    }
}
