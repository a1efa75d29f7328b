import Ledger
import Policy
import Returns

/// What inspectors find.
extension Recorder {
    func inspect(_ inspection: Inspection) throws -> Taken {
        let (stored, _) = try find(inspection.key)
        let (after, changes) = try change(
            stored, on: occasion(by: inspection.staff),
            alongside: { after, _ in try promise([.inspected], for: after.id) }
        ) { one in
            try one.inspect(inspection) + resolutions(in: &one, of: stored, grade: inspection.grade)
        }
        return taken(after, words(changes))
    }

    func taken(_ stored: StoredCase, _ summary: String) -> Taken {
        Taken(rma: stored.id, number: stored.case.number, stored: stored, summary: summary)
    }

    /// `line.received, return.closed`: what the changes were, for the receipt.
    func words(_ changes: [Change]) -> String {
        changes.isEmpty ? "nothing changed" : changes.map(\.kind).joined(separator: ", ")
    }
}
