/// A header that an endpoint's owner asked for, as an API key or a tenant's name.
///
/// The name is a token of RFC 9110; the value is text without control characters, since libcurl
/// sends a line break as it stands and a header could become two. Headers that HTTP or Standard
/// Webhooks need for themselves are refused.
package struct DeliveryHeader: Sendable, Hashable {
    package static let nameBytesMax = 128
    package static let valueBytesMax = 4_096

    package let name: String
    package let value: String

    package init(name: String, value: String) throws(InvalidWebhookInput) {
        guard (1...Self.nameBytesMax).contains(name.utf8.count), name.utf8.allSatisfy(Self.isTokenByte) else {
            throw Self.invalid(name, "its name is not a header name", "use letters, digits and -, as X-Tenant")
        }
        let lower = name.lowercased()
        guard !Self.reserved.contains(lower), !lower.hasPrefix("webhook-") else {
            throw Self.invalid(name, "this header is set by the sender", "choose another name")
        }
        guard value.utf8.count <= Self.valueBytesMax else {
            throw Self.invalid(name, "its value has more than \(Self.valueBytesMax) bytes", "shorten it")
        }
        guard !value.isEmpty, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw Self.invalid(
                name, "its value is empty, or has a line break or another control character",
                "write the value on one line")
        }
        self.name = name
        self.value = value
    }

    var isAuthorization: Bool { name.lowercased() == "authorization" }

    private static let reserved: Set<String> = [
        "host", "content-length", "content-type", "content-encoding", "transfer-encoding", "te", "trailer",
        "connection", "keep-alive", "upgrade", "expect", "proxy-authorization", "proxy-connection", "user-agent",
        "accept-encoding",
    ]

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func invalid(_ name: String, _ problem: String, _ hint: String) -> InvalidWebhookInput {
        InvalidWebhookInput(operation: "use the custom header", subject: name, problem: problem, hint: hint)
    }
}
