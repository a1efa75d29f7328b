import Ledger
import Policy
import Returns

/// What happens to the goods of a return: dock, inspection, settlement.
extension Recorder {
    func receive(_ receipt: DockReceipt) throws -> Taken {
        let (stored, shipment) = try find(receipt.key)
        let (after, changes) = try change(stored, on: occasion(by: receipt.staff)) {
            try $0.receive(receipt, shipment: shipment)
        }
        try promise([.received], for: stored.id)
        return taken(after, words(changes))
    }

    func inspect(_ inspection: Inspection) throws -> Taken {
        let (stored, _) = try find(inspection.key)
        let (after, changes) = try change(stored, on: occasion(by: inspection.staff)) { try $0.inspect(inspection) }
        try promise([.inspected], for: stored.id)
        return taken(after, words(changes))
    }

    func settle(_ settlement: Settlement) throws -> Taken {
        let (stored, _) = try find(settlement.key)
        let (after, changes) = try change(stored, on: occasion(by: settlement.staff)) { try $0.settle(settlement) }
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
