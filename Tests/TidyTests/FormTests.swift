import Testing

/// The form of the text itself: what an editor shows before anybody has read a word.
@Suite("Tidy: form")
struct FormTests {
    private static let columnsMax = 120
    private static let linesMax = 400

    private let repository = Repository.here
    private let ours = ["Sources", "Tests", "Benchmarks", "scripts"]
    private let endings = [".swift", ".c", ".h", ".py", ".sh", ".sql"]

    /// Files that may be longer, each with the reason.
    private let longFiles: [String: String] = [:]

    private func files() throws -> [(path: String, lines: [Substring], source: String)] {
        try ours.flatMap { try repository.paths(in: $0, endings: endings) }.map { path in
            let source = try repository.text(path)
            return (path, source.split(separator: "\n", omittingEmptySubsequences: false), source)
        }
    }

    @Test("lines have at most 120 columns; addresses and the lines of multi-line strings may be longer")
    func columns() throws {
        var offences: [Offence] = []
        for (path, lines, source) in try files() {
            guard lines.contains(where: { $0.utf8.count > Self.columnsMax }) else { continue }
            let beginsInString = path.hasSuffix(".swift") ? SwiftText(source).beginsInString : []
            for (index, line) in lines.enumerated() where line.utf8.count > Self.columnsMax {
                let isString = index < beginsInString.count && beginsInString[index]
                guard line.count > Self.columnsMax, !isString, !line.contains("https://") else { continue }
                offences.append(Offence(path: path, line: index + 1, what: "\(line.count) columns"))
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
    }

    @Test("files have at most 400 lines")
    func lengths() throws {
        var needed: Set<String> = []
        var offences: [Offence] = []
        for (path, lines, _) in try files() where lines.count - 1 > Self.linesMax {
            if longFiles[path] != nil {
                needed.insert(path)
            } else {
                offences.append(Offence(path: path, line: lines.count - 1, what: "\(lines.count - 1) lines"))
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
        #expect(needed == Set(longFiles.keys), "excuses that nobody needs any more")
    }

    @Test("no tabs, no white space at the end of a line, one line break at the end of a file")
    func whiteSpace() throws {
        var offences: [Offence] = []
        for (path, lines, source) in try files() {
            for (index, line) in lines.enumerated() {
                if line.utf8.contains(0x09) { offences.append(Offence(path: path, line: index + 1, what: "a tab")) }
                if line.last == " " || line.last == "\r" {
                    offences.append(Offence(path: path, line: index + 1, what: "white space at its end"))
                }
            }
            if !source.isEmpty, !source.hasSuffix("\n") || source.hasSuffix("\n\n") {
                offences.append(Offence(path: path, line: lines.count, what: "the file's end"))
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
    }

    /// An extension may leave the word to its first member.
    @Test("every source begins with a declaration that says what it is for")
    func heads() throws {
        var offences: [Offence] = []
        for path in try repository.paths(in: "Sources", endings: [".swift"]) {
            let lines = try repository.text(path).split(separator: "\n").drop { line in
                let isImport = line.hasPrefix("import ") || line.hasPrefix("@preconcurrency import")
                return line.allSatisfy(\.isWhitespace) || isImport || line.hasPrefix("#")
            }
            guard let first = lines.first else { continue }
            let member = first.hasPrefix("extension ") ? lines.dropFirst().first?.drop { $0 == " " } : nil
            if !first.hasPrefix("///"), member?.hasPrefix("///") != true {
                offences.append(Offence(path: path, line: 1, what: "no doc comment in front of `\(first.prefix(60))`"))
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
    }
}
