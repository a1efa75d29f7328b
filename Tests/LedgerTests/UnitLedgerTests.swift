import Clockwork
import Digests
import Foundation
import JSONText
import Ledger
import Policy
import Returns
import Testing

@Suite("Units in the ledger")
struct UnitLedgerTests {
    private let euro = Currency(trusted: "EUR")

    @Test("a unit comes back from the ledger as it was put in, and its return stays sound")
    func roundTrip() throws {
        let bench = try Workbench()
        let one = try judged(bench)
        let stored = try #require(try bench.ledger.read { try $0.stored(id: one.id) })
        #expect(stored.case.units.count == 2)
        let unit = stored.case.units[0]
        #expect(unit.serial?.text == "SN-9" && unit.serialFinding == .other && unit.grade == .b)
        #expect(unit.disposition == .quarantine && unit.bin == "Q-1" && unit.rule == "other")
        #expect(unit.checklist == [ChecklistAnswer(question: "works", answer: "yes")])
        #expect(unit.photos == [UnitPhoto(name: "a.jpg", sha256: String(repeating: "0a", count: 32))])
        #expect(unit.value == Money(minor: 4990, currency: euro) && unit.repairCost == Money(minor: 10, currency: euro))
        #expect(unit.judgedOn == bench.start.date)
        var counted: [CaseFigures.Judged] = []
        try bench.ledger.eachCaseFigures(
            from: Instant(milliseconds: 0), until: bench.start.adding(days: 1)
        ) { counted += $0.lines.flatMap(\.judged) }
        #expect(
            counted == [
                CaseFigures.Judged(units: 1, disposition: .quarantine, value: unit.value, hasOtherSerial: true),
                CaseFigures.Judged(units: 1, disposition: .none),
            ], "figures are counted from it")
        #expect(try bench.verify().findings.isEmpty)
    }

    @Test(
        "a unit that is altered, added or taken away outside the program is noticed",
        arguments: [
            "UPDATE units SET grade = 'a' WHERE number = 1", "DELETE FROM units WHERE number = 2",
            "UPDATE units SET note = 'fine' WHERE number = 1", "UPDATE units SET quantity = 7 WHERE number = 2",
            "UPDATE advances SET due_on = due_on + 30", "UPDATE advances SET ended = 'charged'",
        ])
    func tampering(sql: String) throws {
        let bench = try Workbench()
        let one = try judged(bench)
        let due = bench.start.date.adding(days: 14)
        try bench.change(one.id, at: 30) { try $0.settle(Self.ahead(due: due, line: 2)) }
        #expect(try bench.verify().isSound)
        try bench.ledger.tamper(sql)
        #expect(try bench.verify().findings.contains { $0.place.hasPrefix(one.case.number.text) })
    }

    @Test(
        "a photo of a unit that is altered or taken away outside the program is noticed",
        arguments: [
            "UPDATE dock_photos SET digest = zeroblob(32)", "DELETE FROM dock_photos",
        ])
    func tamperedPhoto(sql: String) throws {
        let bench = try Workbench()
        _ = try judged(bench)
        #expect(try bench.verify().isSound)
        try bench.ledger.tamper(sql)
        #expect(try bench.verify().findings.contains { $0.found.contains("photos are not those") })
    }

    @Test("the schema refuses two pieces with one serial number")
    func impossible() throws {
        let bench = try Workbench()
        _ = try judged(bench)
        #expect(throws: (any Error).self) { try bench.ledger.tamper("UPDATE units SET quantity = 2 WHERE number = 1") }
    }

    @Test("a serial number is found where it was announced, read, and sent out, by an index")
    func history() throws {
        let bench = try Workbench()
        let one = try judged(bench)
        let other = bench.approvedCase(9)
        try bench.add(other)
        let due = bench.start.date.adding(days: 14)
        try bench.change(other.id, at: 40) { try $0.settle(Self.ahead(due: due, line: 2, serial: "SN-9")) }
        let stays = try bench.ledger.read { try $0.stays(of: SerialNumber(trusted: "SN-9")) }
        #expect(stays.map(\.rma) == [one.id, other.id, other.id], "read, announced on line 1, sent for line 2")
        #expect(stays.map(\.units.count) == [1, 0, 0] && stays.map(\.wasSentAhead) == [false, false, true])
        #expect(try bench.ledger.read { try $0.stays(of: SerialNumber(trusted: "SN-0")) }.isEmpty)
        try bench.write { transaction in
            for id in [one.id, other.id] { try transaction.index(#require(try transaction.snapshot.stored(id: id))) }
        }
        let typed = try bench.ledger.read { try $0.stays(of: SerialNumber(trusted: "sn 9")) }
        #expect(typed.map(\.rma) == stays.map(\.rma) && typed.map(\.wasSentAhead) == stays.map(\.wasSentAhead))
        #expect(try bench.ledger.read { try $0.isReturned(SerialNumber(trusted: "sn9")) })
        let plan = try bench.ledger.read { try $0.planOfStays() }
        #expect(plan.count { $0.contains("USING INDEX") || $0.contains("USING COVERING INDEX") } >= 3, "\(plan)")
        #expect(!plan.contains { $0.hasPrefix("SCAN") && $0 != "SCAN found" }, "\(plan)")
    }

    @Test("goods that go back to the customer may be returned again, the others of the line may not")
    func entitlement() throws {
        let bench = try Workbench()
        let one = bench.approvedCase(1)
        try bench.add(one)
        try bench.change(one.id, at: 1) { try $0.receive(Self.count("LAMP", 2), shipment: 1) }
        try bench.change(one.id, at: 2) {
            try $0.inspect(
                Inspection(
                    key: ReturnKey(text: ""), line: 1, accepted: 0, rejected: 0,
                    units: [
                        JudgedUnit(verdict: .accepted, disposition: .restock),
                        JudgedUnit(verdict: .rejected, disposition: .returnToCustomer),
                    ]))
        }
        try bench.change(one.id, at: 3) { one in
            one.state = .closed
            return [Change(.rma, axis: "rma", before: "approved", after: "closed")]
        }
        let used = try bench.ledger.read {
            try $0.unitsReturned(order: OrderNumber(trusted: "A-1"), sku: SKU(trusted: "LAMP"))
        }
        #expect(used == 1)
    }

    @Test("the clock reminds once before the day, asks behind it whether it is charged, and does neither twice")
    func clock() throws {
        let bench = try Workbench()
        let one = bench.approvedCase(1)
        try bench.add(one)
        let due = bench.start.date.adding(days: 14)
        try bench.change(one.id, at: 1) { try $0.settle(Self.ahead(due: due, line: 2)) }
        try bench.write { try $0.setAlarm(.advanceDue, of: one.id, on: due.adding(days: -3)) }
        for day in [11, 12, 14] { try live(bench, on: due.adding(days: day - 14)) }
        #expect(try kinds(bench, one.id).filter { $0 == "line.reminded" }.count == 1)
        #expect(try !kinds(bench, one.id).contains("line.charge_proposed"))
        for day in [15, 16, 20] { try live(bench, on: due.adding(days: day - 14)) }
        #expect(try kinds(bench, one.id).filter { $0 == "line.charge_proposed" }.count == 1)
        #expect(try !kinds(bench, one.id).contains("line.charge_due"), "nobody has decided it")
        let tasks = try bench.ledger.read { try $0.tasks(of: one.id) }
        #expect(tasks.map(\.task.kind) == [.charge] && tasks[0].task.words.contains("1 × CABLE"))
        #expect(try bench.verify().isSound)
    }

    @Test("a clock that was off over the day reminds of nothing that is past, and asks")
    func lateClock() throws {
        let bench = try Workbench()
        let one = bench.approvedCase(1)
        try bench.add(one)
        let due = bench.start.date.adding(days: 2)
        try bench.change(one.id, at: 1) { try $0.settle(Self.ahead(due: due, line: 2)) }
        try bench.write { try $0.setAlarm(.advanceDue, of: one.id, on: due.adding(days: -3)) }
        try live(bench, on: due.adding(days: 3))
        #expect(try kinds(bench, one.id).suffix(2) == ["line.charge_proposed", "task.open"])
    }

    @Test(
        "a denial comes back from the ledger as it was put in, its order and its charge, too, and the return is sound")
    func denials() throws {
        let bench = try Workbench()
        let one = try judged(bench)
        let charge = Money(minor: 1_500, currency: euro)
        try bench.change(one.id, at: 4) {
            try $0.settle(
                Settlement(
                    key: ReturnKey(text: ""), line: 1, resolution: .denied, amount: charge,
                    reference: Reference(trusted: "D-1"), note: "Worn.", alternative: .paidRepair))
        }
        try bench.change(one.id, at: 5) {
            try $0.answer(AlternativeAnswer(key: ReturnKey(text: ""), line: 1, answer: .accepted))
        }
        let stored = try #require(try bench.ledger.read { try $0.stored(id: one.id) }).case
        #expect(stored.denials.map(\.state) == [.takenUp] && stored.denials[0].amount == charge)
        #expect(stored.denials[0].reason == "Worn." && stored.denials[0].alternative == .paidRepair)
        #expect(stored.units.contains { $0.denial == 1 })
        #expect(stored.resolutions.map(\.charge) == [charge] && stored.resolutions[0].denial == 1)
        #expect(try bench.verify().isSound)
        try bench.ledger.tamper("UPDATE denials SET amount_minor = 1")
        #expect(try !bench.verify().isSound)
    }

    @Test("a unit is the customer's again only once its repair or replacement is settled")
    func renewedOnceSettled() throws {
        let bench = try Workbench()
        let one = bench.approvedCase(1)
        try bench.add(one)
        let used = {
            try bench.ledger.read {
                try $0.unitsReturned(order: OrderNumber(trusted: "A-1"), sku: SKU(trusted: "LAMP"))
            }
        }
        try bench.change(one.id, at: 1) { try $0.receive(Self.count("LAMP", 2), shipment: 1) }
        try bench.change(one.id, at: 2) { one in
            try one.inspect(
                Inspection(key: ReturnKey(text: ""), line: 1, accepted: 2, rejected: 0, disposition: .repair))
                + one.owe(.repair, units: 2, ofLine: 1, showsAmounts: true, reason: nil)
        }
        #expect(try used() == 2, "on the bench it is not the customer's")
        try bench.change(one.id, at: 3) {
            try $0.settle(
                Settlement(
                    key: ReturnKey(text: ""), line: 1, resolution: .repaired, reference: Reference(trusted: "R-1"),
                    order: 1))
        }
        #expect(try used() == 0)
    }

    /// The work of a day is done when it stands in the ledger.
    private func live(_ bench: Workbench, on day: CalendarDate) throws {
        try bench.live(on: day) { try bench.ledger.read { try $0.clockDay() } == day }
    }

    private func kinds(_ bench: Workbench, _ id: CaseID) throws -> [String] {
        try bench.ledger.read { try $0.events(of: id) }.map(\.draft.kind)
    }

    private func judged(_ bench: Workbench) throws -> StoredCase {
        let one = bench.approvedCase(1)
        try bench.add(one)
        try bench.change(one.id, at: 1) { try $0.receive(Self.count("LAMP", 2), shipment: 1) }
        let (euro, day) = (euro, bench.start.date)
        try bench.change(one.id, at: 2) { one in
            let units = [
                JudgedUnit(
                    verdict: .accepted, serial: SerialNumber(trusted: "SN-9"),
                    checklist: [ChecklistAnswer(question: "works", answer: "yes")],
                    photos: [UnitPhoto("a.jpg#sha256=" + String(repeating: "0a", count: 32))], note: "scratch",
                    repairCost: Money(minor: 10, currency: euro), value: Money(minor: 4990, currency: euro)),
                JudgedUnit(verdict: .rejected),
            ]
            return try one.inspect(
                Inspection(key: ReturnKey(text: ""), line: 1, accepted: 0, rejected: 0, units: units),
                rulings: [
                    UnitRuling(
                        grade: .b, disposition: .quarantine, bin: "Q-1", rule: "other", serialFinding: .other,
                        day: day),
                    UnitRuling(day: day),
                ])
        }
        // As intake does: the photo of the first unit lies among the evidence.
        let told = try bench.ledger.read { try $0.events(of: one.id) }.first { $0.draft.kind == "unit.judged" }
        let event = try #require(told).sequence
        let photo = DockPhoto(
            digest: try #require(Digest(bytes: [UInt8](repeating: 10, count: 32))), file: "0a/a.jpg", name: "a.jpg",
            size: 1)
        try bench.write { try $0.keep([photo], event: event, rma: one.id) }
        return one
    }

    private static func count(_ sku: String, _ units: Int) -> DockReceipt {
        DockReceipt(
            key: ReturnKey(text: ""), lines: [CountedLine(sku: SKU(trusted: sku), quantity: units)])
    }

    private static func ahead(due: CalendarDate, line: Int, serial: String = "NEW-1") -> Settlement {
        Settlement(
            key: ReturnKey(text: ""), line: line, resolution: .shippedAhead, reference: Reference(trusted: "SHIP-1"),
            ahead: SentAhead(serial: SerialNumber(trusted: serial), due: due))
    }
}
