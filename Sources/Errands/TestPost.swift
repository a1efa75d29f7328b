import JSONText
import Ledger
import Returns
import Webhooks
import Workers

/// Sends one test event to an endpoint, outside the ledger: what the courier would do, for a person who waits.
package struct TestPost {
    private let addressee: Addressee
    private let maker: DeliveryMaker
    private let rules: DeliveryRules

    package init(record: EndpointRecord, rules: DeliveryRules, secrets: SecretStore) {
        addressee = Addressee(record, rules: rules)
        maker = DeliveryMaker(secrets: secrets)
        self.rules = rules
    }

    /// - Parameters:
    ///   - mark: makes the event's id unlike any other; letters and digits.
    ///   - now: for the engine's own times.
    /// - Throws: why nothing could be sent: a secret that cannot be read, an address that is not allowed.
    package func send(
        at moment: Instant, mark: String, limits: DeliveryLimits, userAgent: String,
        now: @escaping @Sendable () -> Instant
    ) throws -> Outcome {
        let record = addressee.record
        let payload = EventPayload.test(record.name, at: moment)
        let delivery = DueDelivery(
            id: 0, publicID: DeliveryID(trusted: "msg_test_\(mark)"), endpoint: record.name, rma: nil, attempts: 0,
            payload: Array(payload.text.utf8))
        let request = try maker.request(delivery, to: addressee, at: moment.milliseconds / 1000)
        let reports = Mailbox<AttemptReport>(capacity: 1)
        let engine = DeliveryEngine(
            limits: limits, policy: rules.policy, userAgent: userAgent, authorities: rules.authorities,
            clock: { now().milliseconds },
            report: { for report in $0 { _ = reports.put(report) } })
        try engine.start()
        engine.submit([request])
        let report = reports.take()
        engine.stop(drainingFor: 0)
        guard let report else { preconditionFailure("the engine reports every delivery") }
        let token = record.terms.bearerFile.flatMap(maker.token)
        return Outcome(
            record: record, id: delivery.publicID.text, report: report,
            answer: token?.hidden(in: report.responseExcerpt) ?? report.responseExcerpt)
    }

    /// What came of a test, for people and for programs.
    package struct Outcome {
        let record: EndpointRecord
        let id: String
        let report: AttemptReport
        /// The beginning of what it said, without what we said in confidence.
        let answer: [UInt8]

        package var isDelivered: Bool {
            if case .delivered = report.outcome { true } else { false }
        }

        package var lines: [String] {
            let times = report.timings
            let steps: [(String, Int64)] = [
                ("look-up", times.lookup), ("connect", times.connect), ("TLS", times.tls),
                ("first byte", times.firstByte), ("total", times.total),
            ]
            var lines = [
                "\(isDelivered ? "works" : "does not work"): \(report.outcome.words)",
                "  sent     \(EventCatalogue.test) \(id) to \(record.url)",
                "  peer     \(report.peer.map { "\($0)" } ?? "none")",
                "  timing   " + steps.map { "\($0) \(Self.milliseconds($1))" }.joined(separator: ", "),
            ]
            let said = String(decoding: answer, as: UTF8.self)
            let shown = String(said.map { $0.isNewline || ($0.asciiValue ?? 32) < 32 ? " " : $0 }.prefix(200))
            if !shown.isEmpty { lines.append("  answer   \(shown)") }
            if record.state == .disabled {
                lines.append("  note     the endpoint is disabled: rmad endpoint enable \(record.name)")
            }
            return lines
        }

        package var json: JSONValue {
            .object(known: [
                ("endpoint", .string(record.name.text)), ("id", .string(id)), ("delivered", .bool(isDelivered)),
                ("outcome", .string(report.outcome.words)),
                ("status", report.outcome.status.map { .integer(Int64($0)) }),
                ("peer", .text(report.peer.map { "\($0)" })), ("timings", report.timings.json),
                ("response", .string(String(decoding: answer, as: UTF8.self))),
            ])
        }

        private static func milliseconds(_ microseconds: Int64) -> String {
            let tenths = (microseconds + 50) / 100
            return "\(tenths / 10).\(tenths % 10) ms"
        }
    }
}
