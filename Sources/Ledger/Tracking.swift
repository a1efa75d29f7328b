import Digests
import GRDB
import Returns

extension Transaction {
    /// Keeps a carrier's word about a parcel, once for each (carrier, number, code, time, place).
    /// - Returns: false when it is known already.
    package func keep(
        _ event: TrackingEvent, rma: CaseID, shipment: Int, document: DocumentID
    ) throws -> Bool {
        let parts = [
            event.carrier.text, event.number.text, event.code ?? event.status?.rawValue ?? "",
            String(event.occurredAt.milliseconds), event.place ?? "",
        ]
        // The unit separator cannot stand in any of the parts: none may hold a control character.
        let key = Digest(of: parts.joined(separator: "\u{1F}").utf8)
        try db.run(
            """
            INSERT OR IGNORE INTO tracking_events
                (key, shipment, occurred_at, status, code, place, message, document)
            VALUES (?, (SELECT id FROM shipments WHERE rma = ? AND number = ?), ?, ?, ?, ?, ?, ?)
            """,
            [
                key.bytes, rma, shipment, event.occurredAt.milliseconds, event.status?.rawValue, event.code,
                event.place,
                event.message, document,
            ])
        return db.changesCount > 0
    }
}
