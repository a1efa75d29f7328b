import JSONText
import Returns

/// A day by which the customer hears from a person, as they were told it: owed until they have heard, whether or not
/// the task for it is open.
package struct OwedAnswer: Sendable {
    /// What the customer was told about.
    package let subject: Change.Subject
    package let due: CalendarDate
    /// When they were told it.
    package let toldAt: Instant
    /// A new day was told when nobody had seen to the first one.
    package let isEscalated: Bool

    /// - Parameter events: of the return, in their order.
    /// - Returns: nil where the customer was told no day for the task, or has heard since.
    package init?(_ task: StaffTask, in events: [RecordedEvent]) {
        guard let subject = Self.subject(of: task) else { return nil }
        let told = events.last { Self.isDay(of: task, in: $0.draft) }
        guard let told, let due = told.draft.details[Change.answerDetail]?.string, let day = CalendarDate(iso: due),
            // What was told in the same commit is no answer to it.
            let end = events.first(where: { $0.sequence >= told.sequence && $0.draft.caseDigest != nil }),
            !events.contains(where: {
                $0.sequence > end.sequence && $0.draft.answers(task, asked: told.draft.axis)
            })
        else { return nil }
        self.subject = subject
        self.due = day
        toldAt = told.draft.at
        isEscalated = told.draft.axis == Change.escalationAxis
    }

    /// Whether an event told the customer a day by which they hear what a task is for.
    private static func isDay(of task: StaffTask, in draft: EventDraft) -> Bool {
        guard let day = draft.details[Change.answerDetail]?.string else { return false }
        if draft.axis == Change.escalationAxis {
            return draft.details[Change.taskDetail]?.string.map { $0 == task.subject }
                ?? (draft.subject == task.subject)
        }
        return switch task.kind {
        case .answerFeedback:
            draft.axis == Change.feedbackAxis && draft.rmaSequence.map { task.subject == "feedback:\($0)" } ?? false
        // Lost goods for which a person decides; a denial or a rejection that was appealed.
        case .look:
            day == task.due?.description
                && (draft.axis == Change.contingencyAxis
                    || (draft.details["appeal"] != nil && draft.subject == task.subject))
        // One call for all promises that were broken.
        case .call: draft.axis == PromiseState.axisName
        case .trace, .keepPromise, .settle, .charge, .handleGoods: draft.subject == task.subject
        }
    }

    private static func subject(of task: StaffTask) -> Change.Subject? {
        let parts = task.subject.split(separator: ":")
        switch (task.kind, parts.first) {
        case (.call, "promise"): return parts.last.flatMap { PromiseName(rawValue: String($0)) }.map { .promise($0) }
        case (.trace, "shipment"), (.look, "shipment"): return parts.last.flatMap { Int($0) }.map { .shipment($0) }
        case (.answerFeedback, _), (.look, "line"): return .rma
        case (.call, _), (.trace, _), (.look, _), (.keepPromise, _), (.settle, _), (.charge, _), (.handleGoods, _):
            return nil
        }
    }

    /// Tasks that somebody has ended though the customer still waits for what they were for. A call leaves no trace:
    /// whoever ends its task has spoken.
    package static func endedUnanswered(of tasks: [TaskRecord], in events: [RecordedEvent]) -> [TaskRecord] {
        let asking = tasks.filter { record in
            switch record.task.kind {
            case .trace, .answerFeedback: true
            // A question about a line ends with its decision alone.
            case .look: record.task.subject.hasPrefix("shipment:")
            case .call, .keepPromise, .settle, .charge, .handleGoods: false
            }
        }
        return asking.filter { record in
            let isLast = !asking.contains {
                $0.task.kind == record.task.kind && $0.task.subject == record.task.subject && $0.id > record.id
            }
            return isLast && record.state != .open && OwedAnswer(record.task, in: events) != nil
        }
    }
}

extension EventDraft {
    /// Whether a customer who was told a day for what a task is for is told something of it: of the parcel, of the
    /// return as a whole, or by a person.
    /// - Parameter asked: the axis of the event that told the day.
    fileprivate func answers(_ task: StaffTask, asked: String) -> Bool {
        guard !isForStaff, task.kind != .call else { return false }
        if kind == "return.noted" { return true }
        if task.kind == .answerFeedback { return kind == "return.feedback_answered" }
        if axis == Change.validityAxis || axis == RMAState.axisName { return true }
        guard subject == task.subject else { return false }
        // Of a parcel that needs somebody a carrier's new day says nothing.
        if axis == Change.estimateAxis { return asked == Change.traceAxis }
        // Of a line its receipt says nothing: what the customer gets does.
        if axis == ReceiptState.axisName { return false }
        return axis != Change.scanAxis && after != ShipmentState.outForDelivery.rawValue
    }
}

/// A customer who waits for a word that they were told a day for, as lists show it.
package struct OwedAnswerRecord: Sendable {
    package let task: TaskRecord
    package let customer: String?
    package let tier: Tier?
    package let owed: OwedAnswer
}

extension Snapshot {
    /// Words that customers wait for beside calls after broken promises, due by a day: those for customers under
    /// special care first, then by their days.
    package func owedAnswers(by day: CalendarDate, limit: Int) throws -> [OwedAnswerRecord] {
        var tasks: [TaskRecord] = []
        for kind in [TaskKind.trace, .look, .answerFeedback] {
            var filter = TaskFilter()
            filter.kind = kind
            filter.limit = limit
            tasks += try openTasks(filter)
        }
        // The clock watches every day that was told, whether or not a task for it is open.
        for rma in try watchedForAnswers(limit: limit) {
            tasks += OwedAnswer.endedUnanswered(of: try self.tasks(of: rma), in: try events(of: rma))
        }
        let found = try tasks.compactMap { record -> OwedAnswerRecord? in
            guard let rma = record.rma, let owed = OwedAnswer(record.task, in: try events(of: rma)), owed.due <= day,
                let stored = try stored(id: rma)
            else { return nil }
            return OwedAnswerRecord(
                task: record, customer: stored.customer.name ?? stored.customer.number?.text,
                tier: stored.customer.tier, owed: owed)
        }
        return found.sorted { left, right in
            left.task.isSpecial != right.task.isSpecial
                ? left.task.isSpecial : (left.owed.due, left.task.id) < (right.owed.due, right.task.id)
        }
    }
    private func watchedForAnswers(limit: Int) throws -> [CaseID] {
        try db.rows(
            "SELECT rma FROM alarms WHERE name = ? ORDER BY due_on, rma LIMIT ?",
            [AlarmName.brokenPromise.rawValue, limit]
        ) { $0[0] }
    }
}

extension Transaction {
    /// Somebody has ended a task. Where the customer still waits for what it was for, the clock sees to it that they
    /// are not forgotten.
    /// - Returns: the day that the customer was told.
    package func watchAnswer(after record: TaskRecord, on day: CalendarDate) throws -> CalendarDate? {
        guard let rma = record.rma,
            let ended = try snapshot.task(record.id).map({ [$0] }),
            let owed = try OwedAnswer.endedUnanswered(of: ended, in: snapshot.events(of: rma)).first
                .flatMap({ OwedAnswer($0.task, in: try snapshot.events(of: rma)) })
        else { return nil }
        let next = max(owed.due, day.adding(days: 1))
        try setAlarm(.brokenPromise, of: rma, on: min(next, snapshot.alarm(.brokenPromise, of: rma) ?? next))
        return owed.due
    }
}
