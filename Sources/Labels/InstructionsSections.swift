import Messages
import Returns

/// What stands behind the steps: the goods, what we promise, the money, who answers.
extension InstructionsWords {
    typealias Blocks = [InstructionsPage.Block]

    var goods: Blocks {
        let header = ["title", "sku", "quantity", "reason"].map { say("column_" + $0) }
        let rows = content.lines.prefix(Self.linesMax).map { line in
            [
                shown(line.title), shown(line.sku), String(line.quantity),
                catalogue.say("reason." + line.reason.rawValue, in: language),
            ]
        }
        return [
            .heading(say("lines")), .paragraph(say("lines_caption", ["units": .count(units)])),
            .table(header: header, rows: rows),
        ]
    }

    var promises: Blocks {
        guard !content.promises.isEmpty else { return [] }
        var blocks: Blocks = [.heading(say("promises"))]
        if case .sendBack(let consignment) = way, consignment.pickUp == nil {
            let counts = ["count": content.promises.count, "parcels": consignment.parcels]
            blocks.append(.paragraph(say("promises_lead", counts.mapValues { .count($0) })))
        }
        let promises = content.promises.map { promise in
            let arguments = promise.phrase.arguments.merging(["date": .date(promise.due)]) { _, due in due }
            return catalogue.say(Phrase(promise.phrase.key, arguments), in: language)
        }
        return blocks + [.items(promises)]
    }

    // MARK: Money

    var money: Blocks {
        var items = content.settlement.map { [settlement($0)] } ?? []
        var heading = say("money_keep")
        if case .sendBack(let consignment) = way {
            items = costs(consignment) + items
            heading = say("money")
        }
        return items.isEmpty ? [] : [.heading(heading), .items(items)]
    }

    private func settlement(_ settlement: InstructionsContent.Settlement) -> String {
        var key = "settlement." + settlement.kind.rawValue
        var arguments = ["date": Phrase.Argument.date(settlement.due)]
        switch settlement.kind {
        case .refund, .credit:
            if let amount = settlement.amount { arguments["amount"] = .money(amount) } else { key += "_unstated" }
        case .replacement: break
        }
        return catalogue.say(Phrase(key, arguments), in: language)
    }

    private func costs(_ consignment: InstructionsContent.Consignment) -> [String] {
        let postage =
            switch consignment.postage {
            case .seller: say(consignment.pickUp == nil ? "postage_seller" : "pick_up_free")
            case .customer: say("postage_customer", ["parcels": .count(consignment.parcels)])
            case .refunded(let amount): say("postage_refunded", ["amount": .money(amount)])
            }
        let fees = content.fees.map { fee in
            say("fee", ["fee": .text(catalogue.say(fee.phrase, in: language)), "amount": .money(fee.amount)])
        }
        return [postage] + (fees.isEmpty ? [say("fees_none")] : fees)
    }

    // MARK: Contact

    var contact: Blocks {
        [
            .heading(say("contact")), .paragraph(shown(content.contact.name)),
            .paragraph(say("contact_body", ["rma": .text(number)])), .facts(contactFacts),
        ]
    }

    /// How to reach the contact, and when.
    var contactFacts: [InstructionsPage.Fact] {
        let contact = content.contact
        var facts: [InstructionsPage.Fact] = []
        if let phone = contact.phone {
            let dialled = phone.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
            let link = dialled.isEmpty ? nil : "tel:" + dialled
            // A number that breaks in two is dialled wrongly.
            let value = String(shown(phone).map { $0 == " " ? "\u{A0}" : $0 })
            facts.append(InstructionsPage.Fact(label: say("phone"), value: value, link: link))
        }
        if let email = contact.email { facts.append(address(email)) }
        if !contact.hours.isEmpty {
            let hours = Lists.row(contact.hours.map { $0.written(in: language) }, in: language)
            facts.append(
                InstructionsPage.Fact(
                    label: say("hours"), value: Lists.remarked(hours, zone(contact.timeZone, local), in: language)))
        }
        return facts
    }

    private func address(_ email: String) -> InstructionsPage.Fact {
        InstructionsPage.Fact(
            label: say("email"), value: shown(email), link: Self.isPlainAddress(email) ? "mailto:" + email : nil)
    }

    private static func isPlainAddress(_ email: String) -> Bool {
        let isSafe = { (byte: UInt8) in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || ".-_+@".utf8.contains(byte)
        }
        return email.utf8.allSatisfy(isSafe) && email.utf8.filter { $0 == UInt8(ascii: "@") }.count == 1
    }

    var feedback: Blocks {
        guard let feedback = content.feedback else { return [] }
        var facts: [InstructionsPage.Fact] = []
        if let link = feedback.link {
            facts.append(
                InstructionsPage.Fact(
                    label: say("feedback_link"), value: shown(link, charactersMax: Self.sentenceCharactersMax),
                    link: link))
        }
        if let email = feedback.email { facts.append(address(email)) }
        guard !facts.isEmpty else { return [] }
        return [
            .heading(say("feedback")), .paragraph(say("feedback_body", ["rma": .text(number)])), .facts(facts),
        ]
    }
}
