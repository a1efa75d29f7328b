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
    /// Ed25519 keys that sign beside the secrets, the newest first.
    package let signingKeys: [Ed25519Key]
    package let customHeaders: [DeliveryHeader]
    package let bearerToken: BearerToken?
    /// For mutual TLS; nil when the endpoint asks for no certificate of ours.
    package let clientIdentity: ClientIdentity?
    /// The caller's name of the endpoint; it comes back in the report and means nothing here.
    package let endpoint: String

    package init(
        token: Int64, messageID: MessageID, address: EndpointAddress, body: [UInt8], secrets: [WebhookSecret],
        signingKeys: [Ed25519Key] = [], customHeaders: [DeliveryHeader] = [], bearerToken: BearerToken? = nil,
        clientIdentity: ClientIdentity? = nil, endpoint: String = ""
    ) throws(InvalidWebhookInput) {
        guard (1...StandardWebhooks.secretsMax).contains(secrets.count) else {
            throw Self.invalid(
                messageID, "there are \(secrets.count) secrets",
                "give the endpoint 1 to \(StandardWebhooks.secretsMax) secrets")
        }
        guard signingKeys.count <= StandardWebhooks.secretsMax else {
            throw Self.invalid(
                messageID, "there are \(signingKeys.count) signing keys",
                "give the endpoint at most \(StandardWebhooks.secretsMax) signing keys")
        }
        guard bearerToken == nil || !customHeaders.contains(where: \.isAuthorization) else {
            throw Self.invalid(
                messageID, "there are a bearer token and a custom header Authorization",
                "give the endpoint one of the two")
        }
        guard clientIdentity == nil || address.isSecure else {
            throw Self.invalid(
                messageID, "there is a client certificate, and the address is not https://",
                "write https://, or leave the certificate out")
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
        self.signingKeys = signingKeys
        self.customHeaders = customHeaders
        self.bearerToken = bearerToken
        self.clientIdentity = clientIdentity
        self.endpoint = endpoint
    }

    private static func invalid(_ id: MessageID, _ problem: String, _ hint: String) -> InvalidWebhookInput {
        InvalidWebhookInput(operation: "make the delivery of", subject: id.text, problem: problem, hint: hint)
    }
}
