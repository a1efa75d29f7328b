import GRDB
import JSONText
import Returns

/// The number by which people name a task.
package typealias TaskID = Int64

/// A task with where it stands.
package struct TaskRecord: Sendable {
    package let id: TaskID
    package let rma: CaseID?
    /// The number of its return.
    package let number: RMANumber?
    package let task: StaffTask
    package let state: TaskState
    package let createdAt: Instant
    package let ended: (at: Instant, by: Actor)?
    package let note: String?
    /// It is for a customer under special care.
    package let isSpecial: Bool
}

/// Which open tasks a list shows.
package struct TaskFilter: Sendable {
    package var kind: TaskKind?
    package var assignee: StaffName?
    /// Only tasks that are due by the end of this day.
    package var dueBy: CalendarDate?
    /// Only tasks that are due on this day or later, or on no day.
    package var dueFrom: CalendarDate?
    /// Only tasks of this return.
    package var rma: CaseID?
    package var limit = 200

    package init() {}
}

extension Transaction {
    /// Owes a task of a return, once: where one of its kind is open for the same subject, that one stays as it is.
    /// - Returns: the change to record with the return; none where the task was open already.
    package func open(_ task: StaffTask, of rma: CaseID, at moment: Instant) throws -> [Change] {
        guard let id = try insert(task, rma: rma, at: moment) else { return [] }
        return [Change(task, id: id, before: "", after: .open, reason: task.words)]
    }

    /// Owes a task of a return; an open one of its kind about the same subject gets its words and its day.
    /// - Parameter reassigning: it gets its person or team, too.
    package func renew(
        _ task: StaffTask, of rma: CaseID, reassigning: Bool = false, at moment: Instant
    ) throws -> [Change] {
        let opened = try open(task, of: rma, at: moment)
        guard opened.isEmpty else { return opened }
        try db.run(
            """
            UPDATE tasks SET words = ?, due_on = ?, assignee = CASE WHEN ? THEN ? ELSE assignee END
            WHERE rma = ? AND kind = ? AND subject = ? AND state = 'open'
            """,
            [
                task.words, task.due?.dayNumber, reassigning ? 1 : 0, task.assignee?.text, rma, task.kind.rawValue,
                task.subject,
            ])
        return []
    }

    /// Owes a task that is about no return, once.
    package func open(_ task: StaffTask, at moment: Instant) throws {
        _ = try insert(task, rma: nil, at: moment)
    }

    /// Ends the open tasks of a kind because of what happened to their return.
    /// - Parameter subject: only those about this; nil for all of the kind.
    /// - Returns: the changes to record with the return.
    package func end(
        _ kind: TaskKind, of rma: CaseID, subject: String? = nil, as state: TaskState, because reason: String?,
        on occasion: Occasion
    ) throws -> [Change] {
        let open = try snapshot.tasks(of: rma).filter {
            $0.state == .open && $0.task.kind == kind && (subject == nil || $0.task.subject == subject)
        }
        return try open.map { record in
            try move(record.id, to: state, by: occasion.actor, note: reason, at: occasion.at)
            return Change(record.task, id: record.id, before: TaskState.open.rawValue, after: state, reason: reason)
        }
    }

    /// Does what somebody says of a task.
    /// - Returns: the change to record with its return; none where only day or person changed.
    /// - Throws: `Refusal` where the task is not in a state for it.
    package func update(_ record: TaskRecord, by update: TaskUpdate, on occasion: Occasion) throws -> [Change] {
        try db.run(
            """
            UPDATE tasks SET assignee = coalesce(?, assignee), due_on = coalesce(?, due_on), note = coalesce(?, note)
            WHERE id = ?
            """, [update.assignee?.text, update.due?.dayNumber, update.note, record.id])
        guard let next = update.state else { return [] }
        guard record.state.mayBecome(next) else {
            throw Refusal(
                found: "task \(record.id) is \(record.state.rawValue) and cannot become \(next.rawValue)",
                expected: "one of: "
                    + TaskState.allCases.filter(record.state.mayBecome).map(\.rawValue).joined(separator: ", "),
                remedy: record.state == next ? "Nothing needs to be done: it already is." : "See rmad tasks.")
        }
        if next == .open, try isOpen(record.task, rma: record.rma) {
            throw Refusal(
                found: "task \(record.id), for which a newer one is open", expected: "a task that nothing replaced",
                remedy: "Work on the newer one: rmad tasks.")
        }
        try move(record.id, to: next, by: occasion.actor, note: update.note, at: occasion.at)
        return [Change(record.task, id: record.id, before: record.state.rawValue, after: next, reason: update.note)]
    }

    private func insert(_ task: StaffTask, rma: CaseID?, at moment: Instant) throws -> TaskID? {
        try db.run(
            """
            INSERT INTO tasks (rma, kind, subject, words, assignee, due_on, state, created_at, special)
            VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                rma, task.kind.rawValue, task.subject, task.words, task.assignee?.text, task.due?.dayNumber,
                moment.milliseconds, try isForSpecialCare(rma, at: moment) ? 1 : 0,
            ])
        return db.changesCount > 0 ? db.lastInsertedRowID : nil
    }

    private func isForSpecialCare(_ rma: CaseID?, at moment: Instant) throws -> Bool {
        guard let rma else { return false }
        return try snapshot.care(of: rma, on: moment.date) != nil
    }

    private func move(_ id: TaskID, to state: TaskState, by actor: Actor, note: String?, at moment: Instant) throws {
        let isOpen = state == .open
        try db.run(
            "UPDATE tasks SET state = ?, ended_at = ?, ended_by = ?, note = coalesce(?, note) WHERE id = ?",
            [state.rawValue, isOpen ? nil : moment.milliseconds, isOpen ? nil : actor.text, note, id])
    }

    private func isOpen(_ task: StaffTask, rma: CaseID?) throws -> Bool {
        try db.row(
            "SELECT 1 FROM tasks WHERE ifnull(rma, 0) = ? AND kind = ? AND subject = ? AND state = 'open'",
            [rma ?? 0, task.kind.rawValue, task.subject]
        ) { _ in true } ?? false
    }
}

extension Snapshot {
    package func task(_ id: TaskID) throws -> TaskRecord? {
        try db.row("\(Self.taskColumns) WHERE t.id = ?", [id]) { try Self.task($0) }
    }

    /// Every task of a return, oldest first.
    package func tasks(of rma: CaseID) throws -> [TaskRecord] {
        try db.rows("\(Self.taskColumns) WHERE t.rma = ? ORDER BY t.id LIMIT 1000", [rma]) { try Self.task($0) }
    }

    /// Open tasks: those for customers under special care first, then the most urgent; those without a day last.
    package func openTasks(_ filter: TaskFilter) throws -> [TaskRecord] {
        try db.rows(
            """
            \(Self.taskColumns) WHERE t.state = 'open' AND (?1 IS NULL OR t.kind = ?1)
                AND (?2 IS NULL OR t.assignee = ?2) AND ifnull(t.due_on, 9223372036854775807) BETWEEN ?5 AND ?3
                AND (?6 IS NULL OR t.rma = ?6)
            ORDER BY t.special DESC, ifnull(t.due_on, 9223372036854775807), t.id LIMIT ?4
            """,
            [
                filter.kind?.rawValue, filter.assignee?.text, filter.dueBy?.dayNumber ?? Int.max, filter.limit,
                filter.dueFrom?.dayNumber ?? Int.min, filter.rma,
            ]
        ) { try Self.task($0) }
    }

    private static let taskColumns = """
        SELECT t.id, t.rma, r.number, t.kind, t.subject, t.words, t.assignee, t.due_on, t.state, t.created_at,
            t.ended_at, t.ended_by, t.note, t.special
        FROM tasks t LEFT JOIN rmas r ON r.id = t.rma
        """

    private static func task(_ row: Row) throws -> TaskRecord {
        let task = StaffTask(
            try row.axis(3, "tasks.kind"), subject: row[4], words: row[5],
            assignee: (row[6] as String?).map { StaffName(trusted: $0) },
            due: (row[7] as Int?).map { CalendarDate(dayNumber: $0) })
        let ended: (Instant, Actor)? = (row[10] as Int64?).map {
            (Instant(milliseconds: $0), Actor(trusted: row[11] as String? ?? ""))
        }
        return TaskRecord(
            id: row[0], rma: row[1], number: (row[2] as String?).map { RMANumber(trusted: $0) }, task: task,
            state: try row.axis(8, "tasks.state"), createdAt: Instant(milliseconds: row[9]), ended: ended,
            note: row[12], isSpecial: row[13] as Int == 1)
    }
}

extension Change {
    /// A task was opened, ended or opened again. For staff alone.
    fileprivate init(_ task: StaffTask, id: TaskID, before: String, after: TaskState, reason: String?) {
        var details: [(name: String, value: Detail)] = [
            ("kind", .text(task.kind.rawValue)), ("about", .text(task.subject)),
            ("audience", .text(Note.Audience.staff.rawValue)),
        ]
        if let due = task.due { details.append(("due_on", .text(due.description))) }
        if let assignee = task.assignee { details.append(("assignee", .text(assignee.text))) }
        self.init(
            .task(id), axis: TaskState.axisName, before: before, after: after.rawValue, reason: reason,
            details: details)
    }
}
