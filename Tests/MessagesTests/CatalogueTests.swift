import Foundation
import Messages
import Returns
import Testing
import Yams

@Suite("Catalogue")
struct CatalogueTests {
    private static let small = Catalogue([
        .english: [
            "sent": "Send {count|one: the parcel|other: {count} parcels} by {date} for {amount}, {name}.",
            "only": "Only {{English}}",
        ],
        .german: ["sent": "Bis {date}: {count|one: ein Paket|other: {count} Pakete}, {amount}, {name}."],
        .french: ["sent": "{count|one: {count} colis|other: {count} colis (pl)} {date} {amount} {name}"],
    ])
    private static let day = CalendarDate(iso: "2026-11-24").unsafelyUnwrapped
    private static let euros = Money(minor: 12_990, currency: Currency(trusted: "EUR"))

    private func sent(_ count: Int, _ language: Language) -> String {
        Self.small.say(
            Phrase(
                "sent",
                [
                    "count": .count(count), "date": .date(Self.day), "amount": .money(Self.euros),
                    "name": .text("Ann {x}"),
                ]), in: language)
    }

    @Test("arguments are written as the language writes them")
    func arguments() {
        #expect(sent(1, .english) == "Send the parcel by Tuesday 24\u{A0}November 2026 for €129.90, Ann {x}.")
        #expect(sent(3, .german) == "Bis Dienstag, 24.\u{A0}November 2026: 3 Pakete, 129,90\u{A0}€, Ann {x}.")
    }

    @Test("a missing key falls back to English, then to the key")
    func fallback() {
        #expect(Self.small.say("only", in: .spanish) == "Only {English}")
        #expect(Self.small.say("absent.key", in: .german) == "absent.key")
        #expect(sent(1, .spanish).hasPrefix("Send the parcel"))
    }

    @Test("problems name missing keys, other arguments and unreadable templates")
    func problems() {
        let whole = ["a": "{x}", "b": "B", "c": "C"]
        let catalogue = Catalogue([
            .english: whole, .german: ["a": "{y}", "b": "B", "d": "D", "c": "{"], .spanish: whole,
            .french: ["a": "{x}", "b": "B", "c": "{n|viele: x}"], .japanese: whole, .arabic: whole,
        ])
        #expect(
            catalogue.problems() == [
                "de: a: uses {y}, English uses {x}",
                "de: c: a brace is not closed or not opened; write {{ or }} where a brace is meant",
                "en: d: is missing, de has it",
                "fr: c: 'viele' is no plural form; write 'one: …' or 'other: …', each once",
            ])
    }

    @Test("problems name the plural forms that a language lacks, and those that it never uses")
    func forms() {
        let catalogue = Catalogue([
            .english: ["k": "{n|other: x}"], .german: ["k": "{n|one: x|few: y|other: z}"],
            .spanish: ["k": "{n|one: x|many: y|other: z}"], .french: ["k": "{n|one: x|other: z}"],
            .japanese: ["k": "{n|one: x|other: z}"], .arabic: ["k": "{n|one: x|few, many: y|other: z}"],
        ])
        #expect(
            catalogue.problems() == [
                "ar: k: the choice by {n} lacks its form 'two: …'",
                "ar: k: the choice by {n} lacks its form 'zero: …'",
                "de: k: the choice by {n} has the form 'few: …', which the language never uses",
                "en: k: the choice by {n} lacks its form 'one: …'",
                "ja: k: the choice by {n} has the form 'one: …', which the language never uses",
            ])
    }

    @Test(
        "templates that cannot be read are reported, said as they are, and never stop anything",
        arguments: [
            "{", "}", "{a", "{A}", "{}", "{n|one: x}", "{n|other: {m|other: y}}", "{n|other x}", "{n|one: a|dual: b}",
            "{n|one: a|one: b|other: c}", "{n|one,: a|other: b}",
        ])
    func defects(text: String) {
        let catalogue = Catalogue([.english: ["k": text]])
        #expect(catalogue.say("k", in: .english) == text)
        #expect(catalogue.problems().contains { $0.hasPrefix("en: k: ") })
    }

    @Test("forms that read alike share one text, and a form that is not there is said as 'other'")
    func sharedForms() {
        let catalogue = Catalogue([
            .english: ["k": "{n|one: x|other: y}"], .arabic: ["k": "{n|zero, one: a|two : b|few,many: c {n}|other: d}"],
            .german: ["k": "{n|other: {n} z}"],
        ])
        let said = { (count: Int, language: Language) in catalogue.say(Phrase("k", ["n": .count(count)]), in: language)
        }
        #expect([0, 1, 2, 3, 11, 100].map { said($0, .arabic) } == ["a", "a", "b", "c 3", "c 11", "d"])
        #expect(said(1, .german) == "1 z")
        #expect(catalogue.say(Phrase("k"), in: .arabic) == "d")
    }

    // MARK: Editions

    @Test("an edition changes with the language's words, with English behind them and with the policy; nothing else")
    func editions() {
        let texts: [Language: [String: String]] = [
            .english: ["a": "one", "b": "two"], .german: ["a": "eins"], .french: ["a": "un", "b": "deux"],
        ]
        let edition = { (texts: [Language: [String: String]], policy: String, language: Language) in
            Catalogue(texts, policyEdition: policy).edition(of: language)
        }
        let german = edition(texts, "1", .german)
        #expect(german.wholeMatch(of: #/de-[0-9a-f]{12}/#) != nil)
        #expect(german == edition(texts, "1", .german))
        #expect(german != edition(texts, "2", .german))
        var changed = texts
        changed[.french] = ["a": "un", "b": "deux."]
        #expect(edition(changed, "1", .german) == german)
        #expect(edition(changed, "1", .french) != edition(texts, "1", .french))
        // German lacks b and says it in English.
        changed[.english] = ["a": "one", "b": "two!"]
        #expect(edition(changed, "1", .german) != german)
        // A word does not move from key to text unnoticed.
        #expect(edition([.english: ["ab": "c"]], "", .english) != edition([.english: ["a": "bc"]], "", .english))
    }

    @Test("an edition is made with the digest that was handed in")
    func digest() {
        let catalogue = Catalogue([.english: ["a": "one"]], policyEdition: "7") { bytes in
            #expect(String(decoding: bytes, as: UTF8.self) == "1:71:a3:one")
            return Array(0xA0...0xBF)
        }
        #expect(catalogue.edition(of: .english) == "en-a0a1a2a3a4a5")
    }

    @Test("the checksum is FNV-1a", arguments: [("", 0xCBF2_9CE4_8422_2325), ("foobar", 0x8594_4171_F739_67E8)])
    func checksum(text: String, sum: UInt64) {
        let found = Checksum.fnv1a(Array(text.utf8)).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        #expect(found == sum)
    }
}

/// The catalogues that come with the daemon.
@Suite("Shipped catalogues")
struct ShippedCatalogueTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every file of every language, as the daemon reads them.
    private static func texts() throws -> [Language: [String: String]] {
        try Language.allCases.reduce(into: [:]) { texts, language in
            let folder = root.appending(path: "Config/messages/\(language.rawValue)")
            let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            for file in files {
                let node = try #require(try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8)))
                texts[language, default: [:]].merge(flat(node, "")) { first, _ in
                    Issue.record("a key stands in two files of \(language): \(first)")
                    return first
                }
            }
        }
    }

    @Test("they are whole: same files, keys and arguments in all languages, every plural form that each needs")
    func whole() throws {
        let texts = try Self.texts()
        #expect(Catalogue(texts).problems() == [])
        let keys = Set(try #require(texts[.english]).keys)
        #expect(keys.count > 200)
        for reason in ReasonCode.allCases { #expect(keys.contains("reason.\(reason.rawValue)")) }
        for hazard in Hazard.allCases {
            #expect(keys.contains("hazard.\(hazard.rawValue)") && keys.contains("refusal.\(hazard.rawValue)"))
        }
        let names = try Language.allCases.map { language in
            try FileManager.default.contentsOfDirectory(
                atPath: Self.root.appending(path: "Config/messages/\(language.rawValue)").path
            ).sorted()
        }
        #expect(Set(names).count == 1, "\(names)")
    }

    @Test("a catalogue from which any one sentence or plural form is taken is found out", arguments: Language.allCases)
    func holes(language: Language) throws {
        var texts = try Self.texts()
        texts[language]?["instructions.deadline"] = nil
        #expect(
            Catalogue(texts).problems().contains {
                $0.hasPrefix("\(language.rawValue): instructions.deadline: is missing")
            })
        guard language != .japanese else { return }
        texts = try Self.texts()
        let caption = try #require(texts[language]?["instructions.lines_caption"])
        texts[language]?["instructions.lines_caption"] = caption.replacing("|one:", with: "|few:")
        #expect(Catalogue(texts).problems().contains { $0.contains("lines_caption") && $0.contains("'one: …'") })
    }

    @Test("none says 'soon' or sets a straight quotation mark", arguments: Language.allCases)
    func exact(language: Language) throws {
        let vague = [
            "soon", "as soon as possible", "shortly", "baldmöglichst", "demnächst", "in kürze", "pronto", "en breve",
            "bientôt", "sous peu", "dès que possible", "まもなく", "近日", "早急", "قريبًا", "قريبا", "بأسرع وقت",
        ]
        for (key, text) in try #require(try Self.texts()[language]) {
            for word in vague { #expect(!text.lowercased().contains(word), "\(language): \(key) says '\(word)'") }
            #expect(!text.contains("\"") && !text.contains("'"), "\(language): \(key)")
            #expect(!text.contains("  ") && !text.hasSuffix(" "), "\(language): \(key)")
        }
    }

    @Test("each is written in its own script", arguments: [Language.japanese, .arabic])
    func script(language: Language) throws {
        let own: (Unicode.Scalar) -> Bool = { scalar in
            language == .arabic ? (0x600...0x6FF).contains(scalar.value) : (0x3000...0x9FFF).contains(scalar.value)
        }
        for (key, text) in try #require(try Self.texts()[language]) {
            #expect(text.unicodeScalars.contains(where: own), "\(language): \(key)")
        }
    }

    private static func flat(_ node: Node, _ path: String) -> [String: String] {
        guard let mapping = node.mapping else { return [path: node.string ?? ""] }
        return mapping.reduce(into: [:]) { found, pair in
            let key = pair.key.string ?? ""
            found.merge(flat(pair.value, path.isEmpty ? key : "\(path).\(key)")) { _, last in last }
        }
    }
}
