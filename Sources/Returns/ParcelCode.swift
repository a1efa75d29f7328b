/// A number that identifies one parcel, with the rule of its check digit.
package enum ParcelCode: Hashable, Sendable, CustomStringConvertible {
    /// Serial Shipping Container Code, GS1 General Specifications, AI (00): 18 digits, the last a check
    /// digit modulo 10.
    case sscc(String)
    /// UPU S10 identifier: two letters, eight digits, a check digit, two letters of the country.
    case s10(String)

    package var text: String {
        switch self {
        case .sscc(let text), .s10(let text): text
        }
    }
    package var description: String { text }

    /// Reads either form; spaces and a leading `(00)` or `00` of an SSCC are taken off.
    package init?(_ typed: some StringProtocol) {
        let compact = String(typed.filter { $0 != " " && $0 != "-" }).uppercased()
        var digits = compact
        if digits.hasPrefix("(00)") {
            digits.removeFirst(4)
        } else if digits.utf8.count == 20, digits.hasPrefix("00") {
            digits.removeFirst(2)
        }
        if digits.utf8.count == 18, let values = digits.decimalDigits,
            ParcelCode.modulo10CheckDigit(values.dropLast()) == values[17]
        {
            self = .sscc(digits)
        } else if ParcelCode.isS10(compact) {
            self = .s10(compact)
        } else {
            return nil
        }
    }

    /// The SSCC for a serial number of a range.
    /// - Parameters:
    ///   - extensionDigit: 0...9, free for the company's use.
    ///   - companyPrefix: the GS1 Company Prefix, 4 to 12 digits.
    /// - Returns: nil when the serial does not fit in the 16 − prefix digits that are left.
    package static func sscc(extensionDigit: Int, companyPrefix: String, serial: Int) -> ParcelCode? {
        let width = 16 - companyPrefix.utf8.count
        let serialText = serial.padded(width)
        guard serial >= 0, width > 0, serialText.utf8.count == width, (0...9).contains(extensionDigit),
            let digits = "\(extensionDigit)\(companyPrefix)\(serialText)".decimalDigits, digits.count == 17
        else { return nil }
        return .sscc("\(extensionDigit)\(companyPrefix)\(serialText)\(modulo10CheckDigit(digits[...]))")
    }

    /// The S10 identifier for a serial number.
    /// - Returns: nil when the serial has more than eight digits.
    package static func s10(service: String, serial: Int, country: String) -> ParcelCode? {
        let serialText = serial.padded(8)
        guard serial >= 0, serialText.utf8.count == 8, let digits = serialText.decimalDigits else { return nil }
        return .s10("\(service)\(serialText)\(s10CheckDigit(digits))\(country)")
    }

    /// Weights 3, 1 from the right (GS1 General Specifications, 7.9).
    package static func modulo10CheckDigit(_ digits: ArraySlice<Int>) -> Int {
        let sum = digits.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 3 : 1) }
        return (10 - sum % 10) % 10
    }

    /// Weights 8 6 4 2 3 5 9 7; 11 − (sum modulo 11), where 10 becomes 0 and 11 becomes 5 (UPU S10).
    package static func s10CheckDigit(_ digits: [Int]) -> Int {
        let sum = zip(digits, [8, 6, 4, 2, 3, 5, 9, 7]).reduce(0) { $0 + $1.0 * $1.1 }
        let check = 11 - sum % 11
        return check == 10 ? 0 : check == 11 ? 5 : check
    }

    private static func isS10(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let isLetter = { (byte: UInt8) in (65...90).contains(byte) }
        guard bytes.count == 13, bytes[..<2].allSatisfy(isLetter), bytes[11...].allSatisfy(isLetter),
            let digits = String(decoding: bytes[2..<11], as: UTF8.self).decimalDigits
        else { return false }
        return s10CheckDigit(Array(digits[..<8])) == digits[8]
    }
}

extension String {
    /// The values of a text of ASCII digits alone; nil otherwise.
    var decimalDigits: [Int]? {
        let values = utf8.map { Int($0) - 48 }
        return values.allSatisfy { (0...9).contains($0) } ? values : nil
    }
}
