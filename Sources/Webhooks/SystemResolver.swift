import Glibc

/// What a look-up of a host's name gave.
enum LookupAnswer: Sendable, Hashable {
    /// In the order in which the system prefers them, without repeats.
    case addresses([IPAddress])
    /// In plain words.
    case failed(reason: String)
}

/// Looks a name up; blocks. Tests hand in their own.
typealias NameLookup = @Sendable (_ host: String) -> LookupAnswer

/// The system's resolver (`getaddrinfo`): /etc/hosts, DNS, and whatever nsswitch.conf names. It may
/// block for as long as resolv.conf says, half a minute and more.
enum SystemResolver {
    static func lookUp(_ host: String) -> LookupAnswer {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            return .failed(reason: words(code, host))
        }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var entry = list
        while let current = entry {
            if let socketAddress = current.pointee.ai_addr, let address = IPAddress(socketAddress),
                !addresses.contains(address)
            {
                addresses.append(address)
            }
            entry = current.pointee.ai_next
        }
        return addresses.isEmpty
            ? .failed(reason: "the name \(host) has no address") : .addresses(addresses)
    }

    private static func words(_ code: Int32, _ host: String) -> String {
        switch code {
        case EAI_NONAME:
            "the name \(host) was not found; check its spelling, and whether its owner still has the domain"
        case EAI_AGAIN:
            "no name server answered for \(host); check this machine's name servers (/etc/resolv.conf)"
        default:
            "the name \(host) could not be looked up: \(String(cString: gai_strerror(code)))"
        }
    }
}
