import CCurl
import Glibc
import Synchronization

/// Sends signed webhooks, many at a time, and reports how each attempt ended.
///
/// The engine knows nothing of returns, ledgers and configuration. It is given deliveries and makes
/// one attempt of each; whether there is another is for `RetrySchedule` and the caller. Whatever
/// happens, every submitted delivery gets exactly one report.
///
/// One thread (`webhooks`) owns libcurl; look-ups of names have threads of their own beside it
/// (`webhook-names`). `report` is called on the engine's thread, once for all attempts that ended
/// in one turn: it should put them down and return, and it may call `submit`, but not `stop`. A
/// started engine lives until `stop`.
package final class DeliveryEngine: Sendable {
    private let limits: DeliveryLimits
    private let policy: AddressPolicy
    private let sender: Sender
    private let lookUp: NameLookup
    private let clock: @Sendable () -> Int64
    private let report: @Sendable ([AttemptReport]) -> Void
    private let inbox: Inbox
    /// How long the loop's turns take.
    package let pulse = LoopPulse()
    private let thread = Mutex<NamedThread?>(nil)

    /// - Parameters:
    ///   - policy: its schemes and addresses are checked again for every connection.
    ///   - userAgent: as `rmad/1.0`, without control characters.
    ///   - clock: unix milliseconds; called on the engine's thread.
    ///   - report: takes the attempts that ended; never empty.
    package convenience init(
        limits: DeliveryLimits = DeliveryLimits(), policy: EndpointPolicy, userAgent: String,
        authorities: CertificateAuthorities = .system, clock: @escaping @Sendable () -> Int64,
        report: @escaping @Sendable ([AttemptReport]) -> Void
    ) {
        self.init(
            limits: limits, policy: policy, userAgent: userAgent, authorities: authorities,
            lookUp: SystemResolver.lookUp, clock: clock, report: report)
    }

    init(
        limits: DeliveryLimits, policy: EndpointPolicy, userAgent: String, authorities: CertificateAuthorities,
        lookUp: @escaping NameLookup, clock: @escaping @Sendable () -> Int64,
        report: @escaping @Sendable ([AttemptReport]) -> Void
    ) {
        precondition(
            userAgent.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "a user agent has no control characters")
        self.limits = limits
        self.policy = policy.addresses
        sender = Sender(userAgent: userAgent, schemes: policy.schemes, authorities: authorities)
        self.lookUp = lookUp
        self.clock = clock
        self.report = report
        inbox = Inbox(inFlightMax: limits.inFlightMax)
    }

    /// Deliveries submitted and not yet reported. Keep it below `DeliveryLimits.inFlightMax`: what
    /// goes beyond comes back as not attempted.
    package var inFlight: Int { inbox.inFlight }

    /// Starts the thread. What was submitted before is sent now. Once in an engine's life.
    ///
    /// Raises the process's limit of open files as far as the transfers need; says so when that is
    /// not far enough.
    @discardableResult
    package func start() throws(EngineFault) -> EngineCapacity {
        let files = OpenFileLimit.raise(for: EngineCapacity.files(for: limits))
        let capacity = EngineCapacity(limits, openFilesMax: files.soft)
        // Held throughout, so that a `stop` on another thread finds the thread that it must join.
        try thread.withLock { thread throws(EngineFault) in
            thread = try startThread(transfersMax: capacity.transfers)
        }
        return capacity
    }

    private func startThread(transfersMax: Int) throws(EngineFault) -> NamedThread {
        var possible = limits
        possible.transfersMax = transfersMax
        let limits = possible
        try Self.prepareLibcurl()
        // Made here, so that a failure is told to the caller; used on the new thread alone.
        nonisolated(unsafe) let multi = try CurlMulti(pulse: pulse)
        guard case .begun = inbox.begin(multi.sockets.bell) else {
            throw EngineFault(
                operation: "start the delivery engine", problem: "it has been started or stopped before",
                hint: "make a new engine")
        }
        do {
            return try NamedThread.start("webhooks", ending: .joined) { [self] in
                DeliveryLoop(
                    multi: multi, limits: limits, policy: policy, sender: sender, inbox: inbox,
                    lookUp: lookUp, clock: clock, handOver: report
                ).run()
            }
        } catch {
            giveBack(inbox.close())
            throw error
        }
    }

    /// Takes deliveries, from any thread. Returns at once.
    ///
    /// Deliveries beyond the limit are reported as not attempted on the engine's thread; those that
    /// come after `stop`, on the caller's.
    package func submit(_ requests: [DeliveryRequest]) {
        guard !requests.isEmpty, !inbox.put(requests) else { return }
        report(notAttempted(requests, .stopping))
    }

    /// Makes the engine's thread turn where it sleeps; `pulse` counts it.
    package func nudge() { inbox.nudge() }

    /// Ends the engine: begins nothing more, lets running transfers end for so long, breaks off the
    /// rest, reports all of it, and waits for the engine's thread.
    ///
    /// A look-up that hangs in the system's resolver is not waited for: its thread holds nothing of
    /// the engine that matters, and ends by itself.
    package func stop(drainingFor milliseconds: Int) {
        let wait = Int64(max(0, min(milliseconds, 24 * 3_600_000))) * 1_000
        inbox.drain(until: MonotonicClock.microseconds() + wait)
        // Held while joining, so that a second caller returns no sooner than the first.
        thread.withLock { thread in
            guard let running = thread else { return }
            precondition(!running.isCurrent, "the engine cannot be stopped from its own report")
            running.join()
            thread = nil
        }
        giveBack(inbox.close())
    }

    /// Reports what lay in the inbox of an engine whose loop never ran.
    private func giveBack(_ contents: Inbox.Contents) {
        let reports =
            notAttempted(contents.arrived, .stopping) + notAttempted(contents.turnedAway, .queueFull)
        guard !reports.isEmpty else { return }
        inbox.release(reports.count)
        report(reports)
    }

    private func notAttempted(
        _ requests: [DeliveryRequest], _ reason: AttemptOutcome.NotAttemptedReason
    ) -> [AttemptReport] {
        let moment = clock()
        return requests.map { AttemptReport(of: $0, outcome: .notAttempted(reason), at: moment) }
    }

    /// Once in a process; safe from several threads.
    private static func prepareLibcurl() throws(EngineFault) {
        guard libcurlReady == CURLE_OK else {
            throw EngineFault(
                operation: "prepare libcurl", problem: String(cString: curl_easy_strerror(libcurlReady)),
                hint: "reinstall libcurl4 and its OpenSSL")
        }
    }

    private static let libcurlReady = curl_global_init(Int(CURL_GLOBAL_ALL))
}
