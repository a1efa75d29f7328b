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

            With --json, one object a line: name, url, state, customer, events, secret_file, remark, owed.
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let endpoints = try session.read { snapshot in
                try snapshot.endpoints().map { (record: $0, owed: try snapshot.owed(to: $0.name)) }
            }
            switch session.form {
            case .json:
                for (endpoint, owed) in endpoints { session.screen.json(endpoint.json(owed: owed)) }
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

    private static func table(_ endpoints: [(record: EndpointRecord, owed: Int)]) -> Table {
        var table = Table([
            .init("Name"), .init("State"), .init("Owed", side: .right), .init("Customer", .cut(min: 8), leaves: 1),
            .init("Events", .cut(min: 10), leaves: 2), .init("Address", .cut(min: 16)),
            .init("Remark", .cut(min: 12), leaves: 3),
        ])
        for (endpoint, owed) in endpoints {
            table.add([
                .init(Printable.line(endpoint.name.text), .strong),
                .init(endpoint.state.rawValue, endpoint.state.ink), .init("\(owed)"),
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

            With --json, one object: name, url, state, customer, events, secret_file, former_secret_file, \
            former_until, order, payload and the other terms, failing_since, remark, owed.
            """)

    @Argument(help: "The endpoint's name.") var name: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let (endpoint, owed) = try session.read { snapshot in
                let endpoint = try EndpointSheet.find(name, in: snapshot)
                return (endpoint, try snapshot.owed(to: endpoint.name))
            }
            switch session.form {
            case .json: session.screen.json(endpoint.json(owed: owed))
            case .forPeople: EndpointSheet(endpoint: endpoint, owed: owed, session: session).show()
            }
            return .ok
        }
    }
}

/// One endpoint for people.
struct EndpointSheet {
    let endpoint: EndpointRecord
    let owed: Int
    let session: DeskSession

    static func find(_ name: String, _ session: DeskSession) throws -> EndpointRecord {
        try session.read { try find(name, in: $0) }
    }

    static func find(_ name: String, in snapshot: Snapshot) throws -> EndpointRecord {
        guard let endpoint = try snapshot.endpoint(EndpointName(trusted: name)) else {
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
        fields.add("Signed by", Printable.line(path(endpoint.secretFile)) + " (\(standing(endpoint.secretFile)))")
        if let former = endpoint.former, former.until > session.place.now() {
            fields.add("And by", "\(Printable.line(path(former.file))), until \(session.zone.text(former.until))")
        }
        addTerms(to: &fields)
        fields.add("Owed", owed == 0 ? "nothing" : "\(owed) deliveries")
        fields.add("Failing", endpoint.failingSince.map { "since \(session.zone.text($0))" }, .bad)
        fields.add("Remark", endpoint.remark.map(Printable.line))
        fields.add("Deliveries", "rmad deliveries list --endpoint \(Printable.line(endpoint.name.text))")
        screen.show(fields, indent: 2)
    }

    private func addTerms(to fields: inout Fields) {
        let terms = endpoint.terms
        switch terms.order {
        case .block: fields.add("Order", "every event, in order; a failing one holds back the later ones of its return")
        case .skipStale: fields.add("Order", "a newer status replaces an older one that could not be delivered")
        }
        let version = terms.payloadVersion ?? DeliveryTerms.payloadVersionNewest
        fields.add("Payload", "\(terms.payload.rawValue), version \(version)")
        fields.add("Rate", terms.ratePerMinute.map { "at most \($0) attempts a minute" })
        fields.add(
            "Schedule", terms.scheduleSeconds.map { "attempts after " + $0.map { "\($0) s" }.joined(separator: ", ") })
        fields.add("Headers", terms.headers.isEmpty ? nil : Printable.line(terms.headers.joined(separator: "; ")))
        fields.add("Bearer token in", terms.bearerFile.map { Printable.line(path($0)) + " (\(standing($0)))" })
        fields.add("Certificate in", terms.certificateFile.map { Printable.line(path($0)) + " (\(standing($0)))" })
        fields.add("Its key in", terms.keyFile.map { Printable.line(path($0)) + " (\(standing($0)))" })
    }

    private func path(_ file: String) -> String { "\(session.place.secretsDirectory)/\(file)" }

    /// Whether the file is there; what is in it is nobody's business here.
    private func standing(_ file: String) -> String {
        var status = stat()
        if stat(path(file), &status) == 0 {
            return status.st_mode & 0o077 == 0
                ? "it is there" : "other users may read it: deliveries fail until chmod 600"
        }
        return errno == ENOENT ? "not there: deliveries fail until it is" : "you may not look into that directory"
    }
}

extension EndpointRecord {
    /// - Parameter owed: deliveries that it has still to get.
    fileprivate func json(owed: Int) -> JSONValue {
        guard case .object(let members) = json else { return json }
        return .object(members + [JSONValue.Member("owed", .count(owed))])
    }

    var json: JSONValue {
        let own = JSONValue.object(known: [
            ("name", .string(name.text)), ("url", .string(url)), ("state", .string(state.rawValue)),
            ("customer", .text(customer?.text)), ("events", .array(kinds.map { .string($0) })),
            ("secret_file", .string(secretFile)), ("former_secret_file", .text(former?.file)),
            ("former_until", former.map { .string($0.until.description) }),
            ("failing_since", failingSince.map { .string($0.description) }), ("remark", .text(remark)),
            ("order", .string(terms.order.rawValue)), ("payload", .string(terms.payload.rawValue)),
        ])
        guard case .object(let members) = own, case .object(let more) = terms.json else { return own }
        return .object(members + more.filter { own[$0.key] == nil })
    }
}
