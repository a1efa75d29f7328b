import ArgumentParser
import Glibc

/// The options that every command has.
package struct GlobalOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration file; otherwise that of $RMAD_CONFIG, then /etc/rmad/rmad.yaml.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    package var config: String?

    @Flag(name: .long, help: "Print JSON for programs: one object, or one a line. Times are UTC.")
    package var json = false

    @Flag(name: .customLong("no-color"), help: "No colour. NO_COLOR and TERM=dumb say the same.")
    package var noColor = false

    package init() {}

    /// Where a configuration lies when none is named. Never below the current folder: a planted file would steer
    /// whoever works there.
    package static let usualFile = "/etc/rmad/rmad.yaml"

    /// The configuration file that is meant. When none was named and the usual one is not there, says so on the error
    /// output and throws `ExitCode` 78.
    package func configurationFile() throws -> String {
        if let named = config ?? Environment.ofProcess().configuration { return named }
        if access(Self.usualFile, F_OK) == 0 { return Self.usualFile }
        Terminal.complain(
            "rmad: no configuration: there is no \(Self.usualFile). "
                + "Name the file with --config, or in $\(Environment.configurationVariable).")
        throw ExitCode(ExitStatus.configuration.rawValue)
    }
}
