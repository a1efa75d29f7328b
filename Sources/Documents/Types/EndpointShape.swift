import Returns

/// `endpoint`: where a customer, or the shop itself, wants to be told.
extension Shape {
    static let endpoint = Shape(
        kind: .endpoint, title: "a webhook endpoint",
        about: "Where signed webhooks go. A later document with the same name replaces the earlier one.",
        fields: [
            Field(
                "name", .identifier, .required, "The name by which the operator knows it.",
                words: ["endpoint", "endpoint name", "Name des Endpunkts", "nombre", "nom"]),
            Field(
                "url", .webAddress, .required, "The address that events are posted to.",
                words: ["address", "webhook url", "Adresse", "dirección", "adresse"]),
            Field(
                "customer", .identifier, "Only this customer's returns; all of them when left out.",
                words: ["customer number", "Kundennummer", "número de cliente", "numéro client"]),
            Field(
                "events", .list(.eventType, max: 100),
                "Event types to send, all when left out; `return.*` takes a whole family.",
                words: ["event types", "Ereignisse", "eventos", "événements"]),
            Field(
                "state", .choice(Choices.endpointState),
                "Whether it gets events; stays as it is when left out, and a new endpoint is enabled.",
                words: ["status", "Zustand", "estado", "état"]),
            Field(
                "secret_file", .fileName,
                "The file in the secrets directory that holds the `whsec_` secret; one is made when left out.",
                words: ["secret", "Geheimnisdatei", "archivo secreto", "fichier secret"]),
        ] + deliveryTerms,
        table: TableForm(
            signature: ["name", "url"], groupedBy: [],
            example: """
                name,url,events
                shop,https://shop.example.com/hooks/rmad,return.* line.refunded
                """),
        example: """
            {"name": "shop", "url": "https://shop.example.com/hooks/rmad", "events": ["return.*"], "state": "enabled"}
            """
    ) { values in
        guard let name: EndpointName = values.name("name"), let url = values.text("url") else { return nil }
        return .endpoint(
            WebhookEndpoint(
                name: name, url: url, customer: values.name("customer"), events: values.texts("events"),
                state: values.choice("state"), secretFile: values.text("secret_file"),
                terms: terms(values)))
    }

    /// How the endpoint wants to be served.
    private static let deliveryTerms = [
        Field(
            "order", .choice(Choices.deliveryOrder),
            "What newer events of a return do while an older one cannot be delivered: wait (block), or take its "
                + "place (skip_stale); block when left out.",
            words: ["Reihenfolge", "orden", "ordre"]),
        Field(
            "payload", .choice(Choices.payload),
            "How much a message says: the whole return (full), or only which return and event (thin); full when "
                + "left out.",
            words: ["Inhalt", "contenido", "contenu"]),
        Field(
            "payload_version", .integer(1...DeliveryTerms.payloadVersionNewest),
            "The version of the payload; the endpoint's own stays when left out, the newest for a new endpoint."),
        Field(
            "rate_per_minute", .integer(DeliveryTerms.ratePerMinuteRange),
            "Most attempts that are begun in a minute; no such limit when left out."),
        Field(
            "schedule_seconds", .list(.integer(0...DeliveryTerms.waitSecondsMax), max: DeliveryTerms.attemptsMax),
            "Seconds before each attempt; the configuration's schedule when left out."),
        Field(
            "headers", .list(.prose(max: 400), max: DeliveryTerms.headersMax),
            "Headers to send, each as `Name: value`. They are shown to everybody: nothing secret."),
        Field(
            "bearer_file", .fileName,
            "The file in the secrets directory whose only line is sent as `Authorization: Bearer …`."),
        Field(
            "certificate_file", .fileName,
            "The file in the secrets directory with the certificate chain (PEM) that we show the receiver."),
        Field("key_file", .fileName, "The file in the secrets directory with that certificate's key (PEM)."),
    ]

    private static func terms(_ values: FieldValues) -> DeliveryTerms {
        var terms = DeliveryTerms()
        terms.order = values.choice("order") ?? terms.order
        terms.payload = values.choice("payload") ?? terms.payload
        terms.payloadVersion = values.integer("payload_version")
        terms.ratePerMinute = values.integer("rate_per_minute")
        let waits = values.texts("schedule_seconds").compactMap { Int($0) }
        terms.scheduleSeconds = waits.isEmpty ? nil : waits
        terms.headers = values.texts("headers")
        terms.bearerFile = values.text("bearer_file")
        terms.certificateFile = values.text("certificate_file")
        terms.keyFile = values.text("key_file")
        return terms
    }
}
