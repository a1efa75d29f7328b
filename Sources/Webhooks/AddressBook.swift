/// The addresses of names looked up lately, and the one address to which each name is pinned.
///
/// A name keeps its address for as long as look-ups still give it: libcurl reuses a connection
/// only for the same address. One to which no connection could be made is passed over for the
/// next. The book is in memory only and judges nothing. Owned by the delivery loop.
struct AddressBook {
    private struct Entry {
        var addresses: [IPAddress]
        var pinned: IPAddress
        /// Microseconds of the monotonic clock.
        var freshUntil: Int64
    }

    private let limits: DeliveryLimits
    private var entries: [String: Entry] = [:]

    init(limits: DeliveryLimits) {
        self.limits = limits
    }

    /// The address to use for the name; nil when it has to be looked up (again).
    func address(of host: String, now: Int64) -> IPAddress? {
        guard let entry = entries[host], now < entry.freshUntil else { return nil }
        return entry.pinned
    }

    /// An address of the name that is not among those tried already.
    func address(of host: String, otherThan tried: [IPAddress]) -> IPAddress? {
        entries[host]?.addresses.first { !tried.contains($0) }
    }

    /// Takes the answer to a look-up, which has at least one address; returns the one to use.
    mutating func learn(_ host: String, _ addresses: [IPAddress], now: Int64) -> IPAddress {
        let known = entries[host]?.pinned
        if known == nil, entries.count >= limits.namesKeptMax {
            entries = entries.filter { now < $0.value.freshUntil }
            // All fresh: forgetting them costs one look-up each, and keeps the bound.
            if entries.count >= limits.namesKeptMax { entries.removeAll(keepingCapacity: true) }
        }
        let pinned = known.flatMap { addresses.contains($0) ? $0 : nil } ?? addresses[0]
        entries[host] = Entry(
            addresses: addresses, pinned: pinned, freshUntil: now + Int64(limits.lookupKeptSeconds) * 1_000_000)
        return pinned
    }

    /// No connection could be made to the address: the name moves on to its next one.
    mutating func passOver(_ address: IPAddress, of host: String) {
        guard let entry = entries[host], entry.pinned == address,
            let place = entry.addresses.firstIndex(of: address)
        else { return }
        entries[host]?.pinned = entry.addresses[(place + 1) % entry.addresses.count]
    }
}
