import COpenSSL

/// The key that one endpoint shares with us: `whsec_` and base64 of 24 to 64 random bytes.
///
/// The bounds and the prefix are those of Standard Webhooks 1.0.0. The type never shows itself:
/// printing, interpolating or mirroring it gives `whsec_…`. Only `exposed` tells the text, for the
/// file that keeps it and for showing it once to its owner.
package struct WebhookSecret: Sendable, Hashable {
    package static let prefix = "whsec_"
    /// Fewest and most bytes of key, both allowed.
    package static let keyBytes = 24...64

    let key: [UInt8]

    /// Reads the text form. Base64 must be canonical: with padding, without white space.
    package init(parsing text: String) throws(InvalidWebhookInput) {
        guard text.utf8.starts(with: Self.prefix.utf8) else {
            throw Self.invalid("it does not begin with \(Self.prefix)")
        }
        guard text.utf8.count <= Self.prefix.utf8.count + 4 * ((Self.keyBytes.upperBound + 2) / 3) else {
            throw Self.invalid("it is longer than \(Self.keyBytes.upperBound) bytes of key")
        }
        guard let key = Base64.decode(text.utf8.dropFirst(Self.prefix.utf8.count)) else {
            throw Self.invalid("what follows \(Self.prefix) is not base64")
        }
        try self.init(randomBytes: key)
    }

    /// Makes a secret from bytes that the caller drew at random.
    package init(randomBytes: [UInt8]) throws(InvalidWebhookInput) {
        guard Self.keyBytes.contains(randomBytes.count) else {
            throw Self.invalid("it holds \(randomBytes.count) bytes of key")
        }
        key = randomBytes
    }

    /// The secret itself, as Standard Webhooks writes it.
    package var exposed: String { Self.prefix + Base64.encode(key) }

    private static func invalid(_ problem: String) -> InvalidWebhookInput {
        InvalidWebhookInput(
            operation: "read the webhook secret", subject: "\(prefix)…", problem: problem,
            hint: "write \(prefix) and base64 of \(keyBytes.lowerBound) to \(keyBytes.upperBound) random bytes")
    }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(Self.prefix)…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [] as [Mirror.Child]) }
}
