import Foundation
import Returns

/// Times as the clock on the site's wall shows them. Foundation is used for the rules of time zones only.
struct SiteZone {
    /// The IANA name, as it is printed beside times.
    let name: String
    private let zone: TimeZone

    /// - Throws: when this machine does not know the zone; that is the configuration's fault.
    init(_ name: String) throws {
        guard let zone = TimeZone(identifier: name) else {
            throw DeskFault(
                .configuration, "the time zone '\(name)' is not known on this machine",
                remedy: "Correct `site.time_zone` to an IANA name such as Europe/Berlin, or install tzdata.")
        }
        self.name = name
        self.zone = zone
    }

    /// `2026-11-21 23:04`.
    func text(_ instant: Instant) -> String { String(exact(instant).dropLast(3)) }

    /// `2026-11-21 23:04:05`.
    func exact(_ instant: Instant) -> String {
        let wall = self.wall(instant)
        let second = wall - wall.flooringQuotient(86_400) * 86_400
        return "\(CalendarDate(dayNumber: Int(wall.flooringQuotient(86_400)))) "
            + "\((second / 3600).padded(2)):\((second / 60 % 60).padded(2)):\((second % 60).padded(2))"
    }

    /// How far the site's clock is ahead of UTC at a moment.
    func offsetSeconds(_ instant: Instant) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000))
    }

    /// The site's calendar day at a moment.
    func day(_ instant: Instant) -> CalendarDate {
        CalendarDate(dayNumber: Int(wall(instant).flooringQuotient(86_400)))
    }

    /// The moment at which the site's clock shows a date and a minute of it. Where it shows it twice, the first.
    func instant(_ date: CalendarDate, minuteOfDay: Int) -> Instant {
        let wall = Int64(date.dayNumber) * 86_400 + Int64(minuteOfDay) * 60
        // The offset of the moment itself, which is found in two steps: it changes at most once nearby.
        var seconds = wall
        for _ in 0..<2 {
            seconds = wall - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
        }
        return Instant(milliseconds: seconds * 1000)
    }

    /// A moment as the ledger writes it in details, `2026-11-21T22:04:05.123Z`, in the site's time; any other
    /// text as it is.
    func localized(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes[10] == UInt8(ascii: "T"), bytes[23] == UInt8(ascii: "Z"),
            let date = CalendarDate(iso: text.prefix(10)), let hour = Int(text.dropFirst(11).prefix(2)),
            let minute = Int(text.dropFirst(14).prefix(2)), let second = Int(text.dropFirst(17).prefix(2)),
            let instant = Instant(date: date, hour: hour, minute: minute, second: second)
        else { return text }
        return exact(instant)
    }

    private func wall(_ instant: Instant) -> Int64 {
        let moment = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
        return instant.seconds + Int64(zone.secondsFromGMT(for: moment))
    }
}

/// A span for people, by its largest units: `45 s`, `3 min`, `2 h 10 min`, `5 d 3 h`.
enum Age {
    static func text(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds / 1000)
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
        if minutes == 0 { return "\(seconds) s" }
        if hours == 0 { return "\(minutes) min" }
        if days == 0 { return pair("\(hours) h", minutes % 60, "min") }
        return pair("\(days) d", hours % 24, "h")
    }

    private static func pair(_ large: String, _ small: Int64, _ unit: String) -> String {
        small == 0 ? large : "\(large) \(small) \(unit)"
    }
}
