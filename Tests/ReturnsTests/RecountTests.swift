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
        _ = try one.receive(correction(0), shipments: [])
        #expect(one.state == .closed, "nothing came, nothing is owed")
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
        for seed in UInt64(1)...60 {
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
            for _ in 0..<40 { note(&reached, try step(&one, using: &random), "seed \(seed)") }
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

    private func step(_ one: inout ReturnCase, using random: inout SplitMix64) throws -> [Change] {
        let units = Int.random(in: 0...4, using: &random)
        let isComplete = Bool.random(using: &random)
        switch Int.random(in: 0...5, using: &random) {
        case 0: return (try? one.receive(count(units, isComplete: isComplete), shipments: [1])) ?? []
        case 1:
            let plug = CountedLine(sku: SKU(trusted: "PLUG"), quantity: units, insteadOf: lamp)
            return (try? one.receive(DockReceipt(key: key, lines: [plug]), shipments: [])) ?? []
        case 2: return (try? one.inspect(Inspection(key: key, line: 1, accepted: units, rejected: 0))) ?? []
        default:
            let changes = (try? one.receive(correction(units, isComplete: isComplete), shipments: [])) ?? []
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
