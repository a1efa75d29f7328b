import Glibc

/// An IPv4 or IPv6 address, as a number in host order. Zones (`%eth0`) have no place in it.
package enum IPAddress: Sendable, Hashable {
    case v4(UInt32)
    case v6(UInt128)

    /// Reads the strict text forms of `inet_pton(3)`; `127.1` and `0x7f.1` are none. Nil otherwise.
    package init?(_ text: String) {
        var four: UInt32 = 0
        var six: UInt128 = 0
        if inet_pton(AF_INET, text, &four) == 1 {
            self = .v4(UInt32(bigEndian: four))
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self = .v6(UInt128(bigEndian: six))
        } else {
            return nil
        }
    }

    /// The address of an Internet socket; nil for any other family.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            self = .v4(UInt32(bigEndian: raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6:
            let six = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self = .v6(UInt128(bigEndian: withUnsafeBytes(of: six) { $0.loadUnaligned(as: UInt128.self) }))
        default:
            return nil
        }
    }

    /// How many bits the family has: 32 or 128.
    package var width: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// The IPv4 address inside an IPv4-mapped one (`::ffff:a.b.c.d`, RFC 4291); itself otherwise.
    var unmapped: IPAddress {
        switch self {
        case .v4: self
        case .v6(let bits): bits >> 32 == 0xFFFF ? .v4(UInt32(truncatingIfNeeded: bits)) : self
        }
    }
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch self {
        case .v4(let bits):
            var network = bits.bigEndian
            inet_ntop(AF_INET, &network, &text, socklen_t(text.count))
        case .v6(let bits):
            var network = bits.bigEndian
            inet_ntop(AF_INET6, &network, &text, socklen_t(text.count))
        }
        return text.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// As it stands in a URL: IPv6 in brackets.
    var inURL: String {
        switch self {
        case .v4: description
        case .v6: "[\(description)]"
        }
    }
}
