import Backups
import Desk
import Errands
import Glibc
import Ledger
import Metrics
import Returns
import Settings
import Spool
import Synchronization
import Workers

/// Writes the daemon's figures for the textfile collector of Prometheus' node exporter, until there is an HTTP face
/// that serves them. A reader never sees half a file: it is written beside and renamed.
final class MetricsFile: Sendable {
    private let file: String
    private let seconds: Int
    private let house: House
    private let ledger: Ledger
    private let courier: Courier
    private let figures: Figures
    private let bell = Bell()
    private let stopping = Atomic(false)
    private let worker = Mutex<Worker?>(nil)

    private static let countedMax = 100_000

    /// - Returns: nil where the configuration names no file.
    init?(house: House, ledger: Ledger, courier: Courier, figures: Figures) {
        guard let file = house.configuration.metrics.file else { return nil }
        self.file = file
        seconds = house.configuration.metrics.seconds
        self.house = house
        self.ledger = ledger
        self.courier = courier
        self.figures = figures
    }

    /// - Parameter fault: hears what could not be done to what, and why: once while it lasts.
    func start(
        _ fault: @escaping @Sendable (_ operation: String, _ subject: String, _ found: String) -> Void
    )
        throws(WorkerError)
    {
        figures.set(FigureCatalogue.build, [Version.text], to: 1)
        let worker = try Worker(name: "metrics") { [self] in
            var known: [String: String] = [:]
            /// What cannot be looked at keeps nothing else from being told.
            func attempt(_ operation: String, _ subject: String, _ body: () throws -> Void) {
                do {
                    try body()
                    known[subject] = nil
                } catch {
                    let found = "\(error)"
                    if known[subject] != found { fault(operation, subject, found) }
                    known[subject] = found
                }
            }
            while !stopping.load(ordering: .sequentiallyConsistent) {
                attempt("count", "what waits in the ledger", collect)
                attempt("count", "the files that wait", collectFiles)
                collectHealth()
                attempt("look at", "the backups", collectBackups)
                attempt("write", "the metrics file") { try write(figures.exposition) }
                bell.wait(milliseconds: Int64(seconds) * 1000)
            }
        }
        self.worker.withLock { $0 = worker }
    }

    func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
        worker.withLock { $0 }?.join()
    }

    /// What the ledger says.
    private func collect() throws {
        let now = house.now()
        let today = house.startOfDay(now)
        let (backlogs, promises, endpoints) = try ledger.read { snapshot in
            (
                try snapshot.backlogs(), try snapshot.promiseCounts(since: today, max: Self.countedMax),
                try snapshot.endpoints(limit: Figures.seriesMax).map { endpoint in
                    (endpoint, try snapshot.owed(to: endpoint.name, max: Self.countedMax))
                }
            )
        }
        for backlog in backlogs { show(backlog.name, backlog.count, oldest: backlog.oldest, at: now) }
        figures.set(FigureCatalogue.promisesAtRisk, to: Double(promises.atRisk))
        figures.set(FigureCatalogue.promisesBroken, to: Double(promises.broken))
        figures.replace(
            FigureCatalogue.enabled, endpoints.map { ([$0.0.name.text], $0.0.state == .enabled ? 1 : 0) })
        figures.replace(FigureCatalogue.owed, endpoints.map { ([$0.0.name.text], Double($0.1)) })
        var status = stat()
        if stat(house.configuration.ledger.file, &status) == 0 {
            figures.set(FigureCatalogue.ledgerBytes, to: Double(status.st_size))
        }
    }

    private func collectFiles() throws {
        let now = house.now()
        for place in [SpoolLayout.Place.drop, .work] {
            let files = try WaitingFiles.count(place, in: house.layout)
            show(
                WaitingFiles.name(of: place), files.reduce(0) { $0 + $1.count },
                oldest: files.compactMap(\.oldest).min(),
                at: now)
        }
    }

    private func show(_ queue: String, _ count: Int, oldest: Instant?, at now: Instant) {
        figures.set(FigureCatalogue.backlog, [queue], to: Double(count))
        // Papers that are given up have no moment of their own.
        let age = oldest.map { $0.milliseconds > 0 ? now.milliseconds - $0.milliseconds : 0 } ?? 0
        figures.set(FigureCatalogue.backlogAge, [queue], to: Double(max(0, age)) / 1000)
    }

    private func collectHealth() {
        let (health, inFlight) = courier.health()
        figures.set(FigureCatalogue.inFlight, to: Double(inFlight))
        figures.replace(FigureCatalogue.window, health.map { ([$0.name.text], Double($0.window)) })
        figures.replace(FigureCatalogue.isOpen, health.map { ([$0.name.text], $0.isOpen ? 1 : 0) })
        figures.replace(
            FigureCatalogue.failing, health.map { ([$0.name.text], Double($0.failingMilliseconds) / 1000) })
        figures.replace(
            FigureCatalogue.budget,
            health.map { one in
                ([one.name.text], min(1, Double(one.failingMilliseconds) / Double(max(1, one.budgetMilliseconds))))
            })
    }

    /// A folder that cannot be read holds no backup that could be relied on.
    private func collectBackups() throws {
        figures.set(FigureCatalogue.lastBackup, to: 0)
        let folder = BackupFolder(path: house.configuration.backup.directory)
        figures.set(FigureCatalogue.lastBackup, to: Double(try folder.newest()?.milliseconds ?? 0) / 1000)
        figures.set(FigureCatalogue.backupFlaws, to: Double(try folder.flawsOfNewest() ?? 0))
    }

    private func write(_ text: String) throws {
        let part = "\(file).part"
        let bytes = Array(text.utf8)
        // Others may write into the collector's folder: whatever lies under this name, a link above all, is removed and
        // never written through.
        guard unlink(part) == 0 || errno == ENOENT else { throw MetricsFault(file: part, code: errno) }
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw MetricsFault(file: part, code: errno) }
        let written = Glibc.write(descriptor, bytes, bytes.count)
        let code = errno
        close(descriptor)
        guard written == bytes.count else { throw MetricsFault(file: part, code: code) }
        guard rename(part, file) == 0 else { throw MetricsFault(file: file, code: errno) }
    }
}

/// The metrics file cannot be written. The daemon works on without it.
struct MetricsFault: Error, CustomStringConvertible {
    let file: String
    let code: Int32
    var description: String { "\(file): \(String(cString: strerror(code))). \(remedy)" }

    private var remedy: String {
        switch code {
        case ENOSPC, EDQUOT: "Free space on its disk."
        case EIO: "The disk reports an error: see the kernel log (dmesg)."
        case EROFS:
            "Under systemd the unit needs `ReadWritePaths=` for its folder (`systemctl edit rmad`); where it has that, "
                + "the file system is read-only: see the kernel log (dmesg)."
        case EACCES, EPERM: "Give its folder to the user that rmad runs as, or correct `metrics.file`."
        default: "Make its folder, or correct `metrics.file`."
        }
    }
}
