import Ledger
import Policy
import Returns

/// Goods that were sent ahead: the customer is reminded once before the day, and behind it a person decides whether it
/// is charged, unless the policy has.
extension Alarmed {
    func lookAtAdvances() throws {
        let today = site.day
        let remindDays = terms.policy.units.advance.remindDays
        try change { one, stored in
            var changes: [Change] = []
            for line in one.lines {
                guard let advance = line.advance else { continue }
                let called = one.callDue(
                    line: line.number, on: today, by: terms.policy.units.advance.charge, showsAmounts: !stored.isGift)
                if !called.isEmpty {
                    changes += called
                    if let task = one.chargeTask(line: line.number) {
                        changes += try transaction.renew(task, of: stored.id, at: now)
                    }
                } else if today >= advance.due.adding(days: -remindDays) {
                    changes += one.remind(line: line.number, on: today)
                }
            }
            return changes
        }
        if let next = stored.case.nextAdvanceDay(remindDays: remindDays) {
            try transaction.setAlarm(.advanceDue, of: stored.id, on: max(next, today.adding(days: 1)))
        }
    }
}
