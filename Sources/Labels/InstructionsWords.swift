import Messages
import Returns

/// The words of one set of instructions, ready for the templates: every phrase said, every foreign text made
/// printable. Escaping is the templates' business.
struct InstructionsWords {
    /// Names and titles are cut here; more would push the steps off the first page.
    static let nameCharactersMax = 120
    /// Lines that are listed; the rest is on the tracking page.
    static let linesMax = 200

    private struct Step {
        var title: String
        var paragraphs: [String] = []
        var items: [String] = []
        var address: [String] = []
        var link: String?
    }

    private let content: InstructionsContent
    private let catalogue: Catalogue
    private var language: Language { content.language }
    private var units: Int { content.lines.reduce(0) { $0 + $1.quantity } }

    init(_ content: InstructionsContent, _ catalogue: Catalogue) {
        self.content = content
        self.catalogue = catalogue
    }

    var context: [String: Any] {
        var words: [String: Any] = [
            "lang": language.rawValue,
            "brand": printable(content.brand),
            "rma": printable(content.rma.text),
            "title": say("title", ["rma": .text(printable(content.rma.text))]),
            "greeting": greeting,
            "intro": intro,
            "words": headings,
            "lines": content.lines.prefix(Self.linesMax).map(row),
            "lines_caption": say("lines_caption", ["units": .count(units)]),
            "steps": numbered(steps),
            "contact": contact,
            "footer": say(
                "footer",
                ["rma": .text(printable(content.rma.text)), "date": .date(issuedOn),
                 "edition": .text(printable(content.editionOfInstructions))]),
        ]
        if case .sendBack(let consignment) = content.way {
            words["deadline"] = consignment.deadline.written(in: language)
            words["money"] = money(consignment)
        }
        if !content.promises.isEmpty { words["promises"] = ["list": content.promises.map(promise)] }
        return words
    }

    // MARK: Words

    private func say(_ key: String, _ arguments: [String: Phrase.Argument] = [:]) -> String {
        catalogue.say(Phrase("instructions." + key, arguments), in: language)
    }

    private func printable(_ text: String) -> String {
        PrintableText(text, charactersMax: Self.nameCharactersMax).text
    }

    private var headings: [String: Any] {
        var isKept = false
        if case .keep = content.way { isKept = true }
        var words: [String: Any] = [:]
        for key in ["number", "deadline", "lines", "column_title", "column_sku", "column_quantity", "column_reason",
                    "money", "promises", "contact"] {
            words[key] = say(key)
        }
        words["steps"] = say(isKept ? "steps_keep" : "steps")
        return words
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

    private func row(_ line: InstructionsContent.Line) -> [String: Any] {
        ["title": printable(line.title), "sku": printable(line.sku), "quantity": String(line.quantity),
         "reason": catalogue.say("reason." + line.reason.rawValue, in: language)]
    }

    private func promise(_ promise: InstructionsContent.Promise) -> String {
        var arguments = promise.phrase.arguments
        arguments["date"] = .date(promise.due)
        return catalogue.say(Phrase(promise.phrase.key, arguments), in: language)
    }

    private func money(_ consignment: InstructionsContent.Consignment) -> [String: Any] {
        let postage =
            switch consignment.postage {
            case .seller: say("postage_seller")
            case .customer: say("postage_customer")
            case .refunded(let amount): say("postage_refunded", ["amount": .money(amount)])
            }
        let fees = content.fees.map { fee in
            say("fee", ["fee": .text(catalogue.say(fee.phrase, in: language)), "amount": .money(fee.amount)])
        }
        return ["list": [postage] + (fees.isEmpty ? [say("fees_none")] : fees)]
    }

    private var contact: [String: Any] {
        let contact = content.contact
        var words: [String: Any] = [
            "name": printable(contact.name),
            "body": say("contact_body", ["rma": .text(printable(content.rma.text))]),
        ]
        var rows: [[String: Any]] = []
        if let phone = contact.phone {
            let dialled = phone.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
            rows.append(["label": say("phone"), "value": printable(phone), "link": "tel:" + dialled])
        }
        if let email = contact.email {
            var row: [String: Any] = ["label": say("email"), "value": printable(email)]
            if Self.isPlainAddress(email) { row["link"] = "mailto:" + email }
            rows.append(row)
        }
        if !contact.hours.isEmpty {
            let hours = contact.hours.map { $0.written(in: language) }.joined(separator: "; ")
            let offset = LocalTime(content.issuedAt, zone: contact.timeZone)?.offsetText ?? "UTC+00:00"
            let zone = say("zone", ["zone": .text(printable(contact.timeZone)), "offset": .text(offset)])
            rows.append(["label": say("hours"), "value": "\(hours), \(zone)"])
        }
        words["rows"] = rows
        return words
    }

    private static func isPlainAddress(_ email: String) -> Bool {
        let isSafe = { (byte: UInt8) in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || ".-_+@".utf8.contains(byte)
        }
        return email.utf8.allSatisfy(isSafe) && email.utf8.filter { $0 == UInt8(ascii: "@") }.count == 1
    }

    /// The day of issue where the contact is, else in UTC.
    private var issuedOn: CalendarDate {
        LocalTime(content.issuedAt, zone: content.contact.timeZone)?.date ?? content.issuedAt.date
    }

    // MARK: Steps

    private var steps: [Step] {
        switch content.way {
        case .keep: [Step(title: say("keep_title"), paragraphs: [say("keep_body")])] + follow
        case .sendBack(let consignment):
            (consignment.holdsPersonalData ? [Step(title: say("data_title"), paragraphs: [say("data_body")])] : [])
                + [pack(consignment)] + hazards(consignment) + [label(consignment), handOver(consignment)] + follow
        }
    }

    private func pack(_ consignment: InstructionsContent.Consignment) -> Step {
        var paragraphs = [say("pack_body", ["units": .count(units)])]
        if consignment.parcels > 1 {
            paragraphs.append(say("pack_parcels", ["parcels": .count(consignment.parcels)]))
        }
        let items = consignment.packing.map { catalogue.say($0, in: language) }
        return Step(title: say("pack_title"), paragraphs: paragraphs, items: items)
    }

    private func hazards(_ consignment: InstructionsContent.Consignment) -> [Step] {
        guard !consignment.hazards.isEmpty else { return [] }
        let items = consignment.hazards.map { hazard in
            let advice = catalogue.say("hazard." + hazard.hazard.rawValue, in: language)
            guard !hazard.marks.isEmpty else { return advice }
            let marks = hazard.marks.map { "“\(printable($0))”" }.joined(separator: ", ")
            return advice + " " + say("marks", ["marks": .text(marks)])
        }
        return [Step(title: say("hazards_title"), items: items)]
    }

    private func label(_ consignment: InstructionsContent.Consignment) -> Step {
        let parcels = ["parcels": Phrase.Argument.count(consignment.parcels)]
        let warehouse = consignment.warehouse
        let address = [printable(warehouse.name)] + (warehouse.address.map(AddressLines.lines) ?? [])
        return Step(
            title: say("label_title", parcels), paragraphs: [say("label_body", parcels), say("address") + ":"],
            address: address)
    }

    private func handOver(_ consignment: InstructionsContent.Consignment) -> Step {
        let parcels = Phrase.Argument.count(consignment.parcels)
        let carrier = [consignment.carrier, consignment.service ?? ""].map(printable).filter { !$0.isEmpty }
            .joined(separator: " ")
        let place = consignment.dropOff.map { PrintableText($0, charactersMax: 400).text }
            ?? say("hand_over_default", ["carrier": .text(printable(consignment.carrier)), "parcels": parcels])
        return Step(
            title: say("hand_over_title", ["date": .date(consignment.deadline), "parcels": parcels]),
            paragraphs: [
                say("hand_over_carrier", ["carrier": .text(carrier), "parcels": parcels]) + " " + place,
                say("hand_over_receipt"),
            ])
    }

    private var follow: [Step] {
        guard let url = content.trackingURL else { return [] }
        return [Step(title: say("follow_title"), paragraphs: [say("follow_body")], link: url)]
    }

    private func numbered(_ steps: [Step]) -> [[String: Any]] {
        steps.enumerated().map { index, step in
            var words: [String: Any] = [
                "number": String(index + 1), "title": step.title, "paragraphs": step.paragraphs,
            ]
            if !step.items.isEmpty { words["items"] = ["list": step.items] }
            if !step.address.isEmpty { words["address"] = ["lines": step.address] }
            if let link = step.link {
                // Only the web: a link such as "javascript:" is shown, never made clickable.
                let isWeb = link.hasPrefix("https://") || link.hasPrefix("http://")
                let shown = PrintableText(link, charactersMax: 400).text
                words[isWeb ? "link" : "plain_link"] = ["url": shown]
            }
            return words
        }
    }
}
