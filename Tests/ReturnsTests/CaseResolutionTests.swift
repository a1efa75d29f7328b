import Returns
import Testing

/// Orders are owed once for each unit, and settled once.
@Suite("What a customer gets")
struct CaseResolutionTests {
    private let key = ReturnKey(text: "")
    private let euro = Currency(trusted: "EUR")

    @Test("accepted goods are ordered once; the settlement of the order closes the return")
    func ordered() throws {
        var one = received(units: 2)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 2, rejected: 0))
        #expect(one.unitsToOrder(line: one.lines[0], onReceipt: false) == 2)
        let changes = one.owe(.refund, units: 2, ofLine: 1, deduction: 1000, showsAmounts: true, reason: nil)
        #expect(changes.map(\.kind) == ["line.pending", "resolution.owed"])
        #expect(one.unitsToOrder(line: one.lines[0], onReceipt: false) == 0)
        #expect(one.resolutions[0].breakdown?.total.minor == 8982)
        let settled = try one.settle(settlement(nil))
        #expect(settled.map(\.kind) == ["line.refunded", "resolution.settled", "return.closed"])
        #expect(one.resolutions[0].paid?.minor == 8982 && one.lines[0].line.settled == 2)
        #expect(throws: Refusal.self) { try one.settle(settlement(nil, reference: "PAY-2")) }
    }

    @Test("another amount than was ordered needs a reason, and is never more than was paid")
    func otherAmount() throws {
        var one = received(units: 1)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        _ = one.owe(.refund, units: 1, ofLine: 1, deduction: 2000, showsAmounts: true, reason: nil)
        #expect(throws: Refusal.self) { try one.settle(settlement(4990)) }
        #expect(throws: Refusal.self) { try one.settle(settlement(4991, note: "rounded up")) }
        #expect(throws: Refusal.self) { try one.settle(settlement(3992, currency: "USD")) }
        _ = try one.settle(settlement(4990, note: "the scratch was ours"))
        #expect(one.state == .closed && one.resolutions[0].paid?.minor == 4990)
    }

    @Test("what was given counts, not what was ordered", arguments: [Resolution.credited, .replaced])
    func givenOtherwise(resolution: Resolution) throws {
        var one = received(units: 1)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        let changes = try one.settle(
            Settlement(key: key, line: 1, resolution: resolution, reference: Reference(trusted: "V-1"), order: 1))
        #expect(one.resolutions.map(\.kind) == [resolution.wish] && one.state == .closed)
        let told = try #require(changes.first { $0.kind == "resolution.settled" })
        #expect(told.details.contains { $0.name == "kind" && $0.value == .text(resolution.wish?.rawValue ?? "") })
        #expect(one.resolutions[0].paid?.minor == (resolution == .credited ? 4990 : nil))
    }

    @Test("money in place of a repair is the price, or the amount that is said; without either it is refused")
    func moneyInPlace() throws {
        var one = received(units: 2)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 2, rejected: 0))
        _ = one.owe(.exchange, units: 2, ofLine: 1, showsAmounts: true, reason: nil)
        var unpriced = one
        _ = try one.settle(settlement(nil))
        #expect(one.resolutions[0].paid?.minor == 9980 && one.resolutions[0].breakdown?.total.minor == 9980)
        unpriced.lines[0].product.unitPrice = nil
        let before = unpriced
        #expect(throws: Refusal.self) { try unpriced.settle(settlement(nil)) }
        #expect(unpriced == before)
        _ = try unpriced.settle(settlement(5000))
        #expect(unpriced.resolutions[0].paid?.minor == 5000 && unpriced.state == .closed)
    }

    @Test("a repair in place of money costs nothing of what was to be paid")
    func repairInPlace() throws {
        var one = received(units: 1)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.settle(
            Settlement(key: key, line: 1, resolution: .repaired, reference: Reference(trusted: "F-1"), order: 1))
        #expect(one.resolutions[0].breakdown == nil && one.resolutions[0].paid == nil)
    }

    @Test("an order that failed is asked for again by itself, then by people, and keeps its name")
    func failing() throws {
        var one = received(units: 1)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        var changes = try one.settle(failure(), retriesMax: 1)
        #expect(changes.map(\.kind) == ["resolution.failed", "resolution.retried"])
        #expect(one.resolutions[0].attempt == 2 && one.lines[0].line.resolution == .pending)
        changes = try one.settle(failure(), retriesMax: 1)
        #expect(changes.map(\.kind) == ["line.failed", "resolution.failed"])
        #expect(one.state == .approved, "what failed is still owed")
        changes = try one.update(ResolutionUpdate(key: key, order: 1, action: .retry))
        #expect(changes.map(\.kind) == ["line.pending", "resolution.retried"])
        _ = try one.settle(settlement(nil))
        #expect(one.state == .closed && one.resolutions.count == 1)
    }

    @Test("a denial needs a reason, takes open orders back, and can be appealed")
    func denial() throws {
        var one = received(units: 1)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        let deny = { (note: String?) in
            Settlement(
                key: key, line: 1, resolution: .denied, reference: Reference(trusted: "D-1"), note: note)
        }
        #expect(throws: Refusal.self) { try one.settle(deny(nil)) }
        _ = try one.settle(deny("It is another unit than we sold."))
        #expect(one.state == .closed && one.resolutions[0].state == .withdrawn)
        let changes = try one.appeal(Appeal(key: key, reason: "You sold me this one."))
        #expect(changes.map(\.kind) == ["return.reopened", "line.pending", "line.appealed"])
        #expect(throws: Refusal.self) { try one.appeal(Appeal(key: key, reason: "again")) }
        _ = try one.settle(settlement(4990))
        #expect(one.state == .closed)
    }

    @Test("what came above the announced units is owed to nobody until a person gives it, with amount and reason")
    func surplus() throws {
        var one = received(units: 2)
        one.lines[0].line = Line(requested: 2, authorized: 2)
        one.lines[0].line.receive(5, isComplete: true)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 5, rejected: 0))
        #expect(one.unitsToOrder(line: one.lines[0], onReceipt: false) == 2)
        #expect(one.unitsToOrder(line: one.lines[0], onReceipt: true) == 2)
        _ = one.owe(.refund, units: 2, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.settle(settlement(nil))
        #expect(one.state == .approved && one.lines[0].line.settled == 2, "the surplus has no end yet")
        #expect(throws: Refusal.self) { try one.settle(settlement(4990, reference: "PAY-2")) }
        #expect(throws: Refusal.self) { try one.settle(settlement(nil, reference: "PAY-2", note: "kindly")) }
        _ = try one.settle(settlement(4990, reference: "PAY-2", note: "bought, and not announced"))
        #expect(one.lines[0].line.settled == 5 && one.lines[0].line.isSound && one.state == .closed)
    }

    @Test("a denial beside accepted units takes nothing from them; the rejected ones can be appealed and judged anew")
    func deniedInPart() throws {
        for isPaidFirst in [false, true] {
            var one = received(units: 2)
            _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 1))
            _ = one.owe(.refund, units: 1, ofLine: 1, deduction: 5000, showsAmounts: true, reason: nil)
            if isPaidFirst { _ = try one.settle(settlement(nil)) }
            let denied = try one.settle(
                Settlement(
                    key: key, line: 1, resolution: .denied, reference: Reference(trusted: "D-1"),
                    note: "Worn out.", alternative: .sentBack))
            #expect(
                denied.map(\.kind) == ["line.denied", "unit.return_to_customer", "line.return_to_customer"]
                    + (isPaidFirst ? ["return.closed"] : []))
            #expect(denied[0].details.contains { $0.name == "units" && $0.value == .count(1) })
            #expect(one.resolutions.map(\.state) == [isPaidFirst ? .settled : .owed])
            let appealed = try one.appeal(Appeal(key: key, reason: "It was new."))
            #expect(
                appealed.map(\.kind) == (isPaidFirst ? ["return.reopened"] : []) + ["line.manual", "line.appealed"])
            #expect(one.state == .approved && one.lines[0].line.rejected == 0 && one.lines[0].line.isSound)
            _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
            #expect(one.unitsToOrder(line: one.lines[0], onReceipt: false) == 1)
            _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
            while one.resolutions.contains(where: { $0.state == .owed }) {
                _ = try one.settle(settlement(nil, reference: "PAY-\(one.lines[0].line.settled + 2)"))
            }
            #expect(one.state == .closed)
            #expect(one.resolutions.compactMap(\.paid?.minor) == [2495, 4990])
        }
    }

    @Test("an order that has failed is not told to have failed again, and belongs to its own line")
    func failedOnce() throws {
        var one = received(units: 1)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        #expect(try one.settle(failure()).map(\.kind) == ["line.failed", "resolution.failed"])
        #expect(throws: Refusal.self) { try one.settle(failure()) }
        var elsewhere = settlement(nil)
        (elsewhere.order, elsewhere.line) = (1, 2)
        #expect(throws: Refusal.self) { try one.settle(elsewhere) }
    }

    @Test("a replacement may go ahead of the goods, and nothing more is owed when they come")
    func ahead() throws {
        var one = received(units: 0)
        _ = try one.settle(
            Settlement(key: key, line: 1, resolution: .replaced, reference: Reference(trusted: "ORDER-2")))
        #expect(one.state == .approved)
        _ = try one.receive(count(2), shipment: nil)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 2, rejected: 0))
        #expect(one.unitsToOrder(line: one.lines[0], onReceipt: false) == 0)
        #expect(one.state == .closed)
    }

    @Test("who sends a gift back never reads what was paid")
    func gift() throws {
        var one = received(units: 1)
        _ = try one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 0))
        var changes = one.owe(.credit, units: 1, ofLine: 1, showsAmounts: false, reason: nil)
        changes += try one.settle(
            Settlement(key: key, line: 1, resolution: .credited, reference: Reference(trusted: "V-1")),
            showsAmounts: false)
        let told = changes.flatMap(\.details).map(\.name)
        #expect(!told.contains("amount") && !told.contains("price") && !told.contains("currency"))
        #expect(one.resolutions[0].paid?.minor == 4990)
    }

    @Test("whatever happens in whatever order, nothing is given twice and never more than was paid", arguments: 0..<30)
    func property(round: Int) throws {
        let seed = UInt64(round) &* 7919 &+ 42
        var random = SplitMix64(state: seed)
        let units = Int.random(in: 1...5, using: &random)
        var one = received(units: 0, of: units)
        var reference = 0
        for _ in 0..<60 {
            let before = one
            do throws(Refusal) {
                switch Int.random(in: 0..<9, using: &random) {
                case 0: _ = try one.receive(count(Int.random(in: 0...2, using: &random)), shipment: nil)
                case 1:
                    _ = try one.inspect(
                        Inspection(
                            key: key, line: 1, accepted: Int.random(in: 0...2, using: &random),
                            rejected: Int.random(in: 0...1, using: &random)))
                case 2:
                    let due = one.unitsToOrder(line: one.lines[0], onReceipt: Bool.random(using: &random))
                    let kind = Wish.allCases.randomElement(using: &random) ?? .refund
                    _ = one.owe(
                        kind, units: due, ofLine: 1, deduction: Int.random(in: 0...10_000, using: &random),
                        showsAmounts: true, reason: nil)
                case 3: _ = try one.settle(failure(), retriesMax: 2)
                case 4:
                    _ = try one.update(
                        ResolutionUpdate(
                            key: key, order: Int.random(in: 1...3, using: &random),
                            action: Bool.random(using: &random) ? .retry : .withdraw))
                case 5:
                    reference += 1
                    let way = DenialAlternative.allCases.randomElement(using: &random)
                    let amount = way?.hasAmount == true ? Int64.random(in: 0...6_000, using: &random) : nil
                    _ = try one.settle(
                        Settlement(
                            key: key, line: 1, resolution: .denied,
                            amount: amount.map { Money(minor: $0, currency: euro) },
                            reference: Reference(trusted: "D-\(reference)"), note: "no", alternative: way))
                case 6: _ = try one.appeal(Appeal(key: key, reason: "yes"))
                case 7:
                    let answer = AlternativeAnswer.Answer.allCases.randomElement(using: &random) ?? .accepted
                    _ = try one.answer(AlternativeAnswer(key: key, line: 1, answer: answer))
                default:
                    reference += 1
                    let ends: [Resolution] = [.refunded, .credited, .exchanged, .replaced, .repaired]
                    let amount = Bool.random(using: &random) ? Int64.random(in: 0...15_000, using: &random) : nil
                    _ = try one.settle(
                        Settlement(
                            key: key, line: 1, resolution: ends.randomElement(using: &random) ?? .refunded,
                            amount: amount.map { Money(minor: $0, currency: euro) },
                            reference: Reference(trusted: "PAY-\(reference)"), note: "why"))
                }
            } catch {
                #expect(one == before, "a refusal changes nothing; seed \(seed)")
            }
            check(one, units: units, seed: seed)
        }
    }

    private func check(_ one: ReturnCase, units: Int, seed: UInt64) {
        let settled = one.resolutions.filter { $0.state == .settled }
        let covered = settled.flatMap { Array($0.units) }
        #expect(Set(covered).count == covered.count, "a unit is settled once; seed \(seed)")
        let paid = settled.compactMap { $0.paid?.minor }.reduce(0, +)
        #expect(paid <= Int64(max(units, one.lines[0].line.received + one.lines[0].line.extra)) * 4990, "seed \(seed)")
        #expect(one.lines[0].line.isSound, "seed \(seed)")
        let open = one.resolutions.filter { $0.state != .withdrawn }.flatMap { Array($0.units) }
        #expect(Set(open).count == open.count, "a unit is ordered once; seed \(seed)")
        if one.state == .closed {
            #expect(one.resolutions.allSatisfy { !$0.state.isOpen }, "seed \(seed)")
            #expect(one.lines.allSatisfy { one.undecided(of: $0) == 0 }, "seed \(seed)")
        }
        for denial in one.denials where denial.isStanding {
            let units = one.units.filter { $0.denial == denial.number && !$0.isOvertaken }
            #expect(units.reduce(0) { $0 + $1.quantity } == denial.units, "a unit is denied once; seed \(seed)")
        }
        let offered = one.resolutions.filter { $0.denial != nil && $0.state != .withdrawn }.compactMap(\.denial)
        #expect(Set(offered).count == offered.count, "an alternative is owed once; seed \(seed)")
    }

    private func received(units: Int, of authorized: Int = 2) -> ReturnCase {
        let lamp = RequestedLine(
            sku: SKU(trusted: "LAMP"), quantity: max(units, authorized), reason: .unwanted,
            unitPrice: Money(minor: 4990, currency: euro))
        let all = units == 0 ? authorized : units
        var line = Line(requested: all, authorized: all)
        if units > 0 { line.receive(units, isComplete: true) }
        return ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: CalendarDate(dayNumber: 20_000),
            lines: [CaseLine(number: 1, product: lamp, line: line)])
    }

    private func count(_ units: Int) -> DockReceipt {
        DockReceipt(key: key, lines: [CountedLine(sku: SKU(trusted: "LAMP"), quantity: units)])
    }

    private func failure() -> Settlement {
        Settlement(key: key, line: 1, resolution: .failed, reference: Reference(trusted: "F"), note: "card expired")
    }

    private func settlement(
        _ minor: Int64?, currency: String = "EUR", reference: String = "PAY", note: String? = nil
    ) -> Settlement {
        Settlement(
            key: key, line: 1, resolution: .refunded,
            amount: minor.map { Money(minor: $0, currency: Currency(trusted: currency)) },
            reference: Reference(trusted: reference), note: note)
    }
}
