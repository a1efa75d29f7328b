import Ledger
import Policy
import Returns

/// Parcels that need a person: held up, refused, sent back, or somebody has to do something before they go on.
///
/// The customer hears with the trouble by when they are told more, and somebody of the team owes them that.
extension Recorder {
    /// Adds the day of the answer to what is told of a trouble, and owes the task; a parcel that arrives ends it.
    func answeringTroubles(in changes: [Change], of stored: StoredCase) throws -> [Change] {
        let carriage = terms.policy.carriage
        let answer = terms.policy.calendar.date(carriage.answerBusinessDays, after: occasion.day)
        var (told, more): ([Change], [Change]) = ([], [])
        for var change in changes {
            if case .shipment(let number) = change.subject,
                let parcel = stored.case.shipments.first(where: { $0.number == number })
            {
                if change.axis == ShipmentState.axisName, !needsPerson(parcel, of: stored.case) {
                    more += try endTrouble(of: parcel, stored.id)
                } else if change.isTroubleForPerson {
                    if change.axis == ShipmentState.axisName {
                        change.details.append((Change.answerDetail, .text(answer.description)))
                    }
                    let task = StaffTask(
                        .trace, subject: change.subject.text, words: change.troubleWords(parcel),
                        assignee: carriage.team, due: answer)
                    more += try transaction.open(task, of: stored.id, at: occasion.at)
                }
            }
            told.append(change)
        }
        return told + more
    }

    /// A label that the carrier withdrew leaves the customer of an approved return without a way.
    private func needsPerson(_ parcel: Shipment, of one: ReturnCase) -> Bool {
        parcel.state == .voided ? one.state == .approved && one.isAwaitingGoods : parcel.state.needsPerson
    }

    /// What was asked of the carrier is answered by the parcel itself.
    private func endTrouble(of parcel: Shipment, _ rma: CaseID) throws -> [Change] {
        guard parcel.state == .delivered || parcel.state == .checkedIn else { return [] }
        return try transaction.end(
            .trace, of: rma, subject: Change.Subject.shipment(parcel.number).text, as: .done,
            because: "the parcel has arrived", on: occasion)
    }
}

extension ShipmentState {
    /// Somebody has to find out why, and tell the customer.
    fileprivate var needsPerson: Bool {
        switch self {
        case .exception, .refused, .returnedToSender, .voided: true
        case .labelRequested, .labelReady, .handedOver, .inTransit, .outForDelivery, .delivered, .checkedIn, .expired,
            .delayed, .damaged, .lost:
            false
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

    /// A parcel came into a state that a person must look after, or the carrier asks for something.
    fileprivate var isTroubleForPerson: Bool {
        switch axis {
        case ShipmentState.axisName: ShipmentState(rawValue: after)?.needsPerson ?? false
        case Self.scanAxis: text("action_required") != nil
        default: false
        }
    }

    fileprivate func troubleWords(_ parcel: Shipment) -> String {
        let spoken = { (word: String) in word.split(separator: "_").joined(separator: " ") }
        let state = spoken(axis == Self.scanAxis ? text("status") ?? "unknown" : after)
        let parts = [
            text("tracking_reason").map { "reason: \(spoken($0))" },
            text("action_required").map { "to do: \(spoken($0))" },
        ]
        let why = parts.compactMap { $0 }.joined(separator: ", ")
        let code = parcel.tracking?.text ?? parcel.code.text
        let carrier = parcel.carrier?.text ?? "the carrier"
        if axis == ShipmentState.axisName, after == ShipmentState.voided.rawValue {
            return "The label of parcel \(code) is withdrawn, says \(carrier). Give the customer another one: a "
                + "`review` with the verdict `extend`, once no label is good any more."
        }
        return "Parcel \(code) is \(state), says \(carrier)"
            + (why.isEmpty ? "" : " (\(why))") + ". See to it, and tell the customer."
    }
}
