import Ledger
import Policy
import Returns

/// What changes of units and of what was sent ahead leave to be done: tasks, tags, a day to look again.
extension Recorder {
    /// - Returns: the changes of tasks, to be recorded with those that caused them.
    func oweWork(
        for one: ReturnCase, after changes: [Change], of rma: CaseID, on occasion: Occasion
    ) throws -> [Change] {
        var more: [Change] = []
        for change in changes {
            switch (change.subject, change.axis) {
            case (.unit(let number), Disposition.axisName):
                guard let unit = one.units.first(where: { $0.number == number }) else { continue }
                more += try carry(unit, of: one, rma, on: occasion)
                more += try transaction.end(
                    .look, of: rma, subject: StaffTask.place(ofUnit: number), as: .done,
                    because: "it goes to \(change.after)", on: occasion)
                try tag(unit, of: rma)
            case (.unit(let number), Change.judgementAxis):
                guard let unit = one.units.first(where: { $0.number == number }), unit.disposition == .none
                else { continue }
                more += try ask(whereGoes: unit, because: "which no rule takes", of: rma)
            case (.unit(let number), Change.serialAxis):
                more += try transaction.open(
                    StaffTask(
                        .look, subject: "unit:\(number)",
                        words: "Compare the serial number of unit \(number): \(change.reason ?? ""). Ask the customer "
                            + "kindly before anybody decides; labels and boxes get mixed up."), of: rma,
                    at: occasion.at)
            case (.line(let number), DenialState.axisName) where change.after == DenialState.takenUp.rawValue:
                more += try placeWhatIsOurs(ofLine: number, in: one, rma)
            case (.line(let number), DenialState.axisName) where change.after == DenialState.turnedDown.rawValue:
                more += try placeWhatMayNotTravel(ofLine: number, in: one, rma)
            case (.line(let number), Disposition.axisName) where !one.units.contains { $0.line == number }:
                more += try carryUnjudged(line: number, to: change.after, of: one, rma, on: occasion)
            case (.line(let number), Resolution.axisName) where change.after == Resolution.satisfied.rawValue:
                more += try endCharge(line: number, of: one, rma, on: occasion)
            case (.line, Change.chargeAxis) where change.after == Change.charged:
                more += try transaction.end(
                    .charge, of: rma, subject: change.subject.text, as: .done, because: "it was charged", on: occasion)
            case (.line(let number), Resolution.axisName) where change.after == Resolution.chargeDue.rawValue,
                (.line(let number), Change.chargeAxis) where change.after == Change.chargeProposed:
                more += try renewCharge(line: number, after: change, in: one, of: rma, on: occasion)
            case (.line(let number), Change.dueAxis):
                more += try transaction.end(
                    .charge, of: rma, subject: "line:\(number)", as: .cancelled,
                    because: "it may come until "
                        + change.after, on: occasion)
            case (.rma, _), (.line, _), (.shipment, _), (.task, _), (.unit, _), (.resolution, _), (.promise, _),
                (.customer, _):
                continue
            }
        }
        return try more + endDecisions(in: one, after: changes, of: rma, on: occasion)
    }

    /// Some pieces of a lot went elsewhere, or were denied: the work that waits is for the rest, and pieces that stayed
    /// where the lot was to go have theirs. To be recorded with what happened.
    func countAnew(
        after changes: [Change], in one: ReturnCase, was old: ReturnCase, of rma: CaseID
    ) throws -> [Change] {
        let lots = old.units.filter { lot in
            one.units.contains { $0.number == lot.number && $0.quantity < lot.quantity }
        }
        guard !lots.isEmpty else { return [] }
        let waiting = Set(
            try snapshot.tasks(of: rma).filter { $0.state == .open && $0.task.kind == .handleGoods }
                .map(\.task.subject))
        let moved = Set(changes.filter { $0.axis == Disposition.axisName }.map(\.subject))
        return try lots.flatMap { lot -> [Change] in
            let subject = Change.Subject.unit(lot.number)
            let parts = one.units.filter { part in
                let isNew = !old.units.contains { $0.number == part.number }
                return part.number == lot.number
                    || (isNew && part.line == lot.line && part.disposition == lot.disposition && !part.isOvertaken)
            }
            let asked = try askAnew(aboutLot: lot, parts, besides: moved, of: rma)
            guard waiting.contains(subject.text) || moved.contains(subject) else { return asked }
            return try asked
                + parts.flatMap { part -> [Change] in
                    let subject = Change.Subject.unit(part.number)
                    guard !moved.contains(subject), let words = work(on: part, of: one) else { return [] }
                    if part.number != lot.number { try tag(part, of: rma) }
                    return try transaction.renew(
                        StaffTask(.handleGoods, subject: subject.text, words: words), of: rma, at: occasion.at)
                }
        }
    }

    /// Nothing is to be done with a unit whose judgement does not count any more.
    func endWork(on unit: CaseUnit, of rma: CaseID, because reason: String, on occasion: Occasion) throws -> [Change] {
        try [
            (TaskKind.handleGoods, Change.Subject.unit(unit.number).text),
            (.look, Change.Subject.unit(unit.number).text),
            (.look, StaffTask.place(ofUnit: unit.number)),
        ].flatMap { kind, subject in
            try transaction.end(kind, of: rma, subject: subject, as: .cancelled, because: reason, on: occasion)
        }
    }

    /// Where every unit of a line has its end, nobody has to decide on it any more.
    private func endDecisions(
        in one: ReturnCase, after changes: [Change], of rma: CaseID, on occasion: Occasion
    ) throws -> [Change] {
        guard changes.contains(where: \.mayEndDecision) else { return [] }
        return try one.lines.flatMap { line -> [Change] in
            var subjects = one.awaitsOrder(line) ? [] : [StaffTask.loss(onLine: line.number)]
            // A repair may be ordered for what was set aside since, where goods are paid at the count.
            let onBench = one.account(of: line).good - one.unitsSetAside(ofLine: line.number)
            if !one.awaitsOrder(line), one.unitsToRepair(ofLine: line.number) <= max(0, onBench) {
                subjects.append(StaffTask.repair(onLine: line.number))
            }
            if one.undecided(of: line) == 0, line.line.unitsToJudge == 0 {
                // Of goods that are not here only what was lost or taken back is decided.
                if !one.awaitsOrder(line) { subjects.append(StaffTask.withdrawal(onLine: line.number)) }
                if line.line.here > 0 {
                    subjects.append(StaffTask.decision(onLine: line.number))
                    if line.line.extra > 0 { subjects.append("count:\(line.number)") }
                    if !one.awaitsOrder(line) { subjects.append(Change.Subject.line(line.number).text) }
                }
            }
            return try subjects.flatMap {
                try transaction.end(.look, of: rma, subject: $0, as: .done, because: "it is decided", on: occasion)
            }
        }
    }

    /// The unit's last place is left, and the next one is owed.
    private func carry(
        _ unit: CaseUnit, of one: ReturnCase, _ rma: CaseID, on occasion: Occasion
    ) throws -> [Change] {
        let subject = "unit:\(unit.number)"
        let ended =
            try transaction.end(
                .handleGoods, of: rma, subject: subject, as: .cancelled,
                because: "it goes elsewhere: \(unit.disposition.rawValue)", on: occasion)
            + transaction.end(
                .handleGoods, of: rma, subject: "line:\(unit.line)", as: .cancelled, because: "it was inspected",
                on: occasion)
        guard let words = work(on: unit, of: one) else { return ended }
        return ended
            + (try transaction.open(StaffTask(.handleGoods, subject: subject, words: words), of: rma, at: occasion.at))
    }

    /// What somebody does with a unit now.
    private func work(on unit: CaseUnit, of one: ReturnCase) -> String? {
        guard let line = one.lines.first(where: { $0.number == unit.line }) else { return nil }
        let what =
            "\(unit.quantity > 1 ? "\(unit.quantity) × " : "")\(line.product.sku) (unit \(unit.number)"
            + (unit.serial.map { ", serial \($0)" } ?? "") + ")"
        let place = [unit.bin, unit.destination.map { "warehouse \($0)" }].compactMap { $0 }.joined(separator: ", ")
        guard unit.disposition != .returnToCustomer || !line.mayNotTravel else {
            return
                "Hand \(what) over to the customer: no parcel may carry it. Agree with them who fetches it, or who may "
                + "bring it."
        }
        return unit.disposition.work(what) + (place.isEmpty ? "." : ": \(place).")
    }

    private func carryUnjudged(
        line number: Int, to next: String, of one: ReturnCase, _ rma: CaseID, on occasion: Occasion
    ) throws -> [Change] {
        guard let line = one.lines.first(where: { $0.number == number }), let next = Disposition(rawValue: next) else {
            return []
        }
        let subject = "line:\(number)"
        return try transaction.end(
            .handleGoods, of: rma, subject: subject, as: .cancelled, because: "it goes elsewhere: \(next.rawValue)",
            on: occasion)
            + transaction.open(
                StaffTask(
                    .handleGoods, subject: subject, words: next.work("\(line.product.sku) (line \(number))") + "."),
                of: rma, at: occasion.at)
    }

    /// The tag of a unit as a file, and on the printer of the station, where it has one for tags.
    private func tag(_ unit: CaseUnit, of rma: CaseID) throws {
        try transaction.oweTag(rma: rma, unit: unit.number, at: occasion.at)
        guard let station = try snapshot.station(of: document), let printer = terms.printers.tagPrinter(of: station)
        else { return }
        _ = try transaction.wishPrint(
            .binTag(unit: unit.number), of: rma, on: printer,
            requestedBy: station.isEmpty ? "drop" : "station:\(station)", document: nil, at: occasion.at)
    }
}

extension Disposition {
    /// What somebody does with the goods, for staff.
    fileprivate func work(_ goods: String) -> String {
        switch self {
        case .none: "Wait with \(goods)"
        case .quarantine: "Put \(goods) into quarantine"
        case .restock: "Put \(goods) back into stock"
        case .openBox: "Put \(goods) with the opened goods"
        case .refurbish: "Carry \(goods) to refurbishing"
        case .repair: "Carry \(goods) to repair"
        case .returnToVendor: "Send \(goods) back to the vendor"
        case .liquidate: "Put \(goods) with the goods that are sold off"
        case .donate: "Put \(goods) with the goods that are given away"
        case .recycle: "Carry \(goods) to recycling"
        case .destroy: "Destroy \(goods)"
        case .returnToCustomer: "Send \(goods) back to the customer"
        }
    }
}

extension Change {
    /// Units may have come to their end by it.
    fileprivate var mayEndDecision: Bool {
        switch subject {
        case .unit: axis == Disposition.axisName
        case .line: axis == Resolution.axisName || axis == DenialState.axisName
        case .resolution: after == ResolutionState.settled.rawValue
        case .rma, .shipment, .task, .promise, .customer: false
        }
    }
}
