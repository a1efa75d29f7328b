/// What a carrier says of a parcel. Deduplicated on (carrier, number, code, the carrier's own code, time, place).
package struct TrackingEvent: Sendable, Equatable {
    package var carrier: CarrierName
    package var number: TrackingNumber
    /// Our word for it; nil when the carrier's code is one that we do not know (kept and shown).
    package var status: ShipmentState?
    package var occurredAt: Instant
    /// The carrier gave a local time without its zone, or a day alone: it was read as UTC.
    package var isTimeUncertain = false
    package var place: String?
    /// The code of whoever told us, raw: a tracking service's, or the carrier's where it spoke itself.
    package var code: String?
    /// The carrier's code behind that of a service, raw.
    package var carrierCode: String?
    package var reason: TrackingReason?
    package var actionRequired: TrackingAction?
    package var message: String?
    package var estimatedDelivery: CalendarDate?
    /// When the estimate was given; nil: with the event.
    package var estimatedAt: Instant?
    /// Numbers of ours that came along: an RMA number, the code of a label. They find the parcel where the
    /// carrier's number is not known yet.
    package var references: [String] = []

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

/// Why a parcel is late or does not arrive, as far as the carrier says.
package enum TrackingReason: String, CaseIterable, Sendable {
    case weather, customs, address, recipientAbsent = "recipient_absent", businessClosed = "business_closed"
    case unclaimed, missorted, held, payment, documents, rescheduled
    case carrierProblem = "carrier_problem", externalEvent = "external_event"
}

/// What somebody has to do before the parcel goes on.
package enum TrackingAction: String, CaseIterable, Sendable {
    case correctAddress = "address_correction", pickUp = "pick_up", contactCarrier = "contact_carrier"
    case clearCustoms = "customs", pay = "payment", reschedule
}

/// The services that gather what many carriers say, and whose messages we read as they send them.
package enum TrackingService: String, CaseIterable, Sendable {
    case easypost, shippo, aftership, shipengine

    /// As the service writes itself.
    package var title: String {
        switch self {
        case .easypost: "EasyPost"
        case .shippo: "Shippo"
        case .aftership: "AfterShip"
        case .shipengine: "ShipEngine"
        }
    }
}
