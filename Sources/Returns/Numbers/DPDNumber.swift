/// DPD's parcel label: postal code (7), parcel number (14), service (3) and country (3), 27 digits, and a check
/// character by ISO/IEC 7064, MOD 37,36, which notices every change of a single character. Only the parcel number
/// is tracked. Example and layout: the public collection jkeen/tracking_number_data, couriers/dpd.json.
enum DPDNumber {
    static let length = 28

    static func readings(of number: ScannedNumber) -> [CarrierNumber] {
        let text = number.compact
        guard text.utf8.count == length, text.utf8.dropLast().allSatisfy(\.isASCIIDigit), isValid(text) else {
            return []
        }
        let postalCode = String(text.prefix(7))
        return [CarrierNumber(.dpd28, text.dropFirst(7).prefix(14), .sure, postalCode: postalCode)]
    }

    static func isValid(_ text: String) -> Bool {
        guard let last = text.utf8.last.map(value) else { return false }
        return checkValue(text.utf8.dropLast().map(value)) == last
    }

    /// ISO/IEC 7064, hybrid system MOD 37,36.
    static func checkValue(_ values: [Int]) -> Int {
        var remainder = 36
        for value in values {
            let sum = (remainder + value) % 36
            remainder = (sum == 0 ? 36 : sum) * 2 % 37
        }
        return (37 - remainder) % 36
    }

    private static func value(_ byte: UInt8) -> Int { byte.isASCIIDigit ? Int(byte) - 48 : Int(byte) - 55 }
}
