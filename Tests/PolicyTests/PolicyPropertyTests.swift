import Policy
import Returns
import Testing

/// The same numbers for the same seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What holds for every request, however odd. A failure names its seed.
@Suite struct PolicyPropertyTests {
    static let seeds: [UInt64] = (0..<400).map { $0 * 7_919 + 13 }

    struct World {
        var request: ReturnRequest
        var facts: Facts
        var book = Samples.book()

        init(seed: UInt64) {
            var random = SplitMix64(state: seed)
            let orders = (1...3).map { Self.order($0, &random) }
            var returned: [SoldProduct: Int] = [:]
            for order in orders {
                for line in order.lines where Bool.random(using: &random) {
                    returned[SoldProduct(order: order.number, sku: line.sku)] = Int.random(in: -2...6, using: &random)
                }
            }
            facts = Facts(
                orders: Dictionary(uniqueKeysWithValues: orders.map { ($0.number, $0) }), unitsReturned: returned)
            let count = Int.random(in: 0...6, using: &random)
            request = Samples.request(
                (0..<count).map { _ in Self.line(&random) },
                customer: [Samples.buyer, Samples.buyer, Samples.stranger, nil].randomElement(using: &random) ?? nil,
                wish: Wish.allCases.randomElement(using: &random), isGift: Int.random(in: 0..<5, using: &random) == 0)
        }

        static func order(_ number: Int, _ random: inout SplitMix64) -> Order {
            let bought = Samples.today.adding(days: -Int.random(in: 0...900, using: &random))
            let quantities = [0, 1, 2, 5, Int.max, -1]
            let prices: [Int64?] = [nil, 0, 990, 20_000, Money.minorMax, .max, -500]
            return Order(
                number: OrderNumber(trusted: "O-\(number)"),
                customer: Bool.random(using: &random) ? Samples.buyer : nil,
                purchasedOn: bought, deliveredOn: Bool.random(using: &random) ? bought.adding(days: 3) : nil,
                lines: (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    OrderLine(
                        sku: [Samples.phone, Samples.shirt].randomElement(using: &random) ?? Samples.phone,
                        quantity: quantities.randomElement(using: &random) ?? 1,
                        unitPrice: (prices.randomElement(using: &random) ?? nil).map(Samples.euro),
                        serials: [SerialNumber(trusted: "S1")],
                        warrantyMonths: [nil, 0, 600, Int.max].randomElement(using: &random) ?? nil)
                })
        }

        static func line(_ random: inout SplitMix64) -> RequestedLine {
            RequestedLine(
                order: Bool.random(using: &random)
                    ? OrderNumber(trusted: "O-\(Int.random(in: 1...4, using: &random))") : nil,
                sku: [Samples.phone, Samples.shirt].randomElement(using: &random) ?? Samples.phone,
                serial: [nil, nil, SerialNumber(trusted: "S1")].randomElement(using: &random) ?? nil,
                quantity: [1, 2, 3, 100, 0, -4, .max, .min].randomElement(using: &random) ?? 1,
                reason: ReasonCode.allCases.randomElement(using: &random) ?? .other,
                condition: Condition.allCases.randomElement(using: &random),
                unitPrice: [nil, Samples.euro(500)].randomElement(using: &random) ?? nil,
                purchasedOn: [nil, Samples.today].randomElement(using: &random) ?? nil,
                hazards: Int.random(in: 0..<4, using: &random) == 0 ? [.lithiumBattery] : [])
        }

        func decide() -> Decision { book.decide(on: request, given: facts, today: Samples.today) }
    }

    @Test("every rule leaves one finding for every line", arguments: seeds)
    func everyRuleSpeaks(seed: UInt64) {
        for line in World(seed: seed).decide().lines {
            #expect(line.findings.map(\.rule) == RuleName.allCases.filter { $0 != .request }, "seed \(seed)")
            #expect(line.findings.allSatisfy { $0.line == line.line && !$0.explanation.isEmpty }, "seed \(seed)")
        }
    }

    @Test("units that are authorized are never more than asked, nor in sum than the entitlement", arguments: seeds)
    func entitlement(seed: UInt64) {
        let world = World(seed: seed)
        let decision = world.decide()
        var sums: [SoldProduct: Int] = [:]
        for (line, asked) in zip(decision.lines, world.request.lines) {
            #expect(line.authorized >= 0 && line.authorized <= max(0, asked.quantity), "seed \(seed)")
            #expect((line.answer == .decline) == (line.authorized == 0) || line.answer == .review, "seed \(seed)")
            guard let number = asked.order,
                world.facts.orders[number]?.lines.contains(where: { $0.sku == asked.sku })
                    ?? false
            else { continue }
            sums[SoldProduct(order: number, sku: asked.sku), default: 0] += line.authorized
        }
        for (product, sum) in sums { #expect(sum <= world.facts.unitsLeft(product) ?? 0, "seed \(seed)") }
    }

    @Test("the same request is decided the same way", arguments: seeds)
    func determinism(seed: UInt64) {
        #expect(World(seed: seed).decide() == World(seed: seed).decide(), "seed \(seed)")
    }

    @Test("another line that is refused changes nothing of the others", arguments: seeds)
    func refusedLine(seed: UInt64) {
        var world = World(seed: seed)
        let before = world.decide()
        var refused = Samples.line(Samples.phone, quantity: 1, condition: .damaged, hazards: [.lithiumBattery])
        refused.order = nil
        for index in [0, world.request.lines.count] {
            var more = world
            more.request.lines.insert(refused, at: index)
            let after = more.decide()
            #expect(after.lines[index].answer == .decline, "seed \(seed)")
            let others = after.lines.enumerated().filter { $0.offset != index }.map(\.element)
            #expect(others.map(\.authorized) == before.lines.map(\.authorized), "seed \(seed)")
            #expect(
                others.map { $0.findings.map(\.phrase) } == before.lines.map { $0.findings.map(\.phrase) },
                "seed \(seed)")
        }
        world.request.lines = []
    }

    @Test("answers agree: lines, request, X12, parcels", arguments: seeds)
    func answersAgree(seed: UInt64) {
        let decision = World(seed: seed).decide()
        let answers = decision.lines.map(\.answer)
        if answers.contains(.review) { #expect(decision.answer == .review, "seed \(seed)") }
        if !answers.isEmpty, answers.allSatisfy({ $0 == .decline }) {
            #expect(decision.answer == .decline, "seed \(seed)")
        }
        for line in decision.lines {
            let refuses = line.findings.contains { $0.outcome == .refuses }
            #expect((line.answer == .decline) == refuses, "seed \(seed)")
            if !line.notByParcel.isEmpty { #expect(line.answer != .authorize, "seed \(seed)") }
        }
        let parcels = decision.shipments.flatMap(\.lines).sorted()
        let travelling = decision.lines.filter {
            $0.answer != .decline && $0.goods == .comeBack && $0.notByParcel.isEmpty
        }.map(\.line)
        #expect(parcels == travelling, "seed \(seed)")
    }

    @Test("no fee for a seller's fault, and none above what was paid", arguments: seeds)
    func fees(seed: UInt64) {
        var world = World(seed: seed)
        world.book.fees = [FeeTerm(name: "all", selector: .everything, charge: .share(basisPoints: 10_000, cap: nil))]
        for (line, asked) in zip(world.decide().lines, world.request.lines) {
            guard let fee = line.fee else { continue }
            #expect(!asked.reason.isSellersFault, "seed \(seed)")
            #expect(fee.minor > 0 && fee.minor <= Money.minorMax * Int64(Quantity.unitsMax), "seed \(seed)")
        }
    }

    @Test("every sentence is one of the catalogue's, with its arguments", arguments: seeds)
    func phrases(seed: UInt64) throws {
        for finding in World(seed: seed).decide().allFindings {
            let key = try #require(PhraseKey(rawValue: finding.phrase.key), "seed \(seed)")
            #expect(Set(finding.phrase.arguments.keys) == key.arguments, "seed \(seed): \(key)")
        }
    }
}
