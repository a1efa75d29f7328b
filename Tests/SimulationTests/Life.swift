import Foundation
import JSONText
import Ledger
import Returns
import Testing

/// One return alone in the world, from its request on.
extension World {
    /// A world whose shop listens, so that words are written.
    static func listening(seed: UInt64, on day: CalendarDate) throws -> World {
        let world = try World(seed: seed, start: day.startInUTC)
        _ = try world.hand(in: #"{"type":"endpoint","name":"shop","url":"https://shop.example.com/hook"}"#)
        return world
    }

    /// Requests a return of so many lamps on the morning of a day, and waits for its label.
    func requested(
        on day: CalendarDate, quantity: Int = 1, untilLabel: Bool = true, reason: String = "unwanted",
        wish: String = "refund", hazard: String? = nil
    ) throws -> RMANumber {
        set(day.startInUTC.adding(milliseconds: 7 * 3_600_000))
        let price = Trip.amount(4_990)
        let hazards = hazard.map { #","hazards":["\#($0)"]"# } ?? ""
        let order = """
            {"type":"order","number":"A-1","customer":"C-1","purchased_on":"\(day.adding(days: -3))",
             "delivered_on":"\(day.adding(days: -1))","lines":[{"sku":"LAMP","title":"Desk lamp","category":"home",
             "quantity":\(quantity),"price":\(price)}]}
            """
        _ = try hand(in: order)
        let request = """
            {"type":"return_request","reference":"R-1","customer":{"number":"C-1","name":"Ada Byron",
             "email":"ada@example.com","language":"en","address":{"lines":["High Street 1"],"city":"Hamburg",
             "postal_code":"20095","country":"DE"}},"wish":"\(wish)","lines":[{"order":"A-1","sku":"LAMP","quantity":\(quantity),
             "reason":"\(reason)","condition":"unopened"\(hazards)}]}
            """
        let rma = try #require(try hand(in: request).rma)
        for _ in 0..<20 where try untilLabel && first().case.shipments.first?.state != .labelReady { _ = try perform() }
        // A person sees to goods that no parcel may carry.
        if hazard != nil { try say("review", #""rma":"\#(rma)","verdict":"approve","staff":"Ada""#) }
        #expect(try first().case.state == .approved)
        return rma
    }

    /// A lamp and a saw, approved, each with a label for a warehouse of its own.
    func requestedTwo(on day: CalendarDate) throws -> RMANumber {
        set(day.startInUTC.adding(milliseconds: 7 * 3_600_000))
        let taken = try hand(
            in: """
                {"type":"return_request","reference":"R-1","customer":{"number":"C-1","name":"Ada Byron",
                 "email":"ada@example.com","language":"en","address":{"lines":["High Street 1"],"city":"Hamburg",
                 "postal_code":"20095","country":"DE"}},"lines":[{"sku":"LAMP","quantity":1,"reason":"unwanted",
                 "condition":"unopened"},{"sku":"SAW","quantity":1,"reason":"defective","condition":"defective"}]}
                """)
        let rma = try #require(taken.rma)
        _ = try hand(in: #"{"type":"review","rma":"\#(rma)","verdict":"approve"}"#)
        for _ in 0..<20 { _ = try perform() }
        #expect(try first().case.shipments.count == 2)
        return rma
    }

    /// Looks in the morning and after the hour for telling, from the world's day on.
    func live(until day: CalendarDate) throws {
        var next = now.date
        while next <= day {
            for hour in [5, 13] {
                let moment = next.startInUTC.adding(milliseconds: Int64(hour) * 3_600_000)
                guard moment > now else { continue }
                set(moment)
                try look()
            }
            next = next.adding(days: 1)
        }
    }

    /// The carrier's word of a parcel, the newest unless it is named, in the afternoon of a day.
    func tell(
        _ status: String, on day: CalendarDate, estimate: CalendarDate? = nil, parcel number: Int? = nil
    ) throws {
        let moment = day.startInUTC.adding(milliseconds: 14 * 3_600_000)
        set(max(moment, now.adding(milliseconds: 60_000)))
        let parcels = try first().case.shipments
        let code = try #require(number.map { parcels[$0 - 1] } ?? parcels.last).code.text
        let expected = estimate.map { #","estimated_delivery":"\#($0)""# } ?? ""
        let text = #"{"type":"tracking_event","carrier":"dhl","number":"\#(code)","status":"\#(status)","#
        let taken = try hand(in: text + #""occurred_at":"\#(now)"\#(expected)}"#)
        #expect(taken.outcome == .accepted, "\(troubles)")
    }

    /// A count of lamps at the dock.
    @discardableResult
    func count(_ rma: RMANumber, _ units: Int, _ more: String = "") throws -> DocumentOutcome {
        try hand(
            in: #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":\#(units)}]\#(more)}"#
        ).outcome
    }

    func inspect(_ rma: RMANumber, _ units: Int) throws {
        let text =
            #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":\#(units),"rejected":0,"grade":"a","#
            + #""note":"document \#(documents)"}"#
        #expect(try hand(in: text).outcome == .accepted, "\(troubles)")
    }

    func settle(_ rma: RMANumber, _ order: Int) throws {
        let text =
            #"{"type":"settlement","rma":"\#(rma)","order":\#(order),"resolution":"refunded","#
            + #""reference":"P-\#(order)"}"#
        #expect(try hand(in: text).outcome == .accepted, "\(troubles)")
    }

    /// How often a day was told for a promise.
    func promisesMade() throws -> Int {
        try told().reduce(0) { count, event in
            count + PromiseName.allCases.count { event.draft.details["promised_\($0.rawValue)"] != nil }
        }
    }

    func verify() throws -> VerificationReport { try ledger.read { try $0.verify { _ in } } }
    func first() throws -> StoredCase { try #require(try ledger.read { try $0.stored(id: 1) }) }
    func promise(_ name: PromiseName) throws -> Promise? { try ledger.read { try $0.promise(name, of: 1) } }
    func told() throws -> [RecordedEvent] { try ledger.read { try $0.events(of: 1) } }
    func kinds() throws -> [String] { try told().map(\.draft.kind) }

    /// What the customer was told with events of a kind; by a world that is listened to.
    func words(_ kind: String) throws -> [String] {
        let sent = try ledger.read { try $0.wordsSent(of: 1) }
        return try told().filter { $0.draft.kind == kind }.compactMap { sent[$0.sequence]?.text }
    }

    func openTasks() throws -> [TaskKind] { try open().map(\.task.kind) }
    func open() throws -> [TaskRecord] { try ledger.read { try $0.tasks(of: 1) }.filter { $0.state == .open } }

    /// Hands in what people say of the return, which is taken.
    func say(_ type: String, _ fields: String, line: SourceLocation = #_sourceLocation) throws {
        let taken = try hand(in: #"{"type":"\#(type)",\#(fields)}"#)
        #expect(taken.outcome == .accepted, "\(troubles.suffix(1))", sourceLocation: line)
    }
}
