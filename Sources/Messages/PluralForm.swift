import Returns

/// The forms that a word takes by a count (Unicode CLDR, plural rules for cardinal numbers).
///
/// A language has some of them; `other` it always has. Counts here are whole numbers from nought, so that the
/// rules for fractions never apply.
package enum PluralForm: String, CaseIterable, Sendable {
    case zero, one, two, few, many, other
}

extension Language {
    /// The form that a whole number asks for.
    package func pluralForm(of count: Int) -> PluralForm {
        switch self {
        case .english, .german: count == 1 ? .one : .other
        case .spanish: count == 1 ? .one : isWholeMillions(count) ? .many : .other
        case .french: count == 0 || count == 1 ? .one : isWholeMillions(count) ? .many : .other
        case .japanese: .other
        case .arabic:
            switch (count, count % 100) {
            case (0, _): .zero
            case (1, _): .one
            case (2, _): .two
            case (_, 3...10): .few
            case (_, 11...99): .many
            case (_, _): .other
            }
        }
    }

    /// What a choice by a count must spell out, so that no number is said wrongly.
    ///
    /// Spanish and French use `many` for whole millions alone ("un millón de paquetes"): it may be given, but no
    /// return has so many units, so it need not be.
    package var pluralFormsNeeded: Set<PluralForm> {
        switch self {
        case .english, .german, .spanish, .french: [.one, .other]
        case .japanese: [.other]
        case .arabic: Set(PluralForm.allCases)
        }
    }

    /// What a choice by a count may spell out; another form would never be said.
    package var pluralFormsKnown: Set<PluralForm> {
        switch self {
        case .english, .german, .japanese, .arabic: pluralFormsNeeded
        case .spanish, .french: pluralFormsNeeded.union([.many])
        }
    }

    private func isWholeMillions(_ count: Int) -> Bool { count != 0 && count.isMultiple(of: 1_000_000) }
}
