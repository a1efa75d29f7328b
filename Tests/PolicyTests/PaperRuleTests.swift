import Policy
import Returns
import Testing

/// Order, customer, product, serial number, entitlement.
@Suite struct PaperRuleTests {
    @Test("a known order of the sender fits")
    func knownOrder() {
        let decision = Samples.decide([Samples.line()])
        #expect(decision.answer == .authorize)
        #expect(decision.x12Disposition == "RA")
        #expect(decision.outcome(.knownOrder) == .fits)
        #expect(decision.outcome(.customer) == .fits)
        #expect(decision.outcome(.product) == .fits)
    }

    @Test("an order that is unknown, or none at all, is answered as configured", arguments: Answer.allCases)
    func unknownOrder(answer: Answer) {
        var book = Samples.book()
        book.papers = PaperTerms(
            unknownOrder: answer, withoutOrder: answer, productNotInOrder: .decline, giftOfOtherCustomer: .authorize,
            unnamedCustomer: .authorize, serialMissing: .authorize)
        var unknown = Samples.line(order: OrderNumber(trusted: "O-9"))
        unknown.purchasedOn = Samples.today
        var without = Samples.line(order: nil)
        without.purchasedOn = Samples.today
        #expect(Samples.decide([unknown], book: book).answer == answer)
        #expect(Samples.decide([without], book: book).answer == answer)
        #expect(Samples.decide([without], book: book).lines[0].authorized == (answer == .decline ? 0 : 1))
    }

    @Test("the order of another customer goes to a person, and nothing of the order is told")
    func otherCustomer() {
        let decision = Samples.decide(
            [Samples.line(quantity: 9)], facts: Samples.facts(Samples.order(delivered: "2020-01-01")),
            customer: Samples.stranger)
        #expect(decision.answer == .review)
        #expect(decision.key(.customer) == .customerCheck)
        #expect(decision.key(.window) == .checkFirst)
        #expect(decision.lines[0].authorized == 3)
        #expect(decision.lines[0].findings.count == RuleName.allCases.count - 1)
        let lithium = Samples.decide([Samples.line(hazards: [.lithiumBattery])], customer: Samples.stranger)
        #expect(lithium.lines[0].carriage.service == "Ground")
        let words = decision.allFindings.flatMap(\.phrase.arguments.values)
        #expect(!words.contains(.text(Samples.buyer.text)))
        #expect(!words.contains { if case .date = $0 { true } else { false } })
    }

    @Test("a gift from another customer is taken back without naming a price")
    func gift() {
        let decision = Samples.decide(
            [Samples.line(condition: .used)], customer: Samples.stranger, isGift: true)
        #expect(decision.answer == .authorize)
        #expect(decision.key(.fee) == .feeOfGift)
        #expect(decision.lines[0].fee == Samples.euro(3_000))
        #expect(
            !decision.allFindings.flatMap(\.phrase.arguments.values).contains {
                if case .money = $0 { true } else { false }
            })
    }

    @Test("a product that the order does not hold is refused, but goods sent by mistake go to a person")
    func productNotInOrder() {
        let other = SKU(trusted: "OTHER")
        #expect(Samples.decide([Samples.line(other)]).key(.product) == .productNotFound)
        let mistake = Samples.decide([Samples.line(other, reason: .wrongItem)])
        #expect(mistake.answer == .review)
        #expect(mistake.key(.product) == .productSentByMistake)
    }

    @Test("a serial number must be one of the order's, where they are known")
    func serials() {
        let facts = Samples.facts(Samples.order(serials: ["S1", "S2"]))
        #expect(Samples.decide([Samples.line(serial: "S1")], facts: facts).outcome(.serial) == .fits)
        #expect(Samples.decide([Samples.line(serial: "S9")], facts: facts).outcome(.serial) == .needsPerson)
        #expect(
            Samples.decide([Samples.line(quantity: 2, serial: "S1")], facts: facts).outcome(.serial) == .needsPerson)
        #expect(Samples.decide([Samples.line()], facts: facts).outcome(.serial) == .fits)
        #expect(Samples.decide([Samples.line(serial: "S9")]).outcome(.serial) == .notes)
    }

    @Test("a serial number comes back once")
    func serialTwice() {
        var facts = Samples.facts(Samples.order(serials: ["S1"]))
        let twice = Samples.decide([Samples.line(serial: "S1"), Samples.line(serial: "S1")], facts: facts)
        #expect(twice.outcome(.serial, line: 1) == .fits)
        #expect(twice.outcome(.serial, line: 2) == .needsPerson)
        facts.serialsReturned = [SerialNumber(trusted: "S1")]
        #expect(Samples.decide([Samples.line(serial: "S1")], facts: facts).outcome(.serial) == .needsPerson)
    }

    @Test(
        "no more units come back than were sold and not yet returned",
        arguments: [
            (asked: 1, returned: 0, authorized: 1, key: PhraseKey.entitlementAll),
            (asked: 3, returned: 0, authorized: 3, key: .entitlementAll),
            (asked: 4, returned: 0, authorized: 3, key: .entitlementSome),
            (asked: 3, returned: 1, authorized: 2, key: .entitlementSome),
            (asked: 1, returned: 3, authorized: 0, key: .entitlementNone),
            (asked: 1, returned: 99, authorized: 0, key: .entitlementNone),
            (asked: 1, returned: -5, authorized: 1, key: .entitlementAll),
            (asked: 0, returned: 0, authorized: 0, key: .entitlementNone),
            (asked: -7, returned: 0, authorized: 0, key: .entitlementNone),
        ])
    func entitlement(asked: Int, returned: Int, authorized: Int, key: PhraseKey) {
        var book = Samples.book()
        book.approvals = []
        let decision = Samples.decide(
            [Samples.line(quantity: asked)], facts: Samples.facts(returned: returned), book: book)
        #expect(decision.lines[0].authorized == authorized)
        #expect(decision.key(.entitlement) == key)
        #expect(decision.answer == (authorized == 0 ? .decline : .authorize))
        #expect(decision.isPartial == (key == .entitlementSome))
    }

    @Test("lines of one product share what is left, and a refused line takes none of it")
    func sharedEntitlement() {
        var book = Samples.book()
        book.approvals = []
        book.requestApprovalAbove = nil
        let refused = Samples.line(quantity: 3, condition: .damaged, hazards: [.lithiumBattery])
        let decision = Samples.decide([refused, Samples.line(quantity: 2), Samples.line(quantity: 2)], book: book)
        #expect(decision.lines.map(\.authorized) == [0, 2, 1])
        #expect(decision.lines.map(\.answer) == [.decline, .authorize, .authorize])
        #expect(decision.x12Disposition == "PA")
    }
}
