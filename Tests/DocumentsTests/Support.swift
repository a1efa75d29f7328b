import Documents
import Foundation
import Returns
import Testing

/// What the tests of this room share: options, short ways to read, and an independent judge.
enum Fixture {
    static let today = CalendarDate(dayNumber: 20_600) // 2026-05-27
    static let options = ReadingOptions(today: today)

    static func read(_ text: String, _ fileName: String = "drop.json") throws -> ReadDocument {
        try DocumentReader.read(Array(text.utf8), fileName: fileName, options: options)
    }

    static func unreadable(_ bytes: [UInt8], _ fileName: String) -> [Problem] {
        do throws(UnreadableDocument) {
            _ = try DocumentReader.read(bytes, fileName: fileName, options: options)
            return []
        } catch {
            return error.problems
        }
    }

    /// A request in JSON whose line has these members as well as sku and reason.
    static func request(line: String = "", top: String = "", customer: String = "\"number\":\"K-1\"") -> String {
        """
        {"type":"return_request"\(top.isEmpty ? "" : "," + top),"customer":{\(customer)},
        "lines":[{"sku":"LAMP-1","reason":"defective"\(line.isEmpty ? "" : "," + line)}]}
        """
    }
}

extension ReadRecord {
    var problems: [Problem] {
        switch outcome {
        case .refused(let problems): problems
        case .declared, .noNews: []
        }
    }
    var warnings: [Problem] {
        switch outcome {
        case .refused, .noNews: []
        case .declared(_, let warnings): warnings
        }
    }
    var declaration: Declaration? {
        switch outcome {
        case .refused, .noNews: nil
        case .declared(let declaration, _): declaration
        }
    }
    var request: ReturnRequest? {
        if case .returnRequest(let request) = declaration { request } else { nil }
    }
}

/// A small, fast generator whose sequence is given by its seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Python with the packages of Tests/requirements.txt, in .build/venv; made when it is missing.
enum Venv {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let folder = root.appending(path: ".build/venv")

    static func python() throws -> URL {
        let python = folder.appending(path: "bin/python")
        if try output(URL(filePath: "/bin/sh"), ["-c", "'\(python.path)' -c 'import jsonschema' && echo ready"])
            != "ready\n"
        {
            _ = try output(URL(filePath: "/usr/bin/python3"), ["-m", "venv", folder.path])
            let requirements = root.appending(path: "Tests/requirements.txt").path
            _ = try output(python, ["-m", "pip", "install", "--quiet", "--requirement", requirements])
        }
        return python
    }

    static func output(_ executable: URL, _ arguments: [String], input: String = "") throws -> String {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let (inFile, outFile) = (scratch.appending(path: "in"), scratch.appending(path: "out"))
        try Data(input.utf8).write(to: inFile)
        try Data().write(to: outFile)
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: inFile)
        process.standardOutput = try FileHandle(forWritingTo: outFile)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return String(decoding: try Data(contentsOf: outFile), as: UTF8.self)
    }
}
