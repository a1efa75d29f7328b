import Returns

/// `endpoint_state`: let an endpoint have its events, or hold them back.
extension Shape {
    static let endpointSwitch = Shape(
        kind: .endpointSwitch, title: "an endpoint's state",
        about: "The operator enables or disables an endpoint; nothing else of it changes.",
        fields: [
            Field(
                "endpoint", .identifier, .required, "The endpoint's name.",
                words: ["endpoint name", "Endpunkt", "destino", "point de terminaison"]),
            Field("state", .choice(Choices.endpointState), .required, "Whether it gets events."),
            Field(
                "held", .choice(Choices.held),
                "What becomes of deliveries held while it was disabled: they go out (send) or are given up (drop); "
                    + "send when left out."),
        ],
        table: TableForm(
            signature: ["endpoint", "state"], groupedBy: [],
            example: """
                endpoint,state
                shop,enabled
                """),
        example: """
            {"endpoint": "shop", "state": "enabled", "held": "send"}
            """
    ) { values in
        guard let endpoint: EndpointName = values.name("endpoint"),
            let state: WebhookEndpoint.State = values.choice("state")
        else { return nil }
        return .endpointSwitch(
            EndpointSwitch(endpoint: endpoint, state: state, held: values.choice("held") ?? .send))
    }
}
