import Returns

extension FieldKind {
    /// Whether JSON writes it as text.
    var isText: Bool {
        switch self {
        case .identifier, .line, .prose, .choice, .date, .moment, .email, .phone, .country, .language, .webAddress,
            .eventType, .fileName:
            true
        case .integer, .flag, .money, .list, .answers, .record, .records: false
        }
    }

    /// What belongs there, in a few words.
    var expectation: String {
        switch self {
        case .identifier: "a number or name, 1 to \(Reference.bytesMax) bytes"
        case .line(let max): "one line of text, at most \(max) characters"
        case .prose(let max): "text, at most \(max) characters"
        case .choice(let set): "one of \(set.values.joined(separator: ", "))"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        case .money: "an amount with its currency"
        case .date(.past): "a date (YYYY-MM-DD) from 1990 to tomorrow"
        case .date(.any): "a date (YYYY-MM-DD) from 1990 to 2099"
        case .moment: "a moment with its offset from UTC (RFC 3339)"
        case .email: "an e-mail address"
        case .phone: "a telephone number with 5 to 20 digits"
        case .country: "the two letters of a country (ISO 3166-1)"
        case .language: "a language tag: \(Language.listed)"
        case .webAddress: "an address that begins with https://"
        case .eventType: "an event type such as return.approved"
        case .fileName: "the name of a file, without a path"
        case .list(let kind, let max): "up to \(max) of: \(kind.expectation)"
        case .answers(let max): "an object with at most \(max) names, each with a short text"
        case .record: "an object"
        case .records(_, let max): "1 to \(max) objects"
        }
    }
}
