import Ledger
import Policy
import Returns

/// What goes out ahead of the customer's goods, and what is done when theirs come or do not.
extension Recorder {
    /// A consignment sent ahead has a day until which its counterpart is awaited.
    func dated(_ told: Settlement) throws -> Settlement {
        guard told.resolution == .shippedAhead else { return told }
        var settlement = told
        var ahead = told.ahead ?? SentAhead()
        let due = ahead.due ?? occasion.day.adding(days: terms.policy.units.advance.days(for: ahead.kind))
        guard due >= occasion.day else {
            throw Refusal(
                found: "goods that are due on \(due), which is past", expected: "today or a later day",
                remedy: "Give a later `due_on`, or leave it out for the policy's.")
        }
        ahead.due = due
        settlement.ahead = ahead
        return settlement
    }

    /// Has the clock look again when goods that are awaited come near their day.
    func watchAdvances(of stored: StoredCase) throws {
        guard stored.case.lines.contains(where: { $0.advance != nil }) else { return }
        if let day = stored.case.nextAdvanceDay(remindDays: terms.policy.units.advance.remindDays) {
            try transaction.setAlarm(.advanceDue, of: stored.id, on: day)
        } else {
            try transaction.clearAlarm(.advanceDue, of: stored.id)
        }
    }

    /// Whoever does the task of charging has charged: the line ends with it.
    func charged(_ record: TaskRecord, by update: TaskUpdate, in one: inout ReturnCase) throws -> [Change] {
        guard record.task.kind == .charge, update.state == .done,
            let number = record.task.subject.split(separator: ":").last.flatMap({ Int($0) }),
            let line = one.lines.first(where: { $0.number == number }),
            line.line.resolution == .shippedAhead || line.line.resolution == .chargeDue
        else { return [] }
        return try one.endAdvance(line: number, .charged, reason: update.note)
    }

    /// Somebody decides whether it is charged, let be, or may come later.
    func decide(_ word: AdvanceDecision) throws -> Taken {
        let (stored, _) = try find(word.key)
        if let due = word.due, due < occasion.day {
            throw Refusal(
                found: "goods that may come until \(due), which is past", expected: "a later day",
                remedy: "Give a later `due_on`.")
        }
        let occasion = occasion(by: word.staff)
        let (after, changes) = try change(stored, on: occasion) { one in
            let changes = try one.decide(word, showsAmounts: !stored.isGift)
            return try changes + oweWork(for: one, after: changes, of: stored.id, on: occasion)
        }
        return taken(after, words(changes))
    }

    /// What came for goods that were sent ahead was denied: they are to be charged, or somebody decides.
    func callDenied(_ changes: [Change], in one: inout ReturnCase, of stored: StoredCase) -> [Change] {
        let lines = changes.compactMap { change -> Int? in
            guard case .line(let number) = change.subject, change.after == Resolution.denied.rawValue else {
                return nil
            }
            return number
        }
        return Set(lines).sorted().flatMap {
            one.callDue(
                line: $0, on: occasion.day, by: terms.policy.units.advance.charge, showsAmounts: !stored.isGift)
        }
    }

    /// Nothing is charged any more: it was, or the goods came.
    func endCharge(
        line number: Int, of one: ReturnCase, _ rma: CaseID, on occasion: Occasion
    ) throws -> [Change] {
        let end = one.lines.first { $0.number == number }?.advance?.end
        let (state, words): (TaskState, String) =
            switch end {
            case .charged: (.done, "it was charged")
            case .returned: (.cancelled, "the goods came")
            case .waived, nil: (.cancelled, "it was let be")
            }
        return try transaction.end(
            .charge, of: rma, subject: "line:\(number)", as: state, because: words, on: occasion)
    }

    /// Goods that come after they were charged: a person gives the charge back.
    func payBack(line number: Int, of one: ReturnCase, _ rma: CaseID, on occasion: Occasion) throws -> [Change] {
        guard let line = one.lines.first(where: { $0.number == number }), line.advance?.end == .charged,
            line.line.accepted > 0
        else { return [] }
        return try transaction.open(
            StaffTask(
                .settle, subject: "line:\(number)",
                words: "The goods of line \(number) (\(line.product.sku)) came after they had been charged: pay the "
                    + "charge back and tell the customer."), of: rma, at: occasion.at)
    }
}
