/// Where deliveries of one endpoint go: a URL that has passed the endpoint policy.
///
/// Absolute, at most 2,048 bytes, without user and password, without fragment. A host that is an
/// IP address is judged here; a name is judged each time it is looked up. The query often carries
/// a token: `description` leaves it out, `url` has it.
package struct EndpointAddress: Sendable, Hashable, CustomStringConvertible {
    package static let bytesMax = 2_048
    package static let hostBytesMax = 253

    /// What libcurl is given, with an international host name in its ASCII form.
    package let url: String
    /// Lower case; IPv6 without brackets.
    package let host: String
    package let port: UInt16
    /// The host, when it is an address rather than a name.
    package let literal: IPAddress?
    /// Whether TLS protects it.
    package let isSecure: Bool
    /// For logs: scheme, host, port and path.
    package let description: String

    package init(parsing text: String, policy: EndpointPolicy) throws(InvalidWebhookInput) {
        let shown = Self.withoutCredentials(text)
        guard text.utf8.count <= Self.bytesMax else {
            throw Self.invalid(shown, "it has more than \(Self.bytesMax) bytes", "write a shorter address")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), !text.isEmpty else {
            throw Self.invalid(
                shown, "it is empty, or has a blank or a control character", "write blanks as %20, and no line breaks")
        }
        let parts: URLParts
        do {
            parts = try URLParts(parsing: text)
        } catch  where error.lacksScheme {
            throw Self.invalid(shown, "it has no scheme", "write https:// and the host's name before the path")
        } catch  where !Self.authority(of: text).utf8.allSatisfy({ $0 < 0x80 }) {
            // Letters beyond ASCII are taken where they make a name; here they do not.
            throw Self.invalid(
                shown, "its host is no name that can be looked up (\(error.words))",
                "mend the host's name, or write it in its ASCII form, as xn--bcher-kva.example for bücher.example")
        } catch {
            throw Self.invalid(
                shown, "it is not a URL (\(error.words))", "write it as https://shop.example/webhooks")
        }
        let standardPort = try Self.judgeScheme(parts.scheme, of: shown, policy)
        // libcurl takes one slash and three as well, and would make a host of the path's first part.
        guard text.contains("://"), !text.contains(":///") else {
            throw Self.invalid(
                shown, "there are not two slashes before the host", "write it as https://shop.example/webhooks")
        }
        guard parts.user.isEmpty, parts.password.isEmpty, !Self.authority(of: text).contains("@") else {
            throw Self.invalid(
                shown, "it carries a user name or a password",
                "leave out everything before the @; the signature proves who calls")
        }
        guard parts.fragment.isEmpty, !text.contains("#") else {
            throw Self.invalid(shown, "it has a fragment, which is never sent", "leave out the # and what follows")
        }
        guard policy.ports.allow(parts.port, standard: standardPort) else {
            throw Self.invalid(
                shown, "port \(parts.port) is not allowed",
                "use port \(standardPort), or list the port in the configuration")
        }
        (host, literal) = try Self.judgeHost(parts.host, of: shown, policy.addresses)
        port = parts.port
        url = parts.url
        isSecure = parts.scheme == "https"
        let hostInURL = literal?.inURL ?? host
        description = "\(parts.scheme)://\(hostInURL):\(parts.port)\(parts.path)"
    }

    /// The scheme's standard port, when the policy allows the scheme.
    private static func judgeScheme(
        _ scheme: String, of text: String, _ policy: EndpointPolicy
    ) throws(InvalidWebhookInput) -> UInt16 {
        switch (scheme, policy.schemes) {
        case ("https", _):
            return 443
        case ("http", .httpsAndHTTP):
            return 80
        case ("http", .httpsOnly):
            throw invalid(
                text, "plain HTTP is not allowed", "write https://, or allow plain HTTP in the configuration")
        default:
            throw invalid(text, "the scheme \(scheme) is not for webhooks", "write https://")
        }
    }

    private static func judgeHost(
        _ host: String, of text: String, _ policy: AddressPolicy
    ) throws(InvalidWebhookInput) -> (String, IPAddress?) {
        let name = host.lowercased()
        guard !name.isEmpty, name.utf8.count <= hostBytesMax, name.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw invalid(
                text, "its host is empty, too long, or not in ASCII", "write an international name as xn--…")
        }
        guard name.hasPrefix("[") else {
            let literal = IPAddress(name)
            if let literal { try judge(literal, of: text, policy) }
            return (name, literal)
        }
        let inner = String(name.dropFirst().dropLast())
        guard let literal = IPAddress(inner) else {
            throw invalid(text, "\(name) is not an IPv6 address", "write it as [2001:…] without a zone")
        }
        try judge(literal, of: text, policy)
        return (inner, literal)
    }

    private static func judge(
        _ address: IPAddress, of text: String, _ policy: AddressPolicy
    ) throws(InvalidWebhookInput) {
        switch policy.permits(address) {
        case .permitted: return
        case .denied(let reason):
            throw invalid(text, reason, "use a public address, or allow its block in the configuration")
        }
    }

    /// What stands between `://` and the next `/`, `?` or `#`.
    private static func authority(of text: String) -> Substring {
        guard let colon = text.firstIndex(of: ":") else { return text[...] }
        return text[colon...].dropFirst().drop { $0 == "/" }.prefix { !"/?#".contains($0) }
    }

    /// An error must repeat neither the password that it complains about nor a token in the query.
    private static func withoutCredentials(_ text: String) -> String {
        var shown = text
        if let query = shown.firstIndex(of: "?") {
            shown = shown[..<query] + "?…"
        }
        let authority = authority(of: shown)
        guard let at = authority.lastIndex(of: "@") else { return shown }
        return shown[..<authority.startIndex] + "…" + shown[at...]
    }

    private static func invalid(_ text: String, _ problem: String, _ hint: String) -> InvalidWebhookInput {
        InvalidWebhookInput(operation: "read the endpoint address", subject: text, problem: problem, hint: hint)
    }
}
