import Returns

/// What is to be counted.
package struct FigureOrder: Sendable {
    /// By what returns are told apart.
    package enum Division: String, CaseIterable, Sendable {
        case site, brand, channel, country, category, reason
    }

    /// The first day and the last one, by the site's calendar.
    package var first: CalendarDate
    package var last: CalendarDate
    package var period: Period
    package var division: Division?
    /// The present moment.
    package var now: Instant
    package var attention = AttentionRules()

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

/// When a customer's returns are worth a person's look. Zero switches a rule off.
package struct AttentionRules: Sendable, Equatable {
    /// So many returns in the span, and
    package var returnsMin = 6
    /// so many percent of all orders that we know of the customer; without known orders the number alone counts.
    package var orderPercentMin = 50
    /// Returned goods worth so much, in minor units by currency.
    package var values: [Currency: Int64] = [:]
    /// So many lines that held something else, or nothing at all.
    package var wrongOrEmptyMin = 2

    package init() {}
}
