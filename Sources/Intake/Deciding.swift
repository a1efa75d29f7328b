import JSONText
import Ledger
import Policy
import Returns

/// What people decide and say about a return.
extension Recorder {
    func cancel(_ cancellation: Cancellation) throws -> Taken {
        let (stored, _) = try find(cancellation.key)
        let (after, changes) = try change(stored, on: occasion(by: cancellation.staff)) {
            try $0.cancel(reason: cancellation.reason)
        }
        return taken(after, words(changes))
    }

    /// A person answers what the policy left open, or extends and opens again what had ended.
    func decide(_ review: Review) throws -> Taken {
        let (found, _) = try find(review.key)
        var stored = found
        var reason = review.reason
        if review.verdict == .release {
            try checkIsHeld(stored)
            reason = reason ?? "a parcel number is there again"
        }
        let today = terms.siteDay(occasion.at)
        var plans: [ParcelPlan] = []
        switch review.verdict {
        case .approve, .extend, .reopen, .release:
            let lines = stored.case.linesWithoutLabel
            if !lines.isEmpty {
                stored.decision = stored.decision.redated(from: today, by: terms.policy.calendar)
                plans = parcelPlans(of: stored, for: lines)
            }
        case .decline, .askForInformation, .informationGiven: break
        }
        // What the customer was told already is not taken away.
        let until = max(
            stored.case.validUntil ?? today, today.adding(days: review.validDays ?? terms.policy.validDays))
        let (after, changes) = try withNumbers {
            let (acting, given) = (occasion(by: review.staff), stored)
            let promised = { (one: ReturnCase) in
                try one.state == .approved
                    ? latestOffers(given, now: one, mayBeLater: true) : offers(from: milestones(of: review), of: given)
            }
            return try change(stored, on: acting, promising: promised) { one in
                switch review.verdict {
                case .decline: return try one.move(to: .declined, reason: reason)
                case .askForInformation: return try one.move(to: .infoNeeded, reason: reason)
                case .informationGiven: return try one.move(to: .underReview, reason: reason)
                case .extend where one.state == .approved:
                    let labels = try addParcels(to: &one, plans: plans)
                    return try quoted(extend(&one, until: until, reason: reason, with: labels), review)
                        + (labels.isEmpty ? [] : endSearches(of: one, stored, on: acting))
                case .extend where one.state != .expired:
                    throw Refusal(
                        found: "\(one.number) is \(one.state.rawValue)",
                        expected: "a return that is approved or expired",
                        remedy: "To approve it, write the verdict `approve`.")
                case .reopen where one.state == .declined: return try one.move(to: .underReview, reason: reason)
                case .approve, .extend, .reopen, .release:
                    if one.state == .expired { try checkEntitlement(of: one) }
                    return try quoted(one.approve(until: until, reason: reason), review)
                        + addParcels(to: &one, plans: plans)
                        + resolutions(in: &one, of: stored)
                }
            }
        }
        if after.decision != found.decision { try transaction.keepDecision(of: after) }
        try owePapers(of: after)
        if !plans.isEmpty { try transaction.index(after) }
        return taken(after, words(changes))
    }

    /// What a person writes with a decision is told to the customer with it. A release is between us.
    private func quoted(_ changes: [Change], _ review: Review) -> [Change] {
        guard review.reason != nil, review.verdict != .release else { return changes }
        return changes.map { change in
            guard change.subject == .rma, change.reason == review.reason else { return change }
            var told = change
            told.details.append(Change.forCustomer)
            return told
        }
    }

    /// A release judges nothing: it goes only for what the policy had authorized.
    private func checkIsHeld(_ stored: StoredCase) throws {
        guard stored.case.state == .underReview, stored.decision["held"] != nil else {
            throw Refusal(
                found: "\(stored.case.number), which is \(stored.case.state.rawValue) and not held for a number",
                expected: "a return that the policy authorized and that only lacks a parcel number",
                remedy: "A person decides others: write the verdict `approve` or `decline`.")
        }
    }

    /// A request that is left to a person again is to be answered anew.
    private func milestones(of review: Review) -> [Milestone] {
        switch review.verdict {
        case .informationGiven, .reopen: [.requested]
        case .approve, .decline, .askForInformation, .extend, .release: []
        }
    }

    /// - Parameter labels: what the customer gets beside more time.
    private func extend(
        _ one: inout ReturnCase, until: CalendarDate, reason: String?, with labels: [Change]
    ) throws -> [Change] {
        guard one.validUntil != until || !labels.isEmpty else {
            throw Refusal(
                found: "\(one.number) may be sent until \(until) already, with a label that is good",
                expected: "a longer time: more `valid_days`",
                remedy: "Nothing needs to be done, unless the customer needs more time than that.")
        }
        let change = Change(
            .rma, axis: Change.validityAxis, before: one.validUntil?.description ?? "", after: until.description,
            reason: reason)
        one.validUntil = until
        return [change] + labels
    }

    /// A new label answers for those that were withdrawn, and for parcels that went back.
    private func endSearches(
        of one: ReturnCase, _ stored: StoredCase, on acting: Occasion
    ) throws -> [Change] {
        try one.shipments.filter { $0.state.isSpent && one.isGivenUp($0) }.flatMap {
            try transaction.end(
                .trace, of: stored.id, subject: Change.Subject.shipment($0.number).text, as: .done,
                because: "there is a new label", on: acting)
        }
    }

    /// The parcels that the policy planned, as far as lines need them that a person approves or extends now.
    private func parcelPlans(of stored: StoredCase, for wanted: [Int]) -> [ParcelPlan] {
        let planned: [ParcelPlan] = (stored.decision["shipments"]?.elements ?? []).compactMap { plan in
            guard let warehouse = plan["warehouse"]?.string else { return nil }
            return ParcelPlan(
                warehouse: WarehouseName(trusted: warehouse), service: plan["service"]?.string,
                pickUpDay: plan["pick_up"]?["day"]?.string.flatMap(CalendarDate.init(iso:)),
                lines: plan["lines"]?.elements.compactMap { $0.integer.map { Int($0) } } ?? [])
        }
        let isKept = stored.case.lines.contains { $0.line.receipt == .waived }
        guard planned.isEmpty, !isKept else {
            return planned.compactMap { plan in
                var plan = plan
                plan.lines = plan.lines.filter(wanted.contains)
                return plan.lines.isEmpty ? nil : plan
            }
        }
        // The policy had refused everything and planned nothing: the goods come to the usual place, as far as they
        // may travel.
        let barred = stored.notByParcel
        let lines = wanted.filter { barred[$0] == nil }
        guard !lines.isEmpty else { return [] }
        return [ParcelPlan(warehouse: terms.policy.defaultWarehouse, service: nil, lines: lines)]
    }

    /// While a return was expired its units could be returned by another one.
    private func checkEntitlement(of one: ReturnCase) throws {
        for line in one.lines {
            guard let number = line.product.order, let order = try snapshot.order(number) else { continue }
            let sold = order.lines.filter { $0.sku == line.product.sku }.map(\.quantity).reduce(0, +)
            let used = try snapshot.unitsReturned(order: number, sku: line.product.sku)
            guard sold - used < line.line.authorized - line.line.received else { continue }
            throw Refusal(
                found: "\(used) of \(sold) units of \(line.product.sku) in order \(number) are part of other returns",
                expected: "\(line.line.authorized) units that are free",
                remedy: "Look at the other returns (rmad find \(number)); cancel the one that is not meant.")
        }
    }

    func attach(_ note: Note) throws -> Taken {
        let (stored, _) = try find(note.key)
        let remark = Change(
            .rma, axis: "note", before: "", after: "noted", reason: note.text,
            details: [("audience", .text(note.audience.rawValue))])
        let (after, changes) = try change(stored, on: occasion(by: note.author)) { _ in [remark] }
        return taken(after, words(changes))
    }
}
