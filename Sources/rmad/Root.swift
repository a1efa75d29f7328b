import ArgumentParser
import Desk
import Settings

/// The one binary: the daemon and everything that people type at.
@main
struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rmad",
        abstract: "A daemon for returns: a dropped file becomes an RMA, a label, instructions and a promise.",
        discussion: """
            Drop return files into the drop directory; rmad answers each with a receipt or with a reason. \
            `rmad serve` runs the daemon; every other command works beside it or without it.

            \(DeskCommands.exitCodes)
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(name: "The daemon:", subcommands: [Serve.self, Check.self, Reload.self]),
            CommandGroup(name: "The desk:", subcommands: DeskCommands.all + [PrintLabel.self, PolicyCommand.self]),
            CommandGroup(
                name: "Copies and forgetting:",
                subcommands: [BackupCommand.self, RestoreCommand.self, ReplayCommand.self, ExportCommand.self]),
            CommandGroup(name: "For developers:", subcommands: [Docs.self]),
        ])

    static func main() {
        DeskPlace.provide { file in try Loading.place(file) }
        EndpointCommand.take([EndpointTest.self])
        main(nil)
    }
}
