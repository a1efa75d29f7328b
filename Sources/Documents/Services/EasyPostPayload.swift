import JSONText
import Returns

/// EasyPost: an Event with a Tracker in it, a Tracker alone, or a list of Trackers.
enum EasyPostPayload {
    static func read(_ root: Spot) -> Payload? {
        if root["object"]?.text == "Event" {
            guard let result = root["result"], result["object"]?.text == "Tracker" || result["tracking_code"] != nil
            else {
                let about = root["description"]?.text ?? root["result"]?["object"]?.text ?? "something else"
                return Payload(service: .easypost, events: [], isAbout: about)
            }
            return Payload(service: .easypost, events: events(result))
        }
        if root["object"]?.text == "Tracker" || (root["tracking_code"] != nil && root["tracking_details"] != nil) {
            return Payload(service: .easypost, events: events(root))
        }
        if let trackers = (root["trackers"] ?? root["result"]?["trackers"])?.objects,
            trackers.contains(where: { $0["tracking_code"] != nil })
        {
            return Payload(service: .easypost, events: trackers.flatMap(events))
        }
        return nil
    }

    private static func events(_ tracker: Spot) -> [PayloadEvent] {
        var payload = Payload(
            service: .easypost,
            events: (tracker["tracking_details"]?.objects ?? []).map { detail in
                var event = PayloadEvent(detail)
                tell(&event, detail, of: tracker)
                event.happened(at: detail["datetime"])
                event.quote("message", detail.first("description", "message"), charactersMax: SharedFields.noteMax)
                event.quote("carrier_code", detail["carrier_code"], charactersMax: SharedFields.codeMax)
                let place = detail["tracking_location"]
                event.quote(
                    "place", Place.text(place, "city", "state", "country"), from: place,
                    charactersMax: SharedFields.nameMax)
                return event
            })
        var summary = PayloadEvent(tracker)
        tell(&summary, tracker, of: tracker)
        summary.happened(at: tracker.first("updated_at", "created_at"))
        payload.add(summary: summary)
        payload.turnBack(if: summary.status == .returnedToSender)
        if let newest = Payload.newest(payload.events, toldOnly: true) {
            payload.events[newest].estimate(tracker["est_delivery_date"], saidAt: tracker["updated_at"])
        }
        return payload.events
    }

    private static func tell(_ event: inout PayloadEvent, _ spot: Spot, of tracker: Spot) {
        event.carry(by: tracker["carrier"]?.text, from: tracker["carrier"])
        event.say("number", tracker["tracking_code"]?.text, from: tracker["tracking_code"])
        event.refer(to: [tracker["reference"], tracker["shipment_reference"]])
        guard let status = spot["status"]?.text else { return }
        let detail = spot["status_detail"]?.text
        event.mean(meaning(status, detail))
        event.quote(
            "code", status + (detail.map { "/\($0)" } ?? ""), from: spot["status"], charactersMax: SharedFields.codeMax)
    }

    /// The detail says more than the status, but for a parcel that is there.
    static func meaning(_ status: String, _ detail: String?) -> Meaning {
        let plain = plain(status)
        switch (detail, plain.status) {
        case (nil, _), (_, .delivered): return plain
        // Before the hand-over a label can be cancelled; on the way back a parcel can be lost or damaged.
        case (let detail?, .labelReady): return detail == "cancelled" ? Meaning(.voided) : plain
        case (let detail?, .returnedToSender):
            return detail == "damaged" ? Meaning(.damaged) : detail == "lost" ? Meaning(.lost) : plain
        case (let detail?, _): return detailed(detail, plain)
        }
    }

    private static func detailed(_ detail: String, _ plain: Meaning) -> Meaning {
        switch detail {
        case "received_at_origin_facility" where plain.status == .inTransit: return Meaning(.handedOver)
        case "delayed": return Meaning(.delayed)
        case "weather_delay": return Meaning(.delayed, .weather)
        case "missorted": return Meaning(.delayed, .missorted)
        case "held": return Meaning(.delayed, .held)
        case "address_correction": return Meaning(.exception, .address, .correctAddress)
        case "awaiting_information": return Meaning(.exception, .documents, .contactCarrier)
        case "arrived_at_pickup_location": return Meaning(.exception, nil, .pickUp)
        case "transit_exception": return Meaning(.exception)
        case "delivery_exception": return Meaning(.exception, nil, plain.action)
        case "damaged": return Meaning(.damaged)
        case "lost": return Meaning(.lost)
        case "refused": return Meaning(.refused)
        case "return": return Meaning(.returnedToSender)
        case "cancelled": return Meaning(.voided)
        default: return plain
        }
    }

    private static func plain(_ status: String) -> Meaning {
        switch status {
        case "pre_transit": Meaning(.labelReady)
        case "in_transit": Meaning(.inTransit)
        case "out_for_delivery": Meaning(.outForDelivery)
        case "delivered": Meaning(.delivered)
        case "available_for_pickup": Meaning(.exception, nil, .pickUp)
        case "return_to_sender": Meaning(.returnedToSender)
        case "failure", "error": Meaning(.exception)
        case "cancelled": Meaning(.voided)
        default: Meaning(nil)
        }
    }
}

/// A place in words, from the parts that a service gives.
enum Place {
    static func text(_ spot: Spot?, _ keys: String...) -> String? {
        guard let spot else { return nil }
        let text = keys.compactMap { spot[$0]?.text }.joined(separator: ", ")
        return text.isEmpty ? nil : text
    }
}
