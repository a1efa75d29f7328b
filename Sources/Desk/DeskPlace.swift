import Glibc
import Ledger
import Returns
import Spool
import Synchronization

/// Where this site keeps its things, and how it writes numbers and times: all that the desk needs of the
/// configuration.
///
/// The program says once at its start how a place is found (`provide`), before any command runs. A command
/// then asks for it with the configuration file that was named or found.
package struct DeskPlace: Sendable {
    /// The ledger's file.
    package var ledgerPath: String
    /// The folder that holds drop, work, rejected and the others.
    package var spoolRoot: String
    /// Where secret files lie; only their names are ever shown.
    package var secretsDirectory: String
    /// How customers are spoken to.
    package var voice: Voice
    /// An IANA name such as `Europe/Berlin`: the zone in which people read times.
    package var timeZone: String
    package var pattern: RMANumberPattern
    /// The ranges of parcel numbers that are ours.
    package var ranges: [RangePlan] = []
    /// How the site is called.
    package var siteName = "Returns"
    /// Days on which the site works.
    package var isBusinessDay: @Sendable (CalendarDate) -> Bool = { $0.weekday <= 5 }
    /// When figures show a customer's returns to staff.
    package var attention = AttentionRules()
    /// What the policy asks at the bench.
    package var checklists: [Checklist] = []
    /// What figures estimate that goods bring back.
    package var recovery = RecoveryShares()
    /// Whether the policy gives a customer what is due when the goods are counted, before they are inspected.
    package var isDueOnReceipt: @Sendable (Customer) -> Bool = { _ in false }
    /// What of the configuration is not as the daemon would take it, so that its policy may be another; nil: nothing.
    package var configurationProblem: String?
    /// The largest file that the daemon takes, in bytes.
    package var fileBytesMax: Int
    /// The present moment, for ages. The desk asks no other clock for the time of day.
    package var now: @Sendable () -> Instant

    package init(
        ledgerPath: String, spoolRoot: String, secretsDirectory: String, voice: Voice,
        timeZone: String, pattern: RMANumberPattern, fileBytesMax: Int = SpoolPolicy().fileBytesMax,
        now: @escaping @Sendable () -> Instant = DeskPlace.wallClock
    ) {
        self.ledgerPath = ledgerPath
        self.spoolRoot = spoolRoot
        self.secretsDirectory = secretsDirectory
        self.voice = voice
        self.timeZone = timeZone
        self.pattern = pattern
        self.fileBytesMax = fileBytesMax
        self.now = now
    }

    /// The system's wall clock.
    package static let wallClock: @Sendable () -> Instant = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Finds the place from a configuration file. What it throws is printed as it describes itself, and the
    /// command ends with 78; an `ExitCode` ends it silently, for a resolver that has said everything itself.
    package typealias Resolve = @Sendable (_ configurationFile: String) throws -> DeskPlace

    /// Says how a place is found. Called once, before the first command runs.
    package static func provide(_ resolve: @escaping Resolve) {
        provided.withLock { provided in
            precondition(provided == nil, "how a place is found is said once")
            provided = resolve
        }
    }

    static func resolve(_ configurationFile: String) throws -> DeskPlace {
        guard let resolve = provided.withLock({ $0 }) else {
            preconditionFailure("DeskPlace.provide is called before a command runs")
        }
        return try resolve(configurationFile)
    }

    private static let provided = Mutex<Resolve?>(nil)
}

extension DeskPlace {
    var layout: SpoolLayout { SpoolLayout(root: spoolRoot) }

    func path(_ place: SpoolLayout.Place, station: String?, _ name: String) -> String {
        layout.path(of: place) + "/" + (station.map { $0 + "/" } ?? "") + name
    }
}
