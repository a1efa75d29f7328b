/// What the customer gets: orders that are owed, and settlements that say what was given.
extension ReturnCase {
    /// The order that sold goods that nobody had announced is known now.
    package mutating func assign(_ order: OrderNumber, toLine number: Int) {
        guard let index = lines.firstIndex(where: { $0.number == number }), lines[index].product.order == nil else {
            return
        }
        lines[index].product.order = order
    }

    /// Owes the customer something for units of a line.
    /// - Parameters:
    ///   - units: how many, at most what `unitsToOrder` says.
    ///   - deduction: hundredths of a percent of the price that the goods have lost.
    ///   - bonus: hundredths of a percent on top, for a credit.
    ///   - showsAmounts: false for gifts: who sends them back must not read what was paid.
    package mutating func owe(
        _ kind: Wish, units: Int, ofLine number: Int, deduction: Int = 0, bonus: Int = 0, showsAmounts: Bool,
        reason: String?
    ) -> [Change] {
        guard units > 0, let index = lines.firstIndex(where: { $0.number == number }) else { return [] }
        var changes: [Change] = []
        for range in freeUnits(of: lines[index], units) {
            let order = ResolutionOrder(
                number: nextOrder, line: number, units: range, kind: kind,
                breakdown: kind.isMoney
                    ? lines[index].value?.breakdown(
                        for: range, deduction: deduction, bonus: kind == .credit ? bonus : 0) : nil)
            resolutions.append(order)
            let details = order.details(showsAmounts: showsAmounts)
            if lines[index].line.resolution.mayBecome(.pending) {
                changes.append(
                    Change(
                        .line(number), axis: Resolution.axisName, before: lines[index].line.resolution.rawValue,
                        after: Resolution.pending.rawValue, reason: reason, details: details))
                lines[index].line.resolution = .pending
            }
            changes.append(
                Change(
                    .resolution(order.number), axis: ResolutionState.axisName, before: "",
                    after: ResolutionState.owed.rawValue, reason: reason, details: details + [Change.forStaff]))
        }
        return changes
    }

    /// What the customer got for one line; closes the case when it was the last.
    /// - Parameters:
    ///   - showsAmounts: false for gifts.
    ///   - retriesMax: how often an order that failed is asked for again by itself.
    package mutating func settle(
        _ settlement: Settlement, showsAmounts: Bool = true, retriesMax: Int = 0
    ) throws(Refusal) -> [Change] {
        // What was sent ahead ends even where the right to send the goods has run out.
        guard state == .approved || state == .closed || (state == .expired && settlement.resolution == .satisfied)
        else {
            throw Refusal(
                found: "\(number) is \(state.rawValue)", expected: "a return that is approved",
                remedy: "Decide the return first (a `review` document).")
        }
        if settlement.resolution == .shippedAhead {
            return try sendAhead(settlement, index: lineIndex(number: settlement.line, sku: settlement.sku))
        }
        if settlement.resolution == .satisfied { return try endAdvance(by: settlement) }
        let order = try order(of: settlement)
        let index = try lineIndex(number: settlement.line ?? order?.line, sku: settlement.sku)
        if settlement.resolution == .denied {
            var after = self
            let changes = try after.deny(settlement, ofLineAt: index, showsAmounts: showsAmounts)
            self = after
            return changes
        }
        try checkMove(of: lines[index], by: settlement, fulfilling: order)
        var changes: [Change] = []
        let settled = lines[index].line.settled
        switch settlement.resolution {
        case .refunded, .credited, .exchanged, .replaced, .repaired:
            changes = try fulfil(settlement, ofLine: index, order: order, showsAmounts: showsAmounts)
        case .failed:
            guard let order else { break }
            guard order.state == .owed else {
                throw Refusal(
                    found: "order \(order.name(in: number)), which has failed already",
                    expected: "what became of it since",
                    remedy: "Ask for it again (rmad resolutions retry), or settle it.")
            }
            changes = try moveOrder(order.number, to: .failed, reason: settlement.note)
            // Asked for again by itself: nothing has changed for the customer.
            if order.attempt <= retriesMax { return try changes + retry(order.number, reason: nil) }
            guard lines[index].line.resolution.mayBecome(.failed) else { return changes }
        case .none, .pending, .denied, .shippedAhead, .satisfied, .chargeDue: break
        }
        changes.insert(told(settlement, of: lines[index], showsAmounts: showsAmounts), at: 0)
        lines[index].line.resolution = settlement.resolution
        if settlement.resolution == .repaired {
            changes += try sendBackRepaired(
                ofLineAt: index, order: order, most: lines[index].line.settled - settled, by: settlement.staff,
                because: settlement.note)
        }
        return changes + closeIfSettled()
    }

    /// Asks anew for an order that failed, or takes one back.
    package mutating func update(_ update: ResolutionUpdate) throws(Refusal) -> [Change] {
        guard let index = resolutions.firstIndex(where: { $0.number == update.order }) else {
            throw unknownOrder("order \(update.order)")
        }
        switch update.action {
        case .retry:
            guard resolutions[index].state == .failed else {
                throw Refusal(
                    found: "order \(resolutions[index].name(in: number)), which is "
                        + resolutions[index].state.rawValue,
                    expected: "an order that failed", remedy: "See rmad resolutions.")
            }
            let line = resolutions[index].line
            var changes = try retry(update.order, reason: update.note)
            if let index = lines.firstIndex(where: { $0.number == line }), lines[index].line.resolution == .failed {
                lines[index].line.resolution = .pending
                changes.insert(
                    Change(
                        .line(line), axis: Resolution.axisName, before: Resolution.failed.rawValue,
                        after: Resolution.pending.rawValue, reason: update.note), at: 0)
            }
            return changes
        case .withdraw:
            let order = resolutions[index]
            let changes = try moveOrder(update.order, to: .withdrawn, reason: update.note)
            return changes + askAgain(afterWithdrawing: order) + closeIfSettled()
        }
    }
}

extension ReturnCase {
    /// The order that a settlement speaks of: the one that it names, else the oldest open one of its line and kind.
    private func order(of settlement: Settlement) throws(Refusal) -> ResolutionOrder? {
        if let named = settlement.order {
            guard let order = resolutions.first(where: { $0.number == named }) else { throw unknownOrder("\(named)") }
            guard order.state.isOpen else {
                throw Refusal(
                    found: "order \(order.name(in: number)), which is \(order.state.rawValue)",
                    expected: "an order that is open",
                    remedy: order.state == .settled
                        ? "It is settled; nothing more is owed." : "See rmad resolutions --rma \(number).")
            }
            guard settlement.line == nil || settlement.line == order.line else {
                throw Refusal(
                    found: "order \(order.name(in: number)) for line \(settlement.line ?? 0)",
                    expected: "line \(order.line), for which it was made",
                    remedy: "Correct `line`, or leave it out.")
            }
            return order
        }
        let open = resolutions.filter { order in
            order.state.isOpen && (settlement.line == nil || order.line == settlement.line)
                && (settlement.sku == nil
                    || lines.contains { $0.number == order.line && $0.product.sku == settlement.sku })
        }
        guard let kind = settlement.resolution.wish else { return open.first }
        if let fitting = open.first(where: { $0.kind == kind }) { return fitting }
        // Something else was given than was ordered: where nothing is due beside the order, it is given in its place.
        guard let order = open.first(where: { $0.denial == nil }),
            let line = lines.first(where: { $0.number == order.line }),
            unitsWithoutOrder(of: line, kind: kind, by: settlement) == 0
        else { return nil }
        return order
    }

    private func unknownOrder(_ name: String) -> Refusal {
        let known = resolutions.map { "\($0.number) (\($0.kind.rawValue), \($0.state.rawValue))" }
        return Refusal(
            found: "\(name), which \(number) does not have",
            expected: known.isEmpty ? "a resolution order" : "one of: \(known.joined(separator: ", "))",
            remedy: "See rmad resolutions --rma \(number).")
    }

    private func checkMove(
        of line: CaseLine, by settlement: Settlement, fulfilling order: ResolutionOrder?
    ) throws(Refusal) {
        let (old, next) = (line.line.resolution, settlement.resolution)
        let isOrdered = order != nil && (next.wish != nil || next == .failed)
        // What is settled is settled again only for units that became due since.
        let isNew = !old.isFinal || old == .denied || unitsWithoutOrder(of: line, kind: next.wish, by: settlement) > 0
        guard isOrdered || ((old.mayBecome(next) || old == next) && isNew && (old != next || old.isFinal)) else {
            if let unsaid = surplusUnsaid(by: settlement, of: line) { throw unsaid }
            // Where nothing is due any more, no other settlement would be taken.
            let allowed = isNew ? Resolution.allCases.filter(old.mayBecome).map(\.rawValue) : []
            throw Refusal(
                found: "line \(line.number) of \(number) is \(old.rawValue) and cannot become \(next.rawValue)",
                expected: allowed.isEmpty ? "no further settlement" : "one of: " + allowed.joined(separator: ", "),
                remedy: old.isFinal ? "It is settled; nothing more is owed." : "Look at `rmad show \(number)`.")
        }
    }

    /// Writes down what was given: by the order where there is one, else by an order that is made for it.
    private mutating func fulfil(
        _ settlement: Settlement, ofLine index: Int, order: ResolutionOrder?, showsAmounts: Bool
    ) throws(Refusal) -> [Change] {
        let line = lines[index]
        guard let kind = settlement.resolution.wish else { return [] }
        let units = order?.units.count ?? unitsWithoutOrder(of: line, kind: kind, by: settlement)
        try checkQuantity(settlement, of: line, units: units, order: order)
        try check(settlement, of: line, units: units, order: order)
        if let order {
            guard order.kind != .repair || kind == .repair || account(of: line).mendedSentBack == 0 else {
                throw Refusal(
                    found: "\(kind.rawValue) in place of the repair of goods that went back to the customer",
                    expected: Resolution.repaired.rawValue,
                    remedy: "Settle it as `repaired`; what is given besides is a `goodwill` document.")
            }
            guard order.denial == nil || order.kind == kind else {
                throw Refusal(
                    found: "\(kind.rawValue) by order \(order.name(in: number)), for which the customer chose "
                        + order.kind.rawValue,
                    expected: order.kind.rawValue,
                    remedy: "Take the order back (a `resolution_order` document): the customer may choose anew.")
            }
            guard let place = resolutions.firstIndex(where: { $0.number == order.number }) else { return [] }
            // The shop may give something else than was ordered; what was given counts.
            if order.kind.isMoney != kind.isMoney {
                let breakdown = kind.isMoney ? line.value?.breakdown(for: order.units) : nil
                guard !kind.isMoney || breakdown != nil || settlement.amount != nil else {
                    throw Refusal(
                        found: "\(settlement.resolution.rawValue) in place of \(order.name(in: number)) "
                            + "(\(order.kind.rawValue)), whose price is not known, without an amount",
                        expected: "what was given", remedy: "Say it in `amount`.")
                }
                resolutions[place].breakdown = breakdown
            }
            resolutions[place].kind = kind
            resolutions[place].reference = settlement.reference
            resolutions[place].paid = kind.isMoney ? settlement.amount ?? resolutions[place].breakdown?.total : nil
            if order.denial == nil { lines[index].line.settled += order.units.count }
            return try moveOrder(order.number, to: .settled, reason: settlement.note)
        }
        var changes: [Change] = []
        for (place, range) in freeUnits(of: line, units).enumerated() {
            let breakdown = kind.isMoney ? line.value?.breakdown(for: range) : nil
            // An amount that somebody said is for all units together: the first order bears it.
            let said = settlement.amount.map { place == 0 ? $0 : .zero($0.currency) }
            let direct = ResolutionOrder(
                number: nextOrder, line: line.number, units: range, kind: kind, breakdown: breakdown, state: .settled,
                reference: settlement.reference, paid: kind.isMoney ? said ?? breakdown?.total : nil)
            resolutions.append(direct)
            lines[index].line.settled += range.count
            changes.append(
                Change(
                    .resolution(direct.number), axis: ResolutionState.axisName, before: "",
                    after: ResolutionState.settled.rawValue, reason: settlement.note,
                    details: direct.details(showsAmounts: showsAmounts) + [Change.forStaff]))
        }
        return changes
    }

    private var nextOrder: Int { (resolutions.map(\.number).max() ?? 0) + 1 }

    /// The first units of a line that no order covers, in runs; after an order was taken back there may be several.
    /// Units that were settled before there were orders are the first of their line.
    private func freeUnits(of line: CaseLine, _ count: Int) -> [Range<Int>] {
        let orders = resolutions.filter { $0.line == line.number && $0.state != .withdrawn }
        let settled = orders.filter { $0.state == .settled && $0.denial == nil }.reduce(0) { $0 + $1.units.count }
        var covered = orders.map(\.units)
        if line.line.settled > settled { covered.append(0..<line.line.settled - settled) }
        covered.sort { $0.lowerBound < $1.lowerBound }
        var (free, left, next): ([Range<Int>], Int, Int) = ([], count, 0)
        for range in covered where left > 0 {
            let gap = min(left, range.lowerBound - next)
            if gap > 0 {
                free.append(next..<next + gap)
                left -= gap
            }
            next = max(next, range.upperBound)
        }
        if left > 0 { free.append(next..<next + left) }
        return free
    }

    private mutating func retry(_ order: Int, reason: String?) throws(Refusal) -> [Change] {
        guard let index = resolutions.firstIndex(where: { $0.number == order }) else { return [] }
        resolutions[index].attempt += 1
        return try moveOrder(order, to: .owed, reason: reason)
    }

    mutating func moveOrder(
        _ order: Int, to next: ResolutionState, reason: String?
    ) throws(Refusal) -> [Change] {
        guard let index = resolutions.firstIndex(where: { $0.number == order }) else { return [] }
        let old = resolutions[index].state
        guard old.mayBecome(next) else {
            throw Refusal(
                found: "order \(resolutions[index].name(in: number)) is \(old.rawValue) and cannot become "
                    + next.rawValue,
                expected: "an order that is open", remedy: "See rmad resolutions --rma \(number).")
        }
        resolutions[index].state = next
        var details: [(name: String, value: Change.Detail)] = [
            ("kind", .text(resolutions[index].kind.rawValue)), ("line", .count(resolutions[index].line)),
            ("attempt", .count(resolutions[index].attempt)), Change.forStaff,
        ]
        if let reference = resolutions[index].reference { details.append(("reference", .text(reference.text))) }
        return [
            Change(
                .resolution(order), axis: ResolutionState.axisName, before: old.rawValue, after: next.rawValue,
                reason: reason, details: details)
        ]
    }

    /// Money goes out for goods that are due, and never more than was paid for them. Replacements may go ahead of the
    /// goods; nobody repairs what is not there.
    private func check(
        _ settlement: Settlement, of line: CaseLine, units: Int, order: ResolutionOrder?
    ) throws(Refusal) {
        let isNowhere = line.line.here == 0 ? line.line.receipt != .waived : areWithCustomer(line)
        guard settlement.resolution != .repaired || !isNowhere else {
            throw Refusal(
                found: "line \(line.number) as repaired, of which no unit is here",
                expected: "goods that were counted at the dock, or that the customer keeps",
                remedy: "Record the count first (a `dock_receipt` document), or settle it as `replaced`.")
        }
        if line.line.requested == 0, settlement.note == nil {
            throw Refusal(
                found: "something for \(line.product.sku), which nobody had announced", expected: "a person's reason",
                remedy: "Say in `note` why it is given.")
        }
        guard settlement.resolution == .refunded || settlement.resolution == .credited else {
            guard units == 0 else { return }
            throw nothingDue(of: line)
        }
        let surplus = account(of: line).surplus
        if order == nil, surplus > 0,
            units + max(ordered(line: line.number), line.line.settled) > line.line.authorized
                || units == 0
        {
            guard settlement.note != nil, settlement.amount != nil else { throw unsaid(surplus, of: line) }
        }
        guard units > 0 else { throw nothingDue(of: line) }
        guard let amount = settlement.amount, let value = line.value else { return }
        let runs = order.map { [$0.units] } ?? freeUnits(of: line, units)
        let paid = Money(
            minor: runs.reduce(0) { $0 + value.breakdown(for: $1).paid.minor }, currency: value.price.currency)
        guard amount.currency == paid.currency else {
            throw Refusal(
                found: "an amount in \(amount.currency)",
                expected: "the currency that was paid, \(paid.currency)",
                remedy: "Convert the amount, or correct the order.")
        }
        let most = max(paid.minor, order?.breakdown?.total.minor ?? 0)
        guard amount.minor <= most else {
            throw Refusal(
                found: "\(amount) for \(units) units of line \(line.number)",
                expected: "at most what was paid for them, \(Money(minor: most, currency: amount.currency))",
                remedy: "Correct the amount; goodwill beyond the price is a `goodwill` document of its own.")
        }
        guard let ordered = order?.breakdown?.total, ordered != amount, settlement.note == nil else { return }
        throw Refusal(
            found: "\(amount), where order \(order?.name(in: number) ?? "") says \(ordered)",
            expected: "the amount that was ordered, or a reason for another one",
            remedy: "Say in `note` why, or leave `amount` out.")
    }

    private func nothingDue(of line: CaseLine) -> Refusal {
        let isRejected = line.line.unitsToJudge == 0 && line.line.rejected > 0
        return Refusal(
            found: "no unit of line \(line.number) that is accepted and not settled yet",
            expected: "goods that were inspected and accepted, or that the customer keeps",
            remedy: isRejected
                ? "For rejected goods, deny with the alternative `part_refund` or `paid_repair` and its amount, and "
                    + "record the customer's answer (an `alternative` document); or inspect them again "
                    + "after an `appeal`."
                : "Record the inspection first (an `inspection` document).")
    }

    private func told(_ settlement: Settlement, of line: CaseLine, showsAmounts: Bool) -> Change {
        var details: [(name: String, value: Change.Detail)] = [("reference", .text(settlement.reference.text))]
        if showsAmounts, let given = resolutions.first(where: { $0.reference == settlement.reference })?.paid {
            details += [("amount", .text(given.decimal)), ("currency", .text(given.currency.code))]
        } else if showsAmounts, let amount = settlement.amount {
            details += [("amount", .text(amount.decimal)), ("currency", .text(amount.currency.code))]
        }
        return Change(
            .line(line.number), axis: Resolution.axisName, before: line.line.resolution.rawValue,
            after: settlement.resolution.rawValue, reason: settlement.note, details: details)
    }
}
