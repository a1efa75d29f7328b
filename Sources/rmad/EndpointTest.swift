import ArgumentParser
import Desk
import Errands
import JSONText
import Ledger
import Returns
import Settings
import Webhooks
import Workers

/// `rmad endpoint test NAME`: one real, signed event to a real receiver, and what came of it.
struct EndpointTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Send an endpoint a signed test event now, and show what came of it.",
        discussion: """
            The event has the type endpoint.test and concerns no return. It is sent from here, once, with the \
            endpoint's own address, secrets and headers; the daemon is not needed, and nothing is recorded. The \
            secrets must be readable: run it as the user that rmad runs as. Ends with 0 when the endpoint answered 2xx, \
            else with 1.

            Examples:
              rmad endpoint test shop
              sudo -u rmad rmad endpoint test shop --json
            """)

    @Argument(help: "The endpoint's name.") var name: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        let house = try Loading.house(options)
        let ledger = try Ledger(path: house.configuration.ledger.file, access: .reading)
        guard let record = try ledger.read({ try $0.endpoint(EndpointName(trusted: name)) }) else {
            Terminal.complain("there is no endpoint '\(name)'. See which there are: rmad endpoint list.")
            throw ExitCode(ExitStatus.finding.rawValue)
        }
        let post = TestPost(record: record, rules: try house.deliveryRules(), secrets: house.secrets)
        let outcome: TestPost.Outcome
        do {
            outcome = try post.send(
                at: house.now(), mark: house.entropyMark(), limits: house.deliveryLimits(),
                userAgent: "rmad/\(Version.text)", now: house.now)
        } catch {
            Terminal.complain("not sent: \(error)")
            throw ExitCode(ExitStatus.finding.rawValue)
        }
        if options.json { Terminal.say(outcome.json.text) } else { outcome.lines.forEach(Terminal.say) }
        guard outcome.isDelivered else { throw ExitCode(ExitStatus.finding.rawValue) }
    }
}
