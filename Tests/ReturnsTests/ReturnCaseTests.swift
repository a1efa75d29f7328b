import Returns
import Testing

@Suite("The life of a return")
struct ReturnCaseTests {
    private let lamp = SKU(trusted: "LAMP")
    private let key = ReturnKey(text: "")
    private let euro = Currency(trusted: "EUR")

    @Test("money goes out only for what was accepted, and no more than was paid for it")
    func refunds() throws {
        var one = approved(units: 2)
        #expect(throws: Refusal.self) { try one.settle(settlement(4990)) }
        _ = try one.receive(count(1), shipment: nil)
        #expect(throws: Refusal.self) { try one.settle(settlement(4990)) }
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        #expect(throws: Refusal.self) { try one.settle(settlement(9980)) }
        _ = try one.settle(settlement(4990))
        #expect(one.state == .approved, "one unit is still awaited")
        #expect(throws: Refusal.self) { try one.settle(settlement(4990)) }
    }

    @Test("a partial return is finished by its second unit, and its second refund")
    func partial() throws {
        var one = approved(units: 2)
        for _ in 1...2 {
            _ = try one.receive(count(1), shipment: nil)
            _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
            _ = try one.settle(settlement(4990))
        }
        #expect(one.state == .closed)
        #expect(one.lines[0].line.entitlementUsed(in: .closed) == 2)
        #expect(one.lines[0].line.isSound)
    }

    @Test("what the customer kept and was refunded for cannot be returned again")
    func kept() throws {
        var one = approved(units: 1)
        one.shipments = []
        one.lines[0].line.receipt = .waived
        #expect(!one.isWaitingForHandOver, "there is nothing to hand over, so nothing expires")
        _ = try one.settle(settlement(4990))
        #expect(one.state == .closed)
        #expect(one.lines[0].line.entitlementUsed(in: .closed) == 1)
    }

    @Test("a cancelled or declined return is never refunded; goods that come all the same are counted")
    func cancelled() throws {
        var one = approved(units: 1)
        _ = try one.cancel(reason: nil)
        #expect(throws: Refusal.self) { try one.settle(settlement(4990)) }
        _ = try one.receive(count(1), shipment: nil)
        #expect(one.state == .underReview)
        #expect(one.lines[0].line.received == 1)
    }

    @Test("a late parcel on an expired label brings its return back")
    func late() throws {
        var one = approved(units: 1)
        _ = one.labelReady(shipment: 1)
        _ = try one.expire()
        #expect(one.state == .expired)
        let event = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .inTransit,
            occurredAt: Instant(milliseconds: 0))
        _ = one.track(event, shipment: 1)
        #expect(one.state == .approved)
        #expect(one.shipments[0].state == .inTransit)
    }

    @Test("a person who approves what the policy declined authorizes what was asked for")
    func approval() throws {
        var one = approved(units: 2)
        one.state = .declined
        one.lines[0].line.authorized = 0
        _ = try one.approve(until: CalendarDate(dayNumber: 20_000), reason: "goodwill")
        #expect(one.lines[0].line.authorized == 2)
    }

    @Test("a count at one warehouse leaves the line for the other alone")
    func warehouses() throws {
        var one = approved(units: 1)
        let service = WarehouseName(trusted: "service")
        one.lines[0].destination = WarehouseName(trusted: "main")
        var second = one.lines[0]
        second.number = 2
        second.destination = service
        one.lines.append(second)
        one.shipments.append(Shipment(number: 2, code: .sscc("006141410000000029"), warehouse: service))
        _ = try one.receive(DockReceipt(key: key, lines: count(1).lines, isComplete: true), shipment: 2)
        #expect(one.lines.map(\.line.receipt) == [.awaiting, .received])
    }

    @Test("goods that were judged may go somewhere else later")
    func redisposition() throws {
        var one = approved(units: 1)
        _ = try one.receive(count(1), shipment: nil)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0, disposition: .quarantine))
        let changes = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 0, disposition: .restock))
        #expect(changes.map(\.kind) == ["unit.restock", "line.restock"])
    }

    @Test("whatever happens in whatever order, counts stay sound and states are allowed ones")
    func properties() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(state: seed)
        for _ in 0..<2_000 {
            var one = approved(units: Int.random(in: 1...4, using: &random))
            for _ in 0..<12 {
                let before = one
                let changes = (try? step(&one, using: &random)) ?? []
                let isSound = one.lines.allSatisfy { $0.line.isSound }
                #expect(isSound, "seed \(seed): \(one.lines)")
                if before.state != one.state {
                    #expect(
                        changes.contains { $0.axis == RMAState.axisName && $0.after == one.state.rawValue },
                        "seed \(seed)")
                }
                if one.lines[0].line.settled > 0 {
                    #expect(one.lines[0].line.settled <= max(one.lines[0].line.accepted, 0), "seed \(seed)")
                }
            }
        }
    }

    private func step(_ one: inout ReturnCase, using random: inout SplitMix64) throws -> [Change] {
        let units = Int.random(in: 0...3, using: &random)
        switch Int.random(in: 0...6, using: &random) {
        case 0: return try one.receive(count(units, isComplete: Bool.random(using: &random)), shipment: 1)
        case 1: return try one.inspect(Inspection(key: key, line: 1, accepted: units, rejected: 1))
        case 2:
            return try one.inspect(Inspection(key: key, line: 1, accepted: units, rejected: 0, disposition: .restock))
        case 3: return try one.settle(settlement(100))
        case 4: return try one.cancel(reason: nil)
        case 5: return try one.expire()
        default: return try one.approve(until: CalendarDate(dayNumber: 1), reason: nil)
        }
    }

    private func approved(units: Int) -> ReturnCase {
        ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: CalendarDate(dayNumber: 20_000),
            lines: [
                CaseLine(
                    number: 1,
                    product: RequestedLine(
                        sku: lamp, quantity: units, reason: .unwanted, unitPrice: Money(minor: 4990, currency: euro)),
                    line: Line(requested: units, authorized: units))
            ],
            shipments: [
                Shipment(number: 1, code: .sscc("006141410000000012"), warehouse: WarehouseName(trusted: "main"))
            ])
    }

    private func count(_ units: Int, isComplete: Bool = false) -> DockReceipt {
        DockReceipt(key: key, lines: [CountedLine(sku: lamp, quantity: units)], isComplete: isComplete)
    }

    private func settlement(_ minor: Int64) -> Settlement {
        Settlement(
            key: key, line: 1, resolution: .refunded, amount: Money(minor: minor, currency: euro),
            reference: Reference(trusted: "PAY"))
    }
}

/// A small generator with a seed that can be printed (Steele, Lea, Flood: SplitMix64).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
