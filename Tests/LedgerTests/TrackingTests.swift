import Digests
import Foundation
import GRDB
import Ledger
import Returns
import Testing

@Suite("Words of carriers in the ledger")
struct TrackingTests {
    @Test(
        "a carrier's word that is altered, removed or added later is noticed",
        arguments: [
            "UPDATE tracking_events SET occurred_at = occurred_at + 1",
            "UPDATE tracking_events SET status = 'delivered' WHERE status = 'in_transit'",
            "UPDATE tracking_events SET reason = 'weather'", "UPDATE tracking_events SET message = 'x'",
            "UPDATE tracking_events SET uncertain = 1",
            "UPDATE tracking_events SET place = 'y' WHERE place IS NOT NULL",
            "DELETE FROM tracking_events WHERE status = 'handed_over'", "DELETE FROM tracking_events",
            """
            INSERT INTO tracking_events (shipment, key, occurred_at, document, record, arrival)
            SELECT shipment, randomblob(32), 1, 1, 1, 99 FROM tracking_events LIMIT 1
            """,
            "UPDATE shipments SET history = NULL", "UPDATE shipments SET estimated_delivery = 1",
        ])
    func tampering(sql: String) throws {
        let bench = try told()
        #expect(try bench.verify().isSound)
        try bench.ledger.tamper("PRAGMA foreign_keys = OFF; " + sql)
        #expect(try !bench.verify().isSound, "not noticed: \(sql)")
    }

    @Test("words are read back as they were kept, in the carrier's order")
    func reading() throws {
        let bench = try told()
        let events = try bench.ledger.read { try $0.trackingEvents(of: 2) }
        #expect(events.map(\.status) == ["handed_over", "in_transit"])
        #expect(events.map(\.carrierCode) == ["OA", nil])
        let parcels = try bench.ledger.read { try $0.parcels(bearing: "JD 0146") }
        #expect(parcels.map(\.shipment) == [1] && parcels[0].began == bench.start && parcels[0].ended == nil)
        try bench.change(2, at: 60) { one in
            try one.receive(DockReceipt(key: ReturnKey(text: ""), lines: []), shipment: 1)
        }
        #expect(try bench.ledger.read { try $0.parcels(bearing: "JD0146") }[0].ended == bench.occasion(60).at)
    }

    @Test("a ledger of edition 4 is brought up with its words, and knows since when its numbers were its own")
    func migration() throws {
        let bench = try Workbench()
        let folder = bench.folder.appending(path: "old")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.path + "/ledger.sqlite3"
        let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Ledger/Schema")
        let old = try DatabaseQueue(path: path)
        try old.write { db in
            for edition in 1...4 {
                try db.execute(sql: String(contentsOf: schema.appending(path: "m000\(edition).sql"), encoding: .utf8))
            }
            try db.execute(
                sql: """
                    INSERT INTO documents VALUES (1, zeroblob(32), 'a', '', 0, 'accepted', 'a', '{}', NULL, NULL, NULL);
                    INSERT INTO rmas VALUES (1, 'RMA-1', '0123456789012345678901', 'approved', 7, 7, 30000, 2, NULL,
                        NULL, '{}', 'en', '{}', '{}', 'p', 1, NULL);
                    INSERT INTO shipments VALUES
                        (1, 1, 1, '006141410000000012', 'main', 'checked_in', 'dhl', 'JD1', 5, 'sscc'),
                        (2, 1, 2, '006141410000000029', 'main', 'in_transit', 'dhl', 'JD2', 5, 'sscc');
                    INSERT INTO events VALUES (1, 1, 1, 99, 'shipment.checked_in', 'shipment:1', 'shipment', 'delivered',
                        'checked_in', 'x', NULL, '{}', 1, NULL, zeroblob(32));
                    INSERT INTO tracking_events VALUES
                        (zeroblob(32), 2, 5, 'in_transit', 'C', 'Köln', 'On its way', 1);
                    PRAGMA user_version = 4;
                    """)
        }
        try old.close()
        let ledger = try Ledger(path: path, access: .writing)
        let first = try ledger.read { try $0.parcels(bearing: "JD1") }
        #expect(first.map(\.began.milliseconds) == [7] && first.map(\.ended?.milliseconds) == [99])
        let second = try #require(try ledger.read { try $0.parcels(bearing: "JD2") }.first)
        #expect(second.ended == nil)
        let words = try ledger.read { try $0.words(of: second) }
        #expect(words.map(\.word.status) == [.inTransit] && words.map(\.record) == [nil])
        #expect(try ledger.read { try $0.trackingEvents(of: 1) }.map(\.message) == ["On its way"])
        try ledger.close()
    }

    /// A ledger with one return of which a carrier said two things.
    private func told() throws -> Workbench {
        let bench = try Workbench()
        try bench.add(bench.approvedCase(1))
        let start = bench.start
        let (occasion, voice, document) = (bench.occasion(5), bench.voice, bench.document.id)
        try bench.write { transaction in
            guard var stored = try transaction.snapshot.stored(id: 2),
                let parcel = try transaction.snapshot.parcel(1, of: 2)
            else { return }
            let old = stored.case
            var events: [TrackingEvent] = []
            for (status, hours) in [(ShipmentState.inTransit, 5), (.handedOver, 1)] {
                var event = TrackingEvent(
                    carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "JD0146"), status: status,
                    occurredAt: start.adding(milliseconds: Int64(hours) * 3_600_000), place: "Köln")
                if status == .handedOver { event.carrierCode = "OA" }
                event.estimatedDelivery = start.date.adding(days: 3)
                events.append(event)
            }
            stored.case.shipments[0].history = try transaction.keep(
                events.enumerated().map { ($1, $1.identity, $0 + 1) }, of: parcel, after: 0, history: nil,
                document: document)
            let changes =
                stored.case.labelReady(shipment: 1)
                + stored.case.track(events.map { ($0, $0.identity.bytes) }, known: [], shipment: 1)
            try transaction.record(changes, of: &stored, was: old, on: occasion, voice: voice)
        }
        return bench
    }
}
