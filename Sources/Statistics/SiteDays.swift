import Returns

/// The site's clock and its days of work, as figures need them.
package struct SiteDays {
    /// The IANA name, as it stands beside times.
    package let zone: String
    private let offsetSeconds: (Instant) -> Int
    private let isBusinessDay: (CalendarDate) -> Bool
    /// Offsets change on quarters of an hour only.
    private var offsets: [Int64: Int64] = [:]
    /// How many days of work lie before a day, counted from `origin`.
    private var workdays: [Int] = [0]
    private static let origin = CalendarDate(dayNumber: 0)
    /// The year 2200; what lies beyond counts every day.
    private static let daysMax = 84_000
    private static let offsetsMax = 200_000

    /// - Parameter offsetSeconds: how far the site's clock is ahead of UTC at a moment.
    package init(
        zone: String, offsetSeconds: @escaping (Instant) -> Int, isBusinessDay: @escaping (CalendarDate) -> Bool
    ) {
        self.zone = zone
        self.offsetSeconds = offsetSeconds
        self.isBusinessDay = isBusinessDay
    }

    package mutating func day(_ instant: Instant) -> CalendarDate {
        CalendarDate(dayNumber: Int(wallMinutes(instant).flooringQuotient(1_440)))
    }

    /// The minutes between two moments that lie on days of work, by the clock on the wall.
    package mutating func businessMinutes(from: Instant, to: Instant) -> Int {
        max(0, worked(until: wallMinutes(to)) - worked(until: wallMinutes(from)))
    }

    private mutating func wallMinutes(_ instant: Instant) -> Int64 {
        let slot = instant.milliseconds.flooringQuotient(900_000)
        let offset: Int64
        if let known = offsets[slot] {
            offset = known
        } else {
            offset = Int64(offsetSeconds(instant))
            if offsets.count >= Self.offsetsMax { offsets = [:] }
            offsets[slot] = offset
        }
        return (instant.seconds + offset).flooringQuotient(60)
    }

    private mutating func worked(until wallMinutes: Int64) -> Int {
        let day = Int(wallMinutes.flooringQuotient(1_440))
        let minutes = Int(wallMinutes) - day * 1_440
        guard (0..<Self.daysMax).contains(day) else { return Int(wallMinutes) }
        while workdays.count <= day + 1 {
            let next = Self.origin.adding(days: workdays.count - 1)
            workdays.append(workdays[workdays.count - 1] + (isBusinessDay(next) ? 1 : 0))
        }
        let isWorked = workdays[day + 1] > workdays[day]
        return workdays[day] * 1_440 + (isWorked ? minutes : 0)
    }
}
