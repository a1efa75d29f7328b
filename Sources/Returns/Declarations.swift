/// What somebody declares to rmad: the content of one record of a document, already validated.
///
/// Every change of a return comes in as one of these (`One door`, docs/architecture.md).
package enum Declaration: Sendable, Equatable {
    case returnRequest(ReturnRequest)
    case order(Order)
    case customer(Customer)
    case endpoint(WebhookEndpoint)
    case trackingEvent(TrackingEvent)
    case dockReceipt(DockReceipt)
    case inspection(Inspection)
    case settlement(Settlement)
    case cancellation(Cancellation)
    case review(Review)
    case note(Note)
    case feedback(Feedback)
    case deliveryRetry(DeliveryRetry)

    package var kind: DeclarationKind {
        switch self {
        case .returnRequest: .returnRequest
        case .order: .order
        case .customer: .customer
        case .endpoint: .endpoint
        case .trackingEvent: .trackingEvent
        case .dockReceipt: .dockReceipt
        case .inspection: .inspection
        case .settlement: .settlement
        case .cancellation: .cancellation
        case .review: .review
        case .note: .note
        case .feedback: .feedback
        case .deliveryRetry: .deliveryRetry
        }
    }
}

/// The kinds of declaration; the raw value is the `type` that a document writes.
package enum DeclarationKind: String, CaseIterable, Sendable {
    case returnRequest = "return_request", order, customer, endpoint
    case trackingEvent = "tracking_event", dockReceipt = "dock_receipt", inspection, settlement
    case cancellation, review, note, feedback, deliveryRetry = "delivery_retry"
}

/// A number of units of one product.
package enum Quantity {
    /// The most units that one line may name; more is a typing error or a bulk job for a person.
    package static let unitsMax = 100_000
}

/// A customer asks to send goods back. One request may hold many lines, of several orders or of none.
package struct ReturnRequest: Sendable, Equatable {
    package static let linesMax = 1_000

    /// The sender's own identifier; a second request with it is recognised, not recorded again.
    package var reference: Reference?
    package var customer: Customer
    package var channel: Channel?
    package var wish: Wish?
    /// True when the sender of the goods is not who bought them: they must not see what was paid.
    package var isGift: Bool
    package var note: String?
    /// 1...`linesMax` lines.
    package var lines: [RequestedLine]

    package init(
        reference: Reference? = nil, customer: Customer, channel: Channel? = nil, wish: Wish? = nil,
        isGift: Bool = false, note: String? = nil, lines: [RequestedLine]
    ) {
        self.reference = reference
        self.customer = customer
        self.channel = channel
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

    package init(
        order: OrderNumber? = nil, sku: SKU, title: String? = nil, category: Category? = nil,
        serial: SerialNumber? = nil, quantity: Int, reason: ReasonCode, condition: Condition? = nil,
        note: String? = nil, unitPrice: Money? = nil, purchasedOn: CalendarDate? = nil, hazards: Set<Hazard> = []
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
    }
}

/// Who sends goods back. In a request every field but the name may be missing; a `customer` document
/// gives them once for all.
package struct Customer: Sendable, Equatable {
    package var number: CustomerNumber?
    package var name: String?
    package var company: String?
    package var email: String?
    package var phone: String?
    package var language: Language?
    package var tier: Tier?
    package var address: PostalAddress?

    package init(
        number: CustomerNumber? = nil, name: String? = nil, company: String? = nil, email: String? = nil,
        phone: String? = nil, language: Language? = nil, tier: Tier? = nil, address: PostalAddress? = nil
    ) {
        self.number = number
        self.name = name
        self.company = company
        self.email = email
        self.phone = phone
        self.language = language
        self.tier = tier
        self.address = address
    }
}

/// A postal address; lines as they are written on a parcel.
package struct PostalAddress: Sendable, Equatable {
    package static let linesMax = 4

    /// Street, building, floor: 1...`linesMax` lines.
    package var lines: [String]
    package var city: String
    package var region: String?
    package var postalCode: String?
    /// ISO 3166-1 alpha-2, upper case.
    package var country: String

    package init(
        lines: [String], city: String, region: String? = nil, postalCode: String? = nil, country: String
    ) {
        self.lines = lines
        self.city = city
        self.region = region
        self.postalCode = postalCode
        self.country = country
    }
}

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

    package init(
        number: OrderNumber, customer: CustomerNumber? = nil, channel: Channel? = nil, purchasedOn: CalendarDate,
        shippedOn: CalendarDate? = nil, deliveredOn: CalendarDate? = nil, lines: [OrderLine]
    ) {
        self.number = number
        self.customer = customer
        self.channel = channel
        self.purchasedOn = purchasedOn
        self.shippedOn = shippedOn
        self.deliveredOn = deliveredOn
        self.lines = lines
    }
}

/// One product of an order.
package struct OrderLine: Sendable, Equatable {
    package var sku: SKU
    package var title: String?
    package var category: Category?
    package var quantity: Int
    package var unitPrice: Money?
    package var serials: [SerialNumber]
    /// Months of warranty from the purchase; 0...600.
    package var warrantyMonths: Int?
    package var hazards: Set<Hazard>

    package init(
        sku: SKU, title: String? = nil, category: Category? = nil, quantity: Int, unitPrice: Money? = nil,
        serials: [SerialNumber] = [], warrantyMonths: Int? = nil, hazards: Set<Hazard> = []
    ) {
        self.sku = sku
        self.title = title
        self.category = category
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.serials = serials
        self.warrantyMonths = warrantyMonths
        self.hazards = hazards
    }
}

/// Where a customer, or the shop itself, wants to be told.
package struct WebhookEndpoint: Sendable, Equatable {
    package enum State: String, CaseIterable, Sendable { case enabled, disabled }

    package var name: EndpointName
    package var url: String
    /// Only this customer's returns; nil for all of them.
    package var customer: CustomerNumber?
    /// Event types to send; empty for all. A trailing `.*` takes a whole family.
    package var events: [String]
    package var state: State
    /// The file in the secrets directory with the `whsec_` secret; nil lets rmad make one.
    package var secretFile: String?

    package init(
        name: EndpointName, url: String, customer: CustomerNumber? = nil, events: [String] = [],
        state: State = .enabled, secretFile: String? = nil
    ) {
        self.name = name
        self.url = url
        self.customer = customer
        self.events = events
        self.state = state
        self.secretFile = secretFile
    }
}

/// What a carrier says of a parcel. Deduplicated on (carrier, number, code, time, place).
package struct TrackingEvent: Sendable, Equatable {
    package var carrier: CarrierName
    package var number: TrackingNumber
    /// Our word for it; nil when the carrier's code is one that we do not know (kept and shown).
    package var status: ShipmentState?
    package var occurredAt: Instant
    package var place: String?
    /// The carrier's own code, raw.
    package var code: String?
    package var message: String?
    package var estimatedDelivery: CalendarDate?

    package init(
        carrier: CarrierName, number: TrackingNumber, status: ShipmentState?, occurredAt: Instant,
        place: String? = nil, code: String? = nil, message: String? = nil, estimatedDelivery: CalendarDate? = nil
    ) {
        self.carrier = carrier
        self.number = number
        self.status = status
        self.occurredAt = occurredAt
        self.place = place
        self.code = code
        self.message = message
        self.estimatedDelivery = estimatedDelivery
    }
}

/// How a document names a return: the RMA number, or a code scanned from the parcel.
package struct ReturnKey: Sendable, Equatable {
    /// As typed or scanned: an RMA number, an SSCC, a tracking number.
    package var text: String
    package init(text: String) { self.text = text }
}

/// What was counted when a parcel was opened at the dock.
package struct DockReceipt: Sendable, Equatable {
    package var key: ReturnKey
    package var receivedAt: Instant?
    package var lines: [CountedLine]
    /// True when nothing more is expected: what was not counted is short.
    package var isComplete: Bool
    package var staff: String?
    package var note: String?

    package init(
        key: ReturnKey, receivedAt: Instant? = nil, lines: [CountedLine], isComplete: Bool = false,
        staff: String? = nil, note: String? = nil
    ) {
        self.key = key
        self.receivedAt = receivedAt
        self.lines = lines
        self.isComplete = isComplete
        self.staff = staff
        self.note = note
    }
}

/// One count at the dock.
package struct CountedLine: Sendable, Equatable {
    package var sku: SKU
    package var serial: SerialNumber?
    /// 0...`Quantity.unitsMax` units; 0 says that the parcel held none.
    package var quantity: Int
    package var condition: Condition?
    package var note: String?

    package init(
        sku: SKU, serial: SerialNumber? = nil, quantity: Int, condition: Condition? = nil, note: String? = nil
    ) {
        self.sku = sku
        self.serial = serial
        self.quantity = quantity
        self.condition = condition
        self.note = note
    }
}

/// What an inspector found for a line of a received return.
package struct Inspection: Sendable, Equatable {
    package var key: ReturnKey
    /// The line number, from 1; nil where `sku` names it.
    package var line: Int?
    package var sku: SKU?
    package var accepted: Int
    package var rejected: Int
    package var grade: Grade?
    package var disposition: Disposition?
    package var staff: String?
    package var note: String?

    package init(
        key: ReturnKey, line: Int? = nil, sku: SKU? = nil, accepted: Int, rejected: Int, grade: Grade? = nil,
        disposition: Disposition? = nil, staff: String? = nil, note: String? = nil
    ) {
        self.key = key
        self.line = line
        self.sku = sku
        self.accepted = accepted
        self.rejected = rejected
        self.grade = grade
        self.disposition = disposition
        self.staff = staff
        self.note = note
    }
}

/// What the customer got for a line. The same `reference` twice settles once.
package struct Settlement: Sendable, Equatable {
    package var key: ReturnKey
    package var line: Int?
    package var sku: SKU?
    package var resolution: Resolution
    package var amount: Money?
    /// The shop's or bank's identifier of the payment or replacement order.
    package var reference: Reference
    package var staff: String?
    package var note: String?

    package init(
        key: ReturnKey, line: Int? = nil, sku: SKU? = nil, resolution: Resolution, amount: Money? = nil,
        reference: Reference, staff: String? = nil, note: String? = nil
    ) {
        self.key = key
        self.line = line
        self.sku = sku
        self.resolution = resolution
        self.amount = amount
        self.reference = reference
        self.staff = staff
        self.note = note
    }
}

/// Somebody calls a return off; possible while nothing is received or settled.
package struct Cancellation: Sendable, Equatable {
    package var key: ReturnKey
    package var reason: String?
    package var staff: String?

    package init(key: ReturnKey, reason: String? = nil, staff: String? = nil) {
        self.key = key
        self.reason = reason
        self.staff = staff
    }
}

/// A person decides what the policy left to a person.
package struct Review: Sendable, Equatable {
    package enum Verdict: String, CaseIterable, Sendable {
        case approve, decline, askForInformation = "ask", informationGiven = "informed", extend, reopen
    }

    package var key: ReturnKey
    package var verdict: Verdict
    /// Words for the customer; required for `decline` and `ask`.
    package var reason: String?
    /// Days from now until the return expires; for `approve`, `extend` and `reopen`. 1...730.
    package var validDays: Int?
    package var staff: String?

    package init(
        key: ReturnKey, verdict: Verdict, reason: String? = nil, validDays: Int? = nil, staff: String? = nil
    ) {
        self.key = key
        self.verdict = verdict
        self.reason = reason
        self.validDays = validDays
        self.staff = staff
    }
}

/// A remark on a return.
package struct Note: Sendable, Equatable {
    package enum Audience: String, CaseIterable, Sendable { case staff, customer }

    package var key: ReturnKey
    package var text: String
    package var audience: Audience
    package var author: String?

    package init(key: ReturnKey, text: String, audience: Audience = .staff, author: String? = nil) {
        self.key = key
        self.text = text
        self.audience = audience
        self.author = author
    }
}

/// What a customer says of how a return went.
package struct Feedback: Sendable, Equatable {
    package var key: ReturnKey
    /// 1 (poor) to 5 (excellent).
    package var rating: Int?
    package var text: String?

    package init(key: ReturnKey, rating: Int? = nil, text: String? = nil) {
        self.key = key
        self.rating = rating
        self.text = text
    }
}

/// The operator asks to send a webhook delivery again, now.
package struct DeliveryRetry: Sendable, Equatable {
    package var delivery: DeliveryID
    package init(delivery: DeliveryID) { self.delivery = delivery }
}
