import Ledger
import Policy
import Returns

/// A part of a return came, and the last day for sending the rest has passed: what nobody sent is not waited for any
/// more, and what is here is promised from now on.
extension Alarmed {
    /// - Returns: whether something was done.
    @discardableResult
    func endRest() throws -> Bool {
        guard let end = terms.policy.endOfRest(of: stored.case), end <= site.day, try !isSearched() else {
            return false
        }
        // An empty box is no end.
        let isOpened = stored.case.shipments.contains { $0.state == .checkedIn }
        guard stored.case.unitsHere > 0 || !isOpened else { return try askForRest() }
        try change(promising: try offersOfWhatIsHere()) { one, stored in
            try one.endRest()
                + transaction.end(
                    .look, of: stored.id, subject: StaffTask.rest, as: .done, because: "its last day has passed",
                    on: occasion)
        }
        if stored.case.state == .closed, terms.policy.care.followUpDays > 0 {
            let day = site.day.adding(days: terms.policy.care.followUpDays)
            try transaction.setAlarm(.followUp, of: stored.id, on: day)
        }
        return true
    }

    /// Somebody looks after a parcel that may hold it.
    private func isSearched() throws -> Bool {
        try transaction.snapshot.tasks(of: stored.id).contains { $0.state == .open && $0.task.kind == .trace }
    }

    /// A parcel was opened and nothing was in it: what that means is for a person.
    private func askForRest() throws -> Bool {
        let task = StaffTask(
            .look, subject: "count",
            words:
                "Nothing of \(stored.case.number) has come, and its last day has passed: speak to the customer, then "
                + "count the goods as complete or extend the return.",
            assignee: terms.policy.carriage.team, due: terms.policy.calendar.date(1, after: site.day))
        let before = kinds.count
        try change { _, stored in try transaction.open(task, of: stored.id, at: now) }
        return kinds.count > before
    }

    /// A part that came is promised since its count.
    private func offersOfWhatIsHere() throws -> [PromiseOffer] {
        guard !stored.case.isPromisedInPart else { return [] }
        let isSpecial = try isSpecial()
        return terms.policy.promises(
            reaching: .received, on: site.day, tier: stored.customer.tier, isSpecial: isSpecial
        ).map { offer in
            var offer = offer
            offer.mayBeLater = true
            return offer
        }
    }
}
