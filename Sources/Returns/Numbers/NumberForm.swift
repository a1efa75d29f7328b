/// The shape of the numbers of one range: a prefix, a serial number of fixed width, a check digit, a suffix.
///
/// Because the width is fixed, numbers sort as their serials do: the numbers between two serials are the texts
/// between two texts, and a range can be looked up in an index of texts.
package struct NumberForm: Sendable, Hashable {
    package static let digitsMax = 15

    /// Capitals and digits; may be empty.
    package let prefix: String
    /// The width of the serial number, 1...`digitsMax`; zeros stand in front.
    package let digits: Int
    /// Covers prefix and serial number, and stands behind them.
    package let check: CheckDigitRule
    /// Capitals and digits; may be empty.
    package let suffix: String

    package init(prefix: String, digits: Int, check: CheckDigitRule, suffix: String = "") {
        self.prefix = prefix
        self.digits = digits
        self.check = check
        self.suffix = suffix
    }

    /// How long every number of the form is.
    package var width: Int { prefix.utf8.count + digits + check.width + suffix.utf8.count }

    /// The number for a serial.
    /// - Returns: nil where the serial is wider than `digits`, or the rule of the check digit does not apply.
    package func text(serial: Int) -> String? {
        let serialText = serial.padded(digits)
        guard serial >= 0, serialText.utf8.count == digits else { return nil }
        let body = prefix + serialText
        guard check != .none else { return body + suffix }
        return check.digit(for: body).map { "\(body)\($0)\(suffix)" }
    }

    /// The serial number of a text of this form; nil for any other text.
    package func serial(of text: String) -> Int? {
        guard text.utf8.count == width, text.hasPrefix(prefix),
            let serial = Int(text.dropFirst(prefix.utf8.count).prefix(digits)), self.text(serial: serial) == text
        else { return nil }
        return serial
    }

    /// Whether the serials of this form may give a number that the other's serials give too.
    package func mayShare(_ serials: ClosedRange<Int>, with other: NumberForm, _ others: ClosedRange<Int>) -> Bool {
        guard width == other.width, let first = text(serial: serials.lowerBound),
            let last = text(serial: serials.upperBound),
            let otherFirst = other.text(serial: others.lowerBound),
            let otherLast = other.text(serial: others.upperBound)
        else { return false }
        let neverMeet = zip(pattern, other.pattern).contains { left, right in
            switch (left, right) {
            case (let left?, let right?): left != right
            case (let literal?, nil), (nil, let literal?): !literal.isASCIIDigit
            case (nil, nil): false
            }
        }
        return !neverMeet && first <= otherLast && otherFirst <= last
    }

    /// What stands at each place; nil for any digit.
    private var pattern: [UInt8?] {
        prefix.utf8.map { $0 } + Array(repeating: nil, count: digits + check.width) + suffix.utf8.map { $0 }
    }
}
