import Testing

@testable import Returns

@Suite("Counts that are corrected")
struct RecountTests {
    private let key = ReturnKey(text: "RMA-1")
    private let lamp = SKU(trusted: "LAMP")

    @Test("a typing error is taken back: what is here, what is too much and the state follow")
    func typo() throws {
        var one = approved(units: 2)
        _ = try one.receive(count(100_000), shipments: [1])
        #expect(one.lines[0].line.extra == 99_998)
        let changes = try one.receive(correction(2), shipments: [])
        #expect(changes.map(\.kind) == ["line.counted"])
        #expect(one.lines[0].line.received == 2 && one.lines[0].line.extra == 0)
        #expect(changes[0].reason == "a slip of the finger")
        #expect(changes[0].details.contains { $0.name == "corrected_from" && $0.value == .count(100_000) })
        let fewer = try one.receive(correction(1), shipments: [])
        #expect(fewer.map(\.kind) == ["line.awaiting"], "the other may still come")
        #expect(try one.receive(correction(1, isComplete: true), shipments: []).map(\.kind) == ["line.short"])
        #expect(one.lines[0].line.missing == 1)
        #expect(try one.receive(correction(2), shipments: []).map(\.kind) == ["line.received"])
        #expect(one.lines[0].line.missing == 0 && one.lines[0].line.isSound)
    }

    @Test("what was judged cannot be counted away, and nothing else of the correction happens")
    func judged() throws {
        var one = approved(units: 3)
        _ = try one.receive(count(3), shipments: [])
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 1))
        let before = one
        let refusal = #expect(throws: Refusal.self) { try one.receive(correction(1), shipments: []) }
        #expect(refusal?.description.contains("of which 2 are judged") == true, "\(String(describing: refusal))")
        #expect(one == before)
        _ = try one.receive(correction(2), shipments: [])
        #expect(one.lines[0].line.received == 2 && one.lines[0].line.isSound)
    }

    @Test("a correction says why, names what was counted, and changes something")
    func refused() throws {
        var one = approved(units: 2)
        _ = try one.receive(count(2), shipments: [])
        let bad = [
            DockReceipt(key: key, lines: count(1).lines, isCorrection: true),
            DockReceipt(key: key, lines: [], isEmpty: true, note: "x", isCorrection: true),
            correction(2),
            DockReceipt(
                key: key, lines: [CountedLine(sku: SKU(trusted: "PLUG"), quantity: 1)], note: "x", isCorrection: true),
            DockReceipt(key: key, lines: count(1).lines + count(1).lines, note: "x", isCorrection: true),
            DockReceipt(
                key: key, lines: [CountedLine(sku: lamp, quantity: 1, insteadOf: SKU(trusted: "PLUG"))], note: "x",
                isCorrection: true),
        ]
        for receipt in bad {
            let before = one
            #expect(throws: Refusal.self) { try one.receive(receipt, shipments: []) }
            #expect(one == before)
        }
    }

    @Test("a wrong item that was none, and goods that were not there, are taken back")
    func wrongItem() throws {
        var one = approved(units: 1)
        let plug = SKU(trusted: "PLUG")
        _ = try one.receive(
            DockReceipt(key: key, lines: [CountedLine(sku: plug, quantity: 1, insteadOf: lamp)]), shipments: [])
        let receipt = DockReceipt(
            key: key, lines: [CountedLine(sku: lamp, quantity: 1), CountedLine(sku: plug, quantity: 0)], note: "x",
            isCorrection: true)
        #expect(try one.receive(receipt, shipments: []).map(\.kind) == ["line.received", "line.counted"])
        #expect(one.lines.map(\.line.here) == [1, 0] && one.lines.allSatisfy { $0.line.isSound })
    }

    @Test("a return that was closed on a wrong count lives again, and one that is settled still stays closed")
    func closed() throws {
        var one = approved(units: 2)
        _ = try one.receive(DockReceipt(key: key, lines: [], isComplete: true, isEmpty: true), shipments: [1])
        one.state = .closed
        let changes = try one.receive(correction(1), shipments: [])
        #expect(changes.map(\.kind) == ["return.reopened", "line.counted"] && one.state == .approved)
        var another = one
        _ = try one.receive(correction(0), shipments: [], past: CountPast(hadEmptyParcel: true))
        #expect(one.state == .closed, "nothing came, nothing is owed")
        _ = try another.receive(correction(0, isComplete: true), shipments: [])
        #expect(another.state == .closed, "so does a person say")
    }

    @Test("a count that was wrong altogether is gone with all that followed: the parcel moves on as its carrier says")
    func takenBack() throws {
        for isComplete in [false, true] {
            for where_ in [ShipmentState.labelReady, .inTransit, .lost, .delivered] {
                var one = approved(units: 2)
                one.shipments[0].state = .inTransit
                _ = try one.receive(count(1, isComplete: isComplete), shipments: [1])
                #expect(one.shipments[0].state == .checkedIn)
                let past = CountPast(complete: isComplete ? [1] : [], parcels: [1: where_])
                let changes = try one.receive(correction(0), shipments: [], past: past)
                #expect(one.lines[0].line == Line(requested: 2, authorized: 2), "as if it had never been counted")
                #expect(one.shipments[0].state == where_ && one.state == .approved)
                let moved = try #require(changes.first { $0.axis == ShipmentState.axisName })
                #expect(moved.before == "checked_in" && moved.after == where_.rawValue)
                #expect(moved.details.contains { $0.name == "audience" } == !where_.isTrouble, "trouble is told")
            }
        }
    }

    @Test("a parcel that is not here after all is moved by its carrier's next word")
    func movesOn() throws {
        var one = approved(units: 1)
        let known = [CarrierHistory.Word(status: .inTransit, occurredAt: Instant(milliseconds: 1), identity: [1])]
        one.shipments[0].state = .inTransit
        _ = try one.receive(count(1), shipments: [1])
        let lost = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "N-1"), status: .lost,
            occurredAt: Instant(milliseconds: 9))
        var still = one
        #expect(still.track([(lost, [2])], known: known, shipment: 1).map(\.kind) == ["shipment.scanned"])
        _ = try one.receive(correction(0), shipments: [], past: CountPast(parcels: [1: .inTransit]))
        #expect(one.track([(lost, [2])], known: known, shipment: 1).map(\.kind) == ["shipment.lost"])
    }

    @Test("where several parcels were opened, a correction says by their codes which of them are here")
    func severalParcels() throws {
        var one = approved(units: 2)
        one.shipments.append(
            Shipment(number: 2, code: .sscc("006141410000000029"), warehouse: WarehouseName(trusted: "main")))
        _ = try one.receive(count(2), shipments: [1, 2])
        let past = CountPast(parcels: [1: .delivered, 2: .inTransit])
        var unsaid = one
        _ = try unsaid.receive(correction(1), shipments: [], past: past)
        #expect(unsaid.parcelsInDoubt.map(\.number) == [1, 2], "a person has to say")
        _ = try one.receive(correction(1), shipments: [1], past: past)
        #expect(one.shipments.map(\.state) == [.checkedIn, .inTransit] && one.parcelsInDoubt.isEmpty)
    }

    @Test("what was said to be all stays short when fewer are here, until somebody says that more may come")
    func complete() throws {
        var one = approved(units: 2)
        _ = try one.receive(count(2, isComplete: true), shipments: [1])
        #expect(one.lines[0].line.receipt == .received)
        let past = CountPast(complete: [1])
        let changes = try one.receive(correction(1), shipments: [], past: past)
        #expect(changes.map(\.kind) == ["line.short"] && one.lines[0].line.missing == 1)
        #expect(changes[0].details.contains { $0.name == Remainder.detail && $0.value == .text("no") })
        var open = correction(1)
        open.isOpen = true
        #expect(try one.receive(open, shipments: [], past: past).map(\.kind) == ["line.awaiting"])
        #expect(one.lines[0].line.missing == 0)
    }

    @Test("after a correction a parcel is where it would be had the dock never had it")
    func standing() {
        let word = { (status: ShipmentState, at: Int64) in
            CarrierHistory.Word(status: status, occurredAt: Instant(milliseconds: at), identity: [UInt8(at)])
        }
        let state = { (before: ShipmentState, known: [CarrierHistory.Word], since: [CarrierHistory.Word]) in
            CarrierHistory.state(from: before, known: known, since: since)
        }
        #expect(state(.labelReady, [], []) == .labelReady)
        #expect(state(.labelReady, [], [word(.inTransit, 2), word(.handedOver, 1)]) == .inTransit)
        #expect(state(.delivered, [word(.delivered, 3)], [word(.inTransit, 1)]) == .delivered, "an old word")
        #expect(state(.delivered, [word(.delivered, 3)], [word(.lost, 4)]) == .lost)
        #expect(state(.lost, [word(.inTransit, 1)], []) == .lost, "the clock had called it lost")
        #expect(state(.lost, [word(.inTransit, 1)], [word(.inTransit, 5)]) == .inTransit)
    }

    @Test("units that are owed because they came cannot be counted away")
    func owed() throws {
        var one = approved(units: 2)
        _ = try one.receive(count(2), shipments: [])
        _ = one.owe(.exchange, units: 2, ofLine: 1, showsAmounts: true, reason: nil)
        #expect(throws: Refusal.self) { try one.receive(correction(1), shipments: []) }
    }

    @Test("every move of the receipt that the table allows happens, and no other")
    func moves() throws {
        var reached: Set<[ReceiptState]> = []
        for seed in UInt64(1)...120 {
            var random = SplitMix64(state: seed)
            var one = approved(units: 2)
            if seed % 3 == 0 { one.lines[0].line.receipt = .waived }
            if seed % 3 == 0 { reached.insert([.awaiting, .waived]) }
            if seed % 3 == 1 {
                reached.insert([
                    .awaiting,
                    one.countAsLost(shipment: 1, reason: "x").lines.isEmpty
                        ? .awaiting : .lost,
                ])
            }
            let before = one.lines[0].line.receipt
            // As what was missing of a found parcel was written down once.
            if seed % 6 == 1, before == .lost { one.lines[0].line.receive(1, isComplete: true) }
            for _ in 0..<40 { note(&reached, try step(&one, was: before, using: &random), "seed \(seed)") }
        }
        for state in ReceiptState.allCases {
            for next in ReceiptState.allCases where next != state {
                #expect(reached.contains([state, next]) == state.mayBecome(next), "\(state) → \(next)")
            }
        }
    }

    @Test("counts, corrections and inspections in any order keep every line sound, and the newest word counts")
    func properties() {
        for seed in UInt64(1)...400 {
            var random = SplitMix64(state: seed)
            var one = approved(units: Int.random(in: 1...4, using: &random))
            for _ in 0..<25 {
                let before = one
                let changes = try? step(&one, using: &random)
                if changes == nil { #expect(one.lines.map(\.line) == before.lines.map(\.line), "seed \(seed)") }
                #expect(one.lines.allSatisfy { $0.line.isSound }, "seed \(seed): \(one.lines)")
            }
        }
    }

    private func note(_ reached: inout Set<[ReceiptState]>, _ changes: [Change], _ seed: String) {
        for change in changes where change.axis == ReceiptState.axisName && change.before != change.after {
            guard let before = ReceiptState(rawValue: change.before), let after = ReceiptState(rawValue: change.after)
            else { continue }
            #expect(before.mayBecome(after), "\(seed): \(before) → \(after)")
            reached.insert([before, after])
        }
    }

    private func step(
        _ one: inout ReturnCase, was first: ReceiptState = .awaiting, using random: inout SplitMix64
    ) throws -> [Change] {
        let units = Int.random(in: 0...4, using: &random)
        let isComplete = Bool.random(using: &random)
        switch Int.random(in: 0...5, using: &random) {
        case 0: return (try? one.receive(count(units, isComplete: isComplete), shipments: [1])) ?? []
        case 1:
            let plug = CountedLine(sku: SKU(trusted: "PLUG"), quantity: units, insteadOf: lamp)
            return (try? one.receive(DockReceipt(key: key, lines: [plug]), shipments: [])) ?? []
        case 2: return (try? one.inspect(Inspection(key: key, line: 1, accepted: units, rejected: 0))) ?? []
        default:
            let parcel = ShipmentState.allCases.filter { $0 != .checkedIn }.randomElement(using: &random)
            let past = CountPast(
                complete: Bool.random(using: &random) ? [1] : [], hadEmptyParcel: Bool.random(using: &random),
                parcels: parcel.map { [1: $0] } ?? [:], withoutGoods: first.isWithoutGoods ? [1: first] : [:])
            var receipt = correction(units, isComplete: isComplete)
            receipt.isOpen = !isComplete && Bool.random(using: &random)
            let changes = (try? one.receive(receipt, shipments: [], past: past)) ?? []
            if !changes.isEmpty, one.isNothingHere, !isComplete, receipt.isOpen || !past.hadEmptyParcel {
                #expect(one.shipments.allSatisfy { $0.state != .checkedIn })
                #expect(one.lines.allSatisfy { $0.line.receipt != .short && $0.line.receipt != .received })
            }
            if !changes.isEmpty {
                #expect(one.lines.filter { $0.product.sku == lamp }.reduce(0) { $0 + $1.line.here } == units)
            }
            return changes
        }
    }

    private func count(_ units: Int, isComplete: Bool = false) -> DockReceipt {
        DockReceipt(key: key, lines: [CountedLine(sku: lamp, quantity: units)], isComplete: isComplete)
    }

    private func correction(_ units: Int, isComplete: Bool = false) -> DockReceipt {
        DockReceipt(
            key: key, lines: [CountedLine(sku: lamp, quantity: units)], isComplete: isComplete,
            note: "a slip of the finger", isCorrection: true)
    }

    private func approved(units: Int) -> ReturnCase {
        ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: CalendarDate(dayNumber: 20_000),
            lines: [
                CaseLine(
                    number: 1, product: RequestedLine(sku: lamp, quantity: units, reason: .unwanted),
                    line: Line(requested: units, authorized: units))
            ],
            shipments: [
                Shipment(number: 1, code: .sscc("006141410000000012"), warehouse: WarehouseName(trusted: "main"))
            ])
    }
}
