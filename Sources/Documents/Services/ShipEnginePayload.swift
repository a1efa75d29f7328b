import JSONText
import Returns

/// ShipEngine: an `API_TRACK` webhook, or the answer of its API.
enum ShipEnginePayload {
    static func read(_ root: Spot) -> Payload? {
        if let type = root["resource_type"]?.text {
            guard type == "API_TRACK", let data = root["data"] else {
                return Payload(service: .shipengine, events: [], isAbout: type)
            }
            return Payload(service: .shipengine, events: events(data, carrier: carrier(in: root["resource_url"])))
        }
        guard root["tracking_number"] != nil, root["status_code"] != nil, root["events"] != nil else { return nil }
        return Payload(service: .shipengine, events: events(root, carrier: nil))
    }

    /// Older messages name the carrier in the address of the resource alone: `…?carrier_code=usps&…`.
    private static func carrier(in address: Spot?) -> String? {
        let query = address?.text?.split(separator: "?").dropFirst().first ?? ""
        return query.split(separator: "&").first { $0.hasPrefix("carrier_code=") }.map { String($0.dropFirst(13)) }
    }

    private static func events(_ tracking: Spot, carrier: String?) -> [PayloadEvent] {
        let spots = tracking["events"]?.elements ?? []
        var events = spots.map { spot in
            var event = PayloadEvent(spot)
            name(&event, of: tracking, carrier)
            tell(&event, spot)
            // `carrier_occurred_at` is local time that is written as if it were UTC: it is the last resort.
            event.happened(at: spot.first("occurred_at", "carrier_occurred_at"))
            event.quote(
                "message", spot.first("description", "carrier_status_description"), charactersMax: SharedFields.noteMax)
            event.quote(
                "carrier_code", spot.first("event_code", "carrier_status_code", "carrier_detail_code"),
                charactersMax: 100)
            event.say("place", Place.text(spot, "city_locality", "state_province", "country_code"), from: spot)
            return event
        }
        if let newest = Payload.newest(events) {
            // Older messages say of the parcel as a whole what happened last, and not in the event.
            if !events[newest].has("code") || events[newest].text("status") == nil { tell(&events[newest], tracking) }
            events[newest].estimate(tracking["estimated_delivery_date"], saidAt: nil)
        } else {
            var summary = PayloadEvent(tracking)
            name(&summary, of: tracking, carrier)
            tell(&summary, tracking)
            summary.happened(at: tracking.first("actual_delivery_date", "ship_date"))
            summary.estimate(tracking["estimated_delivery_date"], saidAt: nil)
            events = [summary]
        }
        return events
    }

    private static func name(_ event: inout PayloadEvent, of tracking: Spot, _ carrier: String?) {
        let named = tracking.first("carrier_code", "carrier")
        event.say("carrier", (named?.text ?? carrier ?? "unknown").lowercased(), from: named)
        event.say("number", tracking["tracking_number"]?.text, from: tracking["tracking_number"])
        event.refer(to: [tracking["reference"], tracking["external_shipment_id"], tracking["shipment_number"]])
    }

    private static func tell(_ event: inout PayloadEvent, _ spot: Spot) {
        guard let status = spot["status_code"]?.text else {
            // A code of the carrier's own is kept, and is one that we do not know.
            event.say("code", spot.first("event_code", "carrier_status_code")?.text, from: spot)
            return
        }
        let detail = spot["status_detail_code"]?.text
        event.mean(meaning(status, detail))
        event.say("code", status + (detail.map { "/\($0)" } ?? ""), from: spot["status_code"])
    }

    /// The detail's words are read one by one: the list of details is long, and grows.
    static func meaning(_ status: String, _ detail: String?) -> Meaning {
        let plain = plain(status)
        guard let detail, plain.status != .delivered else { return plain }
        let words = Set(detail.uppercased().split(separator: "_").map(String.init))
        if words.contains("DAMAGED") { return Meaning(.damaged) }
        if words.contains("LOST") || words.contains("MISSING") { return Meaning(.lost) }
        if words.contains("REFUSED") { return Meaning(.refused) }
        if words.isSuperset(of: ["RETURN", "SENDER"]) || words.isSuperset(of: ["RETURNED", "SENDER"]) {
            return Meaning(.returnedToSender)
        }
        if words.isSuperset(of: ["OUT", "FOR", "DELIVERY"]) { return Meaning(.outForDelivery) }
        if words.contains("ADDRESS") { return Meaning(.exception, .address, .correctAddress) }
        if words.contains("WEATHER") { return Meaning(.delayed, .weather) }
        if words.contains("COLLECTION"), words.contains("AWAITING") { return Meaning(.exception, nil, .pickUp) }
        if words.contains("DELAYED") || words.contains("DELAY") { return Meaning(.delayed) }
        if words.contains("RESCHEDULED") { return Meaning(.delayed, .rescheduled) }
        if words.contains("CUSTOMS"), !words.contains("CLEARED") {
            return Meaning(plain.status, .customs, plain.action)
        }
        return plain
    }

    private static func plain(_ status: String) -> Meaning {
        switch status.uppercased() {
        case "NY": Meaning(.labelReady)
        case "AC": Meaning(.handedOver)
        case "IT": Meaning(.inTransit)
        case "DE": Meaning(.delivered)
        case "EX": Meaning(.exception)
        case "AT": Meaning(.exception, .recipientAbsent)
        case "SP": Meaning(.exception, nil, .pickUp)
        default: Meaning(nil)
        }
    }
}
