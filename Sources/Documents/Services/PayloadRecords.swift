import JSONText
import Returns

/// A payload in a file: whose it is, and what vouches for it.
package struct ReadPayload: Sendable {
    package let service: TrackingService
    /// The header that came with it and the bytes that it signs; nil where it came bare.
    package let signed: SignedBody?
}

/// What a service signed, as it was handed over.
package struct SignedBody: Sendable {
    package let signature: String
    package let body: [UInt8]
    /// When it came, by whoever hands it over; nil: when it is read.
    package let receivedAt: Instant?
}

/// Where in a payload a record comes from.
package struct PayloadPlace: Sendable {
    /// The payload's place among those of the file.
    package let payload: Int
    /// `result.tracking_details[2]`.
    package let path: String
}

/// Makes the records of one payload: one for each event, in our words, with its place in the payload.
struct PayloadRecords {
    private let options: ReadingOptions

    init(options: ReadingOptions) { self.options = options }

    /// - Parameters:
    ///   - first: the number of the first record.
    ///   - payload: the payload's place among those of the file.
    func records(of payload: Payload, at root: Spot, first: Int, payload index: Int) -> [ReadRecord] {
        let latest = options.today.adding(days: 1)
        let days = ForeignMoment.firstDay...options.today.adding(days: Self.estimateDaysMax)
        let events = payload.ordered.map { event in
            var event = event
            event.dropEstimate(unlessIn: days, saidBy: latest)
            return event
        }
        guard !events.isEmpty else {
            let remark = Self.nothing(in: payload, at: root)
            return [record(.noNews(remark), root, number: first, place: nil, payload: index)]
        }
        return events.enumerated().map { offset, event in
            var outcome = outcome(of: event)
            if offset == 0, payload.isTest, case .declared(let word, let warnings) = outcome {
                outcome = .declared(word, warnings: warnings + [Self.test(of: payload.service, at: root)])
            }
            return record(outcome, event.spot, number: first + offset, place: event.node, payload: index)
        }
    }

    /// A message made with a test key moves what it names, as a trial of this house wants; whoever has it sent to a
    /// house that works should know.
    private static func test(of service: TrackingService, at root: Spot) -> Problem {
        Problem(
            .unknownValue, line: root.node.position.line, column: root.node.position.column,
            found: "a test message of \(service.title)", expected: "news of a parcel that is really on its way",
            remedy: "It was taken as if it were real. Where it names a real parcel, have \(service.title) send "
                + "messages of its live keys alone.")
    }

    /// Nobody names a day of delivery further ahead.
    private static let estimateDaysMax = 366

    private func record(
        _ outcome: ReadRecord.Outcome, _ spot: Spot, number: Int, place node: JSONNode?, payload: Int
    ) -> ReadRecord {
        ReadRecord(
            number: number, line: spot.node.position.line, outcome: outcome, source: [],
            canonical: node?.canonicalText() ?? "", origin: .payload(node ?? spot.node),
            payload: PayloadPlace(payload: payload, path: spot.path))
    }

    private func outcome(of event: PayloadEvent) -> ReadRecord.Outcome {
        if event.hasNoNews {
            let place = event.spot.node.position
            return .noNews(
                Problem(
                    .missing, line: place.line, column: place.column,
                    field: event.spot.path.isEmpty ? "occurred_at" : "\(event.spot.path).occurred_at",
                    found: "\(Printable.quoted(event.text("code") ?? "")) without a time",
                    expected: "what happened to the parcel, and when",
                    remedy: "Nothing needs to be done: nothing is known yet, or it is said again with its time."))
        }
        var reading = Reading(options: options, source: .payload(base: event.spot.path, paths: event.paths))
        let outcome = reading.outcome(of: event.node, as: .trackingEvent)
        guard !event.has("status"), !event.has("code") else { return outcome }
        let missing = Problem(
            .missing, line: event.spot.node.position.line, column: event.spot.node.position.column,
            field: event.spot.path.isEmpty ? "status" : "\(event.spot.path).status", found: "nothing",
            expected: "what happened to the parcel",
            remedy: "Add \"status\" in our words, or the carrier's word as \"code\".")
        switch outcome {
        case .declared: return .refused([missing])
        case .refused(let problems): return .refused(problems + [missing])
        case .noNews: return outcome
        }
    }

    private static func nothing(in payload: Payload, at root: Spot) -> Problem {
        let title = payload.service.title
        let place = root.node.position
        if let about = payload.isAbout {
            return Problem(
                .unknownValue, line: place.line, column: place.column,
                found: "a message of \(title) about \(Printable.quoted(about))",
                expected: "news of a parcel on its way",
                remedy: "Nothing needs to be done. To be spared of these, ask \(title) for tracking events alone.")
        }
        return Problem(
            .tooFew, line: place.line, column: place.column, found: "a message of \(title) without any event",
            expected: "at least one event, or a status with its time",
            remedy: "Nothing needs to be done: the carrier has not seen the parcel yet.")
    }
}

/// `signed_payload`: a service's message as it came, byte for byte, with the header that signs it.
enum SignedPayload {
    static let type = "signed_payload"

    struct Content {
        let service: TrackingService
        let signature: String
        /// When it came, by whoever hands it over; nil: when it is read.
        let receivedAt: Instant?
        let body: [UInt8]
        let root: JSONNode
    }

    enum Outcome {
        case content(Content)
        case problem(Problem)
    }

    static func read(_ node: JSONNode, limits: JSONLimits) -> Outcome {
        func problem(_ field: String, _ expected: String, _ remedy: String) -> Problem {
            let place = node[field]?.position ?? node.position
            return Problem(
                .missing, line: place.line, column: place.column, field: field,
                found: node[field] == nil ? "nothing" : "something else", expected: expected, remedy: remedy)
        }
        func text(_ field: String) -> String? {
            if case .string(let text) = node[field]?.value { text } else { nil }
        }
        let services = TrackingService.allCases.map(\.rawValue).joined(separator: ", ")
        guard let service = text("service").flatMap(TrackingService.init) else {
            return .problem(problem("service", "one of \(services)", "Name the service that sent it."))
        }
        guard let signature = text("signature"), signature.utf8.count <= 1_000 else {
            return .problem(
                problem("signature", "the header as it came", "Copy the header that \(service.title) sent."))
        }
        guard let body = text("body") else {
            return .problem(problem("body", "the message as one text", "Write the request's body, byte for byte."))
        }
        var moment: Instant?
        if let text = text("received_at") {
            guard case .moment(let received) = MomentText.read(text) else {
                return .problem(
                    problem(
                        "received_at", "a moment with its offset from UTC", "Write it as 2026-03-20T14:05:00+01:00."))
            }
            moment = received
        }
        switch Result(catching: { () throws(JSONProblem) in try JSONReader.parse(Array(body.utf8), limits: limits) }) {
        case .failure(let fault):
            return .problem(
                Problem(
                    .json, line: fault.position.line, column: fault.position.column, field: "body", found: fault.found,
                    expected: fault.expected, remedy: "\(fault.remedy) Line and column count within `body`."))
        case .success(let root):
            return .content(
                Content(
                    service: service, signature: signature, receivedAt: moment, body: Array(body.utf8), root: root))
        }
    }
}
