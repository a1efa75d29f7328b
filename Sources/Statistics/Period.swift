import Returns

/// The pieces of time for which figures are told apart. Weeks begin on Monday (ISO 8601).
package enum Period: String, CaseIterable, Sendable {
    case day, week, month, quarter
    /// The whole span as one piece.
    case all

    /// The first day of the piece that a day lies in; for `all`, of everything.
    package func start(of day: CalendarDate, from first: CalendarDate) -> CalendarDate {
        let (year, month, _) = day.components
        switch self {
        case .day: return day
        case .week: return day.adding(days: 1 - day.weekday)
        case .month: return CalendarDate(year: year, month: month, day: 1) ?? day
        case .quarter: return CalendarDate(year: year, month: (month - 1) / 3 * 3 + 1, day: 1) ?? day
        case .all: return first
        }
    }

    /// The first days of all pieces from one day to another, the last included.
    package func starts(from first: CalendarDate, to last: CalendarDate, max: Int) -> [CalendarDate] {
        var starts: [CalendarDate] = []
        var start = self.start(of: first, from: first)
        while start <= last, starts.count < max {
            starts.append(start)
            switch self {
            case .day: start = start.adding(days: 1)
            case .week: start = start.adding(days: 7)
            case .month: start = start.adding(months: 1)
            case .quarter: start = start.adding(months: 3)
            case .all: return starts
            }
        }
        return starts
    }

    /// `2026-11-22`, `2026-W47`, `2026-11`, `2026-Q4`.
    package func name(of start: CalendarDate) -> String {
        let (year, month, _) = start.components
        switch self {
        case .day: return start.description
        case .week:
            // The year of a week is that of its Thursday.
            let (owner, _, _) = start.adding(days: 3).components
            guard let january = CalendarDate(year: owner, month: 1, day: 4) else { return start.description }
            let first = january.adding(days: 1 - january.weekday)
            return "\(owner.padded(4))-W\(((start.dayNumber - first.dayNumber) / 7 + 1).padded(2))"
        case .month: return String(start.description.dropLast(3))
        case .quarter: return "\(year.padded(4))-Q\((month - 1) / 3 + 1)"
        case .all: return "all"
        }
    }
}
