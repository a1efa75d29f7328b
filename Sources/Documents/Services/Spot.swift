import JSONText
import Returns

/// A place in a payload that somebody else wrote: the value, and the way to it for whoever has to look there.
struct Spot {
    let node: JSONNode
    let path: String

    /// A member that is there and not null.
    subscript(key: String) -> Spot? {
        guard let member = node[key], !member.isNull else { return nil }
        return Spot(node: member, path: path.isEmpty ? key : "\(path).\(key)")
    }

    /// Text or a number, trimmed; nil where it is blank or something else.
    var text: String? {
        let raw: String
        switch node.value {
        case .string(let text), .number(let text): raw = text
        case .null, .bool, .array, .object: return nil
        }
        let trimmed = raw.trimmingWhitespace()
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    var isTrue: Bool { if case .bool(true) = node.value { true } else { false } }

    /// The elements of an array; none of anything else.
    var elements: [Spot] {
        guard case .array(let nodes) = node.value else { return [] }
        return nodes.enumerated().map { Spot(node: $1, path: "\(path)[\($0)]") }
    }

    var isObject: Bool { if case .object = node.value { true } else { false } }

    /// The first of several members that says something.
    func first(_ keys: String...) -> Spot? {
        for key in keys { if let spot = self[key], spot.text != nil { return spot } }
        return nil
    }
}

/// A time as services and carriers write it, in the form that we read.
struct ForeignMoment: Equatable {
    /// RFC 3339, or the text as it came where it is no time at all.
    let text: String
    /// A local time without its zone, or a day alone: read as UTC.
    let isUncertain: Bool
    /// nil where it is no time.
    let moment: Instant?

    init(_ foreign: String) {
        var text = foreign
        var isUncertain = false
        if CalendarDate(iso: text) != nil {
            text += "T00:00:00"
        } else if let seconds = Int64(text), (1_000_000_000...99_999_999_999).contains(seconds) {
            // Unix seconds, or milliseconds where there are so many.
            text = Instant(milliseconds: seconds * 1000).description
        } else if let milliseconds = Int64(text), (100_000_000_000...9_999_999_999_999).contains(milliseconds) {
            text = Instant(milliseconds: milliseconds).description
        }
        if case .unreadable = MomentText.read(text) { text = Self.withColon(text) }
        if case .offsetMissing = MomentText.read(text) {
            text += "Z"
            isUncertain = true
        }
        if case .moment(let moment) = MomentText.read(text) {
            (self.text, self.isUncertain, self.moment) = (text, isUncertain, moment)
        } else {
            (self.text, self.isUncertain, self.moment) = (foreign, false, nil)
        }
    }

    /// `+0100` and `+01` become `+01:00`; ` UTC` becomes `Z`.
    private static func withColon(_ text: String) -> String {
        for ending in [" UTC", "UTC", " Z"] where text.hasSuffix(ending) { return text.dropLast(ending.count) + "Z" }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }), text[..<sign].contains(":") else {
            return text
        }
        let digits = text[text.index(after: sign)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return text }
        switch digits.count {
        case 2: return "\(text):00"
        case 4: return "\(text.dropLast(2)):\(digits.suffix(2))"
        default: return text
        }
    }
}
