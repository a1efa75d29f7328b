import JSONText
import Labels
import Ledger
import Messages
import Returns

/// What the papers of a return say, gathered from the ledger and the house's terms.
struct PaperContent {
    let stored: StoredCase
    let promises: [(name: String, due: CalendarDate)]
    let terms: ErrandTerms

    /// Which rules and which words, in which language, the customer gets: `1f0c… ja-5f0c41b2a9d3`.
    static func edition(of stored: StoredCase, in catalogue: Catalogue) -> String {
        "\(stored.policyEdition) \(catalogue.edition(of: stored.language))"
    }

    func label(for shipment: Shipment) -> LabelContent {
        let lines = linesTravelling(to: shipment)
        let goods = lines.map { "\($0.line.authorized) × \($0.product.title ?? $0.product.sku.text)" }
        var label = LabelContent(
            rma: stored.case.number, brand: brand.drawn,
            from: LabelContent.Party(name: sender, address: stored.customer.address),
            to: warehouse(of: shipment), code: shipment.code, trackingURL: terms.voice.link.url(of: stored),
            carrier: shipment.carrier?.title, service: service(of: shipment), routing: shipment.warehouse.text,
            summary: goods.joined(separator: ", "),
            marks: plan(of: shipment)?["marks"]?.strings ?? [],
            piece: LabelContent.Piece(shipment.number, of: stored.case.shipments.count),
            expires: stored.case.validUntil, language: stored.language, madeAt: stored.createdAt)
        label.goods = goods
        return label
    }

    /// The goods that go into a parcel.
    func packingSlip(for shipment: Shipment) -> PackingSlipContent {
        return PackingSlipContent(
            rma: stored.case.number, brand: brand.drawn, customerName: sender.isEmpty ? nil : sender,
            to: warehouse(of: shipment),
            lines: linesTravelling(to: shipment).map { line in
                PackingSlipContent.Line(
                    number: line.number, title: line.product.title ?? line.product.sku.text,
                    sku: line.product.sku.text, quantity: line.line.authorized)
            },
            handOverBy: stored.case.validUntil, language: stored.language, madeAt: stored.createdAt)
    }

    /// What the customer shows instead of a label: the parcel's own number.
    func counterCode(for shipment: Shipment) -> CounterCodeContent {
        CounterCodeContent(
            rma: stored.case.number, brand: brand.drawn, code: shipment.code.text, readable: shipment.code.text,
            lines: [[carrier(of: shipment), service(of: shipment)].compactMap { $0 }.joined(separator: " ")],
            expires: stored.case.validUntil,
            language: stored.language, madeAt: stored.createdAt)
    }

    /// A tag for each line of which something has come.
    func binTags() -> [BinTagContent] {
        stored.case.lines.filter { $0.line.received + $0.line.extra > 0 }.map { line in
            let disposition = line.line.disposition
            return BinTagContent(
                rma: stored.case.number, line: line.number, sku: line.product.sku.text, title: line.product.title,
                serial: line.product.serial?.text,
                disposition: disposition == .none
                    ? nil : terms.catalogue.say("disposition.\(disposition.rawValue)", in: terms.staffLanguage),
                destination: line.destination?.text, language: terms.staffLanguage, madeAt: stored.createdAt)
        }
    }

    /// The tag of one unit.
    func binTag(unit number: Int) -> BinTagContent? {
        guard let unit = stored.case.units.first(where: { $0.number == number }),
            let line = stored.case.lines.first(where: { $0.number == unit.line })
        else { return nil }
        let title = line.product.title ?? line.product.sku.text
        let place = [unit.bin, unit.destination?.text].compactMap { $0 }.joined(separator: ", ")
        return BinTagContent(
            rma: stored.case.number, line: line.number, unit: unit.number, sku: line.product.sku.text,
            title: unit.quantity > 1 ? "\(unit.quantity) × \(title)" : title, serial: unit.serial?.text,
            grade: unit.grade,
            disposition: unit.disposition == .none
                ? nil : terms.catalogue.say("disposition.\(unit.disposition.rawValue)", in: terms.staffLanguage),
            destination: place.isEmpty ? line.destination?.text : place, receivedOn: unit.judgedOn,
            language: terms.staffLanguage, madeAt: stored.createdAt)
    }

    func instructions(shipment number: Int?) -> InstructionsContent {
        let shipment = stored.case.shipments.first { $0.number == number }
        let refused = shipment == nil ? stored.notByParcel : [:]
        let lines = shipment.map(linesTravelling) ?? linesStaying(refused)
        return InstructionsContent(
            rma: stored.case.number, brand: brand.title, customerName: stored.customer.name ?? stored.customer.company,
            lines: lines.map {
                InstructionsContent.Line(
                    title: $0.product.title ?? $0.product.sku.text, sku: $0.product.sku.text,
                    quantity: $0.line.authorized > 0 ? $0.line.authorized : $0.line.requested,
                    reason: $0.product.reason,
                    category: $0.product.category)
            },
            way: shipment.map { .sendBack(consignment($0, lines)) } ?? way(refused),
            promises: promised(refused).map { InstructionsContent.Promise(Phrase("promise.\($0.name)"), due: $0.due) },
            fees: lines.compactMap { line in
                line.fee.map {
                    InstructionsContent.Fee(
                        Phrase("fee.restocking", ["title": .text(line.product.title ?? line.product.sku.text)]),
                        amount: $0)
                }
            },
            trackingURL: terms.voice.link.url(of: stored),
            contact: InstructionsContent.Contact(
                name: brand.contact.desk, phone: brand.contact.phone, email: brand.contact.email,
                hours: brand.contact.hours, timeZone: brand.contact.timeZone),
            language: stored.language, editionOfInstructions: Self.edition(of: stored, in: terms.catalogue),
            issuedAt: stored.createdAt, senderCountry: stored.customer.address?.country,
            settlement: shipment == nil && refused.isEmpty ? settlement : nil, photos: photos(lines),
            feedback: brand.contact.email.map { InstructionsContent.Feedback(email: $0) })
    }

    /// What becomes of the money for goods that the customer keeps.
    private var settlement: InstructionsContent.Settlement? {
        guard let due = promises.first(where: { $0.name == PromiseWords.refunded })?.due else { return nil }
        let kind: InstructionsContent.Settlement.Kind =
            switch stored.request["wish"]?.string.flatMap(Wish.init(rawValue:)) {
            case .credit?: .credit
            case .exchange?, .replacement?: .replacement
            case .refund?, .repair?, nil: .refund
            }
        return InstructionsContent.Settlement(kind, due: due)
    }

    /// Pictures that show what happened, where the reason says that something did.
    private func photos(_ lines: [CaseLine]) -> InstructionsContent.Photos? {
        guard let email = brand.contact.email else { return nil }
        var subjects: Set<InstructionsContent.Photos.Subject> = []
        for line in lines { subjects.formUnion(line.product.reason.photos) }
        let ordered = InstructionsContent.Photos.Subject.allCases.filter(subjects.contains)
        return ordered.isEmpty ? nil : InstructionsContent.Photos(ordered, to: .email(email))
    }

    /// Goods without a parcel: those that may not travel as one, else those that the customer keeps.
    private func way(_ refused: [Int: [Hazard]]) -> InstructionsContent.Way {
        let hazards = Set(refused.values.joined())
        return hazards.isEmpty ? .keep : .refused(Hazard.allCases.filter(hazards.contains))
    }

    private func linesStaying(_ refused: [Int: [Hazard]]) -> [CaseLine] {
        stored.case.lines.filter { refused.isEmpty ? $0.line.authorized > 0 : refused[$0.number] != nil }
    }

    /// What is promised of parcels says nothing about goods that have none.
    private func promised(_ refused: [Int: [Hazard]]) -> [(name: String, due: CalendarDate)] {
        refused.isEmpty ? promises : promises.filter { $0.name == PromiseWords.answered }
    }

    private enum PromiseWords {
        static let answered = "answered"
        static let refunded = "refunded"
    }

    private var brand: ErrandTerms.Brand { terms.brand(of: stored) }
    var sender: String { stored.customer.company ?? stored.customer.name ?? "" }

    /// Under the name that customers know. A warehouse that the configuration has no more is the house itself: its
    /// internal name says nothing to them.
    func warehouse(of shipment: Shipment) -> LabelContent.Party {
        let place = terms.warehouses[shipment.warehouse]
        return LabelContent.Party(name: place?.title ?? brand.title, address: place?.address)
    }

    func service(of shipment: Shipment) -> String { plan(of: shipment)?["service"]?.string ?? terms.service }

    /// nil where it is not known, or where the service's own name begins with it.
    func carrier(of shipment: Shipment) -> String? {
        guard let title = shipment.carrier?.title else { return nil }
        return service(of: shipment).lowercased().hasPrefix(title.lowercased()) ? nil : title
    }

    /// The parcel as the policy planned it.
    func plan(of shipment: Shipment) -> JSONValue? { stored.plan(of: shipment) }

    private func linesTravelling(to shipment: Shipment) -> [CaseLine] {
        let numbers = plan(of: shipment)?["lines"]?.elements.compactMap(\.integer) ?? []
        let refused = stored.notByParcel
        return stored.case.lines.filter { line in
            line.line.authorized > 0 && refused[line.number] == nil
                && (numbers.isEmpty ? line.destination == shipment.warehouse : numbers.contains(Int64(line.number)))
        }
    }
}

extension ReasonCode {
    /// Which pictures help to decide, and spare the customer a question later.
    fileprivate var photos: Set<InstructionsContent.Photos.Subject> {
        switch self {
        case .damagedInTransit: [.damage, .packaging, .parcelLabel]
        case .defectivePackaging: [.packaging, .parcelLabel]
        case .defective, .warranty: [.damage, .typePlate]
        case .wrongItem, .notAsDescribed: [.item, .typePlate]
        case .missingParts: [.contents]
        case .colour, .other, .sizeTooLarge, .sizeTooSmall, .style, .unknown, .unwanted, .orderedByMistake, .recall,
            .excessInventory, .arrivedLate:
            []
        }
    }
}
