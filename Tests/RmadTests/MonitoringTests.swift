import Desk
import Foundation
import Ledger
import Metrics
import Spool
import Testing

@testable import rmad

/// The alerts and the dashboard that are shipped, against the figures that there are.
@Suite("Monitoring")
struct MonitoringTests {
    private let folder = Site.root.appending(path: "docs/monitoring")

    @Test("promtool has nothing against the alerts, and each comes when it shall and not before")
    func alerts() throws {
        for (verb, file) in [("check", "rmad.rules.yaml"), ("test", "rmad.rules.test.yaml")] {
            let judged = try promtool([verb, "rules", folder.appending(path: file).path])
            #expect(judged.status == 0, "\(judged.said)")
        }
        let tests = try text("rmad.rules.test.yaml")
        for alert in try names() { #expect(tests.contains(alert), "\(alert) is not tested") }
    }

    @Test("alerts and dashboard speak of figures, queues and causes that exist, and of every figure that is one")
    func figures() throws {
        let all = try expressions() + text("rmad.rules.yaml").split(separator: "\n").map(String.init)
        var spoken: Set<String> = []
        for match in all.joined(separator: "\n").matches(of: /rmad_[a-z_]+/) {
            spoken.insert(String(match.0).replacing(/_(bucket|sum|count)$/, with: ""))
        }
        let known = Set(FigureCatalogue.all.map(\.name))
        #expect(spoken.subtracting(known).isEmpty, "no such figure: \(spoken.subtracting(known))")
        #expect(known.subtracting(spoken).isEmpty, "nobody looks at \(known.subtracting(spoken))")
        let site = try Site()
        try site.startDaemon()
        try site.wait(30, "the start") { site.log.contains("ready") }
        let queues =
            try site.ledger().read { try $0.backlogs().map(\.name) }
            + [SpoolLayout.Place.drop, .work].map { WaitingFiles.name(of: $0) }
        let causes = WaterMark.Cause.allCases.map(\.rawValue)
        for expression in all {
            for match in expression.matches(of: /(queue|cause)(=~|!~|=)"([^"]+)"/) {
                let among = match.1 == "queue" ? queues : causes
                let pattern = try Regex(
                    match.2 == "=" ? NSRegularExpression.escapedPattern(for: "\(match.3)") : "\(match.3)")
                #expect(among.contains { $0.wholeMatch(of: pattern) != nil }, "\(match.0)")
            }
        }
    }

    @Test("Prometheus can read every expression of the dashboard")
    func dashboard() throws {
        let expressions = try expressions()
        #expect(expressions.count > 20)
        var rules = "groups:\n  - name: dashboard\n    rules:\n"
        for (number, expression) in expressions.enumerated() {
            let everywhere = expression.replacing("$instance", with: ".*")
            rules += "      - record: dashboard:\(number)\n        expr: '\(everywhere)'\n"
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "dashboard-\(UUID().uuidString).yaml")
        defer { unlink(file.path) }
        try rules.write(to: file, atomically: true, encoding: .utf8)
        let judged = try promtool(["check", "rules", file.path])
        #expect(judged.status == 0, "\(judged.said)")
    }

    @Test("operating.md says for each alert what to do, and for no other")
    func remedies() throws {
        let page = try String(contentsOf: Site.root.appending(path: "docs/operating.md"), encoding: .utf8)
        let told = page.matches(of: /(?m)^\| `(Rmad\w+)` \| \S/).map { String($0.1) }
        let names = try names()
        #expect(told.sorted() == names.sorted())
    }

    @Test("every operation that a room may fail in is explained, and no other")
    func operations() throws {
        var said: Set<String> = ["read", "publish"]
        let sources = Site.root.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(atPath: sources.path))
        for case let path as String in files where path.hasSuffix(".swift") {
            guard ["Intake", "Errands", "Clockwork", "rmad"].contains(where: { path.hasPrefix("\($0)/") }) else {
                continue
            }
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            // What has a dot is the name of a file, and so a subject.
            for match in text.matches(
                of: /(?:fault|attempt)\((?:operation: )?"([a-z][^".]*)",|"operation": "([^"\\]+)"/)
            {
                if let words = match.1 ?? match.2 { said.insert(String(words)) }
            }
        }
        #expect(said == Set(Operation.all.map(\.words)), "\(said.symmetricDifference(Operation.all.map(\.words)))")
    }

    private func names() throws -> [String] {
        try text("rmad.rules.yaml").matches(of: /- alert: (\w+)/).map { String($0.1) }
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    private func expressions() throws -> [String] {
        func walk(_ value: Any) -> [String] {
            if let object = value as? [String: Any] {
                return object.flatMap { key, value in
                    (value as? String).map { key == "expr" ? [$0] : [] } ?? walk(value)
                }
            }
            return (value as? [Any])?.flatMap(walk) ?? []
        }
        let data = try Data(contentsOf: folder.appending(path: "rmad.dashboard.json"))
        return walk(try JSONSerialization.jsonObject(with: data))
    }

    private func promtool(_ arguments: [String]) throws -> (status: Int32, said: String) {
        let process = Process()
        process.executableURL = Site.root.appending(path: ".build/tools/promtool")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, said)
    }
}
