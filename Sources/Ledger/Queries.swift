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
    package let brand: BrandName?
    /// Why a return that the policy authorized waits for a person all the same; nil for all others.
    package let held: String?
    /// The customer is under special care.
    package let isSpecial: Bool
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
                sum(l.authorized), sum(l.received), group_concat(l.sku, ', '), r.brand,
                CASE WHEN r.state IN ('under_review', 'info_needed') THEN r.decision ->> '$.held' END,
                EXISTS (SELECT 1 FROM customer_care c WHERE c.ended_at IS NULL AND c.customer =
                    coalesce(r.customer, 'email:' || lower(r.contact ->> '$.email'), 'rma:' || r.number))
            FROM rmas r LEFT JOIN lines l ON l.rma = r.id WHERE r.id = ? GROUP BY r.id
            """, [id]
        ) { row in
            CaseSummary(
                id: id, number: RMANumber(trusted: row[0]), state: try row.axis(1, "rmas.state"),
                createdAt: Instant(milliseconds: row[2]), changedAt: Instant(milliseconds: row[3]),
                validUntil: (row[4] as Int?).map { CalendarDate(dayNumber: $0) },
                customer: row[5] as String? ?? row[6], units: row[7] as Int? ?? 0, received: row[8] as Int? ?? 0,
                skus: row[9] as String? ?? "", brand: (row[10] as String?).map { BrandName(trusted: $0) },
                held: row[11], isSpecial: row[12] as Int == 1)
        }
    }

    /// Returns that the policy authorized and that wait for a parcel number alone, the oldest first.
    package func heldCases(after id: CaseID = CaseID(0), limit: Int) throws -> [(id: CaseID, number: RMANumber)] {
        try db.rows(
            """
            SELECT id, number FROM rmas
            WHERE state = 'under_review' AND id > ? AND decision ->> '$.held' IS NOT NULL ORDER BY id LIMIT ?
            """, [id, limit]
        ) { ($0[0], RMANumber(trusted: $0[1])) }
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
            ("deliveries ready", Self.openDeliveries("d.state = 'ready' AND e.state = 'enabled'")),
            (
                "deliveries waiting for an earlier one",
                Self.openDeliveries("d.state = 'waiting' AND e.state = 'enabled'")
            ),
            ("deliveries held, endpoint disabled", Self.openDeliveries("e.state = 'disabled'")),
            ("deliveries failed", "SELECT count(*), min(ended_at) FROM deliveries WHERE state = 'failed'"),
            (
                "parcels on the workbench", "SELECT count(*), min(received_at) FROM workbench WHERE state = 'open'"
            ),
            (
                "returns for a person",
                "SELECT count(*), min(changed_at) FROM rmas WHERE state IN ('requested', 'under_review')"
            ),
            (
                "erasures not ended",
                "SELECT count(*), min(v.at) FROM erasure_errands e JOIN events v ON v.sequence = e.erasure"
            ),
            (
                "returns waiting for the customer's answer",
                "SELECT count(*), min(changed_at) FROM rmas WHERE state = 'info_needed'"
            ),
        ]
        let waiting = try queries.compactMap { name, sql in
            try db.row(sql) { row in
                Backlog(name: name, count: row[0], oldest: (row[1] as Int64?).map { Instant(milliseconds: $0) })
            }
        }
        let lost = try lostDocuments(limit: Self.lostMax)
        return waiting + [
            Backlog(name: "documents lost", count: lost.count, oldest: lost.map(\.receivedAt).min())
        ]
    }

    private static let lostMax = 1_000

    private static func openDeliveries(_ condition: String) -> String {
        """
        SELECT count(*), min(d.created_at) FROM deliveries d JOIN endpoints e ON e.name = d.endpoint
        WHERE d.state IN ('ready', 'waiting') AND \(condition)
        """
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
}
