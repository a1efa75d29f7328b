/// A moment in UTC, in whole milliseconds since 1970-01-01T00:00:00Z; leap seconds are not counted.
package struct Instant: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Whole seconds since the epoch, rounded down.
    package var seconds: Int64 { milliseconds.flooringQuotient(1000) }

    /// The calendar date in UTC.
    package var date: CalendarDate { CalendarDate(dayNumber: Int(milliseconds.flooringQuotient(86_400_000))) }

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    package func adding(milliseconds more: Int64) -> Instant { Instant(milliseconds: milliseconds + more) }
    package func adding(days: Int) -> Instant { adding(milliseconds: Int64(days) * 86_400_000) }

    /// ISO 8601 with milliseconds and `Z`: `2026-11-21T22:04:05.123Z`.
    package var description: String {
        let ofDay = milliseconds - milliseconds.flooringQuotient(86_400_000) * 86_400_000
        let (hour, minute) = (ofDay / 3_600_000, ofDay / 60_000 % 60)
        let (second, thousandth) = (ofDay / 1000 % 60, ofDay % 1000)
        return "\(date)T\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2)).\(thousandth.padded(3))Z"
    }

    /// Reads what `description` writes; nil for anything else.
    package init?(described text: String) {
        let parts = text.split(separator: "T", maxSplits: 1)
        guard text.hasSuffix("Z"), parts.count == 2, let date = CalendarDate(iso: parts[0]) else { return nil }
        let clock = parts[1].dropLast().split { $0 == ":" || $0 == "." }.compactMap { Int($0) }
        guard clock.count == 4 else { return nil }
        self.init(date: date, hour: clock[0], minute: clock[1], second: clock[2], millisecond: clock[3])
    }

    /// The moment that a date and a time of day name at a fixed offset from UTC.
    /// - Returns: nil when a part is out of its range. Second 60 is refused: we do not count leap seconds.
    package init?(
        date: CalendarDate, hour: Int, minute: Int, second: Int, millisecond: Int = 0, offsetMinutes: Int = 0
    ) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999).contains(millisecond), (-1080...1080).contains(offsetMinutes)
        else { return nil }
        let minutes = (date.dayNumber * 24 + hour) * 60 + minute - offsetMinutes
        self.milliseconds = Int64((minutes * 60 + second) * 1000 + millisecond)
    }
}

extension FixedWidthInteger {
    /// Division that rounds towards minus infinity, so that moments before 1970 fall on the right day.
    package func flooringQuotient(_ divisor: Self) -> Self {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// Decimal digits, zeros in front up to `width`.
    package func padded(_ width: Int) -> String {
        let digits = String(self)
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }
}
