import JSONText
import Ledger

/// JSON that the daemon wrote, read back: receipts and payloads.
extension JSONValue {
    /// - Returns: nil when the text is no JSON; then it is shown as it is.
    init?(reading bytes: [UInt8]) {
        do throws(JSONProblem) {
            self.init(try JSONReader.parse(bytes))
        } catch {
            return nil
        }
    }

    private init(_ node: JSONNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .number(let text): self = Int64(text).map { .integer($0) } ?? .string(text)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map { JSONValue($0) })
        case .object(let members): self = .object(members.map { Member($0.key, JSONValue($0.value)) })
        }
    }

    /// A value on one line for people: texts without quotes.
    var spoken: String {
        switch self {
        case .null: "–"
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .string(let text): text
        case .array(let elements): elements.map(\.spoken).joined(separator: ", ")
        case .object(let members): members.map { "\($0.key.spoken) \($0.value.spoken)" }.joined(separator: ", ")
        }
    }

    static func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
}
