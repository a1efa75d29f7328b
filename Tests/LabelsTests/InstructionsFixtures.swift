import Labels
import Messages
import Returns

/// One return told in five ways, as the golden files show them.
enum Telling: String, CaseIterable {
    case sendBack = "send-back", keep, damagedBattery = "damaged-battery", pickUp = "pick-up", paperless

    func content(_ language: Language) -> InstructionsContent {
        var content = Fixtures.instructions(language)
        guard case .sendBack(var consignment) = content.way else { return content }
        switch self {
        case .sendBack: break
        case .keep:
            content.way = .keep
            content.fees = []
            content.promises = []
            content.settlement = InstructionsContent.Settlement(
                .refund, amount: Money(minor: 12_990, currency: Currency(trusted: "EUR")),
                due: Fixtures.day.adding(days: 7))
            content.feedback = InstructionsContent.Feedback(
                link: "https://returns.example.com/feedback/4KD9T2X", email: "feedback@example.com")
        case .damagedBattery:
            consignment.hazards = [.init(.damagedBattery)]
            content.way = .sendBack(consignment)
            content.promises = [.init(Phrase("promise.answered"), due: Fixtures.day.adding(days: 1))]
        case .pickUp:
            consignment.parcels = 2
            consignment.hazards = []
            consignment.holdsPersonalData = false
            consignment.pickUp = InstructionsContent.PickUp(
                day: Fixtures.day.adding(days: 9), from: 540, until: 810, timeZone: "Europe/Berlin",
                place: LabelContent.Party(
                    name: "Jürgen Müller",
                    address: PostalAddress(
                        lines: ["Schöne Aussicht 7"], city: "Köln", postalCode: "50667", country: "DE")))
            content.way = .sendBack(consignment)
            content.senderCountry = "DE"
            for index in content.lines.indices { content.lines[index].category = Category("furniture") }
            content.photos = InstructionsContent.Photos([.item, .damage], to: .email("returns@example.com"))
        case .paperless:
            consignment.hazards = [
                .init(.lithiumBattery, marks: ["UN 3481", "Restricted Electronic Device"], service: "Ground Return")
            ]
            consignment.limits = [.surfaceOnly, .inlandOnly]
            consignment.paperless = "QX7-4412-0098"
            consignment.postage = .refunded(upTo: Money(minor: 799, currency: Currency(trusted: "EUR")))
            content.way = .sendBack(consignment)
            content.photos = InstructionsContent.Photos(
                [.typePlate], to: .page("https://returns.example.com/r/4KD9T2X/photos"))
            content.customerName = nil
        }
        return content
    }
}

extension Fixtures {
    static func instructions(_ language: Language) -> InstructionsContent {
        InstructionsContent(
            rma: RMANumber(trusted: "RMA-4KD-9T2X"), brand: "Example Shop", customerName: "Jürgen Müller",
            lines: [
                .init(
                    title: "Noise-cancelling headphones, black", sku: "HP-2040-B", quantity: 1, reason: .defective,
                    category: Category("electronics")),
                .init(title: "USB-C charging cable, 2 m", sku: "CB-0002", quantity: 2, reason: .unwanted),
            ],
            way: .sendBack(
                .init(
                    parcels: 1,
                    packing: [Phrase("packing.original_box"), Phrase("packing.all_accessories")],
                    hazards: [.init(.lithiumBattery, marks: ["UN 3481 Lithium ion battery"])],
                    holdsPersonalData: true, carrier: "DHL", service: "Paket", deadline: day.adding(days: 14),
                    postage: .seller, warehouse: warehouse)),
            promises: [
                .init(Phrase("promise.receipt_confirmed"), due: day.adding(days: 17)),
                .init(Phrase("promise.refunded"), due: day.adding(days: 24)),
            ],
            fees: [
                .init(
                    Phrase("fee.restocking"),
                    amount: Money(minor: 490, currency: Currency(trusted: "EUR")))
            ],
            trackingURL: "https://returns.example.com/r/4KD9T2X", contact: contact, language: language,
            editionOfInstructions: "2026-11", issuedAt: madeAt)
    }
}
