import Returns

/// One limit or price in several currencies, in minor units of each. Currencies are never converted: a
/// currency that is not listed has no amount here.
package struct Amounts: Sendable, Equatable {
    package let minor: [Currency: Int64]

    package init(_ minor: [Currency: Int64]) { self.minor = minor }

    package func amount(in currency: Currency) -> Money? {
        minor[currency].map { Money(minor: $0, currency: currency) }
    }
}

extension Money {
    /// Usable for judgement: not negative and not beyond what we accept. Anything else counts as unknown.
    var isPlausiblePrice: Bool { (0...Money.minorMax).contains(minor) }

    /// A share in hundredths of a percent, rounded half up; exact for every amount that a line can reach.
    func exactShare(basisPoints: Int64) -> Money {
        let (whole, rest) = minor.quotientAndRemainder(dividingBy: 10_000)
        return Money(minor: whole * basisPoints + (rest * basisPoints + 5000) / 10_000, currency: currency)
    }
}
