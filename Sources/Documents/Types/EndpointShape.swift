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
                "state", .choice(Choices.endpointState), "Whether it gets events; enabled when left out.",
                words: ["status", "Zustand", "estado", "état"]),
            Field(
                "secret_file", .fileName,
                "The file in the secrets directory that holds the `whsec_` secret; one is made when left out.",
                words: ["secret", "Geheimnisdatei", "archivo secreto", "fichier secret"]),
        ],
        table: TableForm(
            signature: ["name", "url"], groupedBy: [],
            example: """
                name,url,events
                shop,https://shop.example.com/hooks/rmad,return.* settlement.recorded
                """),
        example: """
            {"name": "shop", "url": "https://shop.example.com/hooks/rmad", "events": ["return.*"], "state": "enabled"}
            """
    ) { values in
        guard let name: EndpointName = values.name("name"), let url = values.text("url") else { return nil }
        return .endpoint(
            WebhookEndpoint(
                name: name, url: url, customer: values.name("customer"), events: values.texts("events"),
                state: values.choice("state") ?? .enabled, secretFile: values.text("secret_file")))
    }
}
