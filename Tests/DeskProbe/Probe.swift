import ArgumentParser
import Desk

/// Stands for the `rmad` binary while the desk is tried alone.
@main
struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rmad", subcommands: DeskCommands.all)

    static func main() {
        DeskPlace.provide { try ProbeConfiguration.read($0) }
        main(nil)
    }
}
