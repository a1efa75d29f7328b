/// Judgements that were wrong: the goods are judged anew, and what is owed for them is owed anew.
///
/// Invariant, tested: behind a correction a line stands as if its goods had been judged so from the beginning, but that
/// what was ordered wrongly stays on record as taken back.
extension ReturnCase {
    /// The name of the detail that names the unit whose judgement was wrong.
    package static let correctedUnit = "corrects"
    /// The name of the detail that says how many orders were taken back for it.
    package static let ordersTakenBack = "orders_withdrawn"

    /// The line that an inspection is about.
    /// - Throws: a refusal where it names none, or a unit that has no judgement to correct.
    package func line(of inspection: Inspection) throws(Refusal) -> CaseLine {
        lines[try lineIndex(of: inspection)]
    }

    /// The one that it names, else that of the unit that it corrects.
    func lineIndex(of inspection: Inspection) throws(Refusal) -> Int {
        guard let number = inspection.corrects else {
            return try lineIndex(number: inspection.line, sku: inspection.sku)
        }
        let line = units[try place(ofJudged: number)].line
        let index = try lineIndex(
            number: inspection.line ?? (inspection.sku == nil ? line : nil), sku: inspection.sku)
        guard lines[index].number == line else {
            throw Refusal(
                found: "unit \(number) of \(self.number) on line \(lines[index].number)",
                expected: "line \(line), to which it belongs", remedy: "Leave `line` and `sku` out, or correct them.")
        }
        return index
    }

    /// Takes the judgement of a unit, or of as many of its pieces as are judged anew, out of the account of its line,
    /// with the open orders of the line where they stand on it.
    /// - Parameters:
    ///   - rulings: what policy and ledger say of what is judged in its place.
    ///   - keepsOrders: the customer gets the same by it as before.
    /// - Returns: what is told of the orders, and what the line's own change says beside its counts.
    mutating func setAside(
        unit number: Int, ofLineAt index: Int, by inspection: Inspection, _ rulings: [UnitRuling], keepsOrders: Bool
    ) throws(Refusal) -> (changes: [Change], details: [(name: String, value: Change.Detail)]) {
        let place = try place(ofJudged: number)
        let unit = units[place]
        let judged = inspection.judged
        let count = judged.reduce(0) { $0 + $1.quantity }
        try requireCorrection(of: unit, to: count, by: inspection)
        let isSame =
            !judged.isEmpty
            && zip(judged, rulings).allSatisfy { $0.verdict == unit.verdict && $1.grade == unit.grade }
        if !isSame { try requireUnpaid(unit, of: lines[index]) }
        let gone = judged.isEmpty ? unit.quantity : count
        let wrong = gone < unit.quantity ? split(gone, fromUnitAt: place) : place
        units[wrong].overtakenBy = .correction
        _ = lines[index].line.reopen(
            rejected: unit.verdict == .rejected ? gone : 0, accepted: unit.verdict == .accepted ? gone : 0)
        var changes: [Change] = []
        if !isSame, !keepsOrders, unit.verdict == .accepted {
            for order in resolutions where order.line == unit.line && order.denial == nil && order.state.isOpen {
                changes += try moveOrder(order.number, to: .withdrawn, reason: "the goods were judged anew")
            }
        }
        var details: [(name: String, value: Change.Detail)] = [(Self.correctedUnit, .count(number))]
        if !changes.isEmpty { details.append((Self.ordersTakenBack, .count(changes.count))) }
        return (changes, details)
    }

    /// A unit that nobody should have judged, because it is not here: what the line says without it.
    mutating func unjudge(
        ofLineAt index: Int, was old: Line, by inspection: Inspection, _ details: [(name: String, value: Change.Detail)]
    ) -> Change {
        lines[index].line.showVerdict()
        let counts = lines[index].line
        return Change(
            .line(lines[index].number), axis: Verdict.axisName, before: old.verdict.rawValue,
            after: counts.verdict.rawValue, reason: inspection.note,
            details: [("accepted", .count(counts.accepted)), ("rejected", .count(counts.rejected))] + details)
    }

    private func place(ofJudged number: Int) throws(Refusal) -> Int {
        guard let place = units.firstIndex(where: { $0.number == number && !$0.isOvertaken }) else {
            let known = units.filter { !$0.isOvertaken }.map { "\($0.number) (\($0.verdict.rawValue))" }
            throw Refusal(
                found: "a correction of unit \(number), "
                    + (units.contains { $0.number == number }
                        ? "whose judgement does not count any more" : "which \(self.number) does not have"),
                expected: known.isEmpty
                    ? "a unit that was judged" : "one of: \(known.joined(separator: ", "))",
                remedy: known.isEmpty
                    ? "Record the inspection: the same document without `corrects`."
                    : "rmad show \(self.number) lists them.")
        }
        return place
    }

    private func requireCorrection(
        of unit: CaseUnit, to count: Int, by inspection: Inspection
    ) throws(Refusal) {
        guard inspection.note != nil || inspection.units.contains(where: { $0.note != nil }) else {
            throw Refusal(
                found: "a correction without a word why", expected: "a `note`",
                remedy: "Say in `note` what was wrong: the customer reads it.")
        }
        guard inspection.judged.isEmpty || (count > 0 && count <= unit.quantity) else {
            throw Refusal(
                found: "\(count) pieces of \(unit.words) judged anew",
                expected: unit.quantity == 1 ? "1" : "1 to \(unit.quantity)",
                remedy: "Correct the counts; goods that nobody has judged yet are judged without `corrects`.")
        }
        guard !unit.disposition.isEnd else {
            throw Refusal(
                found: "\(unit.words), which is not here any more (\(unit.disposition.rawValue))",
                expected: "goods that can be looked at",
                remedy: "Settle what the customer gets; where it was denied, record an `appeal` first.")
        }
        guard unit.denial == nil else {
            throw Refusal(
                found: "\(unit.words), of which the customer was told that it is denied",
                expected: "an `appeal`, which opens the decision again",
                remedy: isDenied(unit)
                    ? "Record it for the customer (`staff`, and in `reason` that we were wrong); then inspect the unit "
                        + "again."
                    : "Its appeal waits for a person: settle the line, or deny it again.")
        }
    }

    /// What was given is not taken back by another judgement; and orders name no unit, so that nobody can say whether
    /// what was given for a line was given for this one.
    private func requireUnpaid(_ unit: CaseUnit, of line: CaseLine) throws(Refusal) {
        let account = account(of: line)
        guard unit.verdict == .accepted, account.given > account.keptOrLost else { return }
        let open = resolutions.filter { $0.line == line.number && $0.denial == nil && $0.state.isOpen }
            .map { $0.name(in: number) }.joined(separator: ", ")
        throw Refusal(
            found: "\(unit.words) of line \(line.number), for units of which the customer got something already",
            expected: "a line of which nothing was given yet",
            remedy: "What was given stays given. "
                + (open.isEmpty
                    ? ""
                    : "Take back what is wrong of the rest (rmad resolutions withdraw, \(open)), and settle it with "
                        + "its amount. ")
                + "What lacks is given as goodwill (a `goodwill` document); the goods go elsewhere by a `disposition`, "
                + "and a `note` keeps what was wrong.")
    }
}
