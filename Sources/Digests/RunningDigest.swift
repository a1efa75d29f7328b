import COpenSSL

/// The SHA-256 digest of bytes that come piece by piece: of files that are too large to be held.
package struct RunningDigest: ~Copyable {
    private let context: OpaquePointer

    package init() {
        guard let context = copenssl_sha256_begin() else { preconditionFailure("SHA-256 is not available") }
        self.context = context
    }

    package func add(_ bytes: UnsafeRawBufferPointer) {
        precondition(copenssl_sha256_add(context, bytes.baseAddress, bytes.count) == 1, "SHA-256 is not available")
    }

    package func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

    /// The digest of everything that was added; nothing can be added any more.
    package consuming func end() -> Digest {
        var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
        precondition(copenssl_sha256_end(context, &bytes) == 1, "SHA-256 is not available")
        discard self
        guard let digest = Digest(bytes: bytes) else { preconditionFailure("SHA-256 has 32 bytes") }
        return digest
    }

    deinit {
        var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
        _ = copenssl_sha256_end(context, &bytes)
    }
}
