import Returns

/// What the clock does about a promise.
package enum PromiseStep: Sendable, Equatable {
    case nothing
    /// What is true of the return ends it.
    case end(PromiseEnd)
    /// Nothing can be done yet: staff are warned on another day.
    case wait(until: CalendarDate)
    /// Staff are warned.
    case warn
    /// It waits for a parcel on its way: the customer is told a new day, without more.
    case postpone(arrival: CalendarDate)
    /// The customer is told a new day.
    case revise(to: CalendarDate, waitingFor: PromiseDelay)
    /// Its day is over.
    case breaks(waitingFor: PromiseDelay)
}

/// What a promise waits for, said to the customer without blaming anybody: `delay.NAME` in the catalogues.
package enum PromiseDelay: String, CaseIterable, Sendable {
    case decision, parcel
    /// The same where some of the goods are here.
    case rest
    /// The carrier calls a parcel delivered, and nobody has checked it in.
    case delivery
    case count, inspection, settlement
    /// Goods that do not come any more: there is nothing to inspect.
    case lastStep = "last_step"

    package var phrase: Phrase { Phrase("delay.\(rawValue)") }

    /// As staff read it, behind "it waits for".
    package var words: String {
        switch self {
        case .decision: "a decision"
        case .parcel: "the parcel"
        case .rest: "the rest of the goods"
        case .delivery: "a parcel that its carrier reports as delivered to be found and counted"
        case .count: "the parcel to be opened and counted"
        case .inspection: "the inspection"
        case .settlement, .lastStep: "the payment, or what takes its place"
        }
    }

    package init(_ promise: PromiseName, of one: ReturnCase) {
        switch (promise, one.whereabouts) {
        case (.answered, _): self = .decision
        case (.refunded, _) where one.isDueWithoutGoods: self = .lastStep
        case (.refunded, _) where one.isOpenForLost && one.isNothingHere: self = .lastStep
        case (.receiptConfirmed, _) where one.isPromisedInPart: self = .count
        case (_, _) where one.isPromisedInPart:
            self = PromiseName.inspected.end(in: one) == nil ? .inspection : .settlement
        case (let name, _) where one.isOpenInPart(name):
            self = one.isOpenInPart(.inspected) ? .inspection : .settlement
        case (_, .withCustomer), (_, .inTransit), (_, .trouble): self = .parcel
        case (.receiptConfirmed, _) where !one.parcelsToFind.isEmpty: self = .delivery
        case (_, .delivered): self = one.parcelsToFind.isEmpty ? .count : .delivery
        case (.receiptConfirmed, _): self = .count
        case (_, .partlyReceived): self = .rest
        case (_, .received), (_, .inspecting): self = .inspection
        case (_, .inspected): self = .settlement
        }
    }
}

extension PolicyBook {
    /// What is to be done about a promise at a time of the site's day.
    /// - Parameter told: the days on which parcels are expected, by what the customer was told.
    package func step(
        for promise: Promise, of one: ReturnCase, at site: SiteTime, told: [Int: CalendarDate] = [:]
    ) -> PromiseStep {
        guard promise.state.isOpen else { return .nothing }
        if let end = promise.name.end(in: one) { return .end(end) }
        let delay = PromiseDelay(promise.name, of: one)
        let isParcels = promise.name != .answered && delay != .lastStep && !one.isOpenInPart(promise.name)
        if isParcels, let arrival = arrival(of: one, on: site.day, told: told) {
            return step(for: promise, awaiting: arrival, at: site)
        }
        let later = calendar.date(promiseRules.reviseBusinessDays, after: site.day)
        if promise.date < site.day { return .breaks(waitingFor: delay) }
        if promise.date == site.day, promise.revised == nil, site.minute >= promiseRules.tellAt {
            return .revise(to: later, waitingFor: delay)
        }
        guard promise.state == .open, promise.warn <= site.day else { return .nothing }
        return .warn
    }

    /// Until the goods are here there is nothing that staff could do, and nothing that we failed to do.
    private func step(for promise: Promise, awaiting arrival: CalendarDate, at site: SiteTime) -> PromiseStep {
        if promise.date < site.day || (promise.date == site.day && site.minute >= promiseRules.tellAt) {
            return .postpone(arrival: arrival)
        }
        return promise.state == .open && promise.warn <= site.day ? .wait(until: site.day.adding(days: 1)) : .nothing
    }
}
