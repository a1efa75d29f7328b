/// Where the customer gets nothing, or not for everything: denials, and appeals against them.
extension ReturnCase {
    /// A denial, or the rejection of goods, is looked at again: the line is open, and the goods wait for another
    /// person's judgement.
    package mutating func appeal(_ appeal: Appeal) throws(Refusal) -> [Change] {
        let disputed = lines.indices.filter {
            (lines[$0].line.resolution == .denied || lines[$0].line.rejected > 0)
                && (appeal.line == nil || lines[$0].number == appeal.line)
        }
        guard disputed.count == 1, let index = disputed.first else {
            throw Refusal(
                found: disputed.isEmpty
                    ? "no denied or rejected line of \(number)"
                    : "\(disputed.count) denied or rejected lines of \(number)",
                expected: "a line that was denied, or of which goods were rejected",
                remedy: disputed.isEmpty
                    ? "For a request that was declined as a whole, write a review with the verdict `reopen`."
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
        for place in units.indices
        where units[place].line == lines[index].number && units[place].verdict == .rejected {
            units[place].isAppealed = true
        }
        if lines[index].line.reopenRejected() {
            changes.append(
                Change(
                    .line(lines[index].number), axis: Verdict.axisName, before: old.rawValue,
                    after: Verdict.manual.rawValue, reason: appeal.reason, details: told))
        }
        return changes
    }

    func requireReason(_ denial: Settlement) throws(Refusal) {
        guard denial.note == nil else { return }
        throw Refusal(
            found: "a denial without a reason", expected: "words that the customer will read",
            remedy: "Say in `note` why.")
    }

    /// Whether the customer has, or is to get, something for units of the line that were accepted beside others that
    /// were rejected. A denial speaks of these alone then: it takes nothing away that an inspector gave.
    func isDeniedInPart(_ line: CaseLine) -> Bool {
        line.line.rejected > 0 && line.line.acceptedAsAnnounced > 0
            && (ordered(line: line.number) > 0 || line.line.settled > 0)
    }

    /// Goods that were denied go where the customer was told that they go.
    mutating func sendDenied(
        ofLineAt index: Int, by settlement: Settlement, rejectedAlone: Bool
    ) throws(Refusal) -> [Change] {
        let next: Disposition
        switch settlement.alternative {
        case .sentBack: next = .returnToCustomer
        case .recycled: next = .recycle
        case .paidRepair, .partRefund, nil: return []
        }
        adoptCounts(ofLineAt: index)
        let ruling = UnitRuling(disposition: next, decidedBy: settlement.staff, reason: settlement.note)
        var changes: [Change] = []
        for place in units.indices where units[place].line == lines[index].number && !units[place].isAppealed {
            guard !rejectedAlone || units[place].verdict == .rejected, units[place].disposition.mayBecome(next)
            else { continue }
            changes += try send(unitAt: place, to: next, by: ruling)
        }
        return changes.isEmpty ? [] : changes + showDisposition(ofLineAt: index, because: settlement.note)
    }

    func deniedInPart(_ line: CaseLine, by settlement: Settlement) -> Change {
        Change(
            .line(line.number), axis: Change.denialAxis, before: "", after: Resolution.denied.rawValue,
            reason: settlement.note, details: settlement.details + [("units", .count(line.line.rejected))])
    }
}

extension Settlement {
    /// As events tell it.
    var details: [(name: String, value: Change.Detail)] {
        [("reference", .text(reference.text))]
            + (alternative.map { [("alternative", .text($0.rawValue))] } ?? [])
    }
}
