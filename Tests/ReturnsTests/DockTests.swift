import Testing

@testable import Returns

@Suite("A case at the dock")
struct DockTests {
    private let key = ReturnKey(text: "RMA-1")

    @Test("something else in the parcel leaves the announced line open and becomes a line of its own")
    func wrongItem() throws {
        var one = approved()
        let changes = try one.receive(
            receipt([CountedLine(sku: sku("BULB"), quantity: 1, insteadOf: sku("LAMP"))]), shipments: [1])
        #expect(changes.map(\.kind) == ["shipment.checked_in", "line.wrong_item", "line.unexpected"])
        #expect(one.lines[0].line.receipt == .wrongItem && one.lines[0].line.missing == 2)
        #expect(one.lines[2].line.extra == 1 && one.lines[2].product.sku == sku("BULB"))
        #expect(one.lines[0].line.entitlementUsed(in: .approved) == 0, "the customer may still send the lamps")
        _ = try one.receive(receipt([CountedLine(sku: sku("LAMP"), quantity: 2)]), shipments: [])
        #expect(one.lines[0].line.receipt == .received && one.lines[0].line.missing == 0)
        #expect(one.lines.allSatisfy { $0.line.isSound })
    }

    @Test("one of two came, something else came in place of the other")
    func partlyWrong() throws {
        var one = approved()
        _ = try one.receive(
            receipt([
                CountedLine(sku: sku("LAMP"), quantity: 1),
                CountedLine(sku: sku("BULB"), quantity: 1, insteadOf: sku("LAMP")),
            ]), shipments: [])
        #expect(one.lines[0].line.receipt == .wrongItem)
        #expect(one.lines[0].line.received == 1 && one.lines[0].line.missing == 1)
    }

    @Test("nothing can come in place of what is here already, or of itself")
    func wrongInstead() throws {
        var one = approved()
        _ = try one.receive(receipt([CountedLine(sku: sku("LAMP"), quantity: 2)]), shipments: [])
        let before = one
        #expect(throws: Refusal.self) {
            _ = try one.receive(
                receipt([CountedLine(sku: sku("BULB"), quantity: 1, insteadOf: sku("LAMP"))]), shipments: [])
        }
        #expect(throws: Refusal.self) {
            _ = try one.receive(
                receipt([CountedLine(sku: sku("CABLE"), quantity: 1, insteadOf: sku("CABLE"))]), shipments: [])
        }
        #expect(one.lines[0].line == before.lines[0].line)
    }

    @Test("an empty parcel makes everything that was awaited short, and says so")
    func emptyBox() throws {
        var one = approved()
        var changes = try one.receive(DockReceipt(key: key, lines: [], isEmpty: true), shipments: [1])
        #expect(changes.map(\.kind) == ["shipment.checked_in"], "the other parcel may hold everything")
        changes = try one.receive(DockReceipt(key: key, lines: [], isEmpty: true), shipments: [2])
        #expect(changes.map(\.kind) == ["shipment.checked_in", "line.short", "line.short"])
        #expect(changes.dropFirst().allSatisfy { $0.reason == "the parcel was empty" })
        #expect(one.lines.allSatisfy { $0.line.missing == $0.line.authorized })
        #expect(throws: Refusal.self) {
            _ = try one.receive(
                DockReceipt(key: key, lines: [CountedLine(sku: sku("LAMP"), quantity: 1)], isEmpty: true),
                shipments: [])
        }
    }

    @Test("several parcels may be opened for one count")
    func severalParcels() throws {
        var one = approved()
        _ = try one.receive(receipt([CountedLine(sku: sku("LAMP"), quantity: 2)]), shipments: [2, 1])
        #expect(one.shipments.map(\.state) == [.checkedIn, .checkedIn])
    }

    @Test("a late parcel is taken or left to a person, as the policy says", arguments: LateParcel.allCases)
    func late(answer: LateParcel) throws {
        var one = approved()
        one.state = .expired
        _ = try one.receive(receipt([CountedLine(sku: sku("LAMP"), quantity: 1)]), shipments: [], late: answer)
        #expect(one.state == (answer == .accept ? .approved : .underReview))
        #expect(one.lines[0].line.received == 1, "the goods are here, whatever is decided")
    }

    @Test("a parcel that only moves does not revive a return that a person must look at")
    func lateOnTheWay() throws {
        for answer in LateParcel.allCases {
            var one = approved()
            one.state = .expired
            let event = TrackingEvent(
                carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .inTransit,
                occurredAt: Instant(milliseconds: 1))
            _ = one.track(event, shipment: 1, late: answer)
            #expect(one.state == (answer == .accept ? .approved : .expired))
        }
    }

    @Test("whatever is counted in whatever order, no line contradicts itself and nothing vanishes", arguments: 1...40)
    func random(seed: UInt64) throws {
        var random = Seeded(state: seed)
        var one = approved()
        var counted = 0
        for _ in 0..<30 {
            let names = ["LAMP", "CABLE", "BULB", "PLUG"]
            let units = Int(random.next() % 4)
            let name = sku(names[Int(random.next() % 4)])
            let instead = random.next() % 3 == 0 ? sku(names[Int(random.next() % 4)]) : nil
            let isEmpty = random.next() % 9 == 0
            var receipt = DockReceipt(
                key: key,
                lines: isEmpty ? [] : [CountedLine(sku: name, quantity: units, insteadOf: instead)],
                isComplete: random.next() % 5 == 0, isEmpty: isEmpty)
            receipt.grams = 1
            let before = one
            do {
                _ = try one.receive(receipt, shipments: [Int(random.next() % 3)])
                if !isEmpty { counted += units }
            } catch {
                // What is refused changes nothing that is stored.
                one = before
            }
            #expect(one.lines.allSatisfy { $0.line.isSound }, "seed \(seed)")
            #expect(one.lines.reduce(0) { $0 + $1.line.received + $1.line.extra } == counted, "seed \(seed)")
        }
    }

    // MARK: Samples

    private func sku(_ text: String) -> SKU { SKU(trusted: text) }
    private func receipt(_ lines: [CountedLine]) -> DockReceipt { DockReceipt(key: key, lines: lines) }

    private func approved() -> ReturnCase {
        let line = { (number: Int, name: String, units: Int) in
            CaseLine(
                number: number, product: RequestedLine(sku: SKU(trusted: name), quantity: units, reason: .unwanted),
                line: Line(requested: units, authorized: units), destination: WarehouseName(trusted: "main"))
        }
        let parcel = { (number: Int) in
            Shipment(
                number: number, code: .sscc("00614141000000001\(number)"), warehouse: WarehouseName(trusted: "main"),
                state: .labelReady)
        }
        return ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved,
            validUntil: CalendarDate(year: 2026, month: 12, day: 1),
            lines: [line(1, "LAMP", 2), line(2, "CABLE", 1)], shipments: [parcel(1), parcel(2)])
    }
}

/// SplitMix64: the same numbers for the same seed everywhere.
private struct Seeded {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
