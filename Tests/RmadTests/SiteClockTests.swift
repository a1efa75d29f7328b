import Returns
import Testing

@testable import rmad

@Suite("The clock on the site's wall")
struct SiteClockTests {
    @Test(
        "a day begins at its own midnight, on days of 23 and 25 hours, too",
        arguments: [
            ("Europe/Berlin", "2026-11-22", 1, "2026-11-21", 23), ("Europe/Berlin", "2026-03-29", 20, "2026-03-28", 23),
            ("Europe/Berlin", "2026-10-25", 22, "2026-10-24", 22), ("UTC", "2026-11-22", 0, "2026-11-22", 0),
            ("America/New_York", "2026-11-22", 4, "2026-11-21", 5), ("Asia/Tokyo", "2026-11-22", 16, "2026-11-22", 15),
        ])
    func start(zone: String, day: String, hour: Int, startDay: String, startHour: Int) throws {
        let moment = try at(day, hour).adding(milliseconds: 59 * 60_000 + 59_999)
        #expect(SiteClock(zone: zone).startOfDay(moment) == (try at(startDay, startHour)))
    }

    private func at(_ day: String, _ hour: Int) throws -> Instant {
        let date = try #require(CalendarDate(iso: day))
        return try #require(Instant(date: date, hour: hour, minute: 0, second: 0))
    }
}
