import Policy
import Returns
import Testing

/// Condition, hazards, approval, keeping, fee, postage, destination, parcels.
@Suite struct TermRuleTests {
    @Test(
        "the state of the goods is judged by the first entry that fits",
        arguments: [
            (sku: Samples.phone, condition: Condition.used, outcome: Outcome.fits),
            (sku: Samples.phone, condition: .damaged, outcome: .needsPerson),
            (sku: Samples.phone, condition: nil, outcome: .fits),
            (sku: Samples.shirt, condition: .used, outcome: .refuses),
            (sku: Samples.shirt, condition: .opened, outcome: .fits),
            (sku: Samples.shirt, condition: nil, outcome: .needsPerson),
        ] as [(SKU, Condition?, Outcome)])
    func condition(sku: SKU, condition: Condition?, outcome: Outcome) {
        #expect(Samples.decide([Samples.line(sku, condition: condition)]).outcome(.condition) == outcome)
        #expect(
            Samples.decide([Samples.line(sku, reason: .defective, condition: condition)]).outcome(.condition) == .fits)
    }

    @Test("hazards choose service and marks, or refuse with another way")
    func hazards() {
        let lithium = Samples.decide([Samples.line(hazards: [.lithiumBattery])])
        #expect(lithium.answer == .authorize)
        #expect(lithium.lines[0].carriage == Carriage(service: "Ground", marks: ["Surface Transportation Only"]))
        #expect(lithium.key(.restricted) == .restrictedMarked)
        let ofOrder = Samples.decide([Samples.line()], facts: Samples.facts(Samples.order(hazards: [.lithiumBattery])))
        #expect(ofOrder.lines[0].carriage.service == "Ground")
        let damaged = Samples.decide([Samples.line(condition: .damaged, hazards: [.lithiumBattery])])
        #expect(damaged.answer == .decline)
        #expect(damaged.key(.restricted) == .restrictedDamagedBattery)
        #expect(Samples.decide([Samples.line(hazards: [.magnet])]).outcome(.restricted) == .needsPerson)
    }

    @Test("a value above the limit needs a person; at the limit it does not")
    func approval() {
        #expect(Samples.decide([Samples.line(quantity: 2)]).outcome(.approval) == .fits)
        #expect(Samples.decide([Samples.line(quantity: 3)]).outcome(.approval) == .needsPerson)
        var book = Samples.book()
        book.unknownValue = .review
        var order = Samples.order()
        order.lines[0].unitPrice = nil
        #expect(
            Samples.decide([Samples.line()], facts: Samples.facts(order), book: book).outcome(.approval) == .needsPerson
        )
        order.lines[0].unitPrice = Money(minor: 900_000, currency: Currency(trusted: "JPY"))
        #expect(
            Samples.decide([Samples.line()], facts: Samples.facts(order), book: book).outcome(.approval) == .needsPerson
        )
    }

    @Test("lines that are small each can be much together")
    func requestValue() {
        var book = Samples.book()
        book.requestApprovalAbove = Samples.amounts(30_000)
        let two = Samples.decide([Samples.line(), Samples.line()], book: book)
        #expect(two.answer == .review)
        #expect(two.lines.map(\.answer) == [.authorize, .authorize])
        #expect(two.findings.map(\.phrase.key).contains(PhraseKey.requestValue.rawValue))
        #expect(Samples.decide([Samples.line()], book: book).answer == .authorize)
    }

    @Test("failed goods below a value stay with the customer: no parcel, no fee, no postage")
    func keeps() {
        let decision = Samples.decide([Samples.line(Samples.shirt, reason: .defective, condition: .used)])
        #expect(decision.lines[0].goods == .stayWithCustomer)
        #expect(decision.lines[0].destination == nil)
        #expect(decision.lines[0].postage == .nobody)
        #expect(decision.shipments.isEmpty)
        #expect(decision.lines[0].authorized == 1)
        #expect(
            Samples.decide([Samples.line(Samples.shirt, quantity: 2, reason: .defective)]).lines[0].goods == .comeBack)
    }

    @Test("a fee is a share with a cap, never for a seller's fault")
    func fees() {
        #expect(Samples.decide([Samples.line(condition: .used)]).lines[0].fee == Samples.euro(3_000))
        #expect(Samples.decide([Samples.line(quantity: 2, condition: .used)]).lines[0].fee == Samples.euro(5_000))
        #expect(Samples.decide([Samples.line()]).lines[0].fee == nil)
        #expect(Samples.decide([Samples.line(reason: .defective, condition: .used)]).lines[0].fee == nil)
    }

    @Test("a fixed fee is never more than the goods cost, and none in a currency that is not listed")
    func fixedFee() {
        var book = Samples.book()
        book.fees = [FeeTerm(name: "fixed", selector: .everything, charge: .fixed(Samples.amounts(2_500)))]
        #expect(Samples.decide([Samples.line()], book: book).lines[0].fee == Samples.euro(2_500))
        #expect(Samples.decide([Samples.line(Samples.shirt)], book: book).lines[0].fee == Samples.euro(1_990))
        var order = Samples.order()
        order.lines[0].unitPrice = Money(minor: 9_000, currency: Currency(trusted: "JPY"))
        #expect(Samples.decide([Samples.line()], facts: Samples.facts(order), book: book).lines[0].fee == nil)
    }

    @Test("the seller pays the way back of failed goods, the customer that of a change of mind")
    func postage() {
        #expect(Samples.decide([Samples.line(reason: .defective)]).lines[0].postage == .seller)
        #expect(Samples.decide([Samples.line()]).lines[0].postage == .customer)
    }

    @Test("goods go where the first entry says, else to the default")
    func destinations() {
        #expect(Samples.decide([Samples.line(reason: .defective)]).lines[0].destination == Samples.service)
        #expect(Samples.decide([Samples.line()]).lines[0].destination == Samples.main)
        #expect(Samples.decide([Samples.line()], country: "ch").lines[0].destination?.text == "basel")
    }

    @Test("lines that go the same way share a parcel")
    func shipments() {
        let decision = Samples.decide([
            Samples.line(), Samples.line(reason: .defective), Samples.line(Samples.shirt),
            Samples.line(Samples.shirt, hazards: [.lithiumBattery]),
        ])
        #expect(decision.shipments.map(\.lines) == [[1, 3], [2], [4]])
        #expect(decision.shipments.map(\.warehouse.text) == ["main", "service", "main"])
    }

    @Test("everything refused declines, one doubt reviews, the rest is authorized")
    func answers() {
        let refused = Samples.line(Samples.shirt, condition: .used)
        let doubtful = Samples.line(condition: .damaged)
        #expect(Samples.decide([refused, refused]).x12Disposition == "RD")
        #expect(Samples.decide([refused, doubtful, Samples.line()]).x12Disposition == "RP")
        #expect(Samples.decide([refused, Samples.line()]).x12Disposition == "PA")
        #expect(Samples.decide([]).answer == .review)
    }

    @Test("a selector is shadowed by wider ones, also by several that add up")
    func shadows() {
        let seller = LineSelector(reasons: Samples.faults(true))
        let customer = LineSelector(reasons: Samples.faults(false))
        let clothing = LineSelector(categories: [Category(trusted: "clothing")])
        #expect(clothing.isShadowed(by: [.everything]))
        #expect(clothing.isShadowed(by: [seller, customer]))
        #expect(!clothing.isShadowed(by: [seller]))
        #expect(!LineSelector.everything.isShadowed(by: [clothing, LineSelector(conditions: Set(Condition.allCases))]))
    }
}
