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
            if seed % 3 == 0 { one.shipments = [Bench.parcel] }
            var told: [String] = []
            var past: [Int: ReceiptState] = [:]
            for step in 0..<30 {
                let before = one
                let changes = (try? Self.step(&one, step, past, using: &random)) ?? []
                if one.lines[0].line.isDueWithoutGoods { past = [1: one.lines[0].line.receipt] }
                told += changes.map(\.kind)
                if let wrong = Self.problem(one, after: changes) {
                    Issue.record("seed \(seed), step \(step): \(wrong); \(told.suffix(12)); \(one)")
                    return
                }
                if changes.isEmpty, one.lines.map(\.line) != before.lines.map(\.line) {
                    Issue.record("seed \(seed): a refusal changed something")
                }
                if let wrong = Self.useProblem(one, after: changes) ?? Self.knot(one) ?? Self.problem(one) {
                    Issue.record("seed \(seed), step \(step): \(wrong); \(told.suffix(12)); \(one)")
                    return
                }
            }
        }
    }

    @Test("a repaired unit goes back though another of its line was lost and is paid, whichever is settled first")
    func repairedBesideLost() throws {
        for isRepairedFirst in [true, false] {
            var one = Bench.approved(2)
            one.shipments = [Bench.parcel]
            _ = Self.lose(&one)
            one.shipments[0].state = .inTransit
            var count = Bench.count(1)
            count.isComplete = true
            _ = try one.receive(count, shipments: [1])
            _ = try one.inspect(Inspection(key: Bench.key, line: 1, accepted: 1, rejected: 0, disposition: .repair))
            _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
            _ = one.owe(.repair, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
            var repaired = Bench.refund("R-1")
            repaired.resolution = .repaired
            for settlement in isRepairedFirst ? [repaired, Bench.refund("P-1")] : [Bench.refund("P-1"), repaired] {
                _ = try one.settle(settlement)
            }
            #expect(one.units.map(\.disposition) == [.returnToCustomer] && one.state == .closed)
        }
    }

    /// Counted from orders, units and denials themselves, apart from the account.
    private static func problem(_ one: ReturnCase) -> String? {
        let line = one.lines[0]
        let counts = line.line
        guard counts.isSound else { return "not sound" }
        let live = one.units.filter { !$0.isOvertaken }
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
        // For what a customer has again a person may give something, after an appeal.
        let away = live.filter {
            !one.isWithCustomer($0) && $0.disposition == .returnToCustomer
                || ($0.denial.map(standing.contains) ?? false)
        }.reduce(0) { $0 + $1.quantity }
        let absent = counts.isDueWithoutGoods ? max(0, counts.authorized - counts.received) : 0
        if line.advance == nil, given + away > counts.received + counts.extra + absent {
            return "\(given) given for, \(away) denied or sent back, of \(counts.received + counts.extra) here"
        }
        if let wrong = keptProblem(one, live) ?? waitingProblem(one) { return wrong }
        guard one.state == .closed else { return nil }
        let open = live.filter {
            $0.verdict == .rejected && $0.denial.map(standing.contains) != true && !$0.disposition.isEnd
        }.reduce(0) { $0 + $1.quantity }
        let good = live.filter { $0.verdict == .accepted && $0.denial.map(standing.contains) != true }
        let paidAhead = max(0, counts.settled - good.reduce(0) { $0 + $1.quantity })
        if line.advance == nil, open > paidAhead { return "closed with \(open) rejected units that nobody decided" }
        if counts.unitsToJudge > 0 { return "closed with units that nobody judged" }
        return one.resolutions.contains { $0.state.isOpen } ? "closed with an open order" : nil
    }

    /// What was sent ahead ends once every unit has come or was charged; what is charged is no more than what was sent.
    private static func problem(_ one: ReturnCase, after changes: [Change]) -> String? {
        let line = one.lines[0]
        guard let advance = line.advance else { return nil }
        let given = one.resolutions.filter { $0.denial == nil && $0.state != .withdrawn }
            .reduce(0) { $0 + $1.units.count }
        let asked = one.units.filter { $0.verdict == .rejected && one.isWithCustomer($0) }
            .reduce(0) { $0 + $1.quantity }
        let surplus = max(0, line.line.accepted + asked - line.line.authorized)
        if given > surplus { return "\(given) given beside what was sent ahead, of \(surplus) surplus" }
        if advance.charged.units > line.line.authorized { return "\(advance.charged.units) charged" }
        let hasEnded = changes.contains { $0.after == Resolution.satisfied.rawValue }
        guard hasEnded, advance.end != .waived else { return nil }
        let standing = Set(one.denials.filter(\.isStanding).map(\.number))
        let came = one.units.filter {
            $0.verdict == .accepted && $0.disposition != .returnToCustomer
                && $0.denial.map(standing.contains) != true
        }.reduce(0) { $0 + $1.quantity }
        return came + advance.charged.units < line.line.authorized
            ? "ended with \(came) here and \(advance.charged.units) charged" : nil
    }

    /// Rejected units that nobody paid are put to no use of ours; each announced unit is ordered once.
    private static func useProblem(_ one: ReturnCase, after changes: [Change]) -> String? {
        let count = { (units: [CaseUnit]) in units.reduce(0) { $0 + $1.quantity } }
        let live = one.units.filter { $0.verdict == .rejected && !$0.isOvertaken && !one.isDenied($0) }
        let isMoved = changes.contains { Disposition(rawValue: $0.after)?.isUseOfOurs ?? false }
        let used = count(live.filter(\.disposition.isUseOfOurs))
        if isMoved, used > one.lines[0].line.settled { return "\(used) rejected units are used as ours" }
        let covered = one.resolutions.filter { $0.state != .withdrawn }.flatMap { Array($0.units) }
        return Set(covered).count == covered.count ? nil : "a unit is ordered twice"
    }

    /// Whatever somebody has to decide, a denial decides.
    private static func knot(_ one: ReturnCase) -> String? {
        guard one.state == .approved, one.undecided(of: one.lines[0]) > 0 else { return nil }
        var after = one
        // What is here and what is gone are denied one after the other.
        for reference in ["D-here", "D-gone"] where after.undecided(of: after.lines[0]) > 0 {
            do {
                _ = try after.settle(denial(of: after, reference))
            } catch {
                guard error.remedy.contains("order back first") else { return "nothing ends a decision: \(error)" }
                for order in after.resolutions where order.denial == nil && order.state.isOpen {
                    _ = try? after.update(ResolutionUpdate(key: Bench.key, order: order.number, action: .withdraw))
                }
                _ = try? after.settle(denial(of: after, reference))
            }
        }
        return after.undecided(of: after.lines[0]) < one.undecided(of: one.lines[0]) ? nil : "denied in vain"
    }

    private static func denial(of one: ReturnCase, _ reference: String) -> Settlement {
        var denial = Bench.denial(reference)
        if one.deniesWithoutGoods(ofLine: 1) { denial.alternative = nil }
        return denial
    }

    /// What is to be repaired, or what a customer is asked about, is kept; what was repaired goes back.
    private static func keptProblem(_ one: ReturnCase, _ live: [CaseUnit]) -> String? {
        let line = one.lines[0]
        let asked = Set(one.denials.filter(\.awaitsAnswer).map(\.number))
        if live.contains(where: {
            $0.denial.map(asked.contains) == true && $0.disposition != .quarantine && !$0.disposition.isEnd
        }) {
            return "a unit that its customer is asked about is put to a use"
        }
        let good = live.filter { $0.verdict == .accepted && $0.denial == nil }
        let count = { (units: [CaseUnit]) in units.reduce(0) { $0 + $1.quantity } }
        let repairs = one.resolutions.filter { $0.denial == nil && $0.kind == .repair }
        let mended = repairs.filter { $0.state == .settled }.reduce(0) { $0 + $1.units.count }
        let back = count(good.filter { $0.disposition == .returnToCustomer })
        let elsewhere = count(good.filter { $0.disposition.isEnd }) - back
        let others = one.resolutions.filter { $0.denial == nil && $0.kind != .repair && $0.state != .withdrawn }
        // What is given in a return that is closed was given for what did not come, too.
        let unseen = one.state == .closed ? one.account(of: line).keptOrLost : 0
        let given = max(0, others.reduce(0) { $0 + $1.units.count } - unseen)
        let theirs = count(good) - elsewhere - given
        // Those that nobody has judged yet may be the repaired ones.
        return back < min(mended - line.line.unitsToJudge, theirs) && !line.mayNotTravel
            ? "\(mended) repaired, \(back) sent back" : nil
    }

    /// A return that is open waits for goods, for somebody's word, or for what is owed.
    private static func waitingProblem(_ one: ReturnCase) -> String? {
        let line = one.lines[0]
        guard one.state == .approved else { return nil }
        let isOwed = one.resolutions.contains { $0.state.isOpen } || one.awaitsOrder(line)
        let isAhead = line.advance != nil && line.advance?.end == nil
        let isHeard = !one.denials.contains(where: \.awaitsAnswer) && one.undecided(of: line) == 0
        guard !isOwed, !isAhead, isHeard, line.line.unitsToJudge == 0, line.line.receipt != .awaiting else {
            return nil
        }
        return "it waits for nobody"
    }

    private static func lose(_ one: inout ReturnCase) -> [Change] {
        guard !one.shipments.isEmpty else { return [] }
        let lost = one.lose(shipment: 1, at: Instant(milliseconds: 1), reason: "silent")
        return lost.isEmpty ? [] : lost + one.countAsLost(shipment: 1, reason: "lost").changes
    }

    private static func step(
        _ one: inout ReturnCase, _ step: Int, _ past: [Int: ReceiptState], using random: inout SplitMix64
    ) throws -> [Change] {
        let number = one.units.randomElement(using: &random)?.number ?? 1
        let units = Int.random(in: 1...2, using: &random)
        let isSo = Bool.random(using: &random)
        switch Int.random(in: 0...21, using: &random) {
        case 0, 1:
            var count = Bench.count(units)
            count.isComplete = Int.random(in: 0...3, using: &random) == 0
            return try one.receive(count, shipments: one.shipments.map(\.number))
        case 2:
            return try one.receive(
                Bench.correction(Int.random(in: 0...3, using: &random)), shipments: [],
                past: CountPast(withoutGoods: past))
        case 3, 4, 5:
            let (good, bad) = (Int.random(in: 0...2, using: &random), Int.random(in: 0...1, using: &random))
            return try one.inspect(Inspection(key: Bench.key, line: 1, accepted: good, rejected: bad))
        case 6, 7:
            let line = one.lines[0]
            let isAhead = line.line.resolution == .shippedAhead || line.line.resolution == .chargeDue
            guard one.state == .approved, !isAhead else { return [] }
            let kind = [Wish.refund, .repair].randomElement(using: &random) ?? .refund
            let due = one.unitsToOrder(
                line: line, onReceipt: isSo, isRepair: kind == .repair, isLossOpen: line.line.mayTurnUp)
            return one.owe(kind, units: due, ofLine: 1, showsAmounts: true, reason: nil)
        case 8:
            var refund = Bench.refund("P-\(step)")
            if isSo { (refund.note, refund.amount) = ("kindly", Money(minor: 1, currency: Bench.euro)) }
            if Int.random(in: 0...2, using: &random) == 0 { refund.quantity = units }
            return try one.settle(refund)
        case 9:
            var repaired = Bench.refund("R-\(step)")
            repaired.resolution = .repaired
            repaired.quantity = isSo ? units : nil
            return try one.settle(repaired)
        case 10: return try one.settle(Bench.denial("D-\(step)"))
        case 11: return try one.settle(Bench.denial("D-\(step)", .partRefund, 10))
        case 12: return try one.settle(Bench.denial("D-\(step)", .recycled))
        case 13:
            let gone = one.units.filter { $0.disposition.isEnd && $0.number % 2 == 0 }.map(\.number)
            return try one.appeal(Appeal(key: Bench.key, reason: "no"), gone: Set(gone))
        case 14: return try one.answer(Bench.answer(isSo ? .accepted : .declined))
        case 15:
            let ways = [Disposition.returnToCustomer, .restock, .recycle, .repair, .quarantine, .destroy, .liquidate]
            let next = ways.randomElement(using: &random) ?? .restock
            return try one.redispose(Bench.move(unit: number, quantity: isSo ? 1 : nil, to: next))
        case 16:
            let order = one.resolutions.randomElement(using: &random)?.number ?? 1
            return try one.update(ResolutionUpdate(key: Bench.key, order: order, action: .withdraw))
        case 17: return lose(&one)
        case 18:
            guard one.shipments.first?.state == .lost else { return [] }
            one.shipments[0].state = .inTransit
            return []
        case 19: return one.callDue(line: 1, on: Bench.due.adding(days: step - 9))
        case 20: return one.payBack(line: 1)
        default:
            guard Int.random(in: 0...2, using: &random) > 0 else {
                return try one.endAdvance(line: 1, .waived, reason: nil)
            }
            return try one.endAdvance(
                line: 1, .charged, amount: Money(minor: 4_000, currency: Bench.euro), units: isSo ? 1 : nil, reason: nil
            )
        }
    }
}
