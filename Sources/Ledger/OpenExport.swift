import GRDB
import JSONText
import Returns

/// A kind of record in the export of everything: its name, its columns in order, and where they come from.
package struct ExportKind: Sendable {
    package enum Form: String, Sendable {
        case text, integer
        /// UTC, ISO 8601 with milliseconds.
        case time
        /// ISO 8601.
        case day
        /// An object or array: nested in JSON Lines, as text in CSV.
        case json
        /// Hexadecimal digits.
        case digest
        /// `true` or `false`.
        case flag
    }

    package struct Column: Sendable {
        package let name: String
        package let form: Form
        let expression: String
        package let about: String
    }

    package let name: String
    package let about: String
    package let columns: [Column]
    private let source: String

    init(_ name: String, _ about: String, from source: String, _ columns: [Column]) {
        self.name = name
        self.about = about
        self.source = source
        self.columns = columns
    }

    fileprivate var statement: String {
        "SELECT \(columns.map(\.expression).joined(separator: ", ")) FROM \(source)"
    }
}

extension Snapshot {
    /// Runs every record of a kind through `body`, in a stable order; none is kept.
    package func each(of kind: ExportKind, _ body: ([JSONValue]) throws -> Void) throws {
        try db.each(kind.statement) { row in
            var values: [JSONValue] = []
            values.reserveCapacity(kind.columns.count)
            for (index, column) in kind.columns.enumerated() { values.append(try row.exported(index, column)) }
            try body(values)
        }
    }
}

extension Row {
    fileprivate func exported(_ index: Int, _ column: ExportKind.Column) throws -> JSONValue {
        switch column.form {
        case .text: return (self[index] as String?).map { .string($0) } ?? .null
        case .integer: return (self[index] as Int64?).map { .integer($0) } ?? .null
        case .flag: return (self[index] as Int64?).map { .bool($0 != 0) } ?? .null
        case .time:
            return (self[index] as Int64?).map { .string(Instant(milliseconds: $0).description) } ?? .null
        case .day: return (self[index] as Int?).map { .string(CalendarDate(dayNumber: $0).description) } ?? .null
        case .json: return try (self[index] as String?).map { try JSONValue(stored: $0, column.name) } ?? .null
        case .digest:
            let bytes = bytes(index)
            guard !bytes.isEmpty else { return .null }
            return .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }
}

extension ExportKind {
    /// Everything that is exported. Names and columns stay; new ones are added behind those that are there.
    package static let all: [ExportKind] = returns + goods + parcels + people + trail + errands

    private static func text(_ name: String, _ about: String, _ expression: String? = nil) -> Column {
        Column(name: name, form: .text, expression: expression ?? name, about: about)
    }

    private static func column(
        _ name: String, _ form: Form, _ about: String, _ expression: String? = nil
    ) -> Column {
        Column(name: name, form: form, expression: expression ?? name, about: about)
    }

    private static let ofReturn = text("rma", "The return.", "r.number")

    private static let returns = [
        ExportKind(
            "returns", "Returns, as they stand.", from: "rmas r ORDER BY r.id",
            [
                text("rma", "Its number.", "number"), text("state", "How it stands."),
                column("created_at", .time, "When it was requested."), column("changed_at", .time, "Its last change."),
                column("valid_until", .day, "The last day for handing the goods over."),
                text("customer", "The shop's number of the customer."), text("customer_name", "Name or company."),
                column("contact", .json, "What is known of the customer."), text("language", "The customer's."),
                text("brand", "Empty: the house's only or default one."),
                column("request", .json, "What the request said beside its lines."),
                column("decision", .json, "Each rule's finding, and the terms."),
                text("policy_edition", "Of the policy that decided."),
                column("document", .integer, "The document that it came with."),
                column("events", .integer, "How many events it has.", "sequence"),
            ])
    ]

    private static let goods = [
        ExportKind(
            "lines", "Lines of returns. Amounts are in minor units of the currency.",
            from: "lines l JOIN rmas r ON r.id = l.rma ORDER BY l.rma, l.number",
            [ofReturn, column("line", .integer, "Its number in the return.", "l.number")]
                + ["order_number", "sku", "title", "category", "serial", "reason", "condition", "note"].map {
                    text($0, "As the request and the order say it.", "l.\($0)")
                } + [column("hazards", .json, "Hazards of the goods.", "l.hazards")]
                + ["price_minor", "fee_minor", "discount_minor", "shipping_minor", "postage_minor", "tax_minor"].map {
                    column($0, .integer, "An amount, in minor units.", "l.\($0)")
                } + [
                    text("currency", "Of the amounts.", "l.currency"),
                    column("purchased_on", .day, "When it was bought.", "l.purchased_on"),
                    text("destination", "The warehouse.", "l.destination"),
                ]
                + ["requested", "authorized", "received", "accepted", "rejected", "missing", "extra", "settled"].map {
                    column($0, .integer, "Units.", "l.\($0)")
                }
                + ["receipt", "verdict", "disposition", "resolution"].map {
                    text($0, "How it stands; docs/states.md.", "l.\($0)")
                }),
        ExportKind(
            "units", "What was judged: one record for each unit, or for several alike.",
            from: "units u JOIN rmas r ON r.id = u.rma ORDER BY u.rma, u.number",
            [
                ofReturn, column("unit", .integer, "Its number in the return.", "u.number"),
                column("line", .integer, "The line.", "u.line"),
                column("quantity", .integer, "How many.", "u.quantity"),
                text("serial", "As it was read.", "u.serial"),
                text("serial_finding", "Whether that was the one expected.", "u.serial_finding"),
                text("verdict", "What was found.", "u.verdict"), text("grade", "How good it is.", "u.grade"),
                text("disposition", "Where it goes; docs/states.md.", "u.disposition"),
                text("destination", "The warehouse.", "u.destination"), text("bin", "The place.", "u.bin"),
                text("rule", "The rule that said so.", "u.rule"),
                text("decided_by", "Who said otherwise.", "u.decided_by"),
                text("decision_reason", "Why.", "u.decision_reason"),
                column("checklist", .json, "Questions and answers.", "u.checklist"),
                column("photos", .json, "Each with its digest where it is known.", "u.photos"),
                text("note", "What was found, in words.", "u.note"),
                column("value_minor", .integer, "What it brings, in minor units.", "u.value_minor"),
                text("value_currency", "Of that.", "u.value_currency"),
                column("repair_minor", .integer, "What a repair costs, in minor units.", "u.repair_minor"),
                text("repair_currency", "Of that.", "u.repair_currency"),
                column("judged_on", .day, "When it was judged.", "u.judged_on"),
                column("appealed", .flag, "Whether the customer objects to the rejection.", "u.appealed"),
                column("corrected", .flag, "Whether it was judged anew, because this was wrong.", "u.corrected"),
                column("denial", .integer, "The denial that speaks of it.", "u.denial"),
            ]),
        ExportKind(
            "denials", "What customers were told that they do not get.",
            from: "denials d JOIN rmas r ON r.id = d.rma ORDER BY d.rma, d.number",
            [
                ofReturn, column("denial", .integer, "Its number in the return.", "d.number"),
                column("line", .integer, "The line.", "d.line"),
                column("units", .integer, "For how many units.", "d.units"),
                text("reference", "The settlement that said it.", "d.reference"),
                text("reason", "As the customer read it.", "d.reason"),
                text("alternative", "What they can do instead.", "d.alternative"),
                column("amount_minor", .integer, "What is given, or what it costs, in minor units.", "d.amount_minor"),
                text("currency", "Of that.", "d.currency"), text("state", "How it stands; docs/states.md.", "d.state"),
            ]),
        ExportKind(
            "advances", "What went out before the goods of a line came back.",
            from: "advances a JOIN rmas r ON r.id = a.rma ORDER BY a.rma, a.line",
            [
                ofReturn, column("line", .integer, "The line.", "a.line"), text("kind", "Kept or lent.", "a.kind"),
                text("serial", "Of what was sent.", "a.serial"),
                column("due_on", .day, "The last day for the goods that are awaited.", "a.due_on"),
                text("reference", "The order that sent it.", "a.reference"),
                column("reminded_on", .day, "When the customer was reminded.", "a.reminded_on"),
                text("ended", "How it ended.", "a.ended"),
                column("proposed_on", .day, "When somebody was asked whether it is charged.", "a.proposed_on"),
            ]),
        ExportKind(
            "resolutions", "What customers get.",
            from: "resolutions x JOIN rmas r ON r.id = x.rma ORDER BY x.rma, x.number",
            [
                ofReturn, column("order", .integer, "Its number in the return.", "x.number"),
                column("line", .integer, "The line.", "x.line"),
                column("first_unit", .integer, "From which unit on, from 0.", "x.first_unit"),
                column("units", .integer, "For how many.", "x.units"), text("kind", "What.", "x.kind"),
                column("breakdown", .json, "The amounts, item by item.", "x.breakdown"),
                text("state", "How it stands.", "x.state"),
                column("attempt", .integer, "How often asked.", "x.attempt"),
                text("reference", "The payment's or the order's.", "x.reference"),
                column("paid_minor", .integer, "What was paid.", "x.paid_minor"),
                text("currency", "Of what was paid.", "x.currency"),
                column("denial", .integer, "The denial whose alternative it is.", "x.denial"),
                column("charge_minor", .integer, "What the customer pays for it.", "x.charge_minor"),
            ]),
        ExportKind(
            "orders", "Orders, as the shop told them last.", from: "orders ORDER BY number",
            [
                text("number", "The order."), text("customer", "The shop's number of the customer."),
                text("channel", "Where it was sold."), column("purchased_on", .day, "When."),
                column("shipped_on", .day, "When it left."), column("delivered_on", .day, "When it was there."),
                column("lines", .json, "What was sold."), column("amounts", .json, "Discount and postage."),
                column("changed_at", .time, "When it was told last."),
            ]),
        ExportKind(
            "order_serials", "The serial numbers that were sold with an order.",
            from: "order_serials ORDER BY number, serial",
            [text("number", "The order."), text("serial", "In lower case.")]),
    ]

    private static let parcels = [
        ExportKind(
            "shipments", "Parcels.", from: "shipments s JOIN rmas r ON r.id = s.rma ORDER BY s.id",
            [
                ofReturn, column("shipment", .integer, "Its number in the return.", "s.number"),
                text("code", "On the label.", "s.code"), text("scheme", "Of the code.", "s.scheme"),
                text("warehouse", "Where it goes.", "s.warehouse"), text("state", "How it stands.", "s.state"),
                text("carrier", "Who takes it.", "s.carrier"), text("tracking", "The carrier's number.", "s.tracking"),
                column("moved_at", .time, "The carrier's last word.", "s.moved_at"),
                column("estimated_delivery", .day, "By the carrier.", "s.estimated_delivery"),
            ]),
        ExportKind(
            "tracking_events", "What carriers said.",
            from: """
                tracking_events t JOIN shipments s ON s.id = t.shipment JOIN rmas r ON r.id = s.rma
                ORDER BY t.shipment, t.key
                """,
            [
                ofReturn, column("shipment", .integer, "The parcel.", "s.number"),
                column("occurred_at", .time, "When.", "t.occurred_at"),
                column("uncertain", .flag, "Whether the hour is a guess.", "t.uncertain"),
            ]
                + [
                    "status", "reason", "action_required", "carrier", "number", "code", "carrier_code", "place",
                    "message",
                ]
                .map { text($0, "As the carrier said it.", "t.\($0)") }
                + [column("document", .integer, "The document that told it.", "t.document")]),
    ]

    private static let people = [
        ExportKind(
            "customers", "Customers, as the shop told them last.", from: "customers ORDER BY number",
            [
                text("number", "The shop's."), column("profile", .json, "What is known."),
                column("changed_at", .time, "When it was told last."),
            ]),
        ExportKind(
            "promises", "What customers were promised.",
            from: "promises p JOIN rmas r ON r.id = p.rma ORDER BY p.rma, p.name",
            [
                ofReturn, text("name", "What.", "p.name"), text("state", "How it stands.", "p.state"),
                column("due_on", .day, "What was promised first.", "p.due_on"),
                column("revised_on", .day, "The new day.", "p.revised_on"),
                column("told_at", .time, "When the new day was told.", "p.told_at"),
                column("ended_at", .time, "When it ended.", "p.ended_at"), text("reason", "Why.", "p.reason"),
            ]),
        ExportKind(
            "goodwill", "What customers were given beyond what was owed.",
            from: "goodwill g LEFT JOIN rmas r ON r.id = g.rma ORDER BY g.id",
            [
                column("id", .integer, "Its number.", "g.id"), ofReturn, text("customer", "Who.", "g.customer"),
                column("minor", .integer, "How much, in minor units.", "g.minor"),
                text("currency", "Of the amount.", "g.currency"), text("words", "What else.", "g.words"),
                text("reason", "Why.", "g.reason"), text("given_by", "By whom.", "g.given_by"),
                column("at", .time, "When.", "g.at"),
            ]),
        ExportKind(
            "customer_care", "Customers under special care.",
            from: "customer_care c LEFT JOIN rmas r ON r.id = c.rma ORDER BY c.customer",
            [
                text("customer", "Who.", "c.customer"), ofReturn, column("since", .time, "Since when.", "c.since"),
                column("until_on", .day, "Until when.", "c.until_on"), text("cause", "Why.", "c.cause"),
                text("words", "Why, in words.", "c.words"), column("ended_at", .time, "When it ended.", "c.ended_at"),
            ]),
        ExportKind(
            "tasks", "What people were asked to do.", from: "tasks t LEFT JOIN rmas r ON r.id = t.rma ORDER BY t.id",
            [
                column("id", .integer, "Its number.", "t.id"), ofReturn, text("kind", "Of which kind.", "t.kind"),
                text("subject", "About what.", "t.subject"), text("words", "What is to be done.", "t.words"),
                text("assignee", "Who.", "t.assignee"), column("due_on", .day, "By when.", "t.due_on"),
                text("state", "How it stands.", "t.state"), column("created_at", .time, "Since when.", "t.created_at"),
                column("ended_at", .time, "When it ended.", "t.ended_at"), text("ended_by", "By whom.", "t.ended_by"),
                text("note", "What they said.", "t.note"),
            ]),
    ]

    private static let trail = [
        ExportKind(
            "documents", "Files that came, and what became of them.", from: "documents ORDER BY id",
            [
                column("id", .integer, "Its number."), text("name", "The file's."),
                text("station", "Empty: the drop itself."), column("received_at", .time, "When it came."),
                text("outcome", "What it became."), column("sha256", .digest, "Of its bytes.", "digest"),
                text("reason", "What was wrong with it."),
            ]),
        ExportKind(
            "events", "The audit trail, in the order of the chain.",
            from: "events e LEFT JOIN rmas r ON r.id = e.rma ORDER BY e.sequence",
            [
                column("sequence", .integer, "Its place in the chain.", "e.sequence"), ofReturn,
                column("rma_sequence", .integer, "Its place in the return.", "e.rma_sequence"),
                column("at", .time, "When.", "e.at"),
            ]
                + ["kind", "subject", "axis", "before", "after", "actor", "reason"].map {
                    text($0, "docs/webhooks/events.md.", "e.\($0)")
                } + [
                    column("details", .json, "docs/webhooks/events.md.", "e.details"),
                    column("document", .integer, "The document that caused it.", "e.document"),
                    column("hash", .digest, "Binds it to the events before.", "e.hash"),
                ]),
        ExportKind(
            "workbench", "Parcels that nobody could name.",
            from: "workbench w LEFT JOIN rmas r ON r.id = w.rma ORDER BY w.id",
            [
                column("number", .integer, "WB-…", "w.id"), text("state", "How it stands.", "w.state"),
                column("received_at", .time, "When it came.", "w.received_at"),
                column("content", .json, "What was found.", "w.content"), ofReturn,
                column("ended_at", .time, "When it ended.", "w.ended_at"), text("reason", "Why.", "w.reason"),
            ]),
        ExportKind(
            "photos", "Photos of what came.",
            from: "dock_photos p LEFT JOIN rmas r ON r.id = p.rma ORDER BY p.event, p.number",
            [
                ofReturn, column("event", .integer, "The event.", "p.event"),
                text("file", "Below the folder evidence.", "p.file"), text("name", "As it came.", "p.name"),
                column("size", .integer, "Bytes.", "p.size"), column("sha256", .digest, "Of its bytes.", "p.digest"),
            ]),
    ]

    private static let errands = [
        ExportKind(
            "endpoints", "Where webhooks go. No secrets.", from: "endpoints ORDER BY name",
            [
                text("name", "Its name."), text("url", "Where."), text("customer", "Whose; empty: the shop's own."),
                column("kinds", .json, "What it listens to."), text("state", "Enabled or not."),
                column("terms", .json, "How it is served."), column("changed_at", .time, "When it was changed last."),
            ]),
        ExportKind(
            "deliveries", "Webhooks, owed and sent.",
            from: "deliveries d LEFT JOIN rmas r ON r.id = d.rma ORDER BY d.id",
            [
                text("id", "webhook-id.", "d.public_id"), text("endpoint", "To whom.", "d.endpoint"), ofReturn,
                column("event", .integer, "Of which event.", "d.event"), text("form", "In which form.", "d.form"),
                text("state", "How it stands.", "d.state"), column("attempts", .integer, "How often.", "d.attempts"),
                column("created_at", .time, "Since when.", "d.created_at"),
                column("ended_at", .time, "When it ended.", "d.ended_at"),
                text("last_error", "What went wrong last.", "d.last_error"),
            ]),
        ExportKind(
            "attempts", "Attempts to deliver.",
            from: "attempts a JOIN deliveries d ON d.id = a.delivery ORDER BY a.delivery, a.number",
            [
                text("delivery", "webhook-id.", "d.public_id"), column("number", .integer, "From 1.", "a.number"),
                column("started_at", .time, "When.", "a.started_at"), column("ended_at", .time, "Until.", "a.ended_at"),
                text("outcome", "What came of it.", "a.outcome"), column("status", .integer, "HTTP.", "a.status"),
                text("peer", "Who answered.", "a.peer"), column("timings", .json, "Milliseconds.", "a.timings"),
            ]),
        ExportKind(
            "prints", "Prints, owed and made.",
            from: """
                print_jobs p LEFT JOIN rmas r ON r.id = p.rma LEFT JOIN shipments s ON s.id = p.shipment ORDER BY p.id
                """,
            [
                ofReturn, column("shipment", .integer, "The parcel.", "s.number"), text("paper", "What.", "p.paper"),
                text("printer", "Where.", "p.printer"), column("copy", .integer, "1: the original.", "p.copy"),
                text("state", "How it stands.", "p.state"), column("changed_at", .time, "Since when.", "p.changed_at"),
                text("requested_by", "By whom.", "p.requested_by"),
            ]),
    ]
}
