import JSONText
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

    /// Whoever does the task of charging has charged: the line ends with it, with the amount that the task named. Who
    /// does that of paying back has paid.
    func charged(
        _ record: TaskRecord, by update: TaskUpdate, in one: inout ReturnCase, of stored: StoredCase
    ) throws -> [Change] {
        guard update.state == .done,
            let line = one.lines.first(where: { Change.Subject.line($0.number).text == record.task.subject })
        else { return [] }
        let number = line.number
        if record.task.kind == .settle { return one.payBack(line: number, showsAmounts: !stored.isGift) }
        guard record.task.kind == .charge,
            line.line.resolution == .shippedAhead || line.line.resolution == .chargeDue
        else { return [] }
        let decided = line.line.resolution == .chargeDue ? try chargeTold(ofLine: number, of: stored) : nil
        let amount = decided ?? line.product.unitPrice?.times(one.unitsCalled(line))
        return try one.endAdvance(
            line: number, .charged, amount: stored.isGift ? nil : amount, reason: update.note)
    }

    /// What the customer was told that they are charged, by the newest event that says it.
    private func chargeTold(ofLine number: Int, of stored: StoredCase) throws -> Money? {
        let subject = Change.Subject.line(number).text
        let told = try snapshot.events(of: stored.id).last {
            $0.draft.subject == subject && $0.draft.axis == Resolution.axisName
                && $0.draft.after == Resolution.chargeDue.rawValue
        }
        let details = told?.draft.details
        return Money(decimal: details?["amount"]?.string, currency: details?["currency"]?.string)
    }

    /// Units that came, or were denied, change what is to be charged: the customer hears of another amount, and the
    /// task has another number. To be recorded with what happened.
    func reviewCharges(in after: inout StoredCase, was old: ReturnCase, on occasion: Occasion) throws -> [Change] {
        var all: [Change] = []
        for line in after.case.lines where line.advance != nil {
            let told = line.line.resolution == .chargeDue ? try chargeTold(ofLine: line.number, of: after) : nil
            let wasCalled = after.case.unitsCalled(line) > 0 || old.unitsCalled(line) > 0
            let changes = after.case.reviewCharge(
                line: line.number, was: old, told: told, showsAmounts: !after.isGift)
            for change in changes where change.after != Resolution.shippedAhead.rawValue {
                all += try renewCharge(line: line.number, after: change, in: after.case, of: after.id, on: occasion)
            }
            if wasCalled, let now = after.case.lines.first(where: { $0.number == line.number }),
                after.case.unitsCalled(now) == 0
            {
                all += try transaction.end(
                    .charge, of: after.id, subject: Change.Subject.line(line.number).text, as: .cancelled,
                    because: "the goods are here", on: occasion)
            }
            all += changes
        }
        return all
    }

    /// The task of a charge as it stands now.
    func renewCharge(
        line number: Int, after change: Change, in one: ReturnCase, of rma: CaseID, on occasion: Occasion
    ) throws -> [Change] {
        let decided = change.axis == Change.chargeAxis ? nil : change.amountText
        guard let task = one.chargeTask(line: number, of: decided) else { return [] }
        return try transaction.renew(task, of: rma, at: occasion.at)
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

    /// Goods that came, and were accepted, after they had been charged: a person pays the charge back, for as many as
    /// it is now, on the next business day. To be recorded with what happened.
    func reviewPayBacks(in after: StoredCase, was old: ReturnCase, on occasion: Occasion) throws -> [Change] {
        let (one, rma) = (after.case, after.id)
        return try one.lines.flatMap { line -> [Change] in
            let before = old.lines.first { $0.number == line.number }.map(old.unitsToPayBack) ?? 0
            guard one.unitsToPayBack(line) != before else { return [] }
            guard var task = one.payBackTask(line: line) else {
                return try transaction.end(
                    .settle, of: rma, subject: Change.Subject.line(line.number).text, as: .cancelled,
                    because: "nothing is to be paid back any more", on: occasion)
            }
            // The customer was told that it is taken back: that is owed like any refund.
            task.due = terms.policy.calendar.date(1, after: terms.siteDay(occasion.at))
            return try one.reverseCharge(of: line, was: before, showsAmounts: !after.isGift)
                + transaction.renew(task, of: rma, at: occasion.at)
        }
    }
}

extension Change {
    /// `49.90 EUR`, where it names an amount.
    fileprivate var amountText: String? {
        let texts = Dictionary(details.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        guard case .text(let amount)? = texts["amount"], case .text(let currency)? = texts["currency"] else {
            return nil
        }
        return "\(amount) \(currency)"
    }
}
