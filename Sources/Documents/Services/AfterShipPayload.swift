import JSONText
import Returns

/// AfterShip: a webhook with `msg`, or the answer of the API with one tracking or several.
enum AfterShipPayload {
    static func read(_ root: Spot) -> Payload? {
        if let message = root["msg"], isTracking(message) {
            return Payload(service: .aftership, events: events(message, sentAt: root["ts"]))
        }
        guard let data = root["data"] else {
            if let told = webhook(root) { return told }
            return isTracking(root) ? Payload(service: .aftership, events: events(root, sentAt: nil)) : nil
        }
        if let tracking = data["tracking"], isTracking(tracking) {
            return Payload(service: .aftership, events: events(tracking, sentAt: nil))
        }
        if let trackings = data["trackings"]?.objects, trackings.contains(where: isTracking) {
            return Payload(service: .aftership, events: trackings.flatMap { events($0, sentAt: nil) })
        }
        return isTracking(data) ? Payload(service: .aftership, events: events(data, sentAt: nil)) : webhook(root)
    }

    /// A webhook without a tracking where we know it: about something else, or news whose parcel is to be named.
    private static func webhook(_ root: Spot) -> Payload? {
        guard root["event_id"] != nil, let event = root["event"]?.text else { return nil }
        guard event.hasPrefix("tracking") else { return Payload(service: .aftership, events: [], isAbout: event) }
        return Payload(service: .aftership, events: events(root["msg"] ?? root["data"] ?? root, sentAt: root["ts"]))
    }

    private static func isTracking(_ spot: Spot) -> Bool {
        spot["tracking_number"] != nil && (spot["checkpoints"] != nil || (spot["slug"] != nil && spot["tag"] != nil))
    }

    private static func events(_ tracking: Spot, sentAt: Spot?) -> [PayloadEvent] {
        var payload = Payload(
            service: .aftership,
            events: (tracking["checkpoints"]?.objects ?? []).map { checkpoint in
                var event = PayloadEvent(checkpoint)
                tell(&event, checkpoint, of: tracking)
                event.happened(at: checkpoint["checkpoint_time"], checkpoint["created_at"])
                event.quote(
                    "message", checkpoint.first("message", "subtag_message"), charactersMax: SharedFields.noteMax)
                event.quote(
                    "carrier_code", checkpoint.first("raw_tag", "raw_status", "raw_status_code"),
                    charactersMax: SharedFields.codeMax)
                let place =
                    checkpoint["location"]?.text
                    ?? Place.text(checkpoint, "city", "state", "country_name")
                    ?? Place.text(checkpoint, "country_region", "country_iso3")
                event.quote("place", place, from: checkpoint["location"], charactersMax: SharedFields.nameMax)
                return event
            })
        var summary = PayloadEvent(tracking)
        tell(&summary, tracking, of: tracking)
        summary.happened(at: tracking["updated_at"], tracking["last_updated_at"], sentAt)
        payload.add(summary: summary)
        payload.turnBack(
            if: summary.status == .returnedToSender || tracking["return_to_sender"]?.isTrue ?? false)
        if let newest = Payload.newest(payload.events, toldOnly: true) {
            let said = tracking.first("updated_at", "last_updated_at") ?? sentAt
            payload.events[newest].estimate(estimate(tracking), saidAt: said)
        }
        return payload.events
    }

    private static func estimate(_ tracking: Spot) -> Spot? {
        tracking["latest_estimated_delivery"]?.first("datetime", "datetime_max")
            ?? tracking["courier_estimated_delivery_date"]?.first("estimated_delivery_date")
            ?? tracking.first("expected_delivery")
            ?? tracking["aftership_estimated_delivery_date"]?.first("estimated_delivery_date")
    }

    private static func tell(_ event: inout PayloadEvent, _ spot: Spot, of tracking: Spot) {
        let carrier = spot["slug"] ?? tracking["slug"]
        event.carry(by: carrier?.text, from: carrier)
        event.say("number", tracking["tracking_number"]?.text, from: tracking["tracking_number"])
        event.refer(to: [
            tracking["order_id"], tracking["order_number"], tracking["title"], tracking["note"],
            tracking["custom_fields"]?["rma"],
        ])
        let (tag, subtag) = (spot["tag"]?.text, spot["subtag"]?.text)
        guard let code = subtag ?? tag else { return }
        event.mean(meaning(tag, subtag))
        event.quote("code", code, from: spot["subtag"] ?? spot["tag"], charactersMax: SharedFields.codeMax)
    }

    static func meaning(_ tag: String?, _ subtag: String?) -> Meaning {
        let family = tag ?? subtag?.split(separator: "_").first.map(String.init) ?? ""
        return subtag.flatMap(detailed) ?? plain(family)
    }

    private static func plain(_ tag: String) -> Meaning {
        switch tag {
        case "Pending", "InfoReceived": Meaning(.labelReady)
        case "InTransit": Meaning(.inTransit)
        case "OutForDelivery": Meaning(.outForDelivery)
        case "AttemptFail": Meaning(.exception, .recipientAbsent)
        case "AvailableForPickup": Meaning(.exception, nil, .pickUp)
        case "Delivered": Meaning(.delivered)
        case "Exception": Meaning(.exception)
        default: Meaning(nil)
        }
    }

    /// What a subtag says beyond its tag.
    private static func detailed(_ subtag: String) -> Meaning? {
        switch subtag {
        case "InTransit_002": Meaning(.handedOver)
        case "InTransit_006": Meaning(.inTransit, .customs)
        case "AttemptFail_003": Meaning(.exception, .businessClosed)
        case "Exception_002": Meaning(.exception, .address)
        case "Exception_003": Meaning(.refused)
        case "Exception_004": Meaning(.delayed, .customs, .clearCustoms)
        case "Exception_005": Meaning(.delayed, .externalEvent)
        case "Exception_006": Meaning(.exception, .payment, .pay)
        case "Exception_007": Meaning(.exception, .address, .correctAddress)
        case "Exception_008": Meaning(.exception, .unclaimed, .pickUp)
        case "Exception_009": Meaning(.exception, .carrierProblem, .contactCarrier)
        case "Exception_010", "Exception_011": Meaning(.returnedToSender)
        case "Exception_012": Meaning(.damaged)
        // What was disposed of will not come either.
        case "Exception_013", "Exception_021": Meaning(.lost)
        case "Exception_016", "Exception_019": Meaning(.delayed, .carrierProblem)
        case "Exception_017": Meaning(.delayed, .weather)
        case "Exception_018": Meaning(.exception, .documents, .clearCustoms)
        case "Exception_020": Meaning(.voided)
        default: nil
        }
    }
}
