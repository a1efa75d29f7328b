import Returns

/// How to read a date such as 03/04/2025, where the order of day and month cannot be seen.
package enum DateOrder: String, CaseIterable, Sendable {
    case dayFirst = "day_first", monthFirst = "month_first"
}

/// What reading depends on besides the bytes: today, the site's habits, and the bounds.
package struct ReadingOptions: Sendable, Equatable {
    /// Dates may lie at most one day behind it: somewhere it is already tomorrow.
    package var today: CalendarDate
    /// nil: a date with slashes whose day and month could be swapped is a problem.
    package var dateOrder: DateOrder?
    /// The currency of amounts that name none.
    package var defaultCurrency: Currency
    /// The language that customers are written to whose own one we do not speak.
    package var defaultLanguage: Language

    package var fileBytesMax = 32 * 1024 * 1024
    package var depthMax = 64
    package var nodesMax = 2_000_000
    package var recordsMax = 20_000
    package var rowsMax = 100_000
    package var columnsMax = 256
    /// The most problems, and the most warnings, that one record lists.
    package var problemsMax = 25

    package init(
        today: CalendarDate, dateOrder: DateOrder? = nil, defaultCurrency: Currency = Currency(trusted: "EUR"),
        defaultLanguage: Language = .english
    ) {
        self.today = today
        self.dateOrder = dateOrder
        self.defaultCurrency = defaultCurrency
        self.defaultLanguage = defaultLanguage
    }
}
