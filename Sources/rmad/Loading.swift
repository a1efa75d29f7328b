import ArgumentParser
import Desk
import Settings

/// Reads the configuration for a command; problems go to standard error, all of them, and end it with 78.
enum Loading {
    static func house(_ options: GlobalOptions) throws -> House {
        let file = try options.configurationFile()
        switch Configuration.load(file: file) {
        case .success(let configuration, let warnings):
            for warning in warnings { Terminal.complain("warning: \(warning)") }
            return House(configuration)
        case .failure(let problems, let warnings):
            for warning in warnings { Terminal.complain("warning: \(warning)") }
            for problem in problems { Terminal.complain("\(problem)") }
            Terminal.complain("\(problems.count) problems in the configuration; nothing was started.")
            throw ExitCode(78)
        }
    }
}
