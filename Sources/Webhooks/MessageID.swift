/// The `webhook-id` of a message: the same on every attempt, so that a receiver can tell a repeat.
///
/// 1 to 64 characters of `A–Z a–z 0–9 _ -`. Standard Webhooks joins id, timestamp and body with
/// full stops for signing, so an id with a full stop could be read in two ways; it is refused.
package struct MessageID: Sendable, Hashable, CustomStringConvertible {
    package static let charactersMax = 64

    package let text: String

    package init(_ text: String) throws(InvalidWebhookInput) {
        let bytes = text.utf8
        guard (1...Self.charactersMax).contains(bytes.count) else {
            throw Self.invalid(text, "it has \(bytes.count) bytes")
        }
        guard bytes.allSatisfy(Self.isAllowed) else {
            throw Self.invalid(text, "it has a character that is not allowed (a full stop would blur the signature)")
        }
        self.text = text
    }

    package var description: String { text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func invalid(_ text: String, _ problem: String) -> InvalidWebhookInput {
        InvalidWebhookInput(
            operation: "use the message id", subject: text, problem: problem,
            hint: "use 1 to \(charactersMax) of the characters A–Z, a–z, 0–9, _ and -")
    }
}
