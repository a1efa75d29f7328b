import Returns
import Yams

/// Whole numbers within bounds.
extension Form where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> Form {
        .scalar(
            "whole number, \(range.lowerBound) to \(range.upperBound)",
            remedy: "write digits alone, \(range.lowerBound) to \(range.upperBound)", show: String.init
        ) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Hundredths of a percent.
    static var percent: Form {
        .scalar(
            "percentage, 0.01 to 100", remedy: "write a number with at most two decimals: 12.5",
            show: { "\(Decimal.text($0, digits: 2))" }
        ) { text in
            Decimal.minor(text, digits: 2).flatMap { (1...10_000).contains($0) ? Int($0) : nil }
        }
    }
}

extension Form where Value == String {
    /// Characters as people count them: a name of 20 Chinese ones is as long as one of 20 Latin ones.
    static func text(_ charactersMax: Int) -> Form {
        .scalar(
            "text of 1 to \(charactersMax) characters",
            remedy: "write a shorter text in one line, without control characters",
            show: { $0 }
        ) { text in
            let trimmed = text.trimmingWhitespace()
            let isFine =
                !trimmed.isEmpty && trimmed.count <= charactersMax && trimmed.utf8.count <= 8 * charactersMax
                && !trimmed.unicodeScalars.contains { $0.isControl || $0.isBidirectionalControl }
            return isFine ? String(trimmed) : nil
        }
    }

    /// Relative paths are seen from the folder of the file that is read.
    static var path: Form {
        .scalar(
            "path", remedy: "write a path; a relative one is seen from this file's folder", show: { $0 }
        ) { text in
            text.isEmpty || text.utf8.count > 4000 || text.unicodeScalars.contains(where: \.isControl) ? nil : text
        }
    }

    static var country: Form {
        .scalar(
            "country code of two letters (ISO 3166-1)", remedy: "write a code such as DE", show: { $0 }
        ) { text in
            text.utf8.count == 2 && text.utf8.allSatisfy(\.isLetter) ? text.uppercased() : nil
        }
    }

    static var timeZone: Form {
        .scalar(
            "time zone of the IANA database", remedy: "write a name such as Europe/Berlin or UTC", show: { $0 }
        ) { text in
            let isName = text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "/_+-".utf8.contains($0) }
            return isName && !text.isEmpty && !text.hasPrefix("/") && TextFile.exists("/usr/share/zoneinfo/\(text)")
                && !TextFile.isFolder("/usr/share/zoneinfo/\(text)") ? text : nil
        }
    }

    static var colour: Form {
        .scalar(
            "colour #RRGGBB", remedy: "write six hexadecimal digits in quotation marks: \"#0A5FB4\"", show: { $0 }
        ) { text in
            let digits = text.utf8.dropFirst()
            return text.hasPrefix("#") && digits.count == 6 && digits.allSatisfy(\.isHexadecimal)
                ? text.uppercased() : nil
        }
    }

    static var email: Form {
        .scalar("e-mail address", remedy: "write it as returns@example.com", show: { $0 }) { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let isFine =
                parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && text.utf8.count <= 254
                && !text.contains(where: \.isWhitespace) && !text.unicodeScalars.contains(where: \.isControl)
            return isFine ? text : nil
        }
    }

    static var phone: Form {
        .scalar(
            "phone number", remedy: "write it with the country's code: +49 30 5550100", show: { $0 }
        ) { text in
            let isFine =
                text.utf8.allSatisfy { $0.isDigit || " +-()/.".utf8.contains($0) }
                && (4...20).contains(text.utf8.filter(\.isDigit).count)
            return isFine ? text : nil
        }
    }

    /// An address of the web without a query, and without a slash at the end.
    static var webAddress: Form {
        .scalar(
            "web address, http or https", remedy: "write it as https://returns.example.com", show: { $0 }
        ) { text in
            let schemes = ["https://", "http://"]
            guard let scheme = schemes.first(where: text.hasPrefix), text.utf8.count <= 500,
                !text.contains(where: { "?#@\"'<> \\".contains($0) }),
                !text.unicodeScalars.contains(where: \.isControl)
            else { return nil }
            let rest = text.dropFirst(scheme.count)
            let host = rest.prefix { $0 != "/" && $0 != ":" }
            guard !host.isEmpty || rest.hasPrefix("[") else { return nil }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
    }

    static func letters(_ count: Int, _ meaning: String) -> Form {
        .scalar("\(meaning): \(count) capital letters", remedy: "write \(count) letters A to Z", show: { $0 }) { text in
            text.utf8.count == count && text.utf8.allSatisfy { (65...90).contains($0) } ? text : nil
        }
    }
}

extension Form where Value == Bool {
    static var flag: Form {
        .scalar("true or false", remedy: "write true or false", show: { $0 ? "true" : "false" }) { text in
            text == "true" ? true : text == "false" ? false : nil
        }
    }
}

extension Form where Value == CalendarDate {
    static var date: Form {
        .scalar("date YYYY-MM-DD", remedy: "write a date that exists: 2026-12-24", show: \.description) {
            CalendarDate(iso: $0)
        }
    }
}

extension Form where Value == Currency {
    static var currency: Form {
        .scalar("currency code of three letters (ISO 4217)", remedy: "write a code such as EUR", show: \.code) {
            Currency($0)
        }
    }
}

extension Form where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One word of a list; a misspelt one is answered with the nearest.
    static var choice: Form {
        let words = Value.allCases.map(\.rawValue)
        let type = "one of \(words.joined(separator: ", "))"
        return Form(type: type, show: \.rawValue) { node, place, reading in
            guard let text = node.scalar?.string, let value = Value(rawValue: text) else {
                let nearest = node.scalar.flatMap { Spelling.nearest(to: $0.string, among: words) }
                reading.report(
                    place, found: node.words, expected: type,
                    remedy: nearest.map { "did you mean '\($0)'?" } ?? "write one of these words")
                return nil
            }
            return value
        }
    }
}

extension Form {
    static func name<Subject>(_ meaning: String) -> Form<Name<Subject>> where Value == Name<Subject> {
        .scalar(meaning, remedy: "write 1 to \(Name<Subject>.bytesMax) bytes in one line", show: \.text) { Name($0) }
    }

    /// The same values under another reading; the remedy stays the form's own.
    func map<Other>(show: @escaping (Other) -> String, _ change: @escaping (Value) -> Other) -> Form<Other> {
        let read = self.read
        return Form<Other>(type: type, show: show) { node, place, reading in
            read(node, place, reading).map(change)
        }
    }
}

extension UInt8 {
    var isDigit: Bool { (48...57).contains(self) }
    var isLetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
    var isHexadecimal: Bool { isDigit || (65...70).contains(self) || (97...102).contains(self) }
}
