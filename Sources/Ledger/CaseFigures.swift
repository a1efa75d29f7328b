import GRDB
import Returns

/// What figures are counted from: a return with its lines and the moments of its life, read from what is there.
package struct CaseFigures: Sendable, Equatable {
    package var id: CaseID
    package var state: RMAState
    package var requestedAt: Instant
    package var customer: String?
    package var brand: String?
    package var channel: String?
    package var country: String?
    /// Of the first parcel; nil where none was planned.
    package var warehouse: String?
    /// Of the first parcel that has one.
    package var carrier: String?
    package var lines: [Line] = []
    package var moments: [Moment] = []
    package var promises: [Promised] = []
    /// What the customer has got.
    package var given: [Given] = []

    package init(id: CaseID, state: RMAState, requestedAt: Instant) {
        self.id = id
        self.state = state
        self.requestedAt = requestedAt
    }

    /// A line of the return, as it is now.
    package struct Line: Sendable, Equatable {
        package var number = 1
        package var sku: String
        package var title: String?
        package var category: String?
        package var reason: String
        package var price: Money?
        package var requested = 1
        package var authorized = 1
        package var received = 0
        package var receipt = ReceiptState.awaiting
        package var verdict = Verdict.pending
        /// Units that were judged, by where they go.
        package var judged: [Judged] = []
        package var resolution = Resolution.none
        package var hasSerial = false
        /// The same serial number is in an earlier return, too.
        package var cameBefore = false

        package init(sku: String, reason: String) {
            self.sku = sku
            self.reason = reason
        }

        /// What the customer gave as the reason; nil for goods that came without having been announced.
        package var statedReason: String? { requested > 0 ? reason : nil }

        /// Units that are here and wait for an inspection.
        package var unjudged: Int { max(0, received - judged.reduce(0) { $0 + $1.units }) }
    }

    /// Units of a line that were judged and go the same way.
    package struct Judged: Sendable, Equatable {
        package var units: Int
        package var disposition: Disposition
        /// What one of them is worth, where the inspector said it.
        package var value: Money?
        /// They bear other serial numbers than were announced or sold.
        package var hasOtherSerial: Bool

        package init(units: Int, disposition: Disposition, value: Money? = nil, hasOtherSerial: Bool = false) {
            self.units = units
            self.disposition = disposition
            self.value = value
            self.hasOtherSerial = hasOtherSerial
        }
    }

    /// What the customer was promised, and what became of it.
    package struct Promised: Sendable, Equatable {
        package var name: String
        package var state: PromiseState
        /// The customer was told a later day before the first one had passed.
        package var isRevised: Bool
        /// The earliest of the days that the customer was told for it.
        package var told: CalendarDate?
        package var endedAt: Instant?

        package init(
            name: String, state: PromiseState, isRevised: Bool = false, told: CalendarDate? = nil,
            endedAt: Instant? = nil
        ) {
            self.name = name
            self.state = state
            self.isRevised = isRevised
            self.told = told
            self.endedAt = endedAt
        }
    }

    /// Something that the customer has got: for units of a line, or as goodwill.
    package struct Given: Sendable, Equatable {
        package static let goodwill = "goodwill"

        package var kind: String
        package var units: Int
        package var paid: Money?
        /// Nil: for the return as a whole.
        package var line: Int?

        package init(kind: String, units: Int, paid: Money? = nil, line: Int? = nil) {
            self.kind = kind
            self.units = units
            self.paid = paid
            self.line = line
        }
    }

    /// One thing that happened, as the audit trail has it.
    package struct Moment: Sendable, Equatable {
        package var axis: String
        package var subject: String
        package var after: String
        /// The carrier's time where a carrier said it, else ours.
        package var at: Instant
        /// Of feedback: 1 to 5.
        package var rating: Int?
        /// Of feedback: `complaint`, `thanks` and the like.
        package var kind: String?

        package init(_ axis: String, _ after: String, at: Instant, subject: String = "rma") {
            self.axis = axis
            self.after = after
            self.at = at
            self.subject = subject
        }
    }
}

/// Where reading of returns by time goes on.
package struct FigureCursor: Sendable {
    var requestedAt: Int64
    var id: CaseID

    /// From the first return at a moment or later.
    package init(from moment: Instant) {
        requestedAt = moment.milliseconds
        id = 0
    }
}

extension Ledger {
    /// How many returns are read on one snapshot: a reader that stays would keep the WAL from being emptied.
    package static let figuresPieceMax = 2_000

    /// Runs every return that was requested in `[from, until)` through `body`, the oldest first, in pieces that each
    /// have a snapshot of their own. What changes meanwhile is counted as it was or as it is, never twice.
    package func eachCaseFigures(
        from: Instant, until: Instant, piece size: Int = figuresPieceMax, _ body: (CaseFigures) throws -> Void
    ) throws {
        var cursor = FigureCursor(from: from)
        while true {
            let (piece, next) = try read {
                try $0.caseFigures(behind: cursor, until: until, limit: size)
            }
            for figures in piece { try body(figures) }
            guard piece.count == size else { return }
            cursor = next
        }
    }
}

extension Snapshot {
    /// Axes of events that figures are counted from.
    private static let axes = [
        RMAState.axisName, ShipmentState.axisName, ReceiptState.axisName, Verdict.axisName, Resolution.axisName,
        "feedback",
    ].map { "'\($0)'" }.joined(separator: ", ")

    func caseFigures(
        behind cursor: FigureCursor, until: Instant, limit: Int
    ) throws -> ([CaseFigures], FigureCursor) {
        var cursor = cursor
        var all: [CaseFigures] = try db.rows(
            """
            SELECT r.id, r.state, r.created_at, r.customer, r.brand, r.contact ->> '$.address.country',
                coalesce(r.request ->> '$.channel', (SELECT o.channel FROM lines l JOIN orders o
                    ON o.number = l.order_number WHERE l.rma = r.id AND o.channel IS NOT NULL LIMIT 1)),
                (SELECT s.warehouse FROM shipments s WHERE s.rma = r.id ORDER BY s.number LIMIT 1),
                (SELECT s.carrier FROM shipments s WHERE s.rma = r.id AND s.carrier IS NOT NULL
                    ORDER BY s.number LIMIT 1)
            FROM rmas r INDEXED BY rmas_by_creation
            WHERE (r.created_at, r.id) > (?, ?) AND r.created_at < ? ORDER BY r.created_at, r.id LIMIT ?
            """, [cursor.requestedAt, cursor.id, until.milliseconds, limit]
        ) { row in
            var one = CaseFigures(
                id: row[0], state: try row.axis(1, "rmas.state"), requestedAt: Instant(milliseconds: row[2]))
            (one.customer, one.brand, one.country) = (row[3], row[4], row[5])
            (one.channel, one.warehouse, one.carrier) = (row[6], row[7], row[8])
            return one
        }
        for index in all.indices {
            all[index].lines = try figureLines(of: all[index].id)
            all[index].moments = try figureMoments(of: all[index].id)
            all[index].promises = try figurePromises(of: all[index].id)
            all[index].given = try figureGifts(of: all[index].id)
        }
        if let last = all.last {
            cursor.requestedAt = last.requestedAt.milliseconds
            cursor.id = last.id
        }
        return (all, cursor)
    }

    private func figurePromises(of rma: CaseID) throws -> [CaseFigures.Promised] {
        // Days that were told before the promise ended and began again are not its own.
        let standing = try db.rows(
            """
            SELECT p.name, p.state, p.revised_on IS NOT NULL, p.ended_at,
                (SELECT min(e.details ->> ('$.promised_' || p.name)) FROM events e
                WHERE e.rma = p.rma AND p.state = 'kept' AND e.sequence > ifnull(
                    (SELECT b.sequence FROM events b
                    WHERE b.rma = p.rma AND b.subject = 'promise:' || p.name AND b.axis = 'promise'
                        AND b.after IN ('kept', 'broken', 'withdrawn') ORDER BY b.sequence DESC LIMIT 1 OFFSET 1), 0))
            FROM promises p WHERE p.rma = ? ORDER BY p.name
            """, [rma]
        ) { row in
            CaseFigures.Promised(
                name: row[0], state: try row.axis(1, "promises.state"), isRevised: row[2] as Int == 1,
                told: (row[4] as String?).flatMap { CalendarDate(iso: $0) },
                endedAt: (row[3] as Int64?).map { Instant(milliseconds: $0) })
        }
        return try standing + figureEarlier(of: rma)
    }

    /// Promises that were kept or broken before they began again: for the rest of the goods, or where the return lives
    /// again. What a count taken back had ended was not done.
    private func figureEarlier(of rma: CaseID) throws -> [CaseFigures.Promised] {
        try db.rows(
            """
            SELECT substr(e.subject, length('promise:') + 1), e.after, e.details ->> '$.revised_on' IS NOT NULL,
                e.at,
                (SELECT min(t.details ->> ('$.promised_' || substr(e.subject, length('promise:') + 1))) FROM events t
                WHERE t.rma = e.rma AND t.sequence < e.sequence AND t.sequence > ifnull(
                    (SELECT max(b.sequence) FROM events b
                    WHERE b.rma = e.rma AND b.subject = e.subject AND b.axis = 'promise' AND b.sequence < e.sequence
                        AND b.after IN ('kept', 'broken', 'withdrawn')), 0))
            FROM events e JOIN events n ON n.sequence = (SELECT min(a.sequence) FROM events a
                WHERE a.rma = e.rma AND a.sequence > e.sequence
                    AND a.details ->> ('$.promised_' || substr(e.subject, length('promise:') + 1)) IS NOT NULL)
            WHERE e.rma = ? AND e.axis = 'promise' AND e.after IN ('kept', 'broken') AND NOT EXISTS (
                SELECT 1 FROM events c
                WHERE c.rma = e.rma AND c.document = n.document AND c.kind = 'return.count_corrected')
            ORDER BY e.sequence
            """, [rma]
        ) { row in
            let state: PromiseState = try row.axis(1, "events.after")
            return CaseFigures.Promised(
                name: row[0], state: state, isRevised: row[2] as Int == 1,
                told: state == .kept ? (row[4] as String?).flatMap { CalendarDate(iso: $0) } : nil,
                endedAt: Instant(milliseconds: row[3]))
        }
    }

    private func figureLines(of rma: CaseID) throws -> [CaseFigures.Line] {
        var numbered = try db.rows(
            """
            SELECT number, sku, title, category, reason, price_minor, currency, requested, authorized, received + extra,
                receipt, verdict, disposition, resolution, serial IS NOT NULL,
                serial IS NOT NULL AND EXISTS (SELECT 1 FROM lines e WHERE e.serial = l.serial AND e.rma < l.rma),
                accepted + rejected
            FROM lines l WHERE rma = ? ORDER BY number
            """, [rma]
        ) { row -> CaseFigures.Line in
            var line = CaseFigures.Line(sku: row[1], reason: row[4])
            (line.number, line.title, line.category) = (row[0], row[2], row[3])
            line.price = Self.money(row[5], row[6])
            (line.requested, line.authorized, line.received) = (row[7], row[8], row[9])
            line.receipt = try row.axis(10, "lines.receipt")
            line.verdict = try row.axis(11, "lines.verdict")
            let judged: Int = row[16]
            if judged > 0 {
                line.judged = [.init(units: judged, disposition: try row.axis(12, "lines.disposition"))]
            }
            line.resolution = try row.axis(13, "lines.resolution")
            (line.hasSerial, line.cameBefore) = (row[14] as Int == 1, row[15] as Int == 1)
            return line
        }
        // Most returns on their way have no units, and older ones no records of them.
        guard numbered.contains(where: { !$0.judged.isEmpty }) else { return numbered }
        for (number, units) in Dictionary(grouping: try figureUnits(of: rma), by: \.line) {
            guard let index = numbered.firstIndex(where: { $0.number == number }) else { continue }
            numbered[index].judged = units.map(\.judged)
        }
        return numbered
    }

    private func figureUnits(of rma: CaseID) throws -> [(line: Int, judged: CaseFigures.Judged)] {
        try db.rows(
            """
            SELECT line, quantity, disposition, value_minor, value_currency, repair_minor, repair_currency,
                ifnull(serial_finding, '') = 'other' FROM units WHERE rma = ? AND NOT appealed AND NOT corrected
            ORDER BY number
            """, [rma]
        ) { row in
            let disposition: Disposition = try row.axis(2, "units.disposition")
            var value = Self.money(row[3], row[4])
            // What is mended brings its value less the work.
            if let whole = value, let cost = Self.money(row[5], row[6]), cost.currency == whole.currency,
                disposition == .repair || disposition == .refurbish
            {
                value = Money(minor: max(0, whole.minor - cost.minor), currency: whole.currency)
            }
            let judged = CaseFigures.Judged(
                units: row[1], disposition: disposition, value: value, hasOtherSerial: row[7] as Int == 1)
            return (row[0], judged)
        }
    }

    private static func money(_ minor: Int64?, _ code: String?) -> Money? {
        minor.flatMap { minor in code.map { Money(minor: minor, currency: Currency(trusted: $0)) } }
    }

    private func figureGifts(of rma: CaseID) throws -> [CaseFigures.Given] {
        try db.rows(
            """
            SELECT kind, units, paid_minor, currency, line FROM resolutions WHERE rma = ?1 AND state = 'settled'
            UNION ALL SELECT '\(CaseFigures.Given.goodwill)', 0, minor, currency, NULL FROM goodwill g WHERE rma = ?1
                AND NOT EXISTS (
                    SELECT 1 FROM tasks t WHERE t.rma = ?1 AND t.subject = 'goodwill:' || g.id AND t.state = 'open')
            """, [rma]
        ) { row in
            var given = CaseFigures.Given(kind: row[0], units: row[1], line: row[4])
            if let minor = row[2] as Int64?, let code = row[3] as String? {
                given.paid = Money(minor: minor, currency: Currency(trusted: code))
            }
            return given
        }
    }

    private func figureMoments(of rma: CaseID) throws -> [CaseFigures.Moment] {
        try db.rows(
            """
            SELECT axis, after, at, subject,
                CASE axis WHEN 'shipment' THEN unixepoch(details ->> '$.occurred_at') * 1000 END,
                CASE axis WHEN 'feedback' THEN details ->> '$.rating' END,
                CASE axis WHEN 'feedback' THEN details ->> '$.kind' END
            FROM events WHERE rma = ? AND axis IN (\(Self.axes)) AND before <> after ORDER BY rma_sequence
            """, [rma]
        ) { row in
            var moment = CaseFigures.Moment(
                row[0], row[1], at: Instant(milliseconds: row[4] as Int64? ?? row[2]), subject: row[3])
            (moment.rating, moment.kind) = (row[5], row[6])
            return moment
        }
    }

    /// How many orders we know of a customer.
    package func orderCount(of customer: String) throws -> Int {
        try db.row("SELECT count(*) FROM orders WHERE customer = ?", [customer]) { $0[0] as Int } ?? 0
    }

    /// The number of a return, for people.
    package func number(of id: CaseID) throws -> String? {
        try db.row("SELECT number FROM rmas WHERE id = ?", [id]) { $0[0] as String }
    }
}
