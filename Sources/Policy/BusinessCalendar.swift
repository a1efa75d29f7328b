import Returns

/// The days on which the site works: every day but its weekend and its holidays.
///
/// Promises are counted in business days, so that "two business days" means the same to the desk, the
/// label and the clock that watches over them.
package struct BusinessCalendar: Sendable, Equatable {
    /// A holiday that falls on the same day of every year.
    package struct YearDay: Hashable, Sendable {
        package let month: Int
        package let day: Int

        package init(month: Int, day: Int) {
            self.month = month
            self.day = day
        }
    }

    /// ISO 8601 weekdays, 1 is Monday. Seven of them would leave no day to work on: then none counts.
    package let weekend: Set<Int>
    package let holidays: Set<CalendarDate>
    package let yearlyHolidays: Set<YearDay>

    /// The most business days that one promise may span.
    package static let businessDaysMax = 365

    package static let everyWeekday = BusinessCalendar(weekend: [6, 7])

    package init(weekend: Set<Int>, holidays: Set<CalendarDate> = [], yearlyHolidays: Set<YearDay> = []) {
        self.weekend = weekend.isSuperset(of: 1...7) ? [] : weekend
        self.holidays = holidays
        self.yearlyHolidays = yearlyHolidays
    }

    package func isBusinessDay(_ date: CalendarDate) -> Bool {
        guard !weekend.contains(date.weekday), !holidays.contains(date) else { return false }
        let (_, month, day) = date.components
        return !yearlyHolidays.contains(YearDay(month: month, day: day))
    }

    /// The n-th business day after a date; the date itself is never counted.
    ///
    /// Zero business days after a day off is the next business day: a promise never falls due on a day on
    /// which nobody is there to keep it.
    package func date(_ businessDays: Int, after date: CalendarDate) -> CalendarDate {
        var wanted = min(max(businessDays, 0), Self.businessDaysMax)
        var day = date
        // A calendar of nothing but holidays ends here rather than never.
        for _ in 0..<(Self.businessDaysMax * 8) {
            if wanted == 0, isBusinessDay(day) { return day }
            day = day.adding(days: 1)
            if wanted > 0, isBusinessDay(day) { wanted -= 1 }
        }
        return day
    }

    /// The n-th business day before a date; the date itself is never counted, and is the answer for 0.
    package func date(_ businessDays: Int, before date: CalendarDate) -> CalendarDate {
        var wanted = min(max(businessDays, 0), Self.businessDaysMax)
        var day = date
        for _ in 0..<(Self.businessDaysMax * 8) where wanted > 0 {
            day = day.adding(days: -1)
            if isBusinessDay(day) { wanted -= 1 }
        }
        return day
    }
}
