import Digests
import JSONText
import Returns

/// docs/webhooks/: the list of event types, a JSON Schema and an example for each, all made from the code that sends
/// them.
package enum EventReference {
    /// - Parameter say: the words for an event in a language.
    package static func files(
        say: @escaping @Sendable (EventTelling, Language) -> EventWords?
    ) -> [(path: String, text: String)] {
        [("docs/webhooks/events.md", page), ("docs/webhooks/schemas/data.schema.json", dataSchema.prettyText + "\n")]
            + EventCatalogue.all.flatMap { type in
                [
                    ("docs/webhooks/schemas/\(type.kind).schema.json", schema(type).prettyText + "\n"),
                    ("docs/webhooks/examples/\(type.kind).json", example(type, say).prettyText + "\n"),
                ]
            }
    }

    private static var page: String {
        var page = """
            # Event types

            Made from the code by `make docs`; a test compares them, and validates every example with the schema beside
            it. The part before the point is the subject, the part behind it what it became; [states.md](../states.md)
            draws which step may follow which. In a list of wanted events, `return.*` takes a whole family.

            Every event has the same envelope: `type`, `timestamp`, `data`. The fields of `data` are those of
            [data.schema.json](schemas/data.schema.json), in full or thin form as the endpoint wants them. This is
            version \(DeliveryTerms.payloadVersionNewest) of the payload. Fields may be added within a version; none is
            taken out or changes its meaning. An endpoint keeps the version that it was added with.


            """
        for family in EventType.Family.allCases {
            page += "## \(family.rawValue)\n\n| type | it means | |\n|---|---|---|\n"
            for type in EventCatalogue.all where type.family == family {
                page +=
                    "| `\(type.kind)` | \(type.about) | [schema](schemas/\(type.kind).schema.json), "
                    + "[example](examples/\(type.kind).json) |\n"
            }
            page += "\n"
        }
        return page + """
            `shipment.delivered` is the carrier's word; `shipment.checked_in` and `line.received` are ours.

            """
    }

    // MARK: Schemas

    private static let draft: JSONValue = "https://json-schema.org/draft/2020-12/schema"

    private static func schema(_ type: EventType) -> JSONValue {
        let data: JSONValue =
            type.family == .endpoint || type.family == .test
            ? ["$ref": .string("data.schema.json#/$defs/\(type.family == .test ? "test" : "endpoint")")]
            : ["anyOf": [["$ref": "data.schema.json#/$defs/full"], ["$ref": "data.schema.json#/$defs/thin"]]]
        return [
            "$schema": draft, "$id": .string("https://rmad.example/webhooks/\(type.kind).schema.json"),
            "title": .string(type.kind), "description": .string(type.about), "type": "object",
            "properties": [
                "type": ["const": .string(type.kind)],
                "timestamp": ["type": "string", "format": "date-time", "description": "When it was recorded, in UTC."],
                "data": data,
            ],
            "required": ["type", "timestamp", "data"],
        ]
    }

    private static var dataSchema: JSONValue {
        [
            "$schema": draft, "$id": "https://rmad.example/webhooks/data.schema.json",
            "title": "What an event says", "$defs": ["full": full, "thin": thin, "endpoint": endpoint, "test": test],
        ]
    }

    private static func object(_ fields: [PayloadField]) -> JSONValue {
        [
            "type": "object",
            "properties": .object(fields.map { JSONValue.Member($0.name, $0.schema) }),
            "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
        ]
    }

    private static let thinFields: [PayloadField] = [
        .text("rma", required: true, "The RMA number."),
        .integer("sequence", required: true, from: 1, "The place of the event among those of this return."),
        .choice("state", RMAState.self, required: true, "The authorization."),
        .text(
            "subject", required: true, "What the change is about: `rma`, `line:2`, `shipment:1`, `promise:refunded`."),
        .text("axis", required: true, "Which axis moved."),
        .text("before", "From where; left out where there was nothing."),
        .text("after", required: true, "To where."),
        .moment("replayed_at", "The message was asked for later: the other fields show the return at that moment."),
    ]

    private static var thin: JSONValue { object(thinFields) }

    private static var full: JSONValue {
        object(
            thinFields + [
                .choice("whereabouts", Whereabouts.self, required: true, "Where the goods are, derived."),
                .text("customer", "The shop's number of the customer."),
                .text("brand", "The brand of the return, in a house with several."),
                .text("reference", "The sender's reference of the request."),
                .text("tracking_url", required: true, "The customer's page of this return; whoever has it may look."),
                .text("valid_until", "The last day on which the goods may be handed over."),
                .text("reason", "Why, in words."),
                .any("details", "object", "Counts, amounts and places; what is in it depends on the type."),
                .text("title", "What the customer is told, in one short line and in their language."),
                .text(
                    "message", "The same in one to three sentences: what happened, and what comes next by which day."),
                .integer("line_count", required: true, from: 0, "How many lines the return has."),
                .list(
                    "lines", object(lineFields),
                    "At most \(EventPayload.linesMax); none where they would make the message too long."),
                .list("shipments", object(shipmentFields), "At most \(EventPayload.linesMax)."),
                .anyList(
                    "units", object(unitFields),
                    "What was judged, at most \(EventPayload.linesMax), the newest; left out while nothing is."),
            ])
    }

    private static let lineFields: [PayloadField] =
        [
            .integer("line", required: true, from: 1, "The number of the line."), .text("order", "The order."),
            .text("sku", required: true, "The product."),
            .choice("reason", ReasonCode.self, required: true, "Why it comes back."),
        ]
        + ["requested", "authorized", "received", "accepted", "rejected"].map {
            .integer($0, required: true, from: 0, "Units \($0).")
        } + [
            .choice("receipt", ReceiptState.self, required: true, "Whether the goods are here."),
            .choice("verdict", Verdict.self, required: true, "What the inspection says."),
            .choice("resolution", Resolution.self, required: true, "What the customer gets."),
        ]

    private static let unitFields: [PayloadField] = [
        .integer("unit", required: true, from: 1, "The number of the unit."),
        .integer("line", required: true, from: 1, "The line that it belongs to."),
        .integer("quantity", required: true, from: 1, "How many alike were judged together."),
        .text("serial", "Its serial number."),
        .choice("verdict", UnitVerdict.self, required: true, "What the inspector said."),
        .choice("grade", Grade.self, required: false, "Its state: a as new to d not fit for sale."),
        .choice("disposition", Disposition.self, required: true, "Where it goes."),
        .text("note", "What the inspector saw."),
        .any(
            "photos", "array",
            "Pictures as evidence: `file`, the `sha256` of its bytes, and its `path` where the shop serves them."),
        .text("judged_on", "The day of the inspection."),
    ]

    private static let shipmentFields: [PayloadField] = [
        .integer("shipment", required: true, from: 1, "The number of the parcel."),
        .text("code", required: true, "The number on its label."),
        .choice("state", ShipmentState.self, required: true, "Where it is."),
        .text("carrier", "The carrier."), .text("tracking_number", "The carrier's number."),
        .text("estimated_delivery", "The day on which the carrier means to deliver, by its newest word."),
        .text("warehouse", required: true, "Where it goes."),
    ]

    private static var endpoint: JSONValue {
        object([
            .text("endpoint", required: true, "The endpoint that it is about."),
            .choice("state", WebhookEndpoint.State.self, required: true, "Whether it is sent to."),
            .integer(
                "sequence", required: true, from: 1,
                "The place of the event in the whole audit trail: it grows, with gaps."),
            .moment("failing_since", "When the first attempt failed after which none has succeeded."),
            .text("reason", "Why, in words."),
            .any("details", "object", "`owed`: deliveries that it is owed; `failure_budget_used_percent`."),
        ])
    }

    private static var test: JSONValue { object([.text("endpoint", required: true, "The endpoint that is tried.")]) }

    // MARK: Examples

    private static func example(
        _ type: EventType, _ say: @escaping @Sendable (EventTelling, Language) -> EventWords?
    ) -> JSONValue {
        switch type.family {
        case .test: return EventPayload.test(EventSample.endpoint(type).name, at: EventSample.moment)
        case .endpoint: return EventPayload.message(of: EventSample.event(type), endpoint: EventSample.endpoint(type))
        case .authorization, .receipt, .verdict, .disposition, .resolution, .shipment, .unit, .order, .task, .promise,
            .care:
            let event = EventSample.event(type)
            let stored = EventSample.stored(type)
            let voice = Voice(
                link: EventSample.link, siteDay: \.date,
                say: { tellings, language in tellings.map { say($0, language) } })
            let words = voice.words(of: [event.draft], stored, promises: EventSample.promises)[0]
            let content = EventContent(event: event, stored: stored, link: voice.link, words: words)
            return EventPayload.envelope(event, content.full)
        }
    }
}

/// One field of a payload, as the schemas describe it.
private struct PayloadField {
    let name: String
    let isRequired: Bool
    let schema: JSONValue

    static func text(_ name: String, required: Bool = false, _ about: String) -> PayloadField {
        any(name, "string", required: required, about)
    }

    static func integer(_ name: String, required: Bool = false, from: Int64, _ about: String) -> PayloadField {
        PayloadField(
            name: name, isRequired: required,
            schema: ["type": "integer", "minimum": .integer(from), "description": .string(about)])
    }

    static func moment(_ name: String, _ about: String) -> PayloadField {
        PayloadField(
            name: name, isRequired: false,
            schema: ["type": "string", "format": "date-time", "description": .string(about)])
    }

    static func any(_ name: String, _ type: String, required: Bool = false, _ about: String) -> PayloadField {
        PayloadField(
            name: name, isRequired: required, schema: ["type": .string(type), "description": .string(about)])
    }

    static func list(_ name: String, _ items: JSONValue, _ about: String) -> PayloadField {
        PayloadField(
            name: name, isRequired: true,
            schema: [
                "type": "array", "maxItems": .integer(Int64(EventPayload.linesMax)), "items": items,
                "description": .string(about),
            ])
    }

    static func anyList(_ name: String, _ items: JSONValue, _ about: String) -> PayloadField {
        PayloadField(name: name, isRequired: false, schema: list(name, items, about).schema)
    }

    static func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ type: Value.Type, required: Bool, _ about: String
    ) -> PayloadField {
        PayloadField(
            name: name, isRequired: required,
            schema: [
                "enum": .array(Value.allCases.map { .string($0.rawValue) }), "description": .string(about),
            ])
    }
}
