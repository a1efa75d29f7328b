import Digests
import JSONText
import Ledger
import Returns

/// A return as one JSON object: the whole folder, names as in the document schemas, times in UTC.
extension CaseFolder {
    var json: JSONValue {
        let one = stored.case
        return .object(known: [
            ("id", .integer(stored.id)), ("rma", .string(one.number.text)), ("state", .string(one.state.rawValue)),
            ("whereabouts", .string(one.whereabouts.rawValue)),
            ("scanned_parcel", scannedParcel.map { .count($0) }),
            ("created_at", .string(stored.createdAt.description)),
            ("changed_at", .string(stored.changedAt.description)),
            ("valid_until", one.validUntil.map { .string($0.description) }),
            ("brand", .text(stored.brand?.text)), ("tracking_url", .string(trackingURL)),
            ("language", .string(stored.language.rawValue)),
            ("document", json(of: stored.document)), ("customer", stored.customer.json),
            ("request", stored.request), ("lines", .array(one.lines.map(\.json))),
            ("denials", one.denials.isEmpty ? nil : .array(one.denials.map(\.json))),
            ("units", .array(one.units.map(json(of:)))),
            ("policy_edition", .string(stored.policyEdition)), ("decision", stored.decision),
            ("resolutions", one.resolutions.isEmpty ? nil : .array(one.resolutions.map(\.json))),
            ("parcels", .array(one.shipments.map(json(of:)))),
            ("promises", .array(promises.map(\.json))),
            ("tasks", .array(tasks.map { $0.json(today: nil) })), ("special_care", care?.json),
            ("feedback", .array(feedback.map(\.json))), ("goodwill", .array(goodwill.map(\.json))),
            ("papers", .array(papers.map(\.json))),
            (
                "instructions",
                .array(
                    instructions.map { parcel, edition, language in
                        .object(known: [
                            ("parcel", parcel.map { .count($0) }), ("edition", .string(edition)),
                            ("language", .text(language?.rawValue)),
                        ])
                    })
            ),
            ("prints", .array(prints.map { $0.json() })),
            (
                "photos",
                .array(
                    photos.map {
                        [
                            "file": .string("evidence/\($0.file)"), "name": .string($0.name),
                            "sha256": .string($0.digest.description), "size": .count($0.size),
                        ]
                    })
            ),
            ("events", .array(events.map(json(of:)))),
            ("deliveries", .array(deliveries.map(\.json))),
        ])
    }

    private func json(of shipment: Shipment) -> JSONValue {
        .object(known: [
            ("parcel", .count(shipment.number)), ("code", .string(shipment.code.text)),
            ("state", .string(shipment.state.rawValue)), ("warehouse", .string(shipment.warehouse.text)),
            ("carrier", .text(shipment.carrier?.text)), ("tracking_number", .text(shipment.tracking?.text)),
            ("moved_at", shipment.movedAt.map { .string($0.description) }),
            ("estimated_delivery", shipment.estimatedDelivery.map { .string($0.description) }),
            ("estimated_at", shipment.estimatedAt.map { .string($0.description) }),
            ("events", .array(tracking.filter { $0.shipment == shipment.number }.map(\.json))),
        ])
    }

    private func json(of unit: CaseUnit) -> JSONValue {
        guard case .object(let members) = unit.json else { return unit.json }
        let advice = advice(for: unit).map { (answer, steps) -> JSONValue in
            ["answer": .string(answer), "arithmetic": .array(steps.map { .string($0) })]
        }
        return .object(members + (advice.map { [JSONValue.Member("recommendation", $0)] } ?? []))
    }

    private func json(of event: RecordedEvent) -> JSONValue {
        let draft = event.draft
        return .object(known: [
            ("event", .integer(event.sequence)), ("sequence", draft.rmaSequence.map { .count($0) }),
            ("at", .string(draft.at.description)), ("type", .string(draft.kind)),
            ("subject", .string(draft.subject)), ("axis", .string(draft.axis)), ("before", .string(draft.before)),
            ("after", .string(draft.after)), ("actor", .string(draft.actor.text)), ("reason", .text(draft.reason)),
            ("details", draft.details == .object([]) ? nil : draft.details),
            ("document", draft.document.map { json(of: $0.id) }), ("hash", .string(event.hash.description)),
        ])
    }

    private func json(of document: DocumentID) -> JSONValue {
        let source = documents[document]
        return .object(known: [
            ("id", .integer(document)), ("name", .text(source?.name)),
            ("station", source.flatMap { $0.station.isEmpty ? nil : .string($0.station) }),
            ("received_at", source.map { .string($0.receivedAt.description) }),
        ])
    }
}

extension CaseLine {
    var json: JSONValue {
        let (asked, here) = (product, line)
        return .object(known: [
            ("line", .count(number)), ("sku", .string(asked.sku.text)), ("title", .text(asked.title)),
            ("order", .text(asked.order?.text)), ("category", .text(asked.category?.text)),
            ("serial", .text(asked.serial?.text)), ("reason", .string(asked.reason.rawValue)),
            ("condition", .text(asked.condition?.rawValue)), ("note", .text(asked.note)),
            ("hazards", .array(asked.hazards.map(\.rawValue).sorted().map { .string($0) })),
            ("unit_price", asked.unitPrice?.json), ("fee", fee?.json),
            ("purchased_on", asked.purchasedOn.map { .string($0.description) }),
            ("destination", .text(destination?.text)), ("requested", .count(here.requested)),
            ("authorized", .count(here.authorized)), ("received", .count(here.received)),
            ("accepted", .count(here.accepted)), ("rejected", .count(here.rejected)),
            ("missing", .count(here.missing)), ("extra", .count(here.extra)),
            ("receipt", .string(here.receipt.rawValue)), ("verdict", .string(here.verdict.rawValue)),
            ("disposition", .string(here.disposition.rawValue)), ("resolution", .string(here.resolution.rawValue)),
            ("sent_ahead", advance?.json),
        ])
    }
}

extension StoredTrackingEvent {
    var json: JSONValue {
        .object(known: [
            ("at", .string(occurredAt.description)), ("time_is_uncertain", isTimeUncertain ? true : nil),
            ("status", .text(status)), ("reason", .text(reason)), ("action_required", .text(actionRequired)),
            ("carrier", .text(carrier)), ("code", .text(code)), ("carrier_code", .text(carrierCode)),
            ("place", .text(place)), ("message", .text(message)),
        ])
    }
}

extension CaseFolder.Paper {
    var json: JSONValue {
        switch state {
        case .made(let path):
            .object(known: [
                ("parcel", parcel.map { .count($0) }), ("unit", unit.map { .count($0) }), ("state", "made"),
                ("path", .string(path)),
            ])
        case .owed(let attempts):
            .object(known: [
                ("parcel", parcel.map { .count($0) }), ("unit", unit.map { .count($0) }), ("state", "owed"),
                ("attempts", .count(attempts)),
            ])
        case .failed(let reason):
            .object(known: [
                ("parcel", parcel.map { .count($0) }), ("state", "failed"), ("last_error", .string(reason)),
            ])
        }
    }
}

extension DeliverySummary {
    var json: JSONValue {
        .object(known: [
            ("delivery", .string(publicID.text)), ("endpoint", .string(endpoint.text)), ("rma", .text(rma?.text)),
            ("type", .string(kind)), ("state", .string(state)), ("attempt_count", .count(attempts)),
            ("created_at", .string(createdAt.description)), ("due_at", .string(dueAt.description)),
            ("ended_at", endedAt.map { .string($0.description) }), ("last_error", .text(lastError)),
        ])
    }
}
