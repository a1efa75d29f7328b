import ArgumentParser
import Glibc
import JSONText
import Ledger
import Returns

/// `rmad endpoint list` and `rmad endpoint show`: which endpoints there are. Never a secret, only its file.
struct EndpointListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List endpoints by name.",
        discussion: """
            Example:
              rmad endpoint list

            With --json, one object a line: name, url, state, customer, events, secret_file, remark.
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let endpoints = try session.read { try $0.endpoints() }
            switch session.form {
            case .json: for endpoint in endpoints { session.screen.json(endpoint.json) }
            case .forPeople:
                guard !endpoints.isEmpty else {
                    session.screen.line("No endpoints yet. Add one: rmad endpoint add NAME URL")
                    break
                }
                session.screen.show(Self.table(endpoints))
            }
            return .ok
        }
    }

    private static func table(_ endpoints: [EndpointRecord]) -> Table {
        var table = Table([
            .init("Name"), .init("State"), .init("Customer", .cut(min: 8), leaves: 1),
            .init("Events", .cut(min: 10), leaves: 2), .init("Address", .cut(min: 16)),
            .init("Remark", .cut(min: 12), leaves: 3),
        ])
        for endpoint in endpoints {
            table.add([
                .init(Printable.line(endpoint.name.text), .strong),
                .init(endpoint.state.rawValue, endpoint.state.ink),
                .init(Printable.line(endpoint.customer?.text ?? "all")),
                .init(Printable.line(endpoint.kinds.isEmpty ? "all" : endpoint.kinds.joined(separator: ", "))),
                .init(Printable.line(endpoint.url)), .init(Printable.line(endpoint.remark ?? "")),
            ])
        }
        return table
    }
}

struct EndpointShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an endpoint, and in which file its secret lies.",
        discussion: """
            The secret itself is never shown.

            Example:
              rmad endpoint show shop

            With --json, one object: name, url, state, customer, events, secret_file, remark.
            """)

    @Argument(help: "The endpoint's name.") var name: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let endpoint = try EndpointSheet.find(name, session)
            switch session.form {
            case .json: session.screen.json(endpoint.json)
            case .forPeople: EndpointSheet(endpoint: endpoint, session: session).show()
            }
            return .ok
        }
    }
}

/// One endpoint for people.
struct EndpointSheet {
    let endpoint: EndpointRecord
    let session: DeskSession

    static func find(_ name: String, _ session: DeskSession) throws -> EndpointRecord {
        guard let endpoint = try session.read({ try $0.endpoint(EndpointName(trusted: name)) }) else {
            throw DeskFault(
                .finding, "there is no endpoint '\(Printable.line(name))'",
                remedy: "See which there are: rmad endpoint list.")
        }
        return endpoint
    }

    func show() {
        let screen = session.screen
        screen.line(
            screen.ink.paint(Printable.line(endpoint.name.text), .strong) + "  "
                + screen.ink.paint(endpoint.state.rawValue, endpoint.state.ink))
        var fields = Fields()
        fields.add("Address", Printable.line(endpoint.url))
        fields.add("Customer", Printable.line(endpoint.customer?.text ?? "all customers"))
        fields.add("Events", Printable.line(endpoint.kinds.isEmpty ? "all" : endpoint.kinds.joined(separator: ", ")))
        fields.add("Secret in", Printable.line(secretPath) + " (\(secretStanding))")
        fields.add("Remark", endpoint.remark.map(Printable.line))
        fields.add("Deliveries", "rmad deliveries list --endpoint \(Printable.line(endpoint.name.text))")
        screen.show(fields, indent: 2)
    }

    private var secretPath: String { "\(session.place.secretsDirectory)/\(endpoint.secretFile)" }

    /// Whether the file is there; what is in it is nobody's business here.
    private var secretStanding: String {
        if access(secretPath, F_OK) == 0 { return "it is there" }
        return errno == ENOENT
            ? "not there; a new secret is made with the first delivery" : "you may not look into that directory"
    }
}

extension EndpointRecord {
    var json: JSONValue {
        .object(known: [
            ("name", .string(name.text)), ("url", .string(url)), ("state", .string(state.rawValue)),
            ("customer", .text(customer?.text)), ("events", .array(kinds.map { .string($0) })),
            ("secret_file", .string(secretFile)), ("remark", .text(remark)),
        ])
    }
}
