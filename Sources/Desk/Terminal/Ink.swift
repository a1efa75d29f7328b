/// What a piece of text is worth to the eye. Used sparingly: a page in which everything shines says nothing.
enum Ink: Equatable {
    case plain
    /// Headings and what was asked for.
    case strong
    /// It went well.
    case good
    /// Somebody should look.
    case attention
    /// It went wrong.
    case bad
    /// For completeness.
    case faint

    /// ECMA-48 SGR parameters.
    fileprivate var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .good: "32"
        case .attention: "33"
        case .bad: "31"
        case .faint: "2"
        }
    }
}

/// Whether the terminal gets colours.
enum Palette {
    case none, colours

    func paint(_ text: String, _ ink: Ink) -> String {
        switch self {
        case .none: return text
        case .colours:
            guard let code = ink.code, !text.isEmpty else { return text }
            return "\u{1B}[\(code)m\(text)\u{1B}[0m"
        }
    }
}
