import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad customer`: everything about a customer, so that nothing is asked twice.
package struct CustomerCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "customer", abstract: "Show everything about a customer.",
        discussion: """
            Profile and contact, special care, goodwill, every return with its state and dates, promises and how they \
            ended, feedback and our answers, notes, and open tasks.

            CUSTOMER is the shop's number, an e-mail address, or a name or a return as `rmad find` takes them. Where \
            several customers fit, they are listed.

            Examples:
              rmad customer C-1001
              rmad customer grace@example.com
              rmad customer Grace Hopper
              rmad customer C-1001 --json

            With --json, one object: customer, profile, special_care, ended_care, goodwill, returns, units, promises, \
            feedback, notes, tasks. Ends with 1 when nobody is found.
            """)

    @Argument(help: "Number, e-mail address or name of the customer, or a return of theirs.") var customer: [String]
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func run() throws {
        try DeskSession.run(options) { session in
            let typed = customer.joined(separator: " ")
            let today = session.zone.day(session.place.now())
            switch try session.read({ try CustomerFolder.find(typed, today: today, in: $0) }) {
            case .one(let folder):
                switch session.form {
                case .json: session.screen.json(folder.json)
                case .forPeople: CustomerSheet(folder: folder, session: session).show()
                }
            case .several(let keys):
                throw DeskFault(
                    .finding, "\(keys.count) customers fit '\(Printable.line(typed))'",
                    remedy: "Name one: " + keys.prefix(20).map { Printable.line($0) }.joined(separator: ", "))
            case .nobody:
                throw DeskFault(
                    .finding, "nobody is found for '\(Printable.line(typed))'",
                    remedy: "Give the shop's number, the e-mail address, or words that `rmad find` knows.")
            }
            return .ok
        }
    }
}
