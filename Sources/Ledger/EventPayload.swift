import JSONText
import Returns

/// What a webhook says of an event: the envelope of Standard Webhooks 1.0.0 (`type`, `timestamp`, `data`), and
/// in `data` the return as it stands right after the event.
package enum EventPayload {
    /// Lines and parcels that are listed; beyond them only their number is given, so that a payload stays
    /// below the 20 KB that Standard Webhooks recommends.
    package static let linesMax = 40
    static let bytesMax = 18_000

    /// - Parameters:
    ///   - words: what the customer is told of it; made only where the customer is spoken to.
    ///   - replayedAt: when it was asked for later; then `data` is the return of that moment.
    static func text(
        of event: RecordedEvent, _ stored: StoredCase, _ link: TrackingLink, as form: MessageForm,
        words: @autoclosure () throws -> EventWords?, replayedAt: Instant? = nil
    ) rethrows -> String {
        var content = EventContent(event: event, stored: stored, link: link, replayedAt: replayedAt)
        switch form.payload {
        case .thin: return envelope(event, content.thin).text
        case .full:
            content.words = try words()
            let whole = envelope(event, content.full).text
            guard whole.utf8.count > bytesMax else { return whole }
            // Identifiers may be long: then the lines are left to the tracking page.
            content.listed = 0
            return envelope(event, content.full).text
        }
    }

    /// What concerns an endpoint rather than a return: told to the operator's endpoint.
    static func text(of event: RecordedEvent, endpoint: EndpointRecord) -> String {
        message(of: event, endpoint: endpoint).text
    }

    static func message(of event: RecordedEvent, endpoint: EndpointRecord) -> JSONValue {
        envelope(
            event,
            .object(known: [
                ("endpoint", .string(endpoint.name.text)), ("state", .string(endpoint.state.rawValue)),
                ("sequence", .integer(event.sequence)),
                ("failing_since", endpoint.failingSince.map { .string($0.description) }),
                ("reason", .text(event.draft.reason)), ("details", event.draft.details),
            ]))
    }

    /// What `rmad endpoint test` sends.
    package static func test(_ endpoint: EndpointName, at moment: Instant) -> JSONValue {
        [
            "type": .string(EventCatalogue.test), "timestamp": .string(moment.description),
            "data": ["endpoint": .string(endpoint.text)],
        ]
    }

    static func envelope(_ event: RecordedEvent, _ data: JSONValue) -> JSONValue {
        .object([
            JSONValue.Member("type", .string(event.draft.kind)),
            JSONValue.Member("timestamp", .string(event.draft.at.description)), JSONValue.Member("data", data),
        ])
    }
}

/// The `data` of a message about a return.
struct EventContent {
    let event: RecordedEvent
    let stored: StoredCase
    let link: TrackingLink
    /// What the customer is told.
    var words: EventWords?
    var replayedAt: Instant?
    /// Lines and parcels that are listed.
    var listed = EventPayload.linesMax

    private var draft: EventDraft { event.draft }
    private var one: ReturnCase { stored.case }

    /// Enough to know what happened to which return, and nothing about people.
    var thin: JSONValue {
        .object(known: [
            ("rma", .string(one.number.text)), ("sequence", .integer(Int64(draft.rmaSequence ?? 0))),
            ("state", .string(one.state.rawValue)), ("subject", .string(draft.subject)),
            ("axis", .string(draft.axis)), ("before", draft.before.isEmpty ? nil : .string(draft.before)),
            ("after", .string(draft.after)), ("replayed_at", replayedAt.map { .string($0.description) }),
        ])
    }

    var full: JSONValue {
        .object(known: [
            ("rma", .string(one.number.text)),
            ("sequence", .integer(Int64(draft.rmaSequence ?? 0))),
            ("state", .string(one.state.rawValue)),
            ("whereabouts", .string(one.whereabouts.rawValue)),
            ("customer", .text(stored.customer.number?.text)),
            ("reference", stored.request["reference"]),
            ("brand", .text(stored.brand?.text)),
            ("tracking_url", .string(link.url(of: stored))),
            ("valid_until", one.state == .approved ? one.validUntil.map { .string($0.description) } : nil),
            ("subject", .string(draft.subject)),
            ("axis", .string(draft.axis)),
            ("before", draft.before.isEmpty ? nil : .string(draft.before)),
            ("after", .string(draft.after)),
            ("reason", .text(draft.reason)),
            ("details", draft.details == .object([]) ? nil : draft.details),
            ("title", .text(words?.title)),
            ("message", .text(words?.text)),
            ("replayed_at", replayedAt.map { .string($0.description) }),
            ("line_count", .integer(Int64(one.lines.count))),
            ("lines", .array(one.lines.prefix(listed).map(Self.line))),
            ("shipments", .array(one.shipments.prefix(listed).map(Self.shipment))),
            ("units", one.units.isEmpty ? nil : .array(one.units.suffix(listed).map { Self.unit($0, of: one.number) })),
        ])
    }

    private static func line(_ line: CaseLine) -> JSONValue {
        .object(known: [
            ("line", .integer(Int64(line.number))),
            ("order", .text(line.product.order?.text)),
            ("sku", .string(line.product.sku.text)),
            ("reason", .string(line.product.reason.rawValue)),
            ("requested", .integer(Int64(line.line.requested))),
            ("authorized", .integer(Int64(line.line.authorized))),
            ("received", .integer(Int64(line.line.received))),
            ("accepted", .integer(Int64(line.line.accepted))),
            ("rejected", .integer(Int64(line.line.rejected))),
            ("receipt", .string(line.line.receipt.rawValue)),
            ("verdict", .string(line.line.verdict.rawValue)),
            ("resolution", .string(line.line.resolution.rawValue)),
        ])
    }

    /// What the customer may know: what was found and where it goes, not what it is worth to us.
    private static func unit(_ unit: CaseUnit, of rma: RMANumber) -> JSONValue {
        .object(known: [
            ("unit", .integer(Int64(unit.number))), ("line", .integer(Int64(unit.line))),
            ("quantity", .integer(Int64(unit.quantity))), ("serial", .text(unit.serial?.text)),
            ("verdict", .string(unit.verdict.rawValue)), ("grade", .text(unit.grade?.rawValue)),
            ("disposition", .string(unit.disposition.rawValue)), ("note", .text(unit.note)),
            ("photos", unit.photos.isEmpty ? nil : .array(unit.photos.map { $0.shown(of: rma) })),
            ("judged_on", .text(unit.judgedOn?.description)),
        ])
    }

    private static func shipment(_ shipment: Shipment) -> JSONValue {
        .object(known: [
            ("shipment", .integer(Int64(shipment.number))),
            ("code", .string(shipment.code.text)),
            ("state", .string(shipment.state.rawValue)),
            ("carrier", .text(shipment.carrier?.text)),
            ("tracking_number", .text(shipment.tracking?.text)),
            ("estimated_delivery", shipment.estimatedDelivery.map { .string($0.description) }),
            ("warehouse", .string(shipment.warehouse.text)),
        ])
    }
}
