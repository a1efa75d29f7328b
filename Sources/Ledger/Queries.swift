import GRDB
import JSONText
import Returns

/// A return in a list.
package struct CaseSummary: Sendable {
    package let id: CaseID
    package let number: RMANumber
    package let state: RMAState
    package let createdAt: Instant
    package let changedAt: Instant
    package let validUntil: CalendarDate?
    package let customer: String?
    package let units: Int
    package let received: Int
    package let skus: String
}

/// Which returns a list shows.
package struct CaseFilter: Sendable {
    package var states: [RMAState] = []
    package var customer: CustomerNumber?
    /// Only returns before this one, for the next page.
    package var before: CaseID?
    package var limit = 50

    package init() {}
}

/// Work that waits, with the age of its oldest piece.
package struct Backlog: Sendable {
    package let name: String
    package let count: Int
    package let oldest: Instant?
}

/// A delivery in a list.
package struct DeliverySummary: Sendable {
    package let publicID: DeliveryID
    package let endpoint: EndpointName
    package let rma: RMANumber
    package let kind: String
    package let state: String
    package let attempts: Int
    package let createdAt: Instant
    package let dueAt: Instant
    package let endedAt: Instant?
    package let lastError: String?
}

/// One attempt of a delivery, as it was recorded.
package struct AttemptSummary: Sendable {
    package let number: Int
    package let startedAt: Instant
    package let endedAt: Instant
    package let outcome: String
    package let status: Int?
    package let peer: String?
    package let timings: JSONValue
    package let response: [UInt8]
}

extension Snapshot {
    /// Returns, newest first.
    package func cases(_ filter: CaseFilter) throws -> [CaseSummary] {
        let before = filter.before ?? .max
        var ids: [CaseID] = []
        if let customer = filter.customer {
            let wanted = filter.states.isEmpty ? RMAState.allCases : filter.states
            ids = try db.rows(
                """
                SELECT id FROM rmas WHERE customer = ? AND id < ?
                    AND state IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?
                """,
                [
                    customer.text, before, JSONValue.array(wanted.map { .string($0.rawValue) }).text, filter.limit,
                ]
            ) { $0[0] }
        } else if filter.states.isEmpty {
            ids = try db.rows("SELECT id FROM rmas WHERE id < ? ORDER BY id DESC LIMIT ?", [before, filter.limit]) {
                $0[0]
            }
        } else {
            // One index range a state, merged: an OR over states would sort all of them.
            for state in filter.states {
                ids += try db.rows(
                    "SELECT id FROM rmas WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?",
                    [state.rawValue, before, filter.limit]
                ) { $0[0] as CaseID }
            }
        }
        return try ids.sorted(by: >).prefix(filter.limit).compactMap { try summary(id: $0) }
    }

    func summary(id: CaseID) throws -> CaseSummary? {
        try db.row(
            """
            SELECT r.number, r.state, r.created_at, r.changed_at, r.valid_until, r.customer_name, r.customer,
                sum(l.authorized), sum(l.received), group_concat(l.sku, ', ')
            FROM rmas r LEFT JOIN lines l ON l.rma = r.id WHERE r.id = ? GROUP BY r.id
            """, [id]
        ) { row in
            CaseSummary(
                id: id, number: RMANumber(trusted: row[0]), state: try row.axis(1, "rmas.state"),
                createdAt: Instant(milliseconds: row[2]), changedAt: Instant(milliseconds: row[3]),
                validUntil: (row[4] as Int?).map { CalendarDate(dayNumber: $0) },
                customer: row[5] as String? ?? row[6], units: row[7] as Int? ?? 0, received: row[8] as Int? ?? 0,
                skus: row[9] as String? ?? "")
        }
    }

    package func caseCount() throws -> Int {
        // Ids are given without gaps: the largest is the count, and no table is scanned for it.
        try db.row("SELECT max(id) FROM rmas") { $0[0] as Int? }.flatMap { $0 } ?? 0
    }

    /// What waits: papers to make, deliveries by their state, returns for a person.
    package func backlogs() throws -> [Backlog] {
        let queries = [
            ("papers owed", "SELECT count(*), min(due_at) FROM papers WHERE state = 'owed'"),
            ("papers failed", "SELECT count(*), min(due_at) FROM papers WHERE state = 'failed'"),
            ("labels to print", "SELECT count(*), min(created_at) FROM print_jobs WHERE state IN ('owed', 'sending')"),
            (
                "labels that may or may not be on paper",
                "SELECT count(*), min(changed_at) FROM print_jobs j WHERE state = 'uncertain' AND \(Self.isWanted)"
            ),
            (
                "labels that no printer took",
                "SELECT count(*), min(changed_at) FROM print_jobs j WHERE state = 'held' AND \(Self.isWanted)"
            ),
            ("deliveries ready", "SELECT count(*), min(created_at) FROM deliveries WHERE state = 'ready'"),
            (
                "deliveries waiting for an earlier one",
                "SELECT count(*), min(created_at) FROM deliveries WHERE state = 'waiting'"
            ),
            (
                "deliveries held, endpoint disabled",
                "SELECT count(*), min(created_at) FROM deliveries WHERE state = 'held'"
            ),
            ("deliveries failed", "SELECT count(*), min(ended_at) FROM deliveries WHERE state = 'failed'"),
            (
                "returns for a person",
                "SELECT count(*), min(changed_at) FROM rmas WHERE state IN ('requested', 'under_review')"
            ),
            (
                "returns waiting for the customer's answer",
                "SELECT count(*), min(changed_at) FROM rmas WHERE state = 'info_needed'"
            ),
        ]
        return try queries.compactMap { name, sql in
            try db.row(sql) { row in
                Backlog(name: name, count: row[0], oldest: (row[1] as Int64?).map { Instant(milliseconds: $0) })
            }
        }
    }

    /// Deliveries, newest first, of one return or of all.
    package func deliveries(rma: CaseID?, state: String?, limit: Int) throws -> [DeliverySummary] {
        try db.rows(
            """
            SELECT d.public_id, d.endpoint, r.number, m.kind, d.state, d.attempts, d.created_at, d.due_at, d.ended_at,
                d.last_error
            FROM deliveries d JOIN rmas r ON r.id = d.rma JOIN messages m ON m.event = d.event
            WHERE (?1 IS NULL OR d.rma = ?1) AND (?2 IS NULL OR d.state = ?2) ORDER BY d.id DESC LIMIT ?3
            """, [rma, state, limit], Self.deliverySummary)
    }

    /// One delivery with its payload and attempts.
    package func delivery(
        _ id: DeliveryID
    ) throws -> (summary: DeliverySummary, payload: [UInt8], attempts: [AttemptSummary])? {
        let found = try db.row(
            """
            SELECT d.public_id, d.endpoint, r.number, m.kind, d.state, d.attempts, d.created_at, d.due_at, d.ended_at,
                d.last_error, m.payload, d.id
            FROM deliveries d JOIN rmas r ON r.id = d.rma JOIN messages m ON m.event = d.event WHERE d.public_id = ?
            """, [id.text]
        ) { row in (try Self.deliverySummary(row), row.bytes(10), row[11] as Int64) }
        guard let (summary, payload, rowID) = found else { return nil }
        let attempts = try db.rows(
            """
            SELECT number, started_at, ended_at, outcome, status, peer, timings, response FROM attempts
            WHERE delivery = ? ORDER BY number LIMIT 1000
            """, [rowID]
        ) { row in
            AttemptSummary(
                number: row[0], startedAt: Instant(milliseconds: row[1]), endedAt: Instant(milliseconds: row[2]),
                outcome: row[3], status: row[4], peer: row[5],
                timings: try JSONValue(stored: row[6], "attempts.timings"), response: row.bytes(7))
        }
        return (summary, payload, attempts)
    }

    /// What carriers said of the parcels of a return, in the carriers' order of time.
    package func trackingEvents(of rma: CaseID) throws -> [StoredTrackingEvent] {
        try db.rows(
            """
            SELECT s.number, t.occurred_at, t.status, t.code, t.place, t.message
            FROM tracking_events t JOIN shipments s ON s.id = t.shipment WHERE s.rma = ?
            ORDER BY t.occurred_at LIMIT 1000
            """, [rma]
        ) { row in
            StoredTrackingEvent(
                shipment: row[0], occurredAt: Instant(milliseconds: row[1]), status: row[2], code: row[3],
                place: row[4], message: row[5])
        }
    }

    /// Approved returns whose last day lies before `day`, oldest first.
    package func casesToExpire(before day: CalendarDate, after id: CaseID, limit: Int) throws -> [CaseID] {
        try db.rows(
            """
            SELECT id FROM rmas INDEXED BY rmas_to_expire WHERE state = 'approved' AND valid_until < ? AND id > ?
            ORDER BY id LIMIT ?
            """, [day.dayNumber, id, limit]
        ) { $0[0] }
    }

    private static func deliverySummary(_ row: Row) throws -> DeliverySummary {
        DeliverySummary(
            publicID: DeliveryID(trusted: row[0]), endpoint: EndpointName(trusted: row[1]),
            rma: RMANumber(trusted: row[2]), kind: row[3], state: row[4], attempts: row[5],
            createdAt: Instant(milliseconds: row[6]), dueAt: Instant(milliseconds: row[7]),
            endedAt: (row[8] as Int64?).map { Instant(milliseconds: $0) }, lastError: row[9])
    }
}

/// A carrier's word about a parcel, as it was kept.
package struct StoredTrackingEvent: Sendable {
    package let shipment: Int
    package let occurredAt: Instant
    package let status: String?
    package let code: String?
    package let place: String?
    package let message: String?
}
