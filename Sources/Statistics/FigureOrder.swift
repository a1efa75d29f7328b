import Returns

/// What is to be counted.
package struct FigureOrder: Sendable {
    /// By what returns are told apart.
    package enum Division: String, CaseIterable, Sendable {
        case period, site, brand, channel, country, carrier, category, product, reason

        /// Whether it is the lines that are told apart: one return may stand in several groups.
        package var isOfLines: Bool {
            switch self {
            case .period, .site, .brand, .channel, .country, .carrier: false
            case .category, .product, .reason: true
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

    /// What tells tables apart that have a row for each piece of time anyway.
    package var divisionBesidePeriod: Division? { division == .period ? nil : division }

    /// `month and brand`; nil: all together.
    package var toldApart: String? {
        let words = [period == .all ? nil : period.rawValue, divisionBesidePeriod?.rawValue].compactMap { $0 }
        return words.isEmpty ? nil : words.joined(separator: " and ")
    }

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
