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
        for record in try transaction.snapshot.tasks(of: stored.id) where record.state == .open {
            guard let owed = OwedAnswer(record.task, in: events), !owed.isEscalated else { continue }
            if owed.due < site.day {
                try escalate(record.task, owed)
            } else {
                next = min(next ?? owed.due, owed.due)
            }
        }
        if let next { try transaction.setAlarm(.brokenPromise, of: stored.id, on: next.adding(days: 1)) }
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
