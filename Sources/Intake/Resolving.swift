import JSONText
import Ledger
import Policy
import Returns

/// What the customer gets: owed as soon as it is due, carried out by the shop or a person, written down when it is.
extension Recorder {
    func settle(_ settlement: Settlement) throws -> Taken {
        let (stored, _) = try find(settlement.key)
        try checkPaidOut(settlement, of: stored)
        let occasion = occasion(by: settlement.staff)
        let (after, changes) = try change(stored, on: occasion) { one in
            let changes = try one.settle(
                settlement, showsAmounts: !stored.isGift,
                retriesMax: terms.exportsResolutions ? terms.policy.resolutions.retriesMax : 0)
            return try changes + tasks(after: changes, in: one, of: stored)
        }
        return taken(after, words(changes))
    }

    func change(_ update: ResolutionUpdate) throws -> Taken {
        let (stored, _) = try find(update.key)
        let (after, changes) = try change(stored, on: occasion(by: update.staff)) { one in
            let changes = try one.update(update)
            return try changes + tasks(after: changes, in: one, of: stored)
        }
        return taken(after, words(changes))
    }

    func hear(_ appeal: Appeal) throws -> Taken {
        let (stored, _) = try find(appeal.key)
        let occasion =
            appeal.staff.map { self.occasion(by: $0) }
            ?? Occasion(at: self.occasion.at, actor: Actor(trusted: "customer"), document: self.occasion.document)
        let (after, changes) = try change(
            stored, on: occasion, alongside: { after, _ in try promise([.requested], for: after.id) }
        ) { one in
            let changes = try one.appeal(appeal)
            guard let line = changes.last?.subject.text else { return changes }
            let look = StaffTask(
                .look, subject: line, words: "Look again at what was denied: \(appeal.reason)",
                due: terms.policy.promises(from: .requested, on: terms.siteDay(occasion.at)).map(\.due).min())
            return try changes + transaction.open(look, of: stored.id, at: occasion.at)
        }
        return taken(after, words(changes))
    }

    /// Owes what has become due, with the tasks that it asks of people. To be recorded with what made it due.
    func resolutions(in one: inout ReturnCase, of stored: StoredCase, grade: Grade? = nil) throws -> [Change] {
        let changes = terms.policy.oweWhatIsDue(
            in: &one, to: stored.resolutionFacts, grade: grade, today: terms.siteDay(occasion.at))
        return try changes + tasks(after: changes, in: one, of: stored)
    }

    /// Owes what is due from the beginning, such as goods that the customer keeps.
    func oweResolutions(of stored: StoredCase, on occasion: Occasion) throws -> StoredCase {
        try change(stored, on: occasion) { try resolutions(in: &$0, of: stored) }.stored
    }

    /// Owes the files of orders that are asked for, or asked for anew.
    func oweExports(of stored: StoredCase, after changes: [Change]) throws {
        guard terms.exportsResolutions else { return }
        for case .resolution(let number) in changes.filter({ $0.after == ResolutionState.owed.rawValue }).map(\.subject)
        {
            guard let order = stored.case.resolutions.first(where: { $0.number == number }) else { continue }
            // An hour, four, sixteen: what failed at the bank fails again a moment later.
            let wait = order.attempt == 1 ? 0 : Int64(3_600_000) << Int64(2 * min(order.attempt - 2, 4))
            try transaction.oweExport(
                of: order, rma: stored.id, at: occasion.at, dueAt: occasion.at.adding(milliseconds: wait))
        }
    }

    /// Where no file goes to the shop, or nobody knows the amount, or the shop failed for good, a person settles.
    private func tasks(after changes: [Change], in one: ReturnCase, of stored: StoredCase) throws -> [Change] {
        var more: [Change] = []
        for change in changes {
            guard case .resolution(let number) = change.subject, let state = ResolutionState(rawValue: change.after),
                let order = one.resolutions.first(where: { $0.number == number })
            else { continue }
            let subject = change.subject.text
            switch state {
            case .owed, .failed:
                let isByHand =
                    !terms.exportsResolutions || (order.kind.isMoney && order.breakdown == nil)
                    || order.state == .failed
                // One that failed and was asked for again at once is no work for a person.
                guard state == order.state, isByHand else { continue }
                let task = StaffTask(
                    .settle, subject: subject, words: order.words(in: one), assignee: terms.policy.resolutions.assignee,
                    due: terms.policy.promises(from: .inspected, on: terms.siteDay(occasion.at)).map(\.due).min())
                more += try transaction.open(task, of: stored.id, at: occasion.at)
            case .settled, .withdrawn:
                let end: TaskState = state == .settled ? .done : .cancelled
                more += try transaction.end(
                    .settle, of: stored.id, subject: subject, as: end, because: change.reason, on: occasion)
            }
        }
        return more
    }

    /// Never more than was paid for the units of an order, over all returns of it.
    private func checkPaidOut(_ settlement: Settlement, of stored: StoredCase) throws {
        guard settlement.resolution.wish?.isMoney == true else { return }
        let open = stored.case.resolutions.first { order in
            order.number == settlement.order || (settlement.order == nil && order.state.isOpen)
        }
        let lines = stored.case.lines.filter {
            (settlement.line ?? open?.line).map { [$0] }?.contains($0.number) ?? ($0.product.sku == settlement.sku)
        }
        guard lines.count == 1, let line = lines.first, let number = line.product.order,
            let order = try snapshot.order(number), let most = order.paid(for: line.product.sku),
            let amount = settlement.amount ?? open?.breakdown?.total, amount.currency == most.currency
        else { return }
        let paid = try snapshot.paidOut(order: number, sku: line.product.sku)
            .filter { $0.currency == most.currency }.reduce(0) { $0 + $1.minor }
        let bonus = most.share(basisPoints: terms.policy.resolutions.creditBonus).minor
        guard paid + amount.minor > most.minor + bonus else { return }
        let left = Money(minor: max(0, most.minor + bonus - paid), currency: most.currency)
        throw Refusal(
            found: "\(amount), when \(Money(minor: paid, currency: most.currency)) was given already for "
                + "\(line.product.sku) of order \(number)",
            expected: "at most \(left): what was paid for it, less what was given",
            remedy: "Correct the amount, or look at the other returns: rmad find \(number).")
    }
}

extension StoredCase {
    /// Who sends the goods back must not learn what was paid for them.
    var isGift: Bool { request["gift"] == .bool(true) }

    var resolutionFacts: ResolutionFacts {
        ResolutionFacts(
            customer: customer, wish: request["wish"]?.string.flatMap(Wish.init), isGift: isGift,
            channel: request["channel"]?.string.flatMap { Channel($0) })
    }
}

extension ResolutionOrder {
    /// What a person is to do, in words.
    fileprivate func words(in one: ReturnCase) -> String {
        let sku = one.lines.first { $0.number == line }?.product.sku.text ?? ""
        let what =
            switch kind {
            case .refund: "Refund \(breakdown.map { "\($0.total)" } ?? "what was paid")"
            case .credit: "Give a credit of \(breakdown.map { "\($0.total)" } ?? "what was paid")"
            case .exchange: "Exchange"
            case .replacement: "Send a replacement"
            case .repair: "Repair, and send back"
            }
        return "\(what): \(units.count) × \(sku), order \(name(in: one.number))"
            + (state == .failed ? "; the shop could not" : "")
    }
}
