import JSONText
import Ledger
import Policy
import Returns

/// What customers say to a denial: they take what it offers, or do not, or they appeal.
extension Recorder {
    /// The customer says whether they take what a denial offers.
    func hear(_ answer: AlternativeAnswer) throws -> Taken {
        let (stored, _) = try find(answer.key)
        let occasion = answer.staff.map { self.occasion(by: $0) } ?? acting(Actor(trusted: "customer"))
        let (after, changes) = try change(stored, on: occasion) { one in
            let changes = try one.answer(
                answer, fallback: fallback(of: stored, answer), showsAmounts: !stored.isGift)
            return try changes + tasks(after: changes, in: one, of: stored)
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
    func askForAnswers(
        after changes: [Change], in one: ReturnCase, of rma: CaseID, on occasion: Occasion
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
                    .look, of: rma, subject: subject, as: denial.isStanding ? .done : .cancelled,
                    because: denial.state.rawValue, on: occasion)
            }
            let sku = one.lines.first { $0.number == denial.line }?.product.sku.text ?? ""
            let offer = denial.alternative?.words(denial.amount) ?? ""
            return try transaction.open(
                StaffTask(
                    .look, subject: subject,
                    words:
                        "Ask the customer whether they take \(offer) for \(denial.units) × "
                        + "\(sku), denied by \(denial.reference); record the answer as an `alternative` document",
                    due: terms.policy.promises(from: .inspected, on: occasion.day).map(\.due).min()),
                of: rma, at: occasion.at)
        }
    }

    /// A person looks again at what was denied; until then nothing of it goes anywhere, and nobody is asked any more
    /// whether they take something in its place.
    func hear(_ appeal: Appeal) throws -> Taken {
        let (stored, _) = try find(appeal.key)
        let occasion = appeal.staff.map { self.occasion(by: $0) } ?? acting(Actor(trusted: "customer"))
        let (after, changes) = try change(stored, on: occasion) { one in
            let gone = try unitsGone(from: stored)
            let changes = try one.appeal(appeal, gone: gone)
            guard let number = changes.lazy.compactMap(\.line).first else { return changes }
            var ended = try oweWork(for: one, after: changes, of: stored.id, on: occasion)
            ended += try transaction.end(
                .look, of: stored.id, subject: StaffTask.decision(onLine: number), as: .done,
                because: "it was appealed", on: occasion)
            for unit in one.units where unit.line == number && unit.isOvertaken {
                ended += try endWork(on: unit, of: stored.id, because: "it was appealed", on: occasion)
            }
            let wasDenied =
                one.denials.contains { $0.line == number }
                || stored.case.lines.contains {
                    $0.number == number && $0.line.resolution == .denied
                }
            let look = StaffTask(
                .look, subject: Change.Subject.line(number).text,
                words: "Look again at what was \(wasDenied ? "denied" : "rejected"): \(appeal.reason)"
                    + whereabouts(ofLine: number, in: one),
                due: terms.policy.promises(from: .requested, on: terms.siteDay(occasion.at)).map(\.due).min())
            return try changes.promisingAnswer(by: look.due) + ended
                + transaction.open(look, of: stored.id, at: occasion.at)
        }
        return taken(after, words(changes))
    }
}

extension Recorder {
    /// What nobody can look at any more, in words.
    private func whereabouts(ofLine number: Int, in one: ReturnCase) -> String {
        let away = one.units.filter { $0.line == number && one.isAway($0) }
        let (back, destroyed) = (away.filter(one.isWithCustomer), away.filter { !one.isWithCustomer($0) })
        return
            (back.isEmpty
            ? ""
            : " (It went back to the customer: settle or deny it as it is; what they send in again is counted and "
                + "inspected anew.)")
            + (destroyed.isEmpty
                ? ""
                : " (\(destroyed.map { "\($0.words): \($0.disposition.rawValue)" }.joined(separator: ", ")). It is not "
                    + "here any more: settle or deny it as it is.)")
    }

    /// Units that went back to the customer, or were recycled or destroyed: somebody has done it.
    private func unitsGone(from stored: StoredCase) throws -> Set<Int> {
        let work = try snapshot.tasks(of: stored.id).filter { $0.task.kind == .handleGoods }
        return Set(
            stored.case.units.filter { unit in
                unit.disposition.isEnd
                    && work.last { $0.task.subject == Change.Subject.unit(unit.number).text }?.state == .done
            }.map(\.number))
    }
}

extension [Change] {
    /// The customer hears with the appeal by when they hear of it.
    fileprivate func promisingAnswer(by day: CalendarDate?) -> [Change] {
        guard let day, let told = firstIndex(where: { $0.says("appeal", "yes") && !$0.isForStaff }) else { return self }
        var changes = self
        changes[told].details.append((Change.answerDetail, .text(day.description)))
        return changes
    }
}

extension Change {
    /// The line that it is about.
    fileprivate var line: Int? {
        guard case .line(let number) = subject else { return nil }
        return number
    }
}
