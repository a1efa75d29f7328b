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
            try claim(settlement, in: &one, of: stored)
            var changes = try one.settle(
                settlement, showsAmounts: !stored.isGift,
                retriesMax: terms.exportsResolutions ? terms.policy.resolutions.retriesMax : 0)
            if settlement.resolution == .denied { changes += callDenied(changes, in: &one, of: stored) }
            return try changes + tasks(after: changes, in: one, of: stored)
                + askForAnswers(after: changes, in: one, of: stored, on: occasion)
                + oweWork(for: one, after: changes, of: stored.id, on: occasion)
        }
        // A loaner comes back on a line of its own.
        if after.case.lines.count > stored.case.lines.count { try transaction.index(after) }
        return taken(after, words(changes))
    }

    /// The customer says whether they take what a denial offers.
    func hear(_ answer: AlternativeAnswer) throws -> Taken {
        let (stored, _) = try find(answer.key)
        let occasion = answer.staff.map { self.occasion(by: $0) } ?? acting(Actor(trusted: "customer"))
        let (after, changes) = try change(stored, on: occasion) { one in
            let changes = try one.answer(
                answer, fallback: fallback(of: stored, answer), showsAmounts: !stored.isGift)
            return try changes + tasks(after: changes, in: one, of: stored)
                + askForAnswers(after: changes, in: one, of: stored, on: occasion)
                + oweWork(for: one, after: changes, of: stored.id, on: occasion)
        }
        return taken(after, words(changes))
    }

    /// Where goods go whose alternative the customer does not take: back, where they may travel.
    private func fallback(of stored: StoredCase, _ answer: AlternativeAnswer) -> Disposition {
        let open = stored.case.denials.first {
            $0.awaitsAnswer && (answer.line == nil || $0.line == answer.line)
                && (answer.reference == nil || $0.reference == answer.reference)
        }
        let line = stored.case.lines.first { $0.number == open?.line }
        return line?.mayNotTravel ?? false ? .quarantine : .returnToCustomer
    }

    /// The return stays open until the customer has answered: somebody keeps at it.
    private func askForAnswers(
        after changes: [Change], in one: ReturnCase, of stored: StoredCase, on occasion: Occasion
    ) throws -> [Change] {
        let touched = Set(
            changes.compactMap { change -> Int? in
                guard case .line(let number) = change.subject,
                    change.axis == DenialState.axisName || change.after == Resolution.denied.rawValue
                else { return nil }
                return number
            })
        return try one.denials.filter { touched.contains($0.line) }.flatMap { denial -> [Change] in
            let subject = StaffTask.answer(toDenial: denial.number)
            guard denial.awaitsAnswer else {
                return try transaction.end(
                    .look, of: stored.id, subject: subject, as: denial.isStanding ? .done : .cancelled,
                    because: denial.state.rawValue, on: occasion)
            }
            let sku = one.lines.first { $0.number == denial.line }?.product.sku.text ?? ""
            let offer = [denial.alternative?.rawValue, denial.amount?.description].compactMap { $0 }
            return try transaction.open(
                StaffTask(
                    .look, subject: subject,
                    words:
                        "Ask the customer whether they take \(offer.joined(separator: " of ")) for \(denial.units) × "
                        + "\(sku), denied by \(denial.reference); record the answer as an `alternative` document",
                    due: terms.policy.promises(from: .inspected, on: occasion.day).map(\.due).min()),
                of: stored.id, at: occasion.at)
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
                + askForAnswers(after: changes, in: one, of: stored, on: occasion(by: update.staff))
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
            var ended = try askForAnswers(after: changes, in: one, of: stored, on: occasion)
            ended += try transaction.end(
                .look, of: stored.id, subject: StaffTask.decision(onLine: number), as: .done,
                because: "it was appealed", on: occasion)
            for unit in one.units where unit.line == number && unit.isAppealed {
                ended += try transaction.end(
                    .handleGoods, of: stored.id, subject: Change.Subject.unit(unit.number).text, as: .cancelled,
                    because: "its rejection was appealed", on: occasion)
                ended += try transaction.end(
                    .look, of: stored.id, subject: StaffTask.place(ofUnit: unit.number), as: .cancelled,
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
}

extension StoredCase {
    var resolutionFacts: ResolutionFacts {
        ResolutionFacts(
            customer: customer, wish: request["wish"]?.string.flatMap(Wish.init), isGift: isGift,
            channel: request["channel"]?.string.flatMap { Channel($0) })
    }
}
