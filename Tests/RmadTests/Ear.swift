import Foundation
import Glibc
import Testing

/// A receiver of webhooks beside a site: Judges/endpoint.py as a process, told how to answer, asked what it heard.
final class Ear {
    private let process = Process()
    private let answers: URL
    private let logFile: URL
    let port: Int

    struct Heard: Decodable {
        struct Message: Decodable {
            struct Content: Decodable {
                let rma: String?
                let sequence: Int?
                let after: String?
                let title: String?
                let message: String?
                let customer: String?
                let lines: [Line]?
                let replayed_at: String?
                let endpoint: String?
                let details: Details?
            }
            struct Line: Decodable { let sku: String }
            struct Details: Decodable {
                let failure_budget_used_percent: Int?
                let owed: Int?
            }
            let type: String
            let data: Content
        }
        let at: Double
        let path: String
        let headers: [String: String]
        let body: Message
        let status: Int
        let signed_by: [String]
    }

    init(_ site: Site) throws {
        answers = site.folder.appending(path: "answers.json")
        logFile = site.folder.appending(path: "heard.jsonl")
        process.executableURL = Site.root.appending(path: ".build/venv/bin/python")
        process.arguments = [
            Site.root.path + "/Tests/RmadTests/Judges/endpoint.py", site.spool.path + "/secrets", answers.path,
            logFile.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(line.split(separator: ":").last?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""))
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// How paths are answered from now on; others get 204.
    func answer(_ paths: [String: (status: Int, headers: [String: String], body: String)]) throws {
        let list = paths.mapValues { [$0.status, $0.headers, $0.body, 0] as [Any] }
        try JSONSerialization.data(withJSONObject: list).write(to: answers, options: .atomic)
    }

    func url(_ name: String) -> String { "http://127.0.0.1:\(port)/\(name)" }

    /// Everything that came to a path, in the order in which it came.
    func heard(_ name: String) throws -> [Heard] {
        try Site.lines(of: logFile).map { try JSONDecoder().decode(Heard.self, from: Data($0.utf8)) }
            .filter { $0.path == "/\(name)" }
    }

    /// The bodies as they came, for a judge.
    func bodies() throws -> [Data] {
        try Site.lines(of: logFile).map { line in
            let entry = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            return try JSONSerialization.data(withJSONObject: try #require(entry["body"]))
        }
    }
}
