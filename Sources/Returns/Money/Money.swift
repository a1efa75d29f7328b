/// An ISO 4217 currency code with the number of its minor units.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
    package let code: String

    /// - Returns: nil unless the code is three ASCII letters; lower case is folded.
    package init?(_ text: some StringProtocol) {
        let folded = text.uppercased()
        guard folded.utf8.count == 3, folded.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        code = folded
    }

    package init(trusted code: String) { self.code = code }

    /// Digits behind the decimal sign (ISO 4217, table A.1); two unless the standard says otherwise.
    package var fractionDigits: Int {
        switch code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
            "XAF", "XOF", "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        case "CLF", "UYW": 4
        default: 2
        }
    }

    /// Minor units in one major unit: 100 for EUR, 1 for JPY.
    package var minorPerMajor: Int64 { (0..<fractionDigits).reduce(1) { product, _ in product * 10 } }

    package var description: String { code }
}

/// An amount in the minor units of its currency. Never a binary fraction, so parts always sum to the whole.
package struct Money: Hashable, Sendable, CustomStringConvertible {
    /// The largest amount that we accept, in minor units: far above any return, far below overflow when
    /// multiplied by `Quantity.unitsMax`.
    package static let minorMax: Int64 = 1_000_000_000_000

    package let minor: Int64
    package let currency: Currency

    package init(minor: Int64, currency: Currency) {
        self.minor = minor
        self.currency = currency
    }

    package static func zero(_ currency: Currency) -> Money { Money(minor: 0, currency: currency) }

    /// The sum, or the largest number there is where the sum would overflow.
    package func addingSaturated(_ other: Money) -> Money {
        let (sum, overflow) = minor.addingReportingOverflow(other.minor)
        return Money(minor: overflow ? .max : sum, currency: currency)
    }

    /// The amount for several units.
    package func times(_ units: Int) -> Money { Money(minor: minor * Int64(units), currency: currency) }

    /// A share in hundredths of a percent, rounded half away from zero.
    package func share(basisPoints: Int) -> Money {
        let product = minor * Int64(basisPoints)
        let half: Int64 = product < 0 ? -5000 : 5000
        return Money(minor: (product + half) / 10_000, currency: currency)
    }

    /// `129.90 EUR`: a machine's form, with a point and no grouping.
    package var description: String { "\(decimal) \(currency)" }

    /// `129.90`: the number alone.
    package var decimal: String {
        let digits = currency.fractionDigits
        guard digits > 0 else { return String(minor) }
        let unit = currency.minorPerMajor
        return "\(minor < 0 ? "-" : "")\(abs(minor) / unit).\((abs(minor) % unit).padded(digits))"
    }
}
