import Ledger
import Returns

/// A configured range of parcel numbers.
package struct ParcelRange: Sendable {
    package var name: String
    package var first: Int
    package var last: Int
    /// The share that is used up when the first warning comes, in percent.
    package var warnAtPercent: Int
    /// Only for parcels to this warehouse; nil for any.
    package var warehouse: WarehouseName?
    /// Only for parcels with this service; nil for any.
    package var service: String?
    /// Who takes the parcels; nil where it is not said.
    package var carrier: CarrierName?
    /// The number for a serial; nil when it does not fit the scheme.
    package var code: @Sendable (Int) -> ParcelCode?

    package init(
        name: String, first: Int, last: Int, warnAtPercent: Int, warehouse: WarehouseName?, service: String?,
        carrier: CarrierName?, code: @escaping @Sendable (Int) -> ParcelCode?
    ) {
        self.name = name
        self.first = first
        self.last = last
        self.warnAtPercent = warnAtPercent
        self.warehouse = warehouse
        self.service = service
        self.carrier = carrier
        self.code = code
    }

    /// Whether every parcel that this range serves may have its number from the other one, too.
    func isCovered(by other: ParcelRange) -> Bool {
        (other.warehouse == nil || other.warehouse == warehouse) && (other.service == nil || other.service == service)
    }

    /// Ranges share a table with the RMA numbers, so their names stand behind a prefix.
    package var storedName: String { Self.storedName(of: name) }
    package static func storedName(of range: String) -> String { "parcel:\(range)" }
    /// The name of the RMA numbers in the same table.
    package static let rmaNumbers = "rma"
}

/// No number can be given to a parcel: a person must look, and an operator must act.
struct NumberShortage: Error {
    /// What is said in the event, the log and the lists.
    let reason: String
    let remedy: String
}

extension Recorder {
    /// Does something wholly or not at all; what number ranges had to say of what is undone is forgotten too.
    func attempt<Value>(_ body: () throws -> Value) throws -> Value {
        let before = notices.all
        do {
            return try transaction.attempt(body)
        } catch {
            notices.all = before
            throw error
        }
    }

    /// Says a shortage of numbers as a refusal, for documents that a person can drop again.
    func withNumbers<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let shortage as NumberShortage {
            throw Refusal(
                found: shortage.reason, expected: "a number for each parcel",
                remedy: "\(shortage.remedy) Then drop this again. Nothing was recorded.")
        }
    }

    func nextNumber() throws -> RMANumber {
        if let number = try rememberedNumber() { return number }
        var serial = try transaction.nextSerial(of: ParcelRange.rmaNumbers, first: 0)
        // Numbers that a replay gave out again ahead of their turn.
        while let taken = terms.pattern.number(ordinal: serial), try snapshot.stored(taken) != nil {
            serial = try transaction.nextSerial(of: ParcelRange.rmaNumbers, first: 0)
        }
        guard let number = terms.pattern.number(ordinal: serial) else {
            throw Refusal(
                found: "the \(terms.pattern.capacity) numbers of the pattern '\(terms.pattern.text)' are used up",
                expected: "a pattern with more serial characters",
                remedy: "The operator must lengthen `rma_number.pattern`; then drop this again. Nothing was recorded.")
        }
        try transaction.countUse(of: ParcelRange.rmaNumbers, on: terms.siteDay(occasion.at))
        return number
    }

    /// The next number of the range that fits the parcel best: by warehouse and service, then by either, then any.
    /// A number that a parcel bears already is never given out again, whatever the configuration says.
    /// - Parameter place: how many parcels the return has already.
    func nextParcelCode(
        warehouse: WarehouseName, service: String?, place: Int
    ) throws -> (code: ParcelCode, carrier: CarrierName?) {
        let fitting = terms.parcelRanges.fitting(warehouse: warehouse, service: service)
        if let remembered = try rememberedCode(at: place, fitting) { return remembered }
        for range in fitting {
            let next = max(try snapshot.nextSerial(of: range.storedName) ?? range.first, range.first)
            guard next <= range.last, let code = range.code(next) else { continue }
            if let bearer = try snapshot.bearer(of: code) {
                throw NumberShortage(
                    reason: "number \(code) of range \(range.name) was given out before, to \(bearer)",
                    remedy: "The operator must see what `rmad check` says of the range: it was renamed, or overlaps "
                        + "with another one.")
            }
            _ = try transaction.nextSerial(of: range.storedName, first: range.first)
            let today = terms.siteDay(occasion.at)
            try transaction.countUse(of: range.storedName, on: today)
            notices.all += try RangeAlarm(range, among: terms.parcelRanges).look(
                in: transaction, on: today, at: .allocation)
            return (code, range.carrier)
        }
        let names = fitting.map(\.name).joined(separator: ", ")
        throw NumberShortage(
            reason: fitting.isEmpty
                ? "no number range is meant for parcels to \(warehouse)\(service.map { " by \($0)" } ?? "")"
                : "no parcel number is left in range \(names)",
            remedy:
                "The operator must extend a range under `labels.ranges`, or add one, restart rmad, and let what waits "
                + "go on with `rmad ranges release`.")
    }
}

extension [ParcelRange] {
    fileprivate func fitting(warehouse: WarehouseName, service: String?) -> [ParcelRange] {
        filter { ($0.warehouse == nil || $0.warehouse == warehouse) && ($0.service == nil || $0.service == service) }
            .enumerated().sorted { left, right in
                let points = { (range: ParcelRange) in
                    (range.service == nil ? 0 : 2) + (range.warehouse == nil ? 0 : 1)
                }
                let (more, less) = (points(left.element), points(right.element))
                return more == less ? left.offset < right.offset : more > less
            }.map(\.element)
    }
}
