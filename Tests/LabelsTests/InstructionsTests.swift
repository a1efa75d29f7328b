import Foundation
import Labels
import Messages
import Returns
import Testing

@Suite("Instructions")
struct InstructionsTests {
    let instructions: Instructions

    init() throws { instructions = try Instructions(catalogue: Fixtures.catalogue) }

    @Test("HTML and text are the golden ones", arguments: Language.allCases)
    func golden(language: Language) throws {
        let content = Fixtures.instructions(language)
        try Golden.compare(instructions.html(content), "instructions.\(language.rawValue).html")
        try Golden.compare(instructions.text(content), "instructions.\(language.rawValue).txt")
    }

    @Test("the HTML is whole in itself: language, headings, no script, no outside", arguments: Language.allCases)
    func selfContained(language: Language) {
        let html = instructions.html(Fixtures.instructions(language))
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">"))
        #expect(html.components(separatedBy: "<h1>").count == 2)
        for banned in ["<script", "src=", "url(", "@import", "<link", "<img", "onload", "{{"] {
            #expect(!html.contains(banned), "\(banned)")
        }
        let parts = ["<ol class=\"steps\">", "<caption>", "scope=\"col\"", "scope=\"row\"", "color-scheme", "@page"]
        for wanted in parts { #expect(html.contains(wanted), "\(wanted)") }
    }

    @Test("every day that the text names is exact, and the deadline is one of them", arguments: Language.allCases)
    func exactDates(language: Language) {
        let content = Fixtures.instructions(language)
        let text = instructions.text(content).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for date in [Fixtures.day.adding(days: 14)] + content.promises.map(\.due) {
            #expect(text.contains(date.written(in: language)))
        }
    }

    @Test("text stays within 72 columns; only a link may be longer", arguments: Language.allCases)
    func columns(language: Language) {
        for name in Fixtures.hostile {
            var content = Fixtures.instructions(language)
            content.customerName = name
            content.lines[0].title = name
            content.trackingURL = "https://returns.example.com/" + String(repeating: "x", count: 100)
            for line in instructions.text(content).split(separator: "\n") where !line.contains("https://") {
                #expect(line.count <= Instructions.columns, "\(line)")
            }
        }
    }

    @Test("foreign text never becomes markup", arguments: Fixtures.hostile)
    func escaping(hostile: String) {
        var content = Fixtures.instructions(.english)
        content.customerName = hostile
        content.brand = hostile
        content.lines[0].title = hostile
        content.lines[0].sku = hostile
        content.contact.name = hostile
        content.contact.email = hostile
        content.contact.phone = hostile
        content.trackingURL = hostile
        content.rma = RMANumber(trusted: hostile)
        content.editionOfInstructions = hostile
        let html = instructions.html(content)
        #expect(!html.contains("<script"))
        #expect(!html.unicodeScalars.contains { $0.isBidirectionalControl || ($0.isControl && $0 != "\n") })
        #expect(html.utf8.count < 40_000)
        let tags = html.matches(of: /<[a-zA-Z\/!][^>]*>/).map { $0.output }
        #expect(tags.allSatisfy { !$0.contains("alert") })
        let text = instructions.text(content)
        #expect(!text.unicodeScalars.contains { $0.isBidirectionalControl || ($0.isControl && $0 != "\n") })
    }

    @Test(
        "only links to the web can be clicked",
        arguments: [
            "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.com",
        ])
    func links(url: String) {
        var content = Fixtures.instructions(.english)
        content.trackingURL = url
        #expect(!instructions.html(content).contains("href=\"\(url)"))
        #expect(instructions.text(content).contains(url))
    }

    @Test("who keeps the goods is told so, and is shown no label, deadline or postage", arguments: Language.allCases)
    func keep(language: Language) throws {
        var content = Fixtures.instructions(language)
        content.way = .keep
        content.fees = []
        content.promises.removeFirst()
        let text = instructions.text(content)
        let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(flat.contains(Fixtures.catalogue.say("instructions.keep_body", in: language)))
        for key in ["postage_seller", "deadline", "steps", "address"] {
            #expect(!flat.contains(Fixtures.catalogue.say("instructions." + key, in: language)), "\(key)")
        }
        try Golden.compare(text, "keep.\(language.rawValue).txt")
    }

    @Test("devices with data come first, hazards before the label, and steps are numbered without a gap")
    func order() {
        let text = instructions.text(Fixtures.instructions(.english))
        let steps = text.split(separator: "\n").filter { $0.firstMatch(of: #/^[0-9]\. /#) != nil }
        #expect(steps.map { $0.prefix(2) } == ["1.", "2.", "3.", "4.", "5.", "6."])
        #expect(steps[0].contains("Remove your accounts"))
        #expect(steps[2].contains("safety marks"))
        #expect(steps[3].contains("Attach the label"))
    }

    @Test("several parcels, own postage and its refund are said", arguments: Language.allCases)
    func variants(language: Language) throws {
        var content = Fixtures.instructions(language)
        guard case .sendBack(var consignment) = content.way else { return }
        consignment.parcels = 3
        consignment.postage = .refunded(upTo: Money(minor: 799, currency: Currency(trusted: "EUR")))
        content.way = .sendBack(consignment)
        let text = instructions.text(content)
        #expect(text.contains("3"))
        #expect(text.contains(language == .english ? "€7.99" : "7,99\u{A0}€"))
    }
}

/// What is promised and how it is carried, in every language.
@Suite("Promises and carriage in the instructions")
struct InstructionsSentencesTests {
    static let promises = [
        "answered", "receipt_confirmed", "inspected", "refunded", "credited", "replaced", "repaired",
    ]
    let instructions: Instructions

    init() throws { instructions = try Instructions(catalogue: Fixtures.catalogue) }

    private func flat(_ content: InstructionsContent) -> String {
        instructions.text(content).split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    }

    @Test("every promise needs its date and nothing else", arguments: Language.allCases, promises)
    func date(language: Language, name: String) {
        let phrase = Phrase("promise." + name, ["date": .date(Fixtures.day)])
        let said = Fixtures.catalogue.say(phrase, in: language)
        #expect(Fixtures.catalogue.holds(phrase.key, in: language))
        #expect(said.contains(Fixtures.day.written(in: language)) && !said.contains("{"))
    }

    @Test("the dates are said to hold from the last day, for parcels alone", arguments: Language.allCases, [1, 2])
    func lead(language: Language, count: Int) {
        var content = Fixtures.instructions(language)
        content.promises.removeLast(2 - count)
        let lead = Fixtures.catalogue.say(
            Phrase("instructions.promises_lead", ["count": .count(count), "parcels": .count(1)]), in: language)
        #expect(flat(content).contains("== " + lead + " - "))
        #expect(instructions.html(content).contains("<p>\(lead)</p>"))
        content.way = .keep
        #expect(!flat(content).contains(lead))
    }

    @Test(
        "any service's name stands in its sentence once, and only there", arguments: Language.allCases,
        [
            "Standard return", "DHL Paket Retoure", "Rücksendung",
        ])
    func service(language: Language, name: String) {
        var content = Fixtures.instructions(language)
        guard case .sendBack(var consignment) = content.way else { return }
        (consignment.carrier, consignment.service) = (name, nil)
        content.way = .sendBack(consignment)
        let step = flat(content).components(separatedBy: name + (language == .french ? "\u{A0}»" : ""))
        #expect(step.count == 2 || name == "Rücksendung")
        let quoted = ["“\(name)”", "„\(name)“", "«\(name)»", "«\u{A0}\(name)\u{A0}»"]
        #expect(quoted.contains { flat(content).contains($0) })
    }

    @Test("our country is named to senders abroad, and where theirs is unknown")
    func country() {
        var content = Fixtures.instructions(.english)
        for (sender, isNamed) in [(nil, true), ("AT", true), ("DE", false), ("de", false)] as [(String?, Bool)] {
            content.senderCountry = sender
            #expect(instructions.text(content).contains("GERMANY") == isNamed)
            #expect(instructions.html(content).contains("<bdi>GERMANY</bdi>") == isNamed)
        }
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
