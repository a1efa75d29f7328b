import JSONText
import Returns

/// A day by which the customer hears from a person, as they were told it, where the task for it is open.
package struct OwedAnswer: Sendable {
    /// What the customer was told about.
    package let subject: Change.Subject
    package let due: CalendarDate
    /// A new day was told when the first one had passed.
    package let isEscalated: Bool

    /// - Parameter events: of the return, in their order.
    /// - Returns: nil where the customer was told no day for the task.
    package init?(_ task: StaffTask, in events: [RecordedEvent]) {
        guard let subject = Self.subject(of: task) else { return nil }
        let told = events.filter { event in
            let draft = event.draft
            guard draft.details[Change.answerDetail] != nil else { return false }
            if draft.axis == Change.escalationAxis {
                return draft.details[Change.taskDetail]?.string.map { $0 == task.subject }
                    ?? (draft.subject == task.subject)
            }
            switch task.kind {
            case .answerFeedback:
                return draft.axis == Change.feedbackAxis
                    && draft.rmaSequence.map { task.subject == "feedback:\($0)" } ?? false
            // Lost goods for which a person decides.
            case .look:
                return draft.axis == Change.contingencyAxis
                    && draft.details[Change.answerDetail]?.string == task.due?.description
            // One call for all promises that were broken.
            case .call: return draft.axis == PromiseState.axisName
            case .trace, .keepPromise, .settle, .charge, .handleGoods: return draft.subject == task.subject
            }
        }
        guard let last = told.last, let due = last.draft.details[Change.answerDetail]?.string,
            let day = CalendarDate(iso: due)
        else { return nil }
        self.subject = subject
        self.due = day
        isEscalated = last.draft.axis == Change.escalationAxis
    }

    private static func subject(of task: StaffTask) -> Change.Subject? {
        let parts = task.subject.split(separator: ":")
        switch (task.kind, parts.first) {
        case (.call, "promise"): return parts.last.flatMap { PromiseName(rawValue: String($0)) }.map { .promise($0) }
        case (.trace, "shipment"): return parts.last.flatMap { Int($0) }.map { .shipment($0) }
        case (.answerFeedback, _), (.look, "line"): return .rma
        case (.call, _), (.trace, _), (.look, _), (.keepPromise, _), (.settle, _), (.charge, _), (.handleGoods, _):
            return nil
        }
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
        var found: [OwedAnswerRecord] = []
        for kind in [TaskKind.trace, .look, .answerFeedback] {
            var filter = TaskFilter()
            filter.kind = kind
            filter.limit = limit
            for record in try openTasks(filter) {
                guard let rma = record.rma, let owed = OwedAnswer(record.task, in: try events(of: rma)),
                    owed.due <= day, let stored = try stored(id: rma)
                else { continue }
                found.append(
                    OwedAnswerRecord(
                        task: record, customer: stored.customer.name ?? stored.customer.number?.text,
                        tier: stored.customer.tier, owed: owed))
            }
        }
        return found.sorted { left, right in
            left.task.isSpecial != right.task.isSpecial
                ? left.task.isSpecial : (left.owed.due, left.task.id) < (right.owed.due, right.task.id)
        }
    }
}
