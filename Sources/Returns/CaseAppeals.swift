/// Customers who do not accept a denial, or the rejection of their goods.
extension ReturnCase {
    /// A denial, or the rejection of goods, is looked at again: the line is open, and the goods wait for another
    /// person's judgement. What the customer took in its place stays as it is. What went back to them, or is destroyed,
    /// cannot be judged again: a person decides without it.
    /// - Parameter gone: units, by number, that have left.
    package mutating func appeal(_ appeal: Appeal, gone: Set<Int> = []) throws(Refusal) -> [Change] {
        let disputed = lines.indices.filter {
            (isDeniedUnrecorded(lines[$0]) || disputable(of: lines[$0], gone) > 0
                || isDeniedOpenly(lines[$0]) || isDestroyedOpenly(lines[$0]))
                && (appeal.line == nil || lines[$0].number == appeal.line)
        }
        guard disputed.count == 1, let index = disputed.first else {
            throw Refusal(
                found: disputed.isEmpty
                    ? "no denied or rejected line of \(number)"
                    : "\(disputed.count) denied or rejected lines of \(number)",
                expected: "a line that was denied, or of which goods were rejected",
                remedy: disputed.isEmpty
                    ? "For a request that was declined as a whole, write a review with the verdict `reopen`; goods "
                        + "that went back without a denial come with a return of their own."
                    : "Name the line by its number in `line`.")
        }
        var changes: [Change] = []
        if state == .closed { changes += try move(to: .approved, reason: "an appeal") }
        var told: [(name: String, value: Change.Detail)] = [("appeal", .text("yes"))]
        if lines[index].line.resolution == .denied {
            lines[index].line.resolution = .pending
            changes.append(
                Change(
                    .line(lines[index].number), axis: Resolution.axisName, before: Resolution.denied.rawValue,
                    after: Resolution.pending.rawValue, reason: appeal.reason, details: told))
            // The customer hears once that somebody looks.
            told.append(Change.forStaff)
        }
        let old = lines[index].line.verdict
        adoptCounts(ofLineAt: index)
        let reopened = disputable(of: lines[index], gone)
        for place in units.indices where isDisputable(units[place], of: lines[index], gone) {
            units[place].overtakenBy = .appeal
        }
        if lines[index].line.reopen(rejected: reopened), old != .manual {
            changes.append(
                Change(
                    .line(lines[index].number), axis: Verdict.axisName, before: old.rawValue,
                    after: Verdict.manual.rawValue, reason: appeal.reason, details: told))
            if told.count == 1 { told.append(Change.forStaff) }
        }
        for place in denials.indices
        where denials[place].line == lines[index].number && denials[place].state.mayBecome(.appealed) {
            changes.append(
                Change(
                    .line(denials[place].line), axis: DenialState.axisName, before: denials[place].state.rawValue,
                    after: DenialState.appealed.rawValue, reason: appeal.reason,
                    details: denials[place].details + told))
            if told.count == 1 { told.append(Change.forStaff) }
            denials[place].state = .appealed
            changes += keepHere(unitsOf: denials[place], but: gone, lineAt: index, because: appeal.reason)
        }
        // Nothing was denied, nor can anything be judged: it was destroyed. Somebody decides all the same.
        if changes.allSatisfy({ $0.subject == .rma }) {
            changes.append(
                Change(
                    .line(lines[index].number), axis: DenialState.axisName, before: "",
                    after: DenialState.appealed.rawValue, reason: appeal.reason, details: told))
        }
        // What was denied may have its end by now.
        return changes + closeIfSettled()
    }

    /// What was found good and was to leave is set aside until a person has decided.
    private mutating func keepHere(
        unitsOf denial: Denial, but gone: Set<Int>, lineAt index: Int, because reason: String
    ) -> [Change] {
        var changes: [Change] = []
        for place in units.indices
        where units[place].denial == denial.number && !units[place].isOvertaken
            && units[place].disposition.isEnd && !gone.contains(units[place].number)
        {
            let old = units[place].disposition
            units[place].disposition = .quarantine
            (units[place].destination, units[place].bin, units[place].rule) = (nil, nil, nil)
            (units[place].decidedBy, units[place].decisionReason) = (nil, reason)
            changes.append(
                Change(
                    .unit(units[place].number), axis: Disposition.axisName,
                    before: old.rawValue, after: Disposition.quarantine.rawValue,
                    reason: reason,
                    details: [("line", .count(denial.line)), ("quantity", .count(units[place].quantity))]))
        }
        return changes.isEmpty ? [] : changes + showDisposition(ofLineAt: index, because: reason)
    }

    /// Rejected units of a line, but for those for which the customer took something else.
    private func disputable(of line: CaseLine, _ gone: Set<Int>) -> Int {
        guard units.contains(where: { $0.line == line.number }) else { return line.line.rejected }
        return units.filter { isDisputable($0, of: line, gone) }.reduce(0) { $0 + $1.quantity }
    }

    /// A denial of a line that nobody took something for still speaks of units, here or not.
    private func isDeniedOpenly(_ line: CaseLine) -> Bool {
        let unseen = account(of: line).deniedUnseen
        return denials(of: line.number).contains { denial in
            denial.state != .takenUp && (unseen > 0 || units.contains { $0.denial == denial.number && !$0.isOvertaken })
        }
    }

    private func isDisputable(_ unit: CaseUnit, of line: CaseLine, _ gone: Set<Int>) -> Bool {
        unit.line == line.number && unit.verdict == .rejected && !unit.isOvertaken && !gone.contains(unit.number)
            && !denials.contains { $0.number == unit.denial && $0.state == .takenUp }
    }

    /// Units were destroyed, and nobody has decided on them.
    private func isDestroyedOpenly(_ line: CaseLine) -> Bool {
        let account = account(of: line)
        return account.openAppealed > 0 && account.rejectedUsed > 0
    }
}
