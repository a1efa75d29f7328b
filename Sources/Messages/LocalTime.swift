import Foundation
import Returns

/// A moment as a clock on a wall shows it. The only use of Foundation here: the rules of time zones.
package struct LocalTime: Sendable, Equatable {
    package let date: CalendarDate
    /// Minutes after midnight.
    package let minuteOfDay: Int
    /// Minutes east of UTC at that moment.
    package let offsetMinutes: Int

    /// - Parameter zone: an IANA name such as `Europe/Berlin`.
    /// - Returns: nil for a zone that this machine does not know.
    package init?(_ instant: Instant, zone: String) {
        guard let timeZone = TimeZone(identifier: zone) else { return nil }
        let moment = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
        offsetMinutes = timeZone.secondsFromGMT(for: moment) / 60
        let minutes = instant.milliseconds.flooringQuotient(60_000) + Int64(offsetMinutes)
        let day = minutes.flooringQuotient(1440)
        date = CalendarDate(dayNumber: Int(day))
        minuteOfDay = Int(minutes - day * 1440)
    }

    /// `UTC+01:00`.
    package var offsetText: String {
        let magnitude = abs(offsetMinutes)
        return "UTC\(offsetMinutes < 0 ? "−" : "+")\((magnitude / 60).padded(2)):\((magnitude % 60).padded(2))"
    }
}
