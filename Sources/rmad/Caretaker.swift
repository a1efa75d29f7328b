import Glibc
import Ledger
import Logging
import Service
import Spool
import Synchronization
import Workers

/// Tells the service manager how the daemon is: signs of life while every vital loop turns, and in words what waits.
///
/// It has a thread only where somebody listens. Idle it asks the ledger nothing: only what has changed since is
/// counted again.
final class Caretaker: Sendable {
    private let ledger: Ledger
    private let notifier: Notifier
    private let watchdogMilliseconds: Int64?
    private let log: Logger
    private let bell = Bell()
    private let over = Ending()
    private let duty = Mutex(Duty())
    private let worker = Mutex<Worker?>(nil)

    private struct Duty {
        var shift: Shift?
        var signs: VitalSigns?
        /// Between two shifts nothing turns, and that is right until this moment; milliseconds.
        var restsUntil: Int64?
        /// What an operator should read first.
        var alarm: String?
        var isStuck = false
        /// What the last words were made from, and the words.
        var counted: Counted?
        var words = ""
    }

    private struct Counted: Equatable {
        var commits: Int
        var claimed: Int
        var spool: SpoolCounts
        var alarm: String?
        var pause: String?
    }

    private static let statusMilliseconds: Int64 = 10_000
    /// So often in the time between two signs of life a loop that has not turned is looked at.
    private static let looksPerFeed: Int64 = 8
    /// How long a change of shifts may take before the watchdog starves.
    private static let restMilliseconds: Int64 = 60_000
    /// Counting takes at most this part of the time.
    private static let countingShare: Int64 = 50

    init(ledger: Ledger, supervision: Supervision, log: Logger) throws(WorkerError) {
        self.ledger = ledger
        notifier = supervision.notifier
        watchdogMilliseconds = supervision.watchdogMilliseconds
        self.log = log
        guard notifier.isHeard else { return }
        let started = try Worker(name: "caretaker") { [self] in work() }
        worker.withLock { $0 = started }
    }

    /// This shift has begun: from now on its loops must turn, and the manager knows that it is ready.
    func watch(_ shift: Shift) {
        let alarm = duty.withLock { duty in
            duty.shift = shift
            duty.signs = VitalSigns(shift.vitals)
            duty.restsUntil = nil
            duty.counted = nil
            return duty.alarm
        }
        guard notifier.isHeard else { return }
        notifier.ready(status: count(shift, alarm: alarm))
        bell.ring()
    }

    /// The shift is about to end: until the next one nothing turns.
    func rest() {
        duty.withLock { duty in
            duty.shift = nil
            duty.signs = nil
            duty.restsUntil = MonotonicClock.milliseconds() + Self.restMilliseconds
        }
    }

    /// A sentence that stands in front of the state until it is taken back with nil; a reload ends with it.
    func say(_ alarm: String?) {
        let shift = duty.withLock { duty in
            duty.alarm = alarm
            return duty.shift
        }
        guard notifier.isHeard, let shift else { return }
        notifier.ready(status: count(shift, alarm: alarm))
    }

    func stop() {
        over.end()
        bell.ring()
        worker.withLock { $0 }?.join()
    }

    /// Feeds the watchdog as seldom as its time allows, for each sign of life wakes every loop; the state in words is
    /// looked at in the same waking. A loop that has not turned yet is looked at again soon, so that one long breath
    /// does not end the daemon.
    private func work() {
        let feed = watchdogMilliseconds.map { max(1, $0 / 2) }
        let period = feed.map { max($0, Self.statusMilliseconds) } ?? Self.statusMilliseconds
        var nextFeed = MonotonicClock.milliseconds() + (feed ?? 0)
        var nextStatus = MonotonicClock.milliseconds() + period
        while !over.hasEnded {
            let now = MonotonicClock.milliseconds()
            // What is due soon is done now: one waking serves both.
            let soon = now + (feed ?? period) / 4
            if let feed, soon >= nextFeed {
                nextFeed = now + (look(at: now) ? feed : max(1, feed / Self.looksPerFeed))
            }
            if soon >= nextStatus {
                nextStatus = now + period
                refresh()
                let took = MonotonicClock.milliseconds() - now
                nextStatus = max(nextStatus, now + took * Self.countingShare)
            }
            let next = feed == nil ? nextStatus : min(nextFeed, nextStatus)
            bell.wait(milliseconds: max(1, next - MonotonicClock.milliseconds()))
        }
    }

    /// Feeds the watchdog if every vital loop has turned since the last look.
    /// - Returns: whether it was fed.
    private func look(at now: Int64) -> Bool {
        let stuck: [String]? = duty.withLock { duty in
            if let until = duty.restsUntil { return now < until ? [] : ["change of shifts"] }
            return duty.signs?.look()
        }
        guard let stuck else { return true }
        if stuck.isEmpty { notifier.alive() }
        let isNews = duty.withLock { duty in
            defer { duty.isStuck = !stuck.isEmpty }
            return !stuck.isEmpty && !duty.isStuck
        }
        if isNews { log.note(Notices.stuck, ["loops": "\(stuck.joined(separator: " "))"]) }
        return stuck.isEmpty
    }

    private func refresh() {
        let (shift, alarm, counted) = duty.withLock { ($0.shift, $0.alarm, $0.counted) }
        // While it is paused the spool counts nothing: only a look at the drop tells what waits there.
        guard let shift, shift.pause != nil || counted != Self.standing(of: shift, alarm: alarm) else { return }
        let before = duty.withLock { $0.words }
        let words = count(shift, alarm: alarm)
        if words != before { notifier.status(words) }
    }

    private func count(_ shift: Shift, alarm: String?) -> String {
        // Looked at first: what changes while it is counted is counted again.
        let standing = Self.standing(of: shift, alarm: alarm)
        do {
            let words = StandingWords(
                stations: standing.spool.stations, isDropWatched: standing.spool.isDropWatched,
                waiting: try DropCount.files(below: shift.spool.layout.path(of: .drop)), claimed: standing.claimed,
                backlogs: try ledger.read { try $0.backlogs() },
                alarm: alarm ?? standing.spool.trouble?.description,
                pause: standing.pause
            ).text
            duty.withLock { duty in
                duty.counted = standing
                duty.words = words
            }
            return words
        } catch {
            log.note(Notices.statusFault, ["found": "\(error)"])
            return alarm ?? "working"
        }
    }

    private static func standing(of shift: Shift, alarm: String?) -> Counted {
        Counted(
            commits: shift.commits, claimed: shift.spool.claimedCount, spool: shift.spool.counts, alarm: alarm,
            pause: shift.pause)
    }
}

/// Says once that something is over, to threads that look.
final class Ending: Sendable {
    private let flag = Atomic(false)
    var hasEnded: Bool { flag.load(ordering: .sequentiallyConsistent) }
    func end() { flag.store(true, ordering: .sequentiallyConsistent) }
}
