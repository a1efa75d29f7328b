import Ledger
import Policy
import Returns

/// Parcels that need a person: held up, refused, sent back, or somebody has to do something before they go on.
///
/// The customer hears with the trouble by when they are told more, and somebody of the team owes them that.
extension Recorder {
    /// Adds the day of the answer to what is told of a trouble, and owes the task; a parcel that arrives or goes on
    /// ends it.
    func answeringTroubles(in changes: [Change], of stored: StoredCase) throws -> [Change] {
        let carriage = terms.policy.carriage
        let answer = terms.policy.calendar.date(carriage.answerBusinessDays, after: occasion.day)
        var (told, more): ([Change], [Change]) = ([], [])
        for var change in changes {
            if case .shipment(let number) = change.subject,
                let parcel = stored.case.shipments.first(where: { $0.number == number })
            {
                if change.axis == ShipmentState.axisName, !needsPerson(parcel, of: stored.case) {
                    more += try endTrouble(of: parcel, after: change, stored.id)
                } else if change.isTroubleForPerson || change.isNewsOfReturn(parcel) {
                    if change.axis == ShipmentState.axisName {
                        change.details.append((Change.answerDetail, .text(answer.description)))
                    }
                    let task = StaffTask(
                        .trace, subject: change.subject.text, words: change.troubleWords(parcel),
                        assignee: carriage.team, due: answer)
                    more += try transaction.renew(task, of: stored.id, at: occasion.at)
                }
            }
            told.append(change)
        }
        return try told + more + seenAgain(by: changes, in: stored)
    }

    /// A label that the carrier withdrew leaves the customer of an approved return without a way.
    private func needsPerson(_ parcel: Shipment, of one: ReturnCase) -> Bool {
        parcel.state == .voided ? one.state == .approved && one.isAwaitingGoods : parcel.state.needsPerson
    }

    /// What was asked of the carrier is answered by the parcel itself: it has arrived, or goes on its way. One that was
    /// refused or sent back may be on its way to its sender.
    private func endTrouble(of parcel: Shipment, after change: Change, _ rma: CaseID) throws -> [Change] {
        let hasArrived = parcel.state == .delivered || parcel.state == .checkedIn
        let stood = [ShipmentState.exception, .voided].map(\.rawValue).contains(change.before)
        guard hasArrived || (stood && parcel.state.isMoving) else { return [] }
        return try transaction.end(
            .trace, of: rma, subject: change.subject.text, as: .done,
            because: hasArrived ? "the parcel has arrived" : "the parcel goes on its way", on: occasion)
    }

    /// What was found is claimed from nobody. A carrier that speaks of delay or trouble after a loss is searching.
    func endClaims(after changes: [Change], of rma: CaseID) throws -> [Change] {
        let searched = [ShipmentState.delayed, .exception].map(\.rawValue)
        return try changes.flatMap { change -> [Change] in
            guard case .shipment(let number) = change.subject, change.axis == ShipmentState.axisName,
                ([ShipmentState.lost.rawValue] + searched).contains(change.before),
                !([ShipmentState.lost.rawValue] + searched).contains(change.after)
            else { return [] }
            return try transaction.end(
                .look, of: rma, subject: StaffTask.claim(onParcel: number), as: .cancelled,
                because: "the parcel was found", on: occasion)
        }
    }

    /// Parcels of which nothing was heard, so that their carriers were asked: with the first word of one the question
    /// is answered, and the customer, who was told by when they hear more, hears it.
    private func seenAgain(by changes: [Change], in stored: StoredCase) throws -> [Change] {
        let words = changes.filter { $0.axis == ShipmentState.axisName || $0.axis == Change.scanAxis }
        let parcels = stored.case.shipments.filter { parcel in
            (parcel.state.isMoving || parcel.state == .delayed || parcel.state == .damaged)
                && words.contains { $0.subject == .shipment(parcel.number) }
        }
        // Tracking pays no look at the events for parcels of which nobody ever asked.
        let asked = try snapshot.tasks(of: stored.id).filter { $0.task.kind == .trace }
        guard !parcels.isEmpty, !asked.isEmpty else { return [] }
        let events = try snapshot.events(of: stored.id)
        return try parcels.flatMap { parcel -> [Change] in
            let subject = Change.Subject.shipment(parcel.number)
            // Whoever has ended the task: the customer hears of what they were told to hear of.
            let traced = events.last { $0.draft.subject == subject.text && $0.draft.axis == Change.traceAxis }?.draft
            guard let traced, traced.after == Change.traced,
                words.contains(where: { $0.subject == subject && $0.isWord(since: traced.at) })
            else { return [] }
            let ended =
                try asked.contains { $0.task.subject == subject.text && $0.createdAt == traced.at }
                ? transaction.end(
                    .trace, of: stored.id, subject: subject.text, as: .done,
                    because: "the carrier has seen the parcel", on: occasion) : []
            // Of a new delay or damage the customer hears with it.
            let isTold = changes.contains {
                $0.subject == subject && $0.axis == ShipmentState.axisName && $0.after == parcel.state.rawValue
            }
            guard parcel.state.isMoving || !isTold else { return ended }
            return [Change(subject, axis: Change.traceAxis, before: Change.traced, after: Change.seen)] + ended
        }
    }
}

extension ShipmentState {
    /// Behind the name of a parcel: `is held up`.
    fileprivate var said: String {
        switch self {
        case .labelRequested, .labelReady: "is not handed over yet"
        case .handedOver: "was handed over"
        case .inTransit: "is on its way"
        case .outForDelivery: "is out for delivery"
        case .delivered, .checkedIn: "was delivered"
        case .expired, .voided: "has a label that is not valid any more"
        case .delayed: "is delayed"
        case .exception: "is held up"
        case .damaged: "is damaged"
        case .lost: "is lost"
        case .refused: "was refused"
        case .returnedToSender: "goes back to its sender"
        }
    }
}

extension Change {
    func says(_ name: String, _ text: String) -> Bool {
        details.contains { $0.name == name && $0.value == .text(text) }
    }

    private func text(_ name: String) -> String? {
        details.lazy.compactMap { detail -> String? in
            if detail.name == name, case .text(let text) = detail.value { text } else { nil }
        }.first
    }

    /// A carrier's word of what happened after a moment; what moves the parcel is news whenever it was.
    fileprivate func isWord(since moment: Instant) -> Bool {
        axis == ShipmentState.axisName || (text("occurred_at") ?? "") > moment.description
    }

    /// A parcel came into a state that a person must look after, or the carrier asks for something.
    fileprivate var isTroubleForPerson: Bool {
        switch axis {
        case ShipmentState.axisName: ShipmentState(rawValue: after)?.needsPerson ?? false
        case Self.scanAxis: text("action_required") != nil
        default: false
        }
    }

    /// The end of the way of a parcel that goes back, which does not bring it to us.
    fileprivate func isNewsOfReturn(_ parcel: Shipment) -> Bool {
        guard axis == Self.scanAxis, parcel.state.isTurnedRound else { return false }
        return [ShipmentState.delivered, .damaged].contains { text("status") == $0.rawValue }
    }

    /// Carriers' messages are cut: the words of a task are short.
    private static let messageMax = 60

    fileprivate func troubleWords(_ parcel: Shipment) -> String {
        let spoken = { (word: String) in word.split(separator: "_").joined(separator: " ") }
        let state = ShipmentState(rawValue: axis == Self.scanAxis ? text("status") ?? "" : after)
        let codes = [text("code"), text("carrier_code")].compactMap { $0 }.joined(separator: ", ")
        let parts = [
            text("tracking_reason").map { "reason: \(spoken($0))" },
            text("action_required").map { "to do: \(spoken($0))" },
            codes.isEmpty ? nil : "code: \(codes)",
            reason.flatMap { $0 == text("code") ? nil : "“\($0.prefix(Self.messageMax))”" },
        ]
        let why = parts.compactMap { $0 }.joined(separator: ", ")
        let code = parcel.tracking?.text ?? parcel.code.text
        let carrier = parcel.carrier?.text ?? "the carrier"
        if axis == ShipmentState.axisName, after == ShipmentState.voided.rawValue {
            return "The label of parcel \(code) is withdrawn, says \(carrier). Give the customer another one: a "
                + "`review` with the verdict `extend`."
        }
        let turned = parcel.state == .refused ? "was refused" : "was sent back"
        let turn = isNewsOfReturn(parcel) ? ". It \(turned) before: most likely it is not here" : ""
        let end = (why.isEmpty ? "" : ")") + turn + ". See to it, and tell the customer."
        var words =
            "Parcel \(code) \(state.map(\.said) ?? "needs somebody"), says \(carrier)"
            + (why.isEmpty ? "" : " (\(why)")
        while words.utf8.count + end.utf8.count > StaffTask.wordsBytesMax { words.removeLast() }
        return words + end
    }
}
