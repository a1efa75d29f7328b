import Messages
import Returns
import Synchronization

/// The clock on the site's wall. Looking a moment up in the time zone database is slow, so the answer is kept for
/// the quarter of an hour that it certainly holds: zones change their offset at no other moments.
final class SiteClock: Sendable {
    private static let quarter: Int64 = 15 * 60 * 1000
    private let zone: String
    private let kept = Mutex<(quarter: Int64, offsetMinutes: Int)?>(nil)

    init(zone: String) { self.zone = zone }

    func day(of moment: Instant) -> CalendarDate { time(of: moment).day }

    func time(of moment: Instant) -> SiteTime {
        let minutes = moment.milliseconds.flooringQuotient(60_000) + Int64(offset(at: moment))
        let day = minutes.flooringQuotient(1440)
        return SiteTime(day: CalendarDate(dayNumber: Int(day)), minute: Int(minutes - day * 1440))
    }

    /// When the day began that a moment lies in. Most days have 24 hours, none more than 26.
    func startOfDay(_ moment: Instant) -> Instant {
        let day = day(of: moment)
        var start = Instant(milliseconds: moment.milliseconds.flooringQuotient(Self.quarter) * Self.quarter)
        for _ in 0..<26 * 4 {
            let earlier = start.adding(milliseconds: -Self.quarter)
            guard self.day(of: earlier) == day else { break }
            start = earlier
        }
        return start
    }

    private func offset(at moment: Instant) -> Int {
        let quarter = moment.milliseconds.flooringQuotient(Self.quarter)
        if let kept = kept.withLock({ $0 }), kept.quarter == quarter { return kept.offsetMinutes }
        let offset = LocalTime(moment, zone: zone)?.offsetMinutes ?? 0
        kept.withLock { $0 = (quarter, offset) }
        return offset
    }
}
