/// What a denial offers in place of what was denied: the customer takes it, or does not.
extension ReturnCase {
    /// The customer takes what a denial offers, or does not.
    /// - Parameters:
    ///   - fallback: where goods go whose alternative is not taken.
    ///   - showsAmounts: false for gifts.
    package mutating func answer(
        _ answer: AlternativeAnswer, fallback: Disposition = .returnToCustomer, showsAmounts: Bool = true
    ) throws(Refusal) -> [Change] {
        var one = self
        let place = try one.answered(answer)
        let denial = one.denials[place]
        let next: DenialState = answer.answer == .accepted ? .takenUp : .turnedDown
        if next == .takenUp { try one.requireHere(denial) }
        one.denials[place].state = next
        var details: [(name: String, value: Change.Detail)] = denial.details
        if showsAmounts { details += denial.amountDetails }
        var changes = [
            Change(
                .line(denial.line), axis: DenialState.axisName, before: denial.state.rawValue, after: next.rawValue,
                reason: answer.reason, details: details)
        ]
        let why = answer.reason ?? "the customer's answer to \(denial.reference)"
        switch (next, denial.alternative) {
        case (.takenUp, .recycled?):
            changes += try one.send(unitsOf: denial, to: .recycle, by: answer.staff, because: why)
        case (.takenUp, .paidRepair?):
            changes += one.owe(denial, showsAmounts: showsAmounts)
            changes += try one.send(unitsOf: denial, to: .repair, by: answer.staff, because: why)
        case (.takenUp, .partRefund?):
            changes += one.owe(denial, showsAmounts: showsAmounts)
        case (.turnedDown, _):
            changes += try one.send(unitsOf: denial, to: fallback, by: answer.staff, because: why)
        case (.takenUp, _), (.told, _), (.appealed, _): break
        }
        changes += one.closeIfSettled()
        self = one
        return changes
    }

    /// - Throws: a refusal where units of a denial have gone, and what it offers can be done with them no more.
    private func requireHere(_ denial: Denial) throws(Refusal) {
        guard denial.alternative?.needsGoods ?? false else { return }
        let gone = units.first { $0.denial == denial.number && !$0.isOvertaken && $0.disposition.isEnd }
        guard let gone, denial.alternative?.disposition != gone.disposition else { return }
        throw Refusal(
            found: "a yes to \(denial.alternative?.words(denial.amount) ?? "") for \(gone.words) of \(number), which "
                + "is \(gone.disposition.rawValue) already",
            expected: "goods that are here",
            remedy: "Record the answer as `declined` and tell the customer where their goods are. What they are given "
                + "all the same is a `goodwill` document.")
    }

    /// What was to be given for an alternative was taken back: the customer may answer anew.
    mutating func askAgain(afterWithdrawing order: ResolutionOrder) -> [Change] {
        guard let number = order.denial, let place = denials.firstIndex(where: { $0.number == number }),
            denials[place].state.mayBecome(.told)
        else { return [] }
        denials[place].state = .told
        return [
            Change(
                .line(order.line), axis: DenialState.axisName, before: DenialState.takenUp.rawValue,
                after: DenialState.told.rawValue, details: denials[place].details + [Change.forStaff])
        ]
    }

    /// The denial that an answer is about.
    private func answered(_ answer: AlternativeAnswer) throws(Refusal) -> Int {
        let offers = denials.indices.filter {
            denials[$0].isStanding && (denials[$0].alternative?.needsAnswer ?? false)
                && (answer.line == nil || denials[$0].line == answer.line)
                && (answer.reference == nil || denials[$0].reference == answer.reference)
        }
        let open = offers.filter { denials[$0].awaitsAnswer }
        guard open.count == 1, let place = open.first else {
            let known = offers.map {
                "line \(denials[$0].line), \(denials[$0].reference), \(denials[$0].state.rawValue)"
            }
            throw Refusal(
                found: open.isEmpty
                    ? (known.isEmpty
                        ? "an answer, when \(number) has no denial with an alternative to choose"
                        : "an answer to what was answered already (\(known.joined(separator: "; ")))")
                    : "\(open.count) denials that await an answer (\(known.joined(separator: "; ")))",
                expected: "a denial that offers a choice and was not answered",
                remedy: open.isEmpty
                    ? "Nothing needs to be done; see `rmad show \(number)`."
                    : "Name the line in `line`, or the denial in `reference`.")
        }
        return place
    }

    /// What a denial offers and the customer took is owed like anything else.
    private mutating func owe(_ denial: Denial, showsAmounts: Bool) -> [Change] {
        guard let index = lines.firstIndex(where: { $0.number == denial.line }), let amount = denial.amount else {
            return []
        }
        let units = nextUnits(denial)
        let isRefund = denial.alternative == .partRefund
        var order = ResolutionOrder(
            number: (resolutions.map(\.number).max() ?? 0) + 1, line: denial.line, units: units,
            kind: isRefund ? .refund : .repair,
            breakdown: isRefund
                ? lines[index].value?.breakdown(giving: amount, for: units)
                    ?? Breakdown(
                        units: denial.units, entries: [.init(.price, amount)], currency: amount.currency, tax: nil)
                : nil)
        order.denial = denial.number
        order.charge = isRefund ? nil : amount
        resolutions.append(order)
        let details = order.details(showsAmounts: showsAmounts) + [Change.forStaff]
        var changes: [Change] = []
        let old = lines[index].line.resolution
        if old.mayBecome(.pending) {
            lines[index].line.resolution = .pending
            changes.append(
                Change(
                    .line(denial.line), axis: Resolution.axisName, before: old.rawValue,
                    after: Resolution.pending.rawValue, details: details))
        }
        changes.append(
            Change(
                .resolution(order.number), axis: ResolutionState.axisName, before: "",
                after: ResolutionState.owed.rawValue, details: details))
        return changes
    }
}
