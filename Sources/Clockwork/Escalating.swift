import Ledger
import Policy
import Returns

/// Customers were told a day by which a person speaks to them, answers what they wrote, or says more of their parcel.
/// Where nobody has by the hour for telling on that day, they are told a new one before it is over, and the task goes
/// to the one whom the policy names; it happens once for each word that was given. Whoever ends the task without a word
/// ends nothing: it is opened again until the customer has heard.
extension Alarmed {
    func escalate() throws {
        let events = try transaction.snapshot.events(of: stored.id)
        var next: CalendarDate?
        let tasks = try transaction.snapshot.tasks(of: stored.id)
        for record in tasks.filter({ $0.state == .open }) + OwedAnswer.endedUnanswered(of: tasks, in: events) {
            guard let owed = OwedAnswer(record.task, in: events) else { continue }
            let end = end(of: owed)
            if end > site.day {
                if !owed.isEscalated || record.state != .open { next = min(next ?? end, end) }
            } else if !owed.isEscalated {
                try escalate(record, owed)
            } else if record.state != .open {
                try reopen(record, owed)
            }
        }
        if let next { try transaction.setAlarm(.brokenPromise, of: stored.id, on: next) }
    }

    /// The day on which a word is seen not to be kept, from the hour for telling on: its own. Who was told on that very
    /// day has all of it; and what was told a second time has.
    private func end(of owed: OwedAnswer) -> CalendarDate {
        owed.isEscalated || terms.siteTime(owed.toldAt).day >= owed.due ? owed.due.adding(days: 1) : owed.due
    }

    private func escalate(_ record: TaskRecord, _ owed: OwedAnswer) throws {
        let next = terms.policy.call(on: site.day)
        let task = overdue(record.task, owed, assignee: terms.policy.promiseRules.escalateTo, next)
        try change { _, stored in
            let told = Change(
                owed.subject, axis: Change.escalationAxis, before: owed.due.description, after: "escalated",
                details: [
                    (Change.answerDetail, .text(next.due.description)), (Change.taskDetail, .text(task.subject)),
                ])
            return try [told] + transaction.renew(task, of: stored.id, reassigning: true, at: now)
        }
    }

    /// The customer was told a second day, and nothing since: that is said once, and done in the end.
    private func reopen(_ record: TaskRecord, _ owed: OwedAnswer) throws {
        let task = overdue(record.task, owed, assignee: nil, terms.policy.call(on: site.day))
        try change { _, stored in
            try transaction.renew(task, of: stored.id, reassigning: true, at: now)
        }
    }

    private func overdue(_ open: StaffTask, _ owed: OwedAnswer, assignee: StaffName?, _ next: CallDuty) -> StaffTask {
        var task = open
        task.assignee = assignee ?? open.assignee ?? next.assignee
        task.due = next.due
        let note = " The customer was told a day for it, \(owed.due), and has not heard."
        let fits = task.words.utf8.count + note.utf8.count <= StaffTask.wordsBytesMax
        if fits, !task.words.hasSuffix("has not heard.") { task.words += note }
        return task
    }
}
