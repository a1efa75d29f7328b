import GRDB
import JSONText
import Returns

/// How a printer stands, as far as we know.
package enum PrinterState: String, CaseIterable, Sendable {
    /// Nothing is known against it.
    case ready
    /// It did not answer, or said that it cannot print; it is tried again.
    case off
    /// Nothing is sent until somebody resumes it.
    case paused
}

/// A printer as the configuration describes it.
package struct PrinterEntry: Sendable {
    package let name: PrinterName
    /// `raw` or `cups`.
    package let kind: String
    /// For people: `192.0.2.10:9100`, `ipp://localhost/printers/zebra`.
    package let address: String
    package let stations: [String]
    package let isDefault: Bool

    package init(name: PrinterName, kind: String, address: String, stations: [String], isDefault: Bool) {
        self.name = name
        self.kind = kind
        self.address = address
        self.stations = stations
        self.isDefault = isDefault
    }
}

/// A printer with what the daemon knows of it.
package struct PrinterStanding: Sendable {
    package let entry: PrinterEntry
    /// False: it was taken out of the configuration, and something is still owed by it or in doubt.
    package let isConfigured: Bool
    package let state: PrinterState
    package let since: Instant
    package let lastError: String?
    package let waiting: Int
    package let uncertain: Int
    package let held: Int
    package let lastPrinted: Instant?
}

extension Transaction {
    /// Makes the ledger's printers those of the configuration. One that is gone stays on record with what it
    /// owes; what was being sent on it can only be in doubt.
    package func configure(_ printers: [PrinterEntry], at moment: Instant) throws {
        try db.run("UPDATE printers SET is_configured = 0")
        for printer in printers {
            try db.run(
                """
                INSERT INTO printers (name, kind, address, stations, is_default, is_configured, state, since)
                VALUES (?, ?, ?, ?, ?, 1, 'ready', ?)
                ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, address = excluded.address,
                    stations = excluded.stations, is_default = excluded.is_default, is_configured = 1
                """,
                [
                    printer.name.text, printer.kind, printer.address,
                    JSONValue.array(printer.stations.map { .string($0) }).text, printer.isDefault ? 1 : 0,
                    moment.milliseconds,
                ])
        }
        try db.run(
            """
            UPDATE print_jobs SET state = 'uncertain', changed_at = ?,
                last_error = 'the daemon ended while it was sent, and its printer is not configured any more'
            WHERE state = 'sending' AND printer IN (SELECT name FROM printers WHERE is_configured = 0)
            """, [moment.milliseconds])
    }

    /// - Returns: false when it was so already; `since` then stays.
    @discardableResult
    package func setPrinter(
        _ name: PrinterName, _ state: PrinterState, because reason: String?, at moment: Instant
    ) throws -> Bool {
        let old = try db.row("SELECT state FROM printers WHERE name = ?", [name.text]) { $0[0] as String }
        if old == state.rawValue {
            try db.run("UPDATE printers SET last_error = ? WHERE name = ?", [reason, name.text])
            return false
        }
        try db.run(
            "UPDATE printers SET state = ?, since = ?, last_error = ? WHERE name = ?",
            [state.rawValue, moment.milliseconds, reason, name.text])
        return old != nil
    }

    /// What the daemon finds out of a printer; one that somebody has paused stays paused.
    /// - Returns: false when nothing changed.
    @discardableResult
    package func noticePrinter(
        _ name: PrinterName, _ state: PrinterState, because reason: String?, at moment: Instant
    ) throws -> Bool {
        guard try snapshot.printerState(name) != .paused else { return false }
        return try setPrinter(name, state, because: reason, at: moment)
    }
}

extension Snapshot {
    /// Printers by which something is owed.
    package func printersWithWork() throws -> Set<PrinterName> {
        Set(
            try db.rows("SELECT DISTINCT printer FROM print_jobs WHERE state IN ('owed', 'sending')") {
                PrinterName(trusted: $0[0])
            })
    }

    package func printerState(_ name: PrinterName) throws -> PrinterState? {
        try db.row("SELECT state FROM printers WHERE name = ?", [name.text]) { try $0.axis(0, "printers.state") }
    }

    /// All configured printers by name, and those that are gone but have jobs left.
    package func printers() throws -> [PrinterStanding] {
        try db.rows(
            """
            SELECT p.name, p.kind, p.address, p.stations, p.is_default, p.is_configured, p.state, p.since, p.last_error,
                (SELECT count(*) FROM print_jobs j WHERE j.printer = p.name AND j.state IN ('owed', 'sending')),
                (SELECT count(*) FROM print_jobs j WHERE j.printer = p.name AND j.state = 'uncertain' AND \(Self.isWanted)),
                (SELECT count(*) FROM print_jobs j WHERE j.printer = p.name AND j.state = 'held' AND \(Self.isWanted)),
                (SELECT max(changed_at) FROM print_jobs j WHERE j.printer = p.name AND j.state = 'printed')
            FROM printers p ORDER BY p.name LIMIT 1000
            """
        ) { row in
            PrinterStanding(
                entry: PrinterEntry(
                    name: PrinterName(trusted: row[0]), kind: row[1], address: row[2],
                    stations: try JSONValue(stored: row[3], "printers.stations").strings,
                    isDefault: row[4] as Int == 1),
                isConfigured: row[5] as Int == 1, state: try row.axis(6, "printers.state"),
                since: Instant(milliseconds: row[7]), lastError: row[8], waiting: row[9], uncertain: row[10],
                held: row[11], lastPrinted: (row[12] as Int64?).map { Instant(milliseconds: $0) })
        }.filter { $0.isConfigured || $0.waiting + $0.uncertain + $0.held > 0 }
    }
}
