import Messages
import Returns

/// What the customer does, one step after the other.
extension InstructionsWords {
    typealias Step = InstructionsPage.Step

    /// Numbered from 1.
    var steps: [Step] {
        let steps =
            switch way {
            case .keep: photos + [step("keep_title", [say("keep_body")])] + follow
            case .refused(let hazards): refusal(hazards) + follow
            case .sendBack(let consignment):
                photos + data(consignment) + [pack(consignment)] + hazards(consignment)
                    + [label(consignment), handOver(consignment)] + follow
            }
        return steps.enumerated().map { index, step in
            var step = step
            step.number = index + 1
            return step
        }
    }

    /// A step whose number comes later.
    private func step(_ title: String, arguments: [String: Phrase.Argument] = [:], _ paragraphs: [String]) -> Step {
        Step(number: 0, title: say(title, arguments), paragraphs: paragraphs.filter { !$0.isEmpty })
    }

    // MARK: Before packing

    private var photos: [Step] {
        guard let photos = content.photos, !photos.subjects.isEmpty else { return [] }
        let count = ["count": Phrase.Argument.count(photos.subjects.count)]
        var step = step("photos_title", arguments: count, [])
        switch photos.destination {
        case .email(let address):
            let arguments = ["address": Phrase.Argument.text(printable(address)), "rma": .text(number)]
            step.paragraphs = [say("photos_by_email", arguments.merging(count) { given, _ in given })]
        case .page(let url):
            step.paragraphs = [say("photos_by_page", count)]
            step.link = PrintableText(url, charactersMax: Self.sentenceCharactersMax).text
        }
        step.items = photos.subjects.map { catalogue.say("photo." + $0.rawValue, in: language) }
        return [step]
    }

    private func data(_ consignment: InstructionsContent.Consignment) -> [Step] {
        consignment.holdsPersonalData ? [step("data_title", [say("data_body")])] : []
    }

    // MARK: The parcel

    private func pack(_ consignment: InstructionsContent.Consignment) -> Step {
        var paragraphs = [say("pack_body", ["units": .count(units)])]
        if consignment.parcels > 1 {
            paragraphs.append(say("pack_parcels", ["parcels": .count(consignment.parcels)]))
        }
        var step = step("pack_title", paragraphs)
        step.items = categoryAdvice + consignment.packing.map { catalogue.say($0, in: language) }
        return step
    }

    /// Advice for the categories of the goods, each once, in the order of the lines; none for a category that the
    /// catalogue does not know.
    private var categoryAdvice: [String] {
        var seen: Set<String> = []
        return content.lines.compactMap { line in
            guard let name = line.category?.text.lowercased(), seen.insert(name).inserted else { return nil }
            let key = "packing.category." + name
            guard catalogue.holds(key, in: language) || catalogue.holds(key, in: .english) else { return nil }
            return catalogue.say(key, in: language)
        }
    }

    private func hazards(_ consignment: InstructionsContent.Consignment) -> [Step] {
        let hazards = consignment.hazards.map { hazard in
            var sentences = [catalogue.say("hazard." + hazard.hazard.rawValue, in: language)]
            if !hazard.marks.isEmpty {
                let marks = hazard.marks.map { mark in
                    Lists.quoted(Isolation.isolated(Self.unbroken(printable(mark)), in: language), in: language)
                }
                sentences.append(say("marks", ["marks": .text(Lists.joined(marks, in: language))]))
            }
            if let service = hazard.service {
                sentences.append(say("hazard_service", ["service": .text(quoted(service))]))
            }
            return Lists.sentences(sentences, in: language)
        }
        let limits = consignment.limits.map { catalogue.say("carriage." + $0.rawValue, in: language) }
        guard !(hazards + limits).isEmpty else { return [] }
        var step = step("hazards_title", [])
        step.items = hazards + limits
        return [step]
    }

    /// The number of dangerous goods stays on one line: `UN 3481`.
    private static func unbroken(_ mark: String) -> String {
        mark.hasPrefix("UN ") ? "UN\u{A0}" + mark.dropFirst(3) : mark
    }

    private func quoted(_ text: String) -> String { Lists.quoted(printable(text), in: language) }

    private func label(_ consignment: InstructionsContent.Consignment) -> Step {
        if let code = consignment.counterCode {
            return step(
                "paperless_title",
                [say("paperless_body"), say("paperless_code", ["code": .text(printable(code))])])
        }
        let parcels = ["parcels": Phrase.Argument.count(consignment.parcels)]
        var step = step("label_title", arguments: parcels, [say("label_body", parcels), say("address")])
        step.address = lines(of: consignment.warehouse)
        return step
    }

    /// Name and address, as they stand on a parcel.
    private func lines(of party: LabelContent.Party) -> [String] {
        let address = party.address.map { AddressLines.lines(of: $0, counterpart: content.senderCountry) } ?? []
        return ([printable(party.name)] + address).filter { !$0.isEmpty }
            .map { Isolation.isolated($0, in: language) }
    }

    // MARK: On its way

    private func handOver(_ consignment: InstructionsContent.Consignment) -> Step {
        if let pickUp = consignment.pickUp { return collection(consignment, pickUp) }
        let parcels = ["parcels": Phrase.Argument.count(consignment.parcels)]
        let place =
            consignment.dropOff.map { shown($0, charactersMax: Self.sentenceCharactersMax) }
            ?? (consignment.carrier.isEmpty ? "" : say("hand_over_default", parcels))
        return step(
            "hand_over_title",
            arguments: parcels.merging(["date": .date(consignment.deadline)]) { given, _ in given },
            [
                Lists.sentences([carriage(consignment), place], in: language), say("hand_over_receipt", parcels),
            ])
    }

    private func carriage(_ consignment: InstructionsContent.Consignment) -> String {
        let (carrier, service) = (printable(consignment.carrier), printable(consignment.service ?? ""))
        // `DHL Paket` names its carrier itself.
        let isNamed = service.lowercased().hasPrefix(carrier.lowercased())
        let names = [isNamed ? "" : carrier, service].filter { !$0.isEmpty }.joined(separator: " ")
        guard !names.isEmpty else { return "" }
        return say(
            "hand_over_carrier",
            ["carrier": .text(Lists.quoted(names, in: language)), "parcels": .count(consignment.parcels)])
    }

    private func collection(
        _ consignment: InstructionsContent.Consignment, _ pickUp: InstructionsContent.PickUp
    ) -> Step {
        let parcels = ["parcels": Phrase.Argument.count(consignment.parcels)]
        // Noon, so that the clock of that day is named even on the day on which it changes.
        let noon = LocalTime(pickUp.day.startInUTC.adding(milliseconds: 43_200_000), zone: pickUp.timeZone)
        let span = [
            "from": Phrase.Argument.text(Clock.time(pickUp.from, in: language)),
            "until": .text(Clock.time(pickUp.until, in: language)), "zone": .text(zone(pickUp.timeZone, noon)),
        ]
        var step = step(
            "pick_up_title", arguments: parcels.merging(["date": .date(pickUp.day)]) { given, _ in given },
            [
                carriage(consignment), say("pick_up_change"), say("hand_over_receipt", parcels),
                say("pick_up_body", span),
            ])
        step.address = lines(of: pickUp.place)
        return step
    }

    private var follow: [Step] {
        guard let url = content.trackingURL else { return [] }
        var step = step("follow_title", [say("follow_body")])
        step.link = PrintableText(url, charactersMax: Self.sentenceCharactersMax).text
        return [step]
    }

    // MARK: Instead of a parcel

    private func refusal(_ hazards: [Hazard]) -> [Step] {
        let advice = hazards.map { catalogue.say("refusal." + $0.rawValue, in: language) }
        var call = step("refused_call_title", [say("refused_call_body")])
        call.items =
            [shown(content.contact.name)].filter { !$0.isEmpty }
            + contactFacts.map { Lists.captioned($0.label, $0.value, in: language) }
        return [
            step("refused_stop_title", advice), call,
            step("refused_deadline_title", [say("refused_deadline_body", ["date": .date(issuedOn)])]),
        ]
    }
}
