/// What an endpoint's address must be like: its scheme, its port, and where it may lead.
package struct EndpointPolicy: Sendable, Hashable {
    package enum Schemes: Sendable, Hashable {
        case httpsOnly
        /// Plain HTTP too: for a receiver on a trusted network, and for tests.
        case httpsAndHTTP
    }

    package enum Ports: Sendable, Hashable {
        /// The scheme's own: 443, and 80 where plain HTTP is allowed.
        case standard
        /// These alone.
        case listed(Set<UInt16>)
        /// All but 0.
        case any

        func allow(_ port: UInt16, standard: UInt16) -> Bool {
            switch self {
            case .standard: port == standard
            case .listed(let ports): ports.contains(port)
            case .any: port != 0
            }
        }
    }

    package var schemes: Schemes
    package var ports: Ports
    package var addresses: AddressPolicy

    package init(
        schemes: Schemes = .httpsOnly, ports: Ports = .standard, addresses: AddressPolicy = AddressPolicy()
    ) {
        self.schemes = schemes
        self.ports = ports
        self.addresses = addresses
    }
}
