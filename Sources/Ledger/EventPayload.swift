import JSONText
import Returns

/// What a webhook says of an event: the envelope of Standard Webhooks 1.0.0 (`type`, `timestamp`, `data`), and
/// in `data` the return as it stands right after the event.
package enum EventPayload {
    /// Lines and parcels that are listed; beyond them only their number is given, so that a payload stays
    /// below the 20 KB that Standard Webhooks recommends.
    package static let linesMax = 40
    static let bytesMax = 18_000

    static func text(of event: RecordedEvent, _ stored: StoredCase, link: TrackingLink) -> String {
        let whole = payload(of: event, stored, link: link, listed: linesMax).text
        // Identifiers may be long: then the lines are left to the tracking page.
        return whole.utf8.count <= bytesMax ? whole : payload(of: event, stored, link: link, listed: 0).text
    }

    private static func isDecision(_ draft: EventDraft, _ one: ReturnCase) -> Bool {
        draft.actor.text == "policy" && draft.axis == RMAState.axisName && draft.after == one.state.rawValue
    }

    private static func payload(
        of event: RecordedEvent, _ stored: StoredCase, link: TrackingLink, listed: Int
    ) -> JSONValue {
        let draft = event.draft
        let one = stored.case
        return JSONValue.object(known: [
            ("type", .string(draft.kind)),
            ("timestamp", .string(draft.at.description)),
            (
                "data",
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
                    // The policy's words belong to its decision; what people decide later has a reason of its own.
                    ("message", isDecision(draft, one) ? stored.decision["message"] : nil),
                    ("line_count", .integer(Int64(one.lines.count))),
                    ("lines", .array(one.lines.prefix(listed).map(line))),
                    ("shipments", .array(one.shipments.prefix(listed).map(shipment))),
                ])
            ),
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

    private static func shipment(_ shipment: Shipment) -> JSONValue {
        .object(known: [
            ("shipment", .integer(Int64(shipment.number))),
            ("code", .string(shipment.code.text)),
            ("state", .string(shipment.state.rawValue)),
            ("carrier", .text(shipment.carrier?.text)),
            ("tracking_number", .text(shipment.tracking?.text)),
            ("warehouse", .string(shipment.warehouse.text)),
        ])
    }
}
