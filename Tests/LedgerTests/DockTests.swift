import Digests
import Foundation
import Ledger
import Returns
import Testing

@Suite("The workbench in the ledger")
struct WorkbenchTests {
    @Test("a parcel that nobody can name is kept, found by its codes, and goes over to a return with its photos")
    func life() throws {
        let bench = try filled()
        let item = try #require(try bench.ledger.read { try $0.workbench(WorkbenchNumber(1)) })
        #expect(item.state == .open && item.content == Self.receipt && item.photos == [Self.photo])
        #expect(try bench.ledger.read { try $0.workbench(bearing: "]C11Z5R89390357567127") }?.number == item.number)
        #expect(try bench.ledger.read { try $0.workbench(bearing: "4006381333931") } == nil)
        #expect(try bench.verify().findings.map(\.description) == [])

        let occasion = bench.occasion(20)
        try bench.write { try $0.end(item, as: .matched, rma: 2, reason: nil, on: occasion) }
        let after = try #require(try bench.ledger.read { try $0.workbench(WorkbenchNumber(1)) })
        #expect(after.state == .matched && after.rma == bench.approvedCase(1).case.number)
        #expect(after.photos == [Self.photo])
        #expect(try bench.ledger.read { try $0.openWorkbench(limit: 10) }.map(\.number.value) == [2])
        #expect(try bench.ledger.read { try $0.workbench(bearing: "1Z5R89390357567127") } == nil, "it may come again")
        #expect(try bench.verify().findings.map(\.description) == [])
    }

    @Test("returns are proposed by serial, article, name and parcel, and each says why")
    func proposals() throws {
        let bench = try filled()
        let proposals = { (receipt: BlindReceipt) in
            try bench.ledger.read { try $0.proposals(for: receipt) }.map { ($0.rma, $0.score) }
        }
        let first = bench.approvedCase(1).case.number
        let bySerial = try proposals(BlindReceipt(goods: [FoundGoods(serial: SerialNumber("sn 1"), quantity: 1)]))
        #expect(bySerial.map(\.0) == [first])
        let byOrder = try proposals(BlindReceipt(codes: ["A-2"]))
        #expect(byOrder.map(\.0) == [bench.approvedCase(2).case.number] && byOrder.first?.1 == ProposalScale.order)
        let byParcel = try proposals(BlindReceipt(codes: ["(00)\(bench.approvedCase(3).case.shipments[0].code)"]))
        #expect(byParcel.map(\.0) == [bench.approvedCase(3).case.number])
        let byName = try proposals(BlindReceipt(sender: FoundSender(name: "grace MUELLER")))
        #expect(byName.isEmpty, "half a name alone is worth too little: \(byName)")
        let byWholeName = try proposals(BlindReceipt(sender: FoundSender(name: "Grace Müller")))
        #expect(byWholeName.count == 3)
        let hopeless = try proposals(
            BlindReceipt(codes: ["nobody"], goods: [FoundGoods(description: "x", quantity: 1)]))
        #expect(hopeless.isEmpty)
    }

    @Test(
        "whatever is altered on the workbench later is noticed",
        arguments: [
            "UPDATE workbench SET content = '{}'", "UPDATE workbench SET received_at = received_at + 1",
            "UPDATE workbench SET state = 'closed', ended_at = 1, reason = 'x' WHERE id = 2",
            "UPDATE workbench SET event = 1", "DELETE FROM workbench WHERE id = 1",
            "DELETE FROM dock_photos", "UPDATE dock_photos SET digest = zeroblob(32)",
            "INSERT INTO dock_photos SELECT event, 2, randomblob(32), file, name, size, rma, item FROM dock_photos",
        ])
    func tampering(sql: String) throws {
        let bench = try filled()
        try bench.ledger.tamper("PRAGMA foreign_keys = OFF; " + sql)
        #expect(try !bench.verify().isSound, "not noticed: \(sql)")
    }

    @Test(
        "the schema refuses what cannot be",
        arguments: [
            "UPDATE workbench SET state = 'matched' WHERE id = 1", "UPDATE workbench SET ended_at = 5 WHERE id = 1",
            "UPDATE workbench SET state = 'closed', ended_at = 5 WHERE id = 1",
            "UPDATE dock_photos SET size = 0", "UPDATE dock_photos SET item = NULL",
        ])
    func impossible(sql: String) throws {
        let bench = try filled()
        #expect(throws: (any Error).self) { try bench.ledger.tamper(sql) }
    }

    @Test("a ledger of edition 4 gets a workbench, and stays sound")
    func migration() throws {
        let bench = try Workbench()
        try bench.add(bench.approvedCase(1))
        bench.writer.stop()
        try bench.age(to: 4)
        try bench.ledger.close()
        let path = bench.folder.path + "/old.sqlite3"
        try FileManager.default.copyItem(atPath: bench.folder.path + "/ledger.sqlite3", toPath: path)
        let again = try Ledger(path: path, access: .writing)
        #expect(try again.read { try $0.openWorkbench(limit: 10) }.isEmpty)
        #expect(try again.read { try $0.verify { _ in } }.isSound)
        try again.close()
    }

    // MARK: Samples

    private static let receipt = BlindReceipt(
        codes: ["1Z5R89390357567127"],
        goods: [
            FoundGoods(sku: SKU(trusted: "LAMP"), quantity: 1, condition: .damaged),
            FoundGoods(description: "a cable", quantity: 2),
        ], sender: FoundSender(name: "Grace", address: "Hauptstr. 5", postalCode: "20095"), grams: 850,
        location: "shelf 3", station: "dock-1", staff: "Maria", note: "wet")
    private static let photo = DockPhoto(
        digest: Digest(of: "a photo".utf8), file: "ab/abcd.jpg", name: "box.jpg", size: 120_000)

    private func filled() throws -> Workbench {
        let bench = try Workbench()
        for ordinal in 1...3 { try bench.add(bench.approvedCase(ordinal), at: ordinal) }
        let occasion = bench.occasion(10)
        try bench.write {
            _ = try $0.lay(Self.receipt, photos: [Self.photo], on: occasion, document: 1)
            _ = try $0.lay(BlindReceipt(note: "no label at all"), photos: [], on: occasion, document: 1)
        }
        return bench
    }
}
