import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad lost`: acknowledged documents that the ledger has lost.
package struct LostCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lost", abstract: "Acknowledged documents that are lost: list them, accept that one is.",
        subcommands: [LostListCommand.self, LostAcceptCommand.self], defaultSubcommand: LostListCommand.self)

    package init() {}
}

struct LostListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List documents that are lost and that nobody has accepted as lost.",
        discussion: """
            A document is lost when it was acknowledged, the ledger does not have it, and the archive cannot give it \
            back. `rmad verify` says how each comes back.

            Example:
              rmad lost

            With --json, one object a line: document, received_at, cause, rmas, parcels. Ends with 1 when there is one.
            """)

    private static let listedMax = 10_000

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let lost = try session.read { try $0.lostDocuments(limit: Self.listedMax) }
            switch session.form {
            case .json: for one in lost { session.screen.json(one.json) }
            case .forPeople:
                if lost.isEmpty {
                    session.screen.line("The ledger knows of nothing lost; `rmad verify` asks the archive, too.")
                }
                for one in lost {
                    let names = one.rmas.isEmpty ? "" : " (\(one.rmas.map(\.text).joined(separator: ", ")))"
                    session.screen.paragraph("Document \(one.document)\(names): \(one.words).")
                }
            }
            return lost.isEmpty ? .ok : .finding
        }
    }
}

struct LostAcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Say that a lost document will not come back.",
        discussion: """
            It is counted no more, and the alert ends. Who said so and why stands in the record. Its numbers are given \
            to nobody else. Should a copy be found after all, `rmad replay` records it as ever.

            Example:
              rmad lost accept 4711 --reason 'No copy is left; the customer was told'
            """)

    @Argument(help: "The number of the document, as `rmad lost` names it.") var number: Int
    @Option(help: ArgumentHelp("Why, for the record: write nothing of a person here.", valueName: "text"))
    var reason: String
    @Option(help: ArgumentHelp("Who says so.", valueName: "name")) var staff: String?
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let record = JSONValue.object(known: [
                ("type", .string(DeclarationKind.lossAcceptance.rawValue)), ("document", .count(number)),
                ("reason", .string(reason)), ("staff", .text(staff)),
            ])
            return try Errand(stem: "lost-\(number)", records: [record])
                .perform(session, waitSeconds: errand.wait)
        }
    }
}
