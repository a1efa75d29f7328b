import JSONText
import Returns

/// Reads the records of a JSON file: one object, an array of objects, or one object behind the other.
struct JSONRecords {
    private let text: ForeignText
    private let ending: FileEnding
    private let options: ReadingOptions

    init(_ text: ForeignText, _ ending: FileEnding, _ options: ReadingOptions) {
        self.text = text
        self.ending = ending
        self.options = options
    }

    private var limits: JSONLimits { JSONLimits(depthMax: options.depthMax, nodesMax: options.nodesMax) }

    func document() throws(UnreadableDocument) -> ReadDocument {
        if ending == .jsonLines { return try sequence(JSONReader.lines(text.bytes, limits: limits)) }
        switch Result(catching: { () throws(JSONProblem) in try JSONReader.parse(text.bytes, limits: limits) }) {
        case .success(let root): return try single(root)
        case .failure(let problem): return try several(after: problem)
        }
    }

    /// The text is not one value: it may hold several.
    private func several(after problem: JSONProblem) throws(UnreadableDocument) -> ReadDocument {
        let stream = problem.code == .trailingText ? JSONReader.stream(text.bytes, limits: limits) : []
        if !stream.isEmpty, stream.allSatisfy(\.isWhole) { return try sequence(stream) }
        switch Sequence(text.bytes) {
        case .lines: return try sequence(JSONReader.lines(text.bytes, limits: limits))
        case .stream where stream.count > 1 && stream[0].isWhole: return try sequence(stream)
        case .stream, .one: throw UnreadableDocument(Problem(problem))
        }
    }

    private func single(_ root: JSONNode) throws(UnreadableDocument) -> ReadDocument {
        guard case .array(let elements) = root.value else {
            return document([record(root, number: 1)], .json(isArray: false))
        }
        guard !elements.isEmpty else {
            throw UnreadableDocument(
                Problem(
                    .emptyFile, line: root.position.line, column: root.position.column, found: "an empty array",
                    expected: "at least one record", remedy: "Write the records between the brackets."))
        }
        guard elements.count <= options.recordsMax else { throw .tooManyRecords(elements.count, options) }
        return document(elements.enumerated().map { record($1, number: $0 + 1) }, .json(isArray: true))
    }

    private func sequence(_ chunks: [JSONChunk]) throws(UnreadableDocument) -> ReadDocument {
        guard chunks.count <= options.recordsMax else { throw .tooManyRecords(chunks.count, options) }
        let records = chunks.enumerated().map { index, chunk -> ReadRecord in
            switch chunk.outcome {
            case .success(let node): return record(node, number: index + 1)
            case .failure(let problem):
                let source = Array(text.bytes[chunk.bytes])
                return ReadRecord(
                    number: index + 1, line: chunk.line, outcome: .refused([Problem(problem)]), source: source,
                    canonical: String(String(decoding: source, as: UTF8.self).trimmingWhitespace()), origin: .json(nil))
            }
        }
        return document(records, .jsonLines)
    }

    private func document(_ records: [ReadRecord], _ layout: ReadDocument.Layout) -> ReadDocument {
        let format: DocumentFormat =
            switch layout {
            case .json: .json
            case .jsonLines: .jsonLines
            case .csv: .csv
            }
        return ReadDocument(format: format, records: records, warnings: text.warnings, layout: layout)
    }

    private func record(_ node: JSONNode, number: Int) -> ReadRecord {
        ReadRecord(
            number: number, line: node.position.line, outcome: outcome(node), source: Array(text.bytes[node.bytes]),
            canonical: node.canonicalText(leavingOut: [ReasonField.name]), origin: .json(node))
    }

    private func outcome(_ node: JSONNode) -> ReadRecord.Outcome {
        let place = node.position
        guard case .object = node.value else {
            return .refused([
                Problem(
                    .notAnObject, line: place.line, column: place.column, found: "a value that is no object",
                    expected: "an object in braces", remedy: "Write { \"type\": \"return_request\", … }.")
            ])
        }
        guard let type = node["type"], !type.isNull else {
            return .refused([
                Problem(
                    .typeMissing, line: place.line, column: place.column, field: "type", found: "nothing",
                    expected: "one of \(Choices.kind.values.joined(separator: ", "))",
                    remedy: "Add \"type\": \"return_request\", or the type that you mean.")
            ])
        }
        guard case .string(let text) = type.value, let kind = DeclarationKind(rawValue: text) else {
            var found = "a value that is no text"
            if case .string(let text) = type.value { found = text }
            return .refused([
                .unknownType(found, line: type.position.line, column: type.position.column, field: "type")
            ])
        }
        var reading = Reading(options: options, source: .json)
        return reading.outcome(of: node, as: .of(kind))
    }

    /// How a text that is not one value may be several.
    private enum Sequence {
        case lines, stream, one

        /// JSON Lines: the first two lines that are not blank both begin with a brace, or the first one is a whole
        /// value by itself.
        init(_ bytes: [UInt8]) {
            let filled = bytes.split { $0 == 0x0A || $0 == 0x0D }
                .lazy.map { $0.drop { $0 == 0x20 || $0 == 0x09 } }.filter { !$0.isEmpty }.prefix(2)
            let firsts = Array(filled)
            guard let first = firsts.first, first.first == UInt8(ascii: "{") else {
                self = .one
                return
            }
            let isWhole = JSONReader.lines(Array(first)).allSatisfy(\.isWhole)
            let secondOpens = firsts.count == 2 && firsts[1].first == UInt8(ascii: "{")
            self = firsts.count == 2 && (isWhole || secondOpens) ? .lines : .stream
        }
    }
}

extension Problem {
    init(_ problem: JSONProblem) {
        self.init(
            .json, line: problem.position.line, column: problem.position.column, found: problem.found,
            expected: problem.expected, remedy: problem.remedy)
    }
}
