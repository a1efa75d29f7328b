import Ledger
import Returns

/// Keeps numbers from being given out twice where the ledger has forgotten to whom it gave them.
package struct Withholding {
    /// How far ahead of a range's next number a forgotten one is looked for, and behind each that is found.
    static let aheadMax = 10_000
    private static let skippedMin = 20

    private let terms: IntakeTerms
    private let transaction: Transaction

    package init(_ terms: IntakeTerms, in transaction: Transaction) {
        self.terms = terms
        self.transaction = transaction
    }

    /// Passes over numbers that were given out, with all before them.
    func withhold(rmas: Set<RMANumber>, parcels: Set<String>) throws {
        if !rmas.isEmpty {
            try passOver(ParcelRange.rmaNumbers, first: 0, last: terms.pattern.capacity - 1) { serial in
                terms.pattern.number(ordinal: serial).map { rmas.contains($0) } ?? false
            }
        }
        guard !parcels.isEmpty else { return }
        for range in terms.parcelRanges {
            try passOver(range.storedName, first: range.first, last: range.last) { serial in
                range.code(serial).map { parcels.contains($0.text) } ?? false
            }
        }
    }

    private func passOver(_ range: String, first: Int, last: Int, _ isGiven: (Int) -> Bool) throws {
        var serial = max(try transaction.snapshot.nextSerial(of: range) ?? first, first)
        var (end, newest) = (serial + Self.aheadMax, Int?.none)
        while serial < end, serial <= last {
            if isGiven(serial) { (newest, end) = (serial, serial + Self.aheadMax) }
            serial += 1
        }
        if let newest { _ = try transaction.nextSerial(of: range, first: newest) }
    }

    /// Passes over numbers of every range of which nothing is known any more: as many as were given out in that time if
    /// each of its days was twice as busy as the busiest of the last 30.
    /// - Parameters:
    ///   - since: the last moment of which the ledger knows.
    ///   - count: another count; nil estimates.
    /// - Returns: how many of each range.
    package func passOver(since: Instant, count: Int? = nil) throws -> [(range: String, count: Int)] {
        let now = terms.now()
        let today = terms.siteDay(now)
        let days = max(0, Int((now.milliseconds - since.milliseconds) / 86_400_000)) + 1
        let ranges =
            [(name: ParcelRange.rmaNumbers, first: 0, last: terms.pattern.capacity - 1)]
            + terms.parcelRanges.map { (name: $0.storedName, first: $0.first, last: $0.last) }
        return try ranges.map { range in
            let busiest = try transaction.snapshot.busiestDay(of: range.name, days: 30 + days, before: today)
            return (
                range.name,
                try transaction.skipNumbers(
                    of: range.name, first: range.first, last: range.last,
                    count: count ?? max(Self.skippedMin, 2 * busiest * days))
            )
        }
    }
}
