/// DHL. Express: 10 digits, the last the remainder of the others by 7. Paket (Germany): an SSCC of DHL's own, 20
/// digits that begin with 00340434. Pieces: an ISO/IEC 15459-1 licence plate, `JJD` or `JVGL` and digits, without
/// a check digit. Global Mail: `GM` and digits, without a check digit. The examples of the tests are those of the
/// public collection jkeen/tracking_number_data, couriers/dhl.json.
enum DHLNumber {
    private static let paketMark = "00340434"

    static func readings(of number: ScannedNumber) -> [CarrierNumber] {
        let text = number.compact
        if number.isDigits(10), CheckDigitRule.mod7.accepts(text) {
            return [CarrierNumber(.dhlExpress, text, .length)]
        }
        if number.isDigits(20), text.hasPrefix(paketMark), CheckDigitRule.gs1.accepts(text) {
            return [CarrierNumber(.dhlPaket, text, .sure)]
        }
        for mark in ["JJD", "JVGL"] where isMarked(text, mark, digits: 9...24) {
            return [CarrierNumber(.dhlPiece, text, .likely)]
        }
        return isMarked(text, "GM", digits: 10...20) ? [CarrierNumber(.dhlGlobalMail, text, .likely)] : []
    }

    private static func isMarked(_ text: String, _ mark: String, digits: ClosedRange<Int>) -> Bool {
        let rest = text.dropFirst(mark.count)
        return text.hasPrefix(mark) && digits.contains(rest.utf8.count) && rest.utf8.allSatisfy(\.isASCIIDigit)
    }
}
