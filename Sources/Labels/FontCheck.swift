import CPangoCairo
import Returns

/// Whether the machine has the fonts that a site's papers need: asked at `rmad check`.
extension LabelRenderer {
    /// - Returns: one sentence for each lack, empty where there is none.
    package func fontProblems(languages: [Language]) -> [String] {
        var problems: [String] = []
        if !typesetter.hasFamily {
            problems.append("the font '\(typesetter.family)' is not installed; another one stands in for it")
        }
        for language in languages {
            let missing = typesetter.unknownSigns(in: Self.sample(language), language: language.rawValue)
            guard !missing.isEmpty else { continue }
            problems.append(
                "no installed font has the letters of '\(language.rawValue)', such as \(missing.prefix(6)): papers "
                    + "would show boxes. Install \(Self.package(language))")
        }
        return problems
    }

    /// Letters that the language has and English lacks.
    private static func sample(_ language: Language) -> String {
        switch language {
        case .english: "Return’s – €"
        case .german: "ÄÖÜäöüß „“ €"
        case .spanish: "áéíóúüñÑ¿¡«» €"
        case .french: "àâçéèêëîïôùûœŒ«» €"
        case .japanese: "返品の送り状ラベル、発送"
        case .arabic: "رقم الإرجاع ءؤئىة؟ ٠٩"
        }
    }

    private static func package(_ language: Language) -> String {
        switch language {
        case .english, .german, .spanish, .french, .arabic: "fonts-noto-core."
        case .japanese: "fonts-noto-cjk."
        }
    }
}
