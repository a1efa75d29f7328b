import Messages
import Returns
import Testing

@Suite("Dates, amounts, hours and lists in every language")
struct WritingTests {
    private static let day = CalendarDate(iso: "2026-11-24").unsafelyUnwrapped

    @Test(
        "dates are whole in every language",
        arguments: [
            (Language.english, "Tuesday 24 November 2026"), (.german, "Dienstag, 24. November 2026"),
            (.spanish, "martes, 24 de noviembre de 2026"), (.french, "mardi 24 novembre 2026"),
            (.japanese, "2026年11月24日（火）"), (.arabic, "الثلاثاء، 24 نوفمبر 2026"),
        ])
    func dates(language: Language, written: String) {
        #expect(Self.day.written(in: language) == written)
    }

    @Test("the first of a month is '1er' in French")
    func first() {
        #expect(CalendarDate(iso: "2027-01-01")?.written(in: .french) == "vendredi 1er janvier 2027")
        #expect(CalendarDate(iso: "2027-01-01")?.written(in: .japanese) == "2027年1月1日（金）")
        #expect(CalendarDate(iso: "2027-01-01")?.writtenShort(in: .arabic) == "1 يناير 2027")
    }

    @Test("the week and the year have no two days and no two months of one name", arguments: Language.allCases)
    func names(language: Language) {
        #expect(Set((1...7).map { Calendars.weekday($0, in: language) }).count == 7)
        #expect(Set((1...12).map { Calendars.month($0, in: language) }).count == 12)
        #expect(Calendars.weekday(9, in: language) == Calendars.weekday(7, in: language))
    }

    // MARK: Amounts

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

    @Test(
        "Japanese counts yen without a fraction; Arabic sets the whole amount from left to right",
        arguments: [
            (1500, "JPY", "1,500円", "\u{2066}1,500\u{A0}¥\u{2069}"),
            (-12_990, "EUR", "−€129.90", "\u{2066}−129.90\u{A0}€\u{2069}"),
            (1_234_567, "KWD", "KWD\u{A0}1,234.567", "\u{2066}1,234.567\u{A0}KWD\u{2069}"),
            (0, "JPY", "0円", "\u{2066}0\u{A0}¥\u{2069}"),
        ])
    func wideMoney(minor: Int64, code: String, japanese: String, arabic: String) {
        let amount = Money(minor: minor, currency: Currency(trusted: code))
        #expect(amount.written(in: .japanese) == japanese)
        #expect(amount.written(in: .arabic) == arabic)
    }

    // MARK: Counts

    @Test(
        "counts take the forms of CLDR's plural rules",
        arguments: [
            (Language.english, [0: PluralForm.other, 1: .one, 2: .other, 1_000_000: .other]),
            (.german, [0: .other, 1: .one, 2: .other, 101: .other]),
            (.spanish, [0: .other, 1: .one, 2: .other, 1_000_000: .many, 1_000_001: .other, 2_000_000: .many]),
            (.french, [0: .one, 1: .one, 2: .other, 1_000_000: .many, 1_500_000: .other]),
            (.japanese, [0: .other, 1: .other, 2: .other, 11: .other]),
            (
                .arabic,
                [
                    0: .zero, 1: .one, 2: .two, 3: .few, 10: .few, 11: .many, 26: .many, 99: .many, 100: .other,
                    101: .other, 102: .other, 103: .few, 110: .few, 111: .many, 1000: .other, 1003: .few,
                ]
            ),
        ])
    func plurals(language: Language, forms: [Int: PluralForm]) {
        for (count, form) in forms { #expect(language.pluralForm(of: count) == form, "\(language) \(count)") }
    }

    @Test("every form that a language can ask for is known to it", arguments: Language.allCases)
    func known(language: Language) {
        let asked = Set((0...2000).map { language.pluralForm(of: $0) } + [language.pluralForm(of: 3_000_000)])
        #expect(asked == language.pluralFormsKnown)
        #expect(language.pluralFormsNeeded.isSubset(of: language.pluralFormsKnown))
    }

    // MARK: Hours and lists

    @Test(
        "opening hours are written in the reader's language",
        arguments: [
            (Language.english, "Monday to Friday, 09:00–17:30", "Saturday, 00:00–24:00"),
            (.german, "Montag bis Freitag, 09:00–17:30\u{A0}Uhr", "Samstag, 00:00–24:00\u{A0}Uhr"),
            (.spanish, "de lunes a viernes, de 09:00 a 17:30", "sábado, de 00:00 a 24:00"),
            (
                .french, "du lundi au vendredi, de 9\u{A0}h à 17\u{A0}h\u{A0}30",
                "le samedi, de 0\u{A0}h à 24\u{A0}h"
            ),
            (.japanese, "月曜日～金曜日 09:00～17:30", "土曜日 00:00～24:00"),
            (
                .arabic,
                "من الاثنين إلى الجمعة من الساعة \u{2066}09:00\u{2069} إلى الساعة \u{2066}17:30\u{2069}",
                "السبت من الساعة \u{2066}00:00\u{2069} إلى الساعة \u{2066}24:00\u{2069}"
            ),
        ])
    func hours(language: Language, week: String, day: String) {
        #expect(OpeningHours(days: 1...5, opens: 540, closes: 1050).written(in: language) == week)
        #expect(OpeningHours(days: 6...6, opens: 0, closes: 1440).written(in: language) == day)
    }

    @Test(
        "lists are joined as the language joins them",
        arguments: [
            (Language.english, "A and B", "A, B, and C"), (.german, "A und B", "A, B und C"),
            (.spanish, "A y B", "A, B y C"), (.french, "A et B", "A, B et C"), (.japanese, "A、B", "A、B、C"),
            (.arabic, "A وB", "A، B، وC"),
        ])
    func lists(language: Language, two: String, three: String) {
        #expect(Lists.joined(["A", "B"], in: language) == two)
        #expect(Lists.joined(["A", "B", "C"], in: language) == three)
        #expect(Lists.joined(["A"], in: language) == "A" && Lists.joined([], in: language).isEmpty)
    }

    @Test(
        "Spanish says 'e' before the sound i alone",
        arguments: [
            ("hilo", "e"), ("Italia", "e"), ("«imán»", "e"), ("hierro", "y"), ("yeso", "y"),
        ])
    func and(word: String, joiner: String) {
        #expect(Lists.joined(["agujas", word], in: .spanish) == "agujas \(joiner) \(word)")
    }

    @Test("French spaces before signs are set so that no line breaks there, whatever the translator typed")
    func typography() {
        let catalogue = Catalogue([.french: ["k": "Attention : « {name} » ; quoi ? Oui !"], .german: ["k": "a : b"]])
        #expect(
            catalogue.say(Phrase("k", ["name": .text("x : y")]), in: .french)
                == "Attention\u{A0}: «\u{A0}x : y\u{A0}»\u{202F}; quoi\u{202F}? Oui\u{202F}!")
        #expect(catalogue.say("k", in: .german) == "a : b")
    }

    // MARK: Direction

    @Test(
        "what would turn a sentence round is isolated, and nothing else is",
        arguments: [
            ("RMA-4KD-9T2X", Language.arabic, true), ("+49 511 5550 123", .arabic, true), ("123", .arabic, true),
            ("https://example.com", .arabic, true), ("أحمد", .arabic, false), ("أحمد علي", .arabic, false),
            ("أحمد 7", .arabic, true), ("", .arabic, false), ("Ann", .english, false), ("Jürgen", .german, false),
            ("東京", .japanese, false), ("أحمد", .english, true), ("Ann שלום", .french, true), ("שלום", .japanese, true),
        ])
    func isolation(text: String, language: Language, isIsolated: Bool) {
        let expected = isIsolated ? "\u{2068}\(text)\u{2069}" : text
        #expect(Isolation.isolated(text, in: language) == expected)
        let catalogue = Catalogue([language: ["k": "{x}"]])
        #expect(catalogue.say(Phrase("k", ["x": .text(text)]), in: language) == expected)
    }

    @Test(
        "an argument cannot break out of its isolate, or open one",
        arguments: Language.allCases,
        [
            "a\u{2069}\u{202E}b", "\u{2067}\u{2067}", "\u{202E}gnp.exe", "\u{200F}\u{61C}x", "\u{2069}",
        ])
    func outbreak(language: Language, text: String) {
        let said = Isolation.isolated(text, in: language).unicodeScalars
        let controls = said.filter(\.isBidirectionalControl)
        #expect(controls.isEmpty || Array(controls) == ["\u{2068}", "\u{2069}"])
        #expect(!said.contains("\u{202E}"))
    }

    @Test("a sentence inside a sentence keeps its own isolates")
    func nested() {
        let inner = "في \u{2068}Berlin\u{2069}"
        #expect(Isolation.isolated(inner, in: .arabic) == "\u{2068}\(inner)\u{2069}")
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
}
