import JSONText
import Returns

/// Writes the JSON Schemas (draft 2020-12) of the shapes.
///
/// A schema says what can be said in a schema: which fields, of what kind, how long, which words. The reader checks
/// more: that a date exists, that a country is one, that a currency has so many digits behind the point.
enum SchemaWriter {
    static let draft = "https://json-schema.org/draft/2020-12/schema"
    private static let base = "https://rmad.example/schemas/"

    /// The schema of one type, complete in itself.
    static func schema(of kind: DeclarationKind) -> JSONValue {
        let shape = Shape.of(kind)
        let head: [JSONValue.Member] = [
            .init("$schema", .string(draft)), .init("$id", .string("\(base)\(kind.rawValue).schema.json")),
        ]
        guard case .object(let body) = object(shape) else { return .object(head) }
        return .object(head + body + [.init("examples", .array([example(of: kind)]))])
    }

    /// Any record, or an array of them: what a .json file may hold.
    static func document() -> JSONValue {
        let records: JSONValue = [
            "oneOf": .array(DeclarationKind.allCases.map { ["$ref": .string("#/$defs/\($0.rawValue)")] })
        ]
        let definitions = DeclarationKind.allCases.map { JSONValue.Member($0.rawValue, object(.of($0))) }
        return [
            "$schema": .string(draft), "$id": .string("\(base)document.schema.json"),
            "title": "A document that rmad reads",
            "description": "One record, or an array of records; `type` names the kind of each.",
            "anyOf": [
                ["$ref": "#/$defs/record"], ["type": "array", "minItems": 1, "items": ["$ref": "#/$defs/record"]],
            ],
            "$defs": .object([.init("record", records)] + definitions),
        ]
    }

    /// The shape's example with its `type`.
    static func example(of kind: DeclarationKind) -> JSONValue {
        guard
            let node = Result(catching: { () throws(JSONProblem) in
                try JSONReader.parse(Array(Shape.of(kind).example.utf8))
            }).success, case .object(let members) = JSONValue(node)
        else { return .object([]) }
        return .object([.init("type", .string(kind.rawValue))] + members)
    }

    private static func object(_ shape: Shape, isNullable: Bool = false) -> JSONValue {
        var properties: [JSONValue.Member] = []
        if let kind = shape.kind {
            properties.append(
                .init("type", ["const": .string(kind.rawValue), "description": "The type of the document."]))
        }
        properties += shape.fields.map { field in
            guard case .object(let schema) = schema(of: field.kind, isNullable: field.need == .optional) else {
                return .init(field.name, .object([]))
            }
            return .init(field.name, .object([.init("description", .string(field.about))] + schema))
        }
        let required = (shape.kind == nil ? [] : ["type"]) + shape.fields.filter { $0.need == .required }.map(\.name)
        var members: [JSONValue.Member] = [
            .init("title", .string(shape.title.sentence)), .init("description", .string(shape.about)),
            .init("type", type("object", isNullable)), .init("properties", .object(properties)),
        ]
        if !required.isEmpty { members.append(.init("required", .array(required.map { .string($0) }))) }
        let rules = shape.rules.compactMap(schema)
        if !rules.isEmpty { members.append(.init("allOf", .array(rules))) }
        return .object(members)
    }

    private static func schema(of rule: Rule) -> JSONValue? {
        switch rule {
        case .oneOf(let names, _):
            [
                "anyOf": .array(
                    names.map { name in
                        .object([
                            .init("required", [.string(name)]),
                            .init(
                                "properties",
                                .object([
                                    .init(
                                        name,
                                        [
                                            "not": [
                                                "anyOf": [
                                                    ["type": "null"], ["type": "string", "pattern": "^\\s*$"],
                                                    ["type": "array", "maxItems": 0],
                                                ]
                                            ]
                                        ])
                                ])),
                        ])
                    })
            ]
        case .needs(let needed, let field, let values, _):
            [
                "if": .object([
                    .init("required", [.string(field)]),
                    .init("properties", .object([.init(field, ["enum": .array(values.map { .string($0) })])])),
                ]),
                "then": .object([
                    .init("required", [.string(needed)]),
                    .init("properties", .object([.init(needed, ["type": "string", "pattern": "\\S"])])),
                ]),
            ]
        case .somethingCounted(let names, let other, _):
            [
                "anyOf": [
                    .object([.init("required", [.string(other)])]),
                    [
                        "not": .object([
                            .init("required", .array(names.map { .string($0) })),
                            .init("properties", .object(names.map { .init($0, ["const": 0]) })),
                        ])
                    ],
                ]
            ]
        case .better, .inOrder: nil
        }
    }

    private static func type(_ name: String, _ isNullable: Bool) -> JSONValue {
        isNullable ? [.string(name), "null"] : .string(name)
    }

    private static func text(
        max: Int, pattern: String? = nil, format: String? = nil, isNullable: Bool
    ) -> JSONValue {
        // An optional field may be null or blank, which says the same as leaving it out.
        let mustBe = pattern.map { isNullable ? "^\\s*$|\($0)" : $0 } ?? (isNullable ? nil : "\\S")
        return .object(known: [
            ("type", type("string", isNullable)), ("maxLength", .integer(Int64(max))), ("pattern", .text(mustBe)),
            ("format", isNullable ? nil : .text(format)),
        ])
    }

    private static func schema(of kind: FieldKind, isNullable: Bool) -> JSONValue {
        switch kind {
        case .identifier: return text(max: Reference.bytesMax, isNullable: isNullable)
        case .line(let max), .prose(let max): return text(max: max, isNullable: isNullable)
        case .choice(let set):
            let words = set.spellings.map { JSONValue.string($0) }
            guard isNullable else { return ["enum": .array(words)] }
            return ["anyOf": [["enum": .array(words + [.null])], ["type": "string", "pattern": "^\\s*$"]]]
        case .integer(let range):
            return [
                "type": type("integer", isNullable), "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .flag: return ["type": type("boolean", isNullable)]
        case .money: return money(isNullable)
        case .date:
            return text(max: 10, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", format: "date", isNullable: isNullable)
        case .moment:
            let pattern =
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
            return text(max: 100, pattern: pattern, isNullable: isNullable)
        case .email:
            return text(max: 254, pattern: "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", format: "email", isNullable: isNullable)
        case .phone: return text(max: 40, pattern: "^[-0-9+()/. xX]*$", isNullable: isNullable)
        case .country: return text(max: 2, pattern: "^[A-Za-z]{2}$", isNullable: isNullable)
        case .language:
            return text(max: 35, pattern: "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$", isNullable: isNullable)
        case .webAddress: return text(max: 2_000, pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#\\s]", isNullable: isNullable)
        case .eventType: return text(max: 100, pattern: "^[a-z_]+(\\.[a-z_]+)*(\\.\\*)?$", isNullable: isNullable)
        case .fileName: return text(max: 120, pattern: "^[^./\\\\][^/\\\\]*$", isNullable: isNullable)
        case .list(let kind, let max):
            return [
                "type": type("array", isNullable), "minItems": isNullable ? 0 : 1, "maxItems": .integer(Int64(max)),
                "items": schema(of: kind, isNullable: false),
            ]
        case .answers(let max):
            return [
                "type": type("object", isNullable), "maxProperties": .integer(Int64(max)),
                "additionalProperties": ["type": ["string", "boolean", "null"], "maxLength": 60],
            ]
        case .record(let shape): return object(shape, isNullable: isNullable)
        case .records(let shape, let max):
            return [
                "type": "array", "minItems": isNullable ? 0 : 1, "maxItems": .integer(Int64(max)),
                "items": object(shape),
            ]
        }
    }

    private static func money(_ isNullable: Bool) -> JSONValue {
        [
            "type": type("object", isNullable), "required": ["amount"],
            "properties": [
                "amount": [
                    "description": "Digits with a point in front of the cents.", "type": ["string", "number"],
                    "pattern": "^[0-9]+(\\.[0-9]+)?$", "minimum": 0,
                ],
                "currency": [
                    "description": "ISO 4217; the site's own currency when left out.", "type": ["string", "null"],
                    "pattern": "^[A-Za-z]{3}$",
                ],
            ],
        ]
    }
}

extension JSONValue {
    /// A foreign value as one of ours; fractions, which we never write, become text.
    init(_ node: JSONNode) {
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

extension String {
    /// With a capital in front.
    var sentence: String { prefix(1).uppercased() + dropFirst() }
}

extension Result {
    var success: Success? {
        switch self {
        case .success(let value): value
        case .failure: nil
        }
    }
}
