import Digests
import GRDB
import JSONText
import Returns

extension Transaction {
    /// Owes an event to everybody who listens to it; a payload is made only when somebody wants it in that form.
    /// - Parameter payload: the message in a form; made once for each form that is wanted.
    package func owe(
        _ event: RecordedEvent, customer: CustomerNumber?, payload: (MessageForm) throws -> String
    ) throws {
        let listeners = try snapshot.endpoints(listeningTo: customer).filter { $0.wants(event.draft.kind) }
        for endpoint in listeners {
            try owe(event, to: endpoint, inOrder: endpoint.terms.order, payload: payload)
        }
    }

    /// Owes an event to one endpoint, once: a second time changes nothing.
    /// - Returns: false when it was owed before.
    /// - Parameter order: how it stands to older ones that wait; a replay asks for every event, and replaces none.
    @discardableResult
    func owe(
        _ event: RecordedEvent, to endpoint: EndpointRecord, inOrder order: DeliveryTerms.Order,
        payload: (MessageForm) throws -> String
    ) throws -> Bool {
        let form = MessageForm(endpoint.terms)
        let draft = event.draft
        let known = try db.row(
            "SELECT 1 FROM messages WHERE event = ? AND form = ?", [event.sequence, form.text]
        ) { _ in true }
        if known == nil {
            try db.run(
                Self.insertMessage, [event.sequence, form.text, draft.kind, Array(try payload(form).utf8)])
        }
        let lane = Lane(endpoint: endpoint.name.text, rma: draft.rma)
        let publicID = Self.publicID(event, endpoint.name)
        switch order {
        case .block: break
        case .skipStale: try supersede(lane, before: event.sequence, by: publicID, at: draft.at)
        }
        let state = try isOccupied(lane) ? "waiting" : "ready"
        try db.run(
            """
            INSERT INTO deliveries (public_id, endpoint, rma, event, form, state, attempts, due_at, created_at)
            VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT (endpoint, event) DO NOTHING
            """,
            [
                publicID, endpoint.name.text, draft.rma, event.sequence, form.text, state, draft.at.milliseconds,
                draft.at.milliseconds,
            ])
        guard db.changesCount > 0 else { return false }
        if state == "ready" { aftermath.endpoints.insert(endpoint.name.text) }
        return true
    }

    /// Sealed as it is written: a message is the longest row that comes often.
    private static let insertMessage = """
        INSERT INTO messages (event, form, kind, payload, seal) VALUES (?1, ?2, ?3, ?4, \(SealedTable.messages.seal(
            writing: ["event": "?1", "form": "?2", "kind": "?3", "payload": "?4"])))
        """

    /// Stable for an event and an endpoint, so a receiver can tell a repetition; no point inside, as Standard
    /// Webhooks asks.
    private static func publicID(_ event: RecordedEvent, _ endpoint: EndpointName) -> String {
        "msg_" + Digest(of: event.hash.bytes + Array(endpoint.text.utf8)).description.prefix(32)
    }
}

/// In which form a message is sent: how much it says, and by which version of the payload.
package struct MessageForm: Sendable, Hashable {
    package let payload: DeliveryTerms.Payload
    package let version: Int

    package init(payload: DeliveryTerms.Payload, version: Int) {
        self.payload = payload
        self.version = version
    }

    init(_ terms: DeliveryTerms) {
        self.init(payload: terms.payload, version: terms.payloadVersion ?? DeliveryTerms.payloadVersionNewest)
    }

    /// As it is stored: `full.1`.
    package var text: String { "\(payload.rawValue).\(version)" }
}
