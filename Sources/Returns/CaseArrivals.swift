/// Goods that a person decides on without having them, and that their customer sends in again.
extension ReturnCase {
    /// Counted units of a line that are none of those that are still awaited, and that an appeal speaks of: they are
    /// here again, and are judged anew.
    /// - Parameters:
    ///   - most: so many were counted.
    ///   - counted: what was read of them; a serial number says which unit it is.
    /// - Returns: how many these are, and what is to be told behind the count.
    mutating func takeAgain(
        _ most: Int, like counted: CountedLine, ofLineAt index: Int
    ) -> (units: Int, changes: [Change]) {
        let line = lines[index]
        let serial = counted.serial.map { GoodsCode.unit($0.text) }
        let known = units.indices.filter { units[$0].line == line.number && isWithCustomer(units[$0]) }
        let own = known.filter { serial != nil && units[$0].serial.map { GoodsCode.unit($0.text) } == serial }
        let others = known.filter { serial == nil || units[$0].serial == nil }
        var left = max(own.isEmpty ? 0 : 1, most - max(0, line.line.authorized - line.line.received))
        var (bad, good) = (0, 0)
        // What was paid above what had been announced is paid for goods that were found good.
        let paid = line.line.settled > line.line.authorized ? line.line.settled : 0
        for place in own + others.filter({ !own.contains($0) }) where left > 0 && most > 0 {
            let isGood = units[place].verdict == .accepted
            let count = min(left, units[place].quantity, isGood ? max(0, line.line.accepted - good - paid) : left)
            guard count > 0 else { continue }
            let target = units[place].quantity > count ? split(count, fromUnitAt: place) : place
            left -= count
            if isGood { good += count } else { bad += count }
            units[target].overtakenBy = .appeal
        }
        let old = line.line.verdict
        guard lines[index].line.reopen(rejected: bad, accepted: good) else { return (0, []) }
        guard old != .manual else { return (bad + good, []) }
        return (
            bad + good,
            [
                Change(
                    .line(line.number), axis: Verdict.axisName, before: old.rawValue, after: Verdict.manual.rawValue,
                    reason: "it was sent in again", details: [("appeal", .text("yes")), Change.forStaff])
            ]
        )
    }
}
