/// UPS: `1Z`, the shipper's account (6), the service (2), the parcel (7) and a check digit. The rule, and the
/// examples of the tests, are those of the public collection jkeen/tracking_number_data, couriers/ups.json.
enum UPSNumber {
    static let length = 18

    static func readings(of number: ScannedNumber) -> [CarrierNumber] {
        guard number.compact.utf8.count == length, number.compact.hasPrefix("1Z"),
            CheckDigitRule.ups.accepts(number.compact)
        else { return [] }
        return [CarrierNumber(.ups1Z, number.compact, .sure)]
    }
}
