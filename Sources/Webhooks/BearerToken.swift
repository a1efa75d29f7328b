/// A token that proves to an endpoint who calls, beside the signature (RFC 6750).
///
/// It is sent as `Authorization: Bearer …` and never shows itself otherwise: printing,
/// interpolating or mirroring it gives `…`. Bounds: 1 to `bytesMax` visible ASCII characters.
package struct BearerToken: Sendable, Hashable {
    package static let bytesMax = 4_096

    private let text: String

    /// - Parameter text: without the word `Bearer` and without a line break.
    package init(_ text: String) throws(InvalidWebhookInput) {
        guard (1...Self.bytesMax).contains(text.utf8.count) else {
            throw Self.invalid("it is empty, or has more than \(Self.bytesMax) bytes")
        }
        // A line break would make one header two.
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Self.invalid("it has a blank, a line break, or a character that is not ASCII")
        }
        self.text = text
    }

    /// The whole header line.
    var header: String { "Authorization: Bearer \(text)" }

    /// Bytes that somebody sent us, with points wherever the token stands in them.
    package func hidden(in bytes: [UInt8]) -> [UInt8] {
        let needle = Array(text.utf8)
        var result = bytes
        var place = 0
        while place + needle.count <= result.count {
            if result[place..<place + needle.count].elementsEqual(needle) {
                result.replaceSubrange(place..<place + needle.count, with: Array("…".utf8))
            }
            place += 1
        }
        return result
    }

    private static func invalid(_ problem: String) -> InvalidWebhookInput {
        InvalidWebhookInput(
            operation: "read the bearer token", subject: "…", problem: problem,
            hint: "write the token alone, as its issuer gave it")
    }
}

extension BearerToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [] as [Mirror.Child]) }
}
