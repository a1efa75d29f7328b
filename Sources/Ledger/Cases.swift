import Digests
import GRDB
import JSONText
import Returns

/// A return as it is stored: the case that moves, and what was fixed when it was made.
package struct StoredCase: Sendable {
    package var id: CaseID
    package var `case`: ReturnCase
    /// The unguessable part of the tracking link.
    package var token: String
    /// How many events it has; the next one is `sequence + 1`.
    package var sequence: Int
    package var createdAt: Instant
    package var changedAt: Instant
    package var customer: Customer
    package var language: Language
    /// What the request said beside its lines: reference, channel, wish, gift, note, exchanges.
    package var request: JSONValue
    /// Every rule's finding, and the terms.
    package var decision: JSONValue
    package var policyEdition: String
    package var document: DocumentID
    /// nil: the house's only or default brand.
    package var brand: BrandName?

    package init(
        id: CaseID, case: ReturnCase, token: String, sequence: Int, createdAt: Instant, changedAt: Instant,
        customer: Customer, language: Language, request: JSONValue, decision: JSONValue, policyEdition: String,
        document: DocumentID, brand: BrandName? = nil
    ) {
        self.id = id
        self.case = `case`
        self.token = token
        self.sequence = sequence
        self.createdAt = createdAt
        self.changedAt = changedAt
        self.customer = customer
        self.language = language
        self.request = request
        self.decision = decision
        self.policyEdition = policyEdition
        self.document = document
        self.brand = brand
    }

    /// Who sends the goods back must not learn what was paid for them.
    package var isGift: Bool { request["gift"] == .bool(true) }

    /// The article that the customer would like in place of a line's; nil: the same again.
    package func exchange(forLine number: Int) -> String? { request["exchange_for"]?["\(number)"]?.string }
}

extension Transaction {
    package func nextCaseID() throws -> CaseID {
        try (db.row("SELECT coalesce(max(id), 0) FROM rmas") { $0[0] as Int64 } ?? 0) + 1
    }

    /// Stores a new return with its lines and parcels.
    package func add(_ stored: StoredCase) throws {
        let one = stored.case
        try db.run(
            """
            INSERT INTO rmas (id, number, token, state, created_at, changed_at, valid_until, sequence, customer,
                customer_name, contact, language, request, decision, policy_edition, document, brand)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                stored.id, one.number.text, stored.token, one.state.rawValue, stored.createdAt.milliseconds,
                stored.changedAt.milliseconds, one.validUntil?.dayNumber, stored.sequence,
                stored.customer.number?.text, stored.customer.name ?? stored.customer.company,
                stored.customer.json.text, stored.language.rawValue, stored.request.text, stored.decision.text,
                stored.policyEdition, stored.document, stored.brand?.text,
            ])
        for line in one.lines { try put(line, of: stored.id) }
        for shipment in one.shipments { try add(shipment, of: stored.id, at: stored.createdAt) }
        for order in one.resolutions { try put(order, of: stored.id) }
        try saveUnits(one, was: nil, of: stored.id)
        for denial in one.denials { try put(denial, of: stored.id) }
    }

    /// Stores what differs between two versions of a return.
    package func save(_ stored: StoredCase, was old: ReturnCase) throws {
        let new = stored.case
        try db.run(
            "UPDATE rmas SET state = ?, changed_at = ?, valid_until = ?, sequence = ? WHERE id = ?",
            [
                new.state.rawValue, stored.changedAt.milliseconds, new.validUntil?.dayNumber, stored.sequence,
                stored.id,
            ])
        for line in new.lines where !old.lines.contains(line) { try put(line, of: stored.id) }
        for shipment in new.shipments where !old.shipments.contains(shipment) {
            if old.shipments.contains(where: { $0.number == shipment.number }) {
                try db.run(
                    """
                    UPDATE shipments SET state = ?1, carrier = ?, tracking = ?, moved_at = ?, estimated_delivery = ?,
                        estimated_at = ?, history = ?,
                        ended_at = CASE WHEN ?1 IN ('checked_in', 'voided') THEN coalesce(ended_at, ?) END
                    WHERE rma = ? AND number = ?
                    """,
                    [
                        shipment.state.rawValue, shipment.carrier?.text, shipment.tracking?.text,
                        shipment.movedAt?.milliseconds, shipment.estimatedDelivery?.dayNumber,
                        shipment.estimatedAt?.milliseconds, shipment.history, stored.changedAt.milliseconds,
                        stored.id, shipment.number,
                    ])
            } else {
                try add(shipment, of: stored.id, at: stored.changedAt)
            }
        }
        for order in new.resolutions where !old.resolutions.contains(order) { try put(order, of: stored.id) }
        try saveUnits(new, was: old, of: stored.id)
        for denial in new.denials where !old.denials.contains(denial) { try put(denial, of: stored.id) }
    }

    private func put(_ line: CaseLine, of rma: CaseID) throws {
        let product = line.product
        let counts = line.line
        let currency = product.unitPrice?.currency ?? line.fee?.currency
        try db.run(
            """
            INSERT OR REPLACE INTO lines (rma, number, order_number, sku, title, category, serial, reason, condition,
                note, hazards, price_minor, currency, purchased_on, fee_minor, destination, requested, authorized,
                received, accepted, rejected, missing, extra, settled, receipt, verdict, disposition, resolution,
                discount_minor, shipping_minor, postage_minor, tax_minor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                rma, line.number, product.order?.text, product.sku.text, product.title, product.category?.text,
                product.serial?.text, product.reason.rawValue, product.condition?.rawValue, product.note,
                JSONValue.array(product.hazards.map { .string($0.rawValue) }).canonicalText,
                product.unitPrice?.minor, currency?.code,
                product.purchasedOn?.dayNumber, line.fee?.minor, line.destination?.text, counts.requested,
                counts.authorized, counts.received, counts.accepted, counts.rejected, counts.missing, counts.extra,
                counts.settled, counts.receipt.rawValue, counts.verdict.rawValue, counts.disposition.rawValue,
                counts.resolution.rawValue, line.spread.discount, line.spread.shipping, line.spread.postage,
                line.spread.tax,
            ])
    }

    private func add(_ shipment: Shipment, of rma: CaseID, at moment: Instant) throws {
        try db.run(
            """
            INSERT INTO shipments (rma, number, code, warehouse, state, carrier, tracking, moved_at, scheme,
                estimated_delivery, estimated_at, history, began_at, ended_at)
            VALUES (?, ?, ?, ?, ?5, ?, ?, ?, ?, ?, ?, ?, ?13, iif(?5 IN ('checked_in', 'voided'), ?13, NULL))
            """,
            [
                rma, shipment.number, shipment.code.text, shipment.warehouse.text, shipment.state.rawValue,
                shipment.carrier?.text, shipment.tracking?.text, shipment.movedAt?.milliseconds,
                shipment.code.scheme.rawValue, shipment.estimatedDelivery?.dayNumber,
                shipment.estimatedAt?.milliseconds, shipment.history, moment.milliseconds,
            ])
    }
}

extension Snapshot {
    package func stored(_ number: RMANumber) throws -> StoredCase? {
        try storedCases(where: "number = ?", [number.text]).first
    }

    /// The return of a tracking link.
    package func stored(token: String) throws -> StoredCase? {
        try storedCases(where: "token = ?", [token]).first
    }

    package func stored(id: CaseID) throws -> StoredCase? {
        try storedCases(where: "id = ?", [id]).first
    }

    /// The return that a parcel belongs to, by the code on its label or the carrier's number in any form that
    /// scanners send, and the parcel's number within it. A carrier's number that was used again belongs to the
    /// newest parcel.
    package func parcel(_ scanned: String) throws -> (rma: CaseID, shipment: Int)? {
        // Numbers of carriers that we do not know may hold other signs: those are looked for as they are.
        for code in ScannedNumber(scanned).filings + [String(scanned.trimmingWhitespace())] {
            if let found = try parcel(code: code) { return found }
        }
        return nil
    }

    private func parcel(code: String) throws -> (rma: CaseID, shipment: Int)? {
        try db.row("SELECT rma, number FROM shipments WHERE code = ?", [code]) { ($0[0], $0[1]) }
            ?? db.row("SELECT rma, number FROM shipments WHERE tracking = ? ORDER BY id DESC LIMIT 1", [code]) {
                ($0[0], $0[1])
            }
    }

    /// Units of a product of an order that are spoken for by returns, by `Line.entitlementUsed`.
    package func unitsReturned(order: OrderNumber, sku: SKU) throws -> Int {
        try db.rows(
            """
            SELECT r.state, l.requested, l.authorized, l.received, l.accepted, l.rejected, l.missing, l.extra,
                l.settled, l.receipt, l.verdict, l.disposition, l.resolution,
                (SELECT sum(iif(u.verdict = 'rejected' AND u.disposition = 'return_to_customer'
                        AND \(Self.isNotRenewed), u.quantity, 0))
                    FROM units u WHERE u.rma = l.rma AND u.line = l.number AND NOT u.appealed
                        AND NOT u.corrected),
                \(Self.renewed(["repair", "replacement"]))
            FROM lines l JOIN rmas r ON r.id = l.rma WHERE l.order_number = ? AND l.sku = ?
            """, [order.text, sku.text]
        ) { row in
            try Self.counts(row, from: 1).entitlementUsed(
                in: row.axis(0, "rmas.state"), sentBack: row[13], renewed: row[14])
        }.reduce(0, +)
    }

    /// A unit that was repaired for a charge is counted with what was given back as new.
    private static let isNotRenewed = """
        NOT EXISTS (SELECT 1 FROM resolutions d WHERE d.rma = u.rma AND d.denial = u.denial AND d.state = 'settled'
            AND d.kind = 'repair')
        """

    /// How many units of a line `l` were given back as new, by the kinds of their orders.
    private static func renewed(_ kinds: [String]) -> String {
        """
        (SELECT coalesce(sum(o.units), 0) FROM resolutions o WHERE o.rma = l.rma AND o.line = l.number
            AND o.state = 'settled' AND o.kind IN ('\(kinds.joined(separator: "', '"))'))
        """
    }

    /// Whether a unit is part of another return that is open or was finished. One that was repaired, or was sent back
    /// as it came, is with the customer again; one that was replaced is not.
    package func isReturned(_ serial: SerialNumber) throws -> Bool {
        let search = SerialSearch(serial)
        return try db.rows(
            """
            SELECT l.serial FROM lines l JOIN rmas r ON r.id = l.rma
            WHERE l.serial IS NOT NULL AND l.rma IN (\(SerialSearch.returns))
                AND r.state NOT IN ('declined', 'cancelled', 'expired')
                AND NOT (r.state IN ('approved', 'closed') AND \(Self.renewed(["repair"])) > 0)
                AND NOT (r.state = 'closed' AND l.disposition = 'return_to_customer' AND l.accepted = 0)
            """, search.arguments
        ) { $0[0] as String }.contains(where: search.means)
    }

    private func storedCases(
        where condition: String, _ arguments: [any SQLConvertible]
    ) throws -> [StoredCase] {
        try db.rows(
            """
            SELECT id, number, token, state, created_at, changed_at, valid_until, sequence, contact, language, request,
                decision, policy_edition, document, brand
            FROM rmas WHERE \(condition)
            """, arguments
        ) { row in
            let id: CaseID = row[0]
            return StoredCase(
                id: id,
                case: ReturnCase(
                    number: RMANumber(trusted: row[1]), state: try row.axis(3, "rmas.state"),
                    validUntil: (row[6] as Int?).map { CalendarDate(dayNumber: $0) }, lines: try lines(of: id),
                    shipments: try shipments(of: id), resolutions: try resolutions(of: id), units: try units(of: id),
                    denials: try denials(of: id)),
                token: row[2], sequence: row[7], createdAt: Instant(milliseconds: row[4]),
                changedAt: Instant(milliseconds: row[5]),
                customer: try Customer(json: JSONValue(stored: row[8], "rmas.contact")),
                language: try row.axis(9, "rmas.language"), request: try JSONValue(stored: row[10], "rmas.request"),
                decision: try JSONValue(stored: row[11], "rmas.decision"), policyEdition: row[12], document: row[13],
                brand: (row[14] as String?).map { BrandName(trusted: $0) })
        }
    }

    private func lines(of rma: CaseID) throws -> [CaseLine] {
        let advances = try advances(of: rma)
        return try db.rows(
            """
            SELECT number, order_number, sku, title, category, serial, reason, condition, note, hazards, price_minor,
                currency, purchased_on, fee_minor, destination, requested, authorized, received, accepted, rejected,
                missing, extra, settled, receipt, verdict, disposition, resolution, discount_minor, shipping_minor,
                postage_minor, tax_minor
            FROM lines WHERE rma = ? ORDER BY number
            """, [rma]
        ) { row in
            let currency = (row[11] as String?).map { Currency(trusted: $0) }
            let money = { (minor: Int64?) in
                minor.flatMap { minor in currency.map { Money(minor: minor, currency: $0) } }
            }
            let hazards = try JSONValue(stored: row[9], "lines.hazards").strings.compactMap(Hazard.init)
            return CaseLine(
                number: row[0],
                product: RequestedLine(
                    order: (row[1] as String?).map { OrderNumber(trusted: $0) }, sku: SKU(trusted: row[2]),
                    title: row[3], category: (row[4] as String?).map { Category(trusted: $0) },
                    serial: (row[5] as String?).map { SerialNumber(trusted: $0) }, quantity: row[15],
                    reason: try row.axis(6, "lines.reason"), condition: try row.optionalAxis(7, "lines.condition"),
                    note: row[8], unitPrice: money(row[10]),
                    purchasedOn: (row[12] as Int?).map { CalendarDate(dayNumber: $0) }, hazards: Set(hazards)),
                line: try Self.counts(row, from: 15),
                destination: (row[14] as String?).map { WarehouseName(trusted: $0) }, fee: money(row[13]),
                spread: LineSpread(discount: row[27], shipping: row[28], postage: row[29], tax: row[30]),
                advance: advances[row[0]])
        }
    }

    private static func counts(_ row: Row, from column: Int) throws -> Line {
        var line = Line(requested: row[column], authorized: row[column + 1])
        line.received = row[column + 2]
        line.accepted = row[column + 3]
        line.rejected = row[column + 4]
        line.missing = row[column + 5]
        line.extra = row[column + 6]
        line.settled = row[column + 7]
        line.receipt = try row.axis(column + 8, "lines.receipt")
        line.verdict = try row.axis(column + 9, "lines.verdict")
        line.disposition = try row.axis(column + 10, "lines.disposition")
        line.resolution = try row.axis(column + 11, "lines.resolution")
        return line
    }

    private func shipments(of rma: CaseID) throws -> [Shipment] {
        try db.rows(
            """
            SELECT number, code, warehouse, state, carrier, tracking, moved_at, scheme, estimated_delivery,
                estimated_at, history
            FROM shipments WHERE rma = ? ORDER BY number
            """, [rma]
        ) { row in
            let text: String = row[1]
            guard let code = ParcelCode(text, scheme: try row.axis(7, "shipments.scheme")) else {
                throw UnreadableRow(column: "shipments.code", value: text)
            }
            var shipment = Shipment(
                number: row[0], code: code, warehouse: WarehouseName(trusted: row[2]),
                state: try row.axis(3, "shipments.state"),
                carrier: (row[4] as String?).map { CarrierName(trusted: $0) },
                tracking: (row[5] as String?).map { TrackingNumber(trusted: $0) },
                movedAt: (row[6] as Int64?).map { Instant(milliseconds: $0) })
            shipment.estimatedDelivery = (row[8] as Int?).map { CalendarDate(dayNumber: $0) }
            shipment.estimatedAt = (row[9] as Int64?).map { Instant(milliseconds: $0) }
            shipment.history = Digest(bytes: row.bytes(10))?.bytes
            return shipment
        }
    }
}
