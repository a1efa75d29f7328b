import Ledger
import Policy
import Returns

/// Goods that were sent ahead: the customer is reminded once before the day, and behind it a person charges.
extension Alarmed {
    mutating func lookAtAdvances() throws {
        let today = site.day
        let remindDays = terms.policy.units.advance.remindDays
        let (transaction, rma, occasion) = (transaction, stored.id, occasion)
        try change { one in
            var changes: [Change] = []
            for line in one.lines {
                guard let advance = line.advance else { continue }
                let called = one.callDue(line: line.number, on: today)
                if !called.isEmpty {
                    changes += called
                    let words = Self.words(line, advance)
                    changes += try transaction.open(
                        StaffTask(.charge, subject: "line:\(line.number)", words: words), of: rma, at: occasion.at)
                } else if today >= advance.due.adding(days: -remindDays) {
                    changes += one.remind(line: line.number, on: today)
                }
            }
            return changes
        }
        if let next = stored.case.nextAdvanceDay(remindDays: remindDays) {
            try transaction.setAlarm(.advanceDue, of: rma, on: max(next, today.adding(days: 1)))
        }
    }

    private static func words(_ line: CaseLine, _ advance: Advance) -> String {
        let units = max(1, line.unitsAwaited)
        let price = line.product.unitPrice.map { "\($0.times(units))" } ?? "the price"
        return "Charge \(price) for \(units) × \(line.product.sku), \(advance.kind.rawValue) sent ahead (reference "
            + "\(advance.reference)), whose counterpart was due on \(advance.due). Look first whether a parcel is on "
            + "its way. Ends with a settlement `satisfied` with the amount, or when this task is done."
    }
}
