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
            return try document(of: [root], .json(isArray: false))
        }
        guard !elements.isEmpty else {
            throw UnreadableDocument(
                Problem(
                    .emptyFile, line: root.position.line, column: root.position.column, found: "an empty array",
                    expected: "at least one record", remedy: "Write the records between the brackets."))
        }
        guard elements.count <= options.recordsMax else { throw .tooManyRecords(elements.count, options) }
        return try document(of: elements, .json(isArray: true))
    }

    private func sequence(_ chunks: [JSONChunk]) throws(UnreadableDocument) -> ReadDocument {
        guard chunks.count <= options.recordsMax else { throw .tooManyRecords(chunks.count, options) }
        var reading = Expansion()
        for chunk in chunks {
            switch chunk.outcome {
            case .success(let node): add(node, to: &reading)
            case .failure(let problem):
                let source = Array(text.bytes[chunk.bytes])
                reading.records.append(
                    ReadRecord(
                        number: reading.records.count + 1, line: chunk.line, outcome: .refused([Problem(problem)]),
                        source: source,
                        canonical: String(String(decoding: source, as: UTF8.self).trimmingWhitespace()),
                        origin: .json(nil)))
            }
        }
        return try document(reading, .jsonLines)
    }

    private func document(
        of nodes: [JSONNode], _ layout: ReadDocument.Layout
    ) throws(UnreadableDocument) -> ReadDocument {
        var reading = Expansion()
        for node in nodes { add(node, to: &reading) }
        return try document(reading, layout)
    }

    private func document(
        _ reading: Expansion, _ layout: ReadDocument.Layout
    ) throws(UnreadableDocument) -> ReadDocument {
        guard reading.records.count <= options.recordsMax else {
            throw .tooManyRecords(reading.records.count, options)
        }
        var layout = layout
        // What a payload became comes back as several records.
        if case .json = layout, !reading.payloads.isEmpty { layout = .json(isArray: true) }
        let format: DocumentFormat =
            switch layout {
            case .json: .json
            case .jsonLines: .jsonLines
            case .csv: .csv
            }
        return ReadDocument(
            format: format, records: reading.records, warnings: text.warnings, layout: layout,
            payloads: reading.payloads)
    }

    /// What the values of a file have become so far.
    private struct Expansion {
        var records: [ReadRecord] = []
        var payloads: [ReadPayload] = []
    }

    /// One value is one record, but for a tracking service's message: that is as many as it has events.
    private func add(_ node: JSONNode, to reading: inout Expansion) {
        let number = reading.records.count + 1
        var type: String?
        if case .string(let text) = node["type"]?.value { type = text }
        let index = reading.payloads.count
        if type == SignedPayload.type {
            switch SignedPayload.read(node, limits: limits) {
            case .problem(let problem): reading.records.append(refused(node, number: number, problem))
            case .content(let content):
                guard let (payload, records) = expand(content.root, content.service, number, index) else {
                    let problem = Problem.unlike(content.service, node["body"] ?? node)
                    return reading.records.append(refused(node, number: number, problem))
                }
                reading.records += records
                reading.payloads.append(
                    ReadPayload(
                        service: payload.service,
                        signed: SignedBody(
                            signature: content.signature, body: content.body, receivedAt: content.receivedAt)))
            }
        } else if type == nil || type.flatMap(TrackingService.init) != nil {
            let wanted = type.flatMap(TrackingService.init)
            guard let (payload, records) = expand(node, wanted, number, index) else {
                let problem = wanted.map { Problem.unlike($0, node) }
                return reading.records.append(
                    problem.map { refused(node, number: number, $0) } ?? record(node, number: number))
            }
            reading.records += records
            reading.payloads.append(ReadPayload(service: payload.service, signed: nil))
        } else {
            reading.records.append(record(node, number: number))
        }
    }

    private func expand(
        _ root: JSONNode, _ wanted: TrackingService?, _ number: Int, _ index: Int
    ) -> (Payload, [ReadRecord])? {
        let spot = Spot(node: root, path: "")
        guard let payload = Payload.of(spot, wanted: wanted) else { return nil }
        let records = PayloadRecords(options: options).records(of: payload, at: spot, first: number, payload: index)
        return (payload, records)
    }

    private func refused(_ node: JSONNode, number: Int, _ problem: Problem) -> ReadRecord {
        ReadRecord(
            number: number, line: node.position.line, outcome: .refused([problem]),
            source: Array(text.bytes[node.bytes]), canonical: node.canonicalText(leavingOut: [ReasonField.name]),
            origin: .json(node))
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
    fileprivate static func unlike(_ service: TrackingService, _ node: JSONNode) -> Problem {
        Problem(
            .typeUnknown, line: node.position.line, column: node.position.column, found: "another object",
            expected: "a tracking message as \(service.title) sends it",
            remedy: "Name the service that sent it, or leave the type out: messages are known by their content.")
    }

    init(_ problem: JSONProblem) {
        self.init(
            .json, line: problem.position.line, column: problem.position.column, found: problem.found,
            expected: problem.expected, remedy: problem.remedy)
    }
}
