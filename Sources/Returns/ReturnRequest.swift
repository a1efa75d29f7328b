/// A customer asks to send goods back. One request may hold many lines, of several orders or of none.
package struct ReturnRequest: Sendable, Equatable {
    package static let linesMax = 1_000

    /// The sender's own identifier; a second request with it is recognised, not recorded again.
    package var reference: Reference?
    package var customer: Customer
    package var channel: Channel?
    /// Under which of our brands it was sold; nil leaves it to the channel.
    package var brand: BrandName?
    package var wish: Wish?
    /// True when the sender of the goods is not who bought them: they must not see what was paid.
    package var isGift: Bool
    package var note: String?
    /// 1...`linesMax` lines.
    package var lines: [RequestedLine]

    package init(
        reference: Reference? = nil, customer: Customer, channel: Channel? = nil, brand: BrandName? = nil,
        wish: Wish? = nil, isGift: Bool = false, note: String? = nil, lines: [RequestedLine]
    ) {
        self.reference = reference
        self.customer = customer
        self.channel = channel
        self.brand = brand
        self.wish = wish
        self.isGift = isGift
        self.note = note
        self.lines = lines
    }
}

/// One product of a request.
package struct RequestedLine: Sendable, Equatable {
    /// The order that it was bought with; nil for goods without an order (bought elsewhere, lost papers).
    package var order: OrderNumber?
    package var sku: SKU
    package var title: String?
    package var category: Category?
    package var serial: SerialNumber?
    /// 1...`Quantity.unitsMax` units.
    package var quantity: Int
    package var reason: ReasonCode
    package var condition: Condition?
    package var note: String?
    /// What the customer says was paid for a unit; the order's price wins where we know the order.
    package var unitPrice: Money?
    /// What the customer says; the order's date wins where we know the order.
    package var purchasedOn: CalendarDate?
    package var hazards: Set<Hazard>
    /// What the customer would like in its place, such as another size; nil: the same again.
    package var exchangeFor: SKU?

    package init(
        order: OrderNumber? = nil, sku: SKU, title: String? = nil, category: Category? = nil,
        serial: SerialNumber? = nil, quantity: Int, reason: ReasonCode, condition: Condition? = nil,
        note: String? = nil, unitPrice: Money? = nil, purchasedOn: CalendarDate? = nil, hazards: Set<Hazard> = [],
        exchangeFor: SKU? = nil
    ) {
        self.order = order
        self.sku = sku
        self.title = title
        self.category = category
        self.serial = serial
        self.quantity = quantity
        self.reason = reason
        self.condition = condition
        self.note = note
        self.unitPrice = unitPrice
        self.purchasedOn = purchasedOn
        self.hazards = hazards
        self.exchangeFor = exchangeFor
    }
}
