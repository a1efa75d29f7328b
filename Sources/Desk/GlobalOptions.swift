import ArgumentParser
import Glibc

/// The options that every command has.
package struct GlobalOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration file; otherwise ./Config/rmad.yaml, then /etc/rmad/rmad.yaml.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    package var config: String?

    @Flag(name: .long, help: "Print JSON for programs: one object, or one a line. Times are UTC.")
    package var json = false

    @Flag(name: .customLong("no-color"), help: "No colour. NO_COLOR and TERM=dumb say the same.")
    package var noColor = false

    package init() {}

    /// Where a configuration is looked for when none is named, in this order.
    package static let usualFiles = ["Config/rmad.yaml", "/etc/rmad/rmad.yaml"]

    /// The configuration file that is meant. When none was named and none of the usual ones is there, says so
    /// on the error output and throws `ExitCode` 78.
    package func configurationFile() throws -> String {
        if let file = config ?? Self.usualFiles.first(where: { access($0, F_OK) == 0 }) { return file }
        Terminal.complain(
            "rmad: no configuration: there is neither \(Self.usualFiles.joined(separator: " nor ")). "
                + "Name the file with --config.")
        throw ExitCode(ExitStatus.configuration.rawValue)
    }
}
