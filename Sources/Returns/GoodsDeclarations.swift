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

/// What an inspector found for a line of a received return: counts, or the units one by one.
package struct Inspection: Sendable, Equatable {
    /// The most records of units in one inspection.
    package static let unitsMax = 500

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
    /// Why the goods go elsewhere than the rules say.
    package var reason: String?
    /// What was said of the units; empty where the counts alone speak.
    package var units: [JudgedUnit]

    package init(
        key: ReturnKey, line: Int? = nil, sku: SKU? = nil, accepted: Int, rejected: Int, grade: Grade? = nil,
        disposition: Disposition? = nil, staff: String? = nil, note: String? = nil, reason: String? = nil,
        units: [JudgedUnit] = []
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
        self.reason = reason
        self.units = units
    }

    /// Every record of units: those that were written, or one for each count.
    package var judged: [JudgedUnit] {
        guard units.isEmpty else { return units }
        return [(accepted, UnitVerdict.accepted), (rejected, .rejected)].filter { $0.0 > 0 }.map { count, verdict in
            JudgedUnit(
                quantity: count, verdict: verdict, grade: grade, note: note, disposition: disposition, reason: reason)
        }
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
    /// Of `shipped_ahead`: what went to the customer, and until when theirs is awaited.
    package var ahead: SentAhead?

    package init(
        key: ReturnKey, line: Int? = nil, sku: SKU? = nil, resolution: Resolution, amount: Money? = nil,
        reference: Reference, staff: String? = nil, note: String? = nil, ahead: SentAhead? = nil
    ) {
        self.key = key
        self.line = line
        self.sku = sku
        self.resolution = resolution
        self.amount = amount
        self.reference = reference
        self.staff = staff
        self.note = note
        self.ahead = ahead
    }
}
