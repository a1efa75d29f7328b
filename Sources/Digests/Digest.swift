import COpenSSL

/// A SHA-256 digest (FIPS 180-4): how an original is recognised and how the events are chained.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 32
    /// The head of an empty chain.
    package static let zero = Digest(unchecked: [UInt8](repeating: 0, count: byteCount))

    package let bytes: [UInt8]

    /// The digest of some bytes.
    package init(of content: some Sequence<UInt8>) {
        var digest = [UInt8](repeating: 0, count: Self.byteCount)
        let hashed: Void? = content.withContiguousStorageIfAvailable { buffer in
            Self.hash(buffer, into: &digest)
        }
        if hashed == nil { Array(content).withUnsafeBufferPointer { Self.hash($0, into: &digest) } }
        bytes = digest
    }

    /// A digest that was stored.
    /// - Returns: nil unless there are exactly 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// 64 hexadecimal digits, as `description` writes them.
    package init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        self.init(bytes: bytes)
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// 64 lower-case hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func hash(_ buffer: UnsafeBufferPointer<UInt8>, into digest: inout [UInt8]) {
        // OpenSSL's SHA256() fails only when its own context cannot be made, that is without memory.
        precondition(copenssl_sha256(buffer.baseAddress, buffer.count, &digest) == 1, "SHA-256 is not available")
    }
}
