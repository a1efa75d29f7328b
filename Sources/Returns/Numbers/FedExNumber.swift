/// FedEx: Express numbers of 12 digits; Ground of 15; the long symbol of 34 digits that ends with a number of 12;
/// Ground's older `96…` of 22 and 34 digits; door tags, `DT` and 12 digits. Rules and examples are those of the
/// public collection jkeen/tracking_number_data, couriers/fedex.json.
enum FedExNumber {
    static func readings(of number: ScannedNumber) -> [CarrierNumber] {
        let text = number.compact
        if text.hasPrefix("DT") {
            let digits = text.dropFirst(2)
            let isTag = digits.utf8.count == 12 && digits.utf8.allSatisfy(\.isASCIIDigit)
            return isTag ? [CarrierNumber(.fedExDoorTag, text, .likely)] : []
        }
        if number.isDigits(12), CheckDigitRule.fedEx.accepts(text) { return [CarrierNumber(.fedEx12, text, .length)] }
        if number.isDigits(15), CheckDigitRule.gs1.accepts(text) { return [CarrierNumber(.fedEx15, text, .length)] }
        if number.isDigits(22), text.hasPrefix("96") { return ground(text) }
        if number.isDigits(34) { return long(text) }
        return []
    }

    /// `96`, a class and a service (5), the shipper (7), the parcel (7) and the check digit of these 14.
    private static func ground(_ text: String) -> [CarrierNumber] {
        let tracked = text.suffix(15)
        return CheckDigitRule.gs1.accepts(tracked) ? [CarrierNumber(.fedEx96, tracked, .sure)] : []
    }

    /// Thirteen digits and a check digit at the end are the number that is tracked, with zeros in front of its 12.
    private static func long(_ text: String) -> [CarrierNumber] {
        let tail = text.suffix(14)
        let isLong = text.hasPrefix("100")
        guard isLong || text.hasPrefix("96"), CheckDigitRule.fedEx.accepts(tail) else { return [] }
        let tracked = tail.hasPrefix("00") ? tail.dropFirst(2) : tail
        return [CarrierNumber(isLong ? .fedEx34 : .fedEx96, tracked, .sure)]
    }
}
