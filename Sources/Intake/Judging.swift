import Digests
import JSONText
import Ledger
import Policy
import Returns

/// What happens to goods that are here: they are judged, and go where they are sent.
extension Recorder {
    func inspect(_ told: Inspection) throws -> Taken {
        let (stored, _) = try find(told.key)
        let (given, photos) = try bound(told)
        let line = try stored.case.line(of: given)
        let order = try line.product.order.flatMap { try snapshot.order($0) }
        let sold = order?.lines.filter { $0.sku == line.product.sku } ?? []
        let inspection = stored.case.spelled(given, sold: sold.flatMap(\.serials))
        let bench = try Bench(inspection, of: line, sold: sold, by: order?.channel, in: stored, recorder: self)
        let occasion = occasion(by: inspection.staff)
        var after = stored
        let keepsOrders = try bringsTheSame(inspection, bench.rulings, stored)
        var changes = try after.case.inspect(inspection, rulings: bench.rulings, keepsOrders: keepsOrders)
        // Behind units that a line had counted before it had records of them.
        let judged = after.case.units.suffix(
            min(after.case.units.count - stored.case.units.count, bench.rulings.count))
        var findings: [JSONValue] = []
        var said: [String] = []
        for (unit, (ruling, advice)) in zip(judged, zip(bench.rulings, bench.advices)) {
            if let advice { changes.append(Change(advice, for: unit)) }
            findings.append(unit.finding(ruling, advice))
            said.append(unit.summary(ruling, advice))
        }
        // What a person decides on is given for once they have; behind a correction each unit is looked at.
        let isPart = bench.decision != nil
        let due = inspection.corrects == nil ? judged : []
        let graded = due.filter { $0.verdict == .accepted && !(isPart && after.case.isSetAside($0)) }.map {
            GradedUnits(line: $0.line, count: $0.quantity, grade: $0.grade)
        }
        if inspection.corrects != nil {
            changes += try endWork(after: changes, judging: judged, in: after.case, of: stored, on: occasion)
        }
        changes += try oweWork(for: after.case, after: changes, of: stored.id, on: occasion)
        if after.case.isReconsidered(bench.line.number) {
            changes += try transaction.end(
                .look, of: stored.id, subject: Change.Subject.line(bench.line.number).text, as: .done,
                because: "the goods were inspected", on: occasion)
        }
        let known = after.case.units.filter { $0.line == bench.line.number && !$0.isOvertaken }
        changes += try oweDecision(
            on: inspection.corrects == nil ? judged : known[...], of: bench.line, in: after.case, stored)
        if let decision = bench.decision { changes += try transaction.renew(decision, of: stored.id, at: occasion.at) }
        changes += try resolutions(in: &after.case, of: stored, graded: graded)
        let events = try keep(changes, of: &after, was: stored.case, on: occasion)
        for event in events where event.draft.axis == Change.judgementAxis {
            guard let unit = judged.first(where: { "unit:\($0.number)" == event.draft.subject }) else { continue }
            let own = unit.photos.compactMap { one in photos.first { $0.digest.description == one.sha256 } }
            try transaction.keep(own, event: event.sequence, rma: stored.id)
        }
        if judged.contains(where: { $0.serial != nil }) { try transaction.index(after) }
        var taken = taken(after, ([words(changes)] + said).joined(separator: "; "))
        taken.units = findings
        taken.photos = told.photos
        taken.evidence = photos.map(\.file)
        return taken
    }

    /// Whether the customer gets the same by a correction as without it: then nothing is taken back, and the shop is
    /// left in peace.
    private func bringsTheSame(
        _ inspection: Inspection, _ rulings: [UnitRuling], _ stored: StoredCase
    ) throws -> Bool {
        guard inspection.corrects != nil else { return true }
        var trial = stored.case
        _ = try trial.inspect(inspection, rulings: rulings)
        _ = terms.policy.oweWhatIsDue(
            in: &trial, to: try resolutionFacts(of: trial, stored), today: terms.siteDay(occasion.at))
        let gifts = { (orders: [ResolutionOrder]) in
            orders.map { "\($0.kind) \($0.units.count) \($0.breakdown?.entries.description ?? "")" }.sorted()
        }
        let gone = trial.resolutions.filter { order in
            order.state == .withdrawn
                && stored.case.resolutions.contains { $0.number == order.number && $0.state == .owed }
        }
        let new = trial.resolutions.filter { order in !stored.case.resolutions.contains { $0.number == order.number } }
        return gifts(gone) == gifts(new)
    }

    /// What was to be done with goods that are judged anew, and for orders that were taken back for it, need not be.
    private func endWork(
        after changes: [Change], judging judged: ArraySlice<CaseUnit>, in one: ReturnCase, of stored: StoredCase,
        on occasion: Occasion
    ) throws -> [Change] {
        var ended = try tasks(after: changes, in: one, of: stored)
        let known = Set(stored.case.units.filter(\.isOvertaken).map(\.number))
        for unit in one.units where unit.isOvertaken && !known.contains(unit.number) {
            ended += try endWork(on: unit, of: stored.id, because: "it was judged anew", on: occasion)
            // What is still to be decided is asked anew, with its number.
            var subjects = one.unitsSetAside(ofLine: unit.line) == 0 ? [StaffTask.repair(onLine: unit.line)] : []
            if ([unit] + judged).contains(where: { $0.verdict == .rejected }) {
                subjects.append(StaffTask.decision(onLine: unit.line))
            }
            ended += try subjects.flatMap {
                try transaction.end(
                    .look, of: stored.id, subject: $0, as: .cancelled, because: "the goods were judged anew",
                    on: occasion)
            }
        }
        return ended
    }

    /// What was rejected waits for a person, who denies it with a reason or gives something all the same.
    private func oweDecision(
        on judged: ArraySlice<CaseUnit>, of line: CaseLine, in one: ReturnCase, _ stored: StoredCase
    ) throws -> [Change] {
        // What a rule sent back has its end; what it destroyed has not, nor has what is paid already to be decided.
        let rejected = judged.filter { $0.verdict == .rejected && $0.disposition != .returnToCustomer }
        guard !rejected.isEmpty, let line = one.lines.first(where: { $0.number == line.number }) else { return [] }
        let account = one.account(of: line)
        let units = min(
            rejected.map(\.quantity).reduce(0, +),
            account.openRejected + min(account.openAppealed, account.rejectedUsed))
        guard units > 0 else { return [] }
        let task = StaffTask(
            .look, subject: StaffTask.decision(onLine: line.number),
            words: "Decide on \(units) × \(line.product.sku) that the inspection rejected: "
                + (line.isLent
                    ? "it is ours and stays here; a settlement `denied` with the reason says that the customer may be "
                        + "charged for it (an `advance` document)"
                    : (account.freeRejected == 0 && account.openRejected > 0
                        ? "pay what is ordered for them, or take it back (a `resolution_order` document) and " : "")
                        + "deny with the reason and what the customer can do instead (a settlement `denied`), or give "
                        + "something"),
            due: terms.policy.promises(from: .inspected, on: occasion.day).map(\.due).min())
        return try transaction.open(task, of: stored.id, at: occasion.at)
    }

    func redispose(_ word: Redisposition) throws -> Taken {
        let (stored, _) = try find(word.key)
        let occasion = occasion(by: word.staff)
        let (after, changes) = try change(stored, on: occasion) { one in
            let changes = try one.redispose(word)
            return try changes + oweWork(for: one, after: changes, of: stored.id, on: occasion)
        }
        return taken(after, words(changes))
    }
}

extension Change {
    /// A recommendation, for staff alone.
    fileprivate init(_ advice: RepairAdvice, for unit: CaseUnit) {
        self.init(
            .unit(unit.number), axis: Change.adviceAxis, before: "", after: advice.answer.rawValue,
            reason: advice.explanation,
            details: [
                ("line", .count(unit.line)), ("ahead", .text(advice.isAhead ? "yes" : "no")),
                ("audience", .text(Note.Audience.staff.rawValue)),
            ])
    }
}

extension CaseUnit {
    /// `unit 1: repair (rule 'worth a repair'), recommended: repair`.
    fileprivate func summary(_ ruling: UnitRuling, _ advice: RepairAdvice?) -> String {
        let why = rule.map { " (rule '\($0)')" } ?? (ruling.decidedBy.map { " (by \($0))" } ?? "")
        let place = bin.map { ", \($0)" } ?? ""
        let way =
            disposition == .none
            ? "no rule takes it; a person says where it goes" : "\(disposition.rawValue)\(place)\(why)"
        return "\(words): \(way)" + (advice.map { "; recommended: \($0.answer.rawValue)" } ?? "")
    }

    fileprivate func finding(_ ruling: UnitRuling, _ advice: RepairAdvice?) -> JSONValue {
        .object(known: [
            ("unit", .integer(Int64(number))), ("line", .integer(Int64(line))), ("verdict", .string(verdict.rawValue)),
            ("grade", .text(grade?.rawValue)), ("serial_finding", .text(serialFinding?.rawValue)),
            ("disposition", .string(disposition.rawValue)), ("bin", .text(bin)),
            ("destination", .text(destination?.text)), ("rule", .text(rule)),
            (
                "rules",
                ruling.explanation.flatMap { text in
                    text.isEmpty ? nil : .array(text.split(separator: "\n").map { .string(String($0)) })
                }
            ),
            (
                "recommendation",
                advice.map {
                    [
                        "answer": .string($0.answer.rawValue), "ahead": .bool($0.isAhead),
                        "arithmetic": .array($0.steps.map { .string($0) }),
                    ]
                }
            ),
        ])
    }
}
