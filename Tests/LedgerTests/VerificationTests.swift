import Foundation
import GRDB
import Ledger
import Returns
import Testing

@Suite("Verification")
struct VerificationTests {
    @Test("an untouched ledger is sound")
    func sound() throws {
        let bench = try filled()
        let report = try bench.verify()
        #expect(report.isSound, "\(report.findings)")
        #expect(report.events == 14)
        #expect(report.cases == 3)
        #expect(report.originals == 1)
    }

    /// Each of these is what somebody with access to the file might do.
    @Test(
        "whatever is altered, removed or moved later is noticed",
        arguments: [
            "UPDATE rmas SET state = 'closed' WHERE id = 3",
            "UPDATE lines SET resolution = 'refunded' WHERE rma = 2 AND number = 1",
            "UPDATE shipments SET state = 'lost' WHERE rma = 2",
            "UPDATE lines SET authorized = 1, requested = 1 WHERE rma = 3 AND number = 1",
            "UPDATE lines SET price_minor = 1 WHERE rma = 3 AND number = 1",
            "DELETE FROM lines WHERE rma = 4 AND number = 2",
            "UPDATE rmas SET valid_until = valid_until + 100 WHERE id = 2",
            "UPDATE rmas SET contact = '{}' WHERE id = 2",
            "UPDATE shipments SET code = 'x' WHERE rma = 3",
            "DELETE FROM facts",
            "DELETE FROM documents",
            "UPDATE originals SET bytes = X'00'",
            "UPDATE documents SET digest = zeroblob(32)",
            "DROP TRIGGER events_are_never_changed; UPDATE events SET actor = 'staff:eve' WHERE sequence = 4",
            "DROP TRIGGER events_are_never_changed; UPDATE events SET at = at + 1 WHERE sequence = 4",
            "DROP TRIGGER events_are_never_changed; UPDATE events SET details = '{\"a\":1}' WHERE sequence = 6",
            "DROP TRIGGER events_are_never_removed; DELETE FROM events WHERE sequence = 5",
            "DROP TRIGGER events_are_never_removed; DELETE FROM events WHERE sequence = 12",
            """
            DROP TRIGGER events_are_never_changed; DROP INDEX events_of_rma;
            UPDATE events SET sequence = -1 WHERE sequence = 4; UPDATE events SET sequence = 4 WHERE sequence = 5;
            UPDATE events SET sequence = 5 WHERE sequence = -1
            """,
        ])
    func tampering(sql: String) throws {
        let bench = try filled()
        try bench.ledger.tamper("PRAGMA foreign_keys = OFF; " + sql)
        let report = try bench.verify()
        #expect(!report.isSound, "not noticed: \(sql)")
    }

    private func filled() throws -> Workbench {
        let bench = try Workbench()
        for ordinal in 1...3 { try bench.add(bench.approvedCase(ordinal), at: ordinal) }
        try bench.change(2, at: 10) { $0.labelReady(shipment: 1) }
        try bench.change(2, at: 11) { one in
            try one.receive(
                DockReceipt(
                    key: ReturnKey(text: ""),
                    lines: [
                        CountedLine(sku: SKU(trusted: "LAMP"), quantity: 2),
                        CountedLine(sku: SKU(trusted: "CABLE"), quantity: 1),
                    ]), shipment: 1)
        }
        try bench.change(2, at: 12) { one in
            try one.inspect(
                Inspection(key: ReturnKey(text: ""), line: 1, accepted: 2, rejected: 0, disposition: .restock))
        }
        return bench
    }
}
