/// Postal items of the UPU: two letters of the service, eight digits, a check digit, the country's two letters
/// (UPU standard S10). Every post uses it.
enum S10Number {
    static let length = 13

    static func readings(of number: ScannedNumber) -> [CarrierNumber] {
        isValid(number.compact) ? [CarrierNumber(.s10, number.compact, .sure)] : []
    }

    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == length, bytes[..<2].allSatisfy(\.isASCIICapital), bytes[11...].allSatisfy(\.isASCIICapital)
        else { return false }
        let digits = bytes[2..<11]
        return digits.allSatisfy(\.isASCIIDigit) && CheckDigitRule.s10.accepts(String(decoding: digits, as: UTF8.self))
    }
}
