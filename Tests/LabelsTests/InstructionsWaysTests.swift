import Labels
import Messages
import Returns
import Testing

/// What follows from the return: another way, other steps.
@Suite("Instructions follow the return")
struct InstructionsWaysTests {
    let instructions = Instructions(catalogue: Fixtures.catalogue)

    private func said(_ content: InstructionsContent) -> Said { Said(instructions.page(content), content.language) }

    // MARK: Refusal

    @Test(
        "a damaged battery is never packed, labelled or handed over, whatever was planned", arguments: Language.allCases
    )
    func damagedBattery(language: Language) {
        let said = said(Telling.damagedBattery.content(language))
        for key in [
            "pack_title", "hazards_title", "address", "hand_over_receipt", "paperless_title", "data_title", "deadline",
            "postage_seller", "money",
        ] { #expect(!said.says(key), "\(key)") }
        for key in [
            "intro_refused", "steps_refused", "refused_stop_title", "refused_call_body", "refused_deadline_title",
        ] { #expect(said.says(key), "\(key)") }
        #expect(said.texts.contains(Fixtures.catalogue.say("refusal.damaged_battery", in: language)))
        #expect(said.texts.contains { $0.contains("+49\u{A0}511\u{A0}5550\u{A0}123") })
        // The deadline is kept from the day on which the return was announced.
        let kept = Phrase("instructions.refused_deadline_body", ["date": .date(Fixtures.day.adding(days: -6))])
        #expect(said.texts.contains(Fixtures.catalogue.say(kept, in: language)))
    }

    @Test("a damaged battery wins over paperless drop-off and pick-up, and no code is shown")
    func damagedBatteryWins() {
        var content = Telling.paperless.content(.english)
        guard case .sendBack(var consignment) = content.way else { return }
        consignment.hazards.append(.init(.damagedBattery))
        content.way = .sendBack(consignment)
        #expect(!instructions.html(content).contains("class=\"symbol\""))
        #expect(!instructions.text(content).contains("QX7"))
    }

    @Test("every hazard has its own advice where it may not travel", arguments: Language.allCases, Hazard.allCases)
    func refusal(language: Language, hazard: Hazard) {
        var content = Fixtures.instructions(language)
        content.way = .refused([hazard])
        let said = said(content)
        #expect(said.texts.contains(Fixtures.catalogue.say("refusal." + hazard.rawValue, in: language)))
        #expect(!said.says("pack_title") && !said.says("label_title"))
    }

    // MARK: Hazards, packing, photos

    @Test("marks, the one service and the limits of carriage are named", arguments: Language.allCases)
    func hazards(language: Language) {
        let texts = said(Telling.paperless.content(language)).texts
        for words in ["UN\u{A0}3481", "Restricted Electronic Device", "Ground Return"] {
            #expect(texts.contains { $0.contains(words) }, "\(words)")
        }
        for limit in InstructionsContent.CarriageLimit.allCases {
            #expect(texts.contains(Fixtures.catalogue.say("carriage." + limit.rawValue, in: language)))
        }
    }

    @Test(
        "advice on packing follows the categories, each once, and an unknown one adds none",
        arguments: Language.allCases)
    func packing(language: Language) {
        let known = [
            "electronics", "laptops", "appliances", "clothing", "shoes", "furniture", "fragile", "liquids", "books",
        ]
        var content = Fixtures.instructions(language)
        let line = content.lines[0]
        content.lines = (known + ["Shoes", "nothing of ours", "../shoes"]).map { name in
            var line = line
            line.category = Category(name)
            return line
        }
        guard case .sendBack(var consignment) = content.way else { return }
        consignment.packing = []
        content.way = .sendBack(consignment)
        let pack = said(content).steps.first { !$0.items.isEmpty }
        #expect(
            pack?.items == known.map { Fixtures.catalogue.say("packing.category." + $0, in: language) })
    }

    @Test("photos are asked for with their reason and their address", arguments: Language.allCases)
    func photos(language: Language) {
        var content = Telling.pickUp.content(language)
        content.photos = .init(InstructionsContent.Photos.Subject.allCases, to: .email("pictures@example.com"))
        let first = said(content).steps[0]
        #expect(first.items.count == 6 && first.paragraphs.contains { $0.contains("pictures@example.com") })
        #expect(first.paragraphs.contains { $0.contains("RMA-4KD-9T2X") })
        content.photos = .init([.damage], to: .page("https://example.com/p"))
        #expect(said(content).steps[0].link == "https://example.com/p")
        content.photos = .init([], to: .page("https://example.com/p"))
        #expect(said(content).steps[0].link == nil)
    }

    // MARK: Pick-up and paperless

    @Test("a pick-up names day, hours, time zone and address, and no counter", arguments: Language.allCases)
    func pickUp(language: Language) {
        let said = said(Telling.pickUp.content(language))
        let step = said.steps.first { $0.address.contains { $0.contains("Schöne Aussicht 7") } }
        let text = (step?.paragraphs ?? []).joined(separator: " ")
        #expect(step?.title.contains(Fixtures.day.adding(days: 9).written(in: language, gap: "\u{A0}")) == true)
        for words in [Clock.time(540, in: language), Clock.time(810, in: language), "Europe/Berlin", "UTC+01:00"] {
            #expect(text.plain.contains(words.plain), "\(words)")
        }
        #expect(!said.says("hand_over_default") && !said.says("deadline") && said.says("pick_up_day"))
        #expect(said.says("pick_up_free"))
    }

    @Test("where nobody said who takes the parcel, no drop-off point is promised", arguments: Language.allCases)
    func nobodyTakesIt(language: Language) {
        var content = Telling.sendBack.content(language)
        guard case .sendBack(var consignment) = content.way else { return }
        consignment.dropOff = nil
        let places = [1, 2].map { count in
            Fixtures.catalogue.say(
                Phrase("instructions.hand_over_default", ["parcels": .count(count)]), in: language)
        }
        let isPromised = { (text: [String]) in
            places.contains { place in text.contains { $0.plain.contains(place.plain) } }
        }
        for (carrier, expected) in [("DHL", true), ("", false)] {
            consignment.carrier = carrier
            content.way = .sendBack(consignment)
            #expect(isPromised(said(content).texts) == expected, "\(carrier)")
        }
    }

    @Test("a service that begins with its carrier's name says it once")
    func namedOnce() {
        var content = Telling.sendBack.content(.english)
        guard case .sendBack(var consignment) = content.way else { return }
        (consignment.carrier, consignment.service) = ("DHL", "DHL Paket")
        content.way = .sendBack(consignment)
        let text = instructions.text(content).joinedLines
        #expect(text.contains("DHL Paket") && !text.contains("DHL DHL"))
    }

    @Test("the zone of a pick-up is that of its day, not of today")
    func summerTime() {
        var content = Telling.pickUp.content(.english)
        guard case .sendBack(var consignment) = content.way else { return }
        consignment.pickUp?.day = CalendarDate(iso: "2027-07-01").unsafelyUnwrapped
        content.way = .sendBack(consignment)
        #expect(instructions.text(content).joinedLines.contains("local time in Europe/Berlin (UTC+02:00)"))
    }

    @Test("without a printer there is a code to show and no label to print", arguments: Language.allCases)
    func paperless(language: Language) {
        let content = Telling.paperless.content(language)
        let said = said(content)
        #expect(said.says("paperless_title") && !said.says("address"))
        #expect(said.texts.contains { $0.contains("QX7-4412-0098") })
        #expect(instructions.html(content).contains("<svg class=\"symbol\" aria-hidden=\"true\" viewBox=\"-4 -4 "))
    }

    @Test("an empty code, or a driver who comes, leaves the label to be printed", arguments: ["", " ", "\u{202E}"])
    func noCode(code: String) {
        var content = Telling.paperless.content(.english)
        guard case .sendBack(var consignment) = content.way else { return }
        consignment.paperless = code
        content.way = .sendBack(consignment)
        #expect(said(content).says("address"))
        consignment.paperless = "QX7"
        guard case .sendBack(let other) = Telling.pickUp.content(.english).way else { return }
        consignment.pickUp = other.pickUp
        content.way = .sendBack(consignment)
        #expect(said(content).says("address") && !instructions.html(content).contains("<svg"))
    }

    // MARK: Money

    @Test("what becomes of the money is said with its date", arguments: Language.allCases)
    func settlement(language: Language) {
        for kind in InstructionsContent.Settlement.Kind.allCases {
            for amount in [nil, Money(minor: 100, currency: Currency(trusted: "EUR"))] {
                var content = Telling.keep.content(language)
                content.settlement = .init(kind, amount: amount, due: Fixtures.day)
                let page = instructions.page(content)
                let date = Fixtures.day.written(in: language, gap: "\u{A0}")
                let isSaid = page.blocks.contains { block in
                    guard case .items(let items) = block else { return false }
                    return items.count == 1 && items[0].contains(date)
                }
                #expect(isSaid, "\(kind)")
            }
        }
    }
}
