import Messages
import Returns

/// The words of one set of instructions: every phrase said, every foreign text made printable and isolated.
struct InstructionsWords {
    /// Names and titles are cut here; more would push the steps off the first page.
    static let nameCharactersMax = 120
    /// Lines that are listed; the rest is on the tracking page.
    static let linesMax = 200
    /// A link or the carrier's own sentence.
    static let sentenceCharactersMax = 400

    let content: InstructionsContent
    let catalogue: Catalogue
    /// The return's number, printable.
    let number: String
    /// What is really asked of the customer.
    let way: InstructionsContent.Way
    /// The moment of issue where the contact is; nil for an unknown zone.
    let local: LocalTime?
    var language: Language { content.language }
    var units: Int { content.lines.reduce(0) { $0 + $1.quantity } }

    init(_ content: InstructionsContent, _ catalogue: Catalogue) {
        self.content = content
        self.catalogue = catalogue
        number = PrintableText(content.rma.text, charactersMax: Self.nameCharactersMax).text
        local = LocalTime(content.issuedAt, zone: content.contact.timeZone)
        way = content.safeWay
    }

    var page: InstructionsPage {
        var blocks: [InstructionsPage.Block] = [.facts(facts), .paragraph(greeting), .paragraph(intro)]
        blocks.append(.heading(stepsHeading))
        blocks += steps.map { .step($0) }
        blocks += goods + promises + money + contact + feedback
        return InstructionsPage(
            title: say("title", ["rma": .text(number)]), brand: shown(content.brand), language: language,
            isRightToLeft: language.isRightToLeft, blocks: blocks, footer: footer)
    }

    // MARK: Words

    func say(_ key: String, _ arguments: [String: Phrase.Argument] = [:]) -> String {
        catalogue.say(Phrase("instructions." + key, arguments), in: language)
    }

    /// Foreign text for an argument of a phrase, which isolates it.
    func printable(_ text: String) -> String {
        PrintableText(text, charactersMax: Self.nameCharactersMax).text
    }

    /// Foreign text that stands by itself.
    func shown(_ text: String, charactersMax: Int = nameCharactersMax) -> String {
        Isolation.isolated(PrintableText(text, charactersMax: charactersMax).text, in: language)
    }

    /// `local time in Europe/Berlin (UTC+01:00)`
    func zone(_ name: String, _ time: LocalTime?) -> String {
        say("zone", ["zone": .text(printable(name)), "offset": .text(time?.offsetText ?? "UTC+00:00")])
    }

    /// The day of issue where the contact is, else in UTC.
    var issuedOn: CalendarDate { local?.date ?? content.issuedAt.date }

    // MARK: Opening

    private var facts: [InstructionsPage.Fact] {
        var facts = [InstructionsPage.Fact(label: say("number"), value: shown(number))]
        guard case .sendBack(let consignment) = way else { return facts }
        if let pickUp = consignment.pickUp {
            facts.append(
                InstructionsPage.Fact(
                    label: say("pick_up_day"),
                    value: Clock.written(pickUp.day, pickUp.from, pickUp.until, in: language)))
        } else {
            facts.append(
                InstructionsPage.Fact(label: say("deadline"), value: consignment.deadline.written(in: language)))
        }
        if let code = consignment.counterCode {
            facts.append(InstructionsPage.Fact(label: say("code"), value: shown(code)))
        }
        return facts
    }

    private var greeting: String {
        let name = printable(content.customerName ?? "")
        return name.isEmpty ? say("greeting_unnamed") : say("greeting", ["name": .text(name)])
    }

    private var intro: String {
        switch way {
        case .sendBack(let consignment):
            say(
                consignment.pickUp == nil ? "intro_send" : "intro_pick_up",
                [
                    "date": .date(consignment.pickUp?.day ?? consignment.deadline),
                    "parcels": .count(consignment.parcels),
                ])
        case .keep: say("intro_keep")
        case .refused: say("intro_refused")
        }
    }

    private var stepsHeading: String {
        switch way {
        case .sendBack: say("steps")
        case .keep: say("steps_keep")
        case .refused: say("steps_refused")
        }
    }

    private var footer: String {
        say(
            "footer",
            [
                "rma": .text(number), "date": .date(issuedOn),
                "edition": .text(printable(content.editionOfInstructions)),
            ])
    }
}
