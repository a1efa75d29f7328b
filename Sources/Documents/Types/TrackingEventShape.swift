import Returns

/// `tracking_event`: what a carrier says of a parcel.
extension Shape {
    static let trackingEvent = Shape(
        kind: .trackingEvent, title: "a tracking event",
        about: """
            What a carrier says of a parcel. The same event twice (carrier, number, `code`, `carrier_code`, time, \
            place) counts once. A code that has no word of ours is written in `code` without `status`; it is kept and shown. \
            Messages of tracking services are taken as they come: see "Messages of tracking services" below.
            """,
        fields: [
            Field(
                "carrier", .identifier, .required, "The carrier, for example `dhl`; case does not matter.",
                words: [
                    "carrier name", "Frachtführer", "Paketdienst", "Versanddienst", "transportista", "transporteur",
                ]
            ),
            Field(
                "number", .identifier, .required, "The carrier's number of the parcel.",
                words: [
                    "tracking number", "tracking no", "tracking", "parcel number", "Sendungsnummer", "Paketnummer",
                    "Trackingnummer", "número de seguimiento", "número de envío", "numéro de suivi", "numéro de colis",
                ]),
            Field(
                "status", .choice(Choices.shipment), "What happened, in our words.",
                words: ["state", "event", "Ereignis", "Zustand", "estado", "état", "statut"]),
            Field(
                "occurred_at", .moment, .required, "When it happened by the carrier's clock, with the offset from UTC.",
                words: [
                    "time", "timestamp", "date", "Zeitpunkt", "Zeit", "Datum", "fecha", "fecha y hora", "hora", "heure",
                ]),
            Field(
                "place", .line(max: SharedFields.nameMax), "Where it happened.",
                words: ["location", "city", "Ort", "lugar", "ubicación", "lieu"]),
            Field(
                "code", .line(max: SharedFields.codeMax),
                "The carrier's own code, or that of the service that tells, unchanged.",
                words: ["event code", "status code", "Ereigniscode", "código"]),
            Field(
                "carrier_code", .line(max: SharedFields.codeMax),
                "The carrier's code behind that of a service, unchanged.",
                words: ["raw code", "Frachtführercode", "código del transportista"]),
            Field(
                "reason", .choice(Choices.trackingReason), "Why it is late or does not arrive.",
                column: "tracking_reason",
                words: ["reason", "cause", "delay reason", "Grund", "Ursache", "motivo", "causa", "motif"]),
            Field(
                "action_required", .choice(Choices.trackingAction), "What somebody has to do before it goes on.",
                words: ["action", "nötig", "Maßnahme", "acción", "action requise"]),
            Field(
                "message", .prose(max: SharedFields.noteMax), "The carrier's own words.",
                words: ["text", "description", "Meldung", "Nachricht", "mensaje"]),
            Field(
                "estimated_delivery", .date(.any), "The day on which the carrier means to deliver.",
                words: [
                    "eta", "estimated delivery date", "voraussichtliche Zustellung", "entrega estimada",
                    "livraison prévue",
                ]),
            Field(
                "estimated_at", .moment, "When that day was named, if not with the event. The newest word counts."),
            Field(
                "time_is_uncertain", .flag,
                "True where the carrier gave a local time without its zone, or a day alone, and it was read as UTC."),
            Field(
                "references", .list(.identifier, max: 10),
                "Numbers of ours that came along, for a carrier's number that we do not know yet: the RMA number, or "
                    + "the code on the label.", words: ["Referenz", "referencia", "référence"]),
        ],
        table: TableForm(
            signature: ["carrier", "number", "occurred_at"], groupedBy: [],
            example: """
                carrier,number,status,occurred_at,place
                dhl,00340434161094042557,in_transit,2026-03-20T14:05:00+01:00,Leipzig
                """),
        example: """
            {"carrier": "dhl", "number": "00340434161094042557", "status": "in_transit", "occurred_at": \
            "2026-03-20T14:05:00+01:00", "place": "Leipzig", "code": "ES", "estimated_delivery": "2026-03-22"}
            """
    ) { values in
        guard let carrier = values.text("carrier"), let number: TrackingNumber = values.name("number"),
            let moment = values.moment("occurred_at")
        else { return nil }
        var event = TrackingEvent(
            carrier: CarrierName(trusted: carrier.lowercased()), number: number, status: values.choice("status"),
            occurredAt: moment, place: values.text("place"), code: values.text("code"),
            message: values.text("message"), estimatedDelivery: values.date("estimated_delivery"))
        event.isTimeUncertain = values.flag("time_is_uncertain")
        event.carrierCode = values.text("carrier_code")
        event.reason = values.choice("reason")
        event.actionRequired = values.choice("action_required")
        event.estimatedAt = values.moment("estimated_at")
        event.references = values.texts("references")
        return .trackingEvent(event)
    }
}
