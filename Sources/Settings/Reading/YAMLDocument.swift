import Yams

/// The tree of one YAML file, with a line and a column for every node.
///
/// Yams stops at the first key that is given twice. To show all problems at once, the first sign of the
/// earlier key is replaced by one of Unicode's private signs, which keeps every column where it was, and
/// the file is read again; the later key counts, and both places are reported.
struct YAMLDocument {
    /// Most repeated keys that are looked for in one file.
    static let repeatsMax = 100
    /// Most keys and values of one file, with everything that aliases repeat.
    static let nodesMax = 500_000
    private static let firstPrivateSign: UInt32 = 0xE000

    /// nil for a file without content.
    let root: Node?
    /// The places of keys that a later one repeats.
    let repeated: [RepeatedKey]

    struct RepeatedKey {
        let name: String
        let line: Int
        let column: Int
    }

    struct SyntaxError: Error {
        let line: Int
        let column: Int
        let problem: String
    }

    init(text: String) throws(SyntaxError) {
        var scalars = Array(text.unicodeScalars)
        var repeated: [RepeatedKey] = []
        while true {
            do {
                var source = ""
                source.unicodeScalars.append(contentsOf: scalars)
                let found =
                    source.allSatisfy(\.isWhitespace) ? nil : try Parser(yaml: source, encoding: .utf8).singleRoot()
                try Self.requireModest(found)
                root = found
                self.repeated = repeated
                return
            } catch let error as YamlError {
                guard case .duplicatedKeysInMapping(let names, let context) = error, let name = names.first,
                    repeated.count < Self.repeatsMax,
                    let sign = Unicode.Scalar(Self.firstPrivateSign + UInt32(repeated.count)),
                    let offset = Self.offset(of: context.mark, in: scalars)
                else { throw Self.syntaxError(error) }
                repeated.append(RepeatedKey(name: name, line: context.mark.line, column: context.mark.column))
                scalars[offset] = sign
            } catch let error as SyntaxError {
                throw error
            } catch {
                throw SyntaxError(line: 0, column: 0, problem: "\(error)")
            }
        }
    }

    /// Some aliases of aliases make a short file a tree of millions of nodes: counted no further than to the bound.
    private static func requireModest(_ root: Node?) throws(SyntaxError) {
        var left = nodesMax
        func walk(_ node: Node) {
            left -= 1
            guard left > 0 else { return }
            switch node {
            case .sequence(let items): for item in items where left > 0 { walk(item) }
            case .mapping(let pairs):
                for (key, value) in pairs where left > 0 {
                    walk(key)
                    walk(value)
                }
            case .scalar, .alias: return
            }
        }
        root.map(walk)
        guard left > 0 else {
            throw SyntaxError(
                line: 0, column: 0,
                problem: "more than \(nodesMax) values, aliases written out; take aliases (*name) out")
        }
    }

    /// True for a key that an earlier pass has put aside.
    static func isPutAside(_ key: String) -> Bool {
        key.unicodeScalars.first.map { (firstPrivateSign..<firstPrivateSign + UInt32(repeatsMax)).contains($0.value) }
            ?? false
    }

    /// The index of a key's first sign; behind the quotation mark of a quoted key.
    private static func offset(of mark: Mark, in scalars: [Unicode.Scalar]) -> Int? {
        var line = 1
        var start = 0
        var index = 0
        while line < mark.line, index < scalars.count {
            let scalar = scalars[index]
            index += 1
            if scalar == "\r", index < scalars.count, scalars[index] == "\n" { index += 1 }
            if "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar) {
                line += 1
                start = index
            }
        }
        var offset = start + mark.column - 1
        guard line == mark.line, offset < scalars.count else { return nil }
        if scalars[offset] == "\"" || scalars[offset] == "'" { offset += 1 }
        guard offset < scalars.count, !"\"'\\".unicodeScalars.contains(scalars[offset]) else { return nil }
        return offset
    }

    private static func syntaxError(_ error: YamlError) -> SyntaxError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            SyntaxError(line: mark.line, column: mark.column, problem: problem)
        case .duplicatedKeysInMapping(let names, let context):
            SyntaxError(
                line: context.mark.line, column: context.mark.column,
                problem: "key \(names.joined(separator: ", ")) given twice")
        case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem), .representer(let problem):
            SyntaxError(line: 0, column: 0, problem: problem)
        case .no, .memory, .dataCouldNotBeDecoded:
            SyntaxError(line: 0, column: 0, problem: "text that cannot be read as YAML")
        }
    }
}
