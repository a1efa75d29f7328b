import Returns

/// What is to be counted.
package struct FigureOrder: Sendable {
    /// By what returns are told apart.
    package enum Division: String, CaseIterable, Sendable {
        case site, brand, channel, country, category, reason

        /// Whether it is the lines that are told apart: one return may stand in several groups.
        package var isOfLines: Bool {
            switch self {
            case .site, .brand, .channel, .country: false
            case .category, .reason: true
            }
        }
    }

    /// The first day and the last one, by the site's calendar.
    package var first: CalendarDate
    package var last: CalendarDate
    package var period: Period
    package var division: Division?
    /// The present moment.
    package var now: Instant
    package var attention = AttentionRules()
    package var recovery = RecoveryShares()
    /// Pieces of time before the first return are left out: nobody asked for them.
    package var beginsWithReturns = false

    /// Pieces of time that one table shows at most.
    package static let piecesMax = 400

    package init(first: CalendarDate, last: CalendarDate, period: Period, division: Division? = nil, now: Instant) {
        self.first = first
        self.last = last
        self.period = period
        self.division = division
        self.now = now
    }
}
