/// Takes each event once, and knows which of two events of a return is the newer one.
///
/// It forgets everything when the process ends. A receiver that matters keeps `known` and `newest` in its database and
/// writes them in the transaction that also writes what the event brings about: then neither can be there without the
/// other.
public struct Inbox: Sendable {
    public enum Verdict: String, Sendable {
        /// Do what you do with such an event.
        case new
        /// You have it. Answer 2xx all the same: the answer to the first attempt was lost.
        case known
        /// It is true and was missing, but you know something newer: do not put the state of the return back.
        case older
    }

    private var known: Set<String> = []
    /// By return, the greatest sequence that was taken.
    private var newest: [String: Int] = [:]

    public init() {}

    public mutating func take(_ message: Message) -> Verdict {
        guard known.insert(message.id).inserted else { return .known }
        // Not every event is about a return: those have no order.
        guard let rma = message.rma, let sequence = message.sequence else { return .new }
        guard sequence > newest[rma, default: 0] else { return .older }
        newest[rma] = sequence
        return .new
    }
}
