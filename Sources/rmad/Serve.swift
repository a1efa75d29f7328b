import ArgumentParser
import Desk
import Glibc
import Labels
import Ledger
import Logging
import Settings
import Spool
import Workers

/// `rmad serve`: the daemon itself.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon: take files from the drop directory until told to stop.",
        discussion: """
            Stops at SIGTERM or SIGINT, after what was begun has been written down. A kill at any moment loses \
            nothing: the next start goes on where this one ended.
            """)

    @OptionGroup var options: GlobalOptions

    @Option(help: "Threads that draw labels and instructions; as many as there are processors unless given.")
    var renderers: Int?

    func validate() throws {
        if let renderers, !(1...64).contains(renderers) { throw ValidationError("--renderers takes 1 to 64.") }
    }

    func run() throws {
        let signals = StopSignals()
        let house = try Loading.house(options)
        let log = Self.logger(house.configuration.log)
        RenderingMemory.keepFreed()
        do {
            try FileTree.prepare(house.configuration)
            let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
            let daemon = try Daemon(
                house: house, renderers: renderers ?? min(8, processors),
                failpoints: Failpoints(parsing: getenv("RMAD_FAILPOINTS").map { String(cString: $0) }), log: log)
            try daemon.run(until: signals)
        } catch is StoppedByFault {
            throw ExitCode(ExitStatus.unavailable.rawValue)
        } catch let error as SpoolError {
            log.critical("cannot start", metadata: ["found": "\(error)"])
            throw ExitCode(69)
        } catch let fault as LedgerFault {
            log.critical("cannot start", metadata: ["found": "\(fault)"])
            throw ExitCode(69)
        }
    }

    private static func logger(_ settings: LogSettings) -> Logger {
        let isJournal = getenv("JOURNAL_STREAM") != nil
        let form: LogLines.Form =
            switch settings.format {
            case .json: .json
            case .text: .text
            case .auto: isJournal ? .journal : .text
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
