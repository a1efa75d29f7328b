import Returns

/// Several things, or several sentences, in one line.
package enum Lists {
    /// `A, B and C`, as the language joins them (CLDR list patterns). Each is joined as it stands.
    package static func joined(_ parts: [String], in language: Language) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        let rest = parts.dropLast()
        return switch language {
        case .english: rest.joined(separator: ", ") + (parts.count > 2 ? ", and " : " and ") + last
        case .german: rest.joined(separator: ", ") + " und " + last
        case .spanish: rest.joined(separator: ", ") + (soundsLikeI(last) ? " e " : " y ") + last
        case .french: rest.joined(separator: ", ") + " et " + last
        case .japanese: parts.joined(separator: "、")
        case .arabic: rest.joined(separator: "، ") + (parts.count > 2 ? "، و" : " و") + last
        }
    }

    /// Things of equal rank without a last one: `A; B`.
    package static func row(_ parts: [String], in language: Language) -> String {
        let separator =
            switch language {
            case .english, .german, .spanish: "; "
            case .french: "\u{202F}; "
            case .japanese: "、"
            case .arabic: "؛ "
            }
        return parts.joined(separator: separator)
    }

    /// Sentences one after the other. Japanese sets no space between them.
    package static func sentences(_ sentences: [String], in language: Language) -> String {
        let separator =
            switch language {
            case .english, .german, .spanish, .french, .arabic: " "
            case .japanese: ""
            }
        return sentences.filter { !$0.isEmpty }.joined(separator: separator)
    }

    /// `Telephone: +49 …`: a caption and what it names.
    package static func captioned(_ caption: String, _ value: String, in language: Language) -> String {
        switch language {
        case .english, .german, .spanish, .arabic: "\(caption): \(value)"
        case .french: "\(caption)\u{A0}: \(value)"
        case .japanese: "\(caption)：\(value)"
        }
    }

    /// A text and a remark on it: `09:00–17:00, local time in Berlin`.
    package static func remarked(_ text: String, _ remark: String, in language: Language) -> String {
        switch language {
        case .english, .german, .spanish, .french: "\(text), \(remark)"
        case .japanese: "\(text)（\(remark)）"
        case .arabic: "\(text)، \(remark)"
        }
    }

    /// In quotation marks of the language.
    package static func quoted(_ text: String, in language: Language) -> String {
        switch language {
        case .english: "“\(text)”"
        case .german: "„\(text)“"
        case .spanish, .arabic: "«\(text)»"
        case .french: "«\u{A0}\(text)\u{A0}»"
        case .japanese: "「\(text)」"
        }
    }

    /// Spanish says `e` before the sound i: "agujas e hilo", but "acero y hierro".
    private static func soundsLikeI(_ word: String) -> Bool {
        let start = word.lowercased().drop { !$0.isLetter }
        if ["hie", "hia", "hio", "ie"].contains(where: { start.hasPrefix($0) }) { return false }
        return ["i", "í", "hi", "hí"].contains { start.hasPrefix($0) }
    }
}
