import Returns

/// When somebody answers the phone: weekdays (1 is Monday, 7 is Sunday) and minutes of the day.
package struct OpeningHours: Sendable, Equatable {
    package var days: ClosedRange<Int>
    /// Minutes after midnight, 0...1440.
    package var opens: Int
    package var closes: Int

    package init(days: ClosedRange<Int>, opens: Int, closes: Int) {
        self.days = days
        self.opens = opens
        self.closes = closes
    }

    /// `Monday to Friday 09:00–17:00`, in the reader's language.
    package func written(in language: Language) -> String {
        let first = Calendars.weekday(days.lowerBound, in: language)
        let last = Calendars.weekday(days.upperBound, in: language)
        let times = "\(OpeningHours.clock(opens))–\(OpeningHours.clock(closes))"
        guard days.count > 1 else { return "\(first) \(times)" }
        let joiner =
            switch language {
            case .english: " to "
            case .german: " bis "
            case .spanish: " a "
            case .french: " au "
            }
        return "\(first)\(joiner)\(last) \(times)"
    }

    private static func clock(_ minutes: Int) -> String { "\((minutes / 60).padded(2)):\((minutes % 60).padded(2))" }
}
