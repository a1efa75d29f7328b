/// Which IP addresses a delivery may go to.
///
/// A webhook's address is foreign input: whoever writes it could make us call our own network
/// (server-side request forgery). So every address that is not global unicast is denied unless
/// configuration allows its block. The order of judgement:
///
/// 1. `denied`, the operator's own blocks, wins over everything.
/// 2. `allowed`, the operator's exceptions.
/// 3. The special-purpose blocks of the IANA registries (RFC 6890 and later): denied.
/// 4. All other IPv4, and 2000::/3 of IPv6: permitted.
///
/// An IPv4-mapped address is judged as the IPv4 address that the kernel will use. NAT64 and 6to4
/// addresses carry an IPv4 address too: where configuration allows their block, the address
/// inside must be permitted as well.
package struct AddressPolicy: Sendable, Hashable {
    package enum Verdict: Sendable, Hashable {
        case permitted
        /// In plain words: the address, and what its block is for.
        case denied(reason: String)
    }

    package let allowed: [AddressRange]
    package let denied: [AddressRange]

    package init(allowed: [AddressRange] = [], denied: [AddressRange] = []) {
        self.allowed = allowed
        self.denied = denied
    }

    package func permits(_ address: IPAddress) -> Verdict {
        let effective = address.unmapped
        if let range = denied.first(where: { $0.contains(effective) || $0.contains(address) }) {
            return .denied(reason: "\(address) lies in \(range), which the configuration denies")
        }
        if let inner = SpecialBlocks.embedded(in: effective), case .denied(let reason) = permits(inner) {
            return .denied(reason: "\(address) leads to \(inner), and \(reason)")
        }
        if allowed.contains(where: { $0.contains(effective) || $0.contains(address) }) {
            return .permitted
        }
        if let meaning = SpecialBlocks.meaning(of: effective) {
            return .denied(reason: "\(address) is not a public address (\(meaning))")
        }
        return .permitted
    }
}
