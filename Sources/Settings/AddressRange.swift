import Glibc

/// A range of Internet addresses in CIDR notation: `10.20.0.0/16`, `fd00:12::/32`.
package struct AddressRange: Sendable, Equatable {
    /// As it was written.
    package let text: String
    /// 4 or 16 bytes, in network order, with zeros behind the prefix.
    package let bytes: [UInt8]
    /// 0...32 or 0...128.
    package let prefixLength: Int

    /// - Returns: nil unless it is an address, a slash and a length, with no bits set behind the length.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), parts[1].utf8.allSatisfy(\.isDigit) else { return nil }
        let isSix = parts[0].contains(":")
        var bytes = [UInt8](repeating: 0, count: isSix ? 16 : 4)
        guard inet_pton(isSix ? AF_INET6 : AF_INET, String(parts[0]), &bytes) == 1,
            (0...(bytes.count * 8)).contains(length)
        else { return nil }
        for bit in length..<(bytes.count * 8) where bytes[bit / 8] & (0x80 >> UInt8(bit % 8)) != 0 { return nil }
        self.text = text
        self.bytes = bytes
        self.prefixLength = length
    }

    /// True when every address of `other` lies in this range.
    package func contains(_ other: AddressRange) -> Bool {
        guard bytes.count == other.bytes.count, prefixLength <= other.prefixLength else { return false }
        return (0..<prefixLength).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return bytes[bit / 8] & mask == other.bytes[bit / 8] & mask
        }
    }
}

extension Form where Value == AddressRange {
    static var addressRange: Form {
        .scalar(
            "address range such as 10.20.0.0/16",
            remedy: "write an address, '/' and the length of the prefix, with no bits set behind it", show: \.text
        ) { AddressRange($0) }
    }
}
