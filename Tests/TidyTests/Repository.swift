import Foundation

/// The files of this repository, as the tidy tests see them: everything that a clone holds, and nothing that a build
/// or a trial has made.
struct Repository {
    /// The top folder, without a slash at its end.
    let root: String

    /// Folders at the top that are made, not kept.
    private static let skipped = [".git", ".build", ".swiftpm", "var"]
    /// Larger files are data, not text that anybody reads.
    private static let textBytesMax = 1_000_000

    static let here = Repository(from: #filePath)

    /// Goes up from a source file to the folder with the manifest.
    private init(from file: String) {
        var folder = URL(filePath: file).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path().count > 1, !FileManager.default.fileExists(atPath: folder.path() + "Package.swift") {
            folder.deleteLastPathComponent()
        }
        root = String(folder.path().dropLast())
    }

    func holds(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    func text(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

    /// Paths below `folder` (the whole repository when empty) with one of the endings, sorted.
    func paths(in folder: String = "", endings: [String]) throws -> [String] {
        let top = folder.isEmpty ? root : "\(root)/\(folder)"
        guard FileManager.default.fileExists(atPath: top) else { return [] }
        var paths: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: top).sorted() {
            if folder.isEmpty, Self.skipped.contains(where: { name == $0 || name.hasPrefix($0 + "-") }) { continue }
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                if name != "__pycache__" { paths += try self.paths(in: path, endings: endings) }
            } else if endings.contains(where: name.hasSuffix) {
                paths.append(path)
            }
        }
        return paths
    }

    /// Every file that people read as text, with its text.
    func texts() throws -> [(path: String, text: String)] {
        try paths(endings: Self.textEndings).compactMap { path in
            let bytes = try Data(contentsOf: URL(filePath: "\(root)/\(path)"))
            guard bytes.count <= Self.textBytesMax, let text = String(data: bytes, encoding: .utf8) else { return nil }
            return (path, text)
        }
    }

    private static let textEndings = [
        ".swift", ".c", ".h", ".modulemap", ".sql", ".sh", ".py", ".md", ".yaml", ".yml", ".json", ".txt", ".svg",
        ".service", "Makefile", "/run", ".swift-format", ".gitignore", "run",
    ]
}

/// The Swift sources of the repository, each read once for all tests.
enum SwiftSources {
    private static let all = Result {
        try ["Sources", "Tests", "Benchmarks"].flatMap { try Repository.here.paths(in: $0, endings: [".swift"]) }
            .map { (path: $0, text: SwiftText(try Repository.here.text($0))) }
    }

    static func here(in folder: String) throws -> [(path: String, text: SwiftText)] {
        try all.get().filter { $0.path.hasPrefix(folder + "/") }
    }
}

/// A place that breaks a rule, as editors understand it.
struct Offence: CustomStringConvertible {
    let path: String
    let line: Int
    let what: String

    var description: String { "\(path):\(line): \(what)" }
}

extension [Offence] {
    /// One a line, for the message of an expectation.
    var report: String { "\n" + map(\.description).joined(separator: "\n") }
}
