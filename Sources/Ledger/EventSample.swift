import Digests
import JSONText
import Returns

/// One return as the examples of docs/webhooks/ show it: invented, but for its form.
enum EventSample {
    static let link = TrackingLink(baseURL: "https://returns.example.com")
    static let moment = Instant(milliseconds: 1_795_305_600_000)

    static func event(_ type: EventType) -> RecordedEvent {
        let after = String(type.kind.drop { $0 != "." }.dropFirst())
        let isAboutReturn = type.family != .endpoint
        let draft = EventDraft(
            rma: isAboutReturn ? 1 : nil, rmaSequence: isAboutReturn ? 6 : nil, at: moment, kind: type.kind,
            subject: subject(type), axis: type.axis, before: before(type), after: self.after(type) ?? after,
            actor: Actor(trusted: type.kind == "return.approved" ? "policy" : "staff:maria"), reason: reason(type),
            details: details(type), document: nil)
        return RecordedEvent(sequence: 4711, hash: .zero, draft: draft)
    }

    static let promises = [
        (name: "answered", due: CalendarDate(dayNumber: 20_782)),
        (name: "receipt_confirmed", due: CalendarDate(dayNumber: 20_783)),
        (name: "inspected", due: CalendarDate(dayNumber: 20_787)),
        (name: "refunded", due: CalendarDate(dayNumber: 20_789)),
    ]

    private static func reason(_ type: EventType) -> String? {
        switch type.kind {
        case "return.info_needed": "Please tell us the serial number on the type plate."
        case "return.noted": "The lamp comes without its bulb."
        default: nil
        }
    }

    private static func subject(_ type: EventType) -> String {
        switch type.family {
        case .authorization: "rma"
        case .receipt, .verdict, .disposition, .resolution: "line:1"
        case .shipment: "shipment:1"
        case .order: "resolution:1"
        case .task: "task:12"
        case .unit: "unit:1"
        case .promise: "promise:refunded"
        case .care: type.kind.hasPrefix("customer.") ? "customer" : "rma"
        case .endpoint, .test: "endpoint:shop"
        }
    }

    private static func before(_ type: EventType) -> String {
        switch type.family {
        case .authorization:
            switch type.kind {
            case "return.requested", "return.noted", "return.feedback", "return.counted", "return.count_corrected",
                "return.matched":
                ""
            case "return.extended": "2026-12-22"
            case "return.reopened": RMAState.closed.rawValue
            default: predecessor(of: type, in: RMAState.self)
            }
        case .receipt:
            type.kind == "line.counted"
                ? ReceiptState.received.rawValue : predecessor(of: type, in: ReceiptState.self)
        case .verdict: predecessor(of: type, in: Verdict.self)
        case .disposition: predecessor(of: type, in: Disposition.self)
        case .resolution:
            switch type.axis {
            case DenialState.axisName: predecessor(of: type, in: DenialState.self)
            case Change.dueAxis: "2026-12-05"
            case Change.orderAxis: ""
            default: predecessor(of: type, in: Resolution.self)
            }
        case .order:
            switch type.kind {
            case "resolution.owed": ""
            case "resolution.retried": ResolutionState.failed.rawValue
            default: ResolutionState.owed.rawValue
            }
        case .promise:
            type.kind == "promise.revised" || type.kind == "promise.escalated"
                ? "2026-11-25" : predecessor(of: type, in: PromiseState.self)
        case .care:
            switch type.kind {
            case "return.escalated": "2026-11-25"
            case "customer.special_care": CareState.usual.rawValue
            case "customer.usual_care": CareState.special.rawValue
            case "return.feedback_answered": "feedback"
            default: ""
            }
        case .task:
            switch type.kind {
            case "task.open": ""
            case "task.reopened": TaskState.done.rawValue
            default: TaskState.open.rawValue
            }
        case .unit:
            switch type.axis {
            case Disposition.axisName: predecessor(of: type, in: Disposition.self)
            case Change.serialAxis: "LM2-00417"
            default: ""
            }
        case .shipment:
            switch type.axis {
            case Change.estimateAxis, Change.lateAxis: "2026-11-24"
            case Change.escalationAxis: "2026-11-25"
            case Change.scanAxis: ""
            // What a correction alone leads back to is a beginning.
            case ShipmentState.axisName where type.kind == "shipment.label_requested": ""
            default: predecessor(of: type, in: ShipmentState.self)
            }
        case .endpoint, .test: ""
        }
    }

    private static func after(_ type: EventType) -> String? {
        switch type.kind {
        case "return.extended": "2027-01-05"
        case "line.extended": "2026-12-19"
        case "return.reopened": RMAState.approved.rawValue
        case "line.counted": ReceiptState.received.rawValue
        case "promise.revised": "2026-11-27"
        case "task.reopened": TaskState.open.rawValue
        case "resolution.retried": ResolutionState.owed.rawValue
        case "shipment.estimated": "2026-11-25"
        case "unit.judged": UnitVerdict.accepted.rawValue
        case "unit.recommended": "repair"
        default: nil
        }
    }

    /// A state from which the type's state may be reached; nothing for a beginning.
    private static func predecessor<State: Axis>(of type: EventType, in axis: State.Type) -> String {
        guard let state = State(rawValue: String(type.kind.drop { $0 != "." }.dropFirst())) else { return "" }
        return Array(State.allCases).first { $0.mayBecome(state) }?.rawValue ?? ""
    }

    private static func details(_ type: EventType) -> JSONValue {
        switch type.family {
        case .endpoint:
            let owed: [(String, JSONValue?)] = [
                ("owed", 128), ("failure_budget_used_percent", type.kind == "endpoint.failing" ? 70 : nil),
            ]
            return .object(known: owed)
        case .resolution where type.axis == Change.reminderAxis:
            return ["units": 1, "due_on": "2026-12-05", "kind": "replacement", "serial": "LM2-00981"]
        case .resolution where type.axis == DenialState.axisName:
            return ["reference": "DN-17", "alternative": "part_refund", "amount": "25.00", "currency": "EUR"]
        case .resolution where type.axis == Change.dueAxis:
            return ["due_on": "2026-12-19", "kind": "replacement"]
        case .resolution where type.axis == Change.chargeAxis && type.kind != "line.charge_proposed":
            return ["units": 1, "absent": 0, "amount": "49.90", "currency": "EUR"]
        case .resolution where type.axis == Change.chargeAxis:
            return ["due_on": "2026-12-05", "units": 1, "reference": "SHIP-17", "audience": "staff"]
        case .resolution where type.kind == "line.charge_due":
            return ["units": 1, "due_on": "2026-12-05", "reference": "SHIP-17", "amount": "49.90", "currency": "EUR"]
        case .resolution where type.kind == "line.refunded" || type.kind == "line.credited":
            return ["amount": "49.90", "currency": "EUR", "units": 1]
        case .resolution where type.kind == "line.pending" || type.kind == "line.owed":
            return [
                "order": .integer(type.kind == "line.owed" ? 2 : 1), "kind": "refund", "line": 1, "units": 1,
                "price": "49.90", "fee": "-4.99",
                "amount": "44.91", "tax": "7.17", "currency": "EUR",
            ]
        case .shipment where type.axis == ShipmentState.axisName && type.kind == "shipment.in_transit":
            return ["occurred_at": "2026-11-21T13:05:00.000Z", "place": "Leipzig"]
        case .shipment where type.kind == "shipment.exception":
            return [
                "occurred_at": "2026-11-21T13:05:00.000Z", "place": "Leipzig", "carrier": "dhl",
                "tracking_number": "00340434161094042557", "tracking_reason": "address",
                "action_required": "address_correction", "code": "in_transit/address_correction",
                "answer_by": "2026-11-26",
            ]
        case .shipment where type.axis == Change.scanAxis:
            return [
                "status": "in_transit", "occurred_at": "2026-11-21T16:40:00.000Z", "place": "Magdeburg", "scans": 2,
            ]
        case .authorization where type.kind == "return.feedback":
            return ["rating": 5, "answer_by": "2026-11-25"]
        case .promise:
            let dates: [(String, JSONValue?)] = [
                (
                    "due_on",
                    type.kind == "promise.revised" || type.kind == "promise.escalated" ? nil : "2026-11-25"
                ),
                ("waits_for", type.kind == "promise.revised" || type.kind == "promise.broken" ? "settlement" : nil),
                ("make_good_amount", type.kind == "promise.revised" ? "5.00" : nil),
                ("make_good_currency", type.kind == "promise.revised" ? "EUR" : nil),
                (
                    "answer_by",
                    type.kind == "promise.broken" || type.kind == "promise.escalated" ? "2026-11-27" : nil
                ),
            ]
            return .object(known: dates)
        case .care where type.kind == "customer.goodwill":
            return ["goodwill": 7, "amount": "5.00", "currency": "EUR"]
        case .care where type.kind == "customer.special_care":
            return ["cause": "broken_promise", "audience": "staff"]
        case .care where type.kind == "return.follow_up":
            return [
                "survey_url": .string("\(link.url(token: "N_4M9Q81zLczJFfBajMYIA"))/feedback"), "questions": "works",
            ]
        case .care where type.kind == "return.feedback_answered":
            return ["feedback": "feedback:14"]
        case .shipment where type.kind == "shipment.traced":
            return ["heard_on": "2026-11-19", "answer_by": "2026-12-01"]
        case .care where type.axis == Change.escalationAxis:
            return ["answer_by": "2026-11-27", "task": "feedback:14"]
        case .shipment where type.axis == Change.escalationAxis:
            return ["answer_by": "2026-11-27", "task": "shipment:1"]
        case .shipment where type.kind == "shipment.late":
            return ["announced_for": "2026-11-24", "expected_on": "2026-11-26"]
        case .shipment where type.kind == "shipment.answered":
            return ["by": "refund", "audience": "staff"]
        case .order:
            return [
                "order": 1, "kind": "refund", "line": 1, "units": 1, "price": "49.90", "fee": "-4.99",
                "amount": "44.91",
                "tax": "7.17", "currency": "EUR", "audience": "staff",
            ]
        case .task:
            return ["kind": "handle_goods", "about": "line:1", "audience": "staff", "due_on": "2026-11-25"]
        case .authorization where type.kind == "return.count_corrected":
            return [
                "correction": "yes", "units_before": 2, "units": 1,
                "message":
                    "We have counted once more and corrected our earlier count: one item instead of 2.",
            ]
        case .authorization where type.kind == "return.matched": return ["workbench": "WB-12", "audience": "staff"]
        case .authorization where type.kind == "return.counted":
            return [
                "weight_grams": 1240, "expected_grams": 1300,
                "photos": ["4f6e2c0c8a4c2d4f1b7a3f0d9e5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d"],
                "photo_files": [
                    UnitPhoto(
                        name: "4f6e2c0c8a4c2d4f1b7a3f0d9e5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d.jpg",
                        sha256: "4f6e2c0c8a4c2d4f1b7a3f0d9e5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d"
                    ).shown(of: RMANumber(trusted: "RMA-4KD-9T2X"))
                ],
                "message": "One item that you announced was not in the parcel.",
            ]
        case .unit where type.axis == Disposition.axisName:
            return ["line": 1, "quantity": 1, "serial": "LM2-00417", "bin": "C-4", "rule": "light wear"]
        case .unit where type.axis == Change.judgementAxis:
            return ["line": 1, "quantity": 1, "serial": "LM2-00417", "grade": "b"]
        case .unit: return ["line": 1, "audience": "staff"]
        case .authorization, .receipt, .verdict, .disposition, .resolution, .shipment, .care, .test:
            return .object([])
        }
    }

    /// Two units, as far as the event has brought them.
    private static func counts(_ type: EventType) -> Line {
        var line = Line(requested: 2, authorized: 2)
        switch type.kind {
        case "line.short", "line.counted": line.receive(1, isComplete: type.kind == "line.short")
        case "line.received": line.receive(2, isComplete: true)
        case "line.unexpected":
            line = Line(requested: 0, authorized: 0)
            line.receipt = .unexpected
            line.extra = 1
        case "line.lost", "line.wrong_item", "line.waived":
            line.receipt = ReceiptState(rawValue: String(type.kind.dropFirst(5))) ?? line.receipt
        default:
            guard type.family == .verdict || type.family == .disposition || type.family == .resolution else { break }
            line.receive(2, isComplete: true)
            let rejected = type.kind == "line.partial" ? 1 : type.kind == "line.rejected" ? 2 : 0
            _ = line.inspect(accepted: 2 - rejected, rejected: rejected)
        }
        return line
    }

    static func stored(_ type: EventType) -> StoredCase {
        let lamp = RequestedLine(
            order: OrderNumber(trusted: "A-1001"), sku: SKU(trusted: "LAMP-2"), title: "Desk lamp", quantity: 2,
            reason: .unwanted)
        var shipment = Shipment(
            number: 1, code: .sscc("006141410000000050"), warehouse: WarehouseName(trusted: "main"))
        if type.axis == Change.estimateAxis { shipment.estimatedDelivery = CalendarDate(iso: event(type).draft.after) }
        if type.axis == Change.scanAxis { shipment.state = .inTransit }
        if type.family == .shipment, let state = ShipmentState(rawValue: event(type).draft.after) {
            shipment.state = state
        }
        let state =
            type.axis == RMAState.axisName ? RMAState(rawValue: event(type).draft.after) ?? .approved : .approved
        var unit = CaseUnit(
            number: 1, line: 1, quantity: 1, serial: SerialNumber(trusted: "LM2-00417"), serialFinding: .announced,
            verdict: .accepted, grade: .b,
            photos: [
                UnitPhoto(
                    name: "17.jpg", sha256: "4f6e2c0c8a4c2d4f1b7a3f0d9e5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d")
            ],
            note: "Small scratch on the base.", judgedOn: CalendarDate(year: 2026, month: 11, day: 21))
        if type.family == .unit { unit.disposition = Disposition(rawValue: event(type).draft.after) ?? .openBox }
        let isOrdered = ["line.accepted", "line.lost", "line.waived"].contains(type.kind)
        let order = ResolutionOrder(number: 1, line: 1, units: 0..<2, kind: .refund, breakdown: nil)
        return StoredCase(
            id: 1,
            case: ReturnCase(
                number: RMANumber(trusted: "RMA-4KD-9T2X"), state: state,
                validUntil: CalendarDate(year: 2026, month: 12, day: 22),
                lines: [CaseLine(number: 1, product: lamp, line: counts(type))],
                shipments: [shipment], resolutions: isOrdered ? [order] : [],
                units: type.family == .unit ? [unit] : []),
            token: "N_4M9Q81zLczJFfBajMYIA", sequence: 6, createdAt: moment, changedAt: moment,
            customer: Customer(number: CustomerNumber(trusted: "C-1001"), name: "Grace Hopper"), language: .english,
            request: ["reference": "WEB-7001"], decision: ["message": "Your return is approved."], policyEdition: "1",
            document: 1)
    }

    static func endpoint(_ type: EventType) -> EndpointRecord {
        let isWell = type.kind == "endpoint.recovered"
        return EndpointRecord(
            name: EndpointName(trusted: "shop"), url: "https://shop.example.com/hooks/rmad", customer: nil, kinds: [],
            state: type.kind == "endpoint.disabled" ? .disabled : .enabled, secretFile: "shop.whsec", former: nil,
            terms: DeliveryTerms(), remark: nil,
            failingSince: isWell ? nil : moment.adding(milliseconds: -187_200_000), alerted: isWell ? 0 : 70,
            pausedUntil: nil)
    }
}
