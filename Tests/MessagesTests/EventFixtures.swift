import Foundation
import Messages
import Returns
import Yams

/// Events of one return, each as a customer may hear of it: every kind, and every sentence of it.
enum EventFixtures {
    struct Sample {
        var name: String
        var telling: EventTelling
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let day = CalendarDate(iso: "2026-11-24").unsafelyUnwrapped
    static let euros = Money(minor: 4_990, currency: Currency(trusted: "EUR"))
    static let lastDay = CalendarDate(iso: "2027-01-05").unsafelyUnwrapped

    /// The shipped catalogues, read once.
    static func texts() throws -> [Language: [String: String]] { try shipped.get() }
    private static let shipped = Result { try read() }

    /// As they stand in the files.
    private static func read() throws -> [Language: [String: String]] {
        var texts: [Language: [String: String]] = [:]
        for language in Language.allCases {
            for file in ["events", "instructions"] {
                let path = root.appending(path: "Config/messages/\(language.rawValue)/\(file).yaml")
                if let node = try Yams.compose(yaml: String(contentsOf: path, encoding: .utf8)) {
                    flatten(node, "") { texts[language, default: [:]][$0] = $1 }
                }
            }
        }
        return texts
    }

    private static func flatten(_ node: Node, _ path: String, _ take: (String, String) -> Void) {
        if let pairs = node.mapping {
            for (key, value) in pairs {
                let name = key.scalar?.string ?? ""
                flatten(value, path.isEmpty ? name : "\(path).\(name)", take)
            }
        } else if let text = node.scalar?.string {
            take(path, text)
        }
    }

    /// A lamp with two units and a cable, in so many parcels.
    static func returnCase(parcels: Int = 1) -> ReturnCase {
        let lamp = RequestedLine(sku: SKU(trusted: "LAMP-2"), title: "Luna 40", quantity: 2, reason: .unwanted)
        let cable = RequestedLine(sku: SKU(trusted: "CABLE-7"), quantity: 1, reason: .defective)
        return ReturnCase(
            number: RMANumber(trusted: "RMA-4KD-9T2X"), state: .approved, validUntil: lastDay,
            lines: [
                CaseLine(number: 1, product: lamp, line: Line(requested: 2, authorized: 2)),
                CaseLine(number: 2, product: cable, line: Line(requested: 1, authorized: 1)),
            ],
            shipments: parcels < 1
                ? []
                : (1...parcels).map {
                    Shipment(
                        number: $0, code: .sscc("00614141000000005\($0)"), warehouse: WarehouseName(trusted: "main"))
                })
    }

    static func advance(_ kind: Advance.Kind = .replacement, ended: Advance.End? = nil) -> Advance {
        Advance(kind: kind, due: day.adding(days: 7), reference: Reference(trusted: "SHOP-8812"), end: ended)
    }

    static let promises = [
        "answered": day.adding(days: 2), "receipt_confirmed": day.adding(days: 1), "inspected": day.adding(days: 5),
        "refunded": day.adding(days: 8),
    ]

    static func subject(_ kind: String) -> Change.Subject {
        switch kind.prefix(while: { $0 != "." }) {
        case "line": .line(1)
        case "shipment": .shipment(1)
        case "unit": .unit(1)
        case "promise": .promise(.inspected)
        case "customer": .customer
        default: .rma
        }
    }

    static func sample(
        _ kind: String, _ variant: String = "", parcels: Int = 1, _ change: (inout EventTelling) -> Void = { _ in }
    ) -> Sample {
        var telling = EventTelling(
            kind: kind, subject: subject(kind), before: "", day: day, case: returnCase(parcels: parcels),
            promises: promises)
        if kind.hasPrefix("line."), kind != "line.shipped_ahead" {
            telling.case.lines[0].line.received = 2
            telling.case.lines[0].line.receipt = .received
        }
        if kind.hasPrefix("unit.") {
            telling.case.units = [CaseUnit(number: 1, line: 1, quantity: 1, verdict: .accepted)]
        }
        change(&telling)
        return Sample(name: variant.isEmpty ? kind : "\(kind), \(variant)", telling: telling)
    }

    /// A part is here, and nobody has sent the rest.
    static func isTheirs(_ telling: inout EventTelling) {
        (telling.case.lines[0].line.received, telling.case.lines[0].line.receipt) = (1, .awaiting)
        telling.case.shipments[0].state = .checkedIn
    }

    /// Each kind as it stands, then what differs by the case.
    static var all: [Sample] {
        let plain = EventWording.all.map { wording in
            sample(wording.kind) { telling in
                if wording.kind == "return.requested" || wording.kind == "return.under_review" {
                    telling.case.state = .underReview
                }
                if wording.kind == "return.info_needed" || wording.kind == "return.noted" { telling.reason = note }
                if wording.kind == "line.refunded" || wording.kind == "line.credited" { telling.amount = euros }
                if wording.kind == "line.accepted" { telling.case.lines[0].line.accepted = 2 }
                if wording.kind == "line.partial" {
                    telling.case.lines[0].line.accepted = 1
                    telling.case.lines[0].line.rejected = 1
                    telling.reason = note
                }
                if wording.kind == "line.short" || wording.kind == "line.awaiting" {
                    telling.case.lines[0].line.received = 1
                    telling.case.lines[0].line.missing = 1
                }
                if wording.kind == "line.reminded" || wording.kind == "line.extended" {
                    telling.case.lines[0].advance = advance()
                }
                if wording.kind == "shipment.estimated" { telling.expected = day.adding(days: 2) }
                if wording.kind == "line.charge_due" { telling.amount = euros }
            }
        }
        let ordered = (plain + authorization + goods + parcels + care).map { one in
            // What the customer gets was ordered with these, unless a person decides.
            guard ["line.accepted", "line.lost", "line.waived"].contains(one.telling.kind), !one.name.hasSuffix(review)
            else { return one }
            var one = one
            let line = one.telling.line?.number ?? 1
            one.telling.case.resolutions = [
                ResolutionOrder(number: 1, line: line, units: 0..<1, kind: one.telling.wish ?? .refund, breakdown: nil)
            ]
            return one
        }
        return ordered.sorted { $0.name < $1.name }
    }

    /// What came for what was sent ahead of the first line was denied.
    static func deny(_ telling: inout EventTelling) {
        telling.case.lines[0].advance = advance()
        telling.case.denials = [
            Denial(
                number: 1, line: 1, units: 1, reference: Reference(trusted: "DN-17"), reason: note,
                alternative: .sentBack)
        ]
    }

    static let note = "The type plate says LX-40."
    /// Ends the name of what a person decides.
    static let review = "for a person"

    /// What happened in one commit, and is told in one message.
    static var commits: [(name: String, tellings: [EventTelling])] {
        let cable = { (telling: inout EventTelling) in telling.subject = .line(2) }
        return [
            (
                "approved at once, two parcels",
                [
                    sample("return.requested", parcels: 2), sample("return.approved", parcels: 2),
                    sample("shipment.label_requested", parcels: 2),
                    sample("shipment.label_requested", parcels: 2) { $0.subject = .shipment(2) },
                ]
            ),
            (
                "one line is short, something else came",
                [
                    sample("shipment.checked_in"), sample("return.counted") { $0.words = "(The dock's words.)" },
                    sample("line.counted") { $0.case.lines[0].line.received = 1 },
                    sample("line.short") { $0.case.lines[0].line.received = 1 },
                    sample("line.unexpected") { cable(&$0) }, sample("line.wrong_item") { cable(&$0) },
                ]
            ),
            (
                "two units inspected, one of them with a photo",
                [
                    sample("unit.judged") {
                        $0.case.units[0].photos = [
                            UnitPhoto(name: "17.jpg", sha256: String(repeating: "4f", count: 32))
                        ]
                    },
                    sample("unit.judged") { $0.reason = note },
                    sample("line.accepted") { $0.case.lines[0].line.accepted = 2 },
                    sample("unit.restock"), sample("line.restock"),
                    sample("line.pending") { ($0.wish, $0.amount, $0.units) = (.refund, euros, 2) },
                ]
            ),
            ("two lines are rejected", [sample("line.rejected"), sample("line.rejected") { cable(&$0) }]),
            (
                "the last line is refunded",
                [
                    sample("line.refunded") { $0.amount = euros },
                    sample("return.closed") { $0.case.lines[0].line.resolution = .refunded },
                ]
            ),
            (
                "a whole history at once",
                [
                    sample("shipment.handed_over"), sample("shipment.in_transit"), sample("shipment.damaged"),
                    sample("shipment.out_for_delivery"), sample("shipment.delivered"),
                ]
            ),
        ].map { ($0.0, $0.1.map(\.telling)) }
    }

    private static var authorization: [Sample] {
        [
            sample("return.requested", "decided at once"),
            sample("return.under_review", "after an answer") { $0.before = "info_needed" },
            sample("return.under_review", "goods came after a refusal") { $0.before = "declined" },
            sample("return.under_review", "by the policy") { $0.words = "(The policy's words.)" },
            sample("return.approved", "by the policy") { $0.words = "(The policy's words.)" },
            sample("return.approved", "nothing to send", parcels: 0),
            sample("return.approved", "after it had expired") { $0.before = "expired" },
            sample("return.approved", "a late parcel is on its way") {
                $0.before = "expired"
                $0.case.shipments[0].state = .inTransit
            },
            sample("return.approved", "with words, its goods are here") {
                ($0.before, $0.reason, $0.isReasonForCustomer) = ("under_review", note, true)
                $0.case.lines[0].line.received = 1
            },
            sample("return.extended", "with words") { ($0.reason, $0.isReasonForCustomer) = (note, true) },
            sample("return.extended", "of goods that are on their way") { $0.case.shipments[0].state = .inTransit },
            sample("return.approved", "without a day") { $0.case.validUntil = nil },
            sample("return.counted", "with the dock's words") { $0.words = "(The dock's words.)" },
            sample("return.count_corrected", "with the dock's words") { $0.words = "(The dock's words.)" },
            sample("return.declined", "by the policy") { $0.words = "(The policy's words.)" },
            sample("return.declined", "by a person") { $0.reason = note },
            sample("return.cancelled", "without a label", parcels: 0),
            sample("return.closed", "with a refund") { $0.case.lines[0].line.resolution = .refunded },
            sample("return.closed", "a present") {
                $0.case.lines[0].line.resolution = .refunded
                $0.isGift = true
            },
            sample("return.reopened", "goods are here") { $0.case.shipments[0].state = .checkedIn },
            sample("return.feedback", "not content") { $0.rating = 1 },
        ]
    }

    private static var parcels: [Sample] {
        [
            sample("shipment.delivered", "one of several", parcels: 3) { $0.subject = .shipment(2) },
            sample("shipment.delivered", "without a promise") { $0.promises = [:] },
            sample("shipment.label_ready", "one of several", parcels: 3) { $0.subject = .shipment(2) },
            sample("shipment.label_ready", "collected") { $0.pickUp = day.adding(days: 3) },
            sample("shipment.label_requested", "collected") { $0.pickUp = day.adding(days: 3) },
            sample("shipment.estimated", "another day") {
                $0.before = day.adding(days: 1).description
                $0.expected = day.adding(days: 2)
            },
            sample("shipment.in_transit", "with the carrier's day") { $0.expected = day.adding(days: 2) },
        ]
    }

    private static var care: [Sample] {
        [
            sample("promise.revised", "with its cause") { $0.words = cause },
            sample("promise.revised", "a credit, with its cause") {
                $0.subject = .promise(.refunded)
                $0.wish = .credit
                $0.words = cause
            },
            sample("promise.broken", "with its cause") {
                $0.words = cause
                $0.answerBy = day.adding(days: 1)
            },
            sample("promise.escalated", "with both days") {
                $0.before = day.adding(days: 1).description
                $0.answerBy = day.adding(days: 2)
            },
            sample("shipment.escalated", "with both days") {
                $0.before = day.adding(days: 1).description
                $0.answerBy = day.adding(days: 2)
            },
            sample("return.escalated", "with both days") {
                $0.before = day.adding(days: 1).description
                $0.answerBy = day.adding(days: 2)
            },
            sample("return.feedback", "with the day of the answer") { $0.answerBy = day.adding(days: 1) },
            sample("shipment.exception", "with the day of the answer") { $0.answerBy = day.adding(days: 2) },
            sample("customer.goodwill", "an amount") { $0.amount = euros },
            sample("return.feedback_answered", "with the answer") { $0.reason = note },
            sample("shipment.traced", "with the catalogue's words") { $0.words = cause },
            sample("shipment.late", "with the catalogue's words") { $0.words = cause },
            sample("shipment.answered", "with the catalogue's words") { $0.words = cause },
            sample("shipment.found", "settled already") { ($0.words, $0.promises) = (cause, [:]) },
            sample("shipment.in_transit", "found again") {
                $0.before = "lost"
                $0.case.lines[0].line.receipt = .lost
                $0.case.shipments[0].state = .inTransit
            },
        ]
    }

    /// What a catalogue said of a delay when it happened.
    private static let cause = "(The catalogue's words.)"
}
