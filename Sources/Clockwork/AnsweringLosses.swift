import JSONText
import Ledger
import Policy
import Returns

/// What a lost parcel means for the customer, who was told that they hear of it.
///
/// Each loss is answered once, whatever became of the goods before: one that is found and lost again is another loss.
enum LossAnswer: Equatable {
    /// What lay in it is paid for, or sent again; or a person decides that.
    case owed(CarriageTerms.OnLost)
    /// The customer has what they were to get for its goods.
    case given
    /// Its goods are here, or came with another parcel since.
    case needless

    /// How events call it.
    var name: String {
        switch self {
        case .owed(let by): by.rawValue
        case .given: "given"
        case .needless: "needless"
        }
    }

    var isForPerson: Bool { if case .owed(.review) = self { true } else { false } }
}

extension Alarmed {
    func answerLoss(_ number: Int) throws {
        let occasion = occasion
        let by = try lossAnswer(number)
        let answer = terms.policy.calendar.date(1, after: site.day)
        let phrase = Phrase("parcel.lost_\(by.name)", by.isForPerson ? ["date": .date(answer)] : [:])
        let reason = words(ofParcel: number, phrase)
        let offers = if case .owed = by, !by.isForPerson { try offers(afterLossOf: number) } else { [PromiseOffer]() }
        try change(promising: offers) { one, stored in
            guard case .owed = by else {
                return try ended(traceOf: number, stored.id) + claim(number, by, of: stored)
                    + [answered(number, by, reason, audience: nil)]
            }
            let (changes, lines) = one.countAsLost(shipment: number, reason: reason)
            // The customer reads of newly lost lines in their own message.
            let audience: Note.Audience? = by.isForPerson || changes.isEmpty ? nil : .staff
            // The words speak of money; where something else is given, the day of that says it.
            let isOther = stored.isGift || stored.request["wish"]?.string == Wish.credit.rawValue
            let said = isOther && !by.isForPerson ? nil : reason
            let before =
                try changes + ended(traceOf: number, stored.id) + claim(number, by, of: stored)
                + [answered(number, by, said, until: by.isForPerson ? answer : nil, audience: audience)]
            guard !by.isForPerson else {
                return try before
                    + transaction.decide(lookTasks(lines, parcel: number, stored.case.state), of: stored.id, at: now)
            }
            let owed = terms.policy.oweWhatIsDue(
                in: &one, to: ResolutionFacts(stored), today: site.day)
            let tasks = try transaction.settleTasks(after: owed, in: one, of: stored.id, by: duties, on: occasion)
            // The customer has theirs already, and is not charged for what a carrier lost.
            let letBe = try one.letBe(lines: lines, reason: "the carrier lost the parcel")
            return try before + owed + tasks + letBe + charges(ended: letBe, of: stored.id)
        }
    }

    /// A parcel that its carrier had delivered, or was to bring back, before it called it lost is for a person: the
    /// goods may be here, or with the customer. So is one of a return that is not authorized, and one of which nobody
    /// knows what was in it.
    private func lossAnswer(_ number: Int) throws -> LossAnswer {
        let one = stored.case
        if one.hasSuccessor(ofTurned: number), try wasTurnedRound(number) { return .needless }
        guard one.state == .approved || one.state == .closed else { return .owed(.review) }
        switch one.loss(ofParcel: number) {
        case .open:
            let isForPerson = try mayHaveArrived(number) || !isOwed(afterLossOf: number)
            return .owed(isForPerson ? .review : terms.policy.carriage.onLost)
        case .unclear: return .owed(.review)
        case .given: return .given
        case .nothing: return .needless
        }
    }

    private func answered(
        _ number: Int, _ by: LossAnswer, _ reason: String?, until day: CalendarDate? = nil, audience: Note.Audience?
    ) -> Change {
        Change(
            .shipment(number), axis: Change.contingencyAxis, before: "", after: "answered", reason: reason,
            details: [("by", .text(by.name))] + (day.map { [(Change.answerDetail, .text($0.description))] } ?? [])
                + (audience.map { [("audience", .text($0.rawValue))] } ?? []))
    }

    private func ended(traceOf number: Int, _ rma: CaseID) throws -> [Change] {
        try transaction.end(
            .trace, of: rma, subject: Change.Subject.shipment(number).text, as: .done, because: "the parcel is lost",
            on: occasion)
    }

    /// What we give for a loss, its carrier owes us. Behind a carrier's last word of it, or ours.
    private func claim(_ number: Int, _ by: LossAnswer, of stored: StoredCase) throws -> [Change] {
        guard by != .needless, let parcel = stored.case.shipments.first(where: { $0.number == number }) else {
            return []
        }
        let names = [parcel.carrier?.text, parcel.tracking?.text ?? parcel.code.text].compactMap { $0 }
        let task = StaffTask(
            .look, subject: StaffTask.claim(onParcel: number),
            words: "Claim the lost parcel \(number) from its carrier (\(names.joined(separator: ", "))); write down "
                + "what it pays when the task is done.",
            assignee: terms.policy.carriage.team, due: terms.policy.calendar.date(1, after: site.day))
        return try transaction.renew(task, of: stored.id, at: now)
    }

    /// Nobody charges what a carrier lost.
    private func charges(ended changes: [Change], of rma: CaseID) throws -> [Change] {
        try changes.filter { $0.after == Resolution.satisfied.rawValue }.flatMap {
            try transaction.end(
                .charge, of: rma, subject: $0.subject.text, as: .cancelled, because: "the carrier lost the parcel",
                on: occasion)
        }
    }

    /// What is owed for lost goods waits for no inspection: the day of the decision counts instead.
    private func offers(afterLossOf number: Int) throws -> [PromiseOffer] {
        var one = stored.case
        let (_, lost) = one.countAsLost(shipment: number, reason: "")
        let isOwed = one.lines.contains { lost.contains($0.number) && $0.advance == nil }
        guard one.isDueWithoutGoods || isOwed else { return [] }
        return terms.policy.promises(
            from: .inspected, on: site.day, tier: stored.customer.tier, isSpecial: try isSpecial()
        ).filter { $0.name == .refunded }
    }

    /// Whether the policy owes something for all that is lost; where it does not, nobody says that it does.
    private func isOwed(afterLossOf number: Int) -> Bool {
        var one = stored.case
        let (_, lost) = one.countAsLost(shipment: number, reason: "")
        _ = terms.policy.oweWhatIsDue(in: &one, to: ResolutionFacts(stored), today: site.day)
        return one.lines.allSatisfy { !lost.contains($0.number) || $0.advance != nil || !one.awaitsOrder($0) }
    }

    /// Whether the goods may have come to somebody's hands, ours or the customer's.
    private func mayHaveArrived(_ number: Int) throws -> Bool {
        let arrivals = [ShipmentState.delivered, .refused, .returnedToSender].map(\.rawValue)
        return try told(of: number).contains {
            $0.draft.axis == ShipmentState.axisName && arrivals.contains($0.draft.after)
        }
    }

    /// Whether its carrier lost it on its way back to the customer.
    private func wasTurnedRound(_ number: Int) throws -> Bool {
        let loss = try told(of: number).last { $0.draft.axis == ShipmentState.axisName }
        return loss.flatMap { ShipmentState(rawValue: $0.draft.before) }?.isTurnedRound ?? false
    }

    /// What a person has to decide: line by line, or, where nothing can be settled for a line, of the parcel.
    private func lookTasks(_ lines: [Int], parcel: Int, _ state: RMAState) -> [StaffTask] {
        let isSettled = state == .approved || state == .closed
        let due = terms.policy.calendar.date(1, after: site.day)
        guard isSettled, !lines.isEmpty else {
            let which = isSettled ? "in which more goods may have been" : "of a return that is \(state.words)"
            return [
                StaffTask(
                    .look, subject: Change.Subject.shipment(parcel).text,
                    words:
                        "The carrier lost parcel \(parcel), \(which): decide what the customer gets, and tell them by "
                        + "a note.",
                    assignee: terms.policy.carriage.team, due: due)
            ]
        }
        return lines.map {
            StaffTask(
                .look, subject: "line:\($0)",
                words: "Decide what the customer gets for line \($0), lost by the carrier in parcel \(parcel).",
                assignee: terms.policy.carriage.team, due: due)
        }
    }
}

extension Transaction {
    fileprivate func decide(_ tasks: [StaffTask], of rma: CaseID, at moment: Instant) throws -> [Change] {
        try tasks.flatMap { try renew($0, of: rma, at: moment) }
    }
}

extension RMAState {
    /// As staff read it.
    fileprivate var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}

extension ResolutionFacts {
    fileprivate init(_ stored: StoredCase) {
        self.init(
            customer: stored.customer, wish: stored.request["wish"]?.string.flatMap(Wish.init),
            isGift: stored.request["gift"] == .bool(true),
            channel: stored.request["channel"]?.string.flatMap { Channel($0) })
    }
}
