import JSONText
import Ledger
import Returns

/// Open tasks as tables: what, for which return, whose, and until when.
struct TaskSheet {
    /// One table, or one for each person; nil: it is nobody's.
    typealias Sheet = (person: String?, tasks: [TaskRecord])

    let sheets: [Sheet]
    let today: CalendarDate
    let session: DeskSession

    /// A sheet for each person or team by name, and last what was given to nobody.
    static func byPerson(_ tasks: [TaskRecord]) -> [Sheet] {
        let people = Dictionary(grouping: tasks) { $0.task.assignee?.text }
        return people.keys.sorted { ($0 == nil ? 1 : 0, $0 ?? "") < ($1 == nil ? 1 : 0, $1 ?? "") }
            .map { ($0, people[$0] ?? []) }
    }

    func show() {
        guard sheets.contains(where: { !$0.tasks.isEmpty }) else {
            return session.screen.line("Nothing waits for anybody.")
        }
        let isOne = sheets.count == 1 && sheets[0].person == nil
        for (place, sheet) in sheets.enumerated() {
            if place > 0 { session.screen.line() }
            if !isOne { session.screen.heading("\(sheet.person.map(Printable.line) ?? "nobody yet"): \(count(sheet))") }
            show(sheet.tasks, withPeople: isOne)
        }
        let overdue = sheets.reduce(0) { $0 + late($1) }
        if isOne, overdue > 0 { session.screen.paragraph("\(overdue) overdue.", .bad) }
        session.screen.paragraph("To end one: rmad tasks done TASK --note 'what was done'", .faint)
    }

    private func late(_ sheet: Sheet) -> Int { sheet.tasks.count { $0.isOverdue(on: today) } }

    private func count(_ sheet: Sheet) -> String {
        let late = late(sheet)
        return "\(sheet.tasks.count) open" + (late > 0 ? ", \(late) overdue" : "")
    }

    private func show(_ tasks: [TaskRecord], withPeople: Bool) {
        var table = Table([
            .init("Task", side: .right), .init("Due"), .init("RMA"), .init("For", leaves: 3),
            .init("What", .wrapped(min: 24)), .init("Kind", leaves: 4), .init("Care", leaves: 2),
        ])
        for record in tasks {
            let task = record.task
            table.add([
                .init("\(record.id)", .strong),
                .init(task.due?.description ?? "", record.isOverdue(on: today) ? .bad : .plain),
                .init(record.number?.text ?? ""),
                .init(withPeople ? Printable.line(task.assignee?.text ?? "") : ""),
                .init(Printable.line(task.words)), .init(task.kind.rawValue.spoken),
                .init(record.isSpecial ? "special" : "", .attention),
            ])
        }
        session.screen.show(table)
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
