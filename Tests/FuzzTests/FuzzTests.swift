import Foundation
import Testing

/// Parsers of what strangers write, for a bounded time; `make fuzz` goes on for longer.
@Suite("Fuzzed parsers", .serialized)
struct FuzzTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let seconds = 40

    @Test("no mutation of an honest input traps or hangs a parser")
    func mutations() throws {
        // Another seed each day: the search goes on, and a day's run can be repeated.
        let seed = Int(Date().timeIntervalSince1970 / 86_400)
        let (status, said, crashes) = try fuzz(["\(Self.seconds)", "\(seed)"])
        #expect(status == 0, "\(said)\nThe input lies in \(crashes); Tests/Fuzz/README.md says how it is fed again.")
        for parser in ["json", "document", "table", "ipp", "zebra", "logo", "policy"] {
            #expect(said.contains("\(parser): "), "\(parser) was not fed:\n\(said)")
        }
    }

    @Test("inputs that trapped once are taken", arguments: try FuzzTests.names(in: "Tests/Fuzz/Mended"))
    func mended(name: String) throws {
        let parser = String(name.prefix { $0 != "." })
        let (status, said) = try run(["replay", parser, Self.root.path + "/Tests/Fuzz/Mended/" + name])
        #expect(status == 0, "\(said)")
    }

    private static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.path + "/" + folder).sorted()
    }

    private func fuzz(_ arguments: [String]) throws -> (Int32, String, String) {
        let crashes = Self.root.path + "/.build/fuzz-crashes"
        try FileManager.default.createDirectory(atPath: crashes, withIntermediateDirectories: true)
        let (status, said) = try run([Self.root.path + "/Tests/Fuzz/Seeds"] + arguments + [crashes])
        return (status, said, crashes)
    }

    private func run(_ arguments: [String]) throws -> (Int32, String) {
        let process = Process()
        process.executableURL = Self.root.appending(path: ".build/debug/fuzz-blind")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationReason == .exit ? process.terminationStatus : -1, said)
    }
}
