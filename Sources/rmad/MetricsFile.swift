import Backups
import Errands
import Glibc
import Ledger
import Metrics
import Returns
import Settings
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

    /// - Parameter fault: hears why the file could not be written, each time.
    func start(_ fault: @escaping @Sendable (String) -> Void) throws(WorkerError) {
        figures.set(FigureCatalogue.build, [Version.text], to: 1)
        let worker = try Worker(name: "metrics") { [self] in
            while !stopping.load(ordering: .sequentiallyConsistent) {
                do {
                    try collect()
                    try write(figures.exposition)
                } catch {
                    fault("\(error)")
                }
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

    /// What is read rather than counted.
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
        figures.replace(FigureCatalogue.backlog, backlogs.map { ([$0.name], Double($0.count)) })
        figures.replace(
            FigureCatalogue.backlogAge,
            backlogs.map { backlog in
                let age = backlog.oldest.map { now.milliseconds - $0.milliseconds } ?? 0
                return ([backlog.name], Double(max(0, age)) / 1000)
            })
        figures.set(FigureCatalogue.promisesAtRisk, to: Double(promises.atRisk))
        figures.set(FigureCatalogue.promisesBroken, to: Double(promises.broken))
        figures.replace(
            FigureCatalogue.enabled, endpoints.map { ([$0.0.name.text], $0.0.state == .enabled ? 1 : 0) })
        figures.replace(FigureCatalogue.owed, endpoints.map { ([$0.0.name.text], Double($0.1)) })
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
        var status = stat()
        if stat(house.configuration.ledger.file, &status) == 0 {
            figures.set(FigureCatalogue.ledgerBytes, to: Double(status.st_size))
        }
        let newest = try BackupFolder(path: house.configuration.backup.directory).newest()
        figures.set(FigureCatalogue.lastBackup, to: Double(newest?.milliseconds ?? 0) / 1000)
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
    var description: String { "\(file): \(String(cString: strerror(code))). Correct `metrics.file`." }
}
