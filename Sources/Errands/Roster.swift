import Ledger
import Returns
import Webhooks

/// Who is sent how much, and when: the fairness between endpoints. Pure: time and chance are handed in.
///
/// Each endpoint has a window that grows with success, a breaker, a rate and the patience that it asked for. Endpoints
/// take turns, one delivery each. Those of which nothing good is known share half of the places, so that a thousand
/// that hang leave the other half to those that answer. Invariants:
/// 1. A delivery is on the shelf, flying or unrecorded, and in one of them only.
/// 2. An endpoint has no more in flight than its window, and half-open one delivery.
/// 3. No more than `placesMax` are in flight, and no more than half of that to suspects.
struct Roster {
    /// How an attempt went, as far as fairness is concerned.
    enum Signal {
        case success
        /// An answer, though not the wanted one.
        case refused
        /// The connection stood, and no answer came.
        case unanswered
        /// No connection could be made.
        case unreachable
        /// The receiver asks for patience, until a moment where it names one.
        case throttled(until: Int64?)
        /// Nothing was learnt: the engine was stopping.
        case nothing
    }

    private let placesMax: Int
    private var standings: [EndpointName: Standing] = [:]
    private var hosts: [String: Breaker] = [:]
    private var trusted = FIFO<EndpointName>()
    private var suspects = FIFO<EndpointName>()
    /// Whose the deliveries in flight are.
    private var flying: [Int64: EndpointName] = [:]
    private var suspectsFlying: Set<Int64> = []
    /// Endpoints whose deliveries in the ledger have to be looked at.
    private var hints: Set<EndpointName> = []
    private var alertsLookedAt: Int64 = 0
    private var nextAsk = Int64.max
    private var nextWake = Int64.max

    private static let hostsMax = 10_000

    init(placesMax: Int) { self.placesMax = placesMax }

    // MARK: Endpoints

    /// Takes an endpoint in, or takes its new terms over; what is in flight stays so.
    mutating func enroll(_ addressee: Addressee) {
        let name = addressee.record.name
        var standing = Standing(addressee)
        if let old = standings[name] {
            standing.flying = old.flying
            standing.unrecorded = old.unrecorded
            standing.isProven = standing.isProven || old.isProven
            standing.lastSuccess = old.lastSuccess
            standing.turn = old.turn
        }
        standings[name] = standing
        hints.insert(name)
    }

    /// The endpoint is disabled: nothing more is begun. It is forgotten once what is under way is recorded.
    mutating func strike(_ name: EndpointName) {
        hints.remove(name)
        guard var standing = standings[name] else { return }
        standing.isStruck = true
        standing.shelf = []
        (standing.askAt, standing.wakeAt) = (nil, nil)
        standings[name] = standing.isAtRest ? nil : standing
    }

    // MARK: Asking the ledger

    mutating func hint(_ names: some Sequence<EndpointName>) { hints.formUnion(names) }

    /// The endpoints that may be owed something and have room for it, with the deliveries that are known already.
    mutating func hungry(at now: Int64) -> [(name: EndpointName, room: Int, busy: Set<Int64>)] {
        if nextAsk <= now {
            nextAsk = .max
            for (name, standing) in standings {
                guard let moment = standing.askAt else { continue }
                if moment <= now { hints.insert(name) } else { nextAsk = min(nextAsk, moment) }
            }
        }
        var hungry: [(name: EndpointName, room: Int, busy: Set<Int64>)] = []
        for name in hints {
            // One with a full shelf is asked for again when it has begun some of it.
            guard let standing = standings[name], !standing.isStruck, standing.room > 0 else { continue }
            hungry.append((name, standing.room, standing.busy))
        }
        hints.removeAll(keepingCapacity: true)
        return hungry
    }

    /// Takes what the ledger answered.
    /// - Parameter next: when the next one is due; the moment of asking where there are more now; nil for none.
    mutating func stock(_ due: [DueDelivery], for name: EndpointName, next: Int64?, at now: Int64) {
        guard var standing = standings[name], !standing.isStruck else { return }
        // A report may have come since the ledger was asked: what it concerns is judged by the ledger's next answer.
        let busy = standing.busy
        standing.shelf += due.filter { !busy.contains($0.id) }
        standing.askAt = next.flatMap { $0 <= now ? nil : $0 }
        if let next {
            if next <= now { hints.insert(name) } else { nextAsk = min(nextAsk, next) }
        }
        standings[name] = standing
        queue(name)
    }

    // MARK: Sending

    /// Deliveries to begin now, in turns.
    mutating func dispatch(at now: Int64) -> [(delivery: DueDelivery, addressee: Addressee)] {
        if nextWake <= now { wake(at: now) }
        var begun: [(delivery: DueDelivery, addressee: Addressee)] = []
        let suspectsMax = max(1, placesMax / 2)
        while flying.count < placesMax {
            let trusted = trusted.popFirst()
            if let trusted, standings[trusted]?.turn == .trusted { begin(trusted, at: now, into: &begun) }
            let mayTakeSuspect = flying.count < placesMax && suspectsFlying.count < suspectsMax
            let suspect = mayTakeSuspect ? suspects.popFirst() : nil
            // One that has earned trust meanwhile waits in the other queue, and is passed over here.
            if let suspect, standings[suspect]?.turn == .suspect { begin(suspect, at: now, into: &begun) }
            if trusted == nil, suspect == nil { break }
        }
        return begun
    }

    /// Begins one delivery of an endpoint, if it may have one; and queues the endpoint again, if it may have more.
    private mutating func begin(
        _ name: EndpointName, at now: Int64, into begun: inout [(delivery: DueDelivery, addressee: Addressee)]
    ) {
        guard var standing = standings[name] else { return }
        standing.turn = nil
        defer { standings[name] = standing }
        guard !standing.shelf.isEmpty, standing.flying.count < standing.window.size else { return }
        if let moment = obstacle(&standing, at: now) {
            standing.wakeAt = moment
            nextWake = min(nextWake, moment)
            return
        }
        let delivery = standing.shelf.removeFirst()
        standing.breaker.began(now: now)
        if let host = standing.addressee.host { hosts[host]?.began(now: now) }
        standing.flying[delivery.id] = delivery
        flying[delivery.id] = name
        if standing.isSuspect { suspectsFlying.insert(delivery.id) }
        begun.append((delivery, standing.addressee))
        if !standing.shelf.isEmpty { enqueue(&standing) }
        if standing.room > standing.window.size / 2 { hints.insert(name) }
    }

    /// Until when nothing may be begun; nil when something may, and the rate has been charged for it.
    private func obstacle(_ standing: inout Standing, at now: Int64) -> Int64? {
        if standing.pausedUntil > now { return standing.pausedUntil }
        if standing.breaker.permits(now: now) == 0 { return Self.end(of: standing.breaker, after: now) }
        if let host = standing.addressee.host, let breaker = hosts[host], breaker.permits(now: now) == 0 {
            return Self.end(of: breaker, after: now)
        }
        guard !standing.rate.take(now: now) else { return nil }
        return max(standing.rate.nextAt(now: now), now + 1)
    }

    /// While the one delivery of a half-open breaker is under way, it is looked at again every second.
    private static func end(of breaker: Breaker, after now: Int64) -> Int64 {
        breaker.opensAt.flatMap { $0 > now ? $0 : nil } ?? now + 1000
    }

    private mutating func wake(at now: Int64) {
        nextWake = .max
        for (name, standing) in standings {
            guard let moment = standing.wakeAt else { continue }
            if moment <= now {
                standings[name]?.wakeAt = nil
                queue(name)
            } else {
                nextWake = min(nextWake, moment)
            }
        }
    }

    /// Lets an endpoint wait for its turn, if it has something to send: in the queue of those of its kind.
    private mutating func queue(_ name: EndpointName) {
        guard var standing = standings[name], !standing.shelf.isEmpty else { return }
        enqueue(&standing)
        standings[name] = standing
    }

    private mutating func enqueue(_ standing: inout Standing) {
        let turn: Standing.Turn = standing.isSuspect ? .suspect : .trusted
        guard standing.turn != turn else { return }
        standing.turn = turn
        switch turn {
        case .trusted: trusted.append(standing.addressee.record.name)
        case .suspect: suspects.append(standing.addressee.record.name)
        }
    }

    // MARK: Ending

    /// An attempt was reported. Its delivery stays known until it is recorded.
    /// - Returns: what was sent, and by whose terms; where the endpoint is only overrun, until when; nil for a delivery
    ///   that is not in flight.
    mutating func ended(
        _ id: Int64, _ signal: Signal, startedAt: Int64, at now: Int64, jitter: Double
    ) -> (delivery: DueDelivery, addressee: Addressee, overrunUntil: Int64?)? {
        guard let name = flying.removeValue(forKey: id), var standing = standings[name],
            let delivery = standing.flying.removeValue(forKey: id)
        else { return nil }
        suspectsFlying.remove(id)
        standing.unrecorded.insert(id)
        standing.learn(signal, startedAt: startedAt, at: now, jitter: jitter)
        standings[name] = standing
        if let host = standing.addressee.host { learn(signal, of: host, at: now, jitter: jitter) }
        queue(name)
        return (delivery, standing.addressee, standing.overrunUntil(signal, at: now))
    }

    /// The ledger knows of it now, or will be asked for it again.
    mutating func recorded(_ delivery: Int64, of name: EndpointName) {
        standings[name]?.unrecorded.remove(delivery)
        guard let standing = standings[name], standing.isStruck else {
            hints.insert(name)
            return
        }
        if standing.isAtRest { standings[name] = nil }
    }

    private mutating func learn(_ signal: Signal, of host: String, at now: Int64, jitter: Double) {
        switch signal {
        case .unreachable:
            if hosts.count >= Self.hostsMax { hosts.removeAll(keepingCapacity: true) }
            hosts[host, default: Breaker(failuresMax: Breaker.failuresForHost)]
                .ended(success: false, now: now, jitter: jitter)
        case .success, .refused, .throttled, .unanswered:
            // A host that takes connections is there: its breaker is forgotten, and costs nothing.
            hosts[host] = nil
        case .nothing: hosts[host]?.withdrawn(now: now)
        }
    }

    // MARK: Telling

    /// Endpoints that have used up more of their failure budget than was told.
    mutating func alerts(at now: Int64) -> [(name: EndpointName, level: FailureBudget.Level)] {
        // A second more or less is no matter, and there may be thousands of endpoints.
        guard abs(now - alertsLookedAt) >= 1000 else { return [] }
        alertsLookedAt = now
        var alerts: [(name: EndpointName, level: FailureBudget.Level)] = []
        for (name, standing) in standings {
            guard let since = standing.failingSince, !standing.isStruck else { continue }
            standings[name]?.hasFailedAnew = false
            guard var level = standing.addressee.budget?.level(failingSince: since + standing.excused, now: now)
            else { continue }
            // Time alone disables nobody: an attempt must have failed, also after the daemon was away.
            if level == .spent, !standing.hasFailedAnew { level = .ninety }
            guard level.rawValue > standing.alerted else { continue }
            standings[name]?.alerted = level.rawValue
            alerts.append((name, level))
        }
        return alerts
    }

    /// When to look again though nothing happens.
    var nextMoment: Int64 { min(nextAsk, nextWake) }

    var inFlight: Int { flying.count }
    var suspectsInFlight: Int { suspectsFlying.count }

    /// What the figures say of each endpoint.
    func health(at now: Int64) -> [EndpointHealth] {
        standings.map { name, standing in
            EndpointHealth(
                name: name, window: standing.window.size, inFlight: standing.flying.count,
                isOpen: standing.breaker.permits(now: now) == 0,
                failingMilliseconds: standing.failingSince.map { max(0, now - $0) } ?? 0,
                budgetMilliseconds: standing.addressee.budget?.span ?? 0)
        }
    }
}

extension Standing {
    /// What an attempt says of the endpoint.
    fileprivate mutating func learn(_ signal: Roster.Signal, startedAt: Int64, at now: Int64, jitter: Double) {
        switch signal {
        case .nothing: breaker.withdrawn(now: now)
        case .success:
            window.succeeded()
            breaker.ended(success: true, now: now, jitter: jitter)
            isProven = true
            lastSuccess = now
            failingSince = nil
            excused = 0
            throttles = 0
            hasFailedAnew = false
            alerted = 0
        case .refused, .unanswered, .unreachable:
            fail(startedAt)
            window.failed()
            breaker.ended(success: false, now: now, jitter: jitter)
        case .throttled(let until):
            // It is there and says so: it is sent less, and its breaker is not asked.
            fail(startedAt)
            breaker.withdrawn(now: now)
            // What was under way when it first said so says it once more, and nothing new.
            if startedAt > throttledAt {
                window.failed()
                throttles += 1
                throttledAt = now
            }
            guard let until else {
                let pause = min(Self.pauseFirst << Int64(min(throttles - 1, 10)), Self.pauseMax)
                pausedUntil = max(pausedUntil, now + pause)
                return
            }
            let end = min(until, now + RetrySchedule.retryAfterMax)
            excused += max(0, end - max(now, pausedUntil))
            pausedUntil = max(pausedUntil, end)
        }
    }

    /// Until when a delivery waits that was refused for want of room alone: its endpoint takes others at this time, so
    /// it shall not climb its schedule to hours.
    fileprivate func overrunUntil(_ signal: Roster.Signal, at now: Int64) -> Int64? {
        guard case .throttled = signal, let lastSuccess, now - lastSuccess <= Self.overrunMax else { return nil }
        return max(pausedUntil, now)
    }

    private mutating func fail(_ startedAt: Int64) {
        failingSince = failingSince ?? startedAt
        hasFailedAnew = true
    }
}

/// How an endpoint is doing, for the figures.
package struct EndpointHealth: Sendable {
    package let name: EndpointName
    /// Deliveries that it may have in flight now.
    package let window: Int
    package let inFlight: Int
    /// Its breaker is open: it is left alone for a while.
    package let isOpen: Bool
    package let failingMilliseconds: Int64
    package let budgetMilliseconds: Int64
}
