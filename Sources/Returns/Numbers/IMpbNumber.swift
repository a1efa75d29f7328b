/// USPS Intelligent Mail package barcode (USPS Publication 199): a package identification code of 22 or 26 digits
/// that begins with 91 to 95, or an older one of 20, with a check digit modulo 10; often behind 420 and the
/// destination's ZIP code of 5 or 9 digits, which makes 30 or 34.
///
/// 420, a ZIP of 5 and a code of 26 are as long as 420, a ZIP of 9 and a code of 22. Where the scanner reports
/// FNC1 it decides; otherwise whichever check digit fits, and both where both fit.
enum IMpbNumber {
    static func readings(of number: ScannedNumber) -> [CarrierNumber] {
        guard number.compact.utf8.allSatisfy(\.isASCIIDigit) else { return [] }
        return behindZIP(number) + alone(number)
    }

    private static func alone(_ number: ScannedNumber) -> [CarrierNumber] {
        let digits = number.compact
        // The older codes are no GS1 symbols: 20 digits of such a one are an SSCC.
        guard isCode(digits) || (digits.utf8.count == 20 && !number.isGS1), CheckDigitRule.gs1.accepts(digits) else {
            return []
        }
        return [CarrierNumber(.uspsIMpb, digits, isCode(digits) ? .sure : .length)]
    }

    private static func behindZIP(_ number: ScannedNumber) -> [CarrierNumber] {
        guard number.compact.hasPrefix("420") else { return [] }
        return [5, 9].compactMap { length in
            let code = number.compact.dropFirst(3 + length)
            guard isCode(code), CheckDigitRule.gs1.accepts(code) else { return nil }
            if number.parts.count > 1, number.parts[0].utf8.count != 3 + length { return nil }
            let zip = String(number.compact.dropFirst(3).prefix(length))
            return CarrierNumber(.uspsIMpb, code, .sure, postalCode: zip)
        }
    }

    private static func isCode(_ digits: some StringProtocol) -> Bool {
        let second = digits.utf8.dropFirst().first
        return [22, 26].contains(digits.utf8.count) && digits.hasPrefix("9")
            && second.map { (49...53).contains($0) } == true
    }
}
