import Glibc
import Ledger
import Logging
import Metrics
import Returns
import Service
import Settings
import Spool
import Synchronization
import Workers

/// The daemon: holds the ledger and the spool's lock for its whole life, and lets one shift after the other work on
/// them, each by the configuration that was read last.
final class Daemon {
    private let log: Logger
    private let ledger: Ledger
    private let figures: Figures
    private let caretaker: Caretaker
    private let notifier: Notifier
    private let renderers: Int
    private let failpoints: Failpoints
    private let fault = Fault()
    private var spool: Spool
    private var shift: Shift
    private var house: House

    /// A ledger that is no larger is looked at with every start: a fraction of a second.
    private static let looksBytesMax: Int64 = 16 << 20
    /// How long whoever removes folders is let finish.
    private static let calmMilliseconds: Int64 = 1_000
    /// Seconds for which the drop may stay unwatched before the start has failed.
    private static let watchMilliseconds: Int64 = 60_000

    init(
        plan: ShiftPlan, renderers: Int, failpoints: Failpoints, supervision: Supervision, log: Logger
    ) throws {
        self.log = log
        house = plan.house
        self.renderers = renderers
        self.failpoints = failpoints
        notifier = supervision.notifier
        let opening = LongStep(notifier, "opening the ledger; after an upgrade it is copied and migrated first")
        defer { opening.end() }
        figures = Figures()
        spool = try Spool.open(layout: house.layout, policy: house.spoolPolicy(), failpoints: failpoints)
        ledger = try Ledger(
            path: house.configuration.ledger.file, access: .writing, reserve: house.configuration.limits.diskReserve)
        if try Self.isWorthALook(ledger, house.configuration) { try ledger.requireSound() }
        shift = try Shift(
            plan: plan, spool: spool, ledger: ledger, renderers: renderers, failpoints: failpoints, figures: figures,
            log: log, foldersGone: Self.wantNewShift, broken: { [fault] in fault.end() })
        caretaker = try Caretaker(ledger: ledger, supervision: supervision, log: log)
    }

    /// A kill damages no page, and whoever was killed should be back soon: so a large ledger is looked at only after a
    /// restart of the machine.
    private static func isWorthALook(_ ledger: Ledger, _ configuration: Configuration) throws -> Bool {
        var status = stat()
        guard stat(configuration.ledger.file, &status) == 0 else { return true }
        return try Int64(status.st_size) <= looksBytesMax || PowerCut.wasBefore(ledger)
    }

    /// Works until SIGTERM or SIGINT. SIGHUP begins a new shift by the configuration as it is then, SIGUSR1 by the one
    /// that is in force.
    func run(until signals: Signals) throws {
        figures.set(FigureCatalogue.started, to: Double(house.now().milliseconds) / 1000)
        try begin()
        log.note(Notices.ready, ["drop": "\(house.layout.path(of: .drop))", "version": "\(Version.text)"])
        var signal = signals.wait()
        while signal == SIGHUP || signal == SIGUSR1 {
            if signal == SIGHUP { reload() } else { openSpoolAnew() }
            signal = fault.hasHappened ? SIGTERM : signals.wait()
        }
        log.note(Notices.stopping, ["because": fault.hasHappened ? "of a fault" : "of signal \(signal)"])
        notifier.stopping(status: "stopping: what was begun is written down")
        let stopping = LongStep(notifier, "stopping: what was begun is written down")
        caretaker.rest()
        shift.stop()
        do {
            try ledger.close()
        } catch {
            log.note(Notices.cannotCloseLedger, ["found": "\(error)"])
        }
        stopping.end()
        caretaker.stop()
        log.note(Notices.stopped)
        if fault.hasHappened { throw StoppedByFault() }
    }

    /// Ready is said only when files that come now are seen.
    private func begin() throws {
        try shift.start()
        let (pause, end) = (Bell(), MonotonicClock.milliseconds() + Self.watchMilliseconds)
        while !spool.counts.isDropWatched, MonotonicClock.milliseconds() < end { pause.wait(milliseconds: 10) }
        guard spool.counts.isDropWatched else { throw UnwatchedDrop(path: house.layout.path(of: .drop)) }
        caretaker.watch(shift)
    }

    /// The old shift goes on where the new configuration is not sound; else the new one takes over.
    private func reload() {
        log.note(Notices.reloading)
        notifier.reloading(status: "reloading the configuration")
        let record = ReloadRecord(spool: house.configuration.spool.directory)
        note { try record.begin() }
        let next: (plan: ShiftPlan, warnings: [String])
        do {
            next = try Renewal(current: house).plan()
        } catch {
            for problem in error.problems { log.note(Notices.configurationProblem, ["found": "\(problem)"]) }
            let count = error.problems.count == 1 ? "1 problem" : "\(error.problems.count) problems"
            log.note(Notices.reloadRefused, ["found": "\(count)"])
            caretaker.say("the new configuration is not used: \(count)")
            note { try record.end(.refused, error.problems) }
            return
        }
        let patience = LongStep(notifier, "reloading: the old shift ends")
        caretaker.rest()
        shift.stop()
        do {
            try changeShift(to: next.plan)
            patience.end()
            for warning in next.warnings { log.note(Notices.configurationWarning, ["found": "\(warning)"]) }
            log.note(Notices.reloaded)
            caretaker.say(nil)
            note { try record.end(.done, next.warnings) }
        } catch {
            patience.end()
            // Nothing works now. The manager starts the daemon again; what is on disk is enough for that.
            log.note(Notices.fault, ["operation": "begin", "subject": "the new shift", "found": "\(error)"])
            note { try record.end(.failed, ["\(error)"]) }
            fault.happened.store(true, ordering: .sequentiallyConsistent)
        }
    }

    /// Asked for from any thread; done by the one that waits for signals.
    private static let wantNewShift: @Sendable () -> Void = { kill(getpid(), SIGUSR1) }

    /// Folders of the spool were removed or replaced: the next shift opens those that are there, and makes the others.
    private func openSpoolAnew() {
        // Who removes one removes others, too: they are let finish.
        Bell().wait(milliseconds: Self.calmMilliseconds)
        caretaker.rest()
        shift.stop()
        do {
            try changeShift(to: try ShiftPlan(house))
            caretaker.say("folders of the spool were removed or replaced, and are opened anew; the log names them")
        } catch {
            log.note(Notices.fault, ["operation": "begin", "subject": "the new shift", "found": "\(error)"])
            fault.happened.store(true, ordering: .sequentiallyConsistent)
        }
    }

    /// A record that cannot be written costs `rmad reload` its answer, and the daemon nothing.
    private func note(_ write: () throws -> Void) {
        do {
            try write()
        } catch {
            log.note(Notices.fault, ["operation": "write", "subject": "reload.json", "found": "\(error)"])
        }
    }

    private func changeShift(to plan: ShiftPlan) throws {
        guard !fault.hasHappened else { throw StoppedByFault() }
        spool = try spool.reopened(policy: plan.house.spoolPolicy())
        shift = try Shift(
            plan: plan, spool: spool, ledger: ledger, renderers: renderers, failpoints: failpoints, figures: figures,
            log: log, foldersGone: Self.wantNewShift, broken: { [fault] in fault.end() })
        house = plan.house
        try begin()
    }
}

/// Remembers that the ledger could not commit, so that the process ends as failed and is started again.
private final class Fault: Sendable {
    let happened = Atomic(false)
    var hasHappened: Bool { happened.load(ordering: .sequentiallyConsistent) }

    func end() {
        happened.store(true, ordering: .sequentiallyConsistent)
        kill(getpid(), SIGTERM)
    }
}

/// The daemon ended because a commit failed; the log says why.
struct StoppedByFault: Error, CustomStringConvertible {
    let description = "a commit to the ledger failed"
}

/// The drop directory could not be watched within the time of the start.
struct UnwatchedDrop: Error, CustomStringConvertible {
    let path: String
    var description: String {
        "cannot watch \(path). Look for a file of that name, for its mode, and at fs.inotify.max_user_watches."
    }
}

/// The signals that the daemon waits for, taken by the thread that waits for them and by no other.
///
/// Made before any other thread: threads inherit what is blocked, and a signal that finds one thread where it is
/// not would end the process on the spot.
struct Signals {
    private var set = sigset_t()

    init() {
        sigemptyset(&set)
        for wanted in [SIGTERM, SIGINT, SIGHUP, SIGUSR1] { sigaddset(&set, wanted) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // A peer that hangs up is an error of one transfer, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
    }

    func wait() -> Int32 {
        var (set, signal) = (set, Int32(0))
        while sigwait(&set, &signal) != 0 {}
        return signal
    }
}

/// The edition of the program.
enum Version {
    static let text = "0.1.0"
}
