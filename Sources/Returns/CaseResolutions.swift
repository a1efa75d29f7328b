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
            changes.append(announce(order, ofLineAt: index, because: reason, details))
            changes.append(
                Change(
                    .resolution(order.number), axis: ResolutionState.axisName, before: "",
                    after: ResolutionState.owed.rawValue, reason: reason, details: details + [Change.forStaff]))
        }
        return changes
    }

    /// The customer hears of each order: by the line that becomes pending, or, where it is already, or others of its
    /// units were given for, by a word of its own.
    private mutating func announce(
        _ order: ResolutionOrder, ofLineAt index: Int, because reason: String?,
        _ details: [(name: String, value: Change.Detail)]
    ) -> Change {
        let old = lines[index].line.resolution
        guard old.mayBecome(.pending) else {
            return Change(
                .line(order.line), axis: Change.orderAxis, before: "", after: ResolutionState.owed.rawValue,
                reason: reason, details: details)
        }
        lines[index].line.resolution = .pending
        return Change(
            .line(order.line), axis: Resolution.axisName, before: old.rawValue, after: Resolution.pending.rawValue,
            reason: reason, details: details)
    }

    /// What the customer got for one line; closes the case when it was the last.
    /// - Parameters:
    ///   - showsAmounts: false for gifts.
    ///   - retriesMax: how often an order that failed is asked for again by itself.
    ///   - worth: what is kept back where money is given that no order says.
    package mutating func settle(
        _ settlement: Settlement, showsAmounts: Bool = true, retriesMax: Int = 0, worth: Worth = { _, _ in 0 }
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
        var after = self
        let changes =
            settlement.resolution == .denied
            ? try after.deny(settlement, ofLineAt: index, showsAmounts: showsAmounts)
            : try after.give(
                settlement, ofLineAt: index, order, showsAmounts: showsAmounts, retriesMax: retriesMax, worth: worth)
        self = after
        return changes
    }

    /// What was given, or could not be.
    private mutating func give(
        _ settlement: Settlement, ofLineAt index: Int, _ order: ResolutionOrder?, showsAmounts: Bool, retriesMax: Int,
        worth: Worth
    ) throws(Refusal) -> [Change] {
        try checkMove(of: lines[index], by: settlement, fulfilling: order)
        var changes: [Change] = []
        let settled = lines[index].line.settled
        let known = resolutions
        switch settlement.resolution {
        case .refunded, .credited, .exchanged, .replaced, .repaired:
            changes = try fulfil(
                settlement, ofLine: index, order: order, showsAmounts: showsAmounts, worth: worth)
        case .failed:
            guard let order else { break }
            guard settlement.quantity == nil || settlement.quantity == order.units.count else {
                throw Refusal(
                    found: "\(settlement.quantity ?? 0) of the \(order.units.count) units of "
                        + "\(order.name(in: number)) failed",
                    expected: "an order that failed as a whole",
                    remedy: "Settle first what went well, with `quantity`; then say that the rest failed.")
            }
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
        let given = lines[index].line.settled - settled
        let now = resolutions.filter { one in
            one.state == .settled && !known.contains { $0.number == one.number && $0.state == .settled }
        }
        let isAnnounced = !now.contains { one in !known.contains { $0.number == one.number } } || order != nil
        changes.insert(
            told(settlement, of: lines[index], given, by: now, isAnnounced: isAnnounced, showsAmounts: showsAmounts),
            at: 0)
        lines[index].line.resolution = settlement.resolution
        if settlement.resolution == .repaired {
            changes += try sendBackRepaired(
                ofLineAt: index, order: order, most: lines[index].line.settled - settled, by: settlement.staff,
                because: settlement.note, saidBy: settlement)
        } else if wasToBeRepaired(lines[index], order) {
            changes += try takeOffBench(
                ofLineAt: index, most: lines[index].line.settled - settled, saidBy: settlement)
        }
        return changes + closeIfSettled()
    }

    /// Whether something is given in place of a repair, whose order stands, or was taken back.
    private func wasToBeRepaired(_ line: CaseLine, _ order: ResolutionOrder?) -> Bool {
        guard order?.denial == nil else { return false }
        return order?.kind == .repair
            || (order == nil && unitsOfRepairs(ofLine: line.number) { $0 == .withdrawn } > 0)
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
            try requireUnused(order)
            var after = self
            var changes = try after.moveOrder(update.order, to: .withdrawn, reason: update.note)
            changes += after.askAgain(afterWithdrawing: order)
            // What it was to be given for may be a unit that was repaired.
            if order.denial == nil, let line = lines.firstIndex(where: { $0.number == order.line }) {
                changes += try after.sendBackRepaired(ofLineAt: line, by: update.staff, because: nil)
            }
            changes += after.closeIfSettled()
            self = after
            return changes
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

    /// The orders that a settlement speaks of and that its reference has settled already: the same payment or parcel
    /// told twice, however line and article are written.
    /// - Throws: a refusal where it says something else of them now.
    package func given(by settlement: Settlement) throws(Refusal) -> [ResolutionOrder] {
        guard let kind = settlement.resolution.wish else { return [] }
        // One parcel may bring several units, each named.
        let isOnBench = units.contains {
            settlement.serial != nil && $0.serial == settlement.serial && $0.disposition == .repair && !$0.isOvertaken
        }
        guard !isOnBench else { return [] }
        let meant = lines.filter {
            (settlement.line == nil || $0.number == settlement.line)
                && (settlement.sku == nil || $0.product.sku == settlement.sku)
        }.map(\.number)
        let given = resolutions.filter {
            $0.state == .settled && $0.kind == kind && $0.reference == settlement.reference && meant.contains($0.line)
                && (settlement.order == nil || $0.number == settlement.order)
        }
        let units = given.reduce(0) { $0 + $1.units.count }
        let paid = given.compactMap(\.paid)
        let isSame =
            (settlement.quantity ?? units) == units
            && (settlement.amount.map { $0.minor == paid.reduce(0) { $0 + $1.minor } } ?? true)
        guard given.isEmpty || isSame else {
            let names = given.map { $0.name(in: number) }.joined(separator: ", ")
            throw Refusal(
                found: "the reference \(settlement.reference), by which \(names) is settled, with another amount or "
                    + "quantity",
                expected: "the same settlement again, or a reference of its own",
                remedy: "See what was given: rmad show \(number). If it is for another order, name it in `order`.")
        }
        return given
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

    var nextOrder: Int { (resolutions.map(\.number).max() ?? 0) + 1 }

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

    /// - Parameters:
    ///   - given: for so many units just now; of goods the customer hears it where there are others.
    ///   - orders: those that are settled by it.
    ///   - isAnnounced: the customer was told of them; else they hear now what was kept back, and for how many units.
    private func told(
        _ settlement: Settlement, of line: CaseLine, _ given: Int, by orders: [ResolutionOrder], isAnnounced: Bool,
        showsAmounts: Bool
    ) -> Change {
        var details: [(name: String, value: Change.Detail)] = [("reference", .text(settlement.reference.text))]
        let isPart = (1..<max(line.line.authorized, line.line.here, 1)).contains(given)
        let isMoney = settlement.resolution.wish?.isMoney ?? false
        if isMoney ? !isAnnounced : isPart { details.append(("units", .count(given))) }
        let paid = orders.compactMap(\.paid)
        if showsAmounts, let first = paid.first {
            let sum = Money(minor: paid.reduce(0) { $0 + $1.minor }, currency: first.currency)
            details += [("amount", .text(sum.decimal)), ("currency", .text(sum.currency.code))]
        } else if showsAmounts, let amount = settlement.amount {
            details += [("amount", .text(amount.decimal)), ("currency", .text(amount.currency.code))]
        }
        return Change(
            .line(line.number), axis: Resolution.axisName, before: line.line.resolution.rawValue,
            after: settlement.resolution.rawValue, reason: settlement.note, details: details)
    }
}
