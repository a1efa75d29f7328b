import Documents
import Foundation
import JSONText
import Returns
import Testing

/// The schemas of docs/schemas, judged by PyPI's jsonschema beside our reader.
@Suite("JSON Schemas")
struct SchemaTests {
    private static let judge = """
        import json, sys
        from jsonschema import Draft202012Validator
        schemas = {}
        for line in sys.stdin:
            kind, hexed = line.split()
            if kind.startswith("schema:"):
                schema = json.loads(bytes.fromhex(hexed))
                Draft202012Validator.check_schema(schema)
                schemas[kind[7:]] = Draft202012Validator(schema)
            else:
                print("ok" if schemas[kind].is_valid(json.loads(bytes.fromhex(hexed))) else "no")
        """

    /// What only the reader can know: a schema says nothing of calendars, lists of countries or minor units.
    private static let beyondSchema: Set<Problem.Code> = [
        .date, .dateInFuture, .dateTooOld, .moment, .country, .currency, .phone, .email, .url,
    ]

    private func verdicts(_ documents: [(schema: String, text: String)]) throws -> [Bool] {
        var input = ""
        for (path, text) in DocumentsReference.files() where path.hasSuffix(".schema.json") {
            let name = path.replacing("docs/schemas/", with: "").replacing(".schema.json", with: "")
            input += "schema:\(name) \(hex(text))\n"
        }
        for document in documents { input += "\(document.schema) \(hex(document.text))\n" }
        let answers = try Venv.output(try Venv.python(), ["-c", Self.judge], input: input).split(separator: "\n")
        try #require(
            answers.count == documents.count, "the judge answered \(answers.count) of \(documents.count) times")
        return answers.map { $0 == "ok" }
    }

    private func hex(_ text: String) -> String {
        text.utf8.map { String($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test("every example is valid by its own schema and by that of any document, alone and in an array")
    func examples() throws {
        let documents = DeclarationKind.allCases.flatMap { kind -> [(schema: String, text: String)] in
            let text = Samples.json(kind)
            return [(kind.rawValue, text), ("document", text), ("document", "[\(text)]")]
        }
        #expect(try verdicts(documents).allSatisfy { $0 })
    }

    @Test("6,000 mutated samples are judged alike by jsonschema and by our reader")
    func mutations() throws {
        let seed: UInt64 = 20_260_527
        var mutator = Mutator(seed: seed)
        let samples = DeclarationKind.allCases.map { ($0, Samples.json($0)) }
        var documents: [(schema: String, text: String)] = []
        for round in 0..<6_000 {
            let (kind, text) = samples[round % samples.count]
            documents.append((round % 3 == 0 ? "document" : kind.rawValue, mutator.mutated(text)))
        }
        var (accepted, refused) = (0, 0)
        for (document, schemaAccepts) in zip(documents, try verdicts(documents)) {
            let record = try Fixture.read(document.text).records[0]
            let readerAccepts = !record.outcome.isRefused
            if readerAccepts { accepted += 1 } else { refused += 1 }
            if readerAccepts == schemaAccepts { continue }
            let isBeyond = schemaAccepts && record.problems.allSatisfy { Self.beyondSchema.contains($0.code) }
            #expect(
                isBeyond,
                "seed \(seed), reader \(readerAccepts), schema \(schemaAccepts): \(document) \(record.problems)")
        }
        #expect(accepted > 1_000 && refused > 1_000, "the mix is lopsided: \(accepted) accepted, \(refused) refused")
    }

    @Test("no header and no word stands for two things in one type")
    func collisions() {
        #expect(Vocabulary.collisions() == [])
    }
}

/// Changes one or two places of a JSON text's values.
struct Mutator {
    private var random: SplitMix64
    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func mutated(_ text: String) -> String {
        guard case .success(let node) = JSONReader.lines(Array(text.split(separator: "\n").joined().utf8))[0].outcome
        else {
            return text
        }
        var value = Plain(node)
        for _ in 0..<Int.random(in: 1...2, using: &random) { value = change(value, depth: 0) }
        return value.text
    }

    /// A value that we can take apart and put together.
    indirect enum Plain {
        case raw(String)
        case array([Plain])
        case object([(String, Plain)])

        init(_ node: JSONNode) {
            switch node.value {
            case .array(let elements): self = .array(elements.map { Plain($0) })
            case .object(let members): self = .object(members.map { ($0.key, Plain($0.value)) })
            case .null, .bool, .number, .string: self = .raw(node.canonicalText())
            }
        }

        var text: String {
            switch self {
            case .raw(let text): text
            case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
            case .object(let members): "{" + members.map { "\"\($0.0)\":\($0.1.text)" }.joined(separator: ",") + "}"
            }
        }
    }

    private static let values = [
        "null", "true", "false", "0", "1", "-1", "1.0", "1.5", "3e2", "100001", "\"\"", "\" \"", "\"x\"", "\"1\"",
        "\"2026-03-14\"",
        "\"EUR\"", "\"ü\"", "[]", "{}", "[1]", "[\"x\"]", "[{}]", "\"\(String(repeating: "y", count: 130))\"",
        "\"\(String(repeating: "y", count: 2_100))\"", "\"unwanted\"", "\"decline\"", "\"12.50\"", "\"12,50\"", "12.5",
        "\"-1\"", "\"A\"",
    ]

    private mutating func change(_ value: Plain, depth: Int) -> Plain {
        switch value {
        case .object(var members)
        where !members.isEmpty && Int.random(in: 0...9, using: &random) > (depth == 0 ? 0 : 1):
            let index = members.indices.randomElement(using: &random) ?? 0
            // The root's type decides which schema is meant; it stays.
            guard depth > 0 || members[index].0 != "type" else { return value }
            switch Int.random(in: 0...9, using: &random) {
            case 0, 1: members.remove(at: index)
            case 2:
                members.append(
                    ("extra_field_\(members.count)_\(Int.random(in: 0...9_999, using: &random))", .raw("\"kept\"")))
            default: members[index].1 = change(members[index].1, depth: depth + 1)
            }
            return .object(members)
        case .array(var elements) where !elements.isEmpty && Bool.random(using: &random):
            let index = elements.indices.randomElement(using: &random) ?? 0
            elements[index] = change(elements[index], depth: depth + 1)
            return .array(elements)
        case .raw, .array, .object:
            return depth == 0 ? value : .raw(Self.values.randomElement(using: &random) ?? "null")
        }
    }
}
