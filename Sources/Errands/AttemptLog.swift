import Ledger
import Returns
import Webhooks
import Workers

/// Writes attempts down and tells of what they changed: the second half of a delivery.
struct AttemptLog: Sendable {
    let writer: LedgerWriter
    let rules: DeliveryRules
    let terms: ErrandTerms
    let tell: @Sendable (ErrandNews) -> Void

    /// Records attempts in one step.
    /// - Parameter settled: called when they are on disk, or were undone: then they are made again, with the same id.
    ///   Not called when the writer has ended: nobody gets them again and again while the daemon ends.
    func record(_ entries: [AttemptEntry], settled: @escaping @Sendable () -> Void) {
        let attempts = entries.map { ($0, $0.record(jitter: terms.chance())) }
        let step = LedgerWriter.Step(
            perform: { [rules, tell] transaction in
                for (entry, attempt) in attempts {
                    let endpoint = entry.delivery.endpoint
                    switch try transaction.record(attempt) {
                    case .recovered?:
                        try transaction.announce(
                            .recovered, of: endpoint, because: nil, at: attempt.endedAt, to: rules.operatorsEndpoint)
                        tell(.endpointRecovered(endpoint.text))
                    case .disabled?:
                        try transaction.announce(
                            .disabled, of: endpoint, because: attempt.outcome, at: attempt.endedAt,
                            to: rules.operatorsEndpoint)
                    case EndpointTurn.none?, nil: break
                    }
                }
            },
            settled: { result in
                switch result {
                case .success: for (entry, attempt) in attempts { report(entry, attempt) }
                case .failure(is LedgerEnded): return
                case .failure(let error):
                    tell(.fault(operation: "record attempts", subject: "ledger", found: "\(error)"))
                }
                settled()
            })
        _ = writer.submit(step)
    }

    /// Endpoints that have failed for so long: told once for each step; at the last the endpoint is disabled, so that
    /// what it is owed is kept instead of being given up.
    func announce(_ alerts: [(name: EndpointName, level: FailureBudget.Level)], at moment: Instant) {
        for (name, level) in alerts {
            let percent = level.rawValue
            let reason = "its failure budget is spent: no attempt has succeeded since then"
            let end = Disabling()
            let step = LedgerWriter.Step(
                perform: { [rules] transaction in
                    guard try transaction.noteAlert(percent, of: name) else { return }
                    try transaction.announce(
                        .failing(percent: percent), of: name, because: nil, at: moment, to: rules.operatorsEndpoint)
                    guard level == .spent else { return }
                    if try transaction.disable(name, because: reason, at: moment) {
                        try transaction.announce(
                            .disabled, of: name, because: reason, at: moment, to: rules.operatorsEndpoint)
                        end.hasHappened = true
                    }
                },
                settled: { result in
                    switch result {
                    case .success:
                        tell(.endpointFailing(name.text, percent: percent))
                        if end.hasHappened { tell(.endpointDisabled(name.text, reason: reason)) }
                    case .failure(is LedgerEnded): return
                    case .failure(let error):
                        tell(.fault(operation: "tell of", subject: "endpoint \(name)", found: "\(error)"))
                    }
                })
            _ = writer.submit(step)
        }
    }

    private func report(_ entry: AttemptEntry, _ attempt: AttemptRecord) {
        let isLast: Bool
        switch attempt.ending {
        case .delivered, .failed: isLast = true
        case .again: isLast = false
        case .endpointGone:
            isLast = false
            tell(.endpointDisabled(entry.delivery.endpoint.text, reason: attempt.outcome))
        }
        tell(
            .attempt(
                delivery: entry.delivery.publicID.text, endpoint: entry.delivery.endpoint.text,
                label: entry.outcome.label, outcome: attempt.outcome, tookMilliseconds: entry.endedAt - entry.startedAt,
                isLast: isLast))
    }
}

/// Carries from a transaction to the step behind its commit that an endpoint was disabled.
private final class Disabling: @unchecked Sendable {
    // Written and read by the ledger's thread alone.
    var hasHappened = false
}
