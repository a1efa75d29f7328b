/// How far a number range is used up, and how long it will last at the present rate.
package struct RangeStanding: Sendable, Equatable {
    /// The days whose use tells the rate.
    package static let windowDays = 30
    /// With a shorter history than this nothing is concluded from the rate.
    package static let historyDaysMin = 7
    /// So many days before the end a warning comes by the rate alone.
    package static let daysLeftWarnings = [30, 7]

    package let name: String
    package let first: Int
    package let last: Int
    /// The serial that is given out next; `last + 1` or more when none is left.
    package let next: Int
    /// How many were given out within the window, and over how many days of it: fewer than the window for a range
    /// that is younger.
    package let recent: Recent

    package struct Recent: Sendable, Equatable {
        package let count: Int
        /// 1...`windowDays`.
        package let days: Int

        /// Nothing is known of the use.
        package static let unknown = Recent(count: 0, days: 1)

        package init(count: Int, days: Int) {
            self.count = count
            self.days = days
        }
    }

    package init(name: String, first: Int, last: Int, next: Int?, recent: Recent = .unknown) {
        self.name = name
        self.first = first
        self.last = last
        self.next = max(next ?? first, first)
        self.recent = recent
    }

    package var total: Int { max(0, last - first + 1) }
    package var left: Int { max(0, last - next + 1) }
    package var used: Int { total - left }
    /// Rounded down: 100 only when nothing is left.
    package var percent: Int { total == 0 ? 100 : Int(Double(used) / Double(total) * 100) }
    package var isUsedUp: Bool { left == 0 }

    /// Whole days until the last number at the rate of the window; nil where the rate is unknown or nothing was used.
    package var daysLeft: Int? {
        guard recent.count > 0, recent.days >= Self.historyDaysMin else { return nil }
        return Int(Double(left) * Double(recent.days) / Double(recent.count))
    }

    /// The highest threshold that is reached; 0 for none.
    /// - Parameter warnAt: the first threshold, in percent; 95, 99 and 100 follow where they are higher.
    package func level(warnAt: Int) -> Int {
        ([warnAt] + [95, 99].filter { $0 > warnAt }).last { percent >= $0 && !isUsedUp } ?? (isUsedUp ? 100 : 0)
    }

    /// Whether another range, for the same parcels, need not be told of for this one's sake: where that is used up,
    /// this one has numbers; where it runs low, this one does not.
    package func relieves(_ other: RangeStanding, warnAt: Int) -> Bool {
        other.isUsedUp ? !isUsedUp : level(warnAt: warnAt) == 0 && !isUsedUp
    }

    /// The shortest time that is reached, of `daysLeftWarnings`; nil for none.
    package var dayLevel: Int? { daysLeft.flatMap { days in Self.daysLeftWarnings.last { days <= $0 } } }
}
