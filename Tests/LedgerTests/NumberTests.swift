import Foundation
import GRDB
import Ledger
import Returns
import Testing

@Suite("Numbers and brands in the ledger")
struct NumberTests {
    private let ups = ParcelCode.carrier("1Z5R89390357567127")

    @Test("a carrier's number is kept with its scheme, even where it looks like an SSCC")
    func schemes() throws {
        let bench = try Workbench()
        let codes: [ParcelCode] = [
            ups, .carrier("006141411234567890"), .s10("RB123456785GB"), .sscc("006141410000000012"), .carrier("H007"),
        ]
        for (index, code) in codes.enumerated() {
            var one = bench.approvedCase(index + 1)
            one.case.shipments[0].code = code
            try bench.add(one)
            #expect(try bench.ledger.read { try $0.stored(id: one.id) }?.case.shipments[0].code == code)
        }
        #expect(try bench.verify().isSound)
    }

    @Test("the same code twice is refused by the table itself, whatever the program believed")
    func unique() throws {
        let bench = try Workbench()
        var (first, second) = (bench.approvedCase(1), bench.approvedCase(2))
        first.case.shipments[0].code = ups
        second.case.shipments[0].code = ups
        try bench.add(first)
        #expect(throws: DatabaseError.self) { try bench.add(second) }
        #expect(try bench.ledger.read { try $0.bearer(of: .carrier("1Z5R89390357567127")) } == first.case.number)
        #expect(try bench.ledger.read { try $0.stored(id: second.id) } == nil)
        #expect(try bench.verify().isSound)
    }

    @Test("brand and scheme are bound to the events: altered outside, they are noticed")
    func tampering() throws {
        for sql in [
            "UPDATE rmas SET brand = 'rugs'", "UPDATE rmas SET brand = NULL",
            "UPDATE shipments SET code = '006141411234567890', scheme = 'sscc'",
        ] {
            let bench = try Workbench()
            var one = bench.approvedCase(1)
            one.brand = BrandName(trusted: "lights")
            one.case.shipments[0].code = .carrier("006141411234567890")
            try bench.add(one)
            #expect(try bench.ledger.read { try $0.stored(id: one.id) }?.brand?.text == "lights")
            #expect(try bench.verify().isSound)
            try bench.ledger.tamper(sql)
            #expect(try !bench.verify().isSound, "\(sql)")
        }
    }

    @Test(
        "a parcel is found by every form that a scanner sends",
        arguments: [
            "]C100006141410000000012", "(00)006141410000000012", "00 0061 4141 0000 0000 12",
            "\u{1D}00006141410000000012",
        ])
    func scans(text: String) throws {
        let bench = try Workbench()
        var one = bench.approvedCase(1)
        one.case.shipments[0].code = .sscc("006141410000000012")
        one.case.shipments[0].tracking = TrackingNumber(trusted: "779017972697")
        try bench.add(one)
        for form in [text, "1001921334250001000300779017972697", "7790 1797 2697"] {
            #expect(try bench.ledger.read { try $0.parcel(form) }?.rma == one.id, "\(form)")
            #expect(try bench.ledger.read { try $0.find(form, limit: 5) }.map(\.id) == [one.id], "\(form)")
        }
        #expect(try bench.ledger.read { try $0.parcel("006141410000000013") } == nil)
    }

    @Test("use is counted by the day, and the standing follows from it")
    func uses() throws {
        let bench = try Workbench()
        let today = try #require(CalendarDate(iso: "2026-11-22"))
        try bench.write { transaction in
            for (daysAgo, count) in [(0, 3), (9, 7), (29, 5), (30, 100), (500, 1)] {
                for _ in 0..<count { try transaction.countUse(of: "r", on: today.adding(days: -daysAgo)) }
            }
            for _ in 0..<116 { _ = try transaction.nextSerial(of: "r", first: 1) }
        }
        let standing = try bench.ledger.read { try $0.standing(of: "r", called: "x", first: 1, last: 216, on: today) }
        #expect(standing.recent == RangeStanding.Recent(count: 15, days: 30))
        #expect(standing.left == 100 && standing.used == 116 && standing.daysLeft == 200)
        try bench.write { try $0.forgetUses(before: today.adding(days: -400)) }
        #expect(try bench.ledger.read { try $0.uses(of: "r", since: today.adding(days: -1000)) }.count == 115)
    }

    @Test("a ledger of edition 2 is brought up, with its returns as they were and still sound")
    func migration() throws {
        let bench = try Workbench()
        var (first, second) = (bench.approvedCase(1), bench.approvedCase(2))
        second.case.shipments[0].code = .s10("RB123456785GB")
        try bench.add(first)
        try bench.add(second)
        bench.writer.stop()
        let edition = try Self.edition(of: bench.folder.path + "/ledger.sqlite3")
        try bench.age(to: 2)
        try bench.ledger.tamper(
            """
            INSERT INTO promises SELECT 2, 'refunded', max(at) / 86400000 + 9 FROM events;
            INSERT INTO promises SELECT 3, 'refunded', max(at) / 86400000 - 9 FROM events
            """)
        try bench.ledger.close()
        // The bench holds its lock to the end, so the file goes on under another name.
        let path = bench.folder.path + "/old.sqlite3"
        try FileManager.default.copyItem(atPath: bench.folder.path + "/ledger.sqlite3", toPath: path)
        // Where the disk has too little left nothing is begun, and the edition before works on.
        let refused = #expect(throws: LedgerFault.self) {
            _ = try Ledger(path: path, access: .writing, reserve: DiskReserve(bytes: .max / 2))
        }
        let words = refused.map { "\($0)" } ?? ""
        #expect(words.contains("bytes are needed") && words.contains("Nothing was changed"), "\(words)")
        let untouched = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path)
        #expect(!untouched.contains { $0.contains("before-edition") })
        // Kills have left half a copy, and a whole one from before a script that did not end.
        let name = "\(path).before-edition-\(edition)-from-2"
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: name))
        try Data([4, 5, 6]).write(to: URL(fileURLWithPath: name + ".unfinished"))
        let again = try Ledger(path: path, access: .writing)
        first = try #require(try again.read { try $0.stored(id: first.id) })
        second = try #require(try again.read { try $0.stored(id: second.id) })
        #expect(try again.read { try $0.promises(of: 2) }.map(\.state) == [.open])
        #expect(
            try again.read { try $0.promises(of: 3) }.map(\.state) == [.withdrawn],
            "a day that had passed before promises were watched tells nobody anything")
        #expect(first.case.shipments[0].code.scheme == .sscc && first.brand == nil)
        #expect(second.case.shipments[0].code == .s10("RB123456785GB"))
        #expect(try again.read { try $0.verify { _ in } }.isSound)
        let copies = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path)
            .filter { $0.contains("before-edition") }
        #expect(copies == ["old.sqlite3.before-edition-\(edition)-from-2"])
        #expect(try Self.edition(of: name) == 2)
        let mode = try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int
        #expect(mode == 0o600, "it holds what the ledger knows of people")
        try again.close()
    }

    private static func edition(of path: String) throws -> Int {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } ?? 0
    }
}
