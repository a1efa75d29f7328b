import Returns
import Testing

/// Everything that people may say of the units of a line, in random order.
@Suite("The fates of units, in any order")
struct UnitFateTests {
    @Test("no unit is both paid and sent back, and none is denied and paid; what is closed has an end for each")
    func properties() {
        for seed in UInt64(1)...3_000 {
            var random = SplitMix64(state: seed)
            var one = Bench.approved(Int.random(in: 1...3, using: &random))
            if seed % 4 == 0 { _ = try? one.settle(Bench.ahead()) }
            var told: [String] = []
            for step in 0..<30 {
                let before = one
                let changes = (try? Self.step(&one, step, using: &random)) ?? []
                told += changes.map(\.kind)
                if changes.isEmpty, one.lines.map(\.line) != before.lines.map(\.line) {
                    Issue.record("seed \(seed): a refusal changed something")
                }
                if let wrong = Self.problem(one) {
                    Issue.record("seed \(seed), step \(step): \(wrong); \(told.suffix(12)); \(one)")
                    return
                }
            }
        }
    }

    /// Counted from orders, units and denials themselves, apart from the account.
    private static func problem(_ one: ReturnCase) -> String? {
        let line = one.lines[0]
        let counts = line.line
        guard counts.isSound else { return "not sound" }
        let live = one.units.filter { !$0.isAppealed }
        guard live.isEmpty || live.reduce(0, { $0 + $1.quantity }) == counts.accepted + counts.rejected else {
            return "units do not sum up"
        }
        let standing = Set(one.denials.filter(\.isStanding).map(\.number))
        let denied = live.filter { $0.denial.map(standing.contains) ?? false }
        for denial in one.denials where denial.isStanding && counts.here > 0 {
            let units = denied.filter { $0.denial == denial.number }.reduce(0) { $0 + $1.quantity }
            if units > denial.units { return "denial \(denial.number) speaks of \(denial.units), not of \(units)" }
        }
        let orders = one.resolutions.filter { $0.denial == nil && $0.state != .withdrawn && $0.kind != .repair }
        let given = orders.reduce(0) { $0 + $1.units.count }
        let away = live.filter {
            $0.disposition == .returnToCustomer || ($0.denial.map(standing.contains) ?? false)
        }.reduce(0) { $0 + $1.quantity }
        let absent = counts.isDueWithoutGoods ? max(0, counts.authorized - counts.received) : 0
        if line.advance == nil, given + away > counts.received + counts.extra + absent {
            return "\(given) given for, \(away) denied or sent back, of \(counts.received + counts.extra) here"
        }
        guard one.state == .closed else { return nil }
        let open = live.filter {
            $0.verdict == .rejected && $0.denial.map(standing.contains) != true && !$0.disposition.isEnd
        }.reduce(0) { $0 + $1.quantity }
        let paidAhead = max(0, counts.settled - counts.accepted)
        if line.advance == nil, open > paidAhead { return "closed with \(open) rejected units that nobody decided" }
        if counts.unitsToJudge > 0 { return "closed with units that nobody judged" }
        return one.resolutions.contains { $0.state.isOpen } ? "closed with an open order" : nil
    }

    private static func step(
        _ one: inout ReturnCase, _ step: Int, using random: inout SplitMix64
    ) throws -> [Change] {
        let number = one.units.randomElement(using: &random)?.number ?? 1
        switch Int.random(in: 0...15, using: &random) {
        case 0, 1: return try one.receive(Bench.count(Int.random(in: 1...2, using: &random)), shipment: nil)
        case 2: return try one.receive(Bench.correction(Int.random(in: 0...3, using: &random)), shipments: [])
        case 3, 4:
            return try one.inspect(
                Inspection(
                    key: Bench.key, line: 1, accepted: Int.random(in: 0...1, using: &random),
                    rejected: Int.random(in: 0...1, using: &random)))
        case 5, 6:
            let line = one.lines[0]
            guard line.line.resolution != .shippedAhead, line.line.resolution != .chargeDue else { return [] }
            let units = one.unitsToOrder(line: line, onReceipt: Bool.random(using: &random))
            let kind = [Wish.refund, .repair].randomElement(using: &random) ?? .refund
            return one.owe(kind, units: units, ofLine: 1, showsAmounts: true, reason: nil)
        case 7:
            var refund = Bench.refund("P-\(step)")
            if Bool.random(using: &random) {
                (refund.note, refund.amount) = ("kindly", Money(minor: 1, currency: Bench.euro))
            }
            return try one.settle(refund)
        case 8: return try one.settle(Bench.denial("D-\(step)"))
        case 9: return try one.settle(Bench.denial("D-\(step)", .partRefund, 10))
        case 10: return try one.settle(Bench.denial("D-\(step)", .recycled))
        case 11: return try one.appeal(Appeal(key: Bench.key, reason: "no"))
        case 12:
            return try one.answer(Bench.answer(Bool.random(using: &random) ? .accepted : .declined))
        case 13:
            let next = [Disposition.returnToCustomer, .restock, .recycle].randomElement(using: &random) ?? .restock
            return try one.redispose(Bench.move(unit: number, to: next))
        case 14:
            let order = one.resolutions.randomElement(using: &random)?.number ?? 1
            return try one.update(ResolutionUpdate(key: Bench.key, order: order, action: .withdraw))
        default:
            guard Bool.random(using: &random) else { return one.callDue(line: 1, on: Bench.due.adding(days: step - 9)) }
            return try one.endAdvance(line: 1, Bool.random(using: &random) ? .charged : .waived, reason: nil)
        }
    }
}
