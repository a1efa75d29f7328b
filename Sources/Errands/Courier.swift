import JSONText
import Ledger
import Returns
import Synchronization
import Webhooks
import Workers

/// Sends what the ledger owes to webhook endpoints, in order for each (endpoint, RMA).
///
/// The ledger holds the order: only the head of each lane is `ready`, and the next becomes ready in the commit
/// that ends the one before. So a crash at any moment can repeat an attempt that was under way, with the same
/// id, but can neither lose nor reorder one.
package final class Courier: Sendable {
    private let ledger: Ledger
    private let writer: LedgerWriter
    private let terms: ErrandTerms
    private let schedule: RetrySchedule
    private let policy: EndpointPolicy
    private let secrets: SecretStore
    private let bell: Bell
    private let tell: @Sendable (ErrandNews) -> Void
    private let failpoints: Failpoints
    private let window: Int

    private let underway = Mutex<[Int64: DueDelivery]>([:])
    private let stopping = Atomic(false)
    private let engine = Mutex<DeliveryEngine?>(nil)
    private let feeder = Mutex<Worker?>(nil)

    /// - Parameter window: deliveries that are under way at the most.
    package init(
        ledger: Ledger, writer: LedgerWriter, terms: ErrandTerms, schedule: RetrySchedule, policy: EndpointPolicy,
        secrets: SecretStore, window: Int, bell: Bell, failpoints: Failpoints,
        tell: @escaping @Sendable (ErrandNews) -> Void
    ) {
        self.ledger = ledger
        self.writer = writer
        self.terms = terms
        self.schedule = schedule
        self.policy = policy
        self.secrets = secrets
        self.window = window
        self.bell = bell
        self.failpoints = failpoints
        self.tell = tell
    }

    package func start(limits: DeliveryLimits, userAgent: String) throws {
        let engine = DeliveryEngine(
            limits: limits, policy: policy, userAgent: userAgent, clock: { [terms] in terms.now().milliseconds },
            report: { [self] reports in take(reports) })
        try engine.start()
        self.engine.withLock { $0 = engine }
        let worker = try Worker(name: "courier-feed") { [self] in feed(engine) }
        feeder.withLock { $0 = worker }
    }

    /// Begins nothing more, lets what is under way end for a while, and records all of it.
    package func stop(drainingFor milliseconds: Int) {
        stopping.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
        feeder.withLock { $0 }?.join()
        engine.withLock { $0 }?.stop(drainingFor: milliseconds)
    }

    private func feed(_ engine: DeliveryEngine) {
        while !stopping.load(ordering: .sequentiallyConsistent) {
            let busy = underway.withLock { Set($0.keys) }
            guard busy.count <= window / 2 else {
                bell.wait(milliseconds: 1000)
                continue
            }
            do {
                let now = terms.now()
                let (due, next) = try ledger.read { snapshot in
                    (
                        try snapshot.dueDeliveries(at: now, limit: window - busy.count, besides: busy),
                        try snapshot.nextDeliveryDue()
                    )
                }
                guard !due.isEmpty else {
                    let sleep = busy.isEmpty ? next.map { $0.milliseconds - now.milliseconds } ?? 60_000 : 60_000
                    bell.wait(milliseconds: min(max(sleep, 5), 60_000))
                    continue
                }
                underway.withLock { underway in for delivery in due { underway[delivery.id] = delivery } }
                engine.submit(due.compactMap(request))
            } catch {
                tell(.fault(operation: "look for deliveries", subject: "ledger", found: "\(error)"))
                bell.wait(milliseconds: 1000)
            }
        }
    }

    /// A delivery that cannot even be tried counts as an attempt: the operator sees why, and it is tried again.
    private func request(_ delivery: DueDelivery) -> DeliveryRequest? {
        do {
            return try DeliveryRequest(
                token: delivery.id, messageID: try MessageID(delivery.publicID.text),
                address: try EndpointAddress(parsing: delivery.url, policy: policy), body: delivery.payload,
                secrets: try secrets.secrets(in: delivery.secretFile))
        } catch {
            let now = terms.now()
            let next = schedule.next(
                afterAttempt: delivery.attempts + 1, outcome: .refusedByPolicy(reason: "\(error)"),
                at: now.milliseconds, jitter: terms.chance())
            record([
                AttemptRecord(
                    delivery: delivery.id, startedAt: now, endedAt: now, ending: Self.ending(next),
                    outcome: "\(error)", status: nil, peer: nil, timings: .object([]), response: [])
            ])
            return nil
        }
    }

    /// Called on the engine's thread with all attempts that ended in one turn.
    private func take(_ reports: [AttemptReport]) {
        failpoints.reach("courier.answered")
        var records: [AttemptRecord] = []
        for report in reports {
            guard let delivery = underway.withLock({ $0[report.token] }) else { continue }
            if case .notAttempted = report.outcome {
                underway.withLock { $0[report.token] = nil }
                continue
            }
            let next = schedule.next(
                afterAttempt: delivery.attempts + 1, outcome: report.outcome, at: report.finishedAt,
                jitter: terms.chance())
            records.append(
                AttemptRecord(
                    delivery: delivery.id, startedAt: Instant(milliseconds: report.startedAt),
                    endedAt: Instant(milliseconds: report.finishedAt), ending: Self.ending(next),
                    outcome: report.outcome.words, status: report.outcome.status,
                    peer: report.peer.map { "\($0)" }, timings: report.timings.json, response: report.responseExcerpt))
        }
        if !records.isEmpty { record(records) }
    }

    private func record(_ attempts: [AttemptRecord]) {
        let step = LedgerWriter.Step(
            perform: { transaction in for attempt in attempts { try transaction.record(attempt) } },
            settled: { [self] result in
                failpoints.reach("courier.recorded")
                let ended = underway.withLock { underway in
                    attempts.compactMap { attempt in underway.removeValue(forKey: attempt.delivery) }
                }
                if case .failure(let error) = result {
                    tell(.fault(operation: "record attempts", subject: "ledger", found: "\(error)"))
                } else {
                    for (delivery, attempt) in zip(ended, attempts) { report(delivery, attempt) }
                }
                bell.ring()
            })
        // Without a writer the attempt is not recorded and will be repeated with the same id.
        _ = writer.submit(step)
    }

    private func report(_ delivery: DueDelivery, _ attempt: AttemptRecord) {
        let (isDelivered, isLast): (Bool, Bool)
        switch attempt.ending {
        case .delivered: (isDelivered, isLast) = (true, true)
        case .again: (isDelivered, isLast) = (false, false)
        case .failed: (isDelivered, isLast) = (false, true)
        case .endpointGone: return tell(.endpointDisabled(delivery.endpoint.text, reason: attempt.outcome))
        }
        tell(
            .attempt(
                delivery: delivery.publicID.text, endpoint: delivery.endpoint.text, outcome: attempt.outcome,
                isDelivered: isDelivered, isLast: isLast))
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
    var words: String {
        switch self {
        case .delivered(let status): "delivered, HTTP \(status)"
        case .rejected(let status, let location):
            location.map { "HTTP \(status), which points to \($0); redirects are not followed" } ?? "HTTP \(status)"
        case .gone: "HTTP 410: the receiver wants no more; the endpoint is disabled"
        case .throttled(let status, _): "HTTP \(status): the receiver asks for patience"
        case .unreachable(let reason): reason
        case .refusedByPolicy(let reason): "not sent: \(reason)"
        case .notAttempted: "not attempted"
        }
    }

    var status: Int? {
        switch self {
        case .delivered(let status), .rejected(let status, _), .throttled(let status, _): status
        case .gone: 410
        case .unreachable, .refusedByPolicy, .notAttempted: nil
        }
    }
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
