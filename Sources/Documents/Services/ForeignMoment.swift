import Returns

/// A time as services and carriers write it, in the form that we read.
struct ForeignMoment: Equatable {
    /// RFC 3339, or the text as it came where it is no time at all.
    let text: String
    /// A local time without its zone, or a day alone: read as UTC.
    let isUncertain: Bool
    /// nil where it is no time.
    let moment: Instant?

    init(_ foreign: String) {
        var text = Self.inOrder(foreign) ?? foreign
        var isUncertain = false
        if CalendarDate(iso: text) != nil {
            text += "T00:00:00"
        } else if let seconds = Int64(text), (1_000_000_000...99_999_999_999).contains(seconds) {
            // Unix seconds, or milliseconds where there are so many.
            text = Instant(milliseconds: seconds * 1000).description
        } else if let milliseconds = Int64(text), (100_000_000_000...9_999_999_999_999).contains(milliseconds) {
            text = Instant(milliseconds: milliseconds).description
        }
        if case .unreadable = MomentText.read(text) { text = Self.withColon(text) }
        if case .offsetMissing = MomentText.read(text) {
            text += "Z"
            isUncertain = true
        }
        if case .impossible = MomentText.read(text) { text = Self.withoutLeap(text) }
        if case .moment(let moment) = MomentText.read(text) {
            (self.text, self.isUncertain, self.moment) = (text, isUncertain, moment)
        } else {
            (self.text, self.isUncertain, self.moment) = (foreign, false, nil)
        }
    }

    /// The first day of the year 1 is what some programs write for "never".
    var isNever: Bool { text.hasPrefix("0001-01-01") }

    /// Parcels have been tracked for some decades; what lies before is a clock that was never set.
    var isPlausible: Bool { moment.map { $0.date >= ForeignMoment.firstDay } ?? false }

    static let firstDay = CalendarDate(dayNumber: 7_305) // 1990-01-01

    /// `+0100` and `+01` become `+01:00`; ` UTC` and ` GMT` become `Z`.
    private static func withColon(_ text: String) -> String {
        for ending in [" UTC", " GMT", "UTC", "GMT", " Z"] where text.hasSuffix(ending) {
            return text.dropLast(ending.count) + "Z"
        }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }), text[..<sign].contains(":") else {
            return text
        }
        // A zone may stand apart: `10:00:00 +0100`.
        let time = text[..<sign].trimmingWhitespace()
        let digits = text[text.index(after: sign)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x3A }) else { return text }
        switch digits.count {
        case 2: return "\(time)\(text[sign])\(digits):00"
        case 4: return "\(time)\(text[sign])\(digits.dropLast(2)):\(digits.suffix(2))"
        default: return "\(time)\(text[sign])\(digits)"
        }
    }

    /// A leap second is the last second before it.
    private static func withoutLeap(_ text: String) -> String {
        let (minute, second) = (text.prefix(16), text.dropFirst(16).prefix(3))
        return second == ":60" ? "\(minute):59\(text.dropFirst(19))" : text
    }

    // MARK: Other orders

    /// `12/07/2026 02:47:38 PM` and `Mon, 07 Dec 2026 14:47:38 GMT` as year, month, day, T and time; nil where it is
    /// neither.
    private static func inOrder(_ text: String) -> String? {
        var parts = text.split { $0 == " " || $0 == "," }
        guard let first = parts.first else { return nil }
        // The services are American: the month comes first, unless only the other order is a day.
        if first.contains("/"), case .date(let day) = DateText.read(cell: String(first), order: .monthFirst) {
            return clock(parts.dropFirst()).map { "\(day)T\($0)" }
        }
        if first.count >= 3, days.contains(first.prefix(3).lowercased()) { parts.removeFirst() }
        guard parts.count >= 4, let day = Int(parts[0]), let year = Int(parts[2]),
            let month = months.firstIndex(of: parts[1].prefix(3).lowercased()),
            let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        return clock(parts[3...]).map { "\(date)T\($0)" }
    }

    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// `2:47:38 PM` as `14:47:38`, with the zone that follows; midnight where there is none.
    private static func clock(_ parts: ArraySlice<Substring>) -> String? {
        guard let time = parts.first else { return "00:00:00" }
        let fields = time.split(separator: ":")
        guard (2...3).contains(fields.count), var hour = Int(fields[0]) else { return nil }
        var rest = parts.dropFirst()
        if let half = rest.first?.uppercased(), half == "AM" || half == "PM" {
            hour = hour % 12 + (half == "PM" ? 12 : 0)
            rest = rest.dropFirst()
        }
        guard rest.count <= 1 else { return nil }
        let zone = rest.first.map { ["GMT", "UTC", "Z"].contains($0.uppercased()) ? "Z" : " \($0)" } ?? ""
        let minutes = fields.dropFirst().map(String.init).joined(separator: ":")
        return String(hour).leftPadded(2) + ":" + minutes + (fields.count == 2 ? ":00" : "") + zone
    }
}
