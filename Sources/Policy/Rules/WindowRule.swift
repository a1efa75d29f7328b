import Returns

/// Is it still time to send the goods back? The first window that fits decides how many days count, and
/// from which day; a warranty that carries the line keeps it open.
struct WindowRule {
    static func weigh(_ line: WeighedLine, _ book: PolicyBook, warrantyUntil: CalendarDate?) -> Ruling {
        guard let term = book.windows.first(where: { $0.selector.matches(line) }) else {
            return Ruling(
                .needsPerson, PhraseKey.windowUnknown.phrase(), "no entry of the return windows fits the line")
        }
        switch term.length {
        case .unlimited:
            return Ruling(.fits, PhraseKey.windowUnlimited.phrase(), "window '\(term.name)' has no end")
        case .never:
            return closed(
                line, PhraseKey.windowNever.phrase(), "window '\(term.name)' takes nothing back", warrantyUntil)
        case .days(let days):
            guard let start = startDate(of: term.clock, for: line, book) else {
                if let warrantyUntil {
                    return carried(by: warrantyUntil, "no date to count window '\(term.name)' from")
                }
                return Ruling(
                    .needsPerson, PhraseKey.windowUnknown.phrase(),
                    "window '\(term.name)' counts from the \(term.clock.rawValue), whose date is not known")
            }
            let until = start.date.adding(days: days + book.graceDays)
            let numbers =
                "window '\(term.name)': \(days) days from \(start.words), \(book.graceDays) of grace: "
                + "until \(until)"
            if line.today <= until {
                return Ruling(.fits, PhraseKey.windowOpen.phrase(["until": .date(until)]), numbers)
            }
            return closed(line, PhraseKey.windowEnded.phrase(["until": .date(until)]), numbers, warrantyUntil)
        }
    }

    private static func closed(
        _ line: WeighedLine, _ phrase: Phrase, _ numbers: String, _ warrantyUntil: CalendarDate?
    ) -> Ruling {
        if let warrantyUntil { return carried(by: warrantyUntil, numbers) }
        return Ruling(.refuses, phrase, "\(numbers); today is \(line.today)")
    }

    private static func carried(by until: CalendarDate, _ numbers: String) -> Ruling {
        Ruling(
            .notes, PhraseKey.windowByWarranty.phrase(["until": .date(until)]),
            "\(numbers); the warranty carries the line until \(until)")
    }

    /// The clock's date, or the one that the policy puts in its place. Each clock is tried once, so a circle
    /// of fallbacks ends.
    private static func startDate(
        of wanted: Clock, for line: WeighedLine, _ book: PolicyBook
    ) -> (date: CalendarDate, words: String)? {
        var clock = wanted
        var added = 0
        for _ in Clock.allCases {
            if let date = line.date(of: clock) {
                let day = date.adding(days: added)
                guard clock != wanted else { return (day, "the \(wanted.rawValue) on \(day)") }
                return (
                    day, "the \(clock.rawValue) on \(date) plus \(added) days, as the \(wanted.rawValue) is not known"
                )
            }
            switch book.clockFallbacks[clock] ?? .person {
            case .person: return nil
            case .other(let next, let days):
                clock = next
                added += days
            }
        }
        return nil
    }
}
