import JSONText

extension JSONValue {
    /// Reads what this program wrote into a text column.
    /// - Throws: `UnreadableRow` when somebody else wrote there.
    init(stored text: String, _ column: String) throws {
        do throws(JSONProblem) {
            self = try JSONValue(JSONReader.parse(Array(text.utf8)))
        } catch {
            throw UnreadableRow(column: column, value: String(text.prefix(60)))
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
}
