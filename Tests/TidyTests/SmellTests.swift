import Testing

/// Constructs that this code base does without, and why.
///
/// A file may be excused by name, with a reason; an excuse that is no longer needed is itself an offence.
struct Smell: Sendable, CustomTestStringConvertible {
    let name: String
    let why: String
    /// A regular expression on a line of code without comments and strings.
    let pattern: String
    /// Where it is looked for.
    var folders = ["Sources"]
    /// Paths (of a file, or of a folder with a slash at its end) where it is right, each with the reason.
    var excuses: [String: String] = [:]

    var testDescription: String { name }

    private static let edge = "Sources/rmad/"
    private static let theEdge = "the edge of the program, where time, chance and surroundings come in"

    static let all = [
        Smell(
            name: "the time of day", why: "judgement is pure: `now` is handed in",
            pattern: #"\bDate\(\)|\bDate\.now\b|ContinuousClock\(\)\.now|SuspendingClock\(\)\.now"#,
            excuses: [edge: theEdge]),
        Smell(
            name: "random identifiers", why: "identifiers are handed in, or made from entropy that is",
            pattern: #"\bUUID\(\)"#, excuses: [edge: theEdge]),
        Smell(
            name: "chance", why: "chance is handed in, so that a test can repeat it",
            pattern: #"\.random\(|\.randomElement\(|\.shuffled?\(\)|SystemRandomNumberGenerator"#,
            excuses: [edge: theEdge]),
        Smell(
            name: "the environment", why: "settings come from the configuration; the environment is read in one place",
            pattern: #"\bgetenv\(|\bsecure_getenv\(|\.processInfo\b"#,
            excuses: [
                edge: theEdge,
                "Sources/Desk/Terminal/Screen.swift": "NO_COLOR, TERM and the like describe a terminal, not a site",
            ]),
        Smell(
            name: "a swallowed error", why: "an error is told to whoever must act; `try?` tells nobody",
            pattern: #"\btry\?"#, excuses: swallowing),
        Smell(
            name: "a task that nobody awaits", why: "work has an owner who waits for its end",
            pattern: #"^\s*(_ = )?Task(\.detached)?\s*(\([^)]*\))?\s*\{"#, folders: ["Sources", "Tests"]),
        Smell(
            name: "a name that says nothing", why: "a type is named for what it is",
            pattern:
                #"\b(class|struct|enum|actor|protocol|typealias|extension)\s+\w*(Manager|Helpers?|Utils?|Utilities)\b"#,
            folders: ["Sources", "Tests", "Benchmarks"]),
        Smell(
            name: "a crash for bad input", why: "bad input gets a reason; preconditions are for our own mistakes",
            pattern: #"\bfatalError\("#),
        Smell(
            name: "a forced try", why: "an error is told to whoever must act", pattern: #"\btry!"#),
    ]

    /// `try?` where the error says nothing that the nil does not.
    private static let swallowing = [
        "Sources/Returns/CaseTracking.swift": "a pure move of the state machine: refused means that nothing changes",
        "Sources/Returns/CaseAuthorization.swift":
            "a pure move of the state machine: refused means that nothing changes",
    ]
}

@Suite("Tidy: smells")
struct SmellTests {
    private let repository = Repository.here

    @Test("nothing smells", arguments: Smell.all)
    func nothingSmells(of smell: Smell) throws {
        let pattern = try Regex(smell.pattern)
        var offences: [Offence] = []
        var used: Set<String> = []
        for (path, text) in try smell.folders.flatMap({ try SwiftSources.here(in: $0) }) {
            let lines = text.lines
            let found = lines.indices.filter { lines[$0].firstMatch(of: pattern) != nil }
            guard !found.isEmpty else { continue }
            if let excuse = smell.excuses.keys.first(where: { path == $0 || ($0.hasSuffix("/") && path.hasPrefix($0)) })
            {
                used.insert(excuse)
            } else {
                offences += found.map { Offence(path: path, line: $0 + 1, what: "\(smell.name): \(smell.why)") }
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
        let needless = smell.excuses.keys.filter { !used.contains($0) && !$0.hasSuffix("/") }.sorted()
        #expect(needless.isEmpty, "excuses that nobody needs any more: \(needless)")
    }

    @Test("no file and no folder is called for a drawer of odds and ends")
    func namesOfFiles() throws {
        let pattern = try Regex(#"(^|/)(Core|Common|Misc|Shared)/|(Manager|Helpers?|Utils?|Utilities)(\+\w+)?\.swift$"#)
        let folders = ["Sources", "Tests", "Benchmarks"]
        let offences = try folders.flatMap { try repository.paths(in: $0, endings: [".swift"]) }
            .filter { $0.firstMatch(of: pattern) != nil }
        #expect(offences.isEmpty, "\(offences)")
    }

    @Test("nothing is left for later in a comment")
    func leftovers() throws {
        // Put together, so that this line does not find itself.
        let words = ["TO" + "DO", "FIX" + "ME"]
        var offences: [Offence] = []
        for (path, text) in try repository.texts() {
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                for word in words where line.contains(word) {
                    offences.append(Offence(path: path, line: index + 1, what: "\(word): do it, or write an issue"))
                }
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
    }

    @Test("Foundation stays out of the rooms that do without it")
    func foundation() throws {
        let rooms = [
            "Returns", "Policy", "Documents", "JSONText", "Spool", "Workers", "Webhooks", "Digests", "Statistics",
        ]
        var offences: [Offence] = []
        for (path, text) in try rooms.flatMap({ try SwiftSources.here(in: "Sources/\($0)") }) {
            for (module, line) in text.imports where module.hasPrefix("Foundation") {
                offences.append(Offence(path: path, line: line, what: "imports \(module)"))
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
    }
}
