import Returns

/// `delivery_retry`: send webhook deliveries again, now.
extension Shape {
    static let deliveryRetry = Shape(
        kind: .deliveryRetry, title: "a delivery retry",
        about: "The operator asks to send webhook deliveries again, now: one of them, or those of an endpoint.",
        fields: [
            Field(
                "delivery", .identifier, "The `webhook-id` of the delivery.",
                words: ["webhook id", "delivery id", "Zustellung", "entrega", "livraison"]),
            Field("endpoint", .identifier, "The endpoint whose deliveries are meant.", words: ["Endpunkt", "destino"]),
            Field("since", .moment, "With `endpoint`: only events from this moment on.", words: ["seit", "desde"]),
            Field(
                "scope", .choice(Choices.retryScope),
                "With `endpoint`: what was given up (given_up), or every event that it never confirmed (missing); "
                    + "given_up when left out."),
        ],
        rules: [
            .oneOf(["delivery", "endpoint"], remedy: "Name the delivery, or the endpoint and a moment.")
        ],
        table: TableForm(
            signature: ["delivery"], groupedBy: [],
            example: """
                delivery
                msg_2KWPBgLlAfxdpx2AI54pPJ85f4W
                """),
        example: """
            {"delivery": "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"}
            """
    ) { values in
        if let delivery: DeliveryID = values.name("delivery") { return .deliveryRetry(.delivery(delivery)) }
        guard let endpoint: EndpointName = values.name("endpoint") else { return nil }
        let since = values.moment("since") ?? Instant(milliseconds: 0)
        switch values.choice("scope") ?? RetryScope.givenUp {
        case .givenUp: return .deliveryRetry(.givenUp(endpoint, since: since))
        case .missing: return .deliveryRetry(.missing(endpoint, since: since))
        }
    }

    /// The shape of every type.
    static func of(_ kind: DeclarationKind) -> Shape {
        switch kind {
        case .returnRequest: .returnRequest
        case .order: .order
        case .customer: .customer
        case .endpoint: .endpoint
        case .trackingEvent: .trackingEvent
        case .dockReceipt: .dockReceipt
        case .inspection: .inspection
        case .settlement: .settlement
        case .cancellation: .cancellation
        case .review: .review
        case .note: .note
        case .feedback: .feedback
        case .deliveryRetry: .deliveryRetry
        case .secretRotation: .secretRotation
        case .endpointSwitch: .endpointSwitch
        case .printRequest: .printRequest
        case .printerOrder: .printerOrder
        case .task: .task
        case .resolution: .resolution
        case .appeal: .appeal
        case .alternative: .alternative
        case .advance: .advance
        case .blindReceipt: .blindReceipt
        case .workbenchMatch: .workbenchMatch
        case .workbenchClosure: .workbenchClosure
        case .goodwill: .goodwill
        case .care: .care
        case .feedbackReply: .feedbackReply
        case .disposition: .disposition
        case .erasure: .erasure
        case .lossAcceptance: .lossAcceptance
        }
    }
}

/// Which deliveries of an endpoint a retry means.
enum RetryScope: String, CaseIterable, Sendable {
    case givenUp = "given_up"
    case missing
}
