import JSONText
import Ledger
import Returns
import Synchronization
import Webhooks
import Workers

/// Sends what the ledger owes to webhook endpoints: in order for each (endpoint, RMA), fairly between endpoints.
///
/// The ledger holds the order: only the head of each lane is `ready`, and the next becomes ready in the commit
/// that ends the one before. So a crash at any moment can repeat an attempt that was under way, with the same
/// id, but can neither lose nor reorder one. The roster says who is sent how much; the engine sends.
package final class Courier: Sendable {
    private let ledger: Ledger
    private let terms: ErrandTerms
    private let rules: DeliveryRules
    private let maker: DeliveryMaker
    private let logbook: AttemptLog
    private let bell: Bell
    private let tell: @Sendable (ErrandNews) -> Void
    private let failpoints: Failpoints
    /// Beats with every look of the feeder.
    package let pulse = Pulse()

    private let roster: Mutex<Roster>
    private let aftermath = Mutex(Hints())
    private let engine = Mutex<DeliveryEngine?>(nil)
    private let feeder: Rounds

    /// Longest sleep of the feeder, and so the longest that an alert or a step of the wall clock waits.
    private static let sleepMilliseconds: Int64 = 10_000

    private struct Hints {
        var owed: Set<String> = []
        var changed: Set<String> = []
    }

    package init(
        ledger: Ledger, writer: LedgerWriter, terms: ErrandTerms, rules: DeliveryRules, secrets: SecretStore,
        failpoints: Failpoints, tell: @escaping @Sendable (ErrandNews) -> Void
    ) {
        self.ledger = ledger
        self.terms = terms
        self.rules = rules
        self.failpoints = failpoints
        self.tell = tell
        maker = DeliveryMaker(secrets: secrets)
        logbook = AttemptLog(writer: writer, rules: rules, terms: terms, tell: tell)
        bell = Bell()
        feeder = Rounds("courier-feed", bell: bell)
        roster = Mutex(Roster(placesMax: rules.inFlightMax))
    }

    package func start(limits: DeliveryLimits, userAgent: String) throws {
        let engine = DeliveryEngine(
            limits: limits, policy: rules.policy, userAgent: userAgent, authorities: rules.authorities,
            clock: { [terms] in terms.now().milliseconds }, report: { [self] reports in take(reports) })
        if let shortage = try engine.start().shortage {
            tell(.fault(operation: "send as many webhooks at once as is configured", subject: "", found: shortage))
        }
        self.engine.withLock { $0 = engine }
        for name in try ledger.read({ try $0.endpoints().map(\.name) }) { try refresh(name) }
        try feeder.start(
            look: { [self] in try turn() },
            failed: { [tell] in tell(.fault(operation: "look for deliveries", subject: "ledger", found: "\($0)")) })
    }

    /// Something was committed: endpoints may be owed more, or have new terms. From any thread.
    package func noticed(_ commit: Aftermath) {
        guard !commit.endpoints.isEmpty || !commit.changedEndpoints.isEmpty else { return }
        aftermath.withLock { hints in
            hints.owed.formUnion(commit.endpoints)
            hints.changed.formUnion(commit.changedEndpoints)
        }
        bell.ring()
    }

    /// Begins nothing more, lets what is under way end for a while, and records all of it.
    package func stop(drainingFor milliseconds: Int) {
        feeder.stop()
        // Stopped outside of the lock, which its reports take; let go then, for the engine holds the courier.
        engine.withLock { $0 }?.stop(drainingFor: milliseconds)
        engine.withLock { $0 = nil }
    }

    /// Makes the feeder and the engine turn where they sleep.
    package func nudge() {
        bell.ring()
        engine.withLock { $0 }?.nudge()
    }

    /// How often the engine's loop has turned; 0 before the start and after the stop.
    package var engineTurns: Int { engine.withLock { $0 }?.pulse.turns ?? 0 }

    /// How each endpoint is doing now, and how many deliveries are in flight.
    package func health() -> (endpoints: [EndpointHealth], inFlight: Int) {
        let now = terms.now().milliseconds
        return roster.withLock { ($0.health(at: now), $0.inFlight) }
    }

    // MARK: Feeding

    /// One look: what changed, who is hungry, what may go, whom to tell.
    private func turn() throws -> Rounds.Rest {
        pulse.beat()
        let now = terms.now().milliseconds
        let hints = aftermath.withLock { hints in
            defer { hints = Hints() }
            return hints
        }
        do {
            for name in hints.changed { try refresh(EndpointName(trusted: name)) }
            let hungry = roster.withLock { roster in
                roster.hint(hints.owed.map { EndpointName(trusted: $0) })
                return roster.hungry(at: now)
            }
            do {
                try feed(hungry, at: now)
            } catch {
                roster.withLock { $0.hint(hungry.map(\.name)) }
                throw error
            }
        } catch {
            // Nobody says it again: the next look begins with it.
            aftermath.withLock { later in
                later.owed.formUnion(hints.owed)
                later.changed.formUnion(hints.changed)
            }
            throw error
        }
        send()
        logbook.announce(roster.withLock { $0.alerts(at: now) }, at: Instant(milliseconds: now))
        return .milliseconds(min(roster.withLock { $0.nextMoment } - now, Self.sleepMilliseconds))
    }

    private func feed(_ hungry: [(name: EndpointName, room: Int, busy: Set<Int64>)], at now: Int64) throws {
        guard !hungry.isEmpty else { return }
        let moment = Instant(milliseconds: now)
        // One snapshot for all: the heads of lanes as of one commit.
        let stocks = try ledger.read { snapshot in
            try hungry.map { one in
                try snapshot.dueDeliveries(to: one.name, at: moment, limit: one.room, besides: one.busy)
            }
        }
        roster.withLock { roster in
            for (one, stock) in zip(hungry, stocks) {
                roster.stock(stock.due, for: one.name, next: stock.next?.milliseconds, at: now)
            }
        }
    }

    private func refresh(_ name: EndpointName) throws {
        let found = try ledger.read { snapshot in (try snapshot.endpoint(name), try snapshot.hasDelivered(to: name)) }
        guard let record = found.0 else { return }
        switch record.state {
        case .enabled:
            let addressee = Addressee(record, rules: rules, hasDelivered: found.1)
            roster.withLock { $0.enroll(addressee) }
        case .disabled: roster.withLock { $0.strike(name) }
        }
    }

    // MARK: Sending

    /// Begins whatever may begin now. From the feeder's thread and from the engine's.
    private func send() {
        let now = terms.now().milliseconds
        var requests: [DeliveryRequest] = []
        for (delivery, addressee) in roster.withLock({ $0.dispatch(at: now) }) {
            do {
                requests.append(try maker.request(delivery, to: addressee, at: now / 1000))
            } catch {
                // What cannot even be tried counts as an attempt: the operator sees why, and it is tried again.
                let outcome = AttemptOutcome.refusedByPolicy(reason: "\(error)")
                guard let entry = close(delivery.id, outcome, outcome.signal(at: now), startedAt: now, at: now)
                else { continue }
                record([entry])
            }
        }
        let engine = engine.withLock { $0 }
        if !requests.isEmpty { engine?.submit(requests) }
    }

    /// Called on the engine's thread with all attempts that ended in one turn.
    private func take(_ reports: [AttemptReport]) {
        failpoints.reach("courier.answered")
        record(
            reports.compactMap { report in
                let signal = report.outcome.signal(
                    at: report.finishedAt, foundNoConnection: report.foundNoConnection)
                let entry = close(
                    report.token, report.outcome, signal, startedAt: report.startedAt, at: report.finishedAt)
                return entry.map { $0.with(report, hiding: $0.bearerFile.flatMap(maker.token)) }
            })
        if !feeder.isStopping { send() }
    }

    /// Takes a delivery out of the air, and learns from how it went.
    private func close(
        _ id: Int64, _ outcome: AttemptOutcome, _ signal: Roster.Signal, startedAt: Int64, at now: Int64
    ) -> AttemptEntry? {
        let ended = roster.withLock {
            $0.ended(id, signal, startedAt: startedAt, at: now, jitter: terms.chance())
        }
        guard let (delivery, addressee, overrunUntil) = ended else { return nil }
        return AttemptEntry(
            delivery: delivery, schedule: addressee.schedule, bearerFile: addressee.record.terms.bearerFile,
            outcome: outcome, startedAt: startedAt, endedAt: now, overrunUntil: overrunUntil)
    }

    private func record(_ entries: [AttemptEntry]) {
        let (attempts, untried) = (
            entries.filter { !$0.outcome.isNotAttempted }, entries.filter(\.outcome.isNotAttempted)
        )
        if !untried.isEmpty { release(untried) }
        guard !attempts.isEmpty else { return }
        logbook.record(attempts) { [self] in
            failpoints.reach("courier.recorded")
            release(attempts)
        }
    }

    /// The ledger is the judge of these again.
    private func release(_ entries: [AttemptEntry]) {
        roster.withLock { roster in
            for entry in entries { roster.recorded(entry.delivery.id, of: entry.delivery.endpoint) }
        }
        bell.ring()
    }
}
