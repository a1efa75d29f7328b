import JSONText
import Ledger
import Policy
import Returns

/// What the customer gets: owed as soon as it is due, carried out by the shop or a person, written down when it is.
extension Recorder {
    func settle(_ told: Settlement) throws -> Taken {
        let (stored, _) = try find(told.key)
        let told = stored.case.spelled(told)
        let known = try stored.case.given(by: told).map { $0.name(in: stored.case.number) }
        guard known.isEmpty else {
            return taken(stored, "\(told.reference) has settled \(known.joined(separator: ", ")) already")
        }
        let settlement = try complete(told, of: stored)
        try checkPaidOut(settlement, of: stored)
        let occasion = occasion(by: settlement.staff)
        let (after, changes) = try change(stored, on: occasion) { one in
            try claim(settlement, in: &one, of: stored)
            var changes = try one.settle(
                settlement, showsAmounts: !stored.isGift,
                retriesMax: terms.exportsResolutions ? terms.policy.resolutions.retriesMax : 0
            ) { line, grade in
                terms.policy.deduction(from: line, to: stored.resolutionFacts, grade: grade, today: occasion.day)
            }
            if settlement.resolution == .denied { changes += callDenied(changes, in: &one, of: stored) }
            return try changes + tasks(after: changes, in: one, of: stored)
                + oweWork(for: one, after: changes, of: stored.id, on: occasion)
                + placeWhatIsOurs(after: changes, by: settlement, in: one, stored.id)
        }
        // A loaner comes back on a line of its own; what was sent ahead is found by its serial number.
        let isNamed = settlement.ahead?.serial != nil
        if isNamed || after.case.lines.count > stored.case.lines.count { try transaction.index(after) }
        return taken(after, words(changes))
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
        guard !line.isLent else { return settlement }
        guard !stored.case.deniesWithoutGoods(ofLine: line.number) else { return try withoutGoods(settlement, line) }
        let usual: DenialAlternative = line.mayNotTravel ? .recycled : terms.policy.resolutions.denialAlternative
        settlement.alternative = settlement.alternative ?? usual
        return settlement
    }

    /// What the customer keeps or has again, a carrier lost, or was destroyed, can neither be sent back nor repaired or
    /// recycled by us.
    private func withoutGoods(_ denial: Settlement, _ line: CaseLine) throws -> Settlement {
        guard let alternative = denial.alternative, alternative.needsGoods,
            line.line.isDueWithoutGoods || line.line.here > 0
        else {
            return denial
        }
        throw Refusal(
            found: "\(alternative.rawValue) for units of line \(line.number) that are not here",
            expected: "`part_refund`, or no `alternative`", remedy: "Take `alternative` out.")
    }

    func change(_ update: ResolutionUpdate) throws -> Taken {
        let (stored, _) = try find(update.key)
        let occasion = occasion(by: update.staff)
        let (after, changes) = try change(stored, on: occasion) { one in
            let changes = try one.update(update)
            return try changes + tasks(after: changes, in: one, of: stored)
                + decideAnew(afterWithdrawing: update, in: one, of: stored, on: occasion)
                + oweWork(for: one, after: changes, of: stored.id, on: occasion)
        }
        return taken(after, words(changes))
    }

    /// What a person took back is not ordered again by itself: a person says what the customer gets in its place.
    private func decideAnew(
        afterWithdrawing update: ResolutionUpdate, in one: ReturnCase, of stored: StoredCase, on occasion: Occasion
    ) throws -> [Change] {
        guard update.action == .withdraw, let order = one.resolutions.first(where: { $0.number == update.order }),
            order.denial == nil, let line = one.lines.first(where: { $0.number == order.line }),
            one.awaitsOrder(line)
        else { return [] }
        let task = StaffTask(
            .look, subject: StaffTask.withdrawal(onLine: line.number),
            words: "Decide what the customer gets for line \(line.number) (\(line.product.sku)), whose order "
                + "\(order.name(in: one.number)) was taken back: a settlement says it. This task done has it ordered "
                + "anew, as the policy says.",
            assignee: terms.policy.resolutions.assignee,
            due: terms.policy.promises(from: .inspected, on: occasion.day).map(\.due).min())
        return try transaction.open(task, of: stored.id, at: occasion.at)
    }

    /// Owes what has become due, with the tasks that it asks of people. To be recorded with what made it due.
    /// - Parameters:
    ///   - graded: the units that an inspector accepted just now.
    ///   - contested: lines on which a person is asked to decide with this.
    func resolutions(
        in one: inout ReturnCase, of stored: StoredCase, graded: [GradedUnits] = [], contested: Set<Int> = []
    ) throws -> [Change] {
        let facts = try resolutionFacts(of: one, stored, contested: contested)
        let changes = terms.policy.oweWhatIsDue(
            in: &one, to: facts, graded: graded, today: terms.siteDay(occasion.at))
        return try changes + tasks(after: changes, in: one, of: stored)
    }

    /// - Parameter contested: lines on which a person is asked to decide now.
    func resolutionFacts(
        of one: ReturnCase, _ stored: StoredCase, contested: Set<Int> = []
    ) throws -> ResolutionFacts {
        var facts = stored.resolutionFacts
        let looks = Set(
            try snapshot.tasks(of: stored.id).filter { $0.state == .open && $0.task.kind == .look }.map(\.task.subject))
        let undecided = one.lines.filter { line in
            !looks.isDisjoint(with: [
                StaffTask.claims(onLine: line.number), StaffTask.withdrawal(onLine: line.number),
                Change.Subject.line(line.number).text,
            ])
        }
        facts.setAside = Set(one.lines.map(\.number).filter { looks.contains(StaffTask.repair(onLine: $0)) })
        facts.undecided = contested.union(undecided.map(\.number))
        return facts
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

    func tasks(after changes: [Change], in one: ReturnCase, of stored: StoredCase) throws -> [Change] {
        try transaction.settleTasks(after: changes, in: one, of: stored.id, by: duties, on: occasion)
    }
}

extension StoredCase {
    var resolutionFacts: ResolutionFacts {
        ResolutionFacts(
            customer: customer, wish: request["wish"]?.string.flatMap(Wish.init), isGift: isGift,
            channel: request["channel"]?.string.flatMap { Channel($0) })
    }
}
