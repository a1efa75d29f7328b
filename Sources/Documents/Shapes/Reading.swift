import JSONText
import Returns

/// Checks one record against its shape and collects everything that is amiss, not only the first thing.
///
/// JSON and tables take the same way: a table's row has been made a tree of nodes whose texts are cells. Only
/// how a single value is written differs: JSON is exact, a cell is what people type.
struct Reading {
    enum Source {
        case json
        /// The headers as the file writes them, and the columns of the shape for fields that have no cell.
        case table(headers: [String], columns: [TableColumn])
        /// Where each field of ours stands in a service's payload.
        case payload(base: String, paths: [String: String])
    }

    let options: ReadingOptions
    let source: Source
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Problem] = []
    private var path: [PathPart] = []

    private enum PathPart {
        case name(String)
        case index(Int)
    }

    init(options: ReadingOptions, source: Source) {
        self.options = options
        self.source = source
    }

    var isTable: Bool {
        switch source {
        case .json, .payload: false
        case .table: true
        }
    }

    /// - Returns: the values, whole only while `problems` is empty; nil when the node is no object.
    mutating func record(_ node: JSONNode, as shape: Shape) -> FieldValues? {
        guard case .object(let members) = node.value else {
            refuse(.notAnObject, node, expected: "an object in braces", remedy: "Write { … } with the fields in it.")
            return nil
        }
        var values = FieldValues(shape: shape, values: Array(repeating: nil, count: shape.fields.count))
        for member in members {
            guard let index = shape.index(of: member.key) else {
                noteUnknown(member, in: shape)
                continue
            }
            guard !member.value.isNull else { continue }
            path.append(.name(member.key))
            values.values[index] = value(member.value, of: shape.fields[index])
            path.removeLast()
        }
        for (index, field) in shape.fields.enumerated() where values.values[index] == nil && field.need == .required {
            noteMissing(field, in: node)
        }
        check(shape.rules, values, node)
        return values
    }

    // MARK: Saying what is amiss

    mutating func refuse(
        _ code: Problem.Code, _ node: JSONNode, found: String? = nil, expected: String, remedy: String
    ) {
        guard problems.count < options.problemsMax else { return }
        problems.append(problem(code, node, found: found, expected: expected, remedy: remedy))
    }

    mutating func warn(
        _ code: Problem.Code, _ node: JSONNode, found: String? = nil, expected: String, remedy: String
    ) {
        guard warnings.count < options.problemsMax else { return }
        warnings.append(problem(code, node, found: found, expected: expected, remedy: remedy))
    }

    mutating func add(_ problem: Problem) {
        if problems.count < options.problemsMax { problems.append(problem) }
    }

    private func problem(
        _ code: Problem.Code, _ node: JSONNode, found: String?, expected: String, remedy: String
    ) -> Problem {
        Problem(
            code, line: node.position.line, column: node.position.column > 0 ? node.position.column : nil,
            field: fieldName(at: node), found: found ?? shown(node), expected: expected, remedy: remedy)
    }

    /// The field as the file names it.
    private func fieldName(at node: JSONNode) -> String? {
        switch source {
        case .json:
            var text = ""
            for part in path {
                switch part {
                case .name(let name): text += text.isEmpty ? name : ".\(name)"
                case .index(let index): text += "[\(index)]"
                }
            }
            return text.isEmpty ? nil : text
        case .payload(let base, let paths):
            guard case .name(let name) = path.first else { return base.isEmpty ? nil : base }
            return paths[name] ?? (base.isEmpty ? name : "\(base).\(name)")
        case .table(let headers, let columns):
            if node.position.column > 0, node.position.column <= headers.count {
                return headers[node.position.column - 1]
            }
            let names = path.compactMap { part -> String? in
                switch part {
                case .name(let name): name
                case .index: nil
                }
            }
            return columns.first { $0.path.starts(with: names) }?.name ?? names.last
        }
    }

    private func shown(_ node: JSONNode) -> String {
        switch node.value {
        case .null: "nothing"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .string(let text): Printable.quoted(text)
        case .array(let elements): "an array with \(elements.count) elements"
        case .object: "an object"
        }
    }

    // MARK: Fields that are missing or unknown

    private mutating func noteMissing(_ field: Field, in node: JSONNode) {
        // A value that is there but was refused has been named already.
        guard !isPresent(node[field.name]) else { return }
        path.append(.name(field.name))
        refuse(
            .missing, whole(node), found: "nothing", expected: field.kind.expectation,
            remedy: isTable
                ? "Fill the column \"\(field.column)\": \(field.about)" : "Add \"\(field.name)\": \(field.about)")
        path.removeLast()
    }

    private func isPresent(_ node: JSONNode?) -> Bool {
        guard let node, !node.isNull else { return false }
        return if case .string(let text) = node.value { !text.isBlank } else { true }
    }

    /// There is something in it, readable or not.
    private func isFilled(_ node: JSONNode?) -> Bool {
        guard let node, isPresent(node) else { return false }
        return if case .array(let elements) = node.value { !elements.isEmpty } else { true }
    }

    /// The place of a record: in a table its row, without a cell.
    private func whole(_ node: JSONNode) -> JSONNode {
        isTable ? JSONNode(.null, position: TextPosition(line: node.position.line, column: 0)) : node
    }

    private mutating func noteUnknown(_ member: JSONNode.Member, in shape: Shape) {
        if member.key == ReasonField.name || isTable { return }
        if path.isEmpty, member.key == "type" || member.key == "$schema" { return }
        guard warnings.count < options.problemsMax else { return }
        let folded = Folded.key(member.key)
        let meant =
            shape.fields.first { $0.words.contains { Folded.key($0) == folded } }?.name
            ?? Similar.nearest(member.key, among: shape.fields.map(\.name))
        path.append(.name(member.key))
        let place = JSONNode(.null, position: member.keyPosition)
        warn(
            .unknownField, place, found: Printable.quoted(member.key), expected: "a field that \(shape.title) has",
            remedy: (meant.map { "Did you mean \"\($0)\"? " } ?? "") + "The field is kept but not used.")
        path.removeLast()
    }

    // MARK: Rules between fields

    private mutating func check(_ rules: [Rule], _ values: FieldValues, _ node: JSONNode) {
        let place = whole(node)
        for rule in rules {
            switch rule {
            case .oneOf(let names, let remedy):
                guard !names.contains(where: { values.isGiven($0) || isFilled(node[$0]) }) else { continue }
                refuse(.missing, place, found: "none of them", expected: Self.listed(names, "or"), remedy: remedy)
            case .needs(let needed, let field, let triggers, let remedy):
                guard let value = values.text(field), triggers.contains(value), !values.isGiven(needed) else {
                    continue
                }
                path.append(.name(needed))
                refuse(.missing, place, found: "nothing", expected: "a text where \(field) is \(value)", remedy: remedy)
                path.removeLast()
            case .somethingCounted(let names, let other, let remedy):
                let counts = names.compactMap(values.integer)
                guard !values.isGiven(other), counts.count == names.count, counts.reduce(0, +) == 0 else { continue }
                let expected = "\(Self.listed(names, "and")) with 1 unit or more together"
                refuse(.outOfRange, place, found: "0 units", expected: expected, remedy: remedy)
            case .better(let names, let remedy):
                guard !names.contains(where: values.isGiven) else { continue }
                warn(.unreachable, place, found: "none of them", expected: Self.listed(names, "or"), remedy: remedy)
            case .inOrder(let first, let second):
                guard let early = values.date(first), let late = values.date(second), late < early else { continue }
                warn(
                    .contradiction, node[second] ?? place, found: "\(second) \(late), before \(first) \(early)",
                    expected: "dates in their order", remedy: "Check both dates; they were taken as they stand.")
            }
        }
    }

    static func listed(_ names: [String], _ word: String) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " \(word) \(last)"
    }

    // MARK: Walking down

    mutating func element<Value>(_ index: Int, _ body: (inout Reading) -> Value) -> Value {
        path.append(.index(index))
        defer { path.removeLast() }
        return body(&self)
    }

    mutating func member<Value>(_ name: String, _ body: (inout Reading) -> Value) -> Value {
        path.append(.name(name))
        defer { path.removeLast() }
        return body(&self)
    }
}
