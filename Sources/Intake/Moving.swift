import Ledger
import Policy
import Returns

/// What happens to the goods of a return on the way to us and at the dock.
extension Recorder {
    func track(_ told: TrackingEvent) throws -> Taken {
        var event = told
        // Filed without spaces, routing and the like, so that a scan of the same number finds it.
        if let filing = ScannedNumber(told.number.text).filings.first { event.number = TrackingNumber(trusted: filing) }
        guard let parcel = try snapshot.parcel(told.number.text),
            let stored = try snapshot.stored(id: parcel.rma)
        else {
            throw Refusal(
                found: "the number \(event.number) of \(event.carrier), which none of our labels bears",
                expected: "the code of a label, or a carrier's number that came with it",
                remedy:
                    "If the carrier gave the parcel another number, send one event that names the label's code first.")
        }
        guard try transaction.keep(event, rma: stored.id, shipment: parcel.shipment, document: document) else {
            return taken(stored, "\(stored.case.number): known already, nothing changed")
        }
        let carrier = acting(Actor("carrier:\(event.carrier)") ?? occasion.actor)
        let before = stored.case.shipments.first { $0.number == parcel.shipment }
        let (after, changes) = try change(stored, on: carrier) { $0.track(event, shipment: parcel.shipment) }
        if before?.tracking == nil { try transaction.index(after) }
        if changes.contains(where: { $0.kind == "shipment.\(ShipmentState.delivered.rawValue)" }) {
            try promise([.delivered], for: stored.id)
        }
        return taken(after, changes.isEmpty ? "kept; the parcel stays \(before?.state.rawValue ?? "")" : words(changes))
    }

    func receive(_ receipt: DockReceipt) throws -> Taken {
        let (stored, shipment) = try find(receipt.key)
        let (after, changes) = try change(stored, on: occasion(by: receipt.staff)) {
            try $0.receive(receipt, shipment: shipment)
        }
        try promise([.received], for: stored.id)
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
