import Messages
import Returns

/// The words of one set of instructions, ready for the templates: every phrase said, every foreign text made
/// printable. Escaping is the templates' business.
struct InstructionsWords {
    /// Names and titles are cut here; more would push the steps off the first page.
    static let nameCharactersMax = 120
    /// Lines that are listed; the rest is on the tracking page.
    static let linesMax = 200

    let content: InstructionsContent
    let catalogue: Catalogue
    /// The return's number, printable.
    private let number: String
    /// The moment of issue where the contact is; nil for an unknown zone.
    private let local: LocalTime?
    var language: Language { content.language }
    var units: Int { content.lines.reduce(0) { $0 + $1.quantity } }

    init(_ content: InstructionsContent, _ catalogue: Catalogue) {
        self.content = content
        self.catalogue = catalogue
        number = PrintableText(content.rma.text, charactersMax: Self.nameCharactersMax).text
        local = LocalTime(content.issuedAt, zone: content.contact.timeZone)
    }

    /// The whole of it, part by part.
    var parts: [(part: InstructionsPart, words: FormWords)] {
        var parts = [(part: InstructionsPart.opening, words: opening)]
        parts += steps.enumerated().map { (.step, words(of: $1, number: $0 + 1)) }
        parts.append((.goods, goods))
        parts += content.lines.prefix(Self.linesMax).map { (.line, row($0)) }
        parts.append((.goodsEnd, [:]))
        if !content.promises.isEmpty { parts.append((.promises, promises)) }
        if case .sendBack(let consignment) = content.way { parts.append((.money, money(consignment))) }
        parts.append((.contact, contact))
        parts.append((.closing, ["footer": footer]))
        return parts
    }

    // MARK: Words

    func say(_ key: String, _ arguments: [String: Phrase.Argument] = [:]) -> String {
        catalogue.say(Phrase("instructions." + key, arguments), in: language)
    }

    func text(_ key: String, _ arguments: [String: Phrase.Argument] = [:]) -> FormWords {
        .text(say(key, arguments))
    }

    func printable(_ text: String) -> String {
        PrintableText(text, charactersMax: Self.nameCharactersMax).text
    }

    private var opening: FormWords {
        var deadline = FormWords.absent
        var heading = "steps_keep"
        if case .sendBack(let consignment) = content.way {
            deadline = ["caption": text("deadline"), "day": .text(consignment.deadline.written(in: language))]
            heading = "steps"
        }
        return [
            "lang": .text(language.rawValue), "brand": .text(printable(content.brand)),
            "title": text("title", ["rma": .text(number)]), "number_caption": text("number"),
            "number": .text(number), "deadline": deadline, "greeting": .text(greeting), "intro": .text(intro),
            "steps": text(heading),
        ]
    }

    private var goods: FormWords {
        [
            "heading": text("lines"), "caption": text("lines_caption", ["units": .count(units)]),
            "title": text("column_title"), "sku": text("column_sku"), "quantity": text("column_quantity"),
            "reason": text("column_reason"),
        ]
    }

    private var footer: FormWords {
        // The day of issue where the contact is, else in UTC.
        let issuedOn = local?.date ?? content.issuedAt.date
        return text(
            "footer",
            [
                "rma": .text(number), "date": .date(issuedOn),
                "edition": .text(printable(content.editionOfInstructions)),
            ])
    }

    private var greeting: String {
        let name = printable(content.customerName ?? "")
        return name.isEmpty ? say("greeting_unnamed") : say("greeting", ["name": .text(name)])
    }

    private var intro: String {
        switch content.way {
        case .sendBack(let consignment):
            say("intro_send", ["date": .date(consignment.deadline), "parcels": .count(consignment.parcels)])
        case .keep: say("intro_keep")
        }
    }

    private func row(_ line: InstructionsContent.Line) -> FormWords {
        [
            "title": .text(printable(line.title)), "sku": .text(printable(line.sku)),
            "quantity": .text(String(line.quantity)),
            "reason": .text(catalogue.say("reason." + line.reason.rawValue, in: language)),
        ]
    }

    private var promises: FormWords {
        var lead = FormWords.absent
        if case .sendBack(let consignment) = content.way {
            lead = text(
                "promises_lead",
                ["count": .count(content.promises.count), "parcels": .count(consignment.parcels)])
        }
        return ["heading": text("promises"), "lead": lead, "list": .texts(content.promises.map(promise))]
    }

    private func promise(_ promise: InstructionsContent.Promise) -> String {
        var arguments = promise.phrase.arguments
        arguments["date"] = .date(promise.due)
        return catalogue.say(Phrase(promise.phrase.key, arguments), in: language)
    }

    private func money(_ consignment: InstructionsContent.Consignment) -> FormWords {
        let postage =
            switch consignment.postage {
            case .seller: say("postage_seller")
            case .customer: say("postage_customer")
            case .refunded(let amount): say("postage_refunded", ["amount": .money(amount)])
            }
        let fees = content.fees.map { fee in
            say("fee", ["fee": .text(catalogue.say(fee.phrase, in: language)), "amount": .money(fee.amount)])
        }
        return [
            "heading": text("money"), "lead": .absent,
            "list": .texts([postage] + (fees.isEmpty ? [say("fees_none")] : fees)),
        ]
    }

    private var contact: FormWords {
        let contact = content.contact
        var rows: [FormWords] = []
        let row = { (label: String, value: String, link: String?) -> FormWords in
            ["label": text(label), "value": .text(value), "link": link.map { .text($0) } ?? .absent]
        }
        if let phone = contact.phone {
            let dialled = phone.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
            rows.append(row("phone", printable(phone), "tel:" + dialled))
        }
        if let email = contact.email {
            rows.append(row("email", printable(email), Self.isPlainAddress(email) ? "mailto:" + email : nil))
        }
        if !contact.hours.isEmpty {
            let hours = contact.hours.map { $0.written(in: language) }.joined(separator: "; ")
            let offset = local?.offsetText ?? "UTC+00:00"
            let zone = say("zone", ["zone": .text(printable(contact.timeZone)), "offset": .text(offset)])
            rows.append(row("hours", "\(hours), \(zone)", nil))
        }
        return [
            "heading": text("contact"), "name": .text(printable(contact.name)),
            "body": text("contact_body", ["rma": .text(number)]), "rows": .list(rows),
        ]
    }

    private static func isPlainAddress(_ email: String) -> Bool {
        let isSafe = { (byte: UInt8) in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || ".-_+@".utf8.contains(byte)
        }
        return email.utf8.allSatisfy(isSafe) && email.utf8.filter { $0 == UInt8(ascii: "@") }.count == 1
    }
}
