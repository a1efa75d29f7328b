import Ledger
import Policy
import Returns

/// The question where goods go, asked of a person.
extension Recorder {
    /// Goods for which the customer takes a part refund are ours: somebody says where they go.
    func placeWhatIsOurs(ofLine number: Int, in one: ReturnCase, _ rma: CaseID) throws -> [Change] {
        let taken = one.denials.filter { $0.line == number && $0.state == .takenUp && $0.alternative == .partRefund }
        let ours = one.units.filter { unit in
            !unit.isOvertaken && unit.disposition == .quarantine && taken.contains { $0.number == unit.denial }
        }
        return try ours.flatMap { try ask(whereGoes: $0, because: "which is ours for a part refund", of: rma) }
    }

    /// Goods for which something was given in place of their repair are ours: somebody says where they go. Those that
    /// were set aside before, because their repair was not worth it, are, too, once nothing of their line is to be
    /// repaired.
    func placeWhatIsOurs(
        after changes: [Change], by settlement: Settlement, in one: ReturnCase, _ rma: CaseID
    ) throws -> [Change] {
        guard settlement.resolution.wish != nil, settlement.resolution != .repaired else { return [] }
        let tasks = try snapshot.tasks(of: rma).filter { $0.task.kind == .look }
        let lines = Set(
            one.lines.filter { line in
                changes.contains { $0.subject == .line(line.number) }
                    && one.unitsToRepair(ofLine: line.number) == 0
                    && tasks.contains { $0.task.subject == StaffTask.repair(onLine: line.number) }
            }.map(\.number))
        let ours = one.units.filter { unit in
            changes.contains { $0.subject == .unit(unit.number) && $0.after == Disposition.quarantine.rawValue }
                || (lines.contains(unit.line) && unit.verdict == .accepted && unit.disposition == .quarantine
                    && !unit.isOvertaken && !one.isTheirs(unit))
        }
        return try ours.flatMap {
            try ask(whereGoes: $0, because: "which is ours: something was given in place of its repair", of: rma)
        }
    }

    /// What its customer wants back, and no parcel may carry, waits for somebody who knows a way.
    func placeWhatMayNotTravel(ofLine number: Int, in one: ReturnCase, _ rma: CaseID) throws -> [Change] {
        guard one.lines.contains(where: { $0.number == number && $0.mayNotTravel }) else { return [] }
        let known = Set(one.denials.filter { $0.line == number && $0.state == .turnedDown }.map(\.number))
        let theirs = one.units.filter { unit in
            !unit.isOvertaken && !unit.disposition.isEnd && (unit.denial.map(known.contains) ?? false)
        }
        return try theirs.flatMap {
            try ask(whereGoes: $0, because: "which its customer wants back and no parcel may carry", of: rma)
        }
    }

    func ask(whereGoes unit: CaseUnit, because reason: String, of rma: CaseID) throws -> [Change] {
        try transaction.open(
            StaffTask(
                .look, subject: StaffTask.place(ofUnit: unit.number),
                words: unit.question + ", \(reason): a `disposition` document, or an inspection with `disposition`."),
            of: rma, at: occasion.at)
    }

    /// The question where a lot goes is asked for each of its pieces, in the words in which it was asked.
    func askAnew(
        aboutLot lot: CaseUnit, _ parts: [CaseUnit], besides moved: Set<Change.Subject>, of rma: CaseID
    ) throws -> [Change] {
        let asked = try snapshot.tasks(of: rma).first {
            $0.state == .open && $0.task.kind == .look && $0.task.subject == StaffTask.place(ofUnit: lot.number)
        }
        guard let asked, asked.task.words.hasPrefix(lot.question) else { return [] }
        let rest = asked.task.words.dropFirst(lot.question.count)
        return try parts.filter { !moved.contains(.unit($0.number)) }.flatMap { part in
            var task = asked.task
            task.subject = StaffTask.place(ofUnit: part.number)
            task.words = part.question + rest
            return try transaction.renew(task, of: rma, at: occasion.at)
        }
    }
}

extension CaseUnit {
    /// How the question where it goes begins.
    fileprivate var question: String { "Say where \(words) goes" }
}
