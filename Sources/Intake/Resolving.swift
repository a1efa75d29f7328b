import JSONText
import Ledger
import Policy
import Returns

/// What the customer gets: owed as soon as it is due, carried out by the shop or a person, written down when it is.
extension Recorder {
    func settle(_ told: Settlement) throws -> Taken {
        let (stored, _) = try find(told.key)
        let settlement = try complete(told, of: stored)
        try checkPaidOut(settlement, of: stored)
        let occasion = occasion(by: settlement.staff)
        let (after, changes) = try change(stored, on: occasion) { one in
            let changes = try one.settle(
                settlement, showsAmounts: !stored.isGift,
                retriesMax: terms.exportsResolutions ? terms.policy.resolutions.retriesMax : 0)
            return try changes + tasks(after: changes, in: one, of: stored)
                + endDecision(after: changes, of: stored.id, on: occasion)
                + oweWork(for: one, after: changes, of: stored.id, on: occasion)
        }
        // A loaner comes back on a line of its own.
        if after.case.lines.count > stored.case.lines.count { try transaction.index(after) }
        return taken(after, words(changes))
    }

    /// Where goods that were rejected are denied, nobody has to decide on them any more.
    private func endDecision(after changes: [Change], of rma: CaseID, on occasion: Occasion) throws -> [Change] {
        try changes.flatMap { change -> [Change] in
            guard case .line(let number) = change.subject, change.after == Resolution.denied.rawValue else { return [] }
            return try transaction.end(
                .look, of: rma, subject: StaffTask.decision(onLine: number), as: .done, because: "denied", on: occasion)
        }
    }

    /// A settlement with what the policy says where it says nothing: the day for what was sent ahead, and what a denied
    /// customer is offered.
    private func complete(_ told: Settlement, of stored: StoredCase) throws -> Settlement {
        var settlement = try dated(told)
        guard settlement.resolution == .denied else { return settlement }
        let line = try stored.case.line(number: told.line, sku: told.sku)
        guard !line.mayNotTravel || settlement.alternative != .sentBack else {
            throw Refusal(
                found: "\(line.product.sku), which no parcel may carry, as a denial that sends it back",
                expected: "another `alternative`",
                remedy: "Write `recycled`, or speak to the customer first.")
        }
        let usual: DenialAlternative = line.mayNotTravel ? .recycled : terms.policy.resolutions.denialAlternative
        settlement.alternative = settlement.alternative ?? usual
        return settlement
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
        let occasion = appeal.staff.map { self.occasion(by: $0) } ?? acting(Actor(trusted: "customer"))
        let (after, changes) = try change(stored, on: occasion) { one in
            let changes = try one.appeal(appeal)
            guard let subject = changes.last?.subject, case .line(let number) = subject else { return changes }
            let line = subject.text
            var ended = try transaction.end(
                .look, of: stored.id, subject: StaffTask.decision(onLine: number), as: .done,
                because: "it was appealed", on: occasion)
            for unit in one.units where unit.line == number && unit.isAppealed {
                ended += try transaction.end(
                    .handleGoods, of: stored.id, subject: Change.Subject.unit(unit.number).text, as: .cancelled,
                    because: "its rejection was appealed", on: occasion)
            }
            let look = StaffTask(
                .look, subject: line, words: "Look again at what was denied: \(appeal.reason)",
                due: terms.policy.promises(from: .requested, on: terms.siteDay(occasion.at)).map(\.due).min())
            return try changes + ended + transaction.open(look, of: stored.id, at: occasion.at)
        }
        return taken(after, words(changes))
    }

    /// Owes what has become due, with the tasks that it asks of people. To be recorded with what made it due.
    /// - Parameters:
    ///   - graded: the units that an inspector accepted just now.
    ///   - contested: lines on which a person is asked to decide with this.
    func resolutions(
        in one: inout ReturnCase, of stored: StoredCase, graded: [GradedUnits] = [], contested: Set<Int> = []
    ) throws -> [Change] {
        var facts = stored.resolutionFacts
        let looks = Set(
            try snapshot.tasks(of: stored.id).filter { $0.state == .open && $0.task.kind == .look }.map(\.task.subject))
        let undecided = one.lines.filter { line in
            looks.contains(StaffTask.claims(onLine: line.number))
                || (line.line.receipt == .lost && looks.contains(Change.Subject.line(line.number).text))
        }
        facts.undecided = contested.union(undecided.map(\.number))
        let changes = terms.policy.oweWhatIsDue(
            in: &one, to: facts, graded: graded, today: terms.siteDay(occasion.at))
        return try changes + tasks(after: changes, in: one, of: stored)
    }

    /// Owes what is due from the beginning, such as goods that the customer keeps.
    func oweResolutions(of stored: StoredCase, on occasion: Occasion) throws -> StoredCase {
        try change(stored, on: occasion) { try resolutions(in: &$0, of: stored) }.stored
    }

    /// What people and the shop have to do for orders.
    var duties: ResolutionDuties {
        ResolutionDuties(
            isExported: terms.exportsResolutions, assignee: terms.policy.resolutions.assignee,
            due: terms.policy.promises(from: .inspected, on: occasion.day).map(\.due).min())
    }

    private func tasks(after changes: [Change], in one: ReturnCase, of stored: StoredCase) throws -> [Change] {
        try transaction.settleTasks(after: changes, in: one, of: stored.id, by: duties, on: occasion)
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
        guard lines.count == 1, let line = lines.first, let order = try order(thatSold: line, of: stored),
            let most = order.paid(
                for: line.product.sku, withShipping: (line.value?.spread.shipping ?? 0) > 0),
            let amount = settlement.amount ?? open?.breakdown?.total, amount.currency == most.currency
        else { return }
        let paid = try snapshot.paidOut(order: order.number, sku: line.product.sku)
            .filter { $0.currency == most.currency }.reduce(0) { $0 + $1.minor }
        let bonus = most.share(basisPoints: terms.policy.resolutions.creditBonus).minor
        guard paid + amount.minor > most.minor + bonus else { return }
        let left = Money(minor: max(0, most.minor + bonus - paid), currency: most.currency)
        throw Refusal(
            found: "\(amount), when \(Money(minor: paid, currency: most.currency)) was given already for "
                + "\(line.product.sku) of order \(order.number)",
            expected: "at most \(left): what was paid for it, less what was given",
            remedy: "Correct the amount, or look at the other returns: rmad find \(order.number).")
    }

    /// The order that the goods of a line were sold by; of goods that nobody announced, the one that holds them among
    /// the orders of the return. Nil where we know no order.
    private func order(thatSold line: CaseLine, of stored: StoredCase) throws -> Order? {
        guard line.line.requested == 0, line.product.order == nil else {
            return try line.product.order.flatMap { try snapshot.order($0) }
        }
        let numbers = Set(stored.case.lines.compactMap(\.product.order)).sorted { $0.text < $1.text }
        let known = try numbers.compactMap { try snapshot.order($0) }
        guard !known.isEmpty else { return nil }
        guard let sold = known.first(where: { $0.lines.contains { $0.sku == line.product.sku } }) else {
            throw Refusal(
                found: "money for \(line.product.sku), which no order of this return holds",
                expected: "goods of \(known.map(\.number.text).joined(separator: ", "))",
                remedy: "Register a return for it (a `return_request` with its own order); what is given beyond what "
                    + "was paid is a `goodwill` document.")
        }
        return sold
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
