/// A block of addresses in CIDR notation: `10.0.0.0/8`, `fc00::/7`; a bare address is a block of one.
///
/// Bits beyond the prefix must be zero: `10.1.2.3/16` is more often a slip than a wish.
package struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    package let base: IPAddress
    /// How many leading bits count: 0 to 32, or 0 to 128.
    package let prefixLength: Int

    package init(parsing text: String) throws(InvalidWebhookInput) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let address = IPAddress(String(first)) else {
            throw Self.invalid(
                text, "it is not an IP address with a prefix length", "write it as 10.0.0.0/8 or fd00:1::/32")
        }
        var length = address.width
        if parts.count == 2 {
            guard let digits = parts.last, (1...3).contains(digits.utf8.count),
                digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(digits), number <= address.width
            else {
                throw Self.invalid(
                    text, "the prefix length is not a number from 0 to \(address.width)",
                    "write \(address)/\(address.width) for this one address")
            }
            length = number
        }
        let range = AddressRange(address, length)
        guard range.base == address else {
            throw Self.invalid(text, "it has bits beyond the prefix", "write \(range), or \(address)/\(address.width)")
        }
        self = range
    }

    private init(_ address: IPAddress, _ length: Int) {
        base = Self.cut(address, to: length)
        prefixLength = length
    }

    /// A constant block of IPv4.
    static func v4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ length: Int) -> AddressRange {
        AddressRange(.v4(UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)), length)
    }

    /// A constant block of IPv6, given by its leading groups of sixteen bits.
    static func v6(_ groups: UInt16..., prefix length: Int) -> AddressRange {
        var bits: UInt128 = 0
        for (place, group) in groups.prefix(8).enumerated() {
            bits |= UInt128(group) << UInt128(112 - 16 * place)
        }
        return AddressRange(.v6(bits), length)
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.width == base.width && Self.cut(address, to: prefixLength) == base
    }

    package var description: String { "\(base)/\(prefixLength)" }

    /// The address with all bits after the first `length` set to zero.
    private static func cut(_ address: IPAddress, to length: Int) -> IPAddress {
        // Swift's smart shift gives zero for a shift by the whole width, as prefix 0 needs.
        switch address {
        case .v4(let bits): .v4(bits & (UInt32.max << UInt32(32 - length)))
        case .v6(let bits): .v6(bits & (UInt128.max << UInt128(128 - length)))
        }
    }

    private static func invalid(_ text: String, _ problem: String, _ hint: String) -> InvalidWebhookInput {
        InvalidWebhookInput(operation: "read the address range", subject: text, problem: problem, hint: hint)
    }
}
