import Foundation

/// What the manifest says, as SwiftPM itself reads it.
struct Manifest: Decodable {
    struct Target: Decodable {
        let name: String
        let type: String
        let path: String?
        let dependencies: [Dependency]
        let settings: [Setting]

        /// `system` targets wrap a C library; their sources are a module map.
        var isSwift: Bool { type != "system" }
        var isTest: Bool { type == "test" }

        var folder: String { path ?? "\(isTest ? "Tests" : "Sources")/\(name)" }

        /// A part of the program, as opposed to its tests, their tools and the benchmarks.
        var isRoom: Bool { folder.hasPrefix("Sources/") }

        var dependencyNames: Set<String> { Set(dependencies.map(\.name)) }
    }

    /// A target or product, whose name is that of the module in every package that we use.
    struct Dependency: Decodable {
        let name: String

        init(from decoder: any Decoder) throws {
            let box = try decoder.container(keyedBy: Key.self)
            guard let key = box.allKeys.first else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a dependency of no kind"))
            }
            var parts = try box.nestedUnkeyedContainer(forKey: key)
            name = try parts.decode(String.self)
        }
    }

    struct Setting: Decodable {
        /// The name of the setting, without its values: `treatAllWarnings`.
        let name: String

        private enum CodingKeys: String, CodingKey { case kind }

        init(from decoder: any Decoder) throws {
            let box = try decoder.container(keyedBy: CodingKeys.self)
            name = try box.nestedContainer(keyedBy: Key.self, forKey: .kind).allKeys.first?.stringValue ?? ""
        }
    }

    /// Any key.
    struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let targets: [Target]

    /// Read once for all tests, for SwiftPM takes its time.
    static let here = Result { try Manifest.read(.here) }

    /// Asks `swift package dump-package`, in a scratch folder of its own: the tests' own run holds the usual one.
    private static func read(_ repository: Repository) throws -> Manifest {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "rmad-tidy-\(getpid())")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", repository.root, "--scratch-path", scratch.path(), "dump-package",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let json = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Unreadable(status: process.terminationStatus) }
        return try JSONDecoder().decode(Manifest.self, from: json)
    }

    struct Unreadable: Error { let status: Int32 }
}
