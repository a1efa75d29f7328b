import Returns
import Testing

@Suite("Goods sent ahead of the customer's own")
struct AdvanceTests {
    private let lamp = SKU(trusted: "LAMP")
    private let key = ReturnKey(text: "")
    private let euro = Currency(trusted: "EUR")
    private let due = CalendarDate(dayNumber: 20_000)

    @Test("the faulty unit comes and is accepted: the line is satisfied by itself, and nothing is charged")
    func comes() throws {
        var one = try sent()
        #expect(one.lines[0].line.resolution == .shippedAhead)
        try receive(&one)
        let changes = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        #expect(changes.map(\.kind).contains("line.satisfied"))
        #expect(one.lines[0].advance?.end == .returned)
        #expect(one.state == .closed)
        #expect(one.callDue(line: 1, on: due.adding(days: 9)).isEmpty)
        #expect(throws: Refusal.self) { try one.settle(charge()) }
    }

    @Test("it does not come: behind the day a charge is proposed, once, and a charge ends the line")
    func chargedOnce() throws {
        var one = try sent()
        #expect(one.callDue(line: 1, on: due).isEmpty, "the day itself is the customer's")
        #expect(one.callDue(line: 1, on: due.adding(days: 1)).map(\.kind) == ["line.charge_proposed"])
        #expect(one.callDue(line: 1, on: due.adding(days: 2)).isEmpty)
        let changes = try one.settle(charge())
        #expect(changes.map(\.kind) == ["line.waived", "line.satisfied", "return.closed"])
        #expect(one.lines[0].advance?.end == .charged)
        #expect(throws: Refusal.self, "nothing is charged twice") { try one.settle(charge()) }
        try receive(&one)
        let late = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        #expect(!late.map(\.kind).contains("line.satisfied"), "what was charged stays charged")
        #expect(one.lines[0].line.unitsToSettle == 0 && one.state == .closed)
    }

    @Test("a faulty unit that comes late, before it was charged, is not charged any more")
    func late() throws {
        var one = try sent()
        _ = one.callDue(line: 1, on: due.adding(days: 1))
        try receive(&one)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        #expect(one.lines[0].line.resolution == .satisfied && one.lines[0].advance?.end == .returned)
        #expect(throws: Refusal.self) { try one.settle(charge()) }
    }

    @Test("what is rejected does not satisfy; more than the price is not charged, nor another currency")
    func limits() throws {
        var one = try sent()
        try receive(&one)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 1))
        #expect(one.lines[0].line.resolution == .shippedAhead)
        #expect(throws: Refusal.self) { try one.settle(charge(4991)) }
        #expect(throws: Refusal.self) {
            try one.settle(
                Settlement(
                    key: key, line: 1, resolution: .satisfied,
                    amount: Money(minor: 1, currency: Currency(trusted: "USD")), reference: Reference(trusted: "C")))
        }
    }

    @Test("a loaner comes back on a line of its own, which leaves the line of the faulty unit to its repair")
    func loaner() throws {
        var one = approved()
        let changes = try one.settle(
            ahead(.loaner, sku: SKU(trusted: "LAMP-LOAN"), serial: SerialNumber(trusted: "LOAN-7")))
        #expect(changes.map(\.subject) == [.line(2)])
        #expect(one.lines[0].line.resolution == .none)
        #expect(one.lines[1].product.serial?.text == "LOAN-7" && one.lines[1].line.authorized == 1)
        _ = try one.receive(
            DockReceipt(key: key, lines: [CountedLine(sku: SKU(trusted: "LAMP-LOAN"), quantity: 1)]), shipment: nil)
        _ = try one.inspect(Inspection(key: key, line: 2, accepted: 1, rejected: 0))
        #expect(one.lines[1].advance?.end == .returned)
        #expect(throws: Refusal.self, "the same consignment twice") { try one.settle(ahead(.loaner)) }
    }

    @Test("the customer is reminded once, before the day, and the clock knows when to look next")
    func reminder() throws {
        var one = try sent()
        #expect(one.nextAdvanceDay(remindDays: 3) == due.adding(days: -3))
        #expect(one.remind(line: 1, on: due.adding(days: -3)).map(\.kind) == ["line.reminded"])
        #expect(one.remind(line: 1, on: due.adding(days: -2)).isEmpty)
        #expect(one.nextAdvanceDay(remindDays: 3) == due.adding(days: 1))
        var missed = try sent()
        #expect(missed.remind(line: 1, on: due.adding(days: 1)).isEmpty, "no reminder of a day that has passed")
    }

    @Test("no order of events charges and satisfies both, or charges twice")
    func properties() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(state: seed)
        for _ in 0..<2_000 {
            var one = approved(units: Int.random(in: 1...2, using: &random))
            var (charges, returns, satisfied) = (0, 0, 0)
            for day in 0..<14 {
                let changes = (try? step(&one, day: day, using: &random)) ?? []
                for change in changes where change.axis == Resolution.axisName && change.after == "satisfied" {
                    satisfied += 1
                    let end = change.details.first { $0.name == "end" }?.value
                    if end == .text("charged") { charges += 1 }
                    if end == .text("returned") { returns += 1 }
                }
                #expect(one.lines.allSatisfy { $0.line.isSound }, "seed \(seed): \(one.lines)")
            }
            #expect(satisfied <= 1 && charges + returns <= 1, "seed \(seed)")
            if one.lines[0].advance?.end == .charged { #expect(charges == 1, "seed \(seed)") }
        }
    }

    private func step(_ one: inout ReturnCase, day: Int, using random: inout SplitMix64) throws -> [Change] {
        switch Int.random(in: 0...10, using: &random) {
        case 0: return try one.settle(ahead(.replacement))
        case 1: return one.callDue(line: 1, on: due.adding(days: day - 5))
        case 2: return try one.settle(charge())
        case 3:
            return try one.receive(
                DockReceipt(
                    key: key, lines: [CountedLine(sku: lamp, quantity: 1)],
                    isComplete: Bool.random(using: &random)), shipment: nil)
        case 4: return try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        case 5: return try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 1))
        case 8:
            return try one.settle(
                Settlement(
                    key: key, line: 1, resolution: .denied, reference: Reference(trusted: "D-\(day)"), note: "worn",
                    alternative: .sentBack))
        case 9, 10:
            let decision = AdvanceDecision.Answer.allCases.randomElement(using: &random) ?? .waive
            return try one.decide(AdvanceDecision(key: key, decision: decision, due: due.adding(days: day)))
        case 6: return try one.endAdvance(line: 1, .charged, reason: nil)
        default: return one.remind(line: 1, on: due.adding(days: day - 5))
        }
    }

    private func sent() throws -> ReturnCase {
        var one = approved()
        _ = try one.settle(ahead(.replacement))
        return one
    }

    private func receive(_ one: inout ReturnCase) throws {
        _ = try one.receive(DockReceipt(key: key, lines: [CountedLine(sku: lamp, quantity: 1)]), shipment: nil)
    }

    private func ahead(_ kind: Advance.Kind, sku: SKU? = nil, serial: SerialNumber? = nil) -> Settlement {
        Settlement(
            key: key, line: 1, resolution: .shippedAhead, reference: Reference(trusted: "SHIP-1"),
            ahead: SentAhead(kind: kind, serial: serial, sku: sku, due: due))
    }

    private func charge(_ minor: Int64 = 4990) -> Settlement {
        Settlement(
            key: key, line: 1, resolution: .satisfied, amount: Money(minor: minor, currency: euro),
            reference: Reference(trusted: "CHARGE-1"))
    }

    private func approved(units: Int = 1) -> ReturnCase {
        ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: due,
            lines: [
                CaseLine(
                    number: 1,
                    product: RequestedLine(
                        sku: lamp, quantity: units, reason: .defective, unitPrice: Money(minor: 4990, currency: euro)),
                    line: Line(requested: units, authorized: units))
            ])
    }
}
