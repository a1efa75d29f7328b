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
        #expect(sent(1, .english) == "Send the parcel by Tuesday 24 November 2026 for €129.90, Ann {x}.")
        #expect(sent(3, .german) == "Bis Dienstag, 24. November 2026: 3 Pakete, 129,90\u{A0}€, Ann {x}.")
    }

    @Test(
        "French counts nought as singular, the others do not",
        arguments: [
            (Language.french, true), (.english, false), (.german, false), (.spanish, false),
        ])
    func nought(language: Language, isSingular: Bool) {
        #expect(language.isSingular(0) == isSingular)
        #expect(language.isSingular(1))
        #expect(!language.isSingular(2))
    }

    @Test("a missing key falls back to English, then to the key")
    func fallback() {
        #expect(Self.small.say("only", in: .spanish) == "Only {English}")
        #expect(Self.small.say("absent.key", in: .german) == "absent.key")
        #expect(sent(1, .spanish).hasPrefix("Send the parcel"))
    }

    @Test(
        "dates are whole in every language",
        arguments: [
            (Language.english, "Tuesday 24 November 2026"), (.german, "Dienstag, 24. November 2026"),
            (.spanish, "martes, 24 de noviembre de 2026"), (.french, "mardi 24 novembre 2026"),
        ])
    func dates(language: Language, written: String) {
        #expect(Self.day.written(in: language) == written)
    }

    @Test("the first of a month is '1er' in French")
    func first() {
        #expect(CalendarDate(iso: "2027-01-01")?.written(in: .french) == "vendredi 1er janvier 2027")
    }

    @Test(
        "amounts have the language's signs, groups and spaces",
        arguments: [
            (1_234_567, "EUR", "€12,345.67", "12.345,67\u{A0}€", "12.345,67\u{A0}€", "12\u{202F}345,67\u{A0}€"),
            (123_456, "USD", "$1,234.56", "1.234,56\u{A0}$", "1234,56\u{A0}$", "1\u{202F}234,56\u{A0}$"),
            (-5, "CHF", "−CHF\u{A0}0.05", "−0,05\u{A0}CHF", "−0,05\u{A0}CHF", "−0,05\u{A0}CHF"),
            (1500, "JPY", "¥1,500", "1.500\u{A0}¥", "1500\u{A0}¥", "1\u{202F}500\u{A0}¥"),
        ])
    func money(minor: Int64, code: String, english: String, german: String, spanish: String, french: String) {
        let amount = Money(minor: minor, currency: Currency(trusted: code))
        #expect(amount.written(in: .english) == english)
        #expect(amount.written(in: .german) == german)
        #expect(amount.written(in: .spanish) == spanish)
        #expect(amount.written(in: .french) == french)
    }

    @Test("problems name missing keys, other arguments and unreadable templates")
    func problems() {
        let catalogue = Catalogue([
            .english: ["a": "{x}", "b": "B", "c": "C"], .german: ["a": "{y}", "b": "B", "d": "D", "c": "{"],
            .spanish: ["a": "{x}", "b": "B", "c": "C"], .french: ["a": "{x}", "b": "B", "c": "{n|many: x}"],
        ])
        #expect(
            catalogue.problems() == [
                "de: a: uses {y}, English uses {x}",
                "de: c: a brace is not closed or not opened; write {{ or }} where a brace is meant",
                "en: d: is missing, de has it", "fr: c: 'many' is no plural form; write 'one: …' or 'other: …'",
            ])
    }

    @Test(
        "templates that cannot be read are reported, said as they are, and never stop anything",
        arguments: [
            "{", "}", "{a", "{A}", "{}", "{n|one: x}", "{n|other: {m|other: y}}", "{n|other x}", "{n|one: a|two: b}",
        ])
    func defects(text: String) {
        let catalogue = Catalogue([.english: ["k": text]])
        #expect(catalogue.say("k", in: .english) == text)
        #expect(catalogue.problems().contains { $0.hasPrefix("en: k: ") })
    }

    @Test("opening hours are written in the reader's language")
    func hours() {
        let hours = OpeningHours(days: 1...5, opens: 540, closes: 1050)
        #expect(hours.written(in: .german) == "Montag bis Freitag 09:00–17:30")
        #expect(hours.written(in: .french) == "lundi au vendredi 09:00–17:30")
        #expect(OpeningHours(days: 6...6, opens: 0, closes: 1440).written(in: .spanish) == "sábado 00:00–24:00")
    }

    @Test("local time follows the zone's summer time, and an unknown zone is nil")
    func localTime() throws {
        let winter = try #require(LocalTime(Instant(milliseconds: 1_795_000_000_000), zone: "Europe/Berlin"))
        #expect(winter.offsetText == "UTC+01:00")
        #expect(winter.date.description == "2026-11-18" && winter.minuteOfDay == 12 * 60 + 6)
        let summer = try #require(LocalTime(Instant(milliseconds: 1_785_000_000_000), zone: "America/New_York"))
        #expect(summer.offsetText == "UTC−04:00")
        #expect(LocalTime(Instant(milliseconds: 0), zone: "Nowhere/None") == nil)
    }

    @Test("the shipped catalogues are whole: same keys and arguments in all four languages")
    func shipped() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var texts: [Language: [String: String]] = [:]
        for language in Language.allCases {
            let file = root.appending(path: "Config/messages/\(language.rawValue)/instructions.yaml")
            let node = try #require(try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8)))
            texts[language] = Self.flat(node, "")
        }
        #expect(Catalogue(texts).problems() == [])
        let keys = Set(try #require(texts[.english]).keys)
        #expect(keys.count > 90)
        for reason in ReasonCode.allCases { #expect(keys.contains("reason.\(reason.rawValue)")) }
        for hazard in Hazard.allCases { #expect(keys.contains("hazard.\(hazard.rawValue)")) }
        for vague in ["soon", "as soon as possible", "baldmöglichst", "pronto", "bientôt"] {
            for (language, own) in texts {
                #expect(!own.values.contains { $0.lowercased().contains(vague) }, "\(language) says '\(vague)'")
            }
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
