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
            }
        return names[min(max(number, 1), 12) - 1]
    }
}

extension CalendarDate {
    /// `Tuesday 24 November 2026`, `Dienstag, 24. November 2026`, `martes, 24 de noviembre de 2026`,
    /// `mardi 24 novembre 2026`.
    package func written(in language: Language) -> String {
        let weekdayName = Calendars.weekday(weekday, in: language)
        return switch language {
        case .english, .french: "\(weekdayName) \(writtenShort(in: language))"
        case .german, .spanish: "\(weekdayName), \(writtenShort(in: language))"
        }
    }

    /// The same without the weekday, for places where a label has little room.
    package func writtenShort(in language: Language) -> String {
        let (year, monthNumber, day) = components
        let monthName = Calendars.month(monthNumber, in: language)
        return switch language {
        case .english: "\(day) \(monthName) \(year)"
        case .german: "\(day). \(monthName) \(year)"
        case .spanish: "\(day) de \(monthName) de \(year)"
        case .french: "\(day == 1 ? "1er" : String(day)) \(monthName) \(year)"
        }
    }
}

extension Money {
    /// `€129.90`, `129,90 €`. The spaces are such that no line breaks between number and sign.
    package func written(in language: Language) -> String {
        let symbol = Self.symbols[currency.code]
        let sign = minor < 0 ? "−" : ""
        let digits = currency.fractionDigits
        let magnitude = minor.magnitude
        let perMajor = UInt64(currency.minorPerMajor)
        let whole = Self.grouped(magnitude / perMajor, in: language)
        let point = language == .english ? "." : ","
        let fraction = digits > 0 ? point + (magnitude % perMajor).padded(digits) : ""
        return switch language {
        case .english: sign + (symbol ?? currency.code + "\u{A0}") + whole + fraction
        case .german, .spanish, .french: "\(sign)\(whole)\(fraction)\u{A0}\(symbol ?? currency.code)"
        }
    }

    private static let symbols = ["EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"]

    /// Thousands apart. Spanish sets four digits together (Fundéu, CLDR).
    private static func grouped(_ number: UInt64, in language: Language) -> String {
        let digits = Array(String(number))
        let separator =
            switch language {
            case .english: ","
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
        case .text(let text): text
        case .count(let count): String(count)
        case .date(let date): date.written(in: language)
        case .money(let money): money.written(in: language)
        }
    }
}
