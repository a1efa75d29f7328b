import JSONText
import Ledger
import Returns

/// An endpoint as the document that declares it.
struct EndpointDocument {
    var name: String
    var url: String
    var customer: String?
    var events: [String]
    var state: WebhookEndpoint.State
    var secretFile: String?
    var terms: DeliveryTerms
    var held = WebhookEndpoint.Held.send

    var json: JSONValue {
        let own: [(String, JSONValue?)] = [
            ("type", .string(DeclarationKind.endpoint.rawValue)), ("name", .string(name)), ("url", .string(url)),
            ("customer", .text(customer)), ("events", events.isEmpty ? nil : .array(events.map { .string($0) })),
            ("state", .string(state.rawValue)), ("secret_file", .text(secretFile)),
            ("held", held == .send ? nil : .string(held.rawValue)),
        ]
        var members: [(String, JSONValue?)] = []
        // Terms that stand at their default are left out of the document, as out of the ledger.
        if case .object(let wishes) = terms.json { members = wishes.map { ($0.key, $0.value) } }
        return .object(known: own + members.filter { $0.0 != "payload_version" || terms.payloadVersion != nil })
    }

    /// Declares a known endpoint again as it is, but for its state: a document replaces the whole of it.
    static func change(
        _ name: String, to state: WebhookEndpoint.State, held: WebhookEndpoint.Held = .send, waitSeconds: Int,
        _ session: DeskSession
    ) throws -> ExitStatus {
        let known = try EndpointSheet.find(name, session)
        let record = EndpointDocument(
            name: known.name.text, url: known.url, customer: known.customer?.text, events: known.kinds,
            state: state, secretFile: known.secretFile, terms: known.terms, held: held)
        return try Errand(stem: "endpoint-\(name)", records: [record.json])
            .perform(session, waitSeconds: waitSeconds)
    }
}
