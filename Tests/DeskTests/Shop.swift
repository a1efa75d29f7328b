import Digests
import Foundation
import JSONText
import Ledger
import Returns
import Synchronization
import Testing
import Workers

/// Writes to a ledger as the daemon does, through the one writer.
final class TestLedger: Sendable {
    let ledger: Ledger
    private let writer: LedgerWriter

    init(_ bench: Bench) throws {
        ledger = try Ledger(path: bench.ledgerPath, access: .writing)
        writer = try LedgerWriter(
            ledger: ledger, groupMax: 8, failpoints: .none, committed: { _ in },
            broken: { Issue.record("a commit failed: \($0)") })
    }

    /// Performs a step and returns when it is on disk.
    func commit(_ perform: @escaping @Sendable (Transaction) throws -> Void) throws {
        let answer = Mailbox<Result<Void, any Error>>(capacity: 1)
        #expect(writer.submit(.init(perform: perform) { _ = answer.put($0) }))
        try #require(answer.take()).get()
    }

    func close() throws {
        writer.stop()
        try ledger.close()
    }
}

/// A small shop on a November day: an approved return on its way, one that a person must look at, with a
/// customer's name that attacks the terminal, and a declined one.
struct Shop {
    static let voice = Voice(
        link: TrackingLink(baseURL: "https://rma.example.com/t"), siteDay: \.date,
        say: { tellings, _ in tellings.map { _ in nil } })
    static let hostileName = "Mallory\u{1B}]0;pwned\u{07}\u{1B}[31m\u{202E}txt.exe\u{9B}2J"
    static let first = RMANumberPattern.standard.number(ordinal: 0)!
    static let second = RMANumberPattern.standard.number(ordinal: 1)!
    static let third = RMANumberPattern.standard.number(ordinal: 2)!
    static let code = ParcelCode.sscc(extensionDigit: 3, companyPrefix: "4012345", serial: 1)!
    static let start = Instant(milliseconds: 1_795_082_400_000) // 2026-11-19T10:00:00Z

    static func fill(_ ledger: TestLedger, in bench: Bench) throws {
        try ledger.commit { try documents($0) }
        try ledger.commit { try firstReturn($0) }
        try ledger.commit { try secondReturn($0) }
        try ledger.commit { try thirdReturn($0) }
        try bench.write("%PDF", to: "spool/labels/\(first).pdf")
    }

    private static func documents(_ transaction: Transaction) throws {
        for number in 1...3 {
            let bytes = Array("document \(number)".utf8)
            try transaction.keepOriginal(bytes, digest: Digest(of: bytes))
            let document = DocumentRecord(
                id: Int64(number), digest: Digest(of: bytes), name: "returns-\(number).json", station: "desk-1",
                receivedAt: start, outcome: .accepted, paperName: "returns-\(number).json", receipt: "{}",
                reason: nil)
            try transaction.begin(document)
            try transaction.end(document)
        }
        try transaction.put(
            WebhookEndpoint(
                name: EndpointName("shop")!, url: "https://shop.example.com/hooks/rmad",
                customer: nil, events: ["return.*", "shipment.in_transit"], secretFile: "shop.whsec"),
            secretFile: "shop.whsec", remark: nil, at: start)
    }

    private static func occasion(_ document: Int64, _ actor: String, minutes: Int64) -> Occasion {
        Occasion(
            at: start.adding(milliseconds: minutes * 60_000), actor: Actor(trusted: actor),
            document: (document, Digest(of: "document \(document)".utf8)))
    }

    private static func stored(
        _ id: Int64, _ number: RMANumber, _ customer: Customer, _ lines: [CaseLine], decision: JSONValue
    ) -> StoredCase {
        StoredCase(
            id: id, case: ReturnCase(number: number, lines: lines), token: "tokentokentokentoken\(id)0",
            sequence: 0, createdAt: start, changedAt: start, customer: customer, language: .german,
            request: ["reference": .string("WEB-\(id)"), "wish": "refund", "note": "Too tight\nat the toes"],
            decision: decision, policyEdition: "2026-11", document: id)
    }

    private static func firstReturn(_ transaction: Transaction) throws {
        let euro = Currency("EUR")!
        let boot = RequestedLine(
            order: OrderNumber("A-17"), sku: SKU("BOOT-42")!, title: "Winter boot, size 42",
            serial: SerialNumber("S-1"), quantity: 2, reason: .sizeTooSmall, condition: .opened,
            note: "left one scratched", unitPrice: Money(minor: 12_990, currency: euro),
            purchasedOn: CalendarDate(year: 2026, month: 11, day: 2), hazards: [.lithiumBattery])
        let sock = RequestedLine(sku: SKU("SOCK-3")!, quantity: 1, reason: .unwanted)
        var one = stored(
            1, first,
            Customer(
                number: CustomerNumber("C-1001"), name: "Maria Huber", company: "Huber GmbH",
                email: "maria@example.com", phone: "+49 89 5550123", tier: Tier("gold"),
                address: PostalAddress(
                    lines: ["Lindwurmstraße 5"], city: "München", postalCode: "80337", country: "DE")),
            [
                CaseLine(
                    number: 1, product: boot, line: Line(requested: 2, authorized: 2),
                    destination: WarehouseName("munich"), fee: Money(minor: 500, currency: euro)),
                CaseLine(number: 2, product: sock, line: Line(requested: 1, authorized: 1)),
            ],
            decision: [
                "answer": "authorize", "edition": "2026-11", "x12": "RA",
                "message": "You may send the goods until 2026-12-19.",
                "lines": [
                    [
                        "line": 1, "answer": "authorize", "authorized": 2, "goods": "come_back",
                        "postage": "seller", "destination": "munich",
                        "fee": ["minor": 500, "currency": "EUR"],
                    ]
                ],
                "findings": [
                    [
                        "rule": "window", "line": 1, "outcome": "fits",
                        "words": "You may return this until 2026-12-02.",
                        "explanation": "bought 2026-11-02, 30 days from purchase",
                    ],
                    [
                        "rule": "restricted", "line": 1, "outcome": "notes",
                        "words": "The parcel gets a battery mark.", "explanation": "lithium_battery: allowed with mark",
                    ],
                ],
            ])
        one.case.shipments = [Shipment(number: 1, code: code, warehouse: WarehouseName("munich")!)]
        one.case.validUntil = CalendarDate(year: 2026, month: 12, day: 19)
        var changes = [Change(.rma, axis: "rma", before: "", after: "requested")]
        changes += try one.case.move(to: .approved, reason: "You may send the goods until 2026-12-19.")
        changes.append(
            Change(
                .shipment(1), axis: "shipment", before: "", after: "label_requested",
                details: [("code", .text(code.text))]))
        let refunded = CalendarDate(year: 2026, month: 12, day: 1)!
        try transaction.record(
            changes, of: &one, was: nil, on: occasion(1, "policy", minutes: 0), voice: voice,
            promising: [PromiseOffer(name: .refunded, due: refunded, warn: refunded.adding(days: -1))])
        try transaction.index(one)
        try transaction.owePaper(rma: 1, shipment: 1, at: start)
        let before = one.case
        let event = TrackingEvent(
            carrier: CarrierName("dhl")!, number: TrackingNumber("JD0146")!, status: .inTransit,
            occurredAt: start.adding(days: 1), place: "Augsburg", code: "TR", message: "On its way")
        changes = one.case.labelReady(shipment: 1) + one.case.track(event, shipment: 1)
        let parcel = try #require(try transaction.snapshot.parcel(1, of: 1))
        one.case.shipments[0].history = try transaction.keep(
            [(event, event.identity, 1)], of: parcel, after: 0, history: nil, document: 1)
        try transaction.record(
            changes, of: &one, was: before, on: occasion(1, "carrier:dhl", minutes: 1500), voice: voice)
        try attempts(transaction)
    }

    /// The first delivery met an endpoint that was out of order.
    private static func attempts(_ transaction: Transaction) throws {
        let deliveries = try transaction.snapshot.dueDeliveries(
            to: EndpointName("shop")!, at: start.adding(days: 9), limit: 1, besides: [])
        let due = try #require(deliveries.due.first)
        _ = try transaction.record(
            AttemptRecord(
                delivery: due.id, startedAt: start.adding(milliseconds: 1000),
                endedAt: start.adding(milliseconds: 1042), ending: .again(at: start.adding(milliseconds: 60_000)),
                outcome: "HTTP 503", status: 503, peer: "192.0.2.7",
                timings: ["lookup_us": 120, "total_us": 41_900],
                response: Array("<h1>Busy\u{1B}[2J</h1>\r\nagain".utf8)))
    }

    private static func secondReturn(_ transaction: Transaction) throws {
        var two = stored(
            2, second, Customer(number: CustomerNumber("C-1002"), name: hostileName),
            [
                CaseLine(
                    number: 1, product: RequestedLine(sku: SKU("LAMP")!, quantity: 1, reason: .defective),
                    line: Line(requested: 1, authorized: 1))
            ], decision: ["answer": "review"])
        var changes = [Change(.rma, axis: "rma", before: "", after: "requested")]
        changes += try two.case.move(to: .underReview, reason: "A person looks at it.")
        try transaction.record(changes, of: &two, was: nil, on: occasion(2, "policy", minutes: 60), voice: voice)
        try transaction.index(two)
    }

    private static func thirdReturn(_ transaction: Transaction) throws {
        var three = stored(
            3, third, Customer(name: "株式会社オオサカ"),
            [
                CaseLine(
                    number: 1,
                    product: RequestedLine(
                        sku: SKU("EXTRA-LONG-STOCK-KEEPING-UNIT-9")!, quantity: 1, reason: .unwanted),
                    line: Line(requested: 1, authorized: 0))
            ], decision: ["answer": "decline"])
        var changes = [Change(.rma, axis: "rma", before: "", after: "requested")]
        changes += try three.case.move(to: .declined, reason: "The time to return it has passed.")
        try transaction.record(changes, of: &three, was: nil, on: occasion(3, "policy", minutes: 120), voice: voice)
        try transaction.index(three)
    }

    /// A bench with the shop's ledger at rest.
    static func bench() throws -> Bench {
        let bench = try Bench()
        try bench.makeSpool()
        let ledger = try TestLedger(bench)
        try fill(ledger, in: bench)
        try ledger.close()
        return bench
    }
}
