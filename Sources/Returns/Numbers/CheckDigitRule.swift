/// How the check digit at the end of a parcel number follows from the characters before it.
///
/// Each rule promises to notice every change of a single digit, but for those that its description names. A rule
/// over digits leaves letters out, so that `AB12` is checked like `12`.
package enum CheckDigitRule: String, CaseIterable, Sendable {
    /// No check digit at all.
    case none
    /// Weights 3, 1 from the right, modulo 10: GS1 (SSCC), USPS IMpb, FedEx Ground. Misses nothing.
    case gs1 = "mod10_3_1"
    /// Every second digit from the right doubled, the digits of the products summed, modulo 10 (ISO/IEC 7812-1,
    /// annex B). Misses nothing.
    case luhn = "mod10_luhn"
    /// Weights 1, 3, 7 from the right, modulo 11, where 10 is written 0: FedEx Express. Misses a change between the
    /// remainders 0 and 10.
    case fedEx = "mod11_fedex"
    /// The whole number modulo 7: DHL Express. Misses a change by 7 (0↔7, 1↔8, 2↔9).
    case mod7
    /// The second, fourth … character from the right doubled, modulo 10; a letter counts (its ASCII code − 3)
    /// modulo 10: UPS. A `1Z` in front does not count. Misses a change by 5 where it doubles.
    case ups = "mod10_ups"
    /// Weights 8 6 4 2 3 5 9 7 over eight digits, modulo 11 (UPU S10). Misses a change between the remainders 0
    /// and 6, whose check digits are both 5.
    case s10

    /// The check digit for what stands before it.
    /// - Returns: nil where the rule does not apply: no digits, not eight for S10, signs that are neither letters
    ///   nor digits; and always for `none`.
    package func digit(for body: some StringProtocol) -> Int? {
        guard body.utf8.allSatisfy({ $0.isASCIIDigit || $0.isASCIICapital }) else { return nil }
        let digits = body.utf8.filter(\.isASCIIDigit).map { Int($0) - 48 }
        switch self {
        case .none: return nil
        case .gs1: return digits.isEmpty ? nil : ParcelCode.modulo10CheckDigit(digits[...])
        case .luhn: return digits.isEmpty ? nil : Self.luhn(digits)
        case .fedEx: return digits.isEmpty ? nil : Self.weighted(digits, [1, 3, 7]) % 11 % 10
        case .mod7: return digits.isEmpty ? nil : digits.reduce(0) { ($0 * 10 + $1) % 7 }
        case .ups: return Self.ups(body.hasPrefix("1Z") ? Array(body.utf8.dropFirst(2)) : Array(body.utf8))
        case .s10: return digits.count == 8 ? ParcelCode.s10CheckDigit(digits) : nil
        }
    }

    /// Whether the last character is the check digit of those before it. True of anything for `none`.
    package func accepts(_ number: some StringProtocol) -> Bool {
        guard self != .none else { return true }
        guard let last = number.last?.asciiValue, last.isASCIIDigit else { return false }
        return digit(for: number.dropLast()) == Int(last) - 48
    }

    /// How many characters it adds to a number.
    package var width: Int { self == .none ? 0 : 1 }

    private static func weighted(_ digits: [Int], _ weights: [Int]) -> Int {
        digits.reversed().enumerated().reduce(0) { $0 + $1.element * weights[$1.offset % weights.count] }
    }

    private static func luhn(_ digits: [Int]) -> Int {
        let sum = digits.reversed().enumerated().reduce(0) { sum, place in
            let product = place.element * (place.offset % 2 == 0 ? 2 : 1)
            return sum + product / 10 + product % 10
        }
        return (10 - sum % 10) % 10
    }

    private static func ups(_ bytes: [UInt8]) -> Int? {
        guard !bytes.isEmpty else { return nil }
        let values = bytes.map { $0.isASCIIDigit ? Int($0) - 48 : (Int($0) - 3) % 10 }
        return (10 - weighted(values, [1, 2]) % 10) % 10
    }
}

extension UInt8 {
    package var isASCIIDigit: Bool { (48...57).contains(self) }
    package var isASCIICapital: Bool { (65...90).contains(self) }
}
