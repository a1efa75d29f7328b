import Returns

/// Does a warranty stand for the goods? It is counted from the purchase and answers defects, also after
/// the return window.
struct WarrantyRule {
    /// - Returns: the last day of the warranty where it carries the line, beside the ruling.
    static func weigh(_ line: WeighedLine, _ book: PolicyBook) -> (ruling: Ruling, carriesUntil: CalendarDate?) {
        guard book.warranty.reasons.contains(line.asked.reason) else {
            return (
                Ruling(
                    .notes, PhraseKey.warrantyNotNeeded.phrase(),
                    "the reason \(line.asked.reason.rawValue) is not one that a warranty answers"), nil
            )
        }
        let months = months(of: line, book)
        guard let bought = line.purchasedOn else {
            return (
                Ruling(
                    .notes, PhraseKey.warrantyUnknown.phrase(),
                    "the warranty of \(months) months cannot be counted: the day of purchase is not known"), nil
            )
        }
        let until = bought.adding(months: months).adding(days: book.graceDays)
        let numbers =
            "\(months) months from the purchase on \(bought) and \(book.graceDays) days of grace: until \(until)"
        if months > 0, line.today <= until {
            return (Ruling(.fits, PhraseKey.warrantyCovers.phrase(["until": .date(until)]), numbers), until)
        }
        // Alone this refuses nothing: within the window a defect needs no warranty.
        return (Ruling(.notes, PhraseKey.warrantyEnded.phrase(["until": .date(until)]), numbers), nil)
    }

    private static func months(of line: WeighedLine, _ book: PolicyBook) -> Int {
        let ofOrder = line.sold.compactMap(\.warrantyMonths).max()
        let ofCategory = line.category.flatMap { book.warranty.monthsByCategory[$0] }
        return min(max(ofOrder ?? ofCategory ?? book.warranty.defaultMonths, 0), 600)
    }
}
