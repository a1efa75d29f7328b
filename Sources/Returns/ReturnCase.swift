/// One return with everything that moves: its authorization, its lines and its parcels.
///
/// A case is a value. Each `mutating` function is one thing that may happen to a return; it answers with
/// the changes that it made, in order, or throws a `Refusal` and changes nothing. Storing the case and its
/// changes in one commit is the ledger's work.
package struct ReturnCase: Sendable, Equatable {
    package var number: RMANumber
    package var state: RMAState
    /// The last day on which the goods may be handed over; nil until approved.
    package var validUntil: CalendarDate?
    package var lines: [CaseLine]
    package var shipments: [Shipment]
    /// What is decided for the customer and owed, or was given; in the order in which it became due.
    package var resolutions: [ResolutionOrder]
    /// What was judged, in the order of the inspections.
    package var units: [CaseUnit]
    /// What the customer was told that they do not get, in the order in which it was said.
    package var denials: [Denial]

    package init(
        number: RMANumber, state: RMAState = .initial, validUntil: CalendarDate? = nil, lines: [CaseLine],
        shipments: [Shipment] = [], resolutions: [ResolutionOrder] = [], units: [CaseUnit] = [],
        denials: [Denial] = []
    ) {
        self.number = number
        self.state = state
        self.validUntil = validUntil
        self.lines = lines
        self.shipments = shipments
        self.resolutions = resolutions
        self.units = units
        self.denials = denials
    }

    /// Where the goods are, derived from the axes and never stored.
    package var whereabouts: Whereabouts {
        // Goods that stay with the customer or are lost are nowhere here, nor is a loaner that they have.
        let open = lines.filter { $0.line.authorized > 0 && !$0.line.isNowhereHere && !$0.isLoanOut }
        if !open.isEmpty, open.allSatisfy({ $0.line.verdict != .pending && $0.line.verdict != .manual }) {
            return .inspected
        }
        if open.contains(where: { $0.line.accepted + $0.line.rejected > 0 }) { return .inspecting }
        if open.contains(where: { $0.line.received > 0 }) {
            return open.allSatisfy { $0.line.receipt != .awaiting } ? .received : .partlyReceived
        }
        if shipments.contains(where: { $0.state == .delivered || $0.state == .checkedIn }) { return .delivered }
        if shipments.contains(where: \.state.isTrouble) { return .trouble }
        if shipments.contains(where: \.state.isMoving) { return .inTransit }
        return .withCustomer
    }
}

/// The derived answer to "where are my goods?".
package enum Whereabouts: String, CaseIterable, Sendable {
    case withCustomer = "with_customer", inTransit = "in_transit", trouble, delivered
    case partlyReceived = "partly_received", received, inspecting, inspected
}

/// A line of a case: what it is about, how it stands, and on which terms it comes back.
package struct CaseLine: Sendable, Equatable {
    /// From 1, in the order of the request.
    package var number: Int
    package var product: RequestedLine
    package var line: Line
    package var destination: WarehouseName?
    /// What is deducted from the refund of the whole line.
    package var fee: Money?
    /// Amounts that the unit price does not show.
    package var spread: LineSpread
    /// What went to the customer before these goods came.
    package var advance: Advance?

    package init(
        number: Int, product: RequestedLine, line: Line, destination: WarehouseName? = nil, fee: Money? = nil,
        spread: LineSpread = LineSpread(), advance: Advance? = nil
    ) {
        self.number = number
        self.product = product
        self.line = line
        self.destination = destination
        self.fee = fee
        self.spread = spread
        self.advance = advance
    }

    /// No parcel may carry its goods.
    package var mayNotTravel: Bool { !product.hazards.isDisjoint(with: Hazard.neverByParcel) }

    /// What its units are worth to the customer; nil where no price is known.
    package var value: LineValue? {
        product.unitPrice.map {
            LineValue(
                price: $0, units: line.authorized > 0 ? line.authorized : line.requested, spread: spread,
                fee: fee?.currency == $0.currency ? fee?.minor ?? 0 : 0)
        }
    }
}

/// One parcel on its way to us.
package struct Shipment: Sendable, Equatable {
    /// From 1 within its case.
    package var number: Int
    /// The number that the label carries.
    package var code: ParcelCode
    package var warehouse: WarehouseName
    package var state: ShipmentState
    package var carrier: CarrierName?
    /// The carrier's own number, learnt from its first event or printed by it.
    package var tracking: TrackingNumber?
    /// The carrier's time of the newest event that moved or confirmed the state.
    package var movedAt: Instant?
    /// The day on which the carrier means to deliver, by its newest word.
    package var estimatedDelivery: CalendarDate?
    /// When the carrier said so; nil exactly when `estimatedDelivery` is.
    package var estimatedAt: Instant?
    /// The ledger's fingerprint of all that the carrier has said; nil before its first word.
    package var history: [UInt8]?

    package init(
        number: Int, code: ParcelCode, warehouse: WarehouseName, state: ShipmentState = .initial,
        carrier: CarrierName? = nil, tracking: TrackingNumber? = nil, movedAt: Instant? = nil
    ) {
        self.number = number
        self.code = code
        self.warehouse = warehouse
        self.state = state
        self.carrier = carrier
        self.tracking = tracking
        self.movedAt = movedAt
    }
}

/// One change of one axis, or of one count, of a case.
package struct Change: Sendable, Equatable {
    package enum Subject: Sendable, Hashable {
        case rma, line(Int), shipment(Int)
        /// A task of staff, by the number that the ledger gave to it.
        case task(Int64)
        /// A resolution order, by its number within the return.
        case resolution(Int)
        case promise(PromiseName)
        /// The customer of the return.
        case customer
        /// A unit, by its number within the return.
        case unit(Int)
    }

    package enum Detail: Sendable, Equatable {
        case count(Int), text(String), texts([String])
        /// Photos among the evidence of a return.
        case photos([UnitPhoto], of: RMANumber)
    }

    /// The axis of a change of the last day on which goods may be handed over.
    package static let validityAxis = "valid_until"
    /// The axis of a change of the day on which a carrier means to deliver.
    package static let estimateAxis = "estimated_delivery"
    /// The axis of a carrier's word that moves nothing.
    package static let scanAxis = "scan"
    /// The axis of a change of a promised day that the customer was told.
    package static let promiseDateAxis = "promised_on"
    /// The axis of what a customer was given beyond what is owed.
    package static let goodwillAxis = "goodwill"
    /// The axis of a denial of some units of a line, beside others with a fate of their own.
    package static let denialAxis = DenialState.axisName
    /// The axis of what is to be charged for goods that were sent ahead, before anybody has decided it.
    package static let chargeAxis = "charge"
    /// Ends of that axis: somebody is asked; some of the units that were sent ahead were charged, and others are still
    /// to come; a charge is to be paid back, because what it was for came after all; it was.
    package static let chargeProposed = "charge_proposed", charged = "charged"
    package static let chargeReversed = "charge_reversed", paidBack = "paid_back"
    /// The axis of what is ordered for units of a line of which others have their order, or their end, already.
    package static let orderAxis = ResolutionState.axisName
    /// The axis of a change of the day on which goods are due for which others were sent ahead.
    package static let dueAxis = "due_on"
    /// Axes of what the clock tells of a return or a parcel without moving it.
    package static let followUpAxis = "follow_up"
    package static let feedbackAxis = "feedback"
    package static let traceAxis = "trace"
    /// Ends of that axis: the carrier was asked for a parcel, and has seen it since.
    package static let traced = "traced", seen = "seen"
    package static let lateAxis = "lateness"
    package static let contingencyAxis = "contingency"
    /// A parcel that counted as lost was found, and what was decided for its goods waits for them.
    package static let recoveryAxis = "recovery"
    /// A customer heard nothing by the day that they were told.
    package static let escalationAxis = "escalation"
    /// The day by which somebody tells the customer more.
    package static let answerDetail = "answer_by"
    /// The name of the detail that says what a promise waits for.
    package static let waitsDetail = "waits_for"
    /// What the task is about that somebody has not done by the day that the customer was told.
    package static let taskDetail = "task"
    /// Axes whose changes bear the catalogue's own words as their reason.
    package static let clockAxes: Set = [
        PromiseState.axisName, promiseDateAxis, traceAxis, lateAxis, contingencyAxis, recoveryAxis,
    ]
    /// The axes of a unit beside its disposition: what the inspector said, what is recommended, which serial it has.
    package static let judgementAxis = "judgement"
    package static let adviceAxis = "recommendation"
    package static let serialAxis = "serial"
    /// The axis of a reminder of goods that are awaited.
    package static let reminderAxis = "reminder"

    package var subject: Subject
    package var axis: String
    package var before: String
    package var after: String
    package var reason: String?
    package var details: [(name: String, value: Detail)]

    package init(
        _ subject: Subject, axis: String, before: String, after: String, reason: String? = nil,
        details: [(name: String, value: Detail)] = []
    ) {
        self.subject = subject
        self.axis = axis
        self.before = before
        self.after = after
        self.reason = reason
        self.details = details
    }

    /// The event type that the outside world sees: `return.approved`, `line.received`, `shipment.delivered`.
    /// A count that moves no axis is `line.counted`.
    package var kind: String {
        switch subject {
        case .rma where axis == Change.validityAxis: "return.extended"
        case .rma: "return.\(before == RMAState.closed.rawValue ? "reopened" : after)"
        case .line where axis == Change.dueAxis: "line.extended"
        case .line: before == after && axis == ReceiptState.axisName ? "line.counted" : "line.\(after)"
        case .shipment where axis == Change.estimateAxis: "shipment.estimated"
        case .shipment: "shipment.\(after)"
        case .resolution: "resolution.\(before.isEmpty || after != ResolutionState.owed.rawValue ? after : "retried")"
        case .promise where axis == Change.promiseDateAxis: "promise.revised"
        case .promise: "promise.\(after)"
        case .customer: "customer.\(after)"
        case .unit:
            "unit.\(axis == Change.judgementAxis ? "judged" : axis == Change.adviceAxis ? "recommended" : after)"
        case .task: "task.\(before.isEmpty || after != TaskState.open.rawValue ? after : "reopened")"
        }
    }

    package static func == (left: Change, right: Change) -> Bool {
        left.subject == right.subject && left.axis == right.axis && left.before == right.before
            && left.after == right.after && left.reason == right.reason
            && left.details.elementsEqual(right.details) { $0.name == $1.name && $0.value == $1.value }
    }
}

extension Change.Subject {
    /// As it stands in the audit trail: `rma`, `line:2`, `shipment:1`, `promise:refunded`.
    package var text: String {
        switch self {
        case .rma: "rma"
        case .line(let number): "line:\(number)"
        case .shipment(let number): "shipment:\(number)"
        case .resolution(let number): "resolution:\(number)"
        case .task(let id): "task:\(id)"
        case .promise(let name): "promise:\(name.rawValue)"
        case .customer: "customer"
        case .unit(let number): "unit:\(number)"
        }
    }
}

/// Why something cannot happen to a case now, and what can be done instead. For staff, in English.
package struct Refusal: Error, Equatable, CustomStringConvertible {
    package let found: String
    package let expected: String
    package let remedy: String

    package init(found: String, expected: String, remedy: String) {
        self.found = found
        self.expected = expected
        self.remedy = remedy
    }

    package var description: String { "\(found); expected: \(expected). \(remedy)" }
}
