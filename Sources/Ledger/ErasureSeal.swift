import Digests
import JSONText
import Returns

/// What vouches for events that were rid of their words, and for originals that are not whole any more.
///
/// The hash of such an event is that of what it said, and cannot be computed again. So the event of the erasure, which
/// is in the chain itself, holds a digest of everything that is left of them, hashes included. An event that merely
/// claims to have been erased fits no erasure.
struct ErasureSeal {
    private(set) var digest = Digest.zero
    private(set) var count = 0

    mutating func add(_ event: RecordedEvent) {
        let content = EventChain.content(sequence: event.sequence, event.draft).canonicalText
        digest = Digest(of: digest.bytes + Array(content.utf8) + event.hash.bytes)
        count += 1
    }

    mutating func add(original: Digest, now: Digest) {
        digest = Digest(of: digest.bytes + original.bytes + now.bytes)
        count += 1
    }
}

extension EventDraft {
    /// Without what people wrote and what names anybody; states, days, amounts and codes stay.
    func erased(_ scope: ErasureScope) -> EventDraft {
        var draft = self
        if let reason, !Self.isPlain(reason, scope), !reason.hasPrefix("policy ") || scope.touches(reason) {
            draft.reason = nil
        }
        draft.details = Self.erased(details, scope)
        if subject.hasPrefix("customer:"), subject != "customer:" { draft.subject = "customer:\(ErasureScope.gone)" }
        return draft
    }

    /// Members that hold what people wrote, whatever it looks like.
    private static let wordy: Set = [
        "content", "message", "name", "note", "photos", "place", "question", "reason", "text", "title", "words",
    ]

    private static func erased(_ value: JSONValue, _ scope: ErasureScope) -> JSONValue {
        switch value {
        case .null, .bool, .integer: return value
        case .string(let text): return isPlain(text, scope) ? value : .string(ErasureScope.gone)
        case .array(let elements): return .array(elements.map { erased($0, scope) })
        case .object(let members):
            return .object(
                members.filter { !wordy.contains($0.key) && !$0.key.hasPrefix("answer_") }
                    .map { JSONValue.Member($0.key, erased($0.value, scope)) })
        }
    }

    /// A state, a day, an amount, a code: no words, and nothing of the person.
    static func isPlain(_ text: String, _ scope: ErasureScope) -> Bool {
        text.utf8.count <= 64 && !scope.touches(text)
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"),
                    UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "+"):
                    true
                case _: false
                }
            }
    }
}
