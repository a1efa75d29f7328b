import Returns

/// What a cell that should hold a date says.
enum DateText: Equatable {
    case date(CalendarDate)
    /// Both orders of day and month exist.
    case ambiguous(dayFirst: CalendarDate, monthFirst: CalendarDate)
    /// Digits in the right places, but not a day of any calendar.
    case impossible
    case shortYear
    case unreadable

    /// Reads a date as spreadsheets write it: `2025-12-31`, `2025/12/31`, `31.12.2025`, `31/12/2025`,
    /// `12/31/2025`, or a serial number of days (46022). A time of day behind it is ignored.
    static func read(cell text: String, order: DateOrder?) -> DateText {
        let day = text.split(whereSeparator: { $0 == " " || $0 == "T" || $0 == "\u{A0}" }).first ?? ""
        let rest = text.dropFirst(day.count)
        guard rest.utf8.allSatisfy(isTimeSign) else { return .unreadable }
        if rest.isEmpty, let serial = read(serial: text) { return .date(serial) }
        guard let separator = day.first(where: { $0 == "-" || $0 == "." || $0 == "/" }) else { return .unreadable }
        let parts = day.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ (1...4).contains($0.utf8.count) }) else { return .unreadable }
        let numbers = parts.compactMap { part in part.utf8.allSatisfy(isDigit) ? Int(part) : nil }
        guard numbers.count == 3 else { return .unreadable }
        if parts[0].utf8.count == 4, parts[1].utf8.count <= 2, parts[2].utf8.count <= 2 {
            return made(year: numbers[0], month: numbers[1], day: numbers[2])
        }
        guard parts[0].utf8.count <= 2, parts[1].utf8.count <= 2 else { return .unreadable }
        guard parts[2].utf8.count == 4 else { return parts[2].utf8.count == 2 ? .shortYear : .unreadable }
        if separator == "." { return made(year: numbers[2], month: numbers[1], day: numbers[0]) }
        return swappable(first: numbers[0], second: numbers[1], year: numbers[2], order: order)
    }

    private static func swappable(first: Int, second: Int, year: Int, order: DateOrder?) -> DateText {
        let dayFirst = CalendarDate(year: year, month: second, day: first)
        let monthFirst = CalendarDate(year: year, month: first, day: second)
        switch (dayFirst, monthFirst) {
        case (let dayFirst?, let monthFirst?) where dayFirst == monthFirst: return .date(dayFirst)
        case (let dayFirst?, let monthFirst?):
            switch order {
            case .dayFirst: return .date(dayFirst)
            case .monthFirst: return .date(monthFirst)
            case nil: return .ambiguous(dayFirst: dayFirst, monthFirst: monthFirst)
            }
        case (let only?, nil), (nil, let only?): return .date(only)
        case (nil, nil): return .impossible
        }
    }

    private static func made(year: Int, month: Int, day: Int) -> DateText {
        CalendarDate(year: year, month: month, day: day).map { .date($0) } ?? .impossible
    }

    /// Days since 1899-12-30, which is right for every day after the 29 February 1900 that spreadsheets believe
    /// in. Only the years 1990 to 2099 are taken for dates; a fraction is the time of day.
    private static func read(serial text: String) -> CalendarDate? {
        let parts = text.split(whereSeparator: { $0 == "." || $0 == "," })
        guard let whole = parts.first, whole.utf8.count == 5, parts.count <= 2,
            parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }), let days = Int(whole),
            (32_874...73_050).contains(days)
        else { return nil }
        return CalendarDate(dayNumber: days - 25_569)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isTimeSign(_ byte: UInt8) -> Bool {
        isDigit(byte) || " :.,TZ+-".utf8.contains(byte) || byte == 0xC2 || byte == 0xA0
    }
}

/// What a text that should be a moment says.
enum MomentText: Equatable {
    case moment(Instant)
    case offsetMissing
    case impossible
    case unreadable

    /// RFC 3339, section 5.6: `2025-12-31T14:05:00+01:00`. A space may stand for the `T`; seconds may be left
    /// out. Fractions beyond milliseconds are cut off.
    static func read(_ text: String) -> MomentText {
        var rest = Array(text.utf8)[...]
        guard rest.count >= 16, let date = digits(&rest, 4), take(&rest, "-"), let month = digits(&rest, 2),
            take(&rest, "-"), let day = digits(&rest, 2), take(&rest, "T") || take(&rest, "t") || take(&rest, " "),
            let hour = digits(&rest, 2), take(&rest, ":"), let minute = digits(&rest, 2)
        else { return .unreadable }
        var (second, millisecond) = (0, 0)
        if take(&rest, ":") {
            guard let whole = digits(&rest, 2) else { return .unreadable }
            second = whole
            if take(&rest, ".") {
                let fraction = rest.prefix { (0x30...0x39).contains($0) }
                guard !fraction.isEmpty else { return .unreadable }
                rest = rest.dropFirst(fraction.count)
                millisecond = (0..<3).reduce(0) { sum, place in
                    sum * 10 + (place < fraction.count ? Int(fraction[fraction.startIndex + place]) - 48 : 0)
                }
            }
        }
        guard let calendarDate = CalendarDate(year: date, month: month, day: day) else { return .impossible }
        guard !rest.isEmpty else { return .offsetMissing }
        guard let offset = offset(&rest), rest.isEmpty else { return .unreadable }
        let moment = Instant(
            date: calendarDate, hour: hour, minute: minute, second: second, millisecond: millisecond,
            offsetMinutes: offset)
        return moment.map { .moment($0) } ?? .impossible
    }

    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int? {
        if take(&rest, "Z") || take(&rest, "z") { return 0 }
        let sign = take(&rest, "+") ? 1 : take(&rest, "-") ? -1 : 0
        guard sign != 0, let hours = digits(&rest, 2), take(&rest, ":"), let minutes = digits(&rest, 2),
            hours <= 23, minutes <= 59
        else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private static func digits(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> Int? {
        guard rest.count >= count, rest.prefix(count).allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let value = rest.prefix(count).reduce(0) { $0 * 10 + Int($1) - 48 }
        rest = rest.dropFirst(count)
        return value
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, _ sign: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
