import ArgumentParser
import Desk

/// The one binary: the daemon and everything that people type at.
@main
struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rmad",
        abstract: "A daemon for returns: a dropped file becomes an RMA, a label, instructions and a promise.",
        discussion: """
            Drop return files into the drop directory; rmad answers each with a receipt or with a reason. \
            `rmad serve` runs the daemon; every other command works beside it or without it.

            Exit codes: 0 done, 1 not found or a finding, 64 wrong usage, 65 data rejected, 69 unavailable, \
            75 try again later, 78 configuration.
            """,
        version: Version.text,
        subcommands: [],
        groupedSubcommands: [
            CommandGroup(name: "The daemon", subcommands: [Serve.self, Check.self]),
            CommandGroup(name: "Policy and documents", subcommands: [PolicyCommand.self, Docs.self]),
        ])
}
