import ArgumentParser

/// The commands of the desk, for the root command to take in.
package enum DeskCommands {
    package static let all: [any ParsableCommand.Type] = [
        ListCommand.self, ShowCommand.self, FindCommand.self, SubmitCommand.self, PrintCommand.self,
        PrintersCommand.self, TasksCommand.self, ResolutionsCommand.self, PromisesCommand.self, CustomerCommand.self,
        DockCommand.self, WorkbenchCommand.self, InspectCommand.self, UnitCommand.self, StatsCommand.self,
        EndpointCommand.self,
        DeliveriesCommand.self, QueueCommand.self, RangesCommand.self, VerifyCommand.self, LostCommand.self,
        EraseCommand.self,
    ]
}

extension DeskCommands {
    /// What the exit codes mean, for the root command's help.
    package static var exitCodes: String {
        let rows = ExitStatus.allCases.map { status in
            let number = String(status.rawValue)
            return "  " + number + String(repeating: " ", count: 4 - number.count) + status.meaning
        }
        return (["Exit codes:"] + rows).joined(separator: "\n")
    }
}
