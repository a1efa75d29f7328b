import Testing

/// The layers: what the manifest allows, what the sources import, and what docs/architecture.md says are the same.
@Suite("Tidy: layers")
struct LayerTests {
    private let repository = Repository.here
    private let manifest: Manifest
    private static let page = "docs/architecture.md"

    /// Modules of the toolchain and the C library, which need no word in the manifest.
    private static let given: Set = [
        "Swift", "Synchronization", "Glibc", "Foundation", "FoundationEssentials", "RegexBuilder", "Testing", "XCTest",
    ]

    init() throws { manifest = try Manifest.here.get() }

    @Test("every import is declared, and every declared dependency of a room is imported")
    func imports() throws {
        var offences: [Offence] = []
        for target in manifest.targets where target.isSwift {
            var unused = target.dependencyNames
            for source in try SwiftSources.here(in: target.folder) {
                for (module, line) in source.text.imports {
                    unused.remove(module)
                    guard !Self.given.contains(module), !target.dependencyNames.contains(module) else { continue }
                    offences.append(Offence(path: source.path, line: line, what: "imports \(module) undeclared"))
                }
            }
            if target.isRoom {
                offences += unused.sorted().map {
                    Offence(path: "Package.swift", line: 1, what: "\(target.name) declares \($0) and never imports it")
                }
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
    }

    @Test("warnings are errors in every Swift target")
    func warnings() throws {
        for target in manifest.targets where target.isSwift {
            let sources = try repository.paths(in: target.folder, endings: [".swift"])
            guard !sources.isEmpty else { continue }
            #expect(target.settings.contains { $0.name == "treatAllWarnings" }, "\(target.name) lets warnings pass")
        }
    }

    @Test("docs/architecture.md shows the manifest's graph, from the top down")
    func architecture() throws {
        let rows = try table()
        let rooms = manifest.targets.filter(\.isRoom)
        let shown = Set(rows.map(\.name))
        let missing = rooms.map(\.name).filter { !shown.contains($0) }.sorted()
        let gone = shown.subtracting(rooms.map(\.name)).sorted()
        #expect(missing.isEmpty, "without a row in \(Self.page): \(missing)")
        #expect(gone.isEmpty, "in \(Self.page), but no target: \(gone)")
        for (index, row) in rows.enumerated() {
            guard let target = rooms.first(where: { $0.name == row.name }) else { continue }
            #expect(
                row.uses == target.dependencyNames,
                """
                \(row.name) may use, by Package.swift: \(target.dependencyNames.sorted().joined(separator: ", ")); \
                by \(Self.page): \(row.uses.sorted().joined(separator: ", "))
                """)
            let above = rows[..<index].map(\.name).filter(row.uses.contains)
            #expect(above.isEmpty, "\(row.name) uses \(above), which stand above it: dependencies point downwards")
        }
    }

    /// The rows of the table whose last column is headed `may use`.
    private func table() throws -> [(name: String, uses: Set<String>)] {
        var rows: [(name: String, uses: Set<String>)] = []
        var isInside = false
        for line in try repository.text(Self.page).split(separator: "\n", omittingEmptySubsequences: false) {
            let cells = line.split(separator: "|").map { $0.trimmingPrefix(while: \.isWhitespace) }
            guard line.hasPrefix("|"), cells.count >= 3, let last = cells.last else {
                isInside = false
                continue
            }
            if last.hasPrefix("may use") {
                isInside = true
            } else if isInside, let name = Self.quoted(cells[0]).first {
                rows.append((name, Set(Self.quoted(last))))
            }
        }
        return rows
    }

    /// The texts between back-ticks.
    private static func quoted(_ cell: Substring) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
