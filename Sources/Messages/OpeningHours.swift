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

    /// `Monday to Friday, 09:00–17:00`, in the reader's language.
    package func written(in language: Language) -> String {
        let first = Calendars.weekday(days.lowerBound, in: language)
        let last = Calendars.weekday(days.upperBound, in: language)
        let times = Clock.span(opens, closes, in: language)
        let isOneDay = days.count == 1
        return switch language {
        case .english: isOneDay ? "\(first), \(times)" : "\(first) to \(last), \(times)"
        case .german: isOneDay ? "\(first), \(times)" : "\(first) bis \(last), \(times)"
        case .spanish: isOneDay ? "\(first), \(times)" : "de \(first) a \(last), \(times)"
        case .french: isOneDay ? "le \(first), \(times)" : "du \(first) au \(last), \(times)"
        case .japanese: isOneDay ? "\(first) \(times)" : "\(first)～\(last) \(times)"
        case .arabic: isOneDay ? "\(first) \(times)" : "من \(first) إلى \(last) \(times)"
        }
    }
}

/// Times of day on a clock of 24 hours, which no language here misreads.
package enum Clock {
    /// `09:00`, in French `9 h 30`.
    /// - Parameter minutes: after midnight.
    package static func time(_ minutes: Int, in language: Language) -> String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        switch language {
        case .english, .german, .spanish, .japanese: return "\(hour.padded(2)):\(minute.padded(2))"
        case .french: return "\(hour)\u{A0}h" + (minute == 0 ? "" : "\u{A0}\(minute.padded(2))")
        case .arabic: return Isolation.leftToRight("\(hour.padded(2)):\(minute.padded(2))", in: language)
        }
    }

    /// `09:00–17:00`. Three languages say it in words; in Arabic a dash would be read from either side.
    package static func span(_ from: Int, _ until: Int, in language: Language) -> String {
        let (first, last) = (time(from, in: language), time(until, in: language))
        return switch language {
        case .english: "\(first)–\(last)"
        case .german: "\(first)–\(last)\u{A0}Uhr"
        case .spanish: "de \(first) a \(last)"
        case .french: "de \(first) à \(last)"
        case .japanese: "\(first)～\(last)"
        case .arabic: "من الساعة \(first) إلى الساعة \(last)"
        }
    }

    /// A day and the span on it.
    package static func written(_ day: CalendarDate, _ from: Int, _ until: Int, in language: Language) -> String {
        let separator =
            switch language {
            case .english, .german, .spanish, .french: ", "
            case .japanese: " "
            case .arabic: "، "
            }
        return day.written(in: language) + separator + span(from, until, in: language)
    }
}
