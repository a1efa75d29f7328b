import Digests
import GRDB
import JSONText
import Returns

/// A parcel that bears a number, and when the number was its own.
package struct ParcelSpan: Sendable, Hashable {
    /// The parcel's row.
    package let id: Int64
    package let rma: CaseID
    package let shipment: Int
    package let began: Instant
    /// nil: it still is.
    package let ended: Instant?
}

/// A carrier's word about a parcel, as it was kept.
package struct StoredTrackingEvent: Sendable {
    /// The parcel's number within its return.
    package let shipment: Int
    package let event: KeptWord
    package let status: String?
    package let reason: String?
    package let actionRequired: String?
    package let carrier: String?
    package let code: String?
    package let carrierCode: String?
    package let place: String?
    package let message: String?
    package let isTimeUncertain: Bool
    package var occurredAt: Instant { event.word.occurredAt }
}

/// A word that was kept, and the record that brought it.
package struct KeptWord: Sendable {
    package let word: CarrierHistory.Word
    package let document: DocumentID
    package let record: Int?
}

extension TrackingEvent {
    /// By what a word is known again: (carrier, number, code, the carrier's own code, time, place).
    package var identity: Digest {
        var parts = [
            carrier.text, number.text, code ?? status?.rawValue ?? "", String(occurredAt.milliseconds), place ?? "",
        ]
        // Only where it is given: words from before there was one keep their identity.
        if let carrierCode { parts.append(carrierCode) }
        // The unit separator cannot stand in any of the parts: none may hold a control character.
        return Digest(of: parts.joined(separator: "\u{1F}").utf8)
    }
}

extension Transaction {
    /// Keeps new words of a parcel, in this order.
    /// - Parameters:
    ///   - arrival: how many words of the parcel are kept already.
    ///   - history: the parcel's fingerprint before.
    /// - Returns: the fingerprint after.
    package func keep(
        _ words: [(event: TrackingEvent, identity: Digest, record: Int)], of parcel: ParcelSpan, after arrival: Int,
        history: [UInt8]?, document: DocumentID
    ) throws -> [UInt8]? {
        var history = history
        for (offset, (event, identity, record)) in words.enumerated() {
            let row = WordRow(
                key: identity.bytes, occurredAt: event.occurredAt.milliseconds, isUncertain: event.isTimeUncertain,
                texts: [
                    event.status?.rawValue, event.reason?.rawValue, event.actionRequired?.rawValue, event.carrier.text,
                    event.number.text, event.code, event.carrierCode, event.place, event.message,
                ], document: document, record: record)
            history = row.chained(to: history)
            try db.run(
                """
                INSERT INTO tracking_events (shipment, key, occurred_at, uncertain, status, reason, action_required,
                    carrier, number, code, carrier_code, place, message, document, record, arrival)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [parcel.id, row.key, row.occurredAt, row.isUncertain ? 1 : 0] + row.texts
                    + [document, record, arrival + offset + 1])
        }
        return history
    }
}

extension Transaction {
    /// Takes places, messages and codes, which senders fill freely, from what carriers said of a parcel; its
    /// fingerprint is that of what is left.
    func forgetWords(of shipment: Shipment, rma: CaseID) throws {
        guard let parcel = try snapshot.parcel(shipment.number, of: rma) else { return }
        try db.run(
            "UPDATE tracking_events SET place = NULL, message = NULL, code = NULL WHERE shipment = ?", [parcel.id])
        let history = try snapshot.history(of: parcel).fingerprint
        try db.run("UPDATE shipments SET history = ? WHERE id = ?", [history, parcel.id])
    }
}

/// A kept word as its fingerprint covers it.
private struct WordRow {
    let key: [UInt8]
    let occurredAt: Int64
    let isUncertain: Bool
    /// Status to message, in the order of the columns.
    let texts: [String?]
    let document: DocumentID
    let record: Int

    func chained(to history: [UInt8]?) -> [UInt8] {
        let content = JSONValue.array(
            [.integer(occurredAt), .bool(isUncertain)] + texts.map { $0.map { .string($0) } ?? .null }
                + [.integer(document), .integer(Int64(record))])
        return Digest(of: (history ?? Digest.zero.bytes) + key + Array(content.canonicalText.utf8)).bytes
    }
}

extension Snapshot {
    /// Parcels that bear or bore a number, by the code on the label or the carrier's, in any form that scanners send;
    /// the newest first, at most `limit`.
    package func parcels(bearing scanned: String, limit: Int = 20) throws -> [ParcelSpan] {
        // Numbers of carriers that we do not know may hold other signs: those are looked for as they are.
        for code in ScannedNumber(scanned).filings + [String(scanned.trimmingWhitespace())] {
            let found = try parcels("code = ?", code, limit) + parcels("tracking = ?", code, limit)
            if !found.isEmpty { return found.sorted { $0.id > $1.id } }
        }
        return []
    }

    private func parcels(_ condition: String, _ code: String, _ limit: Int) throws -> [ParcelSpan] {
        try db.rows(
            """
            SELECT s.id, s.rma, s.number, coalesce(s.began_at, r.created_at), s.ended_at
            FROM shipments s JOIN rmas r ON r.id = s.rma WHERE s.\(condition) ORDER BY s.id DESC LIMIT \(limit)
            """, [code]
        ) { row in
            ParcelSpan(
                id: row[0], rma: row[1], shipment: row[2], began: Instant(milliseconds: row[3]),
                ended: (row[4] as Int64?).map { Instant(milliseconds: $0) })
        }
    }

    /// One parcel of a return.
    package func parcel(_ shipment: Int, of rma: CaseID) throws -> ParcelSpan? {
        try db.row(
            """
            SELECT s.id, coalesce(s.began_at, r.created_at), s.ended_at FROM shipments s JOIN rmas r ON r.id = s.rma
            WHERE s.rma = ? AND s.number = ?
            """, [rma, shipment]
        ) { row in
            ParcelSpan(
                id: row[0], rma: rma, shipment: shipment, began: Instant(milliseconds: row[1]),
                ended: (row[2] as Int64?).map { Instant(milliseconds: $0) })
        }
    }

    /// Everything that a carrier said of a parcel; at most `CarrierHistory.wordsMax` words were kept.
    package func words(of parcel: ParcelSpan) throws -> [KeptWord] {
        try db.rows(
            """
            SELECT t.key, t.occurred_at, t.status, t.document, t.record, d.received_at
            FROM tracking_events t LEFT JOIN documents d ON d.id = t.document WHERE t.shipment = ?
            """, [parcel.id]
        ) { row in
            KeptWord(
                word: CarrierHistory.Word(
                    status: try row.optionalAxis(2, "tracking_events.status"),
                    occurredAt: Instant(milliseconds: row[1]),
                    heardAt: (row[5] as Int64?).map { Instant(milliseconds: $0) }, identity: row.bytes(0)),
                document: row[3], record: row[4])
        }
    }

    /// What carriers said of the parcels of a return, in the carriers' order of time.
    package func trackingEvents(of rma: CaseID) throws -> [StoredTrackingEvent] {
        try db.rows(
            """
            SELECT s.number, t.key, t.occurred_at, t.status, t.document, t.record, t.reason, t.action_required,
                t.carrier, t.code, t.carrier_code, t.place, t.message, t.uncertain, d.received_at
            FROM shipments s JOIN tracking_events t ON t.shipment = s.id LEFT JOIN documents d ON d.id = t.document
            WHERE s.rma = ?
            """, [rma]
        ) { row in
            StoredTrackingEvent(
                shipment: row[0],
                event: KeptWord(
                    word: CarrierHistory.Word(
                        status: try row.optionalAxis(3, "tracking_events.status"),
                        occurredAt: Instant(milliseconds: row[2]),
                        heardAt: (row[14] as Int64?).map { Instant(milliseconds: $0) }, identity: row.bytes(1)),
                    document: row[4], record: row[5]),
                status: row[3], reason: row[6], actionRequired: row[7], carrier: row[8], code: row[9],
                carrierCode: row[10], place: row[11], message: row[12], isTimeUncertain: row[13] == 1)
        }.sorted { ($0.shipment, $0.event.word) < ($1.shipment, $1.event.word) }
    }

    /// Whether the words that are kept of a parcel are those that were.
    /// - Returns: what is wrong with them; nil when nothing is.
    func problemOfWords(_ shipment: Shipment, of rma: CaseID) throws -> String? {
        guard let parcel = try parcel(shipment.number, of: rma) else { return "its row is missing" }
        let (history, count) = try history(of: parcel)
        return history == shipment.history ? nil : "the \(count) words of its carrier are not those that were kept"
    }

    /// The fingerprint of the words that are kept of a parcel, and how many they are.
    func history(of parcel: ParcelSpan) throws -> (fingerprint: [UInt8]?, count: Int) {
        var history: [UInt8]?
        var count = 0
        try db.each(
            """
            SELECT key, occurred_at, uncertain, status, reason, action_required, carrier, number, code, carrier_code,
                place, message, document, record, arrival
            FROM tracking_events WHERE shipment = ? AND arrival IS NOT NULL ORDER BY arrival
            """, [parcel.id]
        ) { row in
            let word = WordRow(
                key: row.bytes(0), occurredAt: row[1], isUncertain: row[2] == 1,
                texts: (3...11).map { row[$0] as String? }, document: row[12], record: row[13])
            history = word.chained(to: history)
            count += 1
        }
        return (history, count)
    }
}
