import Messages
import Returns
import Synchronization

/// The site's calendar day. Looking a moment up in the time zone database is slow, so the answer is kept for
/// the quarter of an hour that it certainly holds: zones change their offset at no other moments.
final class SiteClock: Sendable {
    private static let quarter: Int64 = 15 * 60 * 1000
    private let zone: String
    private let kept = Mutex<(quarter: Int64, day: CalendarDate)?>(nil)

    init(zone: String) { self.zone = zone }

    func day(of moment: Instant) -> CalendarDate {
        let quarter = moment.milliseconds.flooringQuotient(Self.quarter)
        if let kept = kept.withLock({ $0 }), kept.quarter == quarter { return kept.day }
        let day = LocalTime(moment, zone: zone)?.date ?? moment.date
        kept.withLock { $0 = (quarter, day) }
        return day
    }
}
