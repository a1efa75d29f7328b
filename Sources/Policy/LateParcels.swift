import Returns

/// What becomes of parcels that come after the last day of their authorization.
package struct LateParcelTerms: Sendable, Equatable {
    package static let daysRange = 0...730
    package static let standardDays = 30

    /// So many days after the last day a parcel is taken as if it were in time.
    package var acceptDays: Int

    package init(acceptDays: Int = LateParcelTerms.standardDays) { self.acceptDays = acceptDays }

    /// - Parameter lastDay: nil where none was ever given: then nothing can be late.
    package func answer(lastDay: CalendarDate?, today: CalendarDate) -> LateParcel {
        guard let lastDay else { return .accept }
        return today.dayNumber - lastDay.dayNumber <= acceptDays ? .accept : .review
    }
}
