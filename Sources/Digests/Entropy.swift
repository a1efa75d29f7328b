import COpenSSL

/// Random bytes fit for tokens and secrets. Only the edge of the program asks for them.
package enum Entropy {
    /// - Parameter count: 1 to 1,024 bytes.
    package static func bytes(_ count: Int) -> [UInt8] {
        precondition((1...1024).contains(count), "between 1 and 1024 random bytes")
        var bytes = [UInt8](repeating: 0, count: count)
        // A generator that cannot be seeded must not be worked around: every token would be guessable.
        precondition(copenssl_random_bytes(&bytes, count) == 1, "the random generator is not seeded")
        return bytes
    }
}
