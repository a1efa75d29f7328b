import Returns
import Settings

/// What a reload makes of the files as they are now: a plan for the next shift, or all that speaks against it.
struct Renewal {
    let current: House

    /// The new configuration is not used.
    struct Refusal: Error {
        let problems: [String]
    }

    /// - Returns: also what is worth a warning, and which keys wait for the next start.
    func plan() throws(Refusal) -> (plan: ShiftPlan, warnings: [String]) {
        switch HousePlaces.load(file: current.configuration.file) {
        case .failure(let problems, _): throw Refusal(problems: problems.map { "\($0)" })
        case .success(var configuration, let warnings):
            let late = keepFixed(&configuration)
            let house = House(configuration)
            // What `rmad check` would say beyond the file itself: brands, labels, number ranges, modes. A secret
            // that one endpoint or service lacks is a warning here: it is no reason to keep an old policy.
            let surroundings = Surroundings(house: house)
            let findings = surroundings.obstacles() + surroundings.ledger()
            // Of number ranges a standstill is one, too: the old ranges still give numbers.
            let problems = findings.filter { $0.weight != .warning }.map(\.text)
            guard problems.isEmpty else { throw Refusal(problems: problems) }
            let remarks = findings + surroundings.remarks() + surroundings.services() + surroundings.endpoints()
            do {
                return (try ShiftPlan(house), warnings.map { "\($0)" } + remarks.map(\.text) + late)
            } catch {
                throw Refusal(problems: ["\(error)"])
            }
        }
    }

    /// The daemon holds these for its whole life: the old values stay, and it is said.
    private func keepFixed(_ configuration: inout Configuration) -> [String] {
        let old = current.configuration
        var late: [String] = []
        if configuration.spool.directory != old.spool.directory { late.append("spool.directory") }
        if configuration.ledger.file != old.ledger.file { late.append("ledger.file") }
        if configuration.log != old.log { late.append("log") }
        configuration.spool.directory = old.spool.directory
        configuration.ledger.file = old.ledger.file
        configuration.log = old.log
        return late.map { "\($0): changed, and takes effect when the daemon is started again" }
    }
}
