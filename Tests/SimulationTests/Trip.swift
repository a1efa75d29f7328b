import Foundation
import Ledger
import Returns
import Testing

/// One order and its return: what its customer, the carrier, the dock, an inspector and the shop do with it, and when.
struct Trip {
    enum Stage { case toRequest, toSend, underway, toCount, toInspect, toSettle, over }

    let number: Int
    let quantity: Int
    /// In minor units, for one.
    let price: Int
    let shipping: Int
    let discount: Int
    var stage = Stage.toRequest
    var rma: RMANumber?
    /// The day index on which something happens next.
    var next: Int
    var accepted = 0
    /// Requests that were taken, so that the same one again must be the same return.
    var request = ""
    var settled: Set<Int> = []

    init(number: Int, day: Int, chance: inout Chance) {
        self.number = number
        quantity = 1 + chance.below(3)
        price = 500 + chance.below(30_000)
        shipping = chance.once(in: 2) ? chance.below(900) : 0
        discount = chance.once(in: 3) ? chance.below(price / 4) : 0
        next = day + 3 + chance.below(20)
    }

    static func amount(_ minor: Int) -> String {
        #"{"amount":"\#(minor / 100).\#(minor % 100 < 10 ? "0" : "")\#(minor % 100)","currency":"EUR"}"#
    }

    func order(bought: CalendarDate) -> String {
        """
        {"type":"order","number":"A-\(number)","customer":"C-\(number % 40)","purchased_on":"\(bought)",
         "delivered_on":"\(bought.adding(days: 2))","shipping":\(Self.amount(shipping)),
         "discount":\(Self.amount(discount)),"lines":[{"sku":"LAMP","title":"Desk lamp","category":"home",
         "quantity":\(quantity),"price":\(Self.amount(price))}]}
        """
    }

    func newRequest(_ chance: inout Chance) -> String {
        let units = 1 + chance.below(quantity)
        let reason = ["unwanted", "defective", "wrong_item", "damaged"][chance.below(4)]
        return """
            {"type":"return_request","reference":"R-\(number)","customer":{"number":"C-\(number % 40)","name":"Ada Byron",
             "email":"ada@example.com","language":"\(["en", "de", "fr"][number % 3])","address":{"lines":["High Street 1"],
             "city":"Hamburg","postal_code":"20095","country":"DE"}},
             "lines":[{"order":"A-\(number)","sku":"LAMP","quantity":\(units),"reason":"\(reason)",
             "condition":"\(reason == "unwanted" ? "unopened" : "defective")"}]}
            """
    }
}

/// A day of everybody in the world; trips go on by what the ledger says of them.
extension World {
    /// - Returns: nil where the trip has ended.
    func advance(_ trip: inout Trip, day: Int) throws {
        let wait = 1 + chance.below(4)
        trip.next = day + wait
        switch trip.stage {
        case .toRequest:
            trip.request = trip.newRequest(&chance)
            let taken = try hand(in: trip.request)
            trip.rma = taken.rma
            trip.stage = taken.rma == nil ? .over : .toSend
        case .toSend: try send(&trip, day: day)
        case .underway: try carry(&trip, day: day)
        case .toCount: try count(&trip)
        case .toInspect: try inspect(&trip)
        case .toSettle: try settle(&trip)
        case .over: break
        }
    }

    private func state(_ trip: Trip) throws -> StoredCase? {
        guard let rma = trip.rma else { return nil }
        return try ledger.read { try $0.stored(rma) }
    }

    private func send(_ trip: inout Trip, day: Int) throws {
        guard let stored = try state(trip), let rma = trip.rma else { return }
        switch stored.case.state {
        case .requested, .underReview, .infoNeeded:
            let verdict = ["approve", "approve", "decline"][chance.below(3)]
            _ = try hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"\#(verdict)","reason":"Seen by a person."}"#)
        case .approved:
            switch chance.below(20) {
            // They keep it, and never say so: it expires by itself.
            case 0: trip.stage = .over
            case 1:
                _ = try hand(in: #"{"type":"cancellation","rma":"\#(rma)","reason":"They keep it."}"#)
                trip.stage = .over
                // Some send it all the same, and the carrier may lose it.
                guard chance.once(in: 2) else { break }
                try track(stored, "in_transit")
                try track(stored, "lost")
            default:
                try track(stored, "handed_over")
                trip.stage = .underway
            }
        case .declined, .cancelled, .expired, .closed: trip.stage = .over
        }
    }

    /// Words of carriers come twice, out of order, or never.
    private func carry(_ trip: inout Trip, day: Int) throws {
        guard let stored = try state(trip) else { return }
        // A part that came is judged while the rest is on its way.
        if chance.once(in: 2), let line = stored.case.lines.first?.line, line.here > line.accepted + line.rejected {
            try inspect(&trip)
            trip.stage = .underway
        }
        switch chance.below(14) {
        case 12: try loseAgain(&trip)
        case 13: try loseOnWayBack(&trip)
        case 0: trip.next = day + 25
        case 1: try track(stored, "delayed")
        case 2, 3: try track(stored, "in_transit")
        case 5:
            // What is refused or held up goes on, or a person gives another label.
            try track(stored, chance.once(in: 2) ? "refused" : "exception")
            trip.next = day + 1 + chance.below(20)
            if let rma = trip.rma, chance.once(in: 2) {
                _ = try hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
            }
        case 4:
            try track(stored, "lost")
            trip.stage = .toSettle
            trip.next = day + 5
        default:
            if chance.once(in: 2) { try track(stored, "out_for_delivery") }
            try track(stored, "delivered")
            trip.stage = .toCount
        }
    }

    /// A parcel is lost, found, and lost once more; it may be paid for meanwhile.
    private func loseAgain(_ trip: inout Trip) throws {
        for status in ["lost", "in_transit", "lost"] {
            guard let stored = try state(trip) else { return }
            try track(stored, status)
            if chance.once(in: 2) { try look() }
            if status == "lost", chance.once(in: 3) { try settle(&trip) }
        }
        trip.stage = .toSettle
    }

    /// A parcel is refused, another label is used, and then the old parcel is lost on its way back.
    private func loseOnWayBack(_ trip: inout Trip) throws {
        guard let rma = trip.rma, let old = try state(trip)?.case.shipments.last else { return }
        if let stored = try state(trip) { try track(stored, "refused") }
        _ = try hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
        if let stored = try state(trip), chance.once(in: 2) { try track(stored, "in_transit") }
        if let stored = try state(trip) { try track(stored, "lost", parcel: old) }
    }

    private func track(_ stored: StoredCase, _ status: String, parcel: Shipment? = nil) throws {
        guard let shipment = parcel ?? stored.case.shipments.last else { return }
        let text = """
            {"type":"tracking_event","carrier":"dhl","number":"\(shipment.code.text)","status":"\(status)",
             "occurred_at":"\(now)","place":"Leipzig"}
            """
        _ = try hand(in: text)
        if chance.once(in: 6) { _ = try hand(in: text) }
    }

    private func count(_ trip: inout Trip) throws {
        guard let stored = try state(trip), let rma = trip.rma else { return }
        if chance.once(in: 6) { try countWrongly(rma) }
        let line = stored.case.lines.first
        let announced = (line?.product.quantity ?? 1) - (line?.line.received ?? 0)
        let counted = max(1, chance.once(in: 8) ? announced - 1 : announced)
        // Who does not say that nothing more comes waits for the rest.
        let isComplete = !chance.once(in: 4)
        let taken = try hand(
            in: #"{"type":"dock_receipt","rma":"\#(rma)","complete":\#(isComplete),"received_at":"\#(now)","#
                + #""lines":[{"sku":"LAMP","quantity":\#(counted)}]}"#)
        trip.stage = taken.outcome == .rejected ? .over : .toInspect
        guard !isComplete, try state(trip)?.case.isRestWithCustomer == true, chance.once(in: 2) else { return }
        // Somebody gives another label for the rest, and the customer may use it.
        _ = try hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"extend","valid_days":14}"#)
        if chance.once(in: 2) { trip.stage = .underway }
    }

    /// A count that was meant for another return, and is taken back.
    private func countWrongly(_ rma: RMANumber) throws {
        let before = try ledger.read { try $0.stored(rma) }?.case
        let complete = chance.once(in: 2)
        _ = try hand(
            in: #"{"type":"dock_receipt","rma":"\#(rma)","complete":\#(complete),"note":"of another return","#
                + #""lines":[{"sku":"LAMP","quantity":1}]}"#)
        let corrected = try hand(
            in: #"{"type":"dock_receipt","rma":"\#(rma)","correction":true,"note":"it was another return","#
                + #""lines":[{"sku":"LAMP","quantity":0}]}"#)
        // Goods that had counted as lost are awaited from then on.
        guard corrected.outcome == .accepted, let before, before.state == .approved,
            before.lines.allSatisfy({ $0.line.receipt == .awaiting })
        else { return }
        let after = try ledger.read { try $0.stored(rma) }?.case
        #expect(after?.lines.map(\.line) == before.lines.map(\.line), "\(rma)")
        #expect(after?.shipments.map(\.state) == before.shipments.map(\.state), "\(rma)")
    }

    private func inspect(_ trip: inout Trip) throws {
        guard let stored = try state(trip), let rma = trip.rma, let line = stored.case.lines.first else { return }
        let open = line.line.received - line.line.accepted - line.line.rejected
        guard open > 0 else {
            trip.stage = .toSettle
            return
        }
        let part = 1 + chance.below(open)
        let bad = chance.once(in: 10) ? 1 : 0
        let grade = ["a", "b", "c"][chance.below(3)]
        let text = """
            {"type":"inspection","rma":"\(rma)","line":1,"accepted":\(part - bad),"rejected":\(bad),"grade":"\(grade)",
             "staff":"Maria","note":"\(documents)"}
            """
        if try hand(in: text).outcome == .rejected { trip.stage = .over }
        if chance.once(in: 6) { try correct(rma) }
        trip.stage = part == open ? .toSettle : trip.stage
    }

    /// The inspector looks once more, and finds that a unit was judged wrongly, or says so of one that cannot be.
    private func correct(_ rma: RMANumber) throws {
        let unit = 1 + chance.below(3)
        let verdict = chance.once(in: 3) ? #""rejected":1"# : #""accepted":1,"grade":"\#(["a", "c"][chance.below(2)])""#
        _ = try hand(
            in: #"{"type":"inspection","rma":"\#(rma)","corrects":\#(unit),\#(verdict),"note":"\#(documents)"}"#)
    }

    /// The shop carries out what it was given; its bank says no at times.
    private func settle(_ trip: inout Trip) throws {
        guard let stored = try state(trip), let rma = trip.rma else { return }
        let open = stored.case.resolutions.filter { $0.state == .owed }
        for order in open {
            let word =
                switch order.kind {
                case .refund: chance.once(in: 10) ? "failed" : "refunded"
                case .credit: "credited"
                case .exchange: "exchanged"
                case .replacement: "replaced"
                case .repair: "repaired"
                }
            let amount = order.breakdown == nil && word == "refunded" ? #","amount":\#(Trip.amount(100))"# : ""
            let settled = try hand(
                in: #"{"type":"settlement","rma":"\#(rma)","order":\#(order.number),"resolution":"\#(word)","#
                    + #""reference":"P-\#(rma)-\#(order.number)-\#(order.attempt)","note":"By the bank."\#(amount)}"#)
            // The same settlement again must not pay again.
            if settled.outcome == .accepted, word == "refunded", chance.once(in: 5) {
                let again = try hand(
                    in: #"{"type":"settlement","rma":"\#(rma)","order":\#(order.number),"resolution":"refunded","#
                        + #""reference":"P-again-\#(rma)-\#(order.number)"}"#)
                precondition(again.outcome == .rejected, "seed: \(rma) was settled twice")
            }
        }
        if open.isEmpty, stored.case.state != .approved || chance.once(in: 6) {
            if stored.case.state == .closed, chance.once(in: 4) {
                _ = try hand(in: #"{"type":"feedback","rma":"\#(rma)","rating":\#(1 + chance.below(5))}"#)
            }
            trip.stage = .over
        }
    }
}
