/// Writes down what was given: by the order where there is one, or by a part of it, else by an order that is made for
/// it.
extension ReturnCase {
    mutating func fulfil(
        _ settlement: Settlement, ofLine index: Int, order: ResolutionOrder?, showsAmounts: Bool, worth: Worth
    ) throws(Refusal) -> [Change] {
        let line = lines[index]
        guard let kind = settlement.resolution.wish else { return [] }
        let whole = order
        let order = order.map { $0.part(settlement.quantity) }
        let units = order?.units.count ?? unitsWithoutOrder(of: line, kind: kind, by: settlement)
        try checkQuantity(settlement, of: line, units: units, order: order)
        try check(settlement, of: line, units: units, order: order)
        if let whole, let order {
            try check(order, of: line, givenAs: kind)
            return try fulfil(whole, by: order, settlement, ofLine: index, showsAmounts: showsAmounts, worth: worth)
        }
        var changes: [Change] = []
        for (place, range) in freeUnits(of: line, units).enumerated() {
            let breakdown = kind.isMoney ? breakdown(of: line, for: range, worth) : nil
            // An amount that somebody said is for all units together: the first order bears it.
            let said = settlement.amount.map { place == 0 ? $0 : .zero($0.currency) }
            let direct = ResolutionOrder(
                number: nextOrder, line: line.number, units: range, kind: kind, breakdown: breakdown, state: .settled,
                reference: settlement.reference, paid: kind.isMoney ? said ?? breakdown?.total : nil)
            changes.append(add(direct, ofLineAt: index, because: settlement.note, showsAmounts: showsAmounts))
        }
        return changes
    }

    /// The shop may give something else than was ordered; what was given counts.
    private mutating func fulfil(
        _ whole: ResolutionOrder, by part: ResolutionOrder, _ settlement: Settlement, ofLine index: Int,
        showsAmounts: Bool, worth: Worth
    ) throws(Refusal) -> [Change] {
        guard let kind = settlement.resolution.wish,
            let place = resolutions.firstIndex(where: { $0.number == whole.number })
        else { return [] }
        var given = part
        if part.kind.isMoney != kind.isMoney {
            given.breakdown = kind.isMoney ? breakdown(of: lines[index], for: part.units, worth) : nil
            guard !kind.isMoney || given.breakdown != nil || settlement.amount != nil else {
                throw Refusal(
                    found: "\(settlement.resolution.rawValue) in place of \(whole.name(in: number)) "
                        + "(\(whole.kind.rawValue)), whose price is not known, without an amount",
                    expected: "what was given", remedy: "Say it in `amount`.")
            }
        }
        given.kind = kind
        given.reference = settlement.reference
        given.paid = kind.isMoney ? settlement.amount ?? given.breakdown?.total : nil
        guard part.units == whole.units else {
            // The rest is owed by the order as before.
            resolutions[place].units = part.units.upperBound..<whole.units.upperBound
            given.number = nextOrder
            given.state = .settled
            return [add(given, ofLineAt: index, because: settlement.note, showsAmounts: showsAmounts)]
        }
        resolutions[place] = given
        if given.denial == nil { lines[index].line.settled += given.units.count }
        return try moveOrder(given.number, to: .settled, reason: settlement.note)
    }

    /// An order that was never owed: what it says was given at once.
    private mutating func add(
        _ order: ResolutionOrder, ofLineAt index: Int, because reason: String?, showsAmounts: Bool
    ) -> Change {
        resolutions.append(order)
        lines[index].line.settled += order.units.count
        return Change(
            .resolution(order.number), axis: ResolutionState.axisName, before: "",
            after: ResolutionState.settled.rawValue, reason: reason,
            details: order.details(showsAmounts: showsAmounts) + [Change.forStaff])
    }

    /// What units of a line come to, less what each has lost by its grade.
    private func breakdown(of line: CaseLine, for range: Range<Int>, _ worth: Worth) -> Breakdown? {
        let grades = units.filter {
            $0.line == line.number && $0.verdict == .accepted && !$0.isOvertaken && !isDenied($0) && !isAppealed($0)
        }.flatMap { Array(repeating: $0.grade, count: $0.quantity) }
        return line.value?.breakdown(for: range) { unit in
            unit < grades.count ? worth(line, grades[unit]) : 0
        }
    }

    /// What was to be repaired and is ours now, because something else was given for it, is taken off the bench.
    /// - Parameter most: so many were given for just now.
    mutating func takeOffBench(
        ofLineAt index: Int, most: Int, saidBy settlement: Settlement
    ) throws(Refusal) -> [Change] {
        let number = lines[index].number
        let bench = units.indices.filter {
            units[$0].line == number && units[$0].verdict == .accepted && units[$0].disposition == .repair
                && !units[$0].isOvertaken && !isDenied(units[$0])
        }
        let all = bench.reduce(0) { $0 + units[$1].quantity }
        var left = min(most, all - unitsToRepair(ofLine: number))
        let reason = "something else was given in place of the repair"
        let ruling = UnitRuling(disposition: .quarantine, decidedBy: settlement.staff, reason: reason)
        var changes: [Change] = []
        let last = left > 0 ? try chosen(left, of: Array(bench.reversed()), by: settlement) : []
        for place in last where left > 0 {
            let target = units[place].quantity > left ? split(left, fromUnitAt: place) : place
            left -= units[target].quantity
            changes += try send(unitAt: target, to: .quarantine, by: ruling)
        }
        return changes.isEmpty ? [] : changes + showDisposition(ofLineAt: index, because: reason)
    }

    private func check(
        _ order: ResolutionOrder, of line: CaseLine, givenAs kind: Wish
    ) throws(Refusal) {
        let goneRepaired = max(
            0, account(of: line).mendedSentBack - unitsOfRepairs(ofLine: line.number) { $0 == .settled })
        guard
            order.kind != .repair || kind == .repair || order.denial != nil
                || order.units.count <= unitsToRepair(ofLine: line.number) - goneRepaired
        else {
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
    }

    /// Money goes out for goods that are due, and never more than was paid for them. Replacements may go ahead of the
    /// goods; nobody repairs what is not there.
    private func check(
        _ settlement: Settlement, of line: CaseLine, units: Int, order: ResolutionOrder?
    ) throws(Refusal) {
        let isNowhere = line.line.here == 0 ? line.line.receipt != .waived : areAway(line)
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
        guard amount.minor > 0 || paid.minor == 0 || order?.breakdown?.total.minor == 0 else {
            throw Refusal(
                found: "\(amount) for \(units) units of line \(line.number)",
                expected: "an amount above nothing: \(paid) was paid for them",
                remedy: "Correct the amount. Who gets nothing is told why by a denial (`denied`, with a `note`).")
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

    /// The first units of a line that no order covers, in runs; after an order was taken back there may be several.
    /// Units that were settled before there were orders are the first of their line.
    func freeUnits(of line: CaseLine, _ count: Int) -> [Range<Int>] {
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
}

/// What is kept back of the price of a unit for what it has lost, in hundredths of a percent, by its grade.
package typealias Worth = (_ line: CaseLine, _ grade: Grade?) -> Int

extension ResolutionOrder {
    /// The first units of an order, where fewer are named than it covers: goods are repaired or sent one by one, money
    /// is paid as it was ordered.
    fileprivate func part(_ named: Int?) -> ResolutionOrder {
        guard let named, named > 0, named < units.count, !kind.isMoney, denial == nil else { return self }
        var part = self
        part.units = units.lowerBound..<units.lowerBound + named
        return part
    }
}
