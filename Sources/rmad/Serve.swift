import ArgumentParser
import Desk
import Glibc
import Labels
import Ledger
import Logging
import Service
import Settings
import Workers

/// `rmad serve`: the daemon itself.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon: take files from the drop directory until told to stop.",
        discussion: """
            Stops at SIGTERM or SIGINT, after what was begun has been written down; reads its configuration again \
            at SIGHUP (`rmad reload` tells what came of it). A kill at any moment loses nothing: the next start goes \
            on where this one ended.

            Examples:
              rmad serve
              rmad serve --config var/rmad.yaml --check --log text
            """)

    @OptionGroup var options: GlobalOptions

    @Option(help: "Threads that draw labels and instructions; as many as there are processors unless given.")
    var renderers: Int?

    @Flag(help: "Check first, as rmad check does; end with 78 where something stands against a start.")
    var check = false

    @Option(help: "How lines are logged: auto, text, json or journal; as log.format says unless given.")
    var log: LogChoice?

    func validate() throws {
        if let renderers, !(1...64).contains(renderers) { throw ValidationError("--renderers takes 1 to 64.") }
    }

    func run() throws {
        Self.leaveNoCore()
        let signals = Signals()
        let house = try Loading.house(options, consequence: "nothing was started.")
        let log = logger(house.configuration.log)
        RenderingMemory.keepFreed()
        do {
            try DescriptorFloor.require()
            if check { try lookAround(house) }
            let plan = try plan(for: house)
            try FileTree.prepare(house.configuration)
            let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
            let daemon = try Daemon(
                plan: plan, renderers: renderers ?? min(8, processors),
                failpoints: Failpoints(parsing: getenv("RMAD_FAILPOINTS").map { String(cString: $0) }),
                supervision: .ofProcess(), log: log)
            try daemon.run(until: signals)
        } catch let code as ExitCode {
            throw code
        } catch is StoppedByFault {
            throw ExitCode(ExitStatus.unavailable.rawValue)
        } catch {
            log.note(Notices.cannotStart, ["found": "\(error)"])
            throw ExitCode(ExitStatus.unavailable.rawValue)
        }
    }

    /// A core would hold secrets and customers' data, and lie who knows where. The unit forbids it too; this is for all
    /// other ways to start.
    private static func leaveNoCore() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    /// All findings are told; only what nothing could work with is a reason not to start.
    private func lookAround(_ house: House) throws {
        let surroundings = Surroundings(house: house)
        let obstacles = surroundings.obstacles()
        let others =
            surroundings.remarks() + surroundings.services() + surroundings.endpoints() + surroundings.ledger()
        for finding in obstacles + others {
            Terminal.complain("\(finding.weight.rawValue): \(finding.text)")
        }
        if obstacles.contains(where: { $0.weight == .problem }) {
            throw ExitCode(ExitStatus.configuration.rawValue)
        }
    }

    private func plan(for house: House) throws -> ShiftPlan {
        do {
            return try ShiftPlan(house)
        } catch {
            Terminal.complain("problem: \(error)")
            throw ExitCode(ExitStatus.configuration.rawValue)
        }
    }

    private func logger(_ settings: LogSettings) -> Logger {
        let stream = getenv("JOURNAL_STREAM").map { String(cString: $0) }
        let form: LogLines.Form =
            switch log ?? LogChoice(settings.format) {
            case .json: .json
            case .text: .text
            case .journal: .journal(Journal())
            case .auto: Journal.takes(descriptor: STDERR_FILENO, stream: stream) ? .journal(Journal()) : .text
            }
        let level: Logger.Level =
            switch settings.level {
            case .trace: .trace
            case .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            }
        return Logger(label: "rmad") { _ in LogLines(form: form, level: level) }
    }
}

/// What `--log` takes.
enum LogChoice: String, ExpressibleByArgument, CaseIterable {
    /// The journal's fields where standard error goes to the journal, text otherwise.
    case auto
    case text, json, journal

    init(_ format: LogSettings.Format) {
        switch format {
        case .auto: self = .auto
        case .text: self = .text
        case .json: self = .json
        }
    }
}
