import Ledger
import Policy
import Returns

/// A customer to whom a promise was broken is spoken to by a day that they were told. Where that day passes, too, they
/// are told once more, and the task goes to the one whom the policy names; it happens once for each broken promise.
extension Alarmed {
    func escalate() throws {
        let calls = try transaction.snapshot.tasks(of: stored.id).filter {
            $0.state == .open && $0.task.kind == .call
        }
        for name in PromiseName.allCases {
            let subject = Change.Subject.promise(name).text
            guard let call = calls.first(where: { $0.task.subject == subject })?.task, let due = call.due,
                try !isEscalated(subject)
            else { continue }
            guard due < site.day else {
                let watch = due.adding(days: 1)
                let set = try transaction.snapshot.alarm(.brokenPromise, of: stored.id)
                try transaction.setAlarm(.brokenPromise, of: stored.id, on: min(set ?? watch, watch))
                continue
            }
            try escalate(name, call, due)
        }
    }

    private func escalate(_ name: PromiseName, _ call: StaffTask, _ due: CalendarDate) throws {
        let next = terms.policy.call(on: site.day)
        var task = call
        task.assignee = terms.policy.promiseRules.escalateTo ?? next.assignee ?? call.assignee
        task.due = next.due
        let note = " The customer was told that we speak to them by \(due), and nobody has."
        if task.words.utf8.count + note.utf8.count <= StaffTask.wordsBytesMax { task.words += note }
        try change { _, stored in
            let told = Change(
                .promise(name), axis: Change.escalationAxis, before: due.description, after: "escalated",
                details: [(Change.answerDetail, .text(next.due.description))])
            return try [told] + transaction.renew(task, of: stored.id, reassigning: true, at: now)
        }
    }

    private func isEscalated(_ subject: String) throws -> Bool {
        let told = try transaction.snapshot.events(of: stored.id).filter { $0.draft.subject == subject }
        let broken = told.last {
            $0.draft.axis == PromiseState.axisName && $0.draft.after == PromiseState.broken.rawValue
        }
        return told.contains {
            $0.draft.axis == Change.escalationAxis && $0.sequence > (broken?.sequence ?? 0)
        }
    }
}
