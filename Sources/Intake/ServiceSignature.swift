import Digests
import Documents
import Returns

/// Checks that a tracking service signed a message, as that service does it. Pure: time and secret are handed in.
package enum ServiceSignature {
    /// How old a signature may be that says when it was made, and how far ahead of our clock.
    package static let secondsMax: Int64 = 300

    /// The header that a service signs with.
    package static func header(of service: TrackingService) -> String? {
        switch service {
        case .easypost: "X-Hmac-Signature"
        case .shippo: "Shippo-Auth-Signature"
        case .aftership: "aftership-hmac-sha256"
        case .shipengine: nil
        }
    }

    /// - Parameters:
    ///   - header: the value of the header.
    ///   - body: the request's body, byte for byte.
    ///   - now: when the message came.
    /// - Returns: what is wrong with the signature; nil when it is good.
    package static func problem(
        _ service: TrackingService, header: String, body: [UInt8], secret: [UInt8], now: Instant
    ) -> Refusal? {
        let value = String(header.trimmingWhitespace())
        return switch service {
        case .easypost: easyPost(value, body, secret)
        case .shippo: shippo(value, body, secret, now)
        case .aftership:
            MessageCode.isEqual(
                Array(value.utf8), Array(MessageCode.base64(MessageCode.bytes(of: body, key: secret)).utf8))
                ? nil : wrong(service)
        case .shipengine: unsupported
        }
    }

    /// `hmac-sha256-hex=…` over the body.
    private static func easyPost(_ header: String, _ body: [UInt8], _ secret: [UInt8]) -> Refusal? {
        let prefix = "hmac-sha256-hex="
        guard header.hasPrefix(prefix) else { return malformed(.easypost, "\(prefix) and 64 hexadecimal digits") }
        return isCode(header.dropFirst(prefix.count), of: body, secret) ? nil : wrong(.easypost)
    }

    /// `t=<unix seconds>,v1=<hex>` over `t.body`; of several `v1` one must fit.
    private static func shippo(_ header: String, _ body: [UInt8], _ secret: [UInt8], _ now: Instant) -> Refusal? {
        let parts = header.split(separator: ",").map { $0.trimmingWhitespace() }
        guard let time = parts.first(where: { $0.hasPrefix("t=") })?.dropFirst(2), time.utf8.count <= 12,
            let seconds = Int64(time)
        else { return malformed(.shippo, "t=<unix seconds>,v1=<64 hexadecimal digits>") }
        let codes = parts.filter { $0.hasPrefix("v1=") }.prefix(5).map { $0.dropFirst(3) }
        guard !codes.isEmpty else { return malformed(.shippo, "t=<unix seconds>,v1=<64 hexadecimal digits>") }
        let content = Array("\(time).".utf8) + body
        guard codes.contains(where: { isCode($0, of: content, secret) }) else { return wrong(.shippo) }
        guard abs(now.seconds - seconds) <= secondsMax else {
            return Refusal(
                found: "a signature of Shippo made at \(Instant(milliseconds: seconds * 1000)), received at \(now)",
                expected: "at most \(secondsMax) seconds between the two",
                remedy: "Hand messages over as they come; an old one may be a copy that somebody sends again.")
        }
        return nil
    }

    private static func isCode(_ hex: Substring, of content: [UInt8], _ secret: [UInt8]) -> Bool {
        let digits = Array("0123456789abcdef".utf8)
        let expected = MessageCode.bytes(of: content, key: secret).flatMap {
            [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
        }
        return MessageCode.isEqual(Array(hex.lowercased().utf8), expected)
    }

    private static func wrong(_ service: TrackingService) -> Refusal {
        Refusal(
            found: "a signature of \(service.title) that does not fit the message",
            expected: "one that was made with the secret in the configured file, over these very bytes",
            remedy: "Check the secret, and that the body was handed over byte for byte.")
    }

    private static func malformed(_ service: TrackingService, _ form: String) -> Refusal {
        Refusal(
            found: "a signature that is none of \(service.title)", expected: form,
            remedy: "Copy the header \(header(of: service) ?? "") as it came.")
    }

    private static let unsupported = Refusal(
        found: "a signed message of ShipEngine", expected: "a message without a signature",
        remedy: "ShipEngine signs with keys that change and are published on the web; rmad does not check those. "
            + "Let the gateway check them, and hand the message over bare.")
}

/// Which tracking services are trusted how.
package struct ServiceTrust: Sendable {
    /// What is configured for one service.
    package struct Terms: Sendable {
        package var isSignatureRequired: Bool
        /// Reads the secret anew each time: it may have been changed.
        package var secret: @Sendable () throws -> [UInt8]

        package init(isSignatureRequired: Bool, secret: @escaping @Sendable () throws -> [UInt8]) {
            self.isSignatureRequired = isSignatureRequired
            self.secret = secret
        }
    }

    package static let none = ServiceTrust([:])
    private let terms: [TrackingService: Terms]

    package init(_ terms: [TrackingService: Terms]) { self.terms = terms }

    /// Why a payload must not be believed; nil when nothing speaks against it.
    package func problem(of payload: ReadPayload, at now: Instant) -> Refusal? {
        let title = payload.service.title
        guard let terms = terms[payload.service] else {
            return payload.signed == nil
                ? nil
                : Refusal(
                    found: "a signed message of \(title), and no secret to check it with",
                    expected: "`tracking_services.\(payload.service.rawValue).secret_file` in the configuration",
                    remedy: "Ask the operator to configure the secret, or hand the message over bare.")
        }
        guard let signed = payload.signed else {
            return !terms.isSignatureRequired
                ? nil
                : Refusal(
                    found: "a message of \(title) without a signature",
                    expected: "a signed one: `tracking_services` asks for it",
                    remedy: "Hand it over with the header: rmad submit FILE --from \(payload.service.rawValue) "
                        + "--signature HEADER.")
        }
        // A message may wait in the drop; its signature is as old as it was when it came to us.
        let came = min(signed.receivedAt ?? now, now)
        do {
            return ServiceSignature.problem(
                payload.service, header: signed.signature, body: signed.body, secret: try terms.secret(), now: came)
        } catch {
            return Refusal(
                found: "a signed message of \(title), and a secret that cannot be read: \(error)",
                expected: "the secret in the configured file", remedy: "Tell the operator; then submit it again.")
        }
    }
}
