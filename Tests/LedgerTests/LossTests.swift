import Returns
import Testing

@testable import Ledger

@Suite("Lost documents")
struct LossTests {
    @Test("a lost document waits among all that waits, until it is on record after all")
    func waiting() throws {
        let bench = try Workbench()
        let (rma, moment) = (RMANumber(trusted: "RMA-FDF-7CTR"), Instant(milliseconds: 1_795_262_400_000))
        func loss(_ document: DocumentID, _ rmas: [RMANumber]) -> LostDocument {
            LostDocument(document: document, receivedAt: moment, cause: .unreadable, rmas: rmas, parcels: [])
        }
        // Number 1 is on record; of 7 a return is lacking, of 8 nobody knows what it had become.
        for one in [loss(8, []), loss(7, [rma]), loss(1, [])] { try bench.write { try $0.note(one, at: moment) } }
        #expect(try bench.ledger.read { try $0.lostDocuments(limit: 10) } == [loss(7, [rma]), loss(8, [])])
        #expect(try bench.ledger.read { try $0.lostDocuments(limit: 1) }.count == 1)
        let row = try bench.ledger.read { try $0.backlogs() }.first { $0.name == "documents lost" }
        #expect(row?.count == 2 && row?.oldest == moment)
        #expect(loss(8, []).words.contains("cannot be read"))
        let unknown = loss(8, [])
        try bench.write { try $0.end(unknown, at: moment) }
        #expect(try bench.ledger.read { try $0.lostDocuments(limit: 10) } == [loss(7, [rma])])
        #expect(try bench.ledger.read { try $0.loss(ofDocument: 8) } == nil)
        #expect(try bench.ledger.verify { _ in }.isSound)
    }

    @Test("a loss that somebody accepts is lost no more; who said so and why stands in the chain; found, it ends")
    func accepted() throws {
        let bench = try Workbench()
        let (rma, moment) = (RMANumber(trusted: "RMA-FDF-7CTR"), Instant(milliseconds: 1_795_262_400_000))
        let loss = LostDocument(document: 7, receivedAt: moment, cause: .missing, rmas: [rma], parcels: [])
        try bench.write { try $0.note(loss, at: moment) }
        let occasion = Occasion(at: moment, actor: Actor(trusted: "staff:Maria"), document: nil)
        try bench.write { try $0.accept(loss, because: "no copy is left", on: occasion) }
        #expect(try bench.ledger.read { try $0.lostDocuments(limit: 10) } == [])
        #expect(try bench.ledger.read { try $0.backlogs() }.first { $0.name == "documents lost" }?.count == 0)
        // Whoever asks for its number still hears of it, and a start that finds it lost again tells nothing anew.
        let known = try #require(try bench.ledger.read { try $0.loss(of: rma.text) })
        #expect(known.isAccepted && known.words.contains("accepted"))
        let head = try bench.ledger.read { try $0.chainHead().sequence }
        try bench.write { try $0.note(loss, at: moment) }
        #expect(try bench.ledger.read { try $0.chainHead().sequence } == head)
        try bench.write { try $0.end(known, at: moment) }
        #expect(try bench.ledger.read { try $0.loss(ofDocument: 7) } == nil)
        #expect(try bench.ledger.verify { _ in }.isSound)
    }

    @Test("a loss is found by each of its numbers, the document that gave a number out first, and told once")
    func found() throws {
        let bench = try Workbench()
        let rma = RMANumber(trusted: "RMA-FDF-7CTR")
        func loss(_ document: DocumentID, _ cause: LostDocument.Cause) -> LostDocument {
            LostDocument(
                document: document, receivedAt: Instant(milliseconds: 1_795_262_400_000), cause: cause, rmas: [rma],
                parcels: ["340123450000000017"])
        }
        let before = try bench.ledger.read { try $0.chainHead().sequence }
        for one in [loss(7, .altered), loss(9, .refused), loss(7, .altered)] {
            try bench.write { try $0.note(one, at: one.receivedAt) }
        }
        let (byNumber, byParcel, other) = try bench.ledger.read { snapshot in
            (
                try snapshot.loss(of: rma.text), try snapshot.loss(of: "(00)340123450000000017"),
                try snapshot.loss(of: "RMA-4KD-9T2X")
            )
        }
        #expect(byNumber == loss(7, .altered))
        #expect(byParcel == loss(7, .altered))
        #expect(other == nil)
        #expect(try bench.ledger.read { try $0.chainHead().sequence } == before + 2)
        #expect(try bench.ledger.verify { _ in }.isSound)
    }
}
