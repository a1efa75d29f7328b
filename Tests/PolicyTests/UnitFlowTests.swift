import Policy
import Returns
import Testing

@Suite("Units, orders and what was sent ahead, together")
struct UnitFlowTests {
    private let key = ReturnKey(text: "RMA-1")
    private static let price: Int64 = 4_990

    @Test("units of one inspection are paid by their own grades, and units of a grade share an order")
    func grades() throws {
        var one = approved(units: 4)
        _ = try one.receive(count(4), shipment: nil)
        let before = one.units.count
        _ = try one.inspect(
            inspection([
                JudgedUnit(verdict: .accepted, grade: .a), JudgedUnit(verdict: .accepted, grade: .c),
                JudgedUnit(verdict: .accepted, grade: .a), JudgedUnit(verdict: .rejected, grade: .d),
            ]))
        let changes = owe(&one, judged: Array(one.units[before...]))
        #expect(changes.count { $0.kind == "resolution.owed" } == 2)
        #expect(one.resolutions.map(\.units) == [0..<2, 2..<3])
        #expect(one.resolutions.map { $0.breakdown?.total.minor } == [2 * Self.price, Self.price / 2])
        #expect(owe(&one).isEmpty, "nothing is owed twice")
    }

    @Test("goods for which others went out ahead are owed nothing, whether they come, are charged, or are lost")
    func ahead() throws {
        var one = approved(units: 1)
        _ = try one.settle(sent(reference: 1))
        #expect(owe(&one).isEmpty)
        one.lines[0].line.receipt = .lost
        #expect(one.callDue(line: 1, on: Samples.today.adding(days: 40)).isEmpty, "a carrier's loss is no debt")
        #expect(one.nextAdvanceDay(remindDays: 3) == nil)
        #expect(try one.letBe(lines: [1], reason: "lost").contains { $0.after == "satisfied" })
        #expect(owe(&one).isEmpty && one.state == .closed)
    }

    @Test("behind corrections a line stands, and is owed for, as if it had been judged so from the beginning")
    func corrected() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(state: seed)
        var moves: Set<[String]> = []
        for _ in 0..<300 {
            let units = Int.random(in: 1...4, using: &random)
            let (wrong, right) = (verdicts(units, using: &random), verdicts(units, using: &random))
            var (one, other) = (approved(units: units), approved(units: units))
            for place in 0..<2 {
                var judged = approved(units: units)
                _ = try judged.receive(count(units), shipment: nil)
                _ = try judged.inspect(inspection(place == 0 ? wrong : right))
                _ = owe(&judged, judged: judged.units)
                if place == 0 { one = judged } else { other = judged }
            }
            for place in wrong.indices.shuffled(using: &random) where wrong[place] != right[place] {
                var correction = inspection([right[place]])
                (correction.line, correction.corrects, correction.note) = (nil, place + 1, "x")
                for change in try one.inspect(correction) where change.axis == Verdict.axisName {
                    moves.insert([change.before, change.after])
                }
                _ = owe(&one)
            }
            // That something was ordered once is remembered.
            one.lines[0].line.resolution = other.lines[0].line.resolution
            #expect(one.lines.map(\.line) == other.lines.map(\.line), "seed \(seed)")
            #expect(one.account(of: one.lines[0]) == other.account(of: other.lines[0]), "seed \(seed)")
            #expect(owed(one) == owed(other), "seed \(seed): \(wrong) became \(right)")
        }
        let verdicts = [Verdict.accepted, .partial, .rejected].map(\.rawValue)
        #expect(moves == Set(verdicts.flatMap { before in verdicts.map { [before, $0] } }), "seed \(seed)")
    }

    private func verdicts(_ units: Int, using random: inout SplitMix64) -> [JudgedUnit] {
        (0..<units).map { _ in
            JudgedUnit(
                verdict: Int.random(in: 0...2, using: &random) == 0 ? .rejected : .accepted,
                grade: Grade.allCases.randomElement(using: &random))
        }
    }

    /// Units and sums that are still to be given.
    private func owed(_ one: ReturnCase) -> [Int64] {
        let open = one.resolutions.filter { $0.state == .owed }
        return [
            Int64(open.reduce(0) { $0 + $1.units.count }), open.reduce(0) { $0 + ($1.breakdown?.total.minor ?? 0) },
        ]
    }

    @Test("whatever is counted, judged, sent, owed, settled and charged: sums agree, and nothing is given twice")
    func properties() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(state: seed)
        for _ in 0..<1_500 {
            var one = approved(units: Int.random(in: 1...4, using: &random))
            var ends: [Int: Int] = [:]
            for round in 0..<24 {
                let before = one
                let changes: [Change]
                do {
                    changes = try step(&one, round, using: &random)
                } catch {
                    #expect(one == before, "seed \(seed): a refusal changes nothing")
                    continue
                }
                for change in changes where change.after == Resolution.satisfied.rawValue {
                    guard case .line(let line) = change.subject else { continue }
                    ends[line, default: 0] += 1
                }
                check(one, seed: seed)
            }
            #expect(ends.values.allSatisfy { $0 <= 1 }, "seed \(seed): an advance ends once")
        }
    }

    private func check(_ one: ReturnCase, seed: UInt64) {
        for line in one.lines {
            #expect(line.line.isSound, "seed \(seed): \(line.line)")
            let units = one.units.filter { $0.line == line.number && !$0.isOvertaken }
            for (verdict, count) in [(UnitVerdict.accepted, line.line.accepted), (.rejected, line.line.rejected)] {
                let sum = units.filter { $0.verdict == verdict }.reduce(0) { $0 + $1.quantity }
                #expect(sum == count, "seed \(seed): units sum up to the line")
            }
            let orders = one.resolutions.filter { $0.line == line.number && $0.state != .withdrawn }
            let covered = orders.flatMap { Array($0.units) }
            #expect(Set(covered).count == covered.count, "seed \(seed): a unit is ordered once")
            if line.advance != nil {
                let surplus = max(0, line.line.accepted - line.line.authorized)
                #expect(covered.count <= surplus, "seed \(seed): what was replaced ahead is not paid, too")
                let isOpen = line.line.resolution == .shippedAhead || line.line.resolution == .chargeDue
                #expect((line.advance?.end == nil) == isOpen, "seed \(seed): \(line)")
            }
            let paid = orders.compactMap { $0.state == .settled ? $0.paid?.minor : nil }.reduce(0, +)
            let most = Int64(max(line.line.authorized, line.line.received + line.line.extra)) * Self.price
            #expect(paid <= most, "seed \(seed): never more than was paid")
        }
    }

    private func step(
        _ one: inout ReturnCase, _ round: Int, using random: inout SplitMix64
    ) throws(Refusal) -> [Change] {
        let line = Int.random(in: 1...2, using: &random)
        let ways = Disposition.allCases
        switch Int.random(in: 0...12, using: &random) {
        case 0, 1:
            let isComplete = Int.random(in: 0...3, using: &random) == 0
            return try one.receive(
                count(Int.random(in: 1...2, using: &random), isComplete: isComplete), shipment: nil)
        case 2, 3:
            let units = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                JudgedUnit(
                    quantity: 1, verdict: Int.random(in: 0...3, using: &random) == 0 ? .rejected : .accepted,
                    serial: Bool.random(using: &random)
                        ? SerialNumber(trusted: "S-\(Int.random(in: 1...6, using: &random))") : nil,
                    grade: Grade.allCases.randomElement(using: &random),
                    disposition: ways.randomElement(using: &random).flatMap { $0 == .none ? nil : $0 })
            }
            let known = one.units.count
            var next = one
            let changes = try next.inspect(inspection(units, line: line))
            one = next
            return changes + owe(&one, judged: Array(one.units.dropFirst(known)))
        case 4:
            return try one.redispose(
                Redisposition(
                    key: key, unit: Int.random(in: 1...5, using: &random),
                    to: ways.randomElement(using: &random) ?? .restock, reason: "x"))
        case 5: return try one.settle(sent(reference: round, kind: .replacement))
        case 6: return try one.settle(sent(reference: round, kind: .loaner))
        case 7: return one.callDue(line: line, on: Samples.today.adding(days: 40))
        case 8:
            let amount = Bool.random(using: &random) ? Samples.euro(Self.price) : nil
            return try one.settle(settlement(.satisfied, round, line: line, amount: amount))
        case 9:
            var refund = settlement(.refunded, round, line: line)
            if Bool.random(using: &random) {
                refund.quantity = Int.random(in: 1...3, using: &random)
                refund.note = "as agreed"
            }
            return try one.settle(refund)
        case 10: return try one.settle(settlement(.replaced, round, line: line))
        case 11:
            let known = one.units.count
            var correction = inspection([
                JudgedUnit(
                    verdict: Bool.random(using: &random) ? .rejected : .accepted,
                    grade: Grade.allCases.randomElement(using: &random), note: "x")
            ])
            correction.line = nil
            correction.corrects = Int.random(in: 1...5, using: &random)
            let changes = try one.inspect(correction)
            return changes + owe(&one, judged: Array(one.units.dropFirst(known).suffix(1)))
        default: return owe(&one)
        }
    }

    private func owe(_ one: inout ReturnCase, judged: [CaseUnit] = []) -> [Change] {
        var resolutions = ResolutionTerms()
        resolutions.deductions = [
            DeductionTerm(name: "worn", selector: LineSelector(), grades: [.c, .d], basisPoints: 5_000)
        ]
        var book = Samples.book()
        book.resolutions = resolutions
        return book.oweWhatIsDue(
            in: &one, to: ResolutionFacts(customer: Customer(), wish: .refund, isGift: false, channel: nil),
            graded: judged.filter { $0.verdict == .accepted }.map {
                GradedUnits(line: $0.line, count: $0.quantity, grade: $0.grade)
            }, today: Samples.today)
    }

    private func count(_ units: Int, isComplete: Bool = false) -> DockReceipt {
        DockReceipt(key: key, lines: [CountedLine(sku: Samples.phone, quantity: units)], isComplete: isComplete)
    }

    private func inspection(_ units: [JudgedUnit], line: Int = 1) -> Inspection {
        Inspection(key: key, line: line, accepted: 0, rejected: 0, units: units)
    }

    private func settlement(
        _ resolution: Resolution, _ round: Int, line: Int, amount: Money? = nil
    ) -> Settlement {
        Settlement(
            key: key, line: line, resolution: resolution, amount: amount,
            reference: Reference(trusted: "PAY-\(round)"))
    }

    private func sent(reference: Int, kind: Advance.Kind = .replacement) -> Settlement {
        Settlement(
            key: key, line: 1, resolution: .shippedAhead, reference: Reference(trusted: "SHIP-\(reference)"),
            ahead: SentAhead(kind: kind, sku: kind == .loaner ? Samples.shirt : nil, due: Samples.today))
    }

    private func approved(units: Int) -> ReturnCase {
        var phone = Samples.line(quantity: units)
        phone.unitPrice = Samples.euro(Self.price)
        return ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: Samples.today,
            lines: [CaseLine(number: 1, product: phone, line: Line(requested: units, authorized: units))])
    }
}
