import Returns
import Testing

@Suite("Units: what was judged, and where it goes")
struct UnitTests {
    private let lamp = SKU(trusted: "LAMP")
    private let key = ReturnKey(text: "")

    @Test("two units of a line may have two serials, two grades and two ways")
    func oneByOne() throws {
        var one = received(2)
        let changes = try one.inspect(
            Inspection(
                key: key, line: 1, accepted: 0, rejected: 0,
                units: [
                    JudgedUnit(verdict: .accepted, serial: number("S-1"), grade: .b, disposition: .openBox),
                    JudgedUnit(verdict: .rejected, serial: number("S-2"), grade: .d, disposition: .quarantine),
                ]))
        #expect(
            changes.map(\.kind) == [
                "unit.judged", "unit.judged", "line.partial", "unit.open_box", "unit.quarantine", "line.open_box",
            ])
        #expect(one.units.map(\.serial?.text) == ["S-1", "S-2"])
        #expect(one.lines[0].line.accepted == 1 && one.lines[0].line.rejected == 1)
    }

    @Test("a count is one record with so many pieces")
    func counts() throws {
        var one = received(3)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 2, rejected: 1))
        #expect(one.units.map(\.quantity) == [2, 1])
        #expect(one.units.map(\.verdict) == [.accepted, .rejected])
    }

    @Test("nothing is judged that has not come, and the refusal says what to do")
    func beforeReceipt() {
        var one = received(0)
        let refusal = #expect(throws: Refusal.self) {
            try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        }
        #expect(refusal?.found.contains("nothing has come") == true)
        #expect(refusal?.remedy.contains("dock_receipt") == true)
        #expect(throws: Refusal.self) {
            try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 0, disposition: .restock))
        }
        #expect(one == received(0), "a refusal changes nothing")
    }

    @Test("more units than came, one serial twice, and counts that contradict the units are refused")
    func refusals() throws {
        var one = received(2)
        let before = one
        let bad = [
            Inspection(key: key, line: 1, accepted: 3, rejected: 0),
            Inspection(key: key, line: 1, accepted: -1, rejected: 2),
            inspection([JudgedUnit(quantity: 2, verdict: .accepted, serial: number("S-1"))]),
            inspection([
                JudgedUnit(verdict: .accepted, serial: number("S-1")),
                JudgedUnit(verdict: .accepted, serial: number("S-1")),
            ]),
            Inspection(key: key, line: 1, accepted: 2, rejected: 0, units: [JudgedUnit(verdict: .accepted)]),
        ]
        for inspection in bad {
            #expect(throws: Refusal.self) { try one.inspect(inspection) }
            #expect(one == before)
        }
        _ = try one.inspect(inspection([JudgedUnit(verdict: .accepted, serial: number("S-1"))]))
        #expect(throws: Refusal.self, "judged once") {
            try one.inspect(inspection([JudgedUnit(verdict: .accepted, serial: number("S-1"))]))
        }
    }

    @Test("re-disposition is told from → to, for one unit, some pieces of it, or a whole line")
    func moving() throws {
        var one = received(3)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 3, rejected: 0, disposition: .quarantine))
        var changes = try one.redispose(
            Redisposition(key: key, unit: 1, quantity: 1, to: .restock, reason: "tested", staff: "maria"))
        #expect(changes.map(\.kind) == ["unit.restock"], "the line's first unit is in quarantine still")
        #expect(changes[0].before == "quarantine" && changes[0].subject == .unit(2))
        #expect(one.units.map(\.quantity) == [2, 1])
        #expect(one.units[1].decidedBy == "maria" && one.units[1].decisionReason == "tested")
        changes = try one.redispose(Redisposition(key: key, line: 1, to: .destroy, reason: "wet"))
        #expect(changes.map(\.kind) == ["unit.destroy", "unit.destroy", "line.destroy"])
        #expect(throws: Refusal.self, "an end stays an end") {
            try one.redispose(Redisposition(key: key, unit: 1, to: .restock, reason: "found again"))
        }
        #expect(throws: Refusal.self) { try one.redispose(Redisposition(key: key, unit: 9, to: .restock, reason: "x")) }
        #expect(throws: Refusal.self) {
            try one.redispose(Redisposition(key: key, unit: 1, quantity: 5, to: .restock, reason: "x"))
        }
    }

    @Test("goods that were set aside as they came are units with that disposition once they are judged")
    func setAside() throws {
        var one = received(1)
        let changes = try one.inspect(
            Inspection(key: key, line: 1, accepted: 0, rejected: 0, disposition: .quarantine, note: "smells"))
        #expect(changes.map(\.kind) == ["line.quarantine"])
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        #expect(one.units[0].disposition == .quarantine)
        #expect(one.lines[0].line.disposition == .quarantine)
    }

    @Test("lines that were judged before there were records of units get them when they change")
    func adoption() throws {
        var one = received(3)
        one.lines[0].line.accepted = 1
        one.lines[0].line.verdict = .accepted
        one.lines[0].line.disposition = .restock
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 0, rejected: 1, disposition: .returnToCustomer))
        #expect(one.units.map(\.quantity) == [1, 1])
        #expect(one.units.map(\.disposition) == [.restock, .returnToCustomer])
        #expect(one.lines[0].line.disposition == .restock)
    }

    @Test("only rejected units that go back to the customer give the entitlement back")
    func entitlement() {
        var line = Line(requested: 2, authorized: 2)
        line.receive(2, isComplete: true)
        _ = line.inspect(accepted: 1, rejected: 1)
        #expect(line.entitlementUsed(in: .closed, sentBack: 1) == 1)
        #expect(line.entitlementUsed(in: .closed, sentBack: 0) == 2)
        #expect(line.entitlementUsed(in: .closed, sentBack: 5) == 1, "never more than were rejected")
    }

    @Test("a serial number is compared with what was announced, else with what was sold, and blames nobody")
    func serials() {
        #expect(SerialFinding(found: nil, announced: nil, sold: [number("A")]) == nil)
        #expect(SerialFinding(found: nil, announced: number("A"), sold: []) == .unread)
        #expect(SerialFinding(found: number("A"), announced: number("A"), sold: [number("B")]) == .announced)
        #expect(SerialFinding(found: number("B"), announced: number("A"), sold: [number("A"), number("B")]) == .other)
        #expect(SerialFinding(found: number("B"), announced: nil, sold: [number("B")]) == .sold)
        #expect(SerialFinding(found: number("B"), announced: nil, sold: []) == .unannounced)
        #expect(SerialFinding(found: number("B"), announced: nil, sold: [number("A")]) == .other)
    }

    @Test(
        "a photo's digest is read from behind its name, and only a digest is",
        arguments: ["bench/17.jpg", "a#sha256=12", "#sha256=" + String(repeating: "a", count: 64)])
    func photos(name: String) {
        #expect(UnitPhoto(name) == UnitPhoto(name: name))
        let digits = String(repeating: "0f", count: 32)
        #expect(UnitPhoto(name + "#sha256=" + digits) == UnitPhoto(name: name, sha256: digits))
        #expect(UnitPhoto(UnitPhoto(name: name, sha256: digits).text).sha256 == digits)
    }

    @Test("whatever is judged and sent wherever, units sum up, ends stay ends, and the events tell all of it")
    func properties() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(state: seed)
        for _ in 0..<1_500 {
            var one = received(Int.random(in: 0...5, using: &random))
            var told: [Change.Subject: String] = [:]
            for _ in 0..<14 {
                let before = one
                let changes = (try? step(&one, using: &random)) ?? []
                if changes.isEmpty { #expect(one == before, "seed \(seed): a refusal changes nothing") }
                for change in changes where change.axis == Disposition.axisName {
                    let from = Disposition(rawValue: change.before) ?? .none
                    #expect(from.mayBecome(Disposition(rawValue: change.after) ?? .none), "seed \(seed): \(change)")
                    told[change.subject] = change.after
                }
                let line = one.lines[0].line
                #expect(line.isSound, "seed \(seed): \(line)")
                for verdict in UnitVerdict.allCases {
                    let sum = one.units.filter { $0.verdict == verdict }.map(\.quantity).reduce(0, +)
                    #expect(sum == (verdict == .accepted ? line.accepted : line.rejected), "seed \(seed)")
                }
                #expect(Set(one.units.map(\.number)).count == one.units.count, "seed \(seed)")
                #expect(told[.line(1)] ?? "none" == line.disposition.rawValue, "seed \(seed)")
                for old in before.units where old.disposition.isEnd {
                    #expect(one.units.contains { $0.number == old.number && $0.disposition == old.disposition })
                }
            }
        }
    }

    private func step(_ one: inout ReturnCase, using random: inout SplitMix64) throws -> [Change] {
        let ways = Disposition.allCases.filter { $0 != .none }
        let way = ways[Int.random(in: 0..<ways.count, using: &random)]
        switch Int.random(in: 0...5, using: &random) {
        case 0:
            let units = Int.random(in: 1...2, using: &random)
            return try one.receive(
                DockReceipt(key: key, lines: [CountedLine(sku: lamp, quantity: units)]), shipment: nil)
        case 1:
            return try one.inspect(
                Inspection(
                    key: key, line: 1, accepted: Int.random(in: 0...2, using: &random),
                    rejected: Int.random(in: 0...1, using: &random),
                    disposition: Bool.random(using: &random) ? way : nil))
        case 2:
            let serial = SerialNumber(trusted: "S-\(Int.random(in: 1...4, using: &random))")
            return try one.inspect(
                inspection([
                    JudgedUnit(
                        verdict: Bool.random(using: &random) ? .accepted : .rejected, serial: serial, disposition: way)
                ]))
        case 3:
            return try one.redispose(
                Redisposition(
                    key: key, unit: Int.random(in: 1...4, using: &random),
                    quantity: Bool.random(using: &random) ? 1 : nil, to: way, reason: "x"))
        case 4: return try one.redispose(Redisposition(key: key, line: 1, to: way, reason: "x"))
        default:
            return try one.redispose(
                Redisposition(key: key, serial: number("S-1"), to: way, reason: "x"))
        }
    }

    private func number(_ text: String) -> SerialNumber { SerialNumber(trusted: text) }

    private func inspection(_ units: [JudgedUnit]) -> Inspection {
        Inspection(key: key, line: 1, accepted: 0, rejected: 0, units: units)
    }

    private func received(_ units: Int) -> ReturnCase {
        var line = Line(requested: 5, authorized: 5)
        line.receive(units, isComplete: false)
        return ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: CalendarDate(dayNumber: 20_000),
            lines: [
                CaseLine(
                    number: 1, product: RequestedLine(sku: lamp, quantity: 5, reason: .defective), line: line)
            ])
    }
}
