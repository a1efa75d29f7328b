import Returns
import Testing

@testable import Ledger

@Suite("Lost documents")
struct LossTests {
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
