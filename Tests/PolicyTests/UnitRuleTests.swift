import Policy
import Returns
import Testing

@Suite("Where units go, what is asked of them, and whether they are worth a repair")
struct UnitRuleTests {
    private static let electronics = Category(trusted: "electronics")

    private var terms: UnitTerms {
        UnitTerms(
            dispositions: [
                DispositionTerm(
                    name: "batteries",
                    selector: UnitSelector(verdicts: [.accepted, .rejected], hazards: [.damagedBattery]),
                    disposition: .quarantine, bin: "Fire-safe"),
                DispositionTerm(
                    name: "other serial",
                    selector: UnitSelector(verdicts: [.accepted, .rejected], serials: [.other]),
                    disposition: .quarantine),
                DispositionTerm(
                    name: "vendor",
                    selector: UnitSelector(line: LineSelector(reasons: [.defective]), vendorAccepts: true),
                    disposition: .returnToVendor),
                DispositionTerm(
                    name: "repair",
                    selector: UnitSelector(line: LineSelector(reasons: [.defective]), repairAtMost: 6_000),
                    disposition: .repair, warehouse: Samples.service, bin: "Bench R"),
                DispositionTerm(
                    name: "scrap",
                    selector: UnitSelector(line: LineSelector(reasons: [.defective]), repairAbove: 6_000),
                    disposition: .liquidate),
                DispositionTerm(name: "as new", selector: UnitSelector(grades: [.a]), disposition: .restock),
                DispositionTerm(
                    name: "dear", selector: UnitSelector(grades: [.c], valueAbove: Samples.amounts(4_000)),
                    disposition: .refurbish),
                DispositionTerm(name: "cheap", selector: UnitSelector(grades: [.c]), disposition: .donate),
            ],
            vendors: [
                VendorTerm(
                    name: "Lumen", categories: [Self.electronics], withinDays: 10, minValue: Samples.amounts(5_000))
            ],
            repair: RepairTerms(
                reasons: [.defective], shareMax: 6_000, failures: 2, withinDays: 90, refundFailures: 3),
            advance: AdvanceTerms(tiers: [Tier(trusted: "gold")]))
    }

    @Test("the first rule that fits decides, and every rule before it says why it does not")
    func firstMatch() {
        let proposal = terms.disposition(of: unit(grade: .a))
        #expect(proposal.term?.name == "as new")
        #expect(
            proposal.explanation.split(separator: "\n") == [
                "batteries: does not fit, it has none of the hazards",
                "other serial: does not fit, its serial number is not asked for",
                "vendor: does not fit, its reason is unwanted", "repair: does not fit, its reason is unwanted",
                "scrap: does not fit, its reason is unwanted", "as new: fits, restock",
            ])
    }

    @Test("hazards and other serial numbers go before everything else, for rejected units, too")
    func caution() {
        #expect(terms.disposition(of: unit(grade: .a, hazards: [.damagedBattery])).term?.bin == "Fire-safe")
        #expect(terms.disposition(of: unit(.rejected, grade: .a, serial: .other)).term?.disposition == .quarantine)
    }

    @Test("rejected units are the customer's: a rule takes them only where it says so")
    func rejected() {
        #expect(terms.disposition(of: unit(.rejected, grade: .a)).term == nil)
    }

    @Test("what is not known of a unit fits no rule that asks for it")
    func unknown() {
        #expect(terms.disposition(of: unit(grade: nil)).term == nil)
        #expect(terms.disposition(of: unit(reason: .defective, grade: .a)).term?.name == "as new", "no cost is known")
        var dollars = unit(grade: .c)
        dollars.value = Money(minor: 90_000, currency: Currency(trusted: "USD"))
        let proposal = terms.disposition(of: dollars)
        #expect(proposal.term?.name == "cheap")
        #expect(proposal.explanation.contains("dear: does not fit, no limit is given in USD"))
    }

    @Test("a vendor takes back within the days from the purchase, and nothing that is worth less")
    func vendors() {
        #expect(terms.disposition(of: unit(reason: .defective, bought: "2026-11-10")).term?.name == "vendor")
        let late = terms.disposition(of: unit(reason: .defective, bought: "2026-11-09"))
        #expect(late.term == nil && late.explanation.contains("Lumen: they took it back until 2026-11-19"))
        let cheap = terms.disposition(of: unit(reason: .defective, bought: "2026-11-10", value: 4_999))
        #expect(cheap.explanation.contains("its value 49.99 EUR is below 50.00 EUR"))
    }

    @Test(
        "the limit of a repair is exact to the cent", arguments: [(5_340, "repair"), (5_341, "scrap"), (0, "repair")])
    func repairShare(cost: Int64, rule: String) {
        let old = unit(reason: .defective, grade: .b, bought: "2026-01-01", value: 8_900, cost: cost)
        #expect(terms.disposition(of: old).term?.name == rule)
    }

    @Test("a recommendation shows its reckoning: cost against value, the warranty, and earlier failures")
    func reckoning() throws {
        let one = unit(reason: .defective, bought: "2026-05-01", value: 8_900, cost: 4_200)
        let first = try #require(book.advice(for: one, history: []))
        #expect(first.answer == .repair)
        #expect(
            first.steps == [
                "bought 2026-05-01, 203 days old; warranty of 24 months until 2028-05-01",
                "repair 42.00 EUR of value 89.00 EUR = 47.19 % < 60 % → repair", "recommended: repair",
            ])
        let second = try #require(book.advice(for: one, history: [stay("2026-09-15")]))
        #expect(second.answer == .replace)
        #expect(second.steps.contains("but the 2nd failure within 90 days → replace"))
        let third = try #require(book.advice(for: one, history: [stay("2026-09-15"), stay("2026-10-20")]))
        #expect(third.answer == .refund)
        #expect(third.steps.contains("but the 3rd failure within 90 days → refund"))
    }

    @Test("failures long ago, returns that were no failure, and days to come do not count")
    func history() {
        let one = unit(reason: .defective, bought: "2026-05-01", value: 8_900, cost: 4_200)
        let stays = [stay("2026-08-21"), stay("2026-10-01", reason: .unwanted), stay("2026-12-01")]
        #expect(book.advice(for: one, history: stays)?.answer == .repair)
        #expect(book.advice(for: one, history: [stay("2026-08-22")])?.answer == .replace, "the 90th day counts")
    }

    @Test("dear repairs are replaced within the warranty and refunded behind it")
    func dear() {
        let young = unit(reason: .defective, bought: "2026-05-01", value: 8_900, cost: 5_340)
        #expect(book.advice(for: young, history: [])?.answer == .replace)
        let old = unit(reason: .defective, bought: "2022-05-01", value: 8_900, cost: 5_340)
        #expect(book.advice(for: old, history: [])?.answer == .refund)
    }

    @Test("the tier says whether a replacement may go ahead")
    func ahead() {
        var one = unit(reason: .defective, bought: "2026-05-01", value: 8_900, cost: 8_000)
        #expect(book.advice(for: one, history: [])?.isAhead == false)
        one.tier = Tier(trusted: "gold")
        #expect(book.advice(for: one, history: [])?.isAhead == true)
    }

    @Test("nothing is recommended for goods that did not fail, that were rejected, or by a policy without repairs")
    func none() {
        #expect(book.advice(for: unit(grade: .a), history: []) == nil)
        #expect(book.advice(for: unit(.rejected, reason: .defective), history: []) == nil)
        #expect(Samples.book().advice(for: unit(reason: .defective), history: []) == nil)
    }

    @Test("without a known cost the advice is to ask for it")
    func unknownCost() {
        let advice = book.advice(for: unit(reason: .defective, bought: "2026-05-01"), history: [])
        #expect(advice?.answer == .repair && advice?.explanation.contains("the cost of repair is not known") == true)
    }

    // MARK: Checklists

    private let list = Checklist(
        name: "lamps", categories: [UnitRuleTests.electronics],
        questions: [
            ChecklistQuestion(id: "works", text: "Does it work?", atMost: ["no": .d, "unknown": .c]),
            ChecklistQuestion(id: "clean", text: "Is it clean?", isRequired: false, atMost: ["no": .b]),
        ])

    @Test("the grade follows from the answers, the worst of them first")
    func grades() throws {
        #expect(try grade([("works", "yes")]) == .a)
        #expect(try grade([("works", "yes"), ("clean", "no")]) == .b)
        #expect(try grade([("works", "unknown"), ("clean", "no")]) == .c)
        #expect(try grade([("works", "yes")], said: .c) == .c, "an inspector may be stricter")
    }

    @Test("unknown questions, answers that are not offered, missing ones and grades too good are refused with words")
    func refusals() {
        let cases: [([(String, String)], Grade?, String)] = [
            ([("works", "yes"), ("smell", "no")], nil, "'smell'"), ([("works", "maybe")], nil, "'maybe'"),
            ([("clean", "yes")], nil, "works (Does it work?)"), ([("works", "no")], .a, "works = no"),
        ]
        for (answers, said, words) in cases {
            let refusal = #expect(throws: Refusal.self) { try grade(answers, said: said) }
            #expect(refusal?.found.contains(words) == true, "\(String(describing: refusal))")
        }
    }

    private func grade(_ answers: [(String, String)], said: Grade? = nil) throws -> Grade {
        try list.grade(
            of: "unit 1", answers: answers.map { ChecklistAnswer(question: $0.0, answer: $0.1) }, said: said)
    }

    private var book: PolicyBook {
        var book = Samples.book()
        book.units = terms
        return book
    }

    private func stay(_ day: String, reason: ReasonCode = .defective) -> ServiceStay {
        ServiceStay(
            rma: RMANumber(trusted: "RMA-OLD"), line: 1, day: Samples.day(day), reason: reason, resolution: .repaired)
    }

    private func unit(
        _ verdict: UnitVerdict = .accepted, reason: ReasonCode = .unwanted, grade: Grade? = .d,
        serial: SerialFinding? = nil, hazards: Set<Hazard> = [], bought: String? = nil, value: Int64? = 20_000,
        cost: Int64? = nil
    ) -> BenchUnit {
        BenchUnit(
            product: RequestedLine(
                sku: Samples.phone, category: Self.electronics, quantity: 1, reason: reason,
                purchasedOn: bought.map(Samples.day), hazards: hazards),
            verdict: verdict, grade: grade, serial: serial, value: value.map(Samples.euro),
            repairCost: cost.map(Samples.euro), today: Samples.today)
    }
}
