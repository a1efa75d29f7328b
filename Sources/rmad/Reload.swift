import ArgumentParser
import Desk
import Glibc
import Settings
import Workers

/// `rmad reload`: the running daemon takes the configuration as it is now. Says what came of it.
struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Have the running daemon read its configuration again, and wait for what comes of it.",
        discussion: """
            Everything may change but spool.directory, ledger.file and log: those wait for the next start, and it is \
            said. A configuration with problems changes nothing: they are listed, the old one stays in force, and the \
            command ends with 78. Files and deliveries wait meanwhile; nothing is lost.

            Example:
              sudo -u rmad rmad reload
            """)

    @OptionGroup var options: GlobalOptions

    @Option(help: "Seconds to wait for the outcome.")
    var wait = 120

    private static let lookMilliseconds: Int64 = 50

    func validate() throws {
        guard (1...3600).contains(wait) else { throw ValidationError("--wait takes 1 to 3600.") }
    }

    func run() throws {
        // The files are read here first: their problems are told to whoever asked, and the daemon is left alone.
        let house = try Loading.house(options, consequence: "the old configuration stays in force.")
        let spool = house.configuration.spool.directory
        guard let daemon = DaemonProcess.working(on: spool) else {
            Terminal.complain(
                "no daemon is known to work on \(spool): nobody holds \(spool)/spool.lock. Where one runs all the same "
                    + "(`rmad queue` tells), its file was removed: restart it. A changed spool.directory takes effect "
                    + "when the daemon is started again.")
            throw ExitCode(ExitStatus.unavailable.rawValue)
        }
        let record = ReloadRecord(spool: spool)
        // Reloads that begin from now on read what is there now.
        let before = record.read().begun
        guard kill(daemon, SIGHUP) == 0 else {
            Terminal.complain("cannot reach process \(daemon): \(String(cString: strerror(errno))). Run it as root.")
            throw ExitCode(ExitStatus.unavailable.rawValue)
        }
        let pause = Bell()
        for _ in 0..<(Int64(wait) * 1000 / Self.lookMilliseconds) {
            pause.wait(milliseconds: Self.lookMilliseconds)
            let state = record.read()
            if state.ended > before, state.ended == state.begun { return try tell(state) }
            guard kill(daemon, 0) == 0 || errno == EPERM else { break }
        }
        Terminal.complain("no outcome within \(wait) s. Its log says more: journalctl --unit rmad.")
        throw ExitCode(ExitStatus.tryLater.rawValue)
    }

    private func tell(_ state: ReloadRecord.State) throws {
        switch ReloadRecord.Outcome(rawValue: state.outcome) {
        case .done:
            for warning in state.found { Terminal.complain("warning: \(warning)") }
            Terminal.say("the new configuration is in force.")
        case .refused:
            for problem in state.found { Terminal.complain(problem) }
            Terminal.complain("the old configuration stays in force.")
            throw ExitCode(ExitStatus.configuration.rawValue)
        case .failed, nil:
            for problem in state.found { Terminal.complain(problem) }
            Terminal.complain("the daemon ends, and is started again by its service manager.")
            throw ExitCode(ExitStatus.unavailable.rawValue)
        }
    }
}
