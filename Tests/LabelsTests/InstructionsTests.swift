import Foundation
import Labels
import Messages
import Returns
import Testing

@Suite("Instructions")
struct InstructionsTests {
    let instructions: Instructions

    init() { instructions = Instructions(catalogue: Fixtures.catalogue) }

    @Test("HTML and text are the golden ones", arguments: Telling.allCases, Language.allCases)
    func golden(telling: Telling, language: Language) throws {
        let content = telling.content(language)
        try Golden.compare(instructions.html(content), "\(telling.rawValue).\(language.rawValue).html")
        try Golden.compare(instructions.text(content), "\(telling.rawValue).\(language.rawValue).txt")
    }

    @Test("every day that the text names is exact, and the deadline is one of them", arguments: Language.allCases)
    func exactDates(language: Language) {
        let content = Fixtures.instructions(language)
        let text = instructions.text(content).joinedLines
        for date in [Fixtures.day.adding(days: 14)] + content.promises.map(\.due) {
            #expect(text.contains(date.written(in: language).joinedLines))
        }
    }

    @Test("text stays within 72 columns; only a link may be longer", arguments: Language.allCases, Telling.allCases)
    func columns(language: Language, telling: Telling) {
        for name in Fixtures.hostile {
            var content = telling.content(language)
            content.customerName = name
            content.lines[0].title = name
            content.contact.name = name
            content.trackingURL = "https://returns.example.com/" + String(repeating: "x", count: 100)
            for line in instructions.text(content).split(separator: "\n") where !line.contains("https://") {
                #expect(Columns.count(line) <= Instructions.columns, "\(line)")
            }
        }
    }

    @Test("isolates are whole on every line of the text", arguments: Language.allCases, Telling.allCases)
    func isolates(language: Language, telling: Telling) {
        for name in Fixtures.hostile {
            var content = telling.content(language)
            content.customerName = name
            content.brand = name
            content.lines[0].title = name
            for line in instructions.text(content).split(separator: "\n") {
                #expect(line.isDirectionallyWhole, "\(line)")
            }
        }
    }

    @Test(
        "foreign text never becomes markup or turns a line", arguments: Fixtures.hostile, [Language.english, .arabic])
    func escaping(hostile: String, language: Language) {
        var content = Telling.pickUp.content(language)
        guard case .sendBack(var consignment) = content.way else { return }
        consignment.carrier = hostile
        consignment.service = hostile
        consignment.pickUp?.place.name = hostile
        consignment.hazards = [.init(.magnet, marks: [hostile], service: hostile)]
        content.way = .sendBack(consignment)
        content.customerName = hostile
        content.brand = hostile
        content.lines[0].title = hostile
        content.lines[0].sku = hostile
        content.lines[0].category = Category(trusted: hostile)
        content.contact.name = hostile
        content.contact.email = hostile
        content.contact.phone = hostile
        content.contact.timeZone = hostile
        content.trackingURL = hostile
        content.photos = .init([.item], to: .page(hostile))
        content.feedback = .init(link: hostile, email: hostile)
        content.rma = RMANumber(trusted: hostile)
        content.editionOfInstructions = hostile
        let html = instructions.html(content, brandColour: hostile, logoDataURI: hostile)
        #expect(!html.contains("<script"))
        #expect(html.isDirectionallyWhole && html.isFreeOfControls)
        #expect(html.utf8.count < 60_000)
        let tags = html.matches(of: /<[a-zA-Z\/!][^>]*>/).map { $0.output }
        #expect(tags.allSatisfy { !$0.contains("alert") })
        let text = instructions.text(content)
        #expect(text.isDirectionallyWhole && text.isFreeOfControls)
    }

    @Test("nobody is greeted by an empty name", arguments: Language.allCases, [nil, "", "   ", "\u{202E}", "\n\t"])
    func unnamed(language: Language, name: String?) {
        var content = Fixtures.instructions(language)
        content.customerName = name
        let greeting = Fixtures.catalogue.say("instructions.greeting_unnamed", in: language)
        #expect(instructions.page(content).blocks.contains(.paragraph(greeting)))
    }

    @Test("a name of 500 characters is cut and says so", arguments: Language.allCases)
    func long(language: Language) {
        var content = Fixtures.instructions(language)
        content.customerName = String(repeating: "Ümlaut ", count: 72)
        let said = instructions.text(content)
        #expect(said.contains("…") && said.utf8.count < 8000)
    }

    @Test("who keeps the goods is told so, and is shown no label, deadline or postage", arguments: Language.allCases)
    func keep(language: Language) {
        let said = Said(instructions.page(Telling.keep.content(language)), language)
        #expect(said.says("keep_body") && said.says("money_keep"))
        for key in ["postage_seller", "deadline", "steps", "address", "promises"] { #expect(!said.says(key), "\(key)") }
        let refund = Fixtures.catalogue.say(
            Phrase(
                "settlement.refund",
                [
                    "amount": .money(Money(minor: 12_990, currency: Currency(trusted: "EUR"))),
                    "date": .date(Fixtures.day.adding(days: 7)),
                ]), in: language)
        #expect(said.texts.contains(refund))
        #expect(said.says("feedback") && said.links.contains("mailto:feedback@example.com"))
    }

    @Test("devices with data come first, hazards before the label, and steps are numbered without a gap")
    func order() {
        let titles = Said(instructions.page(Fixtures.instructions(.english)), .english).steps.map(\.title)
        #expect(
            titles == [
                "Remove your accounts and data", "Pack the goods", "Mind the safety marks", "Attach the label",
                "Hand the parcel over by Tuesday 8\u{A0}December 2026", "Follow your return",
            ])
    }

    @Test("steps are numbered without a gap in every telling", arguments: Telling.allCases, Language.allCases)
    func numbers(telling: Telling, language: Language) {
        let steps = Said(instructions.page(telling.content(language)), language).steps
        #expect(steps.map(\.number) == Array(1...steps.count))
        #expect(steps.allSatisfy { !$0.title.isEmpty && !($0.paragraphs + $0.items).isEmpty })
    }

    @Test(
        "no sentence of any telling keeps a place unfilled or a key unsaid", arguments: Telling.allCases,
        Language.allCases)
    func filled(telling: Telling, language: Language) {
        let text = instructions.text(telling.content(language))
        #expect(!text.contains("{") && !text.contains("}"))
        #expect(
            text.firstMatch(
                of: #/\b(instructions|promise|fee|packing|hazard|refusal|photo|carriage|settlement)\.[a-z_]+/#) == nil)
    }
}

/// What is promised and how it is carried, in every language.
@Suite("Promises and carriage in the instructions")
struct InstructionsSentencesTests {
    static let promises = [
        "answered", "receipt_confirmed", "inspected", "refunded", "credited", "replaced", "repaired",
    ]
    let instructions = Instructions(catalogue: Fixtures.catalogue)

    @Test("every promise needs its date and nothing else", arguments: Language.allCases, promises)
    func date(language: Language, name: String) {
        let phrase = Phrase("promise." + name, ["date": .date(Fixtures.day)])
        let said = Fixtures.catalogue.say(phrase, in: language)
        #expect(Fixtures.catalogue.holds(phrase.key, in: language))
        #expect(said.contains(Fixtures.day.written(in: language, gap: "\u{A0}")) && !said.contains("{"))
    }

    @Test("the dates are said to hold from the last day, for parcels alone", arguments: Language.allCases, [1, 2])
    func lead(language: Language, count: Int) {
        var content = Fixtures.instructions(language)
        content.promises.removeLast(2 - count)
        let lead = Fixtures.catalogue.say(
            Phrase("instructions.promises_lead", ["count": .count(count), "parcels": .count(1)]), in: language)
        #expect(instructions.page(content).blocks.contains(.paragraph(lead)))
        #expect(instructions.html(content).contains("<p>\(lead)</p>"))
        content.way = .keep
        #expect(!instructions.page(content).blocks.contains(.paragraph(lead)))
    }

    @Test(
        "any service's name stands in its sentence once, and only there", arguments: Language.allCases,
        ["Standard return", "DHL Paket Retoure"])
    func service(language: Language, name: String) {
        var content = Fixtures.instructions(language)
        guard case .sendBack(var consignment) = content.way else { return }
        (consignment.carrier, consignment.service) = (name, nil)
        content.way = .sendBack(consignment)
        let said = Said(instructions.page(content), language).texts
        #expect(said.filter { $0.contains(Lists.quoted(name, in: language)) }.count == 1)
    }

    @Test("our country is named to senders abroad, and where theirs is unknown")
    func country() {
        var content = Fixtures.instructions(.english)
        for (sender, isNamed) in [(nil, true), ("AT", true), ("DE", false), ("de", false)] as [(String?, Bool)] {
            content.senderCountry = sender
            #expect(instructions.text(content).contains("GERMANY") == isNamed)
            #expect(instructions.html(content).contains("<br>DEUTSCHLAND / GERMANY") == isNamed)
        }
    }

    @Test("several parcels, own postage and its refund are said", arguments: Language.allCases)
    func variants(language: Language) {
        var content = Fixtures.instructions(language)
        guard case .sendBack(var consignment) = content.way else { return }
        consignment.parcels = 3
        let amount = Money(minor: 799, currency: Currency(trusted: "EUR"))
        consignment.postage = .refunded(upTo: amount)
        content.way = .sendBack(consignment)
        let text = instructions.text(content)
        #expect(text.contains("3"))
        #expect(text.contains(amount.written(in: language)))
    }
}

/// Files whose content is the promise. `RMAD_GOLDEN=write` writes them anew, for a person to look through.
enum Golden {
    static func compare(_ found: String, _ name: String, line: SourceLocation = #_sourceLocation) throws {
        let file = Fixtures.root.appending(path: "Tests/LabelsTests/Golden/\(name)")
        if ProcessInfo.processInfo.environment["RMAD_GOLDEN"] == "write" {
            try found.write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(found == expected, "\(name) differs", sourceLocation: line)
    }
}
