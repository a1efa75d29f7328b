import Returns

/// What rmad says to people, in every language that it speaks.
///
/// Keys are dotted paths (`instructions.greeting`), templates are in the form of `Template`. A key that a
/// language lacks is said in English; one that English lacks as well is said as the key itself, so that a
/// hole in a translation never stops a label. `problems()` finds those holes before a customer does.
package struct Catalogue: Sendable {
    private let templates: [Language: [String: Template]]
    private let defects: [String]

    /// Reads every template once. A template that cannot be read is reported by `problems()` and said as
    /// the plain text that it is.
    package init(_ texts: [Language: [String: String]]) {
        var templates: [Language: [String: Template]] = [:]
        var defects: [String] = []
        for language in Language.allCases {
            for (key, text) in texts[language] ?? [:] {
                do throws(Template.Defect) {
                    templates[language, default: [:]][key] = try Template(text)
                } catch {
                    templates[language, default: [:]][key] = Template(literal: text)
                    defects.append("\(language.rawValue): \(key): \(error)")
                }
            }
        }
        self.templates = templates
        self.defects = defects.sorted()
    }

    /// The phrase in words.
    package func say(_ phrase: Phrase, in language: Language) -> String {
        let own = templates[language]?[phrase.key]
        guard let template = own ?? templates[.english]?[phrase.key] else { return phrase.key }
        return template.filled(phrase.arguments, in: own == nil ? .english : language)
    }

    /// A phrase without arguments.
    package func say(_ key: String, in language: Language) -> String { say(Phrase(key), in: language) }

    /// True where the language itself has the key.
    package func holds(_ key: String, in language: Language) -> Bool { templates[language]?[key] != nil }

    /// Keys that a language lacks or has alone, arguments that differ from English, templates that cannot
    /// be read: one line each, sorted; empty when every language is whole.
    package func problems() -> [String] {
        let english = templates[.english] ?? [:]
        var found = defects
        for language in Language.allCases where language != .english {
            let own = templates[language] ?? [:]
            for key in Set(english.keys).union(own.keys) {
                guard let reference = english[key] else {
                    found.append("en: \(key): is missing, \(language.rawValue) has it")
                    continue
                }
                guard let template = own[key] else {
                    found.append("\(language.rawValue): \(key): is missing")
                    continue
                }
                guard template.arguments != reference.arguments else { continue }
                found.append(
                    "\(language.rawValue): \(key): uses \(Self.list(template.arguments)), "
                        + "English uses \(Self.list(reference.arguments))")
            }
        }
        return Set(found).sorted()
    }

    private static func list(_ names: Set<String>) -> String {
        names.isEmpty ? "no argument" : names.sorted().map { "{\($0)}" }.joined(separator: " ")
    }
}
