import Policy
import Returns
import Yams

/// Decimal numbers as people write them in a file, read without binary fractions.
enum Decimal {
    /// `12.5` with two digits is 1250. Nothing but digits and one point; no more decimals than there are.
    static func minor(_ text: String, digits: Int) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = parts.first, !whole.isEmpty else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count == 1 || !fraction.isEmpty, fraction.utf8.count <= digits, whole.utf8.count <= 15,
            (whole + fraction).utf8.allSatisfy(\.isDigit)
        else { return nil }
        let padded = fraction + String(repeating: "0", count: digits - fraction.utf8.count)
        return Int64(whole + padded)
    }

    static func text(_ minor: Int, digits: Int) -> String {
        let unit = (0..<digits).reduce(1) { product, _ in product * 10 }
        return minor % unit == 0 ? "\(minor / unit)" : "\(minor / unit).\((minor % unit).padded(digits))"
    }
}

extension Form where Value == Amounts {
    /// `{EUR: 50.00, CHF: 50.00}`.
    static var amounts: Form {
        let type = "map from currency to amount: {EUR: 50.00}"
        return Form(
            type: type,
            show: { amounts in
                let pairs = amounts.minor.map { Money(minor: $0.value, currency: $0.key) }
                    .sorted { $0.currency.code < $1.currency.code }
                return "{\(pairs.map { "\($0.currency): \($0.decimal)" }.joined(separator: ", "))}"
            },
            read: { node, place, reading in
                guard let pairs = node.mapping, !pairs.isEmpty else {
                    reading.report(place, found: node.words, expected: type, remedy: "name the currency: {EUR: 50.00}")
                    return nil
                }
                var minor: [Currency: Int64] = [:]
                for (key, value) in pairs {
                    let text = key.scalar?.string ?? ""
                    guard !YAMLDocument.isPutAside(text) else { continue }
                    let keyPlace = Place(key, "\(place.key).\(text)", fallback: place)
                    guard let currency = Currency(text) else {
                        reading.report(
                            keyPlace, found: "the key \(key.words)", expected: "a currency code of three letters",
                            remedy: "write a code such as EUR")
                        continue
                    }
                    let amount = value.scalar.flatMap { Decimal.minor($0.string, digits: currency.fractionDigits) }
                    guard let amount, amount <= Money.minorMax else {
                        reading.report(
                            Place(value, keyPlace.key, fallback: place), found: value.words,
                            expected: "an amount with at most \(currency.fractionDigits) decimals",
                            remedy: "write digits and a point, without grouping: 1250.00")
                        continue
                    }
                    minor[currency] = amount
                }
                return minor.count == pairs.count ? Amounts(minor) : nil
            })
    }
}
