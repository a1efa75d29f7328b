import Ledger

/// Takes a ledger back to what an earlier edition had written. Nothing that is newer may have been used.
extension Workbench {
    func age(to edition: Int) throws {
        for newer in Self.undoing.keys.sorted(by: >) where newer > edition {
            try ledger.tamper("\(Self.undoing[newer] ?? ""); PRAGMA user_version = \(newer - 1)")
        }
    }

    /// What takes an edition back, by its number.
    private static let undoing = [
        3: "ALTER TABLE shipments DROP COLUMN scheme; ALTER TABLE rmas DROP COLUMN brand; DROP TABLE range_uses",
        4: "DROP TABLE print_jobs; DROP TABLE printers",
        5: "DROP TABLE tasks",
        6: """
        DROP TABLE print_wishes;
        CREATE INDEX print_jobs_by_document ON print_jobs (document) WHERE document IS NOT NULL
        """,
        7: """
        DROP TABLE exports; DROP TABLE resolutions; ALTER TABLE lines DROP COLUMN discount_minor;
        ALTER TABLE lines DROP COLUMN shipping_minor; ALTER TABLE lines DROP COLUMN postage_minor;
        ALTER TABLE lines DROP COLUMN tax_minor; ALTER TABLE orders DROP COLUMN amounts
        """,
        8: """
        DROP TABLE tracking_events; ALTER TABLE shipments DROP COLUMN history;
        ALTER TABLE shipments DROP COLUMN estimated_at; ALTER TABLE shipments DROP COLUMN estimated_delivery;
        ALTER TABLE shipments DROP COLUMN ended_at; ALTER TABLE shipments DROP COLUMN began_at;
        CREATE TABLE tracking_events (
            key BLOB PRIMARY KEY, shipment INTEGER, occurred_at INTEGER, status TEXT, code TEXT, place TEXT,
            message TEXT, document INTEGER) STRICT, WITHOUT ROWID
        """,
        9: "DROP TABLE dock_photos; DROP TABLE workbench_codes; DROP TABLE workbench",
        10: """
        DROP TABLE alarms; DROP TABLE customer_care; DROP TABLE goodwill; DROP INDEX rmas_by_email;
        DROP INDEX tasks_open_by_day; ALTER TABLE tasks DROP COLUMN special;
        CREATE INDEX tasks_open_by_day ON tasks (ifnull(due_on, 9223372036854775807), id) WHERE state = 'open';
        DROP TABLE promises;
        CREATE TABLE promises (rma INTEGER NOT NULL REFERENCES rmas (id), name TEXT NOT NULL,
            due_on INTEGER NOT NULL, PRIMARY KEY (rma, name)) STRICT, WITHOUT ROWID
        """,
        11: "DROP INDEX rmas_by_creation; DROP INDEX orders_by_customer",
        12: """
        DROP TABLE units; DROP TABLE advances; ALTER TABLE papers DROP COLUMN unit; DROP INDEX print_jobs_copies;
        ALTER TABLE print_jobs DROP COLUMN unit;
        CREATE UNIQUE INDEX print_jobs_copies ON print_jobs (rma, ifnull(shipment, 0), paper, copy)
            WHERE state <> 'cancelled' AND rma IS NOT NULL
        """,
        13: "DROP TABLE order_serials",
        14: """
        DROP TABLE erasure_errands; DROP TABLE erased_originals; DROP INDEX events_by_document;
        DROP TRIGGER events_are_never_changed; ALTER TABLE events DROP COLUMN erased_by;
        CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'events are never changed'); END
        """,
        15: """
        DROP TABLE denials; ALTER TABLE units DROP COLUMN denial; ALTER TABLE resolutions DROP COLUMN charge_minor;
        ALTER TABLE resolutions DROP COLUMN denial; ALTER TABLE advances DROP COLUMN proposed_on
        """,
        16: """
        ALTER TABLE orders DROP COLUMN seal; ALTER TABLE customers DROP COLUMN seal;
        ALTER TABLE documents DROP COLUMN seal; ALTER TABLE messages DROP COLUMN seal
        """,
        17: "ALTER TABLE units DROP COLUMN corrected",
    ]
}
