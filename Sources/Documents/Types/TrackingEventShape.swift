import Returns

/// `tracking_event`: what a carrier says of a parcel.
extension Shape {
    static let trackingEvent = Shape(
        kind: .trackingEvent, title: "a tracking event",
        about: """
            What a carrier says of a parcel. The same event twice (carrier, number, code, time, place) counts once. A \
            code \
            that has no word of ours is written in `code` without `status`; it is kept and shown.
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
                "code", .line(max: 100), "The carrier's own code, unchanged.",
                words: ["event code", "status code", "Ereigniscode", "código"]),
            Field(
                "message", .prose(max: SharedFields.noteMax), "The carrier's own words.",
                words: ["text", "description", "Meldung", "Nachricht", "mensaje"]),
            Field(
                "estimated_delivery", .date(.any), "The day on which the carrier means to deliver.",
                words: [
                    "eta", "estimated delivery date", "voraussichtliche Zustellung", "entrega estimada",
                    "livraison prévue",
                ]),
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
        return .trackingEvent(
            TrackingEvent(
                carrier: CarrierName(trusted: carrier.lowercased()), number: number, status: values.choice("status"),
                occurredAt: moment, place: values.text("place"), code: values.text("code"),
                message: values.text("message"), estimatedDelivery: values.date("estimated_delivery")))
    }
}
