/// One message for one endpoint, ready to be sent. It holds no time and no signature: both are made
/// for each attempt, at the moment of sending.
package struct DeliveryRequest: Sendable {
    package static let customHeadersMax = 32

    /// The caller's own mark; it comes back in the report and means nothing here.
    package let token: Int64
    package let messageID: MessageID
    package let address: EndpointAddress
    /// The payload, byte for byte as it is signed: JSON.
    package let body: [UInt8]
    /// The newest first; more than one while a secret is being rotated.
    package let secrets: [WebhookSecret]
    package let customHeaders: [DeliveryHeader]

    package init(
        token: Int64, messageID: MessageID, address: EndpointAddress, body: [UInt8], secrets: [WebhookSecret],
        customHeaders: [DeliveryHeader] = []
    ) throws(InvalidWebhookInput) {
        guard (1...StandardWebhooks.secretsMax).contains(secrets.count) else {
            throw Self.invalid(
                messageID, "there are \(secrets.count) secrets",
                "give the endpoint 1 to \(StandardWebhooks.secretsMax) secrets")
        }
        guard customHeaders.count <= Self.customHeadersMax else {
            throw Self.invalid(
                messageID, "there are \(customHeaders.count) custom headers",
                "give the endpoint at most \(Self.customHeadersMax)")
        }
        self.token = token
        self.messageID = messageID
        self.address = address
        self.body = body
        self.secrets = secrets
        self.customHeaders = customHeaders
    }

    private static func invalid(_ id: MessageID, _ problem: String, _ hint: String) -> InvalidWebhookInput {
        InvalidWebhookInput(operation: "make the delivery of", subject: id.text, problem: problem, hint: hint)
    }
}
