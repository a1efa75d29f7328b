import JSONText
import Ledger
import Returns
import Webhooks

/// One attempt on its way into the ledger.
struct AttemptEntry: Sendable {
    let delivery: DueDelivery
    let schedule: RetrySchedule
    /// The file of what only the receiver may read.
    let bearerFile: String?
    let outcome: AttemptOutcome
    /// Unix milliseconds.
    let startedAt: Int64
    let endedAt: Int64
    /// The receiver asked for patience while it takes others: then the delivery is due, and nothing is used up.
    private let overrunUntil: Int64?
    private(set) var peer: String?
    private(set) var timings: JSONValue = .object([])
    private(set) var response: [UInt8] = []
    private var end = AttemptReport.ResponseEnd.complete

    init(
        delivery: DueDelivery, schedule: RetrySchedule, bearerFile: String?, outcome: AttemptOutcome,
        startedAt: Int64, endedAt: Int64, overrunUntil: Int64?
    ) {
        self.overrunUntil = overrunUntil
        self.delivery = delivery
        self.schedule = schedule
        self.bearerFile = bearerFile
        self.outcome = outcome
        self.startedAt = startedAt
        self.endedAt = endedAt
    }

    /// With what the engine saw of the conversation.
    /// - Parameter token: what we said to it in confidence; a receiver that repeats it brings it not into the record.
    func with(_ report: AttemptReport, hiding token: BearerToken?) -> AttemptEntry {
        var entry = self
        entry.peer = report.peer.map { "\($0)" }
        entry.timings = report.timings.json
        entry.response = token?.hidden(in: report.responseExcerpt) ?? report.responseExcerpt
        entry.end = report.responseEnd
        return entry
    }

    private var words: String {
        switch (outcome, end) {
        case (.delivered, .tooLong): outcome.words + "; its answer was too long, and was cut"
        case (.delivered, .brokenOff): outcome.words + "; its answer broke off"
        default: outcome.words
        }
    }

    /// - Parameter jitter: from 0 to below 1.
    func record(jitter: Double) -> AttemptRecord {
        let next = schedule.next(
            afterAttempt: delivery.attempts + 1, outcome: outcome, at: endedAt, jitter: jitter)
        let ending = overrunUntil.map { AttemptRecord.Ending.again(at: Instant(milliseconds: $0), isForgiven: true) }
        return AttemptRecord(
            delivery: delivery.id, startedAt: Instant(milliseconds: startedAt), endedAt: Instant(milliseconds: endedAt),
            ending: ending ?? Self.ending(next), outcome: words, status: outcome.status, peer: peer, timings: timings,
            response: response, patience: patience)
    }

    private var patience: Instant? {
        guard case .throttled(_, let retryAfter?) = outcome else { return nil }
        let moment = min(retryAfter.moment(from: endedAt), endedAt + RetrySchedule.retryAfterMax)
        return Instant(milliseconds: moment)
    }

    private static func ending(_ next: RetrySchedule.NextStep) -> AttemptRecord.Ending {
        switch next {
        case .done: .delivered
        case .retry(let moment): .again(at: Instant(milliseconds: moment))
        case .exhausted: .failed
        case .disableEndpoint: .endpointGone
        }
    }
}

extension AttemptOutcome {
    /// For the record, in plain words.
    package var words: String {
        switch self {
        case .delivered(let status): "delivered, HTTP \(status)"
        case .rejected(let status, let location):
            location.map { "HTTP \(status), which points to \(Self.shown($0)); redirects are not followed" }
                ?? "HTTP \(status)"
        case .gone: "HTTP 410: the receiver wants no more; the endpoint is disabled"
        case .throttled(let status, nil): "HTTP \(status): the receiver asks for patience"
        case .throttled(let status, let asked?): "HTTP \(status): the receiver asks for patience (\(asked.words))"
        case .unreachable(let reason): reason
        case .refusedByPolicy(let reason): "not sent: \(reason)"
        case .notAttempted: "not attempted"
        }
    }

    /// An address without what may be secret in it: user, password, query.
    private static func shown(_ location: String) -> String {
        let plain = location.prefix { $0 != "?" && $0 != "#" }
        let parts = plain.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[1].isEmpty, let at = parts[2].lastIndex(of: "@") else { return String(plain) }
        let host = parts[2][parts[2].index(after: at)...]
        return ([parts[0], parts[1], host] + parts.dropFirst(3)).joined(separator: "/")
    }

    var status: Int? {
        switch self {
        case .delivered(let status), .rejected(let status, _), .throttled(let status, _): status
        case .gone: 410
        case .unreachable, .refusedByPolicy, .notAttempted: nil
        }
    }

    var isNotAttempted: Bool {
        if case .notAttempted = self { true } else { false }
    }

    /// What it says about the endpoint.
    func signal(at now: Int64, foundNoConnection: Bool = false) -> Roster.Signal {
        switch self {
        case .delivered: .success
        case .rejected, .gone, .refusedByPolicy: .refused
        case .throttled(_, let retryAfter): .throttled(until: retryAfter?.moment(from: now))
        case .unreachable: foundNoConnection ? .unreachable : .unanswered
        case .notAttempted: .nothing
        }
    }

    /// A word for the figures.
    var label: AttemptLabel {
        switch self {
        case .delivered: .delivered
        case .rejected: .rejected
        case .gone: .gone
        case .throttled: .throttled
        case .unreachable: .unreachable
        case .refusedByPolicy, .notAttempted: .refused
        }
    }
}

/// How attempts are told apart in the figures.
package enum AttemptLabel: String, CaseIterable, Sendable {
    case delivered, rejected, gone, throttled, unreachable, refused
}

extension AttemptReport.Timings {
    /// Microseconds, as they are kept.
    var json: JSONValue {
        [
            "lookup_us": .integer(lookup), "connect_us": .integer(connect), "tls_us": .integer(tls),
            "first_byte_us": .integer(firstByte), "total_us": .integer(total),
        ]
    }
}

extension RetryAfter {
    fileprivate var words: String {
        switch self {
        case .delay(let seconds): "Retry-After: \(seconds) s"
        case .date(let seconds):
            "Retry-After: \(Instant(milliseconds: seconds.multipliedReportingOverflow(by: 1000).0))"
        }
    }
}
