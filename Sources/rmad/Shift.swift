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
import Service
import Settings
import Spool
import Synchronization
import Webhooks
import Workers

/// Everything that works by one configuration, from the ledger's writer up. A reload ends one shift and begins the
/// next on the same ledger, under the same lock.
///
/// Order matters. What takes work in starts last and stops first; the writer is made first and stops near the end,
/// so that whatever was begun can be written down.
final class Shift: Sendable {
    let spool: Spool
    private let log: Logger
    private let house: House
    private let plan: ShiftPlan
    private let ledger: Ledger
    private let writer: LedgerWriter
    private let intake: Intake
    private let paperMill: PaperMill
    private let courier: Courier
    private let press: Press
    private let exporter: Exporter
    private let fileEraser: FileEraser
    private let clockwork = Clockwork()
    private let metricsFile: MetricsFile?
    private let report: Report
    private let commitCount = Pulse()
    private let sluice: Sluice

    /// Milliseconds that deliveries under way may take to end when the shift does.
    private static let drainMilliseconds = 5_000
    /// Days for which the use of number ranges is kept by the day.
    private static let rangeUseDays = 400
    /// How many returns that wait for a number are counted.
    private static let heldMax = 1_000_000

    /// - Parameters:
    ///   - foldersGone: the spool must be opened anew, and a new shift begin on it.
    ///   - broken: a commit failed; the daemon must end.
    init(
        plan: ShiftPlan, spool: Spool, ledger: Ledger, renderers: Int, failpoints: Failpoints, figures: Figures,
        log: Logger, foldersGone: @escaping @Sendable () -> Void, broken: @escaping @Sendable () -> Void
    ) throws {
        self.log = log
        self.plan = plan
        self.spool = spool
        self.ledger = ledger
        house = plan.house
        let report = Report(log, figures)
        self.report = report
        let (paperBell, pressBell, exportBell, sluiceBell) = (Bell(), Bell(), Bell(), Bell())
        let eraserBell = Bell()
        exporter = Exporter(bell: exportBell, failpoints: failpoints)
        fileEraser = FileEraser(bell: eraserBell, reserve: house.configuration.limits.diskReserve)
        let noticed = Noticed()
        writer = try LedgerWriter(
            ledger: ledger, groupMax: house.configuration.ledger.groupFilesMax, failpoints: failpoints,
            committed: { [commitCount] aftermath in
                commitCount.beat()
                paperBell.ring()
                noticed.courier.withLock { $0 }?.noticed(aftermath)
                pressBell.ring()
                exportBell.ring()
                sluiceBell.ring()
                eraserBell.ring()
            },
            broken: { error in
                // Whether the commit is on disk is unknown. Reading it again, after a restart, is the only cure.
                report.fault("commit to", "the ledger", "\(error)")
                broken()
            })
        let terms = plan.errandTerms
        intake = try Intake(
            spool: spool, ledger: ledger, writer: writer, terms: plan.intakeTerms, failpoints: failpoints,
            tell: { news in
                report.intake(news)
                switch news {
                case .spool(.foldersGone): foldersGone()
                case .spool(.lockLost): broken()
                case _: break
                }
            })
        press = try Press(
            ledger: ledger, writer: writer, terms: terms, printers: house.pressPrinters(),
            labels: house.layout.path(of: .labels), bell: pressBell, failpoints: failpoints, tell: { report.errand($0) }
        )
        paperMill = try PaperMill(
            ledger: ledger, writer: writer, spool: spool, terms: terms, renderers: renderers, bell: paperBell,
            failpoints: failpoints, tell: { report.errand($0) })
        courier = Courier(
            ledger: ledger, writer: writer, terms: terms, rules: plan.deliveryRules, secrets: house.secrets,
            failpoints: failpoints, tell: { report.errand($0) })
        noticed.courier.withLock { [courier] in $0 = courier }
        sluice = Sluice(
            house: house, spool: spool, ledger: ledger, writer: writer, figures: figures, bell: sluiceBell,
            tell: { report.sluice($0) }, seen: foldersGone, fault: { report.fault("look at", $0, $1) })
        metricsFile = MetricsFile(house: house, ledger: ledger, courier: courier, figures: figures)
    }

    /// Begins to work. Whatever a crash or the last shift left behind comes first.
    func start() throws {
        try PowerCut(ledger: ledger, spool: spool, writer: writer, log: log).repairIfThereWasOne(at: house.now())
        let unseen = try takeAgainWhatWasLost()
        try courier.start(limits: house.deliveryLimits(), userAgent: "rmad/\(Version.text)")
        try press.start()
        try exporter.start(
            ledger: ledger, writer: writer, spool: spool,
            forms: house.configuration.exports.formats.compactMap { ExportFile.Form(rawValue: $0.rawValue) },
            now: house.now, tell: { [report] in report.errand($0) })
        try fileEraser.start(
            ledger: ledger, writer: writer, spool: spool, tell: { [report] in report.errand($0) })
        var clockTerms = house.clockTerms(
            daily: { [self] today in
                clearArchive(today)
                lookAtRanges(today)
                lookAtBackups()
            },
            tell: { [report] in report.clock($0) })
        let eraser = Eraser(terms: plan.intakeTerms)
        clockTerms.erase = { wish, ledger in
            let found = try ledger.erasureSearch(for: wish)
            guard Eraser.isDue(found) else { return nil }
            return { transaction, occasion in
                _ = try eraser.perform(found, because: "retention.personal_data_days", in: transaction, on: occasion)
            }
        }
        try clockwork.start(ledger: ledger, writer: writer, terms: clockTerms)
        try metricsFile?.start { [report] in report.fault($0, $1, $2) }
        try sluice.start(besides: unseen)
        try intake.start { [sluice] in sluice.lookAhead() }
    }

    /// - Returns: days of the archive of which nobody knows what they hold.
    private func takeAgainWhatWasLost() throws -> [ClosedFolder] {
        let replay = Replay(
            spool: spool, ledger: ledger, writer: writer, terms: plan.intakeTerms,
            tell: { [report] in report.intake($0) })
        return try Reconciliation(ledger: ledger, spool: spool, replay: replay, log: log).takeAgainWhatWasLost()
    }

    /// Takes nothing more in, and writes down what was begun.
    func stop() {
        metricsFile?.stop()
        sluice.stop()
        intake.stop()
        clockwork.stop()
        paperMill.stop()
        press.stop()
        exporter.stop()
        fileEraser.stop()
        courier.stop(drainingFor: Self.drainMilliseconds)
        writer.stop()
        intake.finish()
    }

    /// The loops without which nothing comes in, is remembered, or goes out.
    var vitals: [Vital] {
        [
            Vital(name: "spool-watch", turns: { [spool] in spool.pulse.beats }, nudge: { [spool] in spool.nudge() }),
            Vital(
                name: "ledger-writer", turns: { [writer, ledger] in writer.pulse.beats &+ ledger.rewriting.beats },
                nudge: { [writer] in writer.nudge() }),
            Vital(
                name: "courier-feed", turns: { [courier] in courier.pulse.beats },
                nudge: { [courier] in courier.nudge() }),
            Vital(name: "webhooks", turns: { [courier] in courier.engineTurns }, nudge: {}),
        ]
    }

    /// Why nothing is taken from the drop, in words; nil while it is.
    var pause: String? { sluice.words }

    /// Grows with each commit.
    var commits: Int { commitCount.beats }

    /// Claimed files are kept for some days beside the ledger, which holds their bytes too.
    private func clearArchive(_ today: CalendarDate) {
        let keptFrom = today.adding(days: -house.configuration.spool.archiveDays).description
        guard let day = ArchiveDay(keptFrom) else { return }
        do throws(SpoolError) {
            let (removed, closed) = try spool.pruneArchive(olderThanDay: day)
            if removed > 0 { log.note(Notices.archiveCleared, ["before": "\(keptFrom)", "files": "\(removed)"]) }
            for folder in closed {
                log.note(Notices.archiveClosed, ["folder": "\(folder.path)", "found": "\(folder.fault)"])
            }
        } catch {
            report.fault("clear", "the archive", "\(error)")
        }
    }

    private func lookAtBackups() {
        do {
            try BackupWatch(house: house, log: log).look()
        } catch {
            report.fault("look at", "the backups", "\(error)")
        }
    }

    /// Whether the numbers will last, at the start and once a day; and what nobody will ask for any more goes.
    private func lookAtRanges(_ today: CalendarDate) {
        do {
            let (rows, held) = try ledger.read { snapshot in
                (
                    try RangeRow.rows(
                        pattern: house.configuration.rmaNumber, ranges: House.rangePlans(house.configuration),
                        on: today, in: snapshot), try snapshot.heldCases(limit: Self.heldMax).count
                )
            }
            if held > 0 { log.note(Notices.numbersAwaited, ["count": "\(held)"]) }
            for row in rows {
                guard let problem = row.problem else { continue }
                log.note(Notices.rangeUnusable, ["range": "\(row.standing.name)", "found": "\(problem)"])
            }
        } catch {
            report.fault("look at", "number ranges", "\(error)")
        }
        let ranges = house.parcelRanges
        let alarms =
            [RangeAlarm(rmaNumbers: house.configuration.rmaNumber)] + ranges.map { RangeAlarm($0, among: ranges) }
        let found = RangeNews()
        let step = LedgerWriter.Step(
            perform: { transaction in
                try transaction.forgetUses(before: today.adding(days: -Self.rangeUseDays))
                found.notices = try alarms.flatMap { try $0.look(in: transaction, on: today, at: .daily) }
            },
            settled: { [report] result in
                switch result {
                case .success: for notice in found.notices { report.range(notice) }
                case .failure(is LedgerEnded): return
                case .failure(let error): report.fault("look at", "number ranges", "\(error)")
                }
            })
        _ = writer.submit(step)
    }
}

/// What a shift needs of a configuration, made before the shift before it ends: whatever is wrong shows here.
struct ShiftPlan: Sendable {
    let house: House
    let intakeTerms: IntakeTerms
    let errandTerms: ErrandTerms
    let deliveryRules: DeliveryRules

    /// - Throws: a logo that cannot be drawn, an address range or a schedule that is none.
    init(_ house: House) throws {
        self.house = house
        intakeTerms = try house.intakeTerms()
        errandTerms = try house.errandTerms()
        deliveryRules = try house.deliveryRules()
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
