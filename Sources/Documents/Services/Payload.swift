import JSONText
import Returns

/// What one event of a payload says, in our words. Fields are those of `Shape.trackingEvent`; each knows its place.
struct PayloadEvent {
    /// The event in the payload.
    let spot: Spot
    private(set) var fields: [(name: String, value: JSONNode.Value, spot: Spot)] = []
    private(set) var occurredAt: ForeignMoment?

    init(_ spot: Spot) { self.spot = spot }

    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    func text(_ name: String) -> String? {
        guard case .string(let text) = fields.first(where: { $0.name == name })?.value else { return nil }
        return text
    }

    /// Says something, unless that was said already.
    mutating func say(_ name: String, _ text: String?, from spot: Spot? = nil) {
        guard let text, !has(name) else { return }
        fields.append((name, .string(text), spot ?? self.spot))
    }

    /// Foreign prose, shortened and without what may not stand in ours: it must never cost the event.
    mutating func quote(_ name: String, _ text: String?, from spot: Spot?, charactersMax: Int) {
        if let text = text.flatMap({ Self.clean($0, charactersMax: charactersMax) }) { say(name, text, from: spot) }
    }

    mutating func quote(_ name: String, _ foreign: Spot?, charactersMax: Int) {
        quote(name, foreign?.text, from: foreign, charactersMax: charactersMax)
    }

    /// Who carries the parcel, by the service's name for them, however that is written.
    mutating func carry(by name: String?, from spot: Spot?) {
        let known = name.flatMap { Self.clean($0.lowercased(), bytesMax: CarrierName.bytesMax) }
        say("carrier", known ?? "unknown", from: spot)
    }

    private static func clean(_ text: String, bytesMax: Int) -> String? {
        guard var clean = clean(text, charactersMax: bytesMax) else { return nil }
        while clean.utf8.count > bytesMax || clean.last?.isWhitespace == true { clean.removeLast() }
        return clean.isEmpty ? nil : clean
    }

    private static func clean(_ text: String, charactersMax: Int) -> String? {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(charactersMax) where !scalar.isBidirectionalControl {
            let isHidden = (0x200B...0x200D).contains(scalar.value) || scalar.value == 0xFEFF
            if !isHidden { scalars.append(scalar.isControl ? " " : scalar) }
        }
        let clean = String(String(scalars).trimmingWhitespace())
        return clean.isEmpty ? nil : clean
    }

    /// The first of several times that can be true; where none can, the first that is given, to be refused by name.
    mutating func happened(at foreign: Spot?...) {
        let given = foreign.compactMap { spot -> (spot: Spot, moment: ForeignMoment)? in
            guard let spot, let text = spot.text else { return nil }
            let moment = ForeignMoment(text)
            return moment.isNever ? nil : (spot, moment)
        }
        guard occurredAt == nil, let (foreign, moment) = given.first(where: \.moment.isPlausible) ?? given.first else {
            return
        }
        occurredAt = moment
        say("occurred_at", moment.text, from: foreign)
        if moment.isUncertain { fields.append(("time_is_uncertain", .bool(true), foreign)) }
    }

    mutating func forgetTime() {
        occurredAt = nil
        fields.removeAll { $0.name == "occurred_at" || $0.name == "time_is_uncertain" }
    }

    mutating func estimate(_ foreign: Spot?, saidAt said: Spot?) {
        guard let foreign, let text = foreign.text, CalendarDate(iso: text.prefix(10)) != nil else { return }
        say("estimated_delivery", String(text.prefix(10)), from: foreign)
        guard let said, let text = said.text else { return }
        let moment = ForeignMoment(text)
        if moment.moment != nil { say("estimated_at", moment.text, from: said) }
    }

    /// Takes out a day of delivery, or the moment at which it was named, that cannot be meant: they are said beside
    /// the event, and must never cost it.
    mutating func dropEstimate(unlessIn days: ClosedRange<CalendarDate>, saidBy today: CalendarDate) {
        let day = text("estimated_delivery").flatMap { CalendarDate(iso: $0) }
        let isMeant = day.map(days.contains) ?? false
        let isSaid =
            text("estimated_at").map(ForeignMoment.init)
            .map { $0.isPlausible && ($0.moment?.date ?? today) <= today } ?? false
        fields.removeAll {
            ($0.name == "estimated_delivery" && !isMeant) || ($0.name == "estimated_at" && !(isMeant && isSaid))
        }
    }

    var status: ShipmentState? { text("status").flatMap(ShipmentState.init) }

    mutating func mean(_ meaning: Meaning) {
        say("status", meaning.status?.rawValue)
        say("reason", meaning.reason?.rawValue)
        say("action_required", meaning.action?.rawValue)
    }

    /// It has come home to its sender, whatever the word for that is.
    mutating func turnBack() {
        guard let place = fields.firstIndex(where: { $0.name == "status" }) else { return }
        fields[place].value = .string(ShipmentState.returnedToSender.rawValue)
    }

    /// Says that there is a parcel, and neither when nor that anything has happened to it: a label that nobody has
    /// scanned yet, a scan without its time.
    var hasNoNews: Bool {
        guard occurredAt == nil, has("number"), has("code") else { return false }
        return status.map { !$0.isTrouble && $0 != .delivered && $0 != .voided } ?? true
    }

    mutating func refer(to texts: [Spot?]) {
        var known: [JSONNode] = []
        let bytesMax = Name<ReferenceSubject>.bytesMax
        for case let spot? in texts {
            guard let text = spot.text.flatMap({ Self.clean($0, bytesMax: bytesMax) }) else { continue }
            known.append(JSONNode(.string(text), position: spot.node.position))
        }
        if !known.isEmpty { fields.append(("references", .array(Array(known.prefix(10))), spot)) }
    }

    /// The event as a record of ours.
    var node: JSONNode {
        let place = spot.node.position
        return JSONNode(
            .object(
                fields.map { field in
                    JSONNode.Member(
                        key: field.name, keyPosition: field.spot.node.position, bytes: 0..<0,
                        value: JSONNode(field.value, position: field.spot.node.position))
                }), position: place)
    }

    /// Where each field stands in the payload.
    var paths: [String: String] {
        Dictionary(fields.map { ($0.name, $0.spot.path) }, uniquingKeysWith: { first, _ in first })
    }
}

/// What a service's words mean in ours; a status of nil is one that we do not know.
struct Meaning: Equatable {
    var status: ShipmentState?
    var reason: TrackingReason?
    var action: TrackingAction?

    init(_ status: ShipmentState?, _ reason: TrackingReason? = nil, _ action: TrackingAction? = nil) {
        self.status = status
        self.reason = reason
        self.action = action
    }
}

extension Meaning {
    /// Whether a detail says more than the status beside it. Of a parcel that is delivered or on its way back it does
    /// so only with another end.
    func isOutdone(by detail: Meaning) -> Bool {
        switch status {
        case .delivered: detail.status == .returnedToSender
        case .returnedToSender: detail.status?.isGraveTrouble ?? false
        case .labelRequested, .labelReady, .handedOver, .inTransit, .outForDelivery, .checkedIn, .expired, .voided,
            .delayed, .exception, .damaged, .lost, .refused, nil:
            true
        }
    }
}

/// A message of a tracking service: which it is, and what it holds.
struct Payload {
    let service: TrackingService
    /// In the order of the payload.
    var events: [PayloadEvent]
    /// The service says that it is a trial of its own or of its user's.
    var isTest = false
    /// What it is instead, where it is a message about something else than a parcel on its way.
    var isAbout: String?
}

extension Payload {
    /// Knows a payload by its content. nil: it is none of a service that we know.
    /// - Parameter wanted: what its `type` says, where it has one.
    static func of(_ root: Spot, wanted: TrackingService?) -> Payload? {
        guard root.isObject else { return nil }
        for service in TrackingService.allCases where wanted == nil || wanted == service {
            let found =
                switch service {
                case .easypost: EasyPostPayload.read(root)
                case .shippo: ShippoPayload.read(root)
                case .aftership: AfterShipPayload.read(root)
                case .shipengine: ShipEnginePayload.read(root)
                }
            if var found {
                found.isTest = service.isTest(root)
                return found
            }
        }
        return nil
    }

    /// Oldest first, and of the same moment as the payload has them; what has no time that can be read comes last.
    var ordered: [PayloadEvent] {
        events.enumerated().sorted { left, right in
            let (first, second) = (left.element.occurredAt?.moment, right.element.occurredAt?.moment)
            switch (first, second) {
            case (let first?, let second?): return (first, left.offset) < (second, right.offset)
            case (.some, nil): return true
            case (nil, .some): return false
            case (nil, nil): return left.offset < right.offset
            }
        }.map(\.element)
    }

    /// The index of the newest event.
    /// - Parameter toldOnly: of those that say where the parcel is: what is refused takes along what it was given of
    ///   the parcel as a whole.
    static func newest(_ events: [PayloadEvent], toldOnly: Bool = false) -> Int? {
        let dated = events.indices.filter { events[$0].occurredAt?.moment != nil }
        let told = toldOnly ? dated.filter { events[$0].text("status") != nil } : []
        let timed = told.isEmpty ? dated : told
        return timed.max { left, right in
            let (first, second) = (events[left].occurredAt?.moment, events[right].occurredAt?.moment)
            return (first?.milliseconds ?? 0, right) < (second?.milliseconds ?? 0, left)
        } ?? events.indices.last
    }

    /// Adds what the service says of the parcel as a whole, where none of its events says so. Without any event it is
    /// all that there is, with a time or without.
    mutating func add(summary: PayloadEvent) {
        var summary = summary
        let isTold = events.contains { $0.text("status") == summary.text("status") }
        let matters = summary.status.map { $0.isGraveTrouble || $0 == .delivered || $0 == .voided } ?? false
        // A code may have its detail behind it: `unknown/unknown`.
        let code = summary.text("code")?.lowercased().split(separator: "/") ?? []
        if summary.status == nil, !code.isEmpty, code.allSatisfy({ Self.unknown.contains(String($0)) }) {
            // When the service last looked is no time of the parcel.
            summary.forgetTime()
        }
        let isTimed = events.contains { $0.occurredAt?.moment != nil }
        guard events.isEmpty || (summary.occurredAt != nil && (!isTimed || (matters && !isTold))) else { return }
        events.append(summary)
    }

    /// The services' own words for "nothing is known".
    private static let unknown: Set = ["unknown", "un"]

    /// Where the service says of the parcel as a whole that it went back to its sender, what happens after the turn is
    /// on the way back, and "delivered" is at the sender's door.
    mutating func turnBack(if isReturned: Bool) {
        guard isReturned else { return }
        let turn = events.filter { $0.status == .returnedToSender || $0.status == .refused }
            .compactMap { $0.occurredAt?.moment }.min()
        for index in events.indices {
            guard let status = events[index].status, status.isMoving || status == .delivered,
                let moment = events[index].occurredAt?.moment
            else { continue }
            if turn.map({ moment > $0 }) ?? (status == .delivered) { events[index].turnBack() }
        }
    }
}

extension TrackingService {
    /// Whether a message says of itself that it was made with a test key.
    fileprivate func isTest(_ root: Spot) -> Bool {
        switch self {
        case .easypost: (root["result"]?["mode"] ?? root["mode"])?.text == "test"
        case .shippo: root["test"]?.isTrue ?? root["data"]?["test"]?.isTrue ?? false
        case .aftership, .shipengine: false
        }
    }
}
