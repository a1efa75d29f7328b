import ArgumentParser
import Desk
import Policy
import Settings

/// Reads the configuration for a command; problems go to standard error, all of them, and end it with 78.
enum Loading {
    /// - Parameter consequence: what becomes of it when there are problems, as the last line says it.
    static func house(
        _ options: GlobalOptions, consequence: String = "nothing was done."
    ) throws -> House {
        try house(file: options.configurationFile(), consequence: consequence)
    }

    static func house(file: String, consequence: String = "nothing was done.") throws -> House {
        switch HousePlaces.load(file: file) {
        case .success(let configuration, let warnings):
            for warning in warnings { Terminal.complain("warning: \(warning)") }
            return House(configuration)
        case .failure(let problems, let warnings):
            for warning in warnings { Terminal.complain("warning: \(warning)") }
            for problem in problems { Terminal.complain("\(problem)") }
            let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
            Terminal.complain("\(count) in the configuration; \(consequence)")
            throw ExitCode(ExitStatus.configuration.rawValue)
        }
    }

    /// For a command that looks, or copies: what was mistyped elsewhere stops nobody. The daemon works on then, with
    /// the configuration before, and so do the desks.
    /// - Returns: the first problem, too, which was told.
    static func houseToLook(
        _ file: String, consequence: String = "nothing was done."
    ) throws -> (house: House, problem: String?) {
        guard case .success(let configuration, let problems) = Configuration.loadToLook(file: file) else {
            return (try house(file: file, consequence: consequence), nil)
        }
        guard let first = problems.first else { return (House(configuration), nil) }
        let more = problems.count == 1 ? "" : " (and \(problems.count - 1) more: rmad check)"
        Terminal.complain(
            "warning: \(first)\(more). The daemon would not take it; this goes on without that part.")
        return (House(configuration), "\(first)\(more)")
    }

    /// What the desk needs of a configuration. Its warnings are for `serve` and `check`, not for every look-up.
    static func place(_ file: String) throws -> DeskPlace {
        let (house, problem) = try houseToLook(file)
        var place = place(of: house.configuration)
        place.configurationProblem = problem
        return place
    }

    private static func place(of configuration: Configuration) -> DeskPlace {
        var place = DeskPlace(
            ledgerPath: configuration.ledger.file, spoolRoot: configuration.spool.directory,
            secretsDirectory: configuration.secretsDirectory, voice: House(configuration).voice,
            timeZone: configuration.site.timeZone, pattern: configuration.rmaNumber,
            fileBytesMax: configuration.spool.fileBytesMax)
        place.siteName = configuration.site.name
        place.isBusinessDay = configuration.site.calendar.isBusinessDay
        place.attention = configuration.policy.attention
        place.recovery = configuration.policy.recovery
        place.ranges = House.rangePlans(configuration)
        place.checklists = configuration.policy.units.checklists
        place.isDueOnReceipt = { [policy = configuration.policy] in policy.isDueOnReceipt($0) }
        return place
    }
}
