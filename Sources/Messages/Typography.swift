import Returns

/// What a language's typography asks of every text and what no translator should have to type.
enum Typography {
    /// French sets a space before `: ; ! ?` and inside `« »` at which no line may break (Imprimerie nationale): a
    /// full one before the colon and inside quotation marks, a thin one before the others. Other languages: as it is.
    static func set(_ text: String, in language: Language) -> String {
        switch language {
        case .french:
            marks.reduce(text) { text, mark in text.replacing(mark.typed, with: mark.set) }
        case .english, .german, .spanish, .japanese, .arabic: text
        }
    }

    private static let marks: [(typed: String, set: String)] = [
        (" :", "\u{A0}:"), (" ;", "\u{202F};"), (" !", "\u{202F}!"), (" ?", "\u{202F}?"),
        ("« ", "«\u{A0}"), (" »", "\u{A0}»"),
    ]
}

extension String {
    /// Bytes decide, so that a combining mark behind a colon hides nothing.
    fileprivate func replacing(_ wanted: String, with replacement: String) -> String {
        let (bytes, wanted) = (Array(utf8), Array(wanted.utf8))
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position...].starts(with: wanted) {
                result += replacement.utf8
                position += wanted.count
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
