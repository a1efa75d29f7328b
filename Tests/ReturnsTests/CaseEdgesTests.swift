import Returns
import Testing

/// Where what the dock, the bench, the carrier and the shop say of one return meets.
@Suite("Where the words of several people meet")
struct CaseEdgesTests {
    private let key = ReturnKey(text: "")
    private let euro = Currency(trusted: "EUR")

    @Test("a rejected unit does not go where an accepted one of its line went before")
    func ownWay() throws {
        var one = approved([("FAN", 2, nil)])
        _ = try one.receive(count("FAN", 2), shipment: nil)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0, disposition: .restock))
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 1))
        #expect(one.units.map(\.disposition) == [.restock, .none])
    }

    @Test("a serial number that was announced is counted on its own line, whichever comes first")
    func ownLine() throws {
        var one = approved([("KET", 1, nil), ("KET", 1, "NN1")])
        _ = try one.receive(
            DockReceipt(
                key: key,
                lines: [CountedLine(sku: SKU(trusted: "KET"), serial: SerialNumber(trusted: "NN1"), quantity: 1)]),
            shipment: nil)
        #expect(one.lines.map(\.line.received) == [0, 1])
    }

    @Test("what is given in place of what was ordered settles the order, and nothing is paid beside it")
    func inItsPlace() throws {
        for resolution in [Resolution.replaced, .exchanged, .credited] {
            var one = approved([("LAMP", 2, nil)])
            _ = try one.receive(count("LAMP", 2), shipment: nil)
            _ = try one.inspect(Inspection(key: key, line: 1, accepted: 2, rejected: 0))
            _ = one.owe(.refund, units: 2, ofLine: 1, showsAmounts: true, reason: nil)
            _ = try one.settle(settlement(resolution, "X-1"))
            #expect(one.resolutions.map(\.state) == [.settled] && one.lines[0].line.settled == 2)
            #expect(one.state == .closed)
            #expect(throws: Refusal.self) { try one.settle(settlement(.refunded, "X-2")) }
        }
    }

    @Test("units above those that were announced are settled as many as are named, and no word is said twice")
    func namedSurplus() throws {
        var one = approved([("LAMP", 1, nil)])
        _ = try one.receive(count("LAMP", 4), shipment: nil)
        #expect(one.openSurplus(of: one.lines[0]) == 3)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 4, rejected: 0))
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.settle(settlement(.refunded, "X-1"))
        #expect(one.lines[0].line.settled == 1 && one.openSurplus(of: one.lines[0]) == 3)
        let unsaid = #expect(throws: Refusal.self) { try one.settle(settlement(.refunded, "X-2")) }
        #expect(unsaid?.found.contains("3 units of line 1 above those that were announced") == true, "\(unsaid as Any)")
        var two = settlement(.refunded, "X-3")
        (two.quantity, two.note, two.amount) = (2, "they were in the box", Money(minor: 100, currency: euro))
        _ = try one.settle(two)
        #expect(one.lines[0].line.settled == 3 && one.openSurplus(of: one.lines[0]) == 1)
        var five = two
        (five.quantity, five.reference) = (5, Reference(trusted: "X-4"))
        let refusal = #expect(throws: Refusal.self) { try one.settle(five) }
        #expect(refusal?.found.contains("5 units") == true && refusal?.expected.contains("at most the 1") == true)
        five.quantity = nil
        _ = try one.settle(five)
        #expect(one.lines[0].line.settled == 4 && one.openSurplus(of: one.lines[0]) == 0)
        #expect(one.lines.allSatisfy { $0.line.isSound })
    }

    @Test("goods that came before a person approved count as announced from then on")
    func approvedAfterwards() throws {
        for rejected in [0, 1] {
            var one = approved([("LAMP", 2, nil)])
            one.lines[0].line = Line(requested: 2, authorized: 0)
            one.state = .declined
            _ = try one.receive(count("LAMP", 1), shipment: nil)
            _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1 - rejected, rejected: rejected))
            if one.state == .declined { _ = try one.move(to: .underReview) }
            _ = try one.approve(until: CalendarDate(dayNumber: 20_100), reason: "we were wrong")
            let line = one.lines[0].line
            #expect(line.isSound && line.authorized == 2 && line.received == 1 && line.extra == 0, "\(line)")
            _ = try one.receive(count("LAMP", 1), shipment: nil)
            #expect(one.lines[0].line.receipt == .received && one.lines[0].line.isSound)
        }
    }

    @Test("after a loss a carrier's trouble or delay finds nothing; a scan does")
    func searching() throws {
        var one = approved([("LAMP", 1, nil)])
        one.shipments = [
            Shipment(
                number: 1, code: try #require(ParcelCode("(00)006141411234567890")),
                warehouse: WarehouseName(trusted: "main"), state: .lost)
        ]
        _ = one.countAsLost(shipment: 1, reason: "lost")
        for (state, isFound) in [(ShipmentState.exception, false), (.delayed, false), (.inTransit, true)] {
            one.shipments[0].state = state
            #expect(one.isFoundAgain == isFound, "\(state)")
        }
    }

    @Test("a label is good for the lines of its own warehouse, until it is used, withdrawn or lost")
    func labels() throws {
        var one = approved([("LAMP", 1, nil), ("PLUG", 1, nil)])
        let places = ["main", "south"].map { WarehouseName(trusted: $0) }
        for index in 0..<2 { one.lines[index].destination = places[index] }
        let code = try #require(ParcelCode("(00)006141411234567890"))
        one.shipments = [
            Shipment(number: 1, code: code, warehouse: places[0], state: .labelReady),
            Shipment(number: 2, code: code, warehouse: places[1], state: .labelReady),
        ]
        #expect(one.linesWithoutLabel == [])
        for state in [ShipmentState.refused, .returnedToSender, .expired, .voided, .lost, .checkedIn] {
            one.shipments[1].state = state
            #expect(one.linesWithoutLabel == [2], "\(state)")
        }
        one.shipments[1].state = .voided
        #expect(!one.isGivenUp(one.shipments[1]), "a label for another warehouse is none for it")
        one.shipments.append(Shipment(number: 3, code: code, warehouse: places[1]))
        #expect(one.linesWithoutLabel == [] && one.isGivenUp(one.shipments[1]))
        one.lines[1].line.receive(1, isComplete: true)
        one.shipments[2].state = .checkedIn
        #expect(one.linesWithoutLabel == [])
    }

    @Test("a correction needs a count; where the wrong article was none, the announced one is awaited again")
    func corrections() throws {
        var one = approved([("LAMP", 1, nil)])
        #expect(throws: Refusal.self) { try one.receive(correction("LAMP", 1), shipment: nil) }
        _ = try one.receive(
            DockReceipt(
                key: key,
                lines: [CountedLine(sku: SKU(trusted: "PLUG"), quantity: 1, insteadOf: SKU(trusted: "LAMP"))]),
            shipment: nil)
        #expect(one.lines[0].line.receipt == .wrongItem)
        _ = try one.receive(correction("PLUG", 0), shipment: nil)
        #expect(one.lines[0].line.receipt == .awaiting && one.state == .approved)
        _ = try one.receive(count("LAMP", 1), shipment: nil)
        #expect(one.lines[0].line.receipt == .received && one.lines.allSatisfy(\.line.isSound))
    }

    @Test("what no parcel may carry is not sent back to its customer")
    func staysHere() throws {
        var one = approved([("CELL", 1, nil)])
        one.lines[0].product.hazards = [.damagedBattery]
        _ = try one.receive(count("CELL", 1), shipment: nil)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 1, disposition: .quarantine))
        let back = Redisposition(key: key, unit: 1, to: .returnToCustomer, reason: "theirs", staff: nil)
        #expect(throws: Refusal.self) { try one.redispose(back) }
        _ = try one.redispose(Redisposition(key: key, unit: 1, to: .recycle, reason: "unsafe", staff: nil))
    }

    @Test("denied goods go back at once; what cannot be undone waits for the customer")
    func sentBack() throws {
        for (alternative, place) in [
            (DenialAlternative.sentBack, Disposition.returnToCustomer), (.recycled, .quarantine),
        ] {
            var one = approved([("LAMP", 1, nil)])
            _ = try one.receive(count("LAMP", 1), shipment: nil)
            _ = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 1))
            var denial = settlement(.denied, "D-1")
            (denial.note, denial.alternative) = ("Worn out.", alternative)
            _ = try one.settle(denial)
            #expect(one.units.map(\.disposition) == [place])
        }
    }

    private func approved(_ goods: [(sku: String, units: Int, serial: String?)]) -> ReturnCase {
        let lines = goods.enumerated().map { index, one in
            CaseLine(
                number: index + 1,
                product: RequestedLine(
                    sku: SKU(trusted: one.sku), serial: one.serial.map { SerialNumber(trusted: $0) },
                    quantity: one.units, reason: .unwanted, unitPrice: Money(minor: 4_000, currency: euro)),
                line: Line(requested: one.units, authorized: one.units))
        }
        return ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: CalendarDate(dayNumber: 20_000),
            lines: lines)
    }

    private func count(_ sku: String, _ units: Int) -> DockReceipt {
        DockReceipt(key: key, lines: [CountedLine(sku: SKU(trusted: sku), quantity: units)])
    }

    private func correction(_ sku: String, _ units: Int) -> DockReceipt {
        var receipt = count(sku, units)
        (receipt.isCorrection, receipt.note) = (true, "miscounted")
        return receipt
    }

    private func settlement(_ resolution: Resolution, _ reference: String) -> Settlement {
        Settlement(key: key, line: 1, resolution: resolution, reference: Reference(trusted: reference))
    }
}
