import COpenSSL

/// Signing as Standard Webhooks 1.0.0 defines it.
///
/// The signed content is `id.timestamp.body`, byte for byte; the signature is `v1,` and base64 of
/// HMAC-SHA256 under the endpoint's secret. While a secret is being rotated there are several:
/// each signs, newest first, and the signatures are separated by exactly one space. Ed25519 keys
/// sign the same content as `v1a,`, after all the others and never alone: most receivers verify `v1`
/// only. The timestamp is the attempt's, not the event's: receivers refuse more than five minutes of
/// difference.
package enum StandardWebhooks {
    /// The three headers of one attempt, in the order in which they are sent.
    package struct Headers: Sendable, Hashable {
        /// `webhook-id`
        package let id: String
        /// `webhook-timestamp`: unix seconds, in decimal.
        package let timestamp: String
        /// `webhook-signature`
        package let signature: String

        package var all: [(name: String, value: String)] {
            [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)]
        }
    }

    /// Most secrets, and most keys, that may sign one message; a rotation needs two.
    package static let secretsMax = 8

    /// - Parameters:
    ///   - timestamp: unix seconds of this attempt, not negative.
    ///   - secrets: 1 to `secretsMax`, the newest first.
    ///   - keys: at most `secretsMax`, the newest first.
    package static func headers(
        id: MessageID, timestamp: Int64, body: [UInt8], secrets: [WebhookSecret], keys: [Ed25519Key] = []
    ) throws(InvalidWebhookInput) -> Headers {
        guard (1...secretsMax).contains(secrets.count) else {
            throw InvalidWebhookInput(
                operation: "sign the message", subject: id.text, problem: "there are \(secrets.count) secrets",
                hint: "give the endpoint 1 to \(secretsMax) secrets")
        }
        guard keys.count <= secretsMax else {
            throw InvalidWebhookInput(
                operation: "sign the message", subject: id.text, problem: "there are \(keys.count) signing keys",
                hint: "give the endpoint at most \(secretsMax) signing keys")
        }
        guard timestamp >= 0 else {
            throw InvalidWebhookInput(
                operation: "sign the message", subject: id.text, problem: "the time \(timestamp) lies before 1970",
                hint: "give the attempt's time in unix seconds")
        }
        let time = String(timestamp)
        var content: [UInt8] = []
        content.reserveCapacity(id.text.utf8.count + time.utf8.count + 2 + body.count)
        content += id.text.utf8
        content.append(UInt8(ascii: "."))
        content += time.utf8
        content.append(UInt8(ascii: "."))
        content += body
        var signature = ""
        for secret in secrets {
            if !signature.isEmpty { signature += " " }
            signature += "v1,"
            signature += Base64.encode(hmac(content, key: secret.key))
        }
        for key in keys {
            signature += " v1a,"
            signature += Base64.encode(key.signature(of: content))
        }
        return Headers(id: id.text, timestamp: time, signature: signature)
    }

    private static func hmac(_ content: [UInt8], key: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
            let made = copenssl_hmac_sha256(key, key.count, content, content.count, digest.baseAddress)
            // Only a broken OpenSSL (no SHA-256, no memory) comes here: nothing may leave unsigned.
            precondition(made == 1, "OpenSSL could not compute HMAC-SHA256")
            count = Int(SHA256_DIGEST_LENGTH)
        }
    }
}
