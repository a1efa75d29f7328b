/// A number that identifies one parcel, with the rule of its check digit.
package enum ParcelCode: Hashable, Sendable, CustomStringConvertible {
    /// Serial Shipping Container Code, GS1 General Specifications, AI (00): 18 digits, the last a check
    /// digit modulo 10.
    case sscc(String)
    /// UPU S10 identifier: two letters, eight digits, a check digit, two letters of the country.
    case s10(String)
    /// A number of a range that a carrier gave us, whatever its form: capitals and digits.
    case carrier(String)

    /// The kinds, as the ledger keeps them.
    package enum Scheme: String, CaseIterable, Sendable { case sscc, s10, carrier }

    /// The longest number of a carrier's range.
    package static let carrierCharactersMax = 34

    package var text: String {
        switch self {
        case .sscc(let text), .s10(let text), .carrier(let text): text
        }
    }
    package var description: String { text }

    package var scheme: Scheme {
        switch self {
        case .sscc: .sscc
        case .s10: .s10
        case .carrier: .carrier
        }
    }

    /// Reads an SSCC or an S10 identifier in any form that people type or scanners send.
    package init?(_ typed: some StringProtocol) {
        let fitting = ScannedNumber.readings(of: typed)
        if let code = fitting.first(where: { $0.scheme == .s10 }) {
            self = .s10(code.text)
        } else if let code = fitting.first(where: { $0.scheme == .sscc }) {
            self = .sscc(code.text)
        } else {
            return nil
        }
    }

    /// A number whose scheme is known: the ledger's own rows.
    /// - Returns: nil where length, characters or check digit are not the scheme's.
    package init?(_ text: String, scheme: Scheme) {
        switch scheme {
        case .sscc: self = .sscc(text)
        case .s10: self = .s10(text)
        case .carrier: self = .carrier(text)
        }
        guard isSound else { return nil }
    }

    /// Length, characters and check digit are those of the scheme; of a carrier's number only length and characters
    /// are known.
    package var isSound: Bool {
        switch self {
        case .sscc(let text):
            text.utf8.count == SSCCNumber.length && text.utf8.allSatisfy(\.isASCIIDigit)
                && CheckDigitRule.gs1.accepts(text)
        case .s10(let text): S10Number.isValid(text)
        case .carrier(let text):
            (1...Self.carrierCharactersMax).contains(text.utf8.count)
                && text.utf8.allSatisfy { $0.isASCIIDigit || $0.isASCIICapital }
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
}

extension String {
    /// The values of a text of ASCII digits alone; nil otherwise.
    var decimalDigits: [Int]? {
        let values = utf8.map { Int($0) - 48 }
        return values.allSatisfy { (0...9).contains($0) } ? values : nil
    }
}
