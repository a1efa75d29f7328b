/// What the clock on the site's wall shows: the day, and the minute of it.
package struct SiteTime: Sendable, Equatable {
    package let day: CalendarDate
    /// 0...1439.
    package let minute: Int

    package init(day: CalendarDate, minute: Int) {
        self.day = day
        self.minute = minute
    }
}
