import JSONText
import Returns

/// Shippo: a `track_updated` event, or a track alone.
enum ShippoPayload {
    static func read(_ root: Spot) -> Payload? {
        if let event = root["event"]?.text, let data = root["data"] {
            // A transaction is a label that was bought; it bears a tracking status, too, without a time.
            guard !event.hasPrefix("transaction_"), data["tracking_number"] != nil,
                data["tracking_status"] != nil || data["tracking_history"] != nil
            else {
                let isShippo = event.hasPrefix("transaction_") || event.hasPrefix("batch_") || event == "track_updated"
                return isShippo ? Payload(service: .shippo, events: [], isAbout: event) : nil
            }
            return Payload(service: .shippo, events: events(data))
        }
        guard root["tracking_number"] != nil, root["carrier"] != nil,
            root["tracking_status"]?.isObject == true || root["tracking_history"] != nil
        else { return nil }
        return Payload(service: .shippo, events: events(root))
    }

    private static func events(_ track: Spot) -> [PayloadEvent] {
        // The newest status stands in the history, too, but not always yet.
        let history = track["tracking_history"]?.objects ?? []
        let current = track["tracking_status"].flatMap { $0.isObject ? $0 : nil }
        let isTold = { (status: Spot) in
            history.contains {
                $0["status"]?.text == status["status"]?.text && $0["status_date"]?.text == status["status_date"]?.text
            }
        }
        let spots = history + [current].compactMap { $0 }.filter { !isTold($0) }
        var events = spots.map { status in
            var event = PayloadEvent(status)
            event.carry(by: track["carrier"]?.text, from: track["carrier"])
            event.say("number", track["tracking_number"]?.text, from: track["tracking_number"])
            event.refer(to: [track["metadata"], track["reference"], track["order"]])
            let substatus = status["substatus"]
            let code = substatus?["code"]?.text ?? substatus?.text
            if let word = status["status"]?.text {
                event.mean(meaning(word, code, needsAction: substatus?["action_required"]?.isTrue ?? false))
                event.quote(
                    "code", word + (code.map { "/\($0)" } ?? ""), from: status["status"],
                    charactersMax: SharedFields.codeMax)
            }
            event.happened(at: status["status_date"])
            event.quote("message", status.first("status_details"), charactersMax: SharedFields.noteMax)
            event.quote(
                "place", Place.text(status["location"], "city", "state", "country"), from: status["location"],
                charactersMax: SharedFields.nameMax)
            return event
        }
        var payload = Payload(service: .shippo, events: events)
        payload.turnBack(if: current?["status"]?.text?.uppercased() == "RETURNED")
        events = payload.events
        if let newest = Payload.newest(events, toldOnly: true) {
            events[newest].estimate(track["eta"], saidAt: current?.first("object_updated", "status_date"))
        }
        return events
    }

    static func meaning(_ status: String, _ substatus: String?, needsAction: Bool) -> Meaning {
        var meaning = plain(status)
        if let substatus, let detailed = detailed(substatus, status), meaning.isOutdone(by: detailed) {
            meaning = detailed
        }
        if needsAction, meaning.action == nil { meaning.action = .contactCarrier }
        return meaning
    }

    private static func plain(_ status: String) -> Meaning {
        switch status.uppercased() {
        case "PRE_TRANSIT": Meaning(.labelReady)
        case "TRANSIT": Meaning(.inTransit)
        case "DELIVERED": Meaning(.delivered)
        case "RETURNED": Meaning(.returnedToSender)
        case "FAILURE": Meaning(.exception)
        default: Meaning(nil)
        }
    }

    /// What a substatus says beyond its status; nil where it says no more.
    private static func detailed(_ code: String, _ status: String) -> Meaning? {
        let isReturned = status.uppercased() == "RETURNED"
        return switch code.lowercased() {
        case "package_accepted": Meaning(.handedOver)
        case "out_for_delivery": Meaning(.outForDelivery)
        case "delayed": Meaning(.delayed)
        case "delivery_rescheduled": Meaning(.delayed, .rescheduled)
        case "reschedule_delivery": Meaning(.exception, nil, .reschedule)
        case "address_issue": Meaning(.exception, .address, .correctAddress)
        case "contact_carrier": Meaning(.exception, nil, .contactCarrier)
        case "delivery_attempted", "notice_left": Meaning(.exception, .recipientAbsent)
        case "location_inaccessible": Meaning(.exception, .businessClosed)
        case "package_held": Meaning(.delayed, .held)
        case "pickup_available": Meaning(.exception, nil, .pickUp)
        case "package_damaged": Meaning(.damaged)
        // What was disposed of will not come either.
        case "package_lost", "package_disposed": Meaning(.lost)
        case "package_unclaimed": Meaning(isReturned ? .returnedToSender : .exception, .unclaimed)
        case "return_to_sender": Meaning(.returnedToSender)
        default: nil
        }
    }
}
