import COpenSSL

/// Base64 with padding (RFC 4648, section 4), by OpenSSL.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: 4 * ((bytes.count + 2) / 3) + 1) { text in
            guard let start = text.baseAddress else { return 0 }
            return Int(copenssl_base64_encode(bytes, Int32(bytes.count), start))
        }
    }

    /// The bytes, or nil when the text is not canonical base64.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let input = Array(text)
        guard !input.isEmpty, input.count % 4 == 0 else { return nil }
        let padding = input.suffix(2).count { $0 == UInt8(ascii: "=") }
        let bytes = [UInt8](unsafeUninitializedCapacity: 3 * (input.count / 4)) { buffer, count in
            let decoded = buffer.baseAddress.map { copenssl_base64_decode(input, Int32(input.count), $0) } ?? -1
            count = max(0, Int(decoded) - padding)
        }
        // OpenSSL passes over white space and stray bits in the last group: only what encodes
        // back to the same text has exactly one meaning.
        return Array(encode(bytes).utf8) == input ? bytes : nil
    }
}
