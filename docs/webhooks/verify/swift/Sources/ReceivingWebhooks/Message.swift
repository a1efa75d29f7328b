import Foundation

/// An event as rmad tells it: what a receiver needs to put it into its place. The rest is in `body`.
public struct Message: Sendable {
    /// The same on every attempt, and no other event of this endpoint has it.
    public let id: String
    /// What happened, such as `return.approved`.
    public let type: String
    /// The number of the return; nil where the event is about none, as `endpoint.test`.
    public let rma: String?
    /// The place of the event among those of its return, from 1.
    public let sequence: Int?
    /// The JSON as it came.
    public let body: Data

    private struct Envelope: Decodable {
        struct Content: Decodable {
            let rma: String?
            let sequence: Int?
        }

        let type: String
        let data: Content
    }

    init(id: String, body: Data) throws(Refusal) {
        do {
            let envelope = try JSONDecoder().decode(Envelope.self, from: body)
            (type, rma, sequence) = (envelope.type, envelope.data.rma, envelope.data.sequence)
        } catch {
            throw .badBody
        }
        self.id = id
        self.body = body
    }
}
