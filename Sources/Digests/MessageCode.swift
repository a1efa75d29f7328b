import COpenSSL

/// HMAC-SHA256 (RFC 2104): what services sign their messages with.
package enum MessageCode {
    package static func bytes(of content: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Digest.byteCount)
        // Only a broken OpenSSL (no SHA-256, no memory) fails: then nothing may be believed.
        precondition(
            copenssl_hmac_sha256(key, key.count, content, content.count, &code) == 1, "HMAC-SHA256 is not available")
        return code
    }

    /// Whether two codes are the same; takes as long whether they differ at the beginning or at the end.
    package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && copenssl_is_equal(left, right, left.count) == 1
    }

    /// Base64 with padding (RFC 4648).
    package static func base64(_ bytes: [UInt8]) -> String {
        guard let length = Int32(exactly: bytes.count), bytes.count < 1 << 20 else { return "" }
        let text = [UInt8](unsafeUninitializedCapacity: 4 * ((bytes.count + 2) / 3) + 1) { text, count in
            count = Int(copenssl_base64_encode(bytes, length, text.baseAddress))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
