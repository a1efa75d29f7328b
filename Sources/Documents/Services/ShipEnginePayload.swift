import JSONText
import Returns

/// ShipEngine: an `API_TRACK` webhook, or the answer of its API.
enum ShipEnginePayload {
    static func read(_ root: Spot) -> Payload? {
        if let type = root["resource_type"]?.text {
            guard type.uppercased() == "API_TRACK" else {
                return Payload(service: .shipengine, events: [], isAbout: type)
            }
            let data = root["data"] ?? root
            return Payload(service: .shipengine, events: events(data, carrier: carrier(in: root["resource_url"])))
        }
        guard root["tracking_number"] != nil, root["status_code"] != nil else { return nil }
        return Payload(service: .shipengine, events: events(root, carrier: nil))
    }

    /// Older messages name the carrier in the address of the resource alone: `…?carrier_code=usps&…`.
    private static func carrier(in address: Spot?) -> String? {
        let query = address?.text?.split(separator: "?").dropFirst().first ?? ""
        return query.split(separator: "&").first { $0.hasPrefix("carrier_code=") }.map { String($0.dropFirst(13)) }
    }

    private static func events(_ tracking: Spot, carrier: String?) -> [PayloadEvent] {
        let spots = tracking["events"]?.objects ?? []
        var events = spots.map { spot in
            var event = PayloadEvent(spot)
            name(&event, of: tracking, carrier)
            tell(&event, spot)
            // `carrier_occurred_at` is local time that is written as if it were UTC: it is the last resort.
            event.happened(at: spot["occurred_at"], spot["carrier_occurred_at"])
            event.quote(
                "message", spot.first("description", "carrier_status_description"), charactersMax: SharedFields.noteMax)
            event.quote(
                "carrier_code", spot.first("event_code", "carrier_status_code", "carrier_detail_code"),
                charactersMax: SharedFields.codeMax)
            event.quote(
                "place", Place.text(spot, "city_locality", "state_province", "country_code"), from: spot,
                charactersMax: SharedFields.nameMax)
            return event
        }
        if let newest = Payload.newest(events) {
            // Older messages say of the parcel as a whole what happened last, and not in the event.
            if events[newest].spot["status_code"] == nil { tell(&events[newest], tracking) }
            events[newest].estimate(tracking["estimated_delivery_date"], saidAt: nil)
        } else {
            var summary = PayloadEvent(tracking)
            name(&summary, of: tracking, carrier)
            tell(&summary, tracking)
            // A label that nobody has scanned bears the day on which it was meant to be sent.
            if let status = summary.status, status != .labelReady {
                summary.happened(at: tracking["actual_delivery_date"], tracking["ship_date"])
            }
            summary.estimate(tracking["estimated_delivery_date"], saidAt: nil)
            events = [summary]
        }
        var payload = Payload(service: .shipengine, events: events)
        let overall = meaning(tracking["status_code"]?.text ?? "", tracking["status_detail_code"]?.text)
        payload.turnBack(if: overall.status == .returnedToSender)
        return payload.events
    }

    private static func name(_ event: inout PayloadEvent, of tracking: Spot, _ carrier: String?) {
        let named = tracking.first("carrier_code", "carrier")
        event.carry(by: named?.text ?? carrier, from: named)
        event.say("number", tracking["tracking_number"]?.text, from: tracking["tracking_number"])
        event.refer(to: [tracking["reference"], tracking["external_shipment_id"], tracking["shipment_number"]])
    }

    private static func tell(_ event: inout PayloadEvent, _ spot: Spot) {
        guard let status = spot["status_code"]?.text else {
            // A code of the carrier's own is kept, and is one that we do not know.
            event.quote("code", spot.first("event_code", "carrier_status_code"), charactersMax: SharedFields.codeMax)
            return
        }
        let detail = spot["status_detail_code"]?.text
        event.mean(meaning(status, detail))
        event.quote(
            "code", status + (detail.map { "/\($0)" } ?? ""), from: spot["status_code"],
            charactersMax: SharedFields.codeMax)
    }

    static func meaning(_ status: String, _ detail: String?) -> Meaning {
        let plain = plain(status)
        guard let detail = detail?.uppercased(),
            let detailed = details[detail] ?? read(Set(detail.split(separator: "_").map(String.init)), plain),
            plain.isOutdone(by: detailed)
        else { return plain }
        return detailed
    }

    /// The details that are documented and say something else than their status, or more.
    private static let details: [String: Meaning] = [
        // With the status "accepted" there are some of which the carrier has the data, and not yet the parcel.
        "AWAITING_DESPATCH": Meaning(.labelReady), "AWAITING_ELECTRONIC_ADVICE": Meaning(.labelReady),
        "AWAITING_PICKUP_DROP_OFF": Meaning(.labelReady), "COLLECTION_FAILED": Meaning(.labelReady),
        "COLLECTION_REQUESTED": Meaning(.labelReady), "ELEC_ADVICE_RECD_BY_CARRIER": Meaning(.labelReady),
        "NOT_YET_RECEIVED_BY_CARRIER": Meaning(.labelReady), "SHIPMENT_CREATED": Meaning(.labelReady),
        "COLLECTION_MADE": Meaning(.handedOver), "DESPATCHED": Meaning(.handedOver),
        "DROPPED_OFF": Meaning(.handedOver), "PICKED_UP": Meaning(.handedOver),
        "OUT_FOR_DELIVERY": Meaning(.outForDelivery), "COD_AMOUNT_PAID": Meaning(.outForDelivery),
        "COD_AMOUNT_NOT_PAID": Meaning(.exception, .payment, .pay),
        "INVALID_METHOD_OF_PAYMENT": Meaning(.exception, .payment, .pay),
        "CUSTOMER_IDENTIFICATION_FAILED": Meaning(.exception, nil, .contactCarrier),
        "NO_ACCESS_TO_RECIPIENTS_ADDRESS": Meaning(.exception, .businessClosed),
        "ADDRESS_QUERY": Meaning(.exception, .address, .correctAddress),
        "CARRIER_DELAYS": Meaning(.delayed, .carrierProblem), "DELAYED_NOT_CARRIER": Meaning(.delayed, .externalEvent),
        "HELD_BY_CARRIER": Meaning(.delayed, .held), "INCORRECT_DECLARATION": Meaning(.delayed, .documents),
        "HELD_BY_CARRIER_FOR_CLEARANCE_PRE_PROCESSING": Meaning(.delayed, .customs),
        "HELD_BY_CUSTOMS": Meaning(.delayed, .customs), "HELD_BY_EXPORT_CUSTOMS": Meaning(.delayed, .customs),
        "HELD_BY_IMPORT_CUSTOMS": Meaning(.delayed, .customs), "MISSORTED": Meaning(.delayed, .missorted),
        "ROUTING_ERROR": Meaning(.delayed, .missorted), "PARCEL_REPACKED": Meaning(.delayed, .carrierProblem),
        "CANCELLED": Meaning(.voided), "CANCELLED_BEFORE_DESPATCH": Meaning(.voided),
        "PARCEL_DAMAGED": Meaning(.damaged), "PARCEL_DISPOSED": Meaning(.lost), "PARCEL_LOST": Meaning(.lost),
        "REFUSED_BY_CUSTOMER": Meaning(.refused),
        // All of these go back.
        "CUSTOMER_MOVED": Meaning(.returnedToSender, .address), "HAZARDOUS_PROHIBITED": Meaning(.returnedToSender),
        "NOT_COLLECTED_FROM_PICKUP_POINT": Meaning(.returnedToSender, .unclaimed),
        "NOT_DELIVERED": Meaning(.returnedToSender), "RETURN_TO_SENDER": Meaning(.returnedToSender),
        "PARCEL_OUTSIDE_OF_SERVICE_CAPABILITY": Meaning(.returnedToSender),
        "NOT_DELIVERED_ADDRESSEE_DECEASED": Meaning(.exception, nil, .contactCarrier),
    ]

    /// The words of a detail that is not documented: the list grows. What costs money is believed where the service
    /// itself calls it an exception, and says it of the parcel.
    private static func read(_ words: Set<String>, _ plain: Meaning) -> Meaning? {
        if words.contains("SENDER"), words.contains(where: { $0.hasPrefix("RETURN") }) {
            return Meaning(.returnedToSender)
        }
        if plain.status == .exception {
            let isOfParcel = !words.isDisjoint(with: ["PARCEL", "PACKAGE", "SHIPMENT", "ITEM", "GOODS"])
            if isOfParcel, words.contains("DAMAGED") { return Meaning(.damaged) }
            if isOfParcel, words.contains("LOST") { return Meaning(.lost) }
            if words.contains("REFUSED") { return Meaning(.refused) }
        }
        if words.contains("ADDRESS"), !words.isDisjoint(with: ["INSUFFICIENT", "INCORRECT", "INVALID"]) {
            return Meaning(.exception, .address, .correctAddress)
        }
        if words.contains("WEATHER") { return Meaning(.delayed, .weather) }
        if words.isSuperset(of: ["AWAITING", "COLLECTION"]), plain.status != .handedOver, plain.status != .labelReady {
            return Meaning(.exception, nil, .pickUp)
        }
        if words.contains(where: { $0.hasPrefix("DELAY") }) { return Meaning(.delayed) }
        if words.contains("RESCHEDULED") { return Meaning(.delayed, .rescheduled) }
        if words.contains("CUSTOMS"), !words.contains("CLEARED") {
            return Meaning(plain.status, .customs, plain.action)
        }
        return nil
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
