import Ledger
import Policy
import Returns

/// Goods that counted as lost, and came after all, or some of them.
extension Recorder {
    /// What is here is inspected before anything is given for it; what is not may be a person's to decide. To be
    /// recorded with the count, before what is due is owed.
    func inspectFirst(
        in one: inout ReturnCase, of stored: StoredCase, after receipt: DockReceipt, on occasion: Occasion
    ) throws -> [Change] {
        let found = one.linesFound(since: stored.case)
        var changes: [Change] = []
        for line in one.linesExchanged(by: receipt, since: stored.case)
        where !found.contains(where: { $0.number == line.number }) {
            changes += try withdraw(
                ofLine: line, in: &one, of: stored,
                because: "the parcel was found with something else in it; a person decides")
        }
        for line in found {
            changes += try withdraw(
                ofLine: line, in: &one, of: stored, because: "the parcel was found; the goods are inspected first")
            // Nobody decides any more on goods that are here; an appeal is another question.
            guard !one.denials.contains(where: { $0.line == line.number && !$0.isStanding }) else { continue }
            changes += try transaction.end(
                .look, of: stored.id, subject: Change.Subject.line(line.number).text, as: .cancelled,
                because: "the parcel was found; the goods are inspected first",
                on: occasion)
        }
        return try changes
            + one.lines.flatMap { try lookAfterLoss(of: $0, in: one, stored, receipt.isEmpty, on: occasion) }
    }

    /// Takes back what was ordered for goods that are not due any more.
    private func withdraw(
        ofLine line: CaseLine, in one: inout ReturnCase, of stored: StoredCase, because reason: String
    ) throws -> [Change] {
        let withdrawn = try terms.policy.ordersOvertaken(ofLine: line, in: one, for: stored.customer).flatMap {
            try one.update(
                ResolutionUpdate(key: ReturnKey(text: one.number.text), order: $0, action: .withdraw, note: reason))
        }
        return try withdrawn + tasks(after: withdrawn, in: one, of: stored)
            + oweWork(for: one, after: withdrawn, of: stored.id, on: occasion)
    }

    /// Where a found parcel does not hold what it should, a person decides, unless the policy does. One that is empty
    /// is always for a person.
    private func lookAfterLoss(
        of line: CaseLine, in one: ReturnCase, _ stored: StoredCase, _ isEmpty: Bool, on occasion: Occasion
    ) throws -> [Change] {
        guard let old = stored.case.lines.first(where: { $0.number == line.number })?.line, old.receipt == .lost
        else { return [] }
        let subject = StaffTask.loss(onLine: line.number)
        let units = line.line.receipt == .lost ? line.line.authorized - line.line.received : 0
        // Behind the last parcel that may hold them nothing else is coming, whether or not somebody says so.
        let isHere = line.line.missing > 0 || (one.isFoundAgain && (isEmpty || one.isOpened(parcelOf: line)))
        guard units > 0, isHere, terms.policy.isLossOpen(of: line, in: one), one.awaitsOrder(line) || isEmpty else {
            return try transaction.end(
                .look, of: stored.id, subject: subject, as: .cancelled, because: "the goods were counted", on: occasion)
        }
        let task = StaffTask(
            .look, subject: subject,
            words: "\(units) × \(line.product.sku) of line \(line.number), which a carrier had lost, "
                + (units == 1 ? "is" : "are") + " not in the parcel that was found: ask the carrier, and decide what "
                + "the customer gets (a settlement with `quantity`, or a denial).",
            assignee: terms.policy.carriage.team, due: terms.policy.calendar.date(1, after: terms.siteDay(occasion.at)))
        return try transaction.renew(task, of: stored.id, at: occasion.at)
    }
}
