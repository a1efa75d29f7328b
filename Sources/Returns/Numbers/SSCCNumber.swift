/// Serial Shipping Container Code: 18 digits, behind the application identifier (00) in GS1-128 (GS1 General
/// Specifications, 3.3.1 and 7.9). Every carrier may use it.
enum SSCCNumber {
    static let length = 18

    static func readings(of number: ScannedNumber) -> [CarrierNumber] {
        if number.isDigits(length + 2), number.compact.hasPrefix("00") {
            let digits = number.compact.dropFirst(2)
            return CheckDigitRule.gs1.accepts(digits) ? [CarrierNumber(.sscc, digits, .sure)] : []
        }
        guard number.isDigits(length), CheckDigitRule.gs1.accepts(number.compact) else { return [] }
        return [CarrierNumber(.sscc, number.compact, .likely)]
    }
}
