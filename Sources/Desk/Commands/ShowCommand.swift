import ArgumentParser
import Ledger
import Returns

/// `rmad show`: everything about one return.
package struct ShowCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show everything about a return.",
        discussion: """
            State and whereabouts, the customer with contact, every line with its counts, the decision with each \
            rule's finding, parcels with the carriers' words, promises, tasks, feedback and goodwill, papers, \
            instructions, prints, the history with actor and reason, and the webhooks that told of it.

            RMA is the number in any form in which people type it, or the code of a parcel: upper or lower case, \
            with or without prefix, spaces and hyphens; an SSCC or S10 from our label, or the carrier's tracking \
            number. A number that cannot be ours is answered with what is wrong with it.

            Examples:
              rmad show RMA-4KD-9T2X
              rmad show 4kd9t2x
              rmad show '(00)340123450000000017'
              rmad show RMA-4KD-9T2X --json
              rmad show RMA-4KD-9T2X --messages
              rmad show RMA-4KD-9T2X --messages --language de

            With --messages, what the customer is told of each event: title and text as a webhook carried them, or, \
            where none did and in another --language, as they are said today.

            With --json, one object: id, rma, state, whereabouts, created_at, changed_at, valid_until, \
            tracking_url, language, document, customer, request, lines, units, policy_edition, decision, parcels, \
            promises, tasks, special_care, feedback, goodwill, papers, instructions, prints, photos, events, \
            deliveries; with --messages: rma, language, messages. Ends with 1 when there is no such return.
            """)

    @Argument(help: "The number of the return, or a code from its parcel.") var rma: [String]
    @Flag(help: "What the customer is told, word for word.") var messages = false
    @Option(help: "With --messages: in which language; the customer's own otherwise.") var language: Language?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func validate() throws {
        guard language == nil || messages else { throw ValidationError("--language goes with --messages.") }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            // A number read out in groups is often typed in groups.
            let typed = rma.joined(separator: " ")
            if messages {
                let sheet = try session.read {
                    try MessageSheet.read(typed, language: language, place: session.place, in: $0)
                }
                switch session.form {
                case .json: session.screen.json(sheet.json)
                case .forPeople: sheet.show(session)
                }
                return .ok
            }
            let today = session.zone.day(session.place.now())
            let folder = try session.read { try CaseFolder.read(typed, place: session.place, today: today, in: $0) }
            switch session.form {
            case .json: session.screen.json(folder.json)
            case .forPeople: CaseSheet(folder: folder, session: session).show()
            }
            return .ok
        }
    }
}

extension Language: ExpressibleByArgument {
    package init?(argument: String) { self.init(tag: argument) }
    package static var allValueStrings: [String] { allCases.map(\.rawValue) }
}
