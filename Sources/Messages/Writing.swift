import Returns

/// How dates, counts and amounts are written for people. Dates are always whole: weekday, day, month, year.
package enum Calendars {
    /// - Parameter number: 1 is Monday, 7 is Sunday.
    package static func weekday(_ number: Int, in language: Language) -> String {
        let names =
            switch language {
            case .english: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
            case .german: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]
            case .spanish: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
            case .french: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
            case .japanese: ["月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"]
            case .arabic: ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
            }
        return names[min(max(number, 1), 7) - 1]
    }

    /// - Parameter number: 1...12.
    package static func month(_ number: Int, in language: Language) -> String {
        let names =
            switch language {
            case .english:
                [
                    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                    "November", "December",
                ]
            case .german:
                [
                    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                    "November", "Dezember",
                ]
            case .spanish:
                [
                    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                    "noviembre", "diciembre",
                ]
            case .french:
                [
                    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                    "novembre", "décembre",
                ]
            case .japanese: (1...12).map { "\($0)月" }
            case .arabic:
                [
                    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
                    "ديسمبر",
                ]
            }
        return names[min(max(number, 1), 12) - 1]
    }
}

extension CalendarDate {
    /// `Tuesday 24 November 2026`, `Dienstag, 24. November 2026`, `martes, 24 de noviembre de 2026`,
    /// `mardi 24 novembre 2026`, `2026年11月24日（火）`, `الثلاثاء، 24 نوفمبر 2026`.
    ///
    /// Always of the Gregorian calendar. Arabic is written with the digits 0 to 9: the return's number, the
    /// amount on a bank statement, the telephone and the label carry them too, so that a customer compares like
    /// with like, and they are read from Morocco to Iraq, while ٠ to ٩ are unusual in the west.
    /// - Parameter gap: between day and month, where a sentence must not break.
    package func written(in language: Language, gap: String = " ") -> String {
        let weekdayName = Calendars.weekday(weekday, in: language)
        let short = writtenShort(in: language, gap: gap)
        return switch language {
        case .english, .french: "\(weekdayName) \(short)"
        case .german, .spanish: "\(weekdayName), \(short)"
        case .japanese: "\(short)（\(weekdayName.prefix(1))）"
        case .arabic: "\(weekdayName)، \(short)"
        }
    }

    /// The same without the weekday, for places where a label has little room.
    package func writtenShort(in language: Language, gap: String = " ") -> String {
        let (year, monthNumber, day) = components
        let monthName = Calendars.month(monthNumber, in: language)
        return switch language {
        case .english: "\(day)\(gap)\(monthName) \(year)"
        case .german: "\(day).\(gap)\(monthName) \(year)"
        case .spanish: "\(day)\(gap)de\(gap)\(monthName) de \(year)"
        case .french: "\(day == 1 ? "1er" : String(day))\(gap)\(monthName) \(year)"
        case .japanese: "\(year)年\(monthName)\(day)日"
        case .arabic: "\(day)\(gap)\(monthName) \(year)"
        }
    }
}

extension Money {
    /// `€129.90`, `129,90 €`, `1,500円`. The spaces are such that no line breaks between number and sign; in Arabic
    /// the whole amount runs from left to right, as on a bank statement.
    package func written(in language: Language) -> String {
        let symbol = Self.symbols[currency.code]
        let sign = minor < 0 ? "−" : ""
        let number = numberWritten(in: language)
        return switch language {
        case .english: sign + (symbol ?? currency.code + "\u{A0}") + number
        case .german, .spanish, .french: "\(sign)\(number)\u{A0}\(symbol ?? currency.code)"
        case .japanese where currency.code == "JPY": "\(sign)\(number)円"
        case .japanese: sign + (symbol ?? currency.code + "\u{A0}") + number
        case .arabic:
            Isolation.leftToRight("\(sign)\(number)\u{A0}\(symbol ?? currency.code)", in: language)
        }
    }

    private static let symbols = ["EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"]

    private func numberWritten(in language: Language) -> String {
        let perMajor = UInt64(currency.minorPerMajor)
        let whole = Self.grouped(minor.magnitude / perMajor, in: language)
        guard perMajor > 1 else { return whole }
        let point =
            switch language {
            case .english, .japanese, .arabic: "."
            case .german, .spanish, .french: ","
            }
        return whole + point + (minor.magnitude % perMajor).padded(currency.fractionDigits)
    }

    /// Thousands apart. Spanish sets four digits together (Fundéu, CLDR).
    private static func grouped(_ number: UInt64, in language: Language) -> String {
        let digits = Array(String(number))
        let separator =
            switch language {
            case .english, .japanese, .arabic: ","
            case .german: "."
            case .spanish: digits.count > 4 ? "." : ""
            case .french: "\u{202F}"
            }
        return digits.enumerated().map { index, digit in
            let isGroupStart = index > 0 && (digits.count - index).isMultiple(of: 3)
            return isGroupStart ? separator + String(digit) : String(digit)
        }.joined()
    }
}

extension Phrase.Argument {
    /// The argument as it stands in a sentence of the language.
    func written(in language: Language) -> String {
        switch self {
        case .text(let text): Isolation.isolated(text, in: language)
        case .count(let count): String(count)
        case .date(let date): date.written(in: language, gap: "\u{A0}")
        case .money(let money): money.written(in: language)
        }
    }
}
