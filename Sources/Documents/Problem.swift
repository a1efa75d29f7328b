import Returns

/// Something in a document that needs a correction (problem) or a look (warning).
///
/// It says where (line, column, field), what was found, what was expected and how to mend it, so that nobody
/// has to ask. Lines count from 1. Columns count from 1: in JSON they are characters, in CSV cells, so that
/// column 3 is what a spreadsheet calls C. The field is named as the file names it: the path in JSON
/// (`lines[0].quantity`), the header in CSV (`Menge`).
package struct Problem: Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        // The file as a whole.
        case emptyFile = "empty_file", fileTooLarge = "file_too_large", binaryFile = "binary_file"
        case encoding, json, tooManyRecords = "too_many_records"
        // CSV.
        case header, columnTwice = "column_twice", rowTooLong = "row_too_long", unclosedQuote = "unclosed_quote"
        case strayQuote = "stray_quote", rowsDisagree = "rows_disagree"
        // Records.
        case typeMissing = "type_missing", typeUnknown = "type_unknown", notAnObject = "not_an_object"
        case unknownField = "unknown_field"
        // Fields.
        case missing, wrongKind = "wrong_kind", unknownValue = "unknown_value", outOfRange = "out_of_range"
        case tooLong = "too_long", tooMany = "too_many", tooFew = "too_few", controlCharacter = "control_character"
        case hiddenCharacter = "hidden_character", number, ambiguousNumber = "ambiguous_number"
        case date, ambiguousDate = "ambiguous_date", dateInFuture = "date_in_future", dateTooOld = "date_too_old"
        case moment, offsetMissing = "offset_missing", currency, country, language, email, phone, url, name
        case contradiction, unreachable
    }

    /// The most characters of foreign text that a problem repeats.
    package static let foundMax = 60

    package let code: Code
    package let line: Int?
    package let column: Int?
    package let field: String?
    /// What stands there, printable and at most `foundMax` characters.
    package let found: String
    package let expected: String
    package let remedy: String

    package init(
        _ code: Code, line: Int? = nil, column: Int? = nil, field: String? = nil, found: String,
        expected: String, remedy: String
    ) {
        self.code = code
        self.line = line
        self.column = column
        self.field = field.map { Printable.text($0, charactersMax: 200) }
        self.found = Printable.text(found, charactersMax: Self.foundMax)
        self.expected = expected
        self.remedy = remedy
    }

    /// `line 3, column 5, Menge`; empty when it concerns the file as a whole.
    package var place: String {
        let parts = [line.map { "line \($0)" }, column.map { "column \($0)" }, field]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// Two plain lines: what is the matter, and what to do.
    package var description: String {
        "\(place.isEmpty ? "" : place + ": ")found \(found), expected \(expected).\n\(remedy)"
    }

    /// The same on one line, for a cell or a log.
    package var oneLine: String {
        "\(place.isEmpty ? "" : place + ": ")found \(found), expected \(expected). \(remedy)"
    }
}

/// Foreign text made fit to be shown.
package enum Printable {
    /// Controls and bidirectional controls become `\u{…}`, line breaks a space; what is too long ends in `…`.
    package static func text(_ foreign: String, charactersMax: Int) -> String {
        var shown = ""
        var count = 0
        var index = foreign.startIndex
        while index < foreign.endIndex {
            let character = foreign[index]
            foreign.formIndex(after: &index)
            // A base with a hundred accents is one character: eight scalars of it are enough.
            let piece = character.isNewline ? " " : character.unicodeScalars.prefix(8).map(visible).joined()
            count += piece.utf8.count <= 4 ? 1 : piece.count
            guard count < charactersMax || (count == charactersMax && index == foreign.endIndex) else {
                return shown + "…"
            }
            shown += piece
        }
        return shown
    }

    /// A text in double quotes, shortened.
    package static func quoted(_ foreign: some StringProtocol) -> String {
        "\"\(text(String(foreign.prefix(80)), charactersMax: Problem.foundMax - 2))\""
    }

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        let isHidden =
            scalar.isControl || scalar.isBidirectionalControl || (0x200B...0x200D).contains(scalar.value)
            || scalar.value == 0xFEFF
        return isHidden ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
}
