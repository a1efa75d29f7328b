import Returns

/// What rmad says to people, in every language that it speaks.
///
/// Keys are dotted paths (`instructions.greeting`), templates are in the form of `Template`. A key that a
/// language lacks is said in English; one that English lacks as well is said as the key itself, so that a
/// hole in a translation never stops a label. `problems()` finds those holes before a customer does.
package struct Catalogue: Sendable {
    private let templates: [Language: [String: Template]]
    private let defects: [String]
    private let editions: [Language: String]

    /// Reads every template once. A template that cannot be read is reported by `problems()` and said as
    /// the plain text that it is.
    /// - Parameters:
    ///   - policyEdition: the edition of the rules whose findings are said with these words.
    ///   - digest: what the editions are made with, such as SHA-256; the checksum tells texts apart as well, but
    ///     proves nothing against somebody who wants two texts to look the same.
    package init(
        _ texts: [Language: [String: String]], policyEdition: String = "",
        digest: ([UInt8]) -> [UInt8] = Checksum.fnv1a
    ) {
        var templates: [Language: [String: Template]] = [:]
        var defects: [String] = []
        for language in Language.allCases {
            for (key, text) in texts[language] ?? [:] {
                do throws(Template.Defect) {
                    templates[language, default: [:]][key] = try Template(Typography.set(text, in: language))
                } catch {
                    templates[language, default: [:]][key] = Template(literal: text)
                    defects.append("\(language.rawValue): \(key): \(error)")
                }
            }
        }
        self.templates = templates
        self.defects = defects.sorted()
        editions = Self.editions(texts, policyEdition, digest)
    }

    /// Which version of the words a customer got, for the ledger: `ja-5f0c41b2a9d3`. The same words and rules give
    /// the same edition everywhere; any other comma gives another one.
    package func edition(of language: Language) -> String { editions[language] ?? language.rawValue }

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

    /// Keys that a language lacks or has alone, arguments that differ from English, plural forms that are missing
    /// or never said, templates that cannot be read: one line each, sorted; empty when every language is whole.
    package func problems() -> [String] {
        let english = templates[.english] ?? [:]
        var found = defects
        for language in Language.allCases {
            let own = templates[language] ?? [:]
            for (key, template) in own {
                found += Self.misfits(of: template, in: language).map { "\(language.rawValue): \(key): \($0)" }
            }
            guard language != .english else { continue }
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

    /// What is wrong with the choices of a template, by the plural rules of its language.
    private static func misfits(of template: Template, in language: Language) -> [String] {
        template.choices.flatMap { choice in
            let missing = language.pluralFormsNeeded.subtracting(choice.forms)
            let unknown = choice.forms.subtracting(language.pluralFormsKnown)
            return PluralForm.allCases.compactMap { form in
                if missing.contains(form) { return "the choice by {\(choice.argument)} lacks its form '\(form): …'" }
                guard unknown.contains(form) else { return nil }
                return "the choice by {\(choice.argument)} has the form '\(form): …', which the language never uses"
            }
        }
    }

    private static func list(_ names: Set<String>) -> String {
        names.isEmpty ? "no argument" : names.sorted().map { "{\($0)}" }.joined(separator: " ")
    }

    // MARK: Editions

    /// Bytes of a digest that an edition shows.
    private static let editionBytes = 6

    /// English is part of every edition: it is said where a language lacks a key.
    private static func editions(
        _ texts: [Language: [String: String]], _ policyEdition: String, _ digest: ([UInt8]) -> [UInt8]
    ) -> [Language: String] {
        let english = texts[.english] ?? [:]
        return Language.allCases.reduce(into: [:]) { editions, language in
            let said = english.merging(texts[language] ?? [:]) { _, own in own }
            var bytes: [UInt8] = []
            let write = { (text: String) in
                bytes += "\(text.utf8.count):".utf8
                bytes += text.utf8
            }
            write(policyEdition)
            for (key, text) in said.sorted(by: { $0.key < $1.key }) {
                write(key)
                write(text)
            }
            let short = digest(bytes).prefix(editionBytes).map { byte in
                String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
            editions[language] = "\(language.rawValue)-\(short.joined())"
        }
    }
}

/// A checksum for telling texts apart.
package enum Checksum {
    /// FNV-1a with 64 bits, most significant byte first (Fowler, Noll, Vo).
    package static func fnv1a(_ bytes: [UInt8]) -> [UInt8] {
        let sum = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (0..<8).reversed().map { UInt8(truncatingIfNeeded: sum >> ($0 * 8)) }
    }
}
