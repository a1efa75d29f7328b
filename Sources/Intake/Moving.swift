import Ledger
import Policy
import Returns

/// What became of a return, for the receipt.
extension Recorder {
    func taken(_ stored: StoredCase, _ summary: String) -> Taken {
        Taken(rma: stored.id, number: stored.case.number, stored: stored, summary: summary)
    }

    /// `line.received, return.closed`: what the changes were, for the receipt.
    func words(_ changes: [Change]) -> String {
        changes.isEmpty ? "nothing changed" : changes.map(\.kind).joined(separator: ", ")
    }
}
