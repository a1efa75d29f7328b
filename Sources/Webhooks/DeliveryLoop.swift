import CCurl

/// The thread that owns the curl multi handle: takes deliveries, sends them, hands over reports.
///
/// A delivery passes `waiting` (in order of arrival) → `parked` (its name is being looked up) →
/// `ready` → `running` → its report. Everything here belongs to the one thread.
final class DeliveryLoop {
    private let multi: CurlMulti
    private let limits: DeliveryLimits
    private let policy: AddressPolicy
    private let sender: Sender
    private let inbox: Inbox
    private let clock: @Sendable () -> Int64
    private let handOver: @Sendable ([AttemptReport]) -> Void

    /// A delivery that knows where to go and waits for a free place.
    private struct Addressed {
        let delivery: Delivery
        let address: IPAddress
    }

    private var waiting = FIFO<Delivery>()
    private var parked: [String: [Delivery]] = [:]
    private var ready = FIFO<Addressed>()
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var spareHandles: [UnsafeMutableRawPointer] = []
    private var book: AddressBook
    private var lookups: NameLookups
    private var reports: [AttemptReport] = []

    init(
        multi: CurlMulti, limits: DeliveryLimits, policy: AddressPolicy, sender: Sender, inbox: Inbox,
        lookUp: @escaping NameLookup, clock: @escaping @Sendable () -> Int64,
        handOver: @escaping @Sendable ([AttemptReport]) -> Void
    ) {
        self.multi = multi
        self.limits = limits
        self.policy = policy
        self.sender = sender
        self.inbox = inbox
        self.clock = clock
        self.handOver = handOver
        book = AddressBook(limits: limits)
        lookups = NameLookups(limits: limits, lookUp: lookUp) { inbox.put($0) }
    }

    /// Runs until the engine is stopped; then frees every handle.
    func run() {
        while turn() {}
        let rest = inbox.close()
        giveBack(rest.arrived, .stopping)
        giveBack(rest.turnedAway, .queueFull)
        flushReports()
        for easy in spareHandles { curl_easy_cleanup(easy) }
    }

    /// One round. False when there is nothing more to do for ever.
    private func turn() -> Bool {
        let now = MonotonicClock.microseconds()
        let (contents, phase) = inbox.take()
        for request in contents.arrived { waiting.append(Delivery(request)) }
        giveBack(contents.turnedAway, .queueFull)
        for result in contents.lookups { lookups.take(result, now: now).map { end($0, now: now) } }
        for lookup in lookups.expire(now: now) { end(lookup, now: now) }

        switch phase {
        case .idle, .running, .stopped:
            harvest(retryingElsewhere: true)
            fill(now: now)
            flushReports()
            work(until: hasMoreToBegin ? now : lookups.nextDeadline)
            return true
        case .draining(_, let deadline):
            harvest(retryingElsewhere: false)
            giveBackWhatHasNotBegun()
            if deadline <= now { abandonRunning() }
            flushReports()
            if running.isEmpty { return false }
            work(until: deadline)
            return true
        }
    }

    // MARK: Beginning

    private func fill(now: Int64) {
        var begun = 0
        while running.count < limits.transfersMax, begun < limits.beginningsPerTurnMax {
            begun += 1
            if let next = ready.popFirst() {
                begin(next.delivery, to: next.address)
            } else if let next = waiting.popFirst() {
                place(next, now: now)
            } else {
                break
            }
        }
        for lookup in lookups.start(now: now) { end(lookup, now: now) }
    }

    private var hasMoreToBegin: Bool {
        running.count < limits.transfersMax && !(ready.isEmpty && waiting.isEmpty)
    }

    private func place(_ delivery: Delivery, now: Int64) {
        let request = delivery.request
        guard request.body.count <= limits.bodyBytesMax else {
            let words = "the message has \(request.body.count) bytes, and \(limits.bodyBytesMax) are allowed"
            return fail(request, .refusedByPolicy(reason: words))
        }
        if let literal = request.address.literal {
            begin(delivery, to: literal)
        } else if let known = book.address(of: request.address.host, now: now) {
            begin(delivery, to: known)
        } else {
            parked[request.address.host, default: []].append(delivery)
            lookups.want(request.address.host, now: now)
        }
    }

    private func begin(_ delivery: Delivery, to address: IPAddress) {
        // Judged here as well as in the callbacks: a denied address then costs no handle, and the
        // report says so without depending on libcurl.
        if case .denied(let reason) = policy.permits(address) {
            return fail(delivery.request, .refusedByPolicy(reason: reason), lookup: delivery.lookup)
        }
        guard let easy = spareHandles.popLast() ?? curl_easy_init() else {
            return fail(delivery.request, .unreachable(reason: "out of memory for another transfer"))
        }
        let transfer = Transfer(
            delivery, to: address, on: easy, startedAt: clock(), limits: limits, policy: policy,
            sockets: multi.sockets)
        if let problem = transfer.prepare(sender) {
            recycle(easy)
            return fail(delivery.request, .unreachable(reason: problem))
        }
        running[easy] = transfer
        if let words = multi.add(easy) {
            running[easy] = nil
            recycle(easy)
            fail(delivery.request, .unreachable(reason: words))
        }
    }

    /// A look-up has ended: its deliveries may go, or fail together.
    private func end(_ lookup: NameLookups.Ended, now: Int64) {
        let deliveries = parked.removeValue(forKey: lookup.host) ?? []
        let failure: AttemptOutcome
        switch lookup.answer {
        case .failed(let reason):
            failure = .unreachable(reason: reason)
        case .addresses(let addresses):
            if let reason = objection(to: addresses, of: lookup.host) {
                failure = .refusedByPolicy(reason: reason)
                break
            }
            let address = book.learn(lookup.host, addresses, now: now)
            for var delivery in deliveries {
                delivery.lookup = lookup.took
                ready.append(Addressed(delivery: delivery, address: address))
            }
            return
        }
        for delivery in deliveries { fail(delivery.request, failure, lookup: lookup.took) }
    }

    /// One denied address among many refuses the name: which of them is used must not be a matter
    /// of luck, or of who answers the name server.
    private func objection(to addresses: [IPAddress], of host: String) -> String? {
        guard !addresses.isEmpty else { return "the name \(host) has no address" }
        guard addresses.count <= limits.addressesPerNameMax else {
            return "the name \(host) has more than \(limits.addressesPerNameMax) addresses"
        }
        for address in addresses {
            if case .denied(let reason) = policy.permits(address) {
                return "the name \(host) leads to \(address): \(reason)"
            }
        }
        return nil
    }

    // MARK: Ending

    private func harvest(retryingElsewhere: Bool) {
        while let (easy, result) = multi.ended() {
            guard let transfer = running.removeValue(forKey: easy) else { continue }
            if !(retryingElsewhere && retry(transfer, result)) {
                reports.append(transfer.report(result, finishedAt: clock()))
            }
            withExtendedLifetime(transfer) { recycle(easy) }
        }
    }

    /// Puts a delivery back that found no connection, when its name has another address to try.
    private func retry(_ transfer: Transfer, _ result: CURLcode) -> Bool {
        guard transfer.delivery.request.address.literal == nil, transfer.foundNoConnection(result) else {
            return false
        }
        let host = transfer.delivery.request.address.host
        book.passOver(transfer.address, of: host)
        var delivery = transfer.delivery
        delivery.addressesTried.append(transfer.address)
        guard delivery.addressesTried.count < limits.addressesPerAttemptMax,
            let other = book.address(of: host, otherThan: delivery.addressesTried)
        else { return false }
        ready.append(Addressed(delivery: delivery, address: other))
        return true
    }

    private func giveBackWhatHasNotBegun() {
        let rest = ready.removeAll().map(\.delivery) + waiting.removeAll() + parked.values.flatMap { $0 }
        parked.removeAll()
        giveBack(rest.map(\.request), .stopping)
    }

    private func abandonRunning() {
        let moment = clock()
        for (easy, transfer) in running {
            multi.remove(easy)
            reports.append(transfer.abandoned(at: moment))
            recycle(easy)
        }
        running.removeAll()
    }

    private func giveBack(_ requests: [DeliveryRequest], _ reason: AttemptOutcome.NotAttemptedReason) {
        for request in requests { fail(request, .notAttempted(reason)) }
    }

    /// Reports a delivery that never became a transfer.
    private func fail(_ request: DeliveryRequest, _ outcome: AttemptOutcome, lookup: Int64 = 0) {
        reports.append(AttemptReport(of: request, outcome: outcome, at: clock(), lookup: lookup))
    }

    /// The handle lets go of the transfer's memory before the transfer goes.
    private func recycle(_ easy: UnsafeMutableRawPointer) {
        guard spareHandles.count < limits.spareHandlesMax else { return curl_easy_cleanup(easy) }
        curl_easy_reset(easy)
        spareHandles.append(easy)
    }

    private func flushReports() {
        guard !reports.isEmpty else { return }
        let batch = reports
        reports.removeAll(keepingCapacity: true)
        inbox.release(batch.count)
        handOver(batch)
    }

    // MARK: Waiting

    /// Lets libcurl work, after waiting for sockets, for its timers, for the inbox, or for the moment.
    private func work(until deadline: Int64?) {
        multi.keep(connections: running.count + limits.keptConnectionsMax)
        multi.work(until: deadline ?? .max)
    }
}
