import COpenSSL

/// A private key with which messages are signed so that receivers need no secret to verify them:
/// `whsk_` and base64 of the 32 bytes of an Ed25519 seed (RFC 8032), or of seed and public key.
///
/// Standard Webhooks 1.0.0 sends its signature as `v1a,…`, here always beside `v1`. The type never
/// shows itself: printing, interpolating or mirroring it gives `whsk_…`. `publicText` is what
/// receivers are given.
package struct Ed25519Key: Sendable, Hashable {
    package static let prefix = "whsk_"
    package static let publicPrefix = "whpk_"
    package static let seedBytes = 32
    static let signatureBytes = 64

    private let seed: [UInt8]
    private let publicKey: [UInt8]

    /// Reads the text form. Base64 must be canonical: with padding, without white space.
    package init(parsing text: String) throws(InvalidWebhookInput) {
        guard text.utf8.starts(with: Self.prefix.utf8) else {
            throw Self.invalid("it does not begin with \(Self.prefix)")
        }
        guard text.utf8.count <= 128, let bytes = Base64.decode(text.utf8.dropFirst(Self.prefix.utf8.count)) else {
            throw Self.invalid("what follows \(Self.prefix) is not base64, or too long")
        }
        guard bytes.count == Self.seedBytes || bytes.count == 2 * Self.seedBytes else {
            throw Self.invalid("it holds \(bytes.count) bytes")
        }
        try self.init(seed: Array(bytes.prefix(Self.seedBytes)))
        // A public key that is not the seed's would let every receiver refuse every message.
        guard bytes.count == Self.seedBytes || Array(bytes.dropFirst(Self.seedBytes)) == publicKey else {
            throw Self.invalid("its second half is not the public key of its first")
        }
    }

    /// Makes a key from bytes that the caller drew at random.
    package init(seed: [UInt8]) throws(InvalidWebhookInput) {
        guard seed.count == Self.seedBytes else { throw Self.invalid("it holds \(seed.count) bytes") }
        var publicKey = [UInt8](repeating: 0, count: Self.seedBytes)
        guard copenssl_ed25519_public(seed, &publicKey) == 1 else {
            throw Self.invalid("OpenSSL made no public key of it")
        }
        self.seed = seed
        self.publicKey = publicKey
    }

    /// The key itself, as Standard Webhooks writes it.
    package var exposed: String { Self.prefix + Base64.encode(seed) }

    /// The public key, for receivers.
    package var publicText: String { Self.publicPrefix + Base64.encode(publicKey) }

    func signature(of content: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.signatureBytes) { signature, count in
            let made = copenssl_ed25519_sign(seed, content, content.count, signature.baseAddress)
            // Only a broken OpenSSL (no Ed25519, no memory) comes here: nothing may leave half signed.
            precondition(made == 1, "OpenSSL could not sign with Ed25519")
            count = Self.signatureBytes
        }
    }

    private static func invalid(_ problem: String) -> InvalidWebhookInput {
        InvalidWebhookInput(
            operation: "read the signing key", subject: "\(prefix)…", problem: problem,
            hint: "write \(prefix) and base64 of \(seedBytes) random bytes")
    }
}

extension Ed25519Key: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(Self.prefix)…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [] as [Mirror.Child]) }
}
