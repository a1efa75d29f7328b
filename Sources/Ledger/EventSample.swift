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
            actor: Actor(trusted: "policy"), reason: nil, details: details(type), document: nil)
        return RecordedEvent(sequence: 4711, hash: .zero, draft: draft)
    }

    private static func subject(_ type: EventType) -> String {
        switch type.family {
        case .authorization: "rma"
        case .receipt, .verdict, .disposition, .resolution: "line:1"
        case .shipment: "shipment:1"
        case .task: "task:12"
        case .unit: "unit:1"
        case .endpoint, .test: "endpoint:shop"
        }
    }

    private static func before(_ type: EventType) -> String {
        switch type.family {
        case .authorization:
            switch type.kind {
            case "return.requested", "return.noted", "return.feedback": ""
            case "return.extended": "2026-12-22"
            case "return.reopened": RMAState.closed.rawValue
            default: predecessor(of: type, in: RMAState.self)
            }
        case .receipt:
            type.kind == "line.counted"
                ? ReceiptState.received.rawValue : predecessor(of: type, in: ReceiptState.self)
        case .verdict: predecessor(of: type, in: Verdict.self)
        case .disposition: predecessor(of: type, in: Disposition.self)
        case .resolution: predecessor(of: type, in: Resolution.self)
        case .shipment: predecessor(of: type, in: ShipmentState.self)
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
        case .endpoint, .test: ""
        }
    }

    private static func after(_ type: EventType) -> String? {
        switch type.kind {
        case "return.extended": "2027-01-05"
        case "return.reopened": RMAState.approved.rawValue
        case "line.counted": ReceiptState.received.rawValue
        case "task.reopened": TaskState.open.rawValue
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
        case .resolution where type.kind == "line.refunded" || type.kind == "line.credited":
            return ["amount": "49.90", "currency": "EUR", "units": 1]
        case .shipment where type.axis == ShipmentState.axisName && type.kind == "shipment.in_transit":
            return ["occurred_at": "2026-11-21T13:05:00.000Z", "place": "Leipzig"]
        case .authorization where type.kind == "return.feedback":
            return ["rating": 5]
        case .task:
            return ["kind": "handle_goods", "about": "line:1", "audience": "staff", "due_on": "2026-11-25"]
        case .unit where type.axis == Disposition.axisName:
            return ["line": 1, "quantity": 1, "serial": "LM2-00417", "bin": "C-4", "rule": "light wear"]
        case .unit where type.axis == Change.judgementAxis:
            return ["line": 1, "quantity": 1, "serial": "LM2-00417", "grade": "b"]
        case .unit: return ["line": 1, "audience": "staff"]
        case .authorization, .receipt, .verdict, .disposition, .resolution, .shipment, .test:
            return .object([])
        }
    }

    static func stored(_ type: EventType) -> StoredCase {
        let lamp = RequestedLine(
            order: OrderNumber(trusted: "A-1001"), sku: SKU(trusted: "LAMP-2"), title: "Desk lamp", quantity: 1,
            reason: .unwanted)
        var shipment = Shipment(
            number: 1, code: .sscc("006141410000000050"), warehouse: WarehouseName(trusted: "main"))
        if type.family == .shipment, let state = ShipmentState(rawValue: event(type).draft.after) {
            shipment.state = state
        }
        let state =
            type.axis == RMAState.axisName ? RMAState(rawValue: event(type).draft.after) ?? .approved : .approved
        var unit = CaseUnit(
            number: 1, line: 1, quantity: 1, serial: SerialNumber(trusted: "LM2-00417"), serialFinding: .announced,
            verdict: .accepted, grade: .b, photos: [UnitPhoto(name: "bench/17.jpg")],
            note: "Small scratch on the base.", judgedOn: CalendarDate(year: 2026, month: 11, day: 21))
        if type.family == .unit { unit.disposition = Disposition(rawValue: event(type).draft.after) ?? .openBox }
        return StoredCase(
            id: 1,
            case: ReturnCase(
                number: RMANumber(trusted: "RMA-4KD-9T2X"), state: state,
                validUntil: CalendarDate(year: 2026, month: 12, day: 22),
                lines: [CaseLine(number: 1, product: lamp, line: Line(requested: 1, authorized: 1))],
                shipments: [shipment], units: type.family == .unit ? [unit] : []),
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
