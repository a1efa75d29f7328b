import Yams

/// One value's place in a file.
struct Place {
    let line: Int
    let column: Int
    /// Dotted path from the top of the file.
    let key: String

    init(line: Int, column: Int, key: String) {
        self.line = line
        self.column = column
        self.key = key
    }

    init(_ node: Node?, _ key: String, fallback: Place? = nil) {
        line = node?.mark?.line ?? fallback?.line ?? 0
        column = node?.mark?.column ?? fallback?.column ?? 0
        self.key = key
    }
}

/// A key as it is declared where it is read: the one source of the check and of the reference.
struct KeyRecord: Equatable {
    /// `warehouses[].country`.
    let path: String
    let type: String
    /// As it would be written; nil where there is none.
    let standard: String?
    let meaning: String
}

/// One pass over one file: collects what is wrong with it, or, over an empty file, what may stand in it.
final class Reading {
    let file: String
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var warnings: [ConfigurationProblem] = []
    private(set) var records: [KeyRecord] = []
    /// Nothing is checked; the declarations are the result.
    let isRecording: Bool
    /// Places whose value was refused as a secret: nothing more is said of them.
    private var silenced: Set<Int> = []
    private var isBroken = false
    /// The file is not there, or may not be read: nothing that stands beside it is looked for.
    private(set) var isUnread = false

    init(file: String, isRecording: Bool = false) {
        self.file = file
        self.isRecording = isRecording
    }

    func report(_ place: Place, found: String, expected: String, remedy: String) {
        guard !isRecording, !silenced.contains(place.line) else { return }
        problems.append(problem(place, found, expected, remedy))
    }

    /// A secret stands on the line: this is all that is ever said of it.
    func reportSecret(_ place: Place, expected: String, remedy: String) {
        guard silenced.insert(place.line).inserted else { return }
        problems.append(problem(place, "what looks like a secret (not shown)", expected, remedy))
    }

    func warn(_ place: Place, found: String, expected: String, remedy: String) {
        // Of a file that could not be read nobody knows what it lacks.
        guard !isRecording, !isBroken, !silenced.contains(place.line) else { return }
        warnings.append(problem(place, found, expected, remedy))
    }

    func record(_ record: KeyRecord) {
        if isRecording { records.append(record) }
    }

    private func problem(_ place: Place, _ found: String, _ expected: String, _ remedy: String) -> ConfigurationProblem
    {
        ConfigurationProblem(
            file: file, line: place.line, column: place.column, key: place.key, found: found, expected: expected,
            remedy: remedy)
    }

    /// Opens a file as a map of keys.
    /// - Returns: the map, empty where the file could not be read; the reason is then among the problems.
    func openMap() -> MapReader {
        guard !isRecording else { return MapReader(self, nil, Place(nil, "")) }
        var root: Node?
        let isRead = openTree { tree in
            SecretScan.scan(tree, self)
            root = tree
        }
        return MapReader(self, root, Place(root, "", fallback: Place(line: 1, column: 1, key: "")), isBroken: !isRead)
    }

    /// Opens a file as a tree; without content there is none.
    /// - Returns: false where the file could not be read; the reason is then among the problems.
    @discardableResult
    func openTree(_ use: (Node) -> Void) -> Bool {
        do {
            let document = try YAMLDocument(text: TextFile.text(of: file))
            for key in document.repeated {
                report(
                    Place(line: key.line, column: key.column, key: key.name),
                    found: "the key '\(key.name)' twice in one map",
                    expected: "each key once", remedy: "keep one of the two lines")
            }
            if let root = document.root { use(root) }
            return true
        } catch let error as TextFile.ReadError {
            isUnread = true
            report(
                Place(nil, ""), found: error.found, expected: "a readable YAML file in UTF-8",
                remedy: "check the path, its owner and its mode")
        } catch let error as YAMLDocument.SyntaxError {
            report(
                Place(line: error.line, column: error.column, key: ""), found: error.problem, expected: "valid YAML",
                remedy: "check quotation marks, colons and spaces (no tabs) here and on the line before")
        } catch {
            report(Place(nil, ""), found: "\(error)", expected: "a readable YAML file", remedy: "check the file")
        }
        isBroken = true
        return false
    }
}
