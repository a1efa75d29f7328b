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
                more += try transaction.open(
                    StaffTask(
                        .look, subject: StaffTask.place(ofUnit: number),
                        words: "Say where \(unit.words) goes, which no rule takes: a `disposition` document, or an "
                            + "inspection with `disposition`."), of: rma, at: occasion.at)
            case (.unit(let number), Change.serialAxis):
                more += try transaction.open(
                    StaffTask(
                        .look, subject: "unit:\(number)",
                        words: "Compare the serial number of unit \(number): \(change.reason ?? ""). Ask the customer "
                            + "kindly before anybody decides; labels and boxes get mixed up."), of: rma,
                    at: occasion.at)
            case (.line(let number), Disposition.axisName) where !one.units.contains { $0.line == number }:
                more += try carryUnjudged(line: number, to: change.after, of: one, rma, on: occasion)
            case (.line(let number), Resolution.axisName) where change.after == Resolution.satisfied.rawValue:
                more += try endCharge(line: number, of: one, rma, on: occasion)
            case (.line(let number), Resolution.axisName) where change.after == Resolution.chargeDue.rawValue:
                guard let task = one.lines.first(where: { $0.number == number })?.chargeTask else { continue }
                more += try transaction.open(task, of: rma, at: occasion.at)
            case (.line(let number), Verdict.axisName):
                more += try payBack(line: number, of: one, rma, on: occasion)
            case (.rma, _), (.line, _), (.shipment, _), (.task, _), (.unit, _), (.resolution, _), (.promise, _),
                (.customer, _):
                continue
            }
        }
        return more
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
        guard let line = one.lines.first(where: { $0.number == unit.line }) else { return ended }
        let what =
            "\(unit.quantity > 1 ? "\(unit.quantity) × " : "")\(line.product.sku) (unit \(unit.number)"
            + (unit.serial.map { ", serial \($0)" } ?? "") + ")"
        let place = [unit.bin, unit.destination.map { "warehouse \($0)" }].compactMap { $0 }.joined(separator: ", ")
        let words = unit.disposition.work(what) + (place.isEmpty ? "." : ": \(place).")
        return ended
            + (try transaction.open(StaffTask(.handleGoods, subject: subject, words: words), of: rma, at: occasion.at))
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
