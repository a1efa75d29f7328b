import Foundation
import JSONText
import Ledger
import Messages
import Returns
import Synchronization
import Testing

/// What customers are told of events: by whom words are made, when, and what stands in them.
@Suite("Voice")
struct VoiceTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    /// Says what it was asked for, and counts how often.
    private final class Speaker: Sendable {
        private let asked = Mutex<[EventTelling]>([])
        var tellings: [EventTelling] { asked.withLock { $0 } }

        func voice(_ like: Voice) -> Voice {
            Voice(
                link: like.link, siteDay: \.date,
                say: { [self] tellings, language in
                    asked.withLock { $0 += tellings }
                    return tellings.map { EventWords(title: $0.kind, text: "in \(language.rawValue)") }
                })
        }
    }

    private func listen(_ name: String, _ payload: DeliveryTerms.Payload, customer: String? = nil) throws {
        var terms = DeliveryTerms()
        terms.payload = payload
        let endpoint = WebhookEndpoint(
            name: EndpointName(trusted: name), url: "https://\(name).example/in",
            customer: customer.map { CustomerNumber(trusted: $0) }, terms: terms)
        let start = bench.start
        try bench.write { try $0.put(endpoint, state: .enabled, secretFile: "s", remark: nil, at: start) }
    }

    private func change(
        _ id: CaseID, _ voice: Voice, promising: [PromiseOffer] = [],
        _ body: @escaping @Sendable (inout ReturnCase) throws -> [Change]
    ) throws {
        let occasion = bench.occasion(5)
        try bench.write { transaction in
            guard var stored = try transaction.snapshot.stored(id: id) else { return }
            let old = stored.case
            let changes = try body(&stored.case)
            try transaction.record(changes, of: &stored, was: old, on: occasion, voice: voice, promising: promising)
        }
    }

    /// Told to the shop's own endpoints alone.
    private static let forStaff = [
        "promise.at_risk", "promise.open", "promise.withdrawn", "customer.special_care", "customer.usual_care",
        "unit.other_serial", "unit.recommended", "line.charge_proposed", "line.told", "return.matched",
    ]

    @Test("every event that customers hear of has words, and nothing else has")
    func everyKind() {
        let told = EventCatalogue.all
            .filter { ![.task, .order, .endpoint, .test].contains($0.family) }.map(\.kind)
            .filter { !Self.forStaff.contains($0) && !EventWording.unsaid.contains($0) }
        #expect(Set(told).subtracting(EventWording.all.map(\.kind)) == [], "without words")
        #expect(Set(EventWording.all.map(\.kind)).subtracting(told) == [], "words for what never happens")
        #expect(EventWording.all.count == Set(EventWording.all.map(\.kind)).count, "twice")
    }

    @Test("words are made only when somebody listens and is told more than the bare fact")
    func onlyForListeners() throws {
        try bench.add(bench.approvedCase(1))
        let speaker = Speaker()
        let voice = speaker.voice(bench.voice)
        try change(2, voice) { $0.labelReady(shipment: 1) }
        #expect(speaker.tellings.isEmpty)
    }

    @Test("a thin message carries no words; a full one has them in the customer's language")
    func forms() throws {
        try listen("slim", .thin)
        try bench.add(bench.approvedCase(1))
        let speaker = Speaker()
        let voice = speaker.voice(bench.voice)
        // Bench cases have their labels requested.
        try change(2, voice) { one in
            let change = Change(.shipment(1), axis: "shipment", before: "label_requested", after: "label_ready")
            one.shipments[0].state = .labelReady
            return [change]
        }
        #expect(speaker.tellings.isEmpty)
        try listen("shop", .full)
        try change(2, voice) { try $0.expire() }
        #expect(speaker.tellings.map(\.kind) == ["return.expired", "shipment.expired"])
        let sent = try bench.ledger.read { try $0.wordsSent(of: 2) }
        #expect(Set(sent.values.map(\.title)) == ["return.expired", "shipment.expired"])
        #expect(sent.values.allSatisfy { $0.text == "in de" })
    }

    @Test("what is promised with a change is known to the words about it")
    func promises() throws {
        try listen("shop", .full)
        try bench.add(bench.approvedCase(1))
        let speaker = Speaker()
        let due = bench.start.date.adding(days: 5)
        try change(2, speaker.voice(bench.voice), promising: [PromiseOffer(name: .inspected, due: due, warn: due)]) {
            one in
            let lamps = CountedLine(sku: SKU(trusted: "LAMP"), quantity: 2)
            return try one.receive(DockReceipt(key: ReturnKey(text: one.number.text), lines: [lamps]), shipment: 1)
        }
        let received = try #require(speaker.tellings.first { $0.kind == "line.received" })
        #expect(received.promises == ["inspected": due])
        #expect(received.line?.product.title == "Lamp")
        #expect(received.day == bench.start.date)
    }

    @Test("amounts, the carrier's day and a person's words reach the sentences; the policy's notes do not")
    func facts() throws {
        try listen("shop", .full)
        try bench.add(bench.approvedCase(1))
        let speaker = Speaker()
        let voice = speaker.voice(bench.voice)
        try change(2, voice) { one in
            [
                Change(
                    .line(1), axis: Resolution.axisName, before: "none", after: "refunded", reason: "as agreed",
                    details: [("amount", .text("49.90")), ("currency", .text("EUR"))]),
                Change(
                    .shipment(1), axis: ShipmentState.axisName, before: "label_ready", after: "in_transit",
                    details: [
                        ("occurred_at", .text("2026-11-21T23:05:00.000Z")),
                        ("estimated_delivery", .text("2026-11-24")),
                    ]),
            ]
        }
        let refund = try #require(speaker.tellings.first)
        #expect(refund.amount == Money(minor: 4990, currency: Currency(trusted: "EUR")))
        #expect(refund.reason == "as agreed")
        let parcel = try #require(speaker.tellings.last)
        #expect(parcel.day.description == "2026-11-21")
        #expect(parcel.expected?.description == "2026-11-24")
    }

    @Test("a day that had passed when we heard of it is nothing that the customer is told to expect the parcel on")
    func past() throws {
        try listen("shop", .full)
        try bench.add(bench.approvedCase(1))
        let speaker = Speaker()
        let yesterday = bench.start.date.adding(days: -1).description
        try change(2, speaker.voice(bench.voice)) { _ in
            [
                Change(
                    .shipment(1), axis: ShipmentState.axisName, before: "label_ready", after: "in_transit",
                    details: [("estimated_delivery", .text(yesterday))]),
                Change(.shipment(1), axis: Change.estimateAxis, before: "", after: yesterday),
            ]
        }
        #expect(speaker.tellings.count == 2 && speaker.tellings.allSatisfy { $0.expected == nil })
    }

    @Test("what is owed, the carrier's new day, its place and the dock's words reach the sentences")
    func decidedAndHeard() throws {
        try listen("shop", .full)
        try bench.add(bench.approvedCase(1))
        let speaker = Speaker()
        try change(2, speaker.voice(bench.voice)) { _ in
            [
                Change(
                    .line(1), axis: Resolution.axisName, before: "none", after: "pending",
                    details: [
                        ("kind", .text("credit")), ("units", .count(2)), ("amount", .text("117.00")),
                        ("currency", .text("EUR")),
                    ]),
                Change(.shipment(1), axis: Change.estimateAxis, before: "2026-11-24", after: "2026-11-26"),
                Change(
                    .shipment(1), axis: Change.scanAxis, before: "", after: "scanned",
                    details: [
                        ("occurred_at", .text("2026-11-21T13:05:00.000Z")), ("place", .text("Leipzig")),
                    ]),
                Change(
                    .rma, axis: ReturnCase.dockAxis, before: "", after: "counted", reason: "for the shelf",
                    details: [("message", .text("Ein Artikel war nicht im Paket."))]),
            ]
        }
        #expect(
            speaker.tellings.map(\.kind) == [
                "line.pending", "shipment.estimated", "shipment.scanned", "return.counted",
            ])
        let owed = try #require(speaker.tellings.first)
        #expect(owed.wish == .credit)
        #expect(owed.units == 2)
        #expect(owed.amount == Money(minor: 11_700, currency: Currency(trusted: "EUR")))
        #expect(speaker.tellings[1].expected?.description == "2026-11-26")
        #expect(speaker.tellings[1].before == "2026-11-24")
        #expect(speaker.tellings[2].day.description == "2026-11-21")
        #expect(speaker.tellings[3].words == "Ein Artikel war nicht im Paket.")
    }

    @Test("the policy's words are said in the language in which they were written, and in no other")
    func policyWords() throws {
        var one = bench.approvedCase(1)
        one.decision = ["message": "Ihre Rücksendung ist genehmigt."]
        let speaker = Speaker()
        let voice = speaker.voice(bench.voice)
        let draft = EventDraft(
            rma: one.id, rmaSequence: 2, at: bench.start, kind: "return.approved", subject: "rma",
            axis: RMAState.axisName, before: "requested", after: "approved", actor: Actor(trusted: "policy"),
            reason: "policy 1", details: .object([]), document: nil)
        _ = voice.words(of: [draft], one, promises: [])
        _ = voice.words(of: [draft], one, promises: [], in: .french)
        #expect(speaker.tellings.map(\.words) == ["Ihre Rücksendung ist genehmigt.", nil])
        #expect(speaker.tellings.allSatisfy { $0.reason == nil })
    }

    @Test("what staff note among themselves is told to no customer")
    func staffNotes() throws {
        try listen("shop", .full)
        try bench.add(bench.approvedCase(1))
        let speaker = Speaker()
        try change(2, speaker.voice(bench.voice)) { _ in
            ["staff", "customer"].map { audience in
                Change(
                    .rma, axis: "note", before: "", after: "noted", reason: "for \(audience)",
                    details: [("audience", .text(audience))])
            }
        }
        #expect(speaker.tellings.map(\.reason) == ["for customer"])
        let sent = try bench.ledger.read { try $0.wordsSent(of: 2) }
        #expect(sent.values.filter { $0.title == "return.noted" }.count == 1)
    }
}
