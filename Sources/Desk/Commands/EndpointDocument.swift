import JSONText
import Ledger
import Returns

/// An endpoint as the document that declares it.
struct EndpointDocument {
    var name: String
    var url: String
    var customer: String?
    var events: [String]
    var secretFile: String?
    var terms: DeliveryTerms

    var json: JSONValue {
        let own: [(String, JSONValue?)] = [
            ("type", .string(DeclarationKind.endpoint.rawValue)), ("name", .string(name)), ("url", .string(url)),
            ("customer", .text(customer)), ("events", events.isEmpty ? nil : .array(events.map { .string($0) })),
            ("secret_file", .text(secretFile)),
        ]
        var members: [(String, JSONValue?)] = []
        // Terms that stand at their default are left out of the document, as out of the ledger.
        if case .object(let wishes) = terms.json { members = wishes.map { ($0.key, $0.value) } }
        return .object(known: own + members.filter { $0.0 != "payload_version" || terms.payloadVersion != nil })
    }

    /// Asks for another state of a known endpoint; what else was asked for meanwhile is left as it is.
    static func turn(
        _ name: String, to state: WebhookEndpoint.State, held: WebhookEndpoint.Held = .send, waitSeconds: Int,
        _ session: DeskSession
    ) throws -> ExitStatus {
        let known = try EndpointSheet.find(name, session)
        let record = JSONValue.object(known: [
            ("type", .string(DeclarationKind.endpointSwitch.rawValue)), ("endpoint", .string(known.name.text)),
            ("state", .string(state.rawValue)), ("held", held == .send ? nil : .string(held.rawValue)),
        ])
        return try Errand(stem: "endpoint-\(name)", records: [record]).perform(session, waitSeconds: waitSeconds)
    }
}
