/// A decimal number as people write it, before anything is rounded: `minus`, digits, and how many of the
/// digits stand behind the decimal sign.
struct DecimalText: Equatable {
    var isNegative = false
    /// ASCII digits without zeros in front, at least one.
    var digits: [UInt8]
    var fractionCount: Int

    /// The value times 10^`places`; nil when it has more places than that or does not fit in 15 digits.
    func scaled(places: Int) -> Int64? {
        var digits = digits
        var fractionCount = fractionCount
        while fractionCount > places, digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            fractionCount -= 1
        }
        guard fractionCount <= places else { return nil }
        digits.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: min(places - fractionCount, 20)))
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        guard significant.count <= 15 else { return nil }
        let value = significant.reduce(Int64(0)) { $0 * 10 + Int64($1) - 48 }
        return isNegative ? -value : value
    }

    /// The plain form of JSON and programs: `129.90`. An exponent is understood: `1e2` is 100.
    static func read(plain text: String) -> DecimalText? {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(fraction.count + 1)
            guard !fraction.isEmpty else { return nil }
        }
        guard !whole.isEmpty else { return nil }
        var number = DecimalText(isNegative: isNegative, digits: Array(whole + fraction), fractionCount: fraction.count)
        guard let sign = rest.first else { return number }
        guard sign | 0x20 == UInt8(ascii: "e"),
            let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), abs(exponent) <= 400
        else { return nil }
        number.fractionCount -= exponent
        if number.fractionCount < 0 {
            number.digits.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -number.fractionCount))
            number.fractionCount = 0
        }
        let missing = number.fractionCount - number.digits.count
        if missing >= 0 {
            number.digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: missing + 1), at: 0)
        }
        return number
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// What a cell that should hold a number says.
enum NumberText: Equatable {
    case number(DecimalText)
    /// One separator with exactly three digits behind it: `1.299` is 1299 in Madrid and 1.299 in London.
    case ambiguous
    case unreadable

    /// Reads a number in any of the usual ways: `1299`, `1.299,00`, `1,299.00`, `1 299,00`, `1'299.00`.
    static func read(cell text: String) -> NumberText {
        var signs: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xA0, 0x2009, 0x202F: signs.append(UInt8(ascii: " "))
            case 0x2019: signs.append(UInt8(ascii: "'"))
            case 0x2212: signs.append(UInt8(ascii: "-"))
            case 0..<0x80: signs.append(UInt8(scalar.value))
            default: return .unreadable
            }
        }
        var isNegative = false
        if let first = signs.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            signs.removeFirst()
        }
        let separators = signs.filter { !DecimalText.isDigit($0) }
        guard signs.count > separators.count, separators.allSatisfy({ ".,' ".utf8.contains($0) }) else {
            return .unreadable
        }
        guard let decimal = decimalSign(signs, separators) else { return .ambiguous }
        let split = decimal.isSign ? signs.lastIndex(of: decimal.sign) ?? signs.count : signs.count
        let whole = signs[..<split]
        let fraction = signs[split...].dropFirst()
        guard fraction.allSatisfy(DecimalText.isDigit), isGrouped(whole) else { return .unreadable }
        let digits = whole.filter(DecimalText.isDigit) + fraction
        return digits.isEmpty
            ? .unreadable
            : .number(DecimalText(isNegative: isNegative, digits: digits, fractionCount: fraction.count))
    }

    /// Which sign separates the fraction; nil when it cannot be known.
    private static func decimalSign(_ signs: [UInt8], _ separators: [UInt8]) -> (isSign: Bool, sign: UInt8)? {
        guard let last = separators.last else { return (false, 0) }
        guard last == UInt8(ascii: ".") || last == UInt8(ascii: ",") else { return (false, 0) }
        if separators.filter({ $0 == last }).count > 1 { return (false, 0) }
        if separators.count > 1 { return (true, last) }
        let index = signs.firstIndex(of: last) ?? 0
        let looksGrouped = signs.count - index - 1 == 3 && (1...3).contains(index) && signs[0] != UInt8(ascii: "0")
        return looksGrouped ? nil : (true, last)
    }

    /// Digits alone, or one to three and then groups of three behind the same sign.
    private static func isGrouped(_ whole: ArraySlice<UInt8>) -> Bool {
        guard let sign = whole.first(where: { !DecimalText.isDigit($0) }) else { return true }
        let groups = whole.split(separator: sign, omittingEmptySubsequences: false)
        return groups.dropFirst().allSatisfy { $0.count == 3 && $0.allSatisfy(DecimalText.isDigit) }
            && (1...3).contains(groups[0].count) && groups[0].allSatisfy(DecimalText.isDigit)
    }
}
