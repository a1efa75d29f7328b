import Ledger
import Policy
import Returns

/// Customers were told a day by which a person speaks to them, answers what they wrote, or says more of their parcel.
/// Where such a day passes they are told a new one, and the task goes to the one whom the policy names; it happens
/// once for each word that was given.
extension Alarmed {
    func escalate() throws {
        let events = try transaction.snapshot.events(of: stored.id)
        var next: CalendarDate?
        let open = try transaction.snapshot.tasks(of: stored.id).filter { $0.state == .open }.map(\.task)
        for task in open + searchesWithoutAnswer(besides: open, events) {
            guard let owed = OwedAnswer(task, in: events), !owed.isEscalated else { continue }
            if owed.due < site.day {
                try escalate(task, owed)
            } else {
                next = min(next ?? owed.due, owed.due)
            }
        }
        if let next { try transaction.setAlarm(.brokenPromise, of: stored.id, on: next.adding(days: 1)) }
    }

    /// Parcels of which the customer was to hear: somebody has ended the task to ask for them, and nobody has told the
    /// customer anything since.
    private func searchesWithoutAnswer(besides open: [StaffTask], _ events: [RecordedEvent]) -> [StaffTask] {
        stored.case.shipments.filter(\.state.isUnderWay).compactMap { parcel in
            let subject = Change.Subject.shipment(parcel.number).text
            let asked = events.last { $0.draft.subject == subject && $0.draft.axis == Change.traceAxis }
            guard let asked, asked.draft.after == Change.traced,
                !open.contains(where: { $0.kind == .trace && $0.subject == subject }),
                !events.contains(where: { $0.sequence > asked.sequence && $0.draft.answers(subject) })
            else { return nil }
            return StaffTask(
                .trace, subject: subject,
                words:
                    "Tell the customer where parcel \(parcel.tracking?.text ?? parcel.code.text) is: its carrier was "
                    + "asked, and the customer has heard nothing since.",
                assignee: terms.policy.carriage.team)
        }
    }

    private func escalate(_ open: StaffTask, _ owed: OwedAnswer) throws {
        let next = terms.policy.call(on: site.day)
        var task = open
        task.assignee = terms.policy.promiseRules.escalateTo ?? open.assignee ?? next.assignee
        task.due = next.due
        let note = " The customer was told a day for it, \(owed.due), and nobody has kept it."
        if task.words.utf8.count + note.utf8.count <= StaffTask.wordsBytesMax { task.words += note }
        try change { _, stored in
            let told = Change(
                owed.subject, axis: Change.escalationAxis, before: owed.due.description, after: "escalated",
                details: [
                    (Change.answerDetail, .text(next.due.description)), (Change.taskDetail, .text(open.subject)),
                ])
            return try [told] + transaction.renew(task, of: stored.id, reassigning: true, at: now)
        }
    }
}

extension EventDraft {
    /// Whether a customer who waits to hear of a parcel is told something with it: of the parcel, or by a person.
    fileprivate func answers(_ parcel: String) -> Bool {
        guard !isForStaff else { return false }
        return subject == parcel
            ? axis != Change.scanAxis && after != ShipmentState.outForDelivery.rawValue
            : kind == "return.noted" || axis == Change.validityAxis
    }
}
