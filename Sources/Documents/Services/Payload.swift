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
    mutating func quote(_ name: String, _ foreign: Spot?, charactersMax: Int) {
        guard let foreign, let text = foreign.text else { return }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(charactersMax) where !scalar.isBidirectionalControl {
            let isHidden = (0x200B...0x200D).contains(scalar.value) || scalar.value == 0xFEFF
            if !isHidden { scalars.append(scalar.isControl ? " " : scalar) }
        }
        let clean = String(String(scalars).trimmingWhitespace())
        if !clean.isEmpty { say(name, clean, from: foreign) }
    }

    mutating func happened(at foreign: Spot?) {
        guard occurredAt == nil, let foreign, let text = foreign.text else { return }
        let moment = ForeignMoment(text)
        occurredAt = moment
        say("occurred_at", moment.text, from: foreign)
        if moment.isUncertain { fields.append(("time_is_uncertain", .bool(true), foreign)) }
    }

    mutating func estimate(_ foreign: Spot?, saidAt said: Spot?) {
        guard let foreign, let text = foreign.text, CalendarDate(iso: text.prefix(10)) != nil else { return }
        say("estimated_delivery", String(text.prefix(10)), from: foreign)
        guard let said, let text = said.text else { return }
        let moment = ForeignMoment(text)
        if moment.moment != nil { say("estimated_at", moment.text, from: said) }
    }

    mutating func mean(_ meaning: Meaning) {
        say("status", meaning.status?.rawValue)
        say("reason", meaning.reason?.rawValue)
        say("action_required", meaning.action?.rawValue)
    }

    mutating func refer(to texts: [Spot?]) {
        var known: [JSONNode] = []
        for case let spot? in texts {
            guard let text = spot.text, text.utf8.count <= Name<ReferenceSubject>.bytesMax,
                !text.unicodeScalars.contains(where: \.isControl)
            else { continue }
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

/// A message of a tracking service: which it is, and what it holds.
struct Payload {
    let service: TrackingService
    /// In the order of the payload.
    var events: [PayloadEvent]
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
            if let found { return found }
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

    /// Adds what the service says of the parcel as a whole, where none of its events says so.
    mutating func add(summary: PayloadEvent) {
        guard summary.has("occurred_at") else { return }
        let status = summary.text("status").flatMap(ShipmentState.init)
        let isTold = events.contains { $0.text("status") == summary.text("status") }
        let matters = status.map { $0.isGraveTrouble || $0 == .delivered || $0 == .voided } ?? false
        if events.isEmpty || (matters && !isTold) { events.append(summary) }
    }
}
