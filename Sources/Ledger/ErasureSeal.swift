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
        if let reason, !isOurs(reason, scope) { draft.reason = nil }
        draft.details = Self.erased(details, scope)
        if subject.hasPrefix("customer:"), subject != "customer:" { draft.subject = "customer:\(ErasureScope.gone)" }
        return draft
    }

    /// Who acts where rmad does by itself; people, stations and carriers have their kind before their name.
    static let ownActors: Set = ["policy", "clock", "errands"]

    /// Whether rmad gave a reason by itself: the edition of a policy, or a code. One word of a person may say all.
    private func isOurs(_ reason: String, _ scope: ErasureScope) -> Bool {
        Self.ownActors.contains(actor.text)
            && (scope.isCode(reason) || reason.hasPrefix("policy ") && !scope.touches(reason))
    }

    /// Members that hold what people wrote, whatever it looks like.
    private static let wordy: Set = [
        "content", "message", "name", "note", "photos", "place", "question", "reason", "text", "title", "words",
    ]
    /// Members that people fill freely, mostly with numbers: `PAY-88121`, a bin.
    private static let numbered: Set = ["bin", "code", "reference"]
    /// Members that name who works for us, with or without blanks.
    private static let ourPeople: Set = ["assignee", "author", "staff"]

    private static func erased(_ value: JSONValue, under key: String = "", _ scope: ErasureScope) -> JSONValue {
        switch value {
        case .null, .bool, .integer: return value
        case .string(let text):
            let isKept =
                if numbered.contains(key) {
                    scope.isNumber(text)
                } else if ourPeople.contains(key) {
                    !scope.touches(text)
                } else {
                    scope.isCode(text)
                }
            return isKept ? value : .string(ErasureScope.gone)
        case .array(let elements): return .array(elements.map { erased($0, under: key, scope) })
        case .object(let members):
            return .object(
                members.filter { !wordy.contains($0.key) && !$0.key.hasPrefix("answer_") }
                    .map { JSONValue.Member($0.key, erased($0.value, under: $0.key, scope)) })
        }
    }
}
