import Testing

@testable import Returns

@Suite("What carriers say of a parcel")
struct CarrierHistoryTests {
    @Test(
        "a parcel ends where its carrier's words lead, whatever happened on the way",
        arguments: [
            ("label_ready handed_over in_transit out_for_delivery delivered", "delivered"),
            ("in_transit lost in_transit delivered", "delivered"),
            ("in_transit lost delivered", "delivered"),
            ("in_transit lost delayed", "delayed"),
            ("in_transit refused returned_to_sender", "returned_to_sender"),
            // What is said behind a refusal is about the way back.
            ("in_transit returned_to_sender in_transit delivered", "returned_to_sender"),
            ("in_transit refused out_for_delivery delayed exception damaged handed_over delivered", "refused"),
            ("in_transit refused=delivered", "refused"), ("in_transit delivered refused", "refused"),
            ("in_transit refused lost in_transit delivered", "lost"),
            ("in_transit returned_to_sender lost refused delivered", "refused"),
            ("in_transit damaged delivered", "delivered"),
            ("in_transit delivered damaged", "delivered"),
            ("in_transit delivered=damaged", "delivered"), ("in_transit damaged=delivered", "delivered"),
            ("in_transit delivered delivered", "delivered"),
            ("in_transit delivered in_transit", "delivered"),
            ("in_transit delivered lost out_for_delivery delivered", "delivered"),
            ("in_transit delayed exception out_for_delivery", "out_for_delivery"),
            ("in_transit refused lost", "lost"),
            ("voided in_transit", "in_transit"),
            ("in_transit voided", "in_transit"),
            ("label_ready", "label_ready"),
        ])
    func stories(words: String, end: String) throws {
        // Words that an equals sign joins are of the same moment.
        let events = words.split(separator: " ").enumerated().flatMap { moment, words in
            words.split(separator: "=").map { event(String($0), at: Int64(moment)) }
        }
        for order in [events, events.reversed()] {
            var (one, known) = labelled()
            for event in order { _ = hear([event], of: &one, &known) }
            #expect(one.shipments[0].state.rawValue == end, "one after the other")
        }
        var (one, known) = labelled()
        _ = hear(events.reversed(), of: &one, &known)
        #expect(one.shipments[0].state.rawValue == end, "in one message")
    }

    @Test("a damage is told whenever it is heard: before the delivery, with it, or after it")
    func damage() {
        let words = [event("in_transit", at: 1), event("damaged", at: 2), event("delivered", at: 2)]
        for order in [[0, 1, 2], [0, 2, 1], [2, 1, 0], [1, 0, 2]] {
            var (one, known) = labelled()
            let changes = order.flatMap { hear([words[$0]], of: &one, &known) }
            let isTold = changes.contains {
                $0.after == "damaged" || $0.details.contains { $0.name == "status" && $0.value == .text("damaged") }
            }
            #expect(isTold && one.shipments[0].state == .delivered, "\(order)")
        }
    }

    @Test("any order of the same words ends in the same parcel, by allowed steps alone")
    func anyOrder() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(state: seed)
        for round in 0..<600 {
            let count = Int.random(in: 1...9, using: &random)
            let told = Choices.told
            let events = (0..<count).map { index in
                // Few moments, so that many words are of the same one.
                var event = event(
                    (told.randomElement(using: &random) ?? nil)?.rawValue, at: Int64.random(in: 0...5, using: &random),
                    code: "\(index)")
                if Bool.random(using: &random) {
                    event.estimatedDelivery = CalendarDate(dayNumber: Int.random(in: 100...103, using: &random))
                }
                return event
            }
            var (first, known) = labelled()
            _ = hear(events, of: &first, &known)
            for _ in 0..<3 {
                var (other, heard) = labelled()
                var rest = events.shuffled(using: &random)
                while !rest.isEmpty {
                    let batch = Array(rest.prefix(Int.random(in: 1...3, using: &random)))
                    rest.removeFirst(batch.count)
                    let before = other
                    let changes = hear(batch, of: &other, &heard)
                    #expect(
                        steps(changes, from: before.shipments[0].state) == other.shipments[0].state,
                        "seed \(seed), round \(round): \(changes.map(\.kind))")
                    for event in events.shuffled(using: &random) where heard.contains(where: { same($0, event) }) {
                        _ = other.estimate(event, shipment: 1)
                    }
                }
                #expect(other.shipments[0] == first.shipments[0], "seed \(seed), round \(round): \(events)")
            }
        }
    }

    @Test(
        "the day on which a parcel that goes back is delivered is kept, and told to nobody as a day on which it comes")
    func turnedEstimate() throws {
        for isLate in [false, true] {
            var (one, known) = labelled()
            var (refused, back) = (event("refused", at: 2), event("in_transit", at: 3))
            back.estimatedDelivery = CalendarDate(dayNumber: 7)
            if isLate { refused.code = "late" }
            var changes = hear([event("in_transit", at: 1)], of: &one, &known)
            for word in isLate ? [[refused, back]] : [[refused], [back]] { changes = hear(word, of: &one, &known) }
            let told = try #require(changes.last { $0.axis == Change.estimateAxis })
            #expect(told.isForStaff && one.shipments[0].estimatedDelivery != nil)
        }
    }

    @Test("a time that was yet to come when we heard of it stands behind nothing that happens later")
    func timeToCome() {
        let hour: Int64 = 3_600_000
        var known: [CarrierHistory.Word] = []
        var one = labelled().0
        // A local time nine hours ahead, read as UTC, then what is exact; a clock that is minutes ahead stays as it is.
        let told: [(String, said: Int64, heard: Int64)] = [
            ("in_transit", -2 * hour, 0), ("lost", 9 * hour, hour), ("in_transit", 2 * hour, 2 * hour),
            ("out_for_delivery", 3 * hour + 600_000, 3 * hour), ("delivered", 4 * hour, 4 * hour),
        ]
        var states: [String] = []
        for (status, said, heard) in told {
            let (word, heardAt) = (event(status, at: said), Instant(milliseconds: heard))
            _ = one.track([(word, identity(of: word))], known: known, shipment: 1, heardAt: heardAt)
            known.append(
                CarrierHistory.Word(
                    status: word.status, occurredAt: word.occurredAt, heardAt: heardAt, identity: identity(of: word)))
            states.append(one.shipments[0].state.rawValue)
        }
        #expect(states == ["in_transit", "lost", "in_transit", "out_for_delivery", "delivered"])
        // However often it is reckoned anew, it is the same; words of one message stay in the carrier's order.
        #expect(CarrierHistory(known.reversed()).standing?.state == .delivered)
        let (first, second) = (event("lost", at: 9 * hour), event("in_transit", at: 10 * hour))
        let both = [second, first].map {
            CarrierHistory.Word(
                status: $0.status, occurredAt: $0.occurredAt, heardAt: Instant(milliseconds: 0), identity: [])
        }
        #expect(CarrierHistory(both).standing?.state == .inTransit)
    }

    @Test("a late word of an earlier time changes nothing but the record")
    func late() {
        var (one, known) = labelled()
        _ = hear([event("delivered", at: 9)], of: &one, &known)
        let changes = hear([event("in_transit", at: 5)], of: &one, &known)
        #expect(one.shipments[0].state == .delivered)
        #expect(changes.map(\.kind) == ["shipment.scanned"])
        #expect(one.shipments[0].movedAt == Instant(milliseconds: 9))
    }

    @Test("a word without a status of ours is kept as a scan with all that it says")
    func unknown() {
        var (one, known) = labelled()
        var strange = event(nil, at: 1, code: "ZZ9")
        strange.carrierCode = "77"
        strange.actionRequired = .clearCustoms
        let changes = hear([strange], of: &one, &known)
        #expect(changes.map(\.kind) == ["shipment.scanned"])
        let details = Dictionary(
            changes[0].details.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(details["status"] == .text("unknown"))
        #expect(details["code"] == .text("ZZ9"))
        #expect(details["carrier_code"] == .text("77"))
        #expect(details["action_required"] == .text("customs"))
    }

    @Test("a parcel that is here stays here, and one that we called lost is found by a newer scan")
    func ours() throws {
        var (one, known) = labelled()
        _ = hear([event("in_transit", at: 1)], of: &one, &known)
        one.shipments[0].state = .lost
        _ = hear([event("handed_over", at: 0)], of: &one, &known)
        #expect(one.shipments[0].state == .lost, "an older scan finds nothing")
        _ = hear([event("in_transit", at: 5)], of: &one, &known)
        #expect(one.shipments[0].state == .inTransit)
        _ = try one.receive(DockReceipt(key: ReturnKey(text: ""), lines: []), shipment: 1)
        for status in ["lost", "delivered", "in_transit"] { _ = hear([event(status, at: 8)], of: &one, &known) }
        #expect(one.shipments[0].state == .checkedIn)
    }

    @Test("the newest word on the day of delivery counts, whenever it is heard; the same day again is no news")
    func estimates() {
        var (one, known) = labelled()
        var early = event("in_transit", at: 1)
        early.estimatedDelivery = CalendarDate(dayNumber: 100)
        #expect(hear([early], of: &one, &known).map(\.kind) == ["shipment.in_transit", "shipment.estimated"])
        var again = early
        again.estimatedAt = Instant(milliseconds: 9)
        #expect(one.estimate(again, shipment: 1).isEmpty)
        var between = early
        (between.estimatedAt, between.estimatedDelivery) = (Instant(milliseconds: 5), CalendarDate(dayNumber: 105))
        #expect(one.estimate(between, shipment: 1).isEmpty, "an older word")
        (again.estimatedAt, again.estimatedDelivery) = (Instant(milliseconds: 10), CalendarDate(dayNumber: 101))
        #expect(one.estimate(again, shipment: 1).map(\.after) == ["1970-04-12"])
        (again.estimatedAt, again.estimatedDelivery) = (Instant(milliseconds: 11), CalendarDate(dayNumber: 367))
        #expect(one.estimate(again, shipment: 1).isEmpty, "nobody knows that a year ahead")
    }

    @Test("a day of delivery that is left out, or was replaced since, is told with no word of the carrier")
    func estimatesTold() {
        let told = { (changes: [Change]) in
            changes.flatMap(\.details).compactMap { detail -> String? in
                if detail.name == "estimated_delivery", case .text(let day) = detail.value { day } else { nil }
            }
        }
        let day = { (offset: Int) in CalendarDate(dayNumber: offset) }
        for (estimate, isTold) in [(-2, false), (0, true), (3, true), (400, false)] {
            var (one, known) = labelled()
            var word = event("in_transit", at: 1)
            word.estimatedDelivery = day(estimate)
            #expect(told(hear([word], of: &one, &known)) == (isTold ? [day(estimate).description] : []))
            #expect((one.shipments[0].estimatedDelivery != nil) == isTold)
        }
        var (one, known) = labelled()
        var (new, old) = (event("in_transit", at: 9), event("delayed", at: 5))
        (new.estimatedDelivery, old.estimatedDelivery) = (day(7), day(4))
        #expect(told(hear([new], of: &one, &known)) == [day(7).description])
        #expect(told(hear([old], of: &one, &known)).isEmpty)
    }

    @Test("every transition of a parcel that docs/states.md draws is reached")
    func everyTransition() throws {
        for from in ShipmentState.allCases {
            for next in ShipmentState.allCases where from.mayBecome(next) {
                var (one, known) = try parcel(in: from)
                #expect(one.shipments[0].state == from)
                let changes = try from == .checkedIn ? takeBack(&one, to: next) : lead(&one, &known, to: next)
                #expect(one.shipments[0].state == next, "\(from.rawValue) to \(next.rawValue)")
                let isTold = changes.contains {
                    $0.axis == ShipmentState.axisName && $0.before == from.rawValue && $0.after == next.rawValue
                }
                #expect(isTold, "\(from.rawValue) to \(next.rawValue): \(changes.map(\.kind))")
            }
        }
    }

    // MARK: Doing it

    /// A parcel that came into a state by what really happens to parcels.
    private func parcel(in state: ShipmentState) throws -> (ReturnCase, [CarrierHistory.Word]) {
        var (one, known) = labelled()
        switch state {
        case .labelRequested: (one, known) = (approved(), [])
        case .labelReady: break
        case .expired, .voided, .checkedIn, .handedOver, .inTransit, .outForDelivery, .delivered, .delayed, .exception,
            .damaged, .lost, .refused, .returnedToSender:
            _ = try lead(&one, &known, to: state)
        }
        return (one, known)
    }

    /// The dock corrects that it has a parcel.
    private func takeBack(_ one: inout ReturnCase, to next: ShipmentState) throws -> [Change] {
        let nothing = DockReceipt(
            key: ReturnKey(text: ""), lines: [CountedLine(sku: SKU(trusted: "LAMP"), quantity: 0)],
            note: "another return's", isCorrection: true)
        return try one.receive(nothing, shipments: [], past: CountPast(parcels: [1: next]))
    }

    private func lead(
        _ one: inout ReturnCase, _ known: inout [CarrierHistory.Word], to next: ShipmentState
    ) throws -> [Change] {
        switch next {
        case .labelRequested: []
        case .labelReady: one.labelReady(shipment: 1)
        case .expired: try one.expire()
        case .voided: try one.cancel(reason: nil)
        case .checkedIn: try one.receive(DockReceipt(key: ReturnKey(text: ""), lines: []), shipment: 1)
        case .handedOver, .inTransit, .outForDelivery, .delivered, .delayed, .exception, .damaged, .lost, .refused,
            .returnedToSender:
            hear([event(next.rawValue, at: Int64(known.count + 1) * 10)], of: &one, &known)
        }
    }

    private func hear(
        _ events: [TrackingEvent], of one: inout ReturnCase, _ known: inout [CarrierHistory.Word]
    ) -> [Change] {
        let fresh = events.map { ($0, identity(of: $0)) }
        let changes = one.track(fresh, known: known, shipment: 1)
        known += fresh.map { CarrierHistory.Word(status: $0.status, occurredAt: $0.occurredAt, identity: $1) }
        return changes
    }

    private func steps(_ changes: [Change], from state: ShipmentState) -> ShipmentState? {
        var state = state
        for change in changes where change.axis == ShipmentState.axisName {
            guard change.before == state.rawValue, let next = ShipmentState(rawValue: change.after),
                state.mayBecome(next)
            else { return nil }
            state = next
        }
        return state
    }

    private func same(_ word: CarrierHistory.Word, _ event: TrackingEvent) -> Bool {
        word.identity == identity(of: event)
    }

    private func identity(of event: TrackingEvent) -> [UInt8] {
        Array("\(event.occurredAt.milliseconds) \(event.status?.rawValue ?? "") \(event.code ?? "")".utf8)
    }

    private func event(_ status: String?, at moment: Int64, code: String? = nil) -> TrackingEvent {
        TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "N-1"),
            status: status.flatMap(ShipmentState.init), occurredAt: Instant(milliseconds: moment), code: code)
    }

    private func labelled() -> (ReturnCase, [CarrierHistory.Word]) {
        var one = approved()
        _ = one.labelReady(shipment: 1)
        return (one, [])
    }

    private func approved() -> ReturnCase {
        ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: CalendarDate(dayNumber: 20_000),
            lines: [
                CaseLine(
                    number: 1, product: RequestedLine(sku: SKU(trusted: "LAMP"), quantity: 1, reason: .unwanted),
                    line: Line(requested: 1, authorized: 1))
            ],
            shipments: [
                Shipment(number: 1, code: .sscc("006141410000000012"), warehouse: WarehouseName(trusted: "main"))
            ])
    }

    /// What carriers can say; nil is a code that we do not know.
    private enum Choices {
        static let told: [ShipmentState?] = [
            nil, .labelReady, .handedOver, .inTransit, .outForDelivery, .delivered, .delayed, .exception, .damaged,
            .lost, .refused, .returnedToSender, .voided,
        ]
    }
}
