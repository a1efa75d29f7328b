/// A value as one cell of a table (RFC 4180, separated by commas), for every table that we write.
extension JSONValue {
    /// Empty for `null`; arrays and objects as JSON.
    package var tableCell: String {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .string(let text): Self.quoted(text.withoutFormula)
        case .array, .object: Self.quoted(text)
        }
    }

    /// Bytes decide, as for whoever reads the file: to Swift a quotation mark with an accent on it is none.
    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        return "\"\(String(decoding: text.utf8.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }, as: UTF8.self))\""
    }
}

extension String {
    /// Spreadsheets run a text that begins like a formula: such a text gets an apostrophe in front.
    package var withoutFormula: String {
        unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } == true ? "'" + self : self
    }
}
