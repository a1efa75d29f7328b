import Ledger
import Policy
import Returns

/// What changes of a return promise to its customer, and when the clock is to look at it again.
extension Recorder {
    /// What is promised with changes: by the milestones that they reach.
    ///
    /// While goods are awaited no milestone of others brings a day forward: the promises are about all goods, and
    /// follow those that come last. But what is here and unjudged or unpaid, or lost and unpaid, keeps its own days
    /// until it has what they say.
    /// - Parameter old: the case before.
    func offers(after changes: [Change], of stored: StoredCase, was old: ReturnCase) throws -> [PromiseOffer] {
        let milestones = Milestone.reached(by: changes)
        // What a part of the goods has is kept for it; the rest is promised anew (docs/decisions/0034).
        let isDone = { stored.case.endOfPart($0, since: old) != nil }
        guard let arrival = terms.policy.arrival(of: stored.case, on: occasion.day) else {
            let rest = try offers(ofArrivalOn: occasion.day, of: stored).filter { isDone($0.name) }
            return try offers(from: milestones, of: stored).filter { !isDone($0.name) } + rest
        }
        let asked = try offers(from: milestones.filter { $0 == .requested }, of: stored)
        // Goods that counted as lost are promised anew by the clock, which tells that they were found.
        guard !stored.case.isFoundAgain else { return asked }
        // A count moves it, too: what is not here yet comes with another parcel, or is still with the customer.
        let isMoved =
            changes.contains(where: \.movesArrival)
            || terms.policy.arrival(of: old, on: occasion.day) != arrival
        let part = try offers(from: milestones.filter { $0 != .requested }, of: stored).filter {
            stored.case.isOpenInPart($0.name)
        }
        let mayFollow = { isMoved || old.isOpenInPart($0) }
        guard PromiseName.allCases.contains(where: mayFollow) else { return asked + part }
        let others = terms.policy.promises(
            awaiting: stored.case, arrivingOn: arrival, tier: stored.customer.tier, isSpecial: try isSpecial(stored),
            mayBeLater: true)
        return asked + part + others.filter { mayFollow($0.name) }
    }

    func offers(from milestones: [Milestone], of stored: StoredCase) throws -> [PromiseOffer] {
        guard !milestones.isEmpty else { return [] }
        let isSpecial = try isSpecial(stored)
        return milestones.flatMap {
            terms.policy.promises(
                reaching: $0, on: occasion.day, tier: stored.customer.tier, isSpecial: isSpecial)
        }
    }

    /// What the customer can count on even when the goods are handed over on the last day; a parcel that is handed over
    /// earlier brings its promises forward.
    /// - Parameter one: the case as it is now, where it is not that of `stored`.
    func latestOffers(
        _ stored: StoredCase, now one: ReturnCase? = nil, mayBeLater: Bool = false
    ) throws -> [PromiseOffer] {
        let old = stored.case
        let one = one ?? old
        guard one.validUntil != nil, !one.shipments.isEmpty else { return [] }
        // More time to send moves nothing that is here already.
        let here = old.state == .approved ? nil : occasion.day
        guard let arrival = terms.policy.arrival(of: one, on: occasion.day) ?? here else { return [] }
        return terms.policy.promises(
            awaiting: one, arrivingOn: arrival, tier: stored.customer.tier, isSpecial: try isSpecial(stored),
            mayBeLater: mayBeLater)
    }

    /// What is promised anew of goods that are expected on a day; the customer hears of it with the same event.
    func offers(ofArrivalOn day: CalendarDate, of stored: StoredCase) throws -> [PromiseOffer] {
        terms.policy.promises(
            ofArrivalOn: day, tier: stored.customer.tier, isSpecial: try isSpecial(stored), mayBeLater: true)
    }

    private func isSpecial(_ stored: StoredCase) throws -> Bool {
        try snapshot.care(of: CustomerKey(stored), on: occasion.day) != nil
    }

    /// When the clock is to look at the return again.
    func setAlarms(after changes: [Change], of stored: StoredCase) throws {
        try watchAdvances(of: stored)
        if let end = terms.policy.endOfRest(of: stored.case) {
            try watchParcels(of: stored, on: max(end, occasion.day))
        }
        for change in changes {
            switch change.subject {
            case .rma where change.axis == RMAState.axisName: try setFollowUp(after: change, of: stored)
            case .shipment: try watchParcel(after: change, of: stored)
            case .rma, .line, .unit, .resolution, .task, .promise, .customer: break
            }
        }
    }

    private func setFollowUp(after change: Change, of stored: StoredCase) throws {
        if stored.case.state != .closed {
            try transaction.clearAlarm(.followUp, of: stored.id)
        } else if terms.policy.care.followUpDays > 0 {
            try transaction.setAlarm(
                .followUp, of: stored.id, on: occasion.day.adding(days: terms.policy.care.followUpDays))
        }
    }

    private func watchParcel(after change: Change, of stored: StoredCase) throws {
        guard case .shipment(let number) = change.subject,
            let parcel = stored.case.shipments.first(where: { $0.number == number })
        else { return }
        // What counted as lost may be found behind more trouble.
        if change.axis == ShipmentState.axisName, stored.case.lines.contains(where: { $0.line.receipt == .lost }) {
            try watchParcels(of: stored, on: occasion.day)
        }
        // Where the parcel is now, but for a damage: that stays to be answered wherever the parcel went since.
        let (at, before): (ShipmentState, ShipmentState?)
        switch change.axis {
        case ShipmentState.axisName:
            at = change.after == ShipmentState.damaged.rawValue ? .damaged : parcel.state
            before = ShipmentState(rawValue: change.before)
        case Change.scanAxis where change.says("status", ShipmentState.damaged.rawValue):
            (at, before) = (.damaged, parcel.state)
        case Change.estimateAxis: (at, before) = (parcel.state, parcel.state)
        default: return
        }
        guard
            let day = terms.policy.carriage.dayToLook(
                at: at, from: before,
                expected: terms.policy.arrival(of: parcel, until: stored.case.validUntil, on: occasion.day),
                on: occasion.day)
        else { return }
        try watchParcels(of: stored, on: day)
    }

    private func watchParcels(of stored: StoredCase, on day: CalendarDate) throws {
        if let set = try snapshot.alarm(.parcelWatch, of: stored.id), set <= day { return }
        try transaction.setAlarm(.parcelWatch, of: stored.id, on: day)
    }

    /// The same unit, or the same line of an order, has come back as faulty before: the customer deserves better.
    func repeatedFailure(of stored: StoredCase) throws -> [Change] {
        let days = terms.policy.care.repeatFailureDays
        guard days > 0 else { return [] }
        let since = occasion.at.adding(days: -days)
        for line in stored.case.lines where line.product.reason.isSellersFault {
            guard let earlier = try snapshot.earlierFailure(of: line.product, since: since) else { continue }
            let words = "\(line.product.serial?.text ?? line.product.sku.text) fails again, after \(earlier)"
            return try transaction.mark(
                stored, CareMark(cause: .repeatedFailure, words: words), on: acting(Actor(trusted: "policy")))
        }
        return []
    }
}

extension Milestone {
    /// The milestones that changes of a return reach, in their order.
    static func reached(by changes: [Change]) -> [Milestone] {
        let reached = Set(changes.compactMap(reached(by:)))
        return allCases.filter(reached.contains)
    }

    private static func isWithoutGoods(_ change: Change) -> Bool {
        switch ReceiptState(rawValue: change.after) {
        case .waived, nil: true
        // Some of what was lost came all the same.
        case .lost: change.before != change.after || change.count("received") == 0
        // Counts of a part stay there; a correction that takes goods back comes to it.
        case .awaiting: change.before != change.after
        case .received, .short, .wrongItem, .unexpected: false
        }
    }

    private static func reached(by change: Change) -> Milestone? {
        switch change.subject {
        case .rma: change.axis == RMAState.axisName && change.after == RMAState.underReview.rawValue ? .requested : nil
        case .shipment:
            change.axis == ShipmentState.axisName && change.after == ShipmentState.delivered.rawValue ? .delivered : nil
        case .line where change.axis == ReceiptState.axisName:
            isWithoutGoods(change) ? nil : .received
        case .line: change.axis == Verdict.axisName ? .inspected : nil
        case .unit, .resolution, .task, .promise, .customer: nil
        }
    }
}
