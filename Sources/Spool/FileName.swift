/// The name of a file in one directory, byte for byte as the sender gave it.
///
/// A name on Linux is 1 to 255 bytes, any but NUL and `/`; it need not be UTF-8.
/// `.` and `..` are no names of files. Names are compared and handed to the system
/// as bytes; only `printable` may go into logs, reasons and pages.
package struct FileName: Hashable, Sendable {
    /// What one directory entry can hold (NAME_MAX).
    package static let bytesMax = 255

    /// The bytes and a final NUL, as system calls want them.
    private let terminated: [UInt8]

    /// Nil when the bytes cannot be a name.
    package init?(_ bytes: some Collection<UInt8>) {
        guard (1...Self.bytesMax).contains(bytes.count), !bytes.contains(0), !bytes.contains(Ascii.slash),
            !bytes.elementsEqual([Ascii.dot]), !bytes.elementsEqual([Ascii.dot, Ascii.dot])
        else { return nil }
        self.init(trusted: bytes)
    }

    package init?(_ text: String) {
        self.init(text.utf8)
    }

    /// For bytes that the kernel itself gave as a name, and for names of ours.
    init(trusted bytes: some Collection<UInt8>) {
        var terminated: [UInt8] = []
        terminated.reserveCapacity(bytes.count + 1)
        terminated.append(contentsOf: bytes)
        terminated.append(0)
        self.terminated = terminated
    }

    /// A name written in this program.
    init(literal: StaticString) {
        self = literal.withUTF8Buffer { FileName(trusted: $0) }
    }

    package var bytes: ArraySlice<UInt8> { terminated.dropLast() }

    package var count: Int { terminated.count - 1 }

    /// The name as a C string, valid during `body`.
    @inline(__always)
    func withCString<Result, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try terminated.withUnsafeBufferPointer { (buffer) throws(Failure) -> Result in
            // CChar and UInt8 have the same size and alignment, and the array is never empty.
            let start = UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped)
            return try body(start.assumingMemoryBound(to: CChar.self))
        }
    }
}

/// The few characters that names are examined for.
enum Ascii {
    static let slash = UInt8(ascii: "/")
    static let dot = UInt8(ascii: ".")
    static let percent = UInt8(ascii: "%")
    static let tilde = UInt8(ascii: "~")
    static let hash = UInt8(ascii: "#")
    static let dollar = UInt8(ascii: "$")

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}

extension FileName {
    /// Whether the name ends in `suffix`, upper and lower case of ASCII being equal.
    package func hasSuffix(_ suffix: StaticString) -> Bool {
        suffix.withUTF8Buffer { endsWith($0) }
    }

    func hasSuffix(_ suffix: String) -> Bool {
        endsWith(suffix.utf8)
    }

    private func endsWith(_ suffix: some Collection<UInt8>) -> Bool {
        guard suffix.count <= count else { return false }
        return zip(bytes.suffix(suffix.count), suffix).allSatisfy {
            Ascii.lowercased($0) == Ascii.lowercased($1)
        }
    }

    func hasPrefix(_ prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { bytes.starts(with: $0) }
    }
}
