import JSONText
import Ledger
import Returns

/// Open tasks as a table: what, for which return, whose, and until when.
struct TaskSheet {
    let tasks: [TaskRecord]
    let today: CalendarDate
    let session: DeskSession

    func show() {
        guard !tasks.isEmpty else { return session.screen.line("Nothing waits for anybody.") }
        var table = Table([
            .init("Task", side: .right), .init("Due"), .init("RMA"), .init("About", leaves: 4), .init("For", leaves: 3),
            .init("What", .wrapped(min: 24)), .init("Kind", leaves: 5), .init("Care", leaves: 2),
        ])
        for record in tasks {
            let task = record.task
            table.add([
                .init("\(record.id)", .strong),
                .init(task.due?.description ?? "", record.isOverdue(on: today) ? .bad : .plain),
                .init(record.number?.text ?? ""), .init(task.subject), .init(Printable.line(task.assignee?.text ?? "")),
                .init(Printable.line(task.words)), .init(task.kind.rawValue.spoken),
                .init(record.isSpecial ? "special" : "", .attention),
            ])
        }
        session.screen.show(table)
        let overdue = tasks.count { $0.isOverdue(on: today) }
        if overdue > 0 { session.screen.paragraph("\(overdue) overdue.", .bad) }
        session.screen.paragraph("To end one: rmad tasks done TASK --note 'what was done'", .faint)
    }
}

extension TaskRecord {
    func isOverdue(on today: CalendarDate) -> Bool { state == .open && task.due.map { $0 < today } ?? false }

    /// - Parameter today: to say which is overdue; nil: it is not said.
    func json(today: CalendarDate?) -> JSONValue {
        .object(known: [
            ("task", .integer(id)), ("rma", .text(number?.text)), ("kind", .string(task.kind.rawValue)),
            ("subject", .string(task.subject)), ("words", .string(task.words)), ("state", .string(state.rawValue)),
            ("assignee", .text(task.assignee?.text)), ("due_on", .text(task.due?.description)),
            ("overdue", today.map(isOverdue) ?? false ? true : nil), ("special_care", isSpecial ? true : nil),
            ("created_at", .string(createdAt.description)),
            ("ended_at", .text(ended?.at.description)), ("ended_by", .text(ended?.by.text)), ("note", .text(note)),
        ])
    }
}
