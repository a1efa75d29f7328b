import Ledger
import Returns

/// A range runs low, or out.
package struct RangeNotice: Sendable, Equatable {
    package enum Cause: Sendable, Equatable {
        /// So many percent are used up.
        case percent(Int)
        /// At the present rate it lasts for fewer days than this.
        case days(Int)
        case usedUp
    }

    package let cause: Cause
    package let standing: RangeStanding
}

/// Collects what ranges have to say within one step of a transaction.
final class RangeNotices {
    // Written and read by the ledger's thread alone.
    var all: [RangeNotice] = []
}

/// Warns of a range once for each threshold, however many numbers are given out beyond it. What was told stands in
/// the ledger, in the same commit as the numbers, so that a restart tells nothing twice; a range that was
/// extended tells anew.
package struct RangeAlarm {
    package enum Moment: Sendable {
        /// A number was just given out: only the percentage can have passed a threshold.
        case allocation
        /// A new day, or a start of the daemon: the rate is looked at too, and a range that is used up is told again.
        case daily
    }

    private let name: String
    private let storedName: String
    private let serials: ClosedRange<Int>
    private let warnAtPercent: Int
    /// Ranges that serve every parcel that this one serves.
    private let others: [ParcelRange]

    /// - Parameter all: every configured range, this one among them.
    package init(_ range: ParcelRange, among all: [ParcelRange]) {
        others = all.filter { $0.name != range.name && range.isCovered(by: $0) }
        name = range.name
        storedName = range.storedName
        serials = range.first...max(range.first, range.last)
        warnAtPercent = range.warnAtPercent
    }

    /// The RMA numbers, which are looked at once a day.
    package init(rmaNumbers pattern: RMANumberPattern) {
        name = "rma_number"
        storedName = ParcelRange.rmaNumbers
        others = []
        serials = 0...pattern.capacity - 1
        warnAtPercent = 90
    }

    package func look(in transaction: Transaction, on today: CalendarDate, at moment: Moment) throws -> [RangeNotice] {
        let next = try transaction.snapshot.nextSerial(of: storedName)
        let level = RangeStanding(name: name, first: serials.lowerBound, last: serials.upperBound, next: next)
            .level(warnAt: warnAtPercent)
        // Most numbers are given out far below the first threshold: they cost one look-up and no more.
        guard level > 0 || moment == .daily else { return [] }
        let standing = try transaction.snapshot.standing(
            of: storedName, called: name, first: serials.lowerBound, last: serials.upperBound, on: today)
        var notices: [RangeNotice] = []
        let told = try number("percent", in: transaction)
        let isNews = level > told || (standing.isUsedUp && moment == .daily)
        if isNews, try !isRelieved(standing, in: transaction) {
            notices.append(RangeNotice(cause: standing.isUsedUp ? .usedUp : .percent(level), standing: standing))
        }
        if level != told { try transaction.set(fact("percent"), to: "\(level)") }
        guard moment == .daily else { return notices }
        // No threshold is 0, so 0 is "nothing told"; a shorter time is worth another warning.
        let days = standing.dayLevel ?? 0
        let daysTold = try number("days", in: transaction)
        if days > 0, !standing.isUsedUp, daysTold == 0 || days < daysTold, try !isRelieved(standing, in: transaction) {
            notices.append(RangeNotice(cause: .days(days), standing: standing))
        }
        if days != daysTold { try transaction.set(fact("days"), to: "\(days)") }
        return notices
    }

    private func isRelieved(_ standing: RangeStanding, in transaction: Transaction) throws -> Bool {
        try others.contains { other in
            let next = try transaction.snapshot.nextSerial(of: other.storedName)
            return RangeStanding(name: other.name, first: other.first, last: other.last, next: next)
                .relieves(standing, warnAt: other.warnAtPercent)
        }
    }

    private func fact(_ what: String) -> String { "range_told:\(storedName):\(what)" }

    private func number(_ what: String, in transaction: Transaction) throws -> Int {
        try transaction.snapshot.fact(fact(what)).flatMap { Int($0) } ?? 0
    }
}
