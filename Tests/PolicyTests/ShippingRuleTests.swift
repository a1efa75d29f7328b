import Policy
import Returns
import Testing

/// How parcels are packed and handed over, and which goods get no parcel.
@Suite struct ShippingRuleTests {
    private static let pickUp = HandOver.pickUp(
        PickUpTerm(businessDays: 2, from: 540, until: 1020, timeZone: "Europe/Berlin"))
    private static let counter = HandOver.dropOff("counter", isPaperless: true)

    private static func book(_ restrictions: [RestrictionTerm]? = nil) -> PolicyBook {
        var book = Samples.book()
        book.shipping = [
            ShippingTerm(
                name: "phones", selector: LineSelector(categories: [Category(trusted: "electronics")]),
                handOver: pickUp, packing: ["original_box", "all_accessories"]),
            ShippingTerm(name: "worn", selector: LineSelector(reasons: [.sizeTooSmall]), handOver: counter),
            ShippingTerm(
                name: "rest", selector: .everything, handOver: .anywhere, packing: ["one_bag", "original_box"]),
        ]
        if let restrictions { book.restrictions = restrictions }
        return book
    }

    @Test("the carrier comes on a business day of the site, counted over the weekend and the holiday")
    func pickUpDay() throws {
        let decision = Samples.decide([Samples.line()], book: Self.book(), country: "DE")
        let parcel = try #require(decision.shipments.first)
        #expect(parcel.handOver == Self.pickUp)
        // A Friday; Monday is a holiday.
        #expect(parcel.pickUpDay == Samples.day("2026-11-25"))
        #expect(parcel.packing == ["original_box", "all_accessories"])
    }

    @Test("where nobody knows the address the customer takes the parcel to the carrier, packed as well")
    func noAddress() throws {
        let parcel = try #require(Samples.decide([Samples.line()], book: Self.book()).shipments.first)
        #expect(parcel.handOver == .anywhere && parcel.pickUpDay == nil)
        #expect(parcel.packing == ["original_box", "all_accessories"])
    }

    @Test("without an entry that fits a parcel goes to any drop-off point")
    func noEntry() throws {
        let parcel = try #require(Samples.decide([Samples.line()], country: "DE").shipments.first)
        #expect(parcel.handOver == .anywhere && parcel.packing.isEmpty && parcel.demands.isEmpty)
    }

    @Test("lines of different ways travel apart, lines of one way together, with each advice once")
    func grouping() {
        let decision = Samples.decide(
            [
                Samples.line(), Samples.line(Samples.shirt, reason: .sizeTooSmall), Samples.line(quantity: 1),
                Samples.line(Samples.shirt),
            ], book: Self.book(), country: "DE")
        #expect(decision.shipments.map(\.lines) == [[1, 3], [2], [4]])
        #expect(decision.shipments.map(\.handOver) == [Self.pickUp, Self.counter, .anywhere])
        #expect(
            decision.shipments.map(\.packing) == [
                ["original_box", "all_accessories"], [], ["one_bag", "original_box"],
            ])
    }

    @Test("each hazard keeps its own service, marks and limits")
    func demands() throws {
        let book = Self.book([
            RestrictionTerm(
                name: "lithium", hazards: [.lithiumBattery], selector: .everything, answer: .authorize,
                carriage: Carriage(service: "Ground", marks: ["UN 3481"], limits: [.inlandOnly])),
            RestrictionTerm(
                name: "magnets", hazards: [.magnet], selector: .everything, answer: .authorize,
                carriage: Carriage(service: nil, marks: [], limits: [.surfaceOnly])),
        ])
        let decision = Samples.decide([Samples.line(hazards: [.magnet, .lithiumBattery])], book: book)
        let parcel = try #require(decision.shipments.first)
        #expect(decision.answer == .authorize)
        #expect(
            parcel.demands == [
                HazardDemand(.lithiumBattery, service: "Ground", marks: ["UN 3481"]), HazardDemand(.magnet),
            ])
        #expect(parcel.carriage.limits == [.surfaceOnly, .inlandOnly])
    }

    @Test(
        "goods that must stay inside their country are declined from abroad, and get no parcel",
        arguments: [
            ("DE", Answer.authorize), ("de", .authorize), ("US", .decline), ("AT", .decline), (nil, .authorize),
        ]
            as [(String?, Answer)])
    func inland(country: String?, answer: Answer) {
        var book = Self.book([
            RestrictionTerm(
                name: "lithium", hazards: [.lithiumBattery], selector: .everything, answer: .authorize,
                carriage: Carriage(service: "Ground", marks: ["UN 3481"], limits: [.surfaceOnly, .inlandOnly]))
        ])
        book.warehouseCountries = [Samples.main: "DE", Samples.service: "DE"]
        let decision = Samples.decide([Samples.line(hazards: [.lithiumBattery])], book: book, country: country)
        #expect(decision.answer == answer)
        #expect(decision.shipments.count == (answer == .authorize ? 1 : 0))
        #expect(decision.shipments.allSatisfy { $0.carriage.marks == ["UN 3481"] && $0.carriage.limits.count == 2 })
        #expect(decision.lines[0].notByParcel == (answer == .authorize ? [] : [.lithiumBattery]))
        #expect(Samples.decide([Samples.line()], book: book, country: country).answer == .authorize)
    }

    @Test("a damaged battery never gets a parcel, whatever the policy says of it", arguments: Answer.allCases)
    func damagedBattery(answer: Answer) {
        let book = Self.book([
            RestrictionTerm(
                name: "wrong", hazards: [.damagedBattery], selector: .everything, answer: answer, carriage: .ordinary)
        ])
        // Worth so little that the customer would keep it: it is too dangerous to be kept.
        let line = Samples.line(Samples.shirt, reason: .defective, hazards: [.damagedBattery])
        let decision = Samples.decide([line, Samples.line()], book: book, country: "DE")
        #expect(decision.lines[0].answer == (answer == .decline ? .decline : .review))
        #expect(decision.lines[0].notByParcel == [.damagedBattery])
        #expect(decision.lines[1].notByParcel.isEmpty)
        #expect(decision.shipments.map(\.lines) == [[2]])
        #expect(decision.key(.restricted) == .restrictedDamagedBattery)
        if answer != .decline {
            #expect(decision.lines[0].goods == .comeBack && decision.lines[0].postage == .seller)
        }
    }

    @Test("a hazard without an entry gets no parcel where it is a damaged battery")
    func unlisted() {
        var book = Self.book([])
        book.unlistedHazard = .authorize
        let decision = Samples.decide([Samples.line(condition: .damaged, hazards: [.lithiumBattery])], book: book)
        #expect(decision.answer == .review && decision.shipments.isEmpty)
        #expect(decision.lines[0].notByParcel == [.damagedBattery])
    }

    @Test("the policy can keep other goods off the post, too")
    func byArrangement() {
        let book = Self.book([
            RestrictionTerm(
                name: "from afar", hazards: [.lithiumBattery], selector: LineSelector(countries: ["US"]),
                answer: .review, carriage: .ordinary, isByParcel: false),
            RestrictionTerm(
                name: "near", hazards: [.lithiumBattery], selector: .everything, answer: .authorize,
                carriage: .ordinary),
        ])
        let line = Samples.line(hazards: [.lithiumBattery])
        let afar = Samples.decide([line], book: book, country: "US")
        #expect(afar.shipments.isEmpty && afar.lines[0].notByParcel == [.lithiumBattery])
        #expect(afar.key(.restricted) == .restrictedLithiumBattery)
        #expect(Samples.decide([line], book: book, country: "DE").shipments.count == 1)
    }

    @Test("a stranger's damaged battery gets no parcel, and no word about the order")
    func stranger() {
        let order = Samples.order(hazards: [.damagedBattery])
        let decision = Samples.decide(
            [Samples.line()], facts: Samples.facts(order), book: Self.book(), customer: Samples.stranger)
        #expect(decision.answer == .review && decision.shipments.isEmpty)
        #expect(decision.lines[0].notByParcel == [.damagedBattery])
        #expect(decision.outcome(.restricted) == .notes && decision.key(.restricted) == .checkFirst)
    }
}
