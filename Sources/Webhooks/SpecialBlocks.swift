/// The blocks of addresses that do not lead to a host on the public Internet.
///
/// Source: the IANA special-purpose address registries for IPv4 and IPv6, with the deprecated
/// blocks (site-local, 6to4, IPv4-compatible) that a kernel or a gateway may still route.
enum SpecialBlocks {
    /// What the address's block is for; nil when it is an ordinary public address.
    static func meaning(of address: IPAddress) -> String? {
        switch address {
        case .v4:
            return four.first { $0.range.contains(address) }.map { "\($0.range), \($0.meaning)" }
        case .v6:
            if let block = six.first(where: { $0.range.contains(address) }) {
                return "\(block.range), \(block.meaning)"
            }
            return globalUnicast.contains(address) ? nil : "outside \(globalUnicast), global unicast"
        }
    }

    /// The IPv4 address to which a gateway would carry a NAT64 or 6to4 address.
    static func embedded(in address: IPAddress) -> IPAddress? {
        guard case .v6(let bits) = address else { return nil }
        if nat64.contains(address) { return .v4(UInt32(truncatingIfNeeded: bits)) }
        if sixToFour.contains(address) { return .v4(UInt32(truncatingIfNeeded: bits >> 80)) }
        return nil
    }

    private static let nat64 = AddressRange.v6(0x64, 0xFF9B, prefix: 96)
    private static let sixToFour = AddressRange.v6(0x2002, prefix: 16)
    private static let globalUnicast = AddressRange.v6(0x2000, prefix: 3)

    private static let four: [(range: AddressRange, meaning: String)] = [
        (.v4(0, 0, 0, 0, 8), "this network"),
        (.v4(10, 0, 0, 0, 8), "private"),
        (.v4(100, 64, 0, 0, 10), "shared by carriers"),
        (.v4(127, 0, 0, 0, 8), "loopback"),
        (.v4(169, 254, 0, 0, 16), "link-local, with cloud metadata"),
        (.v4(172, 16, 0, 0, 12), "private"),
        (.v4(192, 0, 0, 0, 24), "protocol assignments"),
        (.v4(192, 0, 2, 0, 24), "documentation"),
        (.v4(192, 88, 99, 0, 24), "6to4 relays"),
        (.v4(192, 168, 0, 0, 16), "private"),
        (.v4(198, 18, 0, 0, 15), "benchmarking"),
        (.v4(198, 51, 100, 0, 24), "documentation"),
        (.v4(203, 0, 113, 0, 24), "documentation"),
        (.v4(224, 0, 0, 0, 4), "multicast"),
        (.v4(240, 0, 0, 0, 4), "reserved, with broadcast"),
    ]

    private static let six: [(range: AddressRange, meaning: String)] = [
        (.v6(0, 0, 0, 0, 0, 0, 0, 0, prefix: 128), "unspecified"),
        (.v6(0, 0, 0, 0, 0, 0, 0, 1, prefix: 128), "loopback"),
        (.v6(0, prefix: 96), "IPv4-compatible"),
        (nat64, "NAT64"),
        (.v6(0x64, 0xFF9B, 1, prefix: 48), "local NAT64"),
        (.v6(0x100, prefix: 64), "discard"),
        (.v6(0x2001, 0, prefix: 32), "Teredo"),
        (.v6(0x2001, prefix: 23), "protocol assignments"),
        (.v6(0x2001, 0xDB8, prefix: 32), "documentation"),
        (sixToFour, "6to4"),
        (.v6(0x3FFF, prefix: 20), "documentation"),
        (.v6(0xFC00, prefix: 7), "unique local"),
        (.v6(0xFE80, prefix: 10), "link-local"),
        (.v6(0xFEC0, prefix: 10), "site-local"),
        (.v6(0xFF00, prefix: 8), "multicast"),
    ]
}
