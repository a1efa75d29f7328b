import Policy
import Returns

/// Who we are: the keys of `site` and `contact`.
enum SiteSections {
    static func site(_ map: MapReader) -> SiteSettings {
        let name = map.value(
            "name", .text(80), default: "Returns", "The name of the site, in logs and on the dashboard.")
        let zone = map.value(
            "time_zone", .timeZone, default: "Europe/Berlin",
            "In which the site's days begin and end, and times are shown.")
        let country = map.value("country", .country, default: "DE", "Where the site is.")
        let standard = map.value(
            "default_language", Form<Language>.choice, default: .english,
            "For customers whose language is not known or not spoken here.")
        let languages = map.value(
            "languages", Form<Language>.choice.list(1...Language.allCases.count),
            default: Language.allCases,
            "The languages in which we write. Each needs its folder in the message catalogues.")
        if map.isSound, !languages.contains(standard) {
            map.reading.report(
                map.place(of: "default_language"), found: "'\(standard.rawValue)', which is not among the languages",
                expected: "one of \(languages.map(\.rawValue).joined(separator: ", "))",
                remedy: "add it to 'languages' or choose another")
        }
        let weekend = map.value(
            "weekend", Form<Weekday>.choice.list(0...6), default: [.saturday, .sunday],
            "Days of the week that are no business days.")
        let holidays = map.value(
            "holidays", Form<Holiday>.holiday.list(0...1000), default: [],
            "Days that are no business days: 2026-04-03 or, in quotation marks, for every year \"12-25\"."
        )
        return SiteSettings(
            name: name, timeZone: zone, country: country, defaultLanguage: standard, languages: languages,
            calendar: Holiday.calendar(weekend: weekend, holidays: holidays))
    }

    static func contact(_ map: MapReader, zone: String) -> ContactSettings {
        let desk = map.value("desk", .text(80), default: "Returns desk", "Whom the customer asks for.")
        let phone = map.optional("phone", .phone, "The number on everything that a customer gets.")
        let email = map.optional("email", .email, "The address on everything that a customer gets.")
        let hours = map.list("hours", "When somebody answers; papers say it in the reader's language.", counts: 0...14)
        {
            entry, _ in openingTime(entry)
        }
        let timeZone = map.optional("time_zone", .timeZone, "Of the opening hours; the site's own without it.")
        if phone == nil, email == nil {
            map.reading.warn(
                map.place, found: "neither phone nor e-mail", expected: "a way to reach the returns desk",
                remedy: "add 'phone' or 'email': a named contact stands on everything")
        }
        return ContactSettings(desk: desk, phone: phone, email: email, hours: hours, timeZone: timeZone ?? zone)
    }
}

extension SiteSections {
    static func openingTime(_ map: MapReader) -> OpeningTime? {
        let from = map.required("from", Form<Weekday>.choice, "The first weekday.")
        let to = map.optional("to", Form<Weekday>.choice, "The last weekday; the first one alone without it.")
        let opens = map.required("opens", .timeOfDay, "In quotation marks.")
        let closes = map.required("closes", .timeOfDay, "In quotation marks; \"24:00\" is the end of the day.")
        guard let from, let opens, let closes else { return nil }
        let last = to ?? from
        if last.number < from.number {
            map.reading.report(
                map.place(of: "to"), found: "\(last.rawValue), before \(from.rawValue) in the week",
                expected: "a later weekday than 'from'", remedy: "swap them, or write two entries")
            return nil
        }
        if closes <= opens {
            map.reading.report(
                map.place(of: "closes"), found: "a time that is not after 'opens'", expected: "opens < closes",
                remedy: "swap them, or write two entries for a night")
            return nil
        }
        return OpeningTime(days: from.number...last.number, opens: opens, closes: closes)
    }
}

extension Form where Value == Int {
    /// Minutes after midnight.
    static var timeOfDay: Form {
        .scalar(
            "time of day HH:MM", remedy: "write it with 24 hours and in quotation marks: \"17:00\"",
            show: { "\"\(($0 / 60).padded(2)):\(($0 % 60).padded(2))\"" }
        ) { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isDigit) }),
                let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1440
            else { return nil }
            return hour * 60 + minute
        }
    }
}

/// A day of the week, by name.
enum Weekday: String, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// 1 is Monday (ISO 8601).
    var number: Int {
        switch self {
        case .monday: 1
        case .tuesday: 2
        case .wednesday: 3
        case .thursday: 4
        case .friday: 5
        case .saturday: 6
        case .sunday: 7
        }
    }
}

/// A day off: once, or every year.
enum Holiday: Equatable {
    case once(CalendarDate)
    case yearly(BusinessCalendar.YearDay)

    static func calendar(weekend: [Weekday], holidays: [Holiday]) -> BusinessCalendar {
        var dates: Set<CalendarDate> = []
        var days: Set<BusinessCalendar.YearDay> = []
        for holiday in holidays {
            switch holiday {
            case .once(let date): dates.insert(date)
            case .yearly(let day): days.insert(day)
            }
        }
        return BusinessCalendar(weekend: Set(weekend.map(\.number)), holidays: dates, yearlyHolidays: days)
    }
}

extension Form where Value == Holiday {
    static var holiday: Form {
        .scalar(
            "date YYYY-MM-DD or day MM-DD", remedy: "write 2026-04-03, or \"12-25\" for every year",
            show: { holiday in
                switch holiday {
                case .once(let date): date.description
                case .yearly(let day): "\"\(day.month.padded(2))-\(day.day.padded(2))\""
                }
            }
        ) { text in
            if let date = CalendarDate(iso: text) { return .once(date) }
            // 2000 was a leap year, so that 29 February may be a holiday.
            guard text.utf8.count == 5, let date = CalendarDate(iso: "2000-\(text)") else { return nil }
            let (_, month, day) = date.components
            return .yearly(BusinessCalendar.YearDay(month: month, day: day))
        }
    }
}
