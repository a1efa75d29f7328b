import Foundation
import Messages
import Returns
import Testing

@Suite("Words for events")
struct EventTests {
    private static func catalogue() throws -> Catalogue { try shipped.get() }
    private static let shipped = Result { Catalogue(try EventFixtures.texts()) }

    /// `RMAD_GOLDEN=write` writes the files anew, for a person to look through.
    @Test("what customers are told of every event", arguments: Language.allCases)
    func golden(language: Language) throws {
        let catalogue = try Self.catalogue()
        let texts =
            try EventFixtures.all.map { sample in
                let words = try #require(catalogue.words(for: sample.telling, in: language), "\(sample.name)")
                return "# \(sample.name)\n\(words.title)\n\(words.text)\n"
            }
            + EventFixtures.commits.map { commit in
                let words = catalogue.words(for: commit.tellings, in: language).compactMap { $0 }
                return (["# together: \(commit.name)"] + words.flatMap { [$0.title, $0.text] }).joined(separator: "\n")
                    + "\n"
            }
        let said = texts.joined(separator: "\n")
        let file = EventFixtures.root.appending(path: "Tests/MessagesTests/Golden/events.\(language.rawValue).txt")
        if ProcessInfo.processInfo.environment["RMAD_GOLDEN"] == "write" {
            try said.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(said == (try String(contentsOf: file, encoding: .utf8)), "events.\(language.rawValue).txt differs")
    }

    @Test("every language has a text for every event, which can be said in every case", arguments: Language.allCases)
    func whole(language: Language) throws {
        let texts = try #require(try EventFixtures.texts()[language]).filter { $0.key.hasPrefix("event.") }
        #expect(Set(EventWording.texts.keys).subtracting(texts.keys) == [], "missing")
        for (key, text) in texts {
            #expect(EventMisfit.all(of: text, key: key, in: language) == [], "\(key)")
        }
    }

    @Test("the samples say every text that there is")
    func everyTextIsSaid() {
        let keys = EventWording.texts.keys
        var texts = Dictionary(uniqueKeysWithValues: keys.map { ($0, "<\($0)>") })
        for frame in ["event.title", "event.more"] { texts[frame] = "<\(frame)>{subject}" }
        let parrot = Catalogue([.english: texts])
        var said = ""
        for sample in EventFixtures.all {
            let words = parrot.words(for: sample.telling, in: .english)
            said += (words?.title ?? "") + (words?.text ?? "")
        }
        for commit in EventFixtures.commits {
            for words in parrot.words(for: commit.tellings, in: .english).compactMap({ $0 }) {
                said += words.title + words.text
            }
        }
        // These stand inside others.
        let parts = ["event.parcel.only", "event.parcel.several", "event.more"]
        for key in keys where !parts.contains(key) {
            let isSaid = said.contains("<\(key)>")
            #expect(isSaid, "\(key) is never said")
        }
    }

    // MARK: Together

    @Test("what happened in one commit is one message, which stands with what weighs most")
    func together() throws {
        let catalogue = try Self.catalogue()
        let leads = ["return.approved", "return.counted", "line.accepted", "line.rejected", "line.refunded"]
        for (commit, lead) in zip(EventFixtures.commits, leads) {
            let words = catalogue.words(for: commit.tellings, in: .english)
            #expect(words.count == commit.tellings.count)
            let told = commit.tellings.indices.filter { words[$0] != nil }
            #expect(told.map { commit.tellings[$0].kind } == [lead], "\(commit.name)")
        }
    }

    @Test("a sentence is said once, and many events make several messages of a few", arguments: Language.allCases)
    func joined(language: Language) throws {
        let catalogue = try Self.catalogue()
        for count in 1...30 {
            let tellings = (1...count).map { number in
                var telling = EventFixtures.commits[3].tellings[0]
                telling.case.lines[0].product.title = "Luna \(number)"
                return telling
            }
            let words = catalogue.words(for: tellings, in: language).compactMap { $0 }
            #expect(words.count == (count + 7) / 8)
            for number in 1...count {
                let name = try #require(tellings[number - 1].line?.product.title)
                #expect(words.count { $0.text.ranges(of: name).count >= 1 } >= 1, "\(name)")
            }
            let appeal = try #require(EventFixtures.texts()[language]?["event.appeal"])
            for one in words { #expect(one.text.ranges(of: String(appeal.prefix(20))).count == 1) }
        }
        let same = catalogue.words(
            for: [EventFixtures.commits[4].tellings[0], EventFixtures.commits[4].tellings[0]], in: language)
        #expect(
            same.compactMap { $0?.text } == [
                catalogue.words(for: EventFixtures.commits[4].tellings[0], in: language)?.text
            ])
    }

    @Test("of several moves of a parcel in one commit the last is told, and a damage wherever the parcel went since")
    func moves() throws {
        let catalogue = try Self.catalogue()
        let history = try #require(EventFixtures.commits.first { $0.name == "a whole history at once" }).tellings
        let words = catalogue.words(for: history, in: .english)
        #expect(words.map { $0 != nil } == [false, false, true, false, false], "one message")
        let text = try #require(words[2]?.text)
        #expect(text.contains("was damaged") && text.contains("was delivered"), "\(text)")
        #expect(!text.contains("on its way to us") && !text.contains("has been with"), "\(text)")
        // What nobody is told of takes no words away.
        let unsaid = catalogue.words(for: [history[0], history[3]], in: .english)
        #expect(unsaid.map { $0 != nil } == [true, false])
        var other = history[4]
        other.subject = .shipment(2)
        #expect(catalogue.words(for: [history[1], other], in: .english)[1]?.text == nil, "each parcel for itself")
    }

    @Test("what helps no customer is not told them", arguments: EventWording.unsaid.sorted())
    func unsaid(kind: String) throws {
        var telling = EventFixtures.commits[3].tellings[0]
        telling.kind = kind
        #expect(try Self.catalogue().words(for: telling, in: .english) == nil)
    }

    // MARK: Manners

    /// What promises no day, and what blames, by language.
    private static let unwanted: [Language: [String]] = [
        .english: [
            "soon", "shortly", "as soon as possible", "in due course", "unfortunately", "your fault", "you failed",
            "you forgot", "you should have", "mistake", "incorrect", "wrong", "invalid", "you must",
        ],
        .german: [
            "bald", "demnächst", "in kürze", "zeitnah", "schnellstmöglich", "leider", "schuld", "ihr fehler", "falsch",
            "versäumt", "vergessen", "hätten sie", "versehen", "ungültig",
        ],
        .spanish: [
            "pronto", "en breve", "lo antes posible", "próximamente", "lamentablemente", "por desgracia", "culpa",
            "su error", "se equivocó", "olvidó", "debería haber", "incorrecto", "inválido",
        ],
        .french: [
            "bientôt", "prochainement", "dès que possible", "sous peu", "malheureusement", "faute", "votre erreur",
            "vous avez oublié", "vous auriez dû", "incorrect", "invalide",
        ],
        .japanese: ["近日", "まもなく", "間もなく", "すぐに", "早急", "残念ながら", "ミス", "間違", "お客様の責", "過失", "忘れ"],
        .arabic: [
            "قريبا", "قريبًا", "في أقرب وقت", "عما قريب", "للأسف", "خطأكم", "بسببكم", "نسيتم", "أخطأتم", "كان عليكم",
        ],
    ]

    @Test("texts name days and blame nobody, and stay calm and short", arguments: Language.allCases)
    func manners(language: Language) throws {
        let texts = try #require(try EventFixtures.texts()[language]).filter { $0.key.hasPrefix("event.") }
        let unwanted = try #require(Self.unwanted[language])
        for (key, text) in texts {
            #expect(!text.contains { "!！؟?？¡".contains($0) }, "\(key) calls or asks")
            for word in unwanted { #expect(!Self.says(word, in: text, of: language), "\(key) says \(word)") }
        }
        let catalogue = try Self.catalogue()
        for sample in EventFixtures.all {
            let words = try #require(catalogue.words(for: sample.telling, in: language))
            #expect(words.text.count <= 400, "\(sample.name) has \(words.text.count) characters")
            #expect(words.title.count <= 120, "\(sample.name): the title has \(words.title.count) characters")
            #expect(!words.title.contains("\n") && !words.text.contains("\n"))
            #expect(words.title.contains("RMA-4KD-9T2X"), "\(sample.name)")
        }
    }

    /// Whole words where the language parts them by spaces: “sobald” is not “bald”.
    private static func says(_ word: String, in text: String, of language: Language) -> Bool {
        let text = text.lowercased()
        guard language != .japanese, language != .arabic else { return text.contains(word) }
        return text.ranges(of: word).contains { range in
            let before = range.lowerBound == text.startIndex ? " " : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? " " : text[range.upperBound]
            return !before.isLetter && !after.isLetter
        }
    }

    @Test("every date is whole: weekday, day, month and year", arguments: Language.allCases)
    func wholeDates(language: Language) throws {
        let catalogue = try Self.catalogue()
        let days = [EventFixtures.day, EventFixtures.lastDay] + (1...8).map { EventFixtures.day.adding(days: $0) }
        let written = Set(days).map { $0.written(in: language, gap: "\u{A0}") }
        for sample in EventFixtures.all {
            let words = try #require(catalogue.words(for: sample.telling, in: language))
            let rest = written.reduce(words.title + words.text) { $0.replacing($1, with: "") }
            // What names a day beside them would be a date without its year.
            for number in 1...12 where language != .japanese {
                let month = Calendars.month(number, in: language).lowercased()
                #expect(!Self.says(month, in: rest, of: .english), "\(sample.name): \(month) stands alone")
            }
            #expect(!rest.contains("2026") && !rest.contains("2027"), "\(sample.name): a year stands alone")
        }
        let approved = try #require(EventFixtures.all.first { $0.name == "return.approved" })
        let said = try #require(catalogue.words(for: approved.telling, in: language)).text
        #expect(said.contains(EventFixtures.lastDay.written(in: language, gap: "\u{A0}")))
    }

    @Test("numbers and names are isolated in Arabic, and every isolate is closed")
    func isolates() throws {
        let catalogue = try Self.catalogue()
        for sample in EventFixtures.all {
            let words = try #require(catalogue.words(for: sample.telling, in: .arabic))
            #expect(words.title.contains("\u{2068}RMA-4KD-9T2X\u{2069}"), "\(sample.name)")
            for text in [words.title, words.text] {
                var depth = 0
                for scalar in text.unicodeScalars {
                    if scalar.value == 0x2066 || scalar.value == 0x2068 { depth += 1 }
                    if scalar.value == 0x2069 { depth -= 1 }
                    #expect(depth >= 0)
                }
                #expect(depth == 0, "\(sample.name)")
            }
        }
    }

    // MARK: Any case

    @Test("whatever the case, nothing stays unfilled, and a present names no money", arguments: Language.allCases)
    func anyCase(language: Language) throws {
        let seed = UInt64.random(in: .min ... .max)
        var chance = SplitMix64(seed: seed)
        let catalogue = try Self.catalogue()
        for _ in 0..<400 {
            let telling = Self.telling(&chance)
            let words = try #require(catalogue.words(for: telling, in: language), "\(telling.kind), seed \(seed)")
            let said = words.title + words.text
            #expect(!said.contains("{") && !said.contains("event."), "\(telling.kind), seed \(seed): \(said)")
            #expect(!words.text.isEmpty && !words.title.isEmpty)
            if telling.isGift { #expect(!said.contains("€"), "\(telling.kind), seed \(seed): \(said)") }
        }
    }

    private static func telling(_ chance: inout SplitMix64) -> EventTelling {
        func some(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &chance) }
        let kind = EventWording.all[some(EventWording.all.count)].kind
        var one = EventFixtures.returnCase(parcels: kind.hasPrefix("shipment.") ? 1 + some(3) : some(3))
        one.state = RMAState.allCases[some(RMAState.allCases.count)]
        if some(2) == 0, kind != "return.extended" { one.validUntil = nil }
        for index in one.lines.indices {
            one.lines[index].line.received = some(3)
            one.lines[index].line.extra = some(3)
            one.lines[index].line.accepted = some(3)
            one.lines[index].line.rejected = some(3)
            one.lines[index].line.receipt = ReceiptState.allCases[some(ReceiptState.allCases.count)]
            one.lines[index].line.resolution = Resolution.allCases[some(Resolution.allCases.count)]
        }
        if kind == "line.reminded" || some(2) == 0 {
            one.lines[0].advance = EventFixtures.advance(
                Advance.Kind.allCases[some(2)], ended: some(2) == 0 ? nil : Advance.End.allCases[some(3)])
        }
        if kind.hasPrefix("unit.") { one.units = [CaseUnit(number: 1, line: 1, quantity: 1, verdict: .rejected)] }
        for index in one.shipments.indices {
            one.shipments[index].state = ShipmentState.allCases[some(ShipmentState.allCases.count)]
        }
        return EventTelling(
            kind: kind, subject: EventFixtures.subject(kind),
            before: RMAState.allCases[some(RMAState.allCases.count)].rawValue, day: EventFixtures.day,
            reason: some(2) == 0 && kind != "return.noted" ? nil : "Because.",
            words: some(2) == 0 ? nil : "As the rules say.",
            rating: some(2) == 0 ? nil : 1 + some(5), amount: some(2) == 0 ? nil : EventFixtures.euros,
            units: some(2) == 0 ? nil : 1 + some(3),
            expected: some(2) == 0 && kind != "shipment.estimated" ? nil : EventFixtures.day,
            pickUp: some(2) == 0 ? nil : EventFixtures.day,
            isGift: some(2) == 0, wish: Wish.allCases[some(Wish.allCases.count)], case: one,
            promises: some(2) == 0 ? [:] : EventFixtures.promises)
    }

    @Test("what is written in several lines stands in one, and a day that has passed is no promise")
    func oneLine() throws {
        var sample = try #require(EventFixtures.all.first { $0.name == "line.rejected, with a reason" }).telling
        sample.reason = "Two scratches.\r\n\tOne dent."
        sample.case.lines[0].product.title = "Luna\n40"
        let words = try #require(Self.catalogue().words(for: sample, in: .english))
        #expect(words.text.contains("“Two scratches. One dent.”"))
        #expect(words.title.hasSuffix("inspection of Luna 40"))
        var received = try #require(EventFixtures.all.first { $0.name == "line.received" }).telling
        received.promises = ["inspected": received.day.adding(days: -1)]
        #expect(try Self.catalogue().words(for: received, in: .english)?.text.contains("2026") == false)
    }

    // MARK: Editing

    @Test("a broken text is told with what is wrong")
    func misfits() {
        let key = "event.return.approved.text"
        #expect(EventMisfit.all(of: "By {until}.", key: key, in: .german) == [])
        let found = { (text: String, language: Language) in
            EventMisfit.all(of: text, key: key, in: language).map(\.found)
        }
        #expect(found("By {untill}.", .german) == ["the place {untill}"])
        #expect(found("By {until", .german).first?.hasPrefix("a text that cannot be read: ") == true)
        #expect(
            EventMisfit.all(of: "{extra|other: x}", key: "event.extra", in: .english).map(\.found)
                == ["a choice by {extra} without 'one: …'"])
        #expect(EventMisfit.all(of: "x", key: "event.return.gone.text", in: .english).count == 1)
    }

    @Test("without texts nothing is told, and English stands in for a language that lacks one")
    func withoutTexts() throws {
        let sample = try #require(EventFixtures.all.first { $0.name == "return.extended" })
        #expect(Catalogue([:]).words(for: sample.telling, in: .german) == nil)
        let english = Catalogue([
            .english: [
                "event.title": "{rma}: {subject}", "event.return.extended.title": "later",
                "event.return.extended.text": "Until {until}.",
            ]
        ])
        #expect(english.words(for: sample.telling, in: .german)?.title == "RMA-4KD-9T2X: later")
    }
}

/// A small, fast generator whose sequence is given by its seed.
private struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
