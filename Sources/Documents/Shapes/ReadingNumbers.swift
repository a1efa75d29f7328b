import JSONText
import Returns

/// Counts, amounts, dates and moments.
extension Reading {
    mutating func integer(_ node: JSONNode, in range: ClosedRange<Int>) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        let number: DecimalText
        switch node.value {
        case .number(let text):
            guard let read = DecimalText.read(plain: text) else {
                refuse(.outOfRange, node, expected: expected, remedy: "Write the number in plain digits.")
                return nil
            }
            number = read
        case .string(let text) where isTable:
            switch NumberText.read(cell: text.trimmed) {
            case .number(let read): number = read
            case .ambiguous:
                refuse(
                    .ambiguousNumber, node, expected: expected,
                    remedy: "It can be read in two ways: write it without separators.")
                return nil
            case .unreadable:
                refuse(.number, node, expected: expected, remedy: "Write digits alone, without a unit.")
                return nil
            }
        case .string(let text):
            let isNumber = DecimalText.read(plain: text.trimmed) != nil
            refuse(
                .wrongKind, node, expected: expected,
                remedy: isNumber ? "Write the number without quotes." : "Write digits, without quotes.")
            return nil
        case .bool, .array, .object, .null:
            refuse(.wrongKind, node, expected: expected, remedy: "Write digits, without quotes.")
            return nil
        }
        guard let whole = number.scaled(places: 0) else {
            let isFraction = number.fractionCount > 0
            refuse(
                isFraction ? .number : .outOfRange, node, expected: expected,
                remedy: isFraction ? "Only whole units can be counted." : "Check the number: it has too many digits.")
            return nil
        }
        guard range.contains(Int(whole)) else {
            refuse(
                .outOfRange, node, expected: expected,
                remedy: whole < range.lowerBound
                    ? "Write at least \(range.lowerBound)." : "Write at most \(range.upperBound), or split it.")
            return nil
        }
        return Int(whole)
    }

    /// `{"amount": "129.90", "currency": "EUR"}`; in a table the amount's cell may name the currency itself.
    mutating func money(_ node: JSONNode) -> Money? {
        guard case .object(let members) = node.value else {
            refuse(
                .wrongKind, node, expected: "an object with amount and currency",
                remedy: "Write {\"amount\": \"129.90\", \"currency\": \"EUR\"}.")
            return nil
        }
        for member in members where member.key != "amount" && member.key != "currency" {
            let place = JSONNode(.null, position: member.keyPosition)
            self.member(member.key) { reading in
                reading.warn(
                    .unknownField, place, found: Printable.quoted(member.key), expected: "amount and currency",
                    remedy: "The field is kept but not used.")
            }
        }
        let currency = node["currency"].flatMap { $0.isNull ? nil : $0 }
        var named: Currency?
        if let currency {
            guard let known = self.member("currency", { $0.currency(currency) }) else { return nil }
            named = known
        }
        guard let amount = node["amount"], !amount.isNull else {
            member("amount") { reading in
                reading.refuse(
                    .missing, node, found: "nothing", expected: "an amount such as \"129.90\"",
                    remedy: "Add \"amount\", or take the whole field out.")
            }
            return nil
        }
        return member("amount") { $0.amount(amount, currency: named) }
    }

    private mutating func currency(_ node: JSONNode) -> Currency? {
        guard let text = text(node, charactersMax: 20) else {
            if case .string = node.value { noteCurrency(node) }
            return nil
        }
        let sign = isTable ? CurrencyCodes.taken(from: text, default: options.defaultCurrency) : (text, nil)
        let code = sign.0.isEmpty ? sign.1 ?? text : text
        guard let currency = Currency(code), CurrencyCodes.all.contains(currency.code) else {
            noteCurrency(node)
            return nil
        }
        return currency
    }

    private mutating func noteCurrency(_ node: JSONNode) {
        refuse(
            .currency, node, expected: "the three letters of a currency (ISO 4217)",
            remedy: "Write EUR, GBP, USD, CHF or another code of the standard.")
    }

    private mutating func amount(_ node: JSONNode, currency named: Currency?) -> Money? {
        let expected = "an amount such as \(isTable ? "129,90 or 129.90" : "\"129.90\"")"
        var currency = named ?? options.defaultCurrency
        let number: DecimalText
        switch node.value {
        case .number(let text) where !isTable, .string(let text) where !isTable:
            var isText = false
            if case .string = node.value { isText = true }
            let hasExponent = text.utf8.contains { $0 | 0x20 == 0x65 }
            guard let read = DecimalText.read(plain: text), !(isText && hasExponent) else {
                refuse(
                    .number, node, expected: expected,
                    remedy: "Write digits with a point in front of the cents, no separators and no currency sign.")
                return nil
            }
            number = read
        case .string(let cell), .number(let cell):
            let (text, code) = CurrencyCodes.taken(from: cell, default: options.defaultCurrency)
            if let code {
                guard let inCell = Currency(code), CurrencyCodes.all.contains(inCell.code) else {
                    noteCurrency(node)
                    return nil
                }
                guard named == nil || named == inCell else {
                    refuse(
                        .contradiction, node, expected: "an amount in \(currency)",
                        remedy: "The currency column says \(currency); make both the same.")
                    return nil
                }
                currency = inCell
            }
            switch NumberText.read(cell: text) {
            case .number(let read): number = read
            case .ambiguous:
                refuse(
                    .ambiguousNumber, node, expected: expected,
                    remedy: "It can be read in two ways: write the cents too, such as 1299.00 or 1,30.")
                return nil
            case .unreadable:
                refuse(
                    .number, node, expected: expected, remedy: "Write digits with the cents behind a comma or a point.")
                return nil
            }
        case .bool, .array, .object, .null:
            refuse(.wrongKind, node, expected: expected, remedy: "Write the amount in double quotes.")
            return nil
        }
        guard !number.isNegative || number.digits.allSatisfy({ $0 == 0x30 }) else {
            refuse(.outOfRange, node, expected: "an amount of 0 or more", remedy: "Write it without the minus sign.")
            return nil
        }
        guard number.scaled(places: currency.fractionDigits) != nil || number.scaled(places: 12) == nil else {
            refuse(
                .number, node,
                expected: "at most \(currency.fractionDigits) digits behind the decimal sign for \(currency)",
                remedy: "Round the amount to what \(currency) has.")
            return nil
        }
        guard let minor = number.scaled(places: currency.fractionDigits), abs(minor) <= Money.minorMax else {
            let most = Money(minor: Money.minorMax, currency: currency)
            refuse(.outOfRange, node, expected: "at most \(most)", remedy: "Check the amount: it has too many digits.")
            return nil
        }
        return Money(minor: abs(minor), currency: currency)
    }

    mutating func date(_ node: JSONNode, _ bounds: DateBounds) -> CalendarDate? {
        guard let text = text(node, charactersMax: 100) else { return nil }
        let expected = "a date such as 2025-12-31"
        guard isTable else {
            guard let date = CalendarDate(iso: text) else {
                noteDate(node, isImpossible: text.utf8.count == 10 && text.utf8.filter { $0 == 0x2D }.count == 2)
                return nil
            }
            return within(bounds, date, node)
        }
        switch DateText.read(cell: text, order: options.dateOrder) {
        case .date(let date): return within(bounds, date, node)
        case .ambiguous(let dayFirst, let monthFirst):
            refuse(
                .ambiguousDate, node, expected: expected,
                remedy: "It can be \(dayFirst) or \(monthFirst): write it in that way.")
        case .impossible: noteDate(node, isImpossible: true)
        case .shortYear:
            refuse(.date, node, expected: expected, remedy: "Write the year with four digits.")
        case .unreadable: noteDate(node, isImpossible: false)
        }
        return nil
    }

    private mutating func noteDate(_ node: JSONNode, isImpossible: Bool) {
        refuse(
            .date, node, expected: isImpossible ? "a date that exists, year-month-day" : "a date such as 2025-12-31",
            remedy: isImpossible
                ? "There is no such day in the calendar; check day and month."
                : "Write year, month and day: 2025-12-31.")
    }

    private mutating func within(_ bounds: DateBounds, _ date: CalendarDate, _ node: JSONNode) -> CalendarDate? {
        let latest =
            switch bounds {
            case .past: options.today.adding(days: 1)
            case .any: CalendarDate(dayNumber: 47_481)
            }
        guard date.dayNumber >= 7_305 else {
            refuse(.dateTooOld, node, expected: "a date from 1990-01-01 on", remedy: "Check the year.")
            return nil
        }
        guard date <= latest else {
            refuse(
                .dateInFuture, node, expected: "a date up to \(latest)",
                remedy: "Check the date: it lies in the future.")
            return nil
        }
        return date
    }

    mutating func moment(_ node: JSONNode) -> Instant? {
        guard let text = text(node, charactersMax: 100) else { return nil }
        let expected = "a moment such as 2025-12-31T14:05:00+01:00"
        switch MomentText.read(text) {
        case .moment(let moment):
            return within(.past, moment.date, node) == nil ? nil : moment
        case .offsetMissing:
            refuse(
                .offsetMissing, node, expected: expected,
                remedy: "Add the offset from UTC at the end: Z for UTC, +01:00 for Central Europe in winter.")
        case .impossible:
            refuse(.moment, node, expected: expected, remedy: "There is no such day or time; check it.")
        case .unreadable:
            refuse(.moment, node, expected: expected, remedy: "Write date, T, time and offset from UTC.")
        }
        return nil
    }
}
