/// What was sold, when and to whom, as the shop tells it. A later import of the same number replaces it.
package struct Order: Sendable, Equatable {
    package static let linesMax = 1_000

    package var number: OrderNumber
    package var customer: CustomerNumber?
    package var channel: Channel?
    package var purchasedOn: CalendarDate
    package var shippedOn: CalendarDate?
    package var deliveredOn: CalendarDate?
    package var lines: [OrderLine]
    /// A discount on the whole order that the unit prices do not show; not negative.
    package var discount: Money?
    /// What the customer paid for the way out.
    package var shipping: Money?

    package init(
        number: OrderNumber, customer: CustomerNumber? = nil, channel: Channel? = nil, purchasedOn: CalendarDate,
        shippedOn: CalendarDate? = nil, deliveredOn: CalendarDate? = nil, lines: [OrderLine], discount: Money? = nil,
        shipping: Money? = nil
    ) {
        self.number = number
        self.customer = customer
        self.channel = channel
        self.purchasedOn = purchasedOn
        self.shippedOn = shippedOn
        self.deliveredOn = deliveredOn
        self.lines = lines
        self.discount = discount
        self.shipping = shipping
    }
}

/// One product of an order.
package struct OrderLine: Sendable, Equatable {
    package var sku: SKU
    package var title: String?
    package var category: Category?
    package var quantity: Int
    /// Paid for one unit, with tax.
    package var unitPrice: Money?
    /// The tax that the price contains; at most the price.
    package var tax: Money?
    package var serials: [SerialNumber]
    /// Months of warranty from the purchase; 0...600.
    package var warrantyMonths: Int?
    package var hazards: Set<Hazard>
    /// What one unit weighs in its packaging; 1...`DockReceipt.gramsMax`.
    package var unitGrams: Int?

    package init(
        sku: SKU, title: String? = nil, category: Category? = nil, quantity: Int, unitPrice: Money? = nil,
        serials: [SerialNumber] = [], warrantyMonths: Int? = nil, hazards: Set<Hazard> = [],
        tax: Money? = nil, unitGrams: Int? = nil
    ) {
        self.sku = sku
        self.title = title
        self.category = category
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.serials = serials
        self.warrantyMonths = warrantyMonths
        self.hazards = hazards
        self.tax = tax
        self.unitGrams = unitGrams
    }
}
