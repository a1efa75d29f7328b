import ArgumentParser
import Glibc
import JSONText
import Ledger
import Returns

/// `rmad endpoint`: who is told of what by webhook.
package struct EndpointCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "endpoint", abstract: "Webhook endpoints: add, look at, enable and disable.",
        discussion: """
            Every change is a document in the drop and stands in the audit trail. Secrets are never shown: they \
            lie in files of the secrets directory, and only the names of these are known to the ledger.
            """,
        subcommands: [
            EndpointAddCommand.self, EndpointListCommand.self, EndpointShowCommand.self,
            EndpointEnableCommand.self, EndpointDisableCommand.self,
        ])

    package init() {}
}

struct EndpointAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an endpoint, or replace one of the same name.",
        discussion: """
            Without --customer it hears of every return, without --event of every kind of event; `return.*` \
            takes a whole family. Without --secret-file a secret is made with the first delivery.

            Examples:
              rmad endpoint add shop https://shop.example.com/hooks/rmad
              rmad endpoint add huber https://huber.example.com/rma --customer C-1001 \\
                --event return.approved --event 'shipment.*' --secret-file huber.whsec
            """)

    @Argument(help: "The name by which you know the endpoint.") var name: String
    @Argument(help: "Where events are posted to; https.") var url: String
    @Option(name: .long, help: ArgumentHelp("Only this customer's returns.", valueName: "customer"))
    var customer: String?
    @Option(name: .long, help: ArgumentHelp("Only these events; may be repeated.", valueName: "kind"))
    var event: [String] = []
    @Option(
        name: .long, help: ArgumentHelp("A file in the secrets directory, without a path.", valueName: "file"))
    var secretFile: String?
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if EndpointName(name) == nil { throw ValidationError("An endpoint's name has 1 to 120 characters.") }
        guard ["https://", "http://"].contains(where: url.lowercased().hasPrefix) else {
            throw ValidationError("'\(Printable.line(url))' is no address. Write it whole, with https:// in front.")
        }
        if let secretFile, secretFile.isEmpty || secretFile.contains("/") || secretFile.hasPrefix(".") {
            throw ValidationError("--secret-file takes the name of a file in the secrets directory, without a path.")
        }
    }

    func run() throws {
        try DeskSession.run(options) { session in
            try remarkOnReplacement(session)
            let record = EndpointDocument(
                name: name, url: url, customer: customer, events: event, state: .enabled, secretFile: secretFile)
            return try Errand(stem: "endpoint-\(name)", records: [record.json])
                .perform(session, waitSeconds: errand.wait)
        }
    }

    /// Without a ledger there is nothing to replace yet; the document waits in the drop.
    private func remarkOnReplacement(_ session: DeskSession) throws {
        guard access(session.place.ledgerPath, F_OK) == 0 else { return }
        if try session.read({ try $0.endpoint(EndpointName(trusted: name)) }) != nil {
            session.remark("endpoint \(name) is known already; its address, customer and events are replaced")
        }
    }
}

struct EndpointEnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let an endpoint have its events again, in order.",
        discussion: "What was held for it goes out, oldest first.\n\nExample:\n  rmad endpoint enable shop")

    @Argument(help: "The endpoint's name.") var name: String
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) {
            try EndpointDocument.change(name, to: .enabled, waitSeconds: errand.wait, $0)
        }
    }
}

struct EndpointDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Hold back everything that an endpoint is owed.",
        discussion: "Nothing is lost: it goes out when it is enabled.\n\nExample:\n  rmad endpoint disable shop")

    @Argument(help: "The endpoint's name.") var name: String
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) {
            try EndpointDocument.change(name, to: .disabled, waitSeconds: errand.wait, $0)
        }
    }
}

/// An endpoint as the document that declares it.
struct EndpointDocument {
    var name: String
    var url: String
    var customer: String?
    var events: [String]
    var state: WebhookEndpoint.State
    var secretFile: String?

    var json: JSONValue {
        .object(known: [
            ("type", .string(DeclarationKind.endpoint.rawValue)), ("name", .string(name)), ("url", .string(url)),
            ("customer", .text(customer)), ("events", events.isEmpty ? nil : .array(events.map { .string($0) })),
            ("state", .string(state.rawValue)), ("secret_file", .text(secretFile)),
        ])
    }

    /// Declares a known endpoint again as it is, but for its state: a document replaces the whole of it.
    static func change(
        _ name: String, to state: WebhookEndpoint.State, waitSeconds: Int, _ session: DeskSession
    ) throws -> ExitStatus {
        let known = try EndpointSheet.find(name, session)
        let record = EndpointDocument(
            name: known.name.text, url: known.url, customer: known.customer?.text, events: known.kinds,
            state: state, secretFile: known.secretFile)
        return try Errand(stem: "endpoint-\(name)", records: [record.json])
            .perform(session, waitSeconds: waitSeconds)
    }
}
