import Clockwork
import Desk
import Digests
import Errands
import Glibc
import Intake
import Ledger
import Logging
import Metrics
import Returns
import Settings
import Spool
import Synchronization
import Webhooks
import Workers

/// The daemon: opens everything from the ground up, works until it is told to stop, and stops from the top down.
///
/// Order matters. What takes work in starts last and stops first; the ledger is opened first and closed last, so
/// that whatever was begun can be written down.
final class Daemon: Sendable {
    private let log: Logger
    private let house: House
    private let ledger: Ledger
    private let writer: LedgerWriter
    private let spool: Spool
    private let intake: Intake
    private let paperMill: PaperMill
    private let courier: Courier
    private let press: Press
    private let clockwork = Clockwork()
    private let fault: Fault
    private let figures: Figures
    private let metricsFile: MetricsFile?

    /// Milliseconds that deliveries under way may take to end when the daemon stops.
    private static let drainMilliseconds = 5_000
    /// Days for which the use of number ranges is kept by the day.
    private static let rangeUseDays = 400

    init(house: House, renderers: Int, failpoints: Failpoints, log: Logger) throws {
        self.log = log
        self.house = house
        let configuration = house.configuration
        let figures = Figures()
        let report = Report(log, figures)
        self.figures = figures
        let fault = Fault()
        self.fault = fault
        spool = try Spool.open(layout: house.layout, policy: house.spoolPolicy(), failpoints: failpoints)
        ledger = try Ledger(path: configuration.ledger.file, access: .writing)
        let (paperBell, pressBell) = (Bell(), Bell())
        let noticed = Noticed()
        writer = try LedgerWriter(
            ledger: ledger, groupMax: configuration.ledger.groupFilesMax, failpoints: failpoints,
            committed: { aftermath in
                paperBell.ring()
                noticed.courier.withLock { $0 }?.noticed(aftermath)
                pressBell.ring()
            },
            broken: { error in
                // Whether the commit is on disk is unknown. Reading it again, after a restart, is the only cure.
                report.fault("commit to", "the ledger", "\(error)")
                fault.happened.store(true, ordering: .sequentiallyConsistent)
                kill(getpid(), SIGTERM)
            })
        let terms = try house.errandTerms()
        intake = try Intake(
            spool: spool, writer: writer, terms: house.intakeTerms(), failpoints: failpoints,
            tell: { report.intake($0) })
        press = try Press(
            ledger: ledger, writer: writer, terms: terms, printers: house.pressPrinters(),
            labels: house.layout.path(of: .labels), bell: pressBell, failpoints: failpoints, tell: { report.errand($0) }
        )
        paperMill = try PaperMill(
            ledger: ledger, writer: writer, spool: spool, terms: terms, renderers: renderers, bell: paperBell,
            failpoints: failpoints, tell: { report.errand($0) })
        courier = Courier(
            ledger: ledger, writer: writer, terms: terms, rules: try house.deliveryRules(), secrets: house.secrets,
            failpoints: failpoints, tell: { report.errand($0) })
        noticed.courier.withLock { [courier] in $0 = courier }
        metricsFile = MetricsFile(house: house, ledger: ledger, courier: courier, figures: figures)
    }

    /// Works until SIGTERM or SIGINT.
    func run(until signals: StopSignals) throws {
        try PowerCut(ledger: ledger, spool: spool, writer: writer, log: log).repairIfThereWasOne(at: house.now())
        try courier.start(limits: house.deliveryLimits(), userAgent: "rmad/\(Version.text)")
        try press.start()
        let report = Report(log, figures)
        try clockwork.start(
            ledger: ledger, writer: writer,
            terms: house.clockTerms(
                daily: { [self] today in
                    clearArchive(today, report)
                    lookAtRanges(today, report)
                },
                tell: { report.clock($0) }))
        try metricsFile?.start { report.fault("write", "the metrics file", $0) }
        try intake.start()
        log.notice("ready", metadata: ["drop": "\(house.layout.path(of: .drop))", "version": "\(Version.text)"])
        let signal = signals.wait()
        let isFault = fault.happened.load(ordering: .sequentiallyConsistent)
        log.notice("stopping", metadata: ["because": isFault ? "of a fault" : "of signal \(signal)"])
        stop()
        log.notice("stopped")
        if isFault { throw StoppedByFault() }
    }

    /// Claimed files are kept for some days beside the ledger, which holds their bytes too.
    private func clearArchive(_ today: CalendarDate, _ report: Report) {
        let keptFrom = today.adding(days: -house.configuration.spool.archiveDays).description
        guard let day = ArchiveDay(keptFrom) else { return }
        do throws(SpoolError) {
            let removed = try spool.pruneArchive(olderThanDay: day)
            if removed > 0 { log.info("archive cleared", metadata: ["before": "\(keptFrom)", "files": "\(removed)"]) }
        } catch {
            report.fault("clear", "the archive", "\(error)")
        }
    }

    /// Whether the numbers will last, at the start and once a day; and what nobody will ask for any more goes.
    private func lookAtRanges(_ today: CalendarDate, _ report: Report) {
        do {
            let rows = try ledger.read { snapshot in
                try RangeRow.rows(
                    pattern: house.configuration.rmaNumber, ranges: House.rangePlans(house.configuration), on: today,
                    in: snapshot)
            }
            for row in rows {
                guard let problem = row.problem else { continue }
                log.error(
                    "a number range cannot be used", metadata: ["range": "\(row.standing.name)", "found": "\(problem)"])
            }
        } catch {
            report.fault("look at", "number ranges", "\(error)")
        }
        let alarms = [RangeAlarm(rmaNumbers: house.configuration.rmaNumber)] + house.parcelRanges.map(RangeAlarm.init)
        let found = RangeNews()
        let step = LedgerWriter.Step(
            perform: { transaction in
                try transaction.forgetUses(before: today.adding(days: -Self.rangeUseDays))
                found.notices = try alarms.flatMap { try $0.look(in: transaction, on: today, at: .daily) }
            },
            settled: { result in
                switch result {
                case .success: for notice in found.notices { report.range(notice) }
                case .failure(let error): report.fault("look at", "number ranges", "\(error)")
                }
            })
        _ = writer.submit(step)
    }

    private func stop() {
        metricsFile?.stop()
        intake.stop()
        clockwork.stop()
        paperMill.stop()
        press.stop()
        courier.stop(drainingFor: Self.drainMilliseconds)
        writer.stop()
        intake.finish()
        do {
            try ledger.close()
        } catch {
            log.error("cannot close the ledger", metadata: ["found": "\(error)"])
        }
    }
}

/// Where the writer's thread finds the courier, which is made after the writer.
private final class Noticed: Sendable {
    let courier = Mutex<Courier?>(nil)
}

/// Carries what was found in a transaction to the step behind its commit.
private final class RangeNews: @unchecked Sendable {
    // Written and read by the ledger's thread alone.
    var notices: [RangeNotice] = []
}

/// Remembers that the ledger could not commit, so that the process ends as failed and is started again.
private final class Fault: Sendable {
    let happened = Atomic(false)
}

/// The daemon ended because a commit failed; the log says why.
struct StoppedByFault: Error {}

/// The signals that end the daemon, taken by the thread that waits for them and by no other.
///
/// Made before any other thread: threads inherit what is blocked, and a signal that finds one thread where it is
/// not would end the process on the spot.
struct StopSignals {
    private var set = sigset_t()

    init() {
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
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
