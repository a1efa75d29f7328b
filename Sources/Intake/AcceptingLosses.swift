import Ledger
import Returns

/// A document that was lost and will not come back.
extension Recorder {
    func accept(_ acceptance: LossAcceptance) throws -> Taken {
        let document = DocumentID(acceptance.document)
        guard let loss = try snapshot.loss(ofDocument: document) else {
            throw Refusal(
                found: "document \(document), which is not lost", expected: "the number of a document that is lost",
                remedy: "`rmad verify` names those that are lost.")
        }
        guard !loss.isAccepted else { return Taken(summary: "document \(document) was accepted as lost before") }
        try transaction.accept(loss, because: acceptance.reason, on: occasion(by: acceptance.staff))
        return Taken(summary: "document \(document) is accepted as lost")
    }
}
