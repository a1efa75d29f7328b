import JSONText
import Returns

/// How an endpoint's wishes are kept: only what differs from the default, so that a default can change.
extension DeliveryTerms {
    package var json: JSONValue {
        let standard = DeliveryTerms()
        return .object(known: [
            ("order", order == standard.order ? nil : .string(order.rawValue)),
            ("payload", payload == standard.payload ? nil : .string(payload.rawValue)),
            // Always: a version is pinned, also when a newer one appears.
            ("payload_version", .integer(Int64(payloadVersion ?? Self.payloadVersionNewest))),
            ("rate_per_minute", ratePerMinute.map { .integer(Int64($0)) }),
            ("schedule_seconds", scheduleSeconds.map { .array($0.map { .integer(Int64($0)) }) }),
            ("headers", headers.isEmpty ? nil : .array(headers.map { .string($0) })),
            ("bearer_file", .text(bearerFile)), ("certificate_file", .text(certificateFile)),
            ("key_file", .text(keyFile)),
        ])
    }

    init(json: JSONValue) {
        self.init()
        order = json["order"]?.string.flatMap(Order.init(rawValue:)) ?? order
        payload = json["payload"]?.string.flatMap(Payload.init(rawValue:)) ?? payload
        payloadVersion = json["payload_version"]?.integer.map { Int($0) }
        ratePerMinute = json["rate_per_minute"]?.integer.map { Int($0) }
        scheduleSeconds = json["schedule_seconds"].map { $0.elements.compactMap(\.integer).map { Int($0) } }
        headers = json["headers"]?.strings ?? []
        bearerFile = json["bearer_file"]?.string
        certificateFile = json["certificate_file"]?.string
        keyFile = json["key_file"]?.string
    }
}
