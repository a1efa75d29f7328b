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

    /// The elements of an array that can say something.
    var objects: [Spot] { elements.filter(\.isObject) }

    var isObject: Bool { if case .object = node.value { true } else { false } }

    /// The first of several members that says something.
    func first(_ keys: String...) -> Spot? {
        for key in keys { if let spot = self[key], spot.text != nil { return spot } }
        return nil
    }
}
