import Policy
import Returns

/// Values that many tests share: a small shop, its customer and its policy.
enum Samples {
    static let today = day("2026-11-20") // A Friday.
    static let eur = Currency(trusted: "EUR")
    static let orderNumber = OrderNumber(trusted: "O-1")
    static let buyer = CustomerNumber(trusted: "C-1")
    static let stranger = CustomerNumber(trusted: "C-2")
    static let phone = SKU(trusted: "PHONE-1")
    static let shirt = SKU(trusted: "SHIRT-M")
    static let main = WarehouseName(trusted: "main")
    static let service = WarehouseName(trusted: "service")

    static func day(_ iso: String) -> CalendarDate { CalendarDate(iso: iso) ?? CalendarDate(dayNumber: 0) }
    static func euro(_ minor: Int64) -> Money { Money(minor: minor, currency: eur) }
    static func amounts(_ minor: Int64) -> Amounts { Amounts([eur: minor]) }

    static func order(
        delivered: String? = "2026-11-10", purchased: String = "2026-11-05", serials: [String] = [],
        hazards: Set<Hazard> = []
    ) -> Order {
        Order(
            number: orderNumber, customer: buyer, channel: Channel(trusted: "web"), purchasedOn: day(purchased),
            deliveredOn: delivered.map(day),
            lines: [
                OrderLine(
                    sku: phone, category: Category(trusted: "electronics"), quantity: 3, unitPrice: euro(20_000),
                    serials: serials.map { SerialNumber(trusted: $0) }, hazards: hazards),
                OrderLine(sku: shirt, category: Category(trusted: "clothing"), quantity: 2, unitPrice: euro(1_990)),
            ])
    }

    static func facts(_ order: Order = order(), returned: Int = 0, tier: String? = nil) -> Facts {
        Facts(
            orders: [order.number: order],
            unitsReturned: [SoldProduct(order: order.number, sku: phone): returned],
            customer: Customer(number: buyer, tier: tier.map { Tier(trusted: $0) }))
    }

    static func line(
        _ sku: SKU = phone, quantity: Int = 1, reason: ReasonCode = .unwanted, condition: Condition? = .opened,
        order: OrderNumber? = orderNumber, serial: String? = nil, hazards: Set<Hazard> = []
    ) -> RequestedLine {
        RequestedLine(
            order: order, sku: sku, serial: serial.map { SerialNumber(trusted: $0) }, quantity: quantity,
            reason: reason, condition: condition, hazards: hazards)
    }

    static func request(
        _ lines: [RequestedLine], customer: CustomerNumber? = buyer, wish: Wish? = nil, isGift: Bool = false,
        country: String? = nil
    ) -> ReturnRequest {
        let address = country.map { PostalAddress(lines: ["Street 1"], city: "Town", country: $0) }
        return ReturnRequest(
            customer: Customer(number: customer, address: address), wish: wish, isGift: isGift, lines: lines)
    }

    static func faults(_ sellers: Bool) -> Set<ReasonCode> {
        Set(ReasonCode.allCases.filter { $0.isSellersFault == sellers })
    }

    /// Thirty days from delivery, two years for defects, a few terms of each kind.
    static func book() -> PolicyBook {
        let clothing: Set<Category> = [Category(trusted: "clothing")]
        return PolicyBook(
            edition: "test", effectiveOn: nil,
            papers: PaperTerms(
                unknownOrder: .review, withoutOrder: .review, productNotInOrder: .decline,
                giftOfOtherCustomer: .authorize, unnamedCustomer: .authorize, serialMissing: .authorize),
            windows: [
                WindowTerm(
                    name: "gold", selector: LineSelector(tiers: [Tier(trusted: "gold")]), length: .days(100),
                    clock: .delivery),
                WindowTerm(
                    name: "clothing", selector: LineSelector(categories: clothing), length: .days(60),
                    clock: .delivery),
                WindowTerm(name: "rest", selector: .everything, length: .days(30), clock: .delivery),
            ],
            clockFallbacks: [.delivery: .other(.shipment, addDays: 4), .shipment: .other(.purchase, addDays: 2)],
            graceDays: 0,
            warranty: WarrantyTerms(defaultMonths: 24, monthsByCategory: [:], reasons: [.defective, .warranty]),
            conditions: [
                ConditionTerm(
                    name: "failed", selector: LineSelector(reasons: faults(true)), accepts: nil, otherwise: .review,
                    unknown: .authorize),
                ConditionTerm(
                    name: "clothing", selector: LineSelector(categories: clothing), accepts: [.unopened, .opened],
                    otherwise: .decline, unknown: .review),
                ConditionTerm(
                    name: "rest", selector: .everything, accepts: [.unopened, .opened, .used], otherwise: .review,
                    unknown: .authorize),
            ],
            approvals: [ApprovalTerm(name: "valuable", selector: .everything, above: amounts(50_000))],
            requestApprovalAbove: amounts(100_000), unknownValue: .authorize,
            restrictions: [
                RestrictionTerm(
                    name: "damaged", hazards: [.damagedBattery], selector: .everything, answer: .decline,
                    carriage: .ordinary),
                RestrictionTerm(
                    name: "lithium", hazards: [.lithiumBattery], selector: .everything, answer: .authorize,
                    carriage: Carriage(service: "Ground", marks: ["Surface Transportation Only"])),
            ],
            unlistedHazard: .review,
            fees: [
                FeeTerm(
                    name: "used", selector: LineSelector(conditions: [.used]),
                    charge: .share(basisPoints: 1_500, cap: amounts(5_000)))
            ],
            postage: [
                PostageTerm(name: "failed", selector: LineSelector(reasons: faults(true)), payer: .seller),
                PostageTerm(name: "rest", selector: .everything, payer: .customer),
            ],
            keeps: [
                KeepTerm(name: "small", selector: LineSelector(reasons: faults(true)), below: amounts(2_000))
            ],
            destinations: [
                DestinationTerm(name: "failed", selector: LineSelector(reasons: [.defective]), warehouse: service),
                DestinationTerm(
                    name: "swiss", selector: LineSelector(countries: ["CH"]), warehouse: WarehouseName(trusted: "basel")
                ),
            ],
            defaultWarehouse: main, validDays: 30,
            promises: [
                PromiseTerm(name: .answered, businessDays: 1, after: .requested),
                PromiseTerm(name: .refunded, businessDays: 3, after: .inspected),
            ],
            calendar: BusinessCalendar(weekend: [6, 7], holidays: [day("2026-11-23")]))
    }

    static func decide(
        _ lines: [RequestedLine], facts: Facts = facts(), book: PolicyBook = book(), customer: CustomerNumber? = buyer,
        wish: Wish? = nil, isGift: Bool = false, country: String? = nil
    ) -> Decision {
        book.decide(
            on: request(lines, customer: customer, wish: wish, isGift: isGift, country: country), given: facts,
            today: today)
    }
}

extension Decision {
    func finding(_ rule: RuleName, line: Int = 1) -> Finding? { lines[line - 1].findings.first { $0.rule == rule } }
    func outcome(_ rule: RuleName, line: Int = 1) -> Outcome? { finding(rule, line: line)?.outcome }
    func key(_ rule: RuleName, line: Int = 1) -> PhraseKey? {
        finding(rule, line: line).flatMap { PhraseKey(rawValue: $0.phrase.key) }
    }
}
