import Returns

/// Finds tracking addresses whose links travel the open internet unencrypted: whoever reads one may open the page.
enum OpenAddress {
    static func warn(_ url: String, _ map: MapReader, _ key: String) {
        guard isOpen(url) else { return }
        map.reading.warn(
            map.place(of: key), found: "\(url), without encryption on a public host", expected: "https://",
            remedy: "write https://: the link is all that protects a customer's page")
    }

    static func isOpen(_ url: String) -> Bool {
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst("http://".count).prefix { $0 != "/" }
        if authority.hasPrefix("[") { return !isPrivate6(authority.dropFirst().prefix { $0 != "]" }) }
        let host = authority.prefix { $0 != ":" }.lowercased()
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        if parts.count == 4, bytes.count == 4 { return !isPrivate4(bytes) }
        let privateEndings = ["localhost", "local", "internal", "lan", "home", "arpa", "test"]
        return parts.count > 1 && !privateEndings.contains { parts.last == $0[...] }
    }

    /// RFC 1918, loopback, link-local (RFC 6890).
    private static func isPrivate4(_ bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1]) {
        case (10, _), (127, _), (192, 168), (169, 254): true
        case (172, let second): (16...31).contains(second)
        case (_, _): false
        }
    }

    /// Loopback, unique local (RFC 4193) and link-local addresses.
    private static func isPrivate6(_ address: some StringProtocol) -> Bool {
        let text = address.lowercased()
        return text == "::1" || text.hasPrefix("fc") || text.hasPrefix("fd") || text.hasPrefix("fe80:")
    }
}
