import Returns

/// One line of a request with all that is known about it: our own record wins over the customer's word.
struct WeighedLine {
    /// Whose order it is, as far as we can tell.
    enum Ownership { case own, gift, unnamed, other, noOrder }

    let number: Int
    let asked: RequestedLine
    let today: CalendarDate
    let order: Order?
    /// The order's lines of this product; several where it was bought twice in one order.
    let sold: [OrderLine]
    let ownership: Ownership
    let isGift: Bool
    let wish: Wish?
    let tier: Tier?
    let country: String?
    let channel: Channel?
    let category: Category?
    let hazards: Set<Hazard>
    /// The highest price of a unit that was paid: what the goods may be worth.
    let unitPrice: Money?
    /// The lowest price of a unit that was paid: what a fee may be measured by.
    let lowestUnitPrice: Money?

    init(_ number: Int, _ asked: RequestedLine, of request: ReturnRequest, facts: Facts, today: CalendarDate) {
        self.number = number
        self.asked = asked
        self.today = today
        let order = asked.order.flatMap { facts.orders[$0] }
        let sold = order?.lines.filter { $0.sku == asked.sku } ?? []
        self.order = order
        self.sold = sold
        isGift = request.isGift
        wish = request.wish
        ownership = Self.ownership(of: order, request: request)
        tier = facts.customer?.tier ?? request.customer.tier
        // Where the goods are now is what the customer wrote last; our record may be older.
        country = (request.customer.address ?? facts.customer?.address)?.country.uppercased()
        channel = order?.channel ?? request.channel
        category = sold.lazy.compactMap(\.category).first ?? asked.category
        hazards = Self.hazards(of: asked, sold)
        let prices = sold.compactMap(\.unitPrice).filter(\.isPlausiblePrice)
        let known = prices.isEmpty ? [asked.unitPrice].compactMap { $0 }.filter(\.isPlausiblePrice) : prices
        // Prices in two currencies cannot be compared; then the value counts as unknown.
        let comparable = Set(known.map(\.currency)).count == 1 ? known : []
        unitPrice = comparable.max { $0.minor < $1.minor }
        lowestUnitPrice = comparable.min { $0.minor < $1.minor }
    }

    /// 0...`Quantity.unitsMax`, whatever the document said.
    var unitsAsked: Int { min(max(asked.quantity, 0), Quantity.unitsMax) }

    var isSellersFault: Bool { asked.reason.isSellersFault }

    /// The day of purchase: the order's, else the customer's word.
    var purchasedOn: CalendarDate? { order?.purchasedOn ?? asked.purchasedOn }

    func date(of clock: Clock) -> CalendarDate? {
        switch clock {
        case .purchase: purchasedOn
        case .shipment: order?.shippedOn
        case .delivery: order?.deliveredOn
        }
    }

    private static func ownership(of order: Order?, request: ReturnRequest) -> Ownership {
        guard let order else { return .noOrder }
        guard let buyer = order.customer else { return .own }
        guard let sender = request.customer.number else { return request.isGift ? .gift : .unnamed }
        return sender == buyer ? .own : request.isGift ? .gift : .other
    }

    /// A damaged device with a lithium battery holds a damaged battery until somebody has looked.
    private static func hazards(of asked: RequestedLine, _ sold: [OrderLine]) -> Set<Hazard> {
        let declared = sold.reduce(asked.hazards) { $0.union($1.hazards) }
        let isDamaged = asked.condition == .damaged || asked.reason == .damagedInTransit
        return isDamaged && declared.contains(.lithiumBattery) ? declared.union([.damagedBattery]) : declared
    }
}
