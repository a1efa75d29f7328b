import JSONText
import Ledger
import Returns

/// A configured range of parcel numbers, as far as the desk must know it.
package struct RangePlan: Sendable {
    let name: String
    /// As the ledger calls it.
    let storedName: String
    /// `sscc`, `s10`, or the carrier whose numbers they are.
    let kind: String
    let form: NumberForm
    let scheme: ParcelCode.Scheme
    let first: Int
    let last: Int
    let warnAtPercent: Int
    /// Only parcels to this warehouse, or with this service; nil: any.
    let warehouse: WarehouseName?
    let service: String?

    package init(
        name: String, storedName: String, kind: String, form: NumberForm, scheme: ParcelCode.Scheme, first: Int,
        last: Int, warnAtPercent: Int, warehouse: WarehouseName? = nil, service: String? = nil
    ) {
        self.name = name
        self.storedName = storedName
        self.kind = kind
        self.form = form
        self.scheme = scheme
        self.first = first
        self.last = last
        self.warnAtPercent = warnAtPercent
        self.warehouse = warehouse
        self.service = service
    }

    /// Whether every parcel that this range serves may have its number from the other one, too.
    func isCovered(by other: RangePlan) -> Bool {
        (other.warehouse == nil || other.warehouse == warehouse) && (other.service == nil || other.service == service)
    }

    fileprivate func code(_ serial: Int) -> ParcelCode? {
        form.text(serial: serial).flatMap { ParcelCode($0, scheme: scheme) }
    }
}

/// How one number range stands, with what is wrong with it.
package struct RangeRow: Sendable {
    let kind: String
    package let standing: RangeStanding
    /// The number that is given out next; nil when none is left.
    let next: String?
    /// A number that the range would give out and that a parcel bears already.
    let clash: Clash?
    let warnAtPercent: Int
    /// Another range gives numbers to the same parcels, and has enough of them: nothing needs to be done.
    var isRelieved = false

    struct Clash: Sendable {
        let code: String
        let rma: RMANumber
        let serial: Int
    }

    /// By which RMA numbers stand in the list.
    package static let rmaNumbers = "rma_number"

    /// RMA numbers first, then the ranges in the order of the configuration.
    package static func rows(
        pattern: RMANumberPattern, ranges: [RangePlan], on today: CalendarDate, in snapshot: Snapshot
    ) throws -> [RangeRow] {
        let numbers = try snapshot.standing(
            of: "rma", called: rmaNumbers, first: 0, last: pattern.capacity - 1, on: today)
        let ours = RangeRow(
            kind: "rma", standing: numbers, next: pattern.number(ordinal: numbers.next)?.text, clash: nil,
            warnAtPercent: 90)
        let rows = try ranges.map { try row($0, on: today, in: snapshot) }
        return [ours]
            + ranges.indices.map { index in
                var row = rows[index]
                row.isRelieved = ranges.indices.contains { other in
                    other != index && ranges[index].isCovered(by: ranges[other]) && rows[other].problem == nil
                        && rows[other].standing.relieves(row.standing, warnAt: rows[other].warnAtPercent)
                }
                return row
            }
    }

    private static func row(_ plan: RangePlan, on today: CalendarDate, in snapshot: Snapshot) throws -> RangeRow {
        let standing = try snapshot.standing(
            of: plan.storedName, called: plan.name, first: plan.first, last: plan.last, on: today)
        var clash: Clash?
        if !standing.isUsedUp, let next = plan.code(standing.next), let last = plan.code(plan.last) {
            for (code, rma) in try snapshot.codes(from: next, through: last) {
                guard let serial = plan.form.serial(of: code) else { continue }
                clash = Clash(code: code, rma: rma, serial: serial)
                break
            }
        }
        return RangeRow(
            kind: plan.kind, standing: standing,
            next: standing.isUsedUp ? nil : plan.code(standing.next)?.text, clash: clash,
            warnAtPercent: plan.warnAtPercent)
    }

    /// Numbers would be given out twice: returns are held until this is mended.
    package var problem: String? {
        guard let clash else { return nil }
        let remedy =
            clash.serial < standing.last
            ? "write `first: \(clash.serial + 1)`" : "take the range out and add one with other numbers"
        return "number \(clash.code) was given out before, to \(clash.rma): the range was renamed, or overlaps with an "
            + "earlier one. Give it its old name back, or \(remedy)."
    }

    /// No number is left, and no other range has some for the same parcels: their labels stand still.
    package var isStandstill: Bool { problem != nil || (standing.isUsedUp && !isRelieved) }

    /// What an operator should do soon.
    package var warning: String? {
        guard problem == nil, !isRelieved else { return nil }
        let more =
            kind == "rma"
            ? "Lengthen `rma_number.pattern` in time." : "Ask for a new range now and add it behind this one."
        if standing.isUsedUp { return "used up: returns that need a number of it are held for a person. \(more)" }
        let lasts =
            standing.daysLeft.map { ", for about \($0) days at the rate of the last \(standing.recent.days) days" }
            ?? ""
        guard standing.level(warnAt: warnAtPercent) > 0 || standing.dayLevel != nil else { return nil }
        return "\(standing.percent) % used, \(standing.left) numbers left\(lasts). \(more)"
    }

    var json: JSONValue {
        .object(known: [
            ("name", .string(standing.name)), ("kind", .string(kind)), ("next", .text(next)),
            ("first", .count(standing.first)), ("last", .count(standing.last)), ("used", .count(standing.used)),
            ("left", .count(standing.left)), ("percent", .count(standing.percent)),
            ("days_left", standing.daysLeft.map { .count($0) }),
            ("recent", ["count": .count(standing.recent.count), "days": .count(standing.recent.days)]),
            ("problem", .text(problem)), ("warning", .text(warning)),
        ])
    }
}
