import Returns

/// `delivery_retry`: send a webhook delivery again, now.
extension Shape {
    static let deliveryRetry = Shape(
        kind: .deliveryRetry, title: "a delivery retry",
        about: "The operator asks to send a webhook delivery again, now.",
        fields: [
            Field(
                "delivery", .identifier, .required, "The `webhook-id` of the delivery.",
                words: ["webhook id", "delivery id", "Zustellung", "entrega", "livraison"])
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
        guard let delivery: DeliveryID = values.name("delivery") else { return nil }
        return .deliveryRetry(DeliveryRetry(delivery: delivery))
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
        case .printRequest: .printRequest
        case .printerOrder: .printerOrder
        }
    }
}
