import Returns
import Testing

/// What a customer does not get, what they are offered in its place, and when a return has come to its end.
@Suite("Denials and what they offer")
struct DenialTests {
    private let key = ReturnKey(text: "")
    private let euro = Currency(trusted: "EUR")

    @Test("a unit is denied once: a second denial is refused with the reference of the first")
    func once() throws {
        for isPaidFirst in [false, true] {
            var one = try judged(accepted: 1, rejected: 1)
            _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
            if isPaidFirst { _ = try one.settle(settlement(.refunded, "PAY")) }
            _ = try one.settle(denial("D-1"))
            let before = one
            let refusal = #expect(throws: Refusal.self) { try one.settle(denial("D-2")) }
            #expect(refusal?.found.contains("D-1") == true, "\(String(describing: refusal))")
            #expect(one == before && one.denials.map(\.units) == [1])
        }
        var whole = try judged(accepted: 0, rejected: 2)
        _ = try whole.settle(denial("D-1"))
        #expect(throws: Refusal.self) { try whole.settle(denial("D-2")) }
        #expect(whole.lines[0].line.resolution == .denied)
    }

    @Test("what is judged later has a denial, or an order, of its own")
    func later() throws {
        var one = try judged(accepted: 0, rejected: 1, of: 3)
        _ = try one.settle(denial("D-1"))
        #expect(one.lines[0].line.resolution == .denied && one.state == .approved)
        _ = try one.receive(count(2), shipment: nil)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 1))
        #expect(one.unitsToOrder(line: one.lines[0], onReceipt: false) == 1)
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.settle(denial("D-2"))
        #expect(one.denials.map(\.units) == [1, 1])
        _ = try one.settle(settlement(.refunded, "PAY"))
        #expect(one.state == .closed && one.resolutions[0].paid?.minor == 4_000)
    }

    @Test("nothing is denied that nobody has judged")
    func unjudged() throws {
        var one = approved(2)
        #expect(throws: Refusal.self) { try one.settle(denial("D-1")) }
        _ = try one.receive(count(2), shipment: nil)
        #expect(throws: Refusal.self) { try one.settle(denial("D-1")) }
    }

    @Test("a part refund that the customer takes is owed with its amount, and nothing beside it changes")
    func partRefund() throws {
        var one = try judged(accepted: 1, rejected: 1)
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.settle(settlement(.refunded, "PAY-1"))
        #expect(throws: Refusal.self, "no amount") { try one.settle(denial("D-1", .partRefund)) }
        #expect(throws: Refusal.self, "more than was paid") { try one.settle(denial("D-1", .partRefund, 4_001)) }
        _ = try one.settle(denial("D-1", .partRefund, 2_500))
        #expect(one.state == .approved && one.units[1].disposition == .quarantine, "the customer is asked first")
        let taken = try one.answer(answer(.accepted))
        #expect(taken.map(\.kind) == ["line.taken_up", "resolution.owed"])
        #expect(throws: Refusal.self, "once") { try one.answer(answer(.accepted)) }
        let order = try #require(one.resolutions.last)
        #expect(order.kind == .refund && order.denial == 1 && order.breakdown?.total.minor == 2_500)
        #expect(order.breakdown?.entries.map(\.amount.minor) == [4_000, -1_500])
        #expect(one.lines[0].line.settled == 1 && one.unitsToOrder(line: one.lines[0], onReceipt: false) == 0)
        #expect(throws: Refusal.self) { try one.settle(settlement(.replaced, "X", order: 2)) }
        _ = try one.settle(settlement(.refunded, "PAY-2", order: 2))
        #expect(one.state == .closed && one.resolutions.compactMap(\.paid?.minor) == [4_000, 2_500])
        #expect(one.lines[0].line.isSound && one.lines[0].line.settled == 1)
    }

    @Test("a repair for a charge that the customer takes goes to the bench; taken back, they are asked anew")
    func paidRepair() throws {
        var one = try judged(accepted: 0, rejected: 1, of: 1)
        _ = try one.settle(denial("D-1", .paidRepair, 3_000))
        _ = try one.answer(answer(.accepted))
        #expect(one.units[0].disposition == .repair && one.resolutions[0].charge?.minor == 3_000)
        #expect(one.lines[0].line.resolution == .pending && one.state == .approved)
        #expect(throws: Refusal.self, "what was taken is not appealed") {
            try one.appeal(Appeal(key: key, reason: "no"))
        }
        _ = try one.update(ResolutionUpdate(key: key, order: 1, action: .withdraw))
        #expect(one.denials[0].state == .told && one.state == .approved)
        _ = try one.answer(answer(.accepted))
        _ = try one.settle(settlement(.repaired, "REPAIR-1"))
        #expect(one.state == .closed && one.resolutions.map(\.state) == [.withdrawn, .settled])
    }

    @Test("goods whose alternative is not taken go back; recycling waits for a yes")
    func turnedDown() throws {
        for (alternative, amount) in [(DenialAlternative.partRefund, 100), (.paidRepair, 100), (.recycled, nil)] {
            var one = try judged(accepted: 0, rejected: 1, of: 1)
            _ = try one.settle(denial("D-1", alternative, amount.map(Int64.init)))
            #expect(one.units[0].disposition == .quarantine && one.state == .approved)
            let changes = try one.answer(answer(.declined))
            #expect(
                changes.map(\.kind) == [
                    "line.turned_down", "unit.return_to_customer", "line.return_to_customer", "return.closed",
                ])
        }
        var one = try judged(accepted: 0, rejected: 1, of: 1)
        _ = try one.settle(denial("D-1", .recycled))
        _ = try one.answer(answer(.accepted))
        #expect(one.units[0].disposition == .recycle && one.state == .closed)
    }

    @Test("what was taken stays when the rest of a line is appealed")
    func appealBeside() throws {
        var one = try judged(accepted: 0, rejected: 1, of: 2)
        _ = try one.settle(denial("D-1", .partRefund, 1_000))
        _ = try one.answer(answer(.accepted))
        _ = try one.receive(count(1), shipment: nil)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 1))
        _ = try one.settle(denial("D-2"))
        _ = try one.appeal(Appeal(key: key, line: 1, reason: "It was new."))
        #expect(one.denials.map(\.state) == [.takenUp, .appealed])
        #expect(one.units.map(\.isOvertaken) == [false, true] && one.lines[0].line.rejected == 1)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        #expect(one.unitsToOrder(line: one.lines[0], onReceipt: false) == 1)
    }

    @Test("a return stays open until every unit that is here has its end")
    func staysOpen() throws {
        var rejected = try judged(accepted: 1, rejected: 1)
        _ = rejected.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try rejected.settle(settlement(.refunded, "PAY"))
        #expect(rejected.state == .approved && rejected.undecided(of: rejected.lines[0]) == 1)
        _ = try rejected.redispose(Redisposition(key: key, unit: 2, to: .returnToCustomer, reason: "theirs"))
        #expect(rejected.state == .closed)

        var surplus = approved(1)
        _ = try surplus.receive(count(2), shipment: nil)
        _ = try surplus.inspect(Inspection(key: key, line: 1, accepted: 2, rejected: 0, disposition: .restock))
        _ = surplus.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try surplus.settle(settlement(.refunded, "PAY"))
        #expect(surplus.state == .approved, "nobody keeps what was not announced for nothing")
        _ = try surplus.settle(denial("D-1"))
        #expect(surplus.state == .closed && surplus.denials.map(\.units) == [1])
        #expect(
            surplus.units.map(\.quantity) == [1, 1] && surplus.units.map(\.disposition).contains(.returnToCustomer))
    }

    @Test("what came for goods that were sent ahead is denied, and the charge is a person's word, or the policy's")
    func denialAhead() throws {
        for decider in ChargeDecider.allCases {
            var one = approved(1)
            _ = try one.settle(ahead())
            _ = try one.receive(count(1), shipment: nil)
            _ = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 1))
            #expect(one.callDue(line: 1, on: due).isEmpty)
            #expect(try one.settle(denial("D-1")).map(\.kind).first == "line.denied")
            let called = one.callDue(line: 1, on: due, by: decider)
            #expect(called.map(\.kind) == [decider == .review ? "line.charge_proposed" : "line.charge_due"])
            if decider == .review { _ = try one.decide(decision(.charge, amount: 1_000)) }
            #expect(one.lines[0].line.resolution == .chargeDue && one.state == .approved)
            _ = try one.settle(settlement(.satisfied, "CHARGE", amount: 1_000))
            #expect(one.state == .closed && one.lines[0].advance?.end == .charged)
        }
    }

    @Test("behind the day a person charges, lets it be, or gives more time; the customer hears of a decision alone")
    func decisions() throws {
        var one = approved(1)
        _ = try one.settle(ahead())
        let proposed = one.callDue(line: 1, on: due.adding(days: 1))
        #expect(proposed.map(\.kind) == ["line.charge_proposed"])
        #expect(proposed[0].details.contains { $0.name == "audience" && $0.value == .text("staff") })
        #expect(one.lines[0].line.resolution == .shippedAhead && one.nextAdvanceDay(remindDays: 3) == nil)
        #expect(throws: Refusal.self) { try one.decide(decision(.extend, due: due)) }
        let extended = try one.decide(decision(.extend, due: due.adding(days: 9)))
        #expect(extended.map(\.kind) == ["line.extended"])
        #expect(one.nextAdvanceDay(remindDays: 3) == due.adding(days: 6))
        _ = one.callDue(line: 1, on: due.adding(days: 10))
        #expect(throws: Refusal.self) { try one.decide(decision(.charge, amount: 4_001)) }
        let charged = try one.decide(decision(.charge))
        #expect(charged.map(\.kind) == ["line.charge_due"])
        #expect(charged[0].details.contains { $0.name == "amount" && $0.value == .text("40.00") })
        #expect(throws: Refusal.self, "it is decided") { try one.decide(decision(.charge)) }
        _ = try one.decide(decision(.extend, due: due.adding(days: 20)))
        #expect(one.lines[0].line.resolution == .shippedAhead)
        _ = try one.decide(decision(.waive))
        #expect(one.lines[0].advance?.end == .waived && one.state == .closed)
    }

    @Test("what nobody had announced is given by a person's reason alone")
    func unannounced() throws {
        var one = approved(1)
        _ = try one.receive(
            DockReceipt(key: key, lines: [CountedLine(sku: SKU(trusted: "RADIO"), quantity: 1)]), shipment: nil)
        _ = try one.inspect(Inspection(key: key, line: 2, accepted: 1, rejected: 0))
        var given = settlement(.replaced, "X-1")
        given.line = 2
        #expect(throws: Refusal.self) { try one.settle(given) }
        given.note = "bought at the fair"
        _ = try one.settle(given)
        #expect(one.lines[1].line.settled == 1 && one.resolutions.map(\.kind) == [.replacement])
        given.reference = Reference(trusted: "X-2")
        #expect(throws: Refusal.self, "once") { try one.settle(given) }
    }

    @Test("a rejected unit does not inherit the use that was planned for the goods as they came")
    func inheritance() throws {
        for (place, inherited) in [(Disposition.restock, Disposition.none), (.quarantine, .quarantine)] {
            var one = approved(1)
            _ = try one.receive(count(1), shipment: nil)
            _ = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 0, disposition: place))
            _ = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 1))
            #expect(one.units[0].disposition == inherited)
        }
    }

    private let due = CalendarDate(dayNumber: 20_000)

    private func approved(_ units: Int) -> ReturnCase {
        let lamp = RequestedLine(
            sku: SKU(trusted: "LAMP"), quantity: units, reason: .unwanted,
            unitPrice: Money(minor: 4_000, currency: euro))
        return ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: due,
            lines: [CaseLine(number: 1, product: lamp, line: Line(requested: units, authorized: units))])
    }

    private func judged(accepted: Int, rejected: Int, of units: Int = 2) throws -> ReturnCase {
        var one = approved(units)
        _ = try one.receive(count(accepted + rejected), shipment: nil)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: accepted, rejected: rejected))
        return one
    }

    private func count(_ units: Int) -> DockReceipt {
        DockReceipt(key: key, lines: [CountedLine(sku: SKU(trusted: "LAMP"), quantity: units)])
    }

    private func settlement(
        _ resolution: Resolution, _ reference: String, amount: Int64? = nil, order: Int? = nil
    ) -> Settlement {
        Settlement(
            key: key, line: 1, resolution: resolution, amount: amount.map { Money(minor: $0, currency: euro) },
            reference: Reference(trusted: reference), order: order)
    }

    private func denial(
        _ reference: String, _ alternative: DenialAlternative = .sentBack, _ amount: Int64? = nil
    ) -> Settlement {
        var denial = settlement(.denied, reference, amount: amount)
        (denial.note, denial.alternative) = ("Worn out.", alternative)
        return denial
    }

    private func answer(_ answer: AlternativeAnswer.Answer) -> AlternativeAnswer {
        AlternativeAnswer(key: key, answer: answer)
    }

    private func ahead() -> Settlement {
        Settlement(
            key: key, line: 1, resolution: .shippedAhead, reference: Reference(trusted: "SHIP-1"),
            ahead: SentAhead(due: due))
    }

    private func decision(
        _ answer: AdvanceDecision.Answer, amount: Int64? = nil, due: CalendarDate? = nil
    ) -> AdvanceDecision {
        AdvanceDecision(
            key: key, decision: answer, amount: amount.map { Money(minor: $0, currency: euro) }, due: due)
    }
}
