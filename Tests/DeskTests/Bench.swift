import Foundation
import Glibc
import Returns
import Spool
import Testing

/// A place of its own for one test: a folder with configuration, ledger, spool and secrets, and the probe that
/// is run in it as a real process.
final class Bench: Sendable {
    struct Answer {
        let status: Int32
        let output: String
        let error: String
        var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    }

    /// The moment that the probe takes for now: 2026-11-21T12:00:00Z.
    static let now = Instant(milliseconds: 1_795_262_400_000)

    let root: String
    var ledgerPath: String { "\(root)/ledger.sqlite3" }
    var spoolRoot: String { "\(root)/spool" }
    var drop: String { "\(spoolRoot)/drop" }
    var configuration: String { "\(root)/rmad.yaml" }

    init() throws {
        var template = Array("/tmp/desk-test.XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        root = String(cString: made)
        try FileManager.default.createDirectory(atPath: "\(root)/secrets", withIntermediateDirectories: true)
        try write(
            """
            ledger=\(ledgerPath)
            spool=\(spoolRoot)
            secrets=\(root)/secrets
            tracking=https://rma.example.com/t
            zone=Europe/Berlin
            now=\(Self.now.milliseconds)
            """, to: "rmad.yaml")
    }

    /// The folders of a spool that a daemon has prepared.
    func makeSpool() throws {
        for place in SpoolLayout.Place.allCases {
            try FileManager.default.createDirectory(
                atPath: "\(spoolRoot)/\(place.rawValue)", withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func write(_ text: String, to path: String) throws {
        let whole = "\(root)/\(path)"
        try FileManager.default.createDirectory(
            atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: whole))
    }

    func read(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

    func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted()
    }

    /// Runs the probe with the bench's configuration and waits for its end.
    func run(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil
    ) throws -> Answer {
        try run(arguments + ["--config", configuration], environment: environment, input: input)
    }

    func run(_ arguments: [String], environment: [String: String], input: String? = nil) throws -> Answer {
        let process = try makeProcess(arguments, environment: environment)
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        let stdin = Pipe()
        process.standardInput = stdin
        try process.run()
        stdin.fileHandleForWriting.write(Data((input ?? "").utf8))
        try stdin.fileHandleForWriting.close()
        let written = output.fileHandleForReading.readDataToEndOfFile()
        let told = error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        return Answer(
            status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
            error: String(decoding: told, as: UTF8.self))
    }

    func makeProcess(_ arguments: [String], environment: [String: String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.probe)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: root)
        process.environment = ["PATH": "/usr/bin:/bin", "TERM": "xterm"].merging(environment) { $1 }
        return process
    }

    /// The binary that holds the commands, beside the tests' own.
    static let probe: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let own = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (own as NSString).deletingLastPathComponent + "/desk-probe"
    }()
}

/// Waits until something is so, or fails after a minute, which only a fault can last.
func eventually(_ what: String, _ condition: () throws -> Bool) throws {
    let end = Date().addingTimeInterval(60)
    while try !condition() {
        guard Date() < end else {
            Issue.record("never happened: \(what)")
            return
        }
        usleep(5_000)
    }
}
