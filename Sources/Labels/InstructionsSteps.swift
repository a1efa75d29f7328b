import Messages
import Returns

/// What the customer does, one step after the other.
extension InstructionsWords {
    /// One numbered step.
    struct Step {
        var title: String
        var paragraphs: [String] = []
        var items: [String] = []
        var address: [String] = []
        var link: String?
    }

    var steps: [Step] {
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
            let marks = hazard.marks.map { quoted(printable($0)) }.joined(separator: ", ")
            return advice + " " + say("marks", ["marks": .text(marks)])
        }
        return [Step(title: say("hazards_title"), items: items)]
    }

    private func quoted(_ text: String) -> String {
        switch language {
        case .english: "“\(text)”"
        case .german: "„\(text)“"
        case .spanish: "«\(text)»"
        case .french: "«\u{A0}\(text)\u{A0}»"
        }
    }

    private func label(_ consignment: InstructionsContent.Consignment) -> Step {
        let parcels = ["parcels": Phrase.Argument.count(consignment.parcels)]
        let warehouse = consignment.warehouse
        let address =
            [printable(warehouse.name)]
            + (warehouse.address.map { AddressLines.lines(of: $0, counterpart: content.senderCountry) } ?? [])
        return Step(
            title: say("label_title", parcels), paragraphs: [say("label_body", parcels), say("address")],
            address: address)
    }

    private func handOver(_ consignment: InstructionsContent.Consignment) -> Step {
        let parcels = Phrase.Argument.count(consignment.parcels)
        let service = [consignment.carrier, consignment.service ?? ""].map(printable).filter { !$0.isEmpty }
            .joined(separator: " ")
        let carriage =
            service.isEmpty
            ? "" : say("hand_over_carrier", ["carrier": .text(quoted(service)), "parcels": parcels]) + " "
        let place =
            consignment.dropOff.map { PrintableText($0, charactersMax: 400).text }
            ?? say("hand_over_default", ["parcels": parcels])
        return Step(
            title: say("hand_over_title", ["date": .date(consignment.deadline), "parcels": parcels]),
            paragraphs: [carriage + place, say("hand_over_receipt")])
    }

    private var follow: [Step] {
        guard let url = content.trackingURL else { return [] }
        return [Step(title: say("follow_title"), paragraphs: [say("follow_body")], link: url)]
    }

    func words(of step: Step, number: Int) -> FormWords {
        var link = FormWords.absent
        var plainLink = FormWords.absent
        if let url = step.link {
            let shown = FormWords.text(PrintableText(url, charactersMax: 400).text)
            // Only the web: a link such as "javascript:" is shown, never made clickable.
            if url.hasPrefix("https://") || url.hasPrefix("http://") { link = shown } else { plainLink = shown }
        }
        return [
            "number": .text(String(number)), "title": .text(step.title), "paragraphs": .texts(step.paragraphs),
            "items": step.items.isEmpty ? .absent : ["list": .texts(step.items)],
            "address": step.address.isEmpty ? .absent : ["lines": .texts(step.address)],
            "link": link, "plain_link": plainLink,
        ]
    }
}
