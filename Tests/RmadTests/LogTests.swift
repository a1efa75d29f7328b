import Foundation
import Logging
import Service
import ServiceListener
import Testing

@testable import rmad

/// Log lines in their three forms, and the catalogue behind them.
@Suite("Log lines")
struct LogTests {
    @Test("in the journal each thing that a line names is a field, with the MESSAGE_ID of its kind")
    func journal() throws {
        let listener = try Listener()
        let log = Logger(label: "test") { _ in
            LogLines(form: .journal(Journal(socketName: listener.name)), level: .info)
        }
        log.note(Notices.recorded, ["file": "a b.json", "rma": "RMA-9CG-K4TA", "state": "approved"])
        let lines = listener.lines()
        #expect(lines.contains("MESSAGE_ID=\(Notices.recorded.id)"))
        #expect(lines.contains("RMA=RMA-9CG-K4TA") && lines.contains("DOCUMENT=a b.json"))
        #expect(lines.contains("PRIORITY=6") && lines.contains("SYSLOG_IDENTIFIER=rmad"))
        #expect(lines.contains(#"MESSAGE=recorded file="a b.json" rma=RMA-9CG-K4TA state=approved"#))
        log.note(Notices.endpointFailing, ["endpoint": "shop"])
        let failing = listener.lines()
        #expect(failing.contains("ENDPOINT=shop") && failing.contains("PRIORITY=3"))
        #expect(failing.contains { $0.hasPrefix("MESSAGE=endpoint fails") && $0.contains("endpoint show shop") })
    }

    @Test("a line below the wanted level is not written, and its fields are not made")
    func level() throws {
        let listener = try Listener()
        let log = Logger(label: "test") { _ in
            LogLines(form: .journal(Journal(socketName: listener.name)), level: .notice)
        }
        var isMade = false
        log.note(
            Notices.delivered,
            {
                isMade = true
                return [:]
            }())
        #expect(!isMade)
        log.note(Notices.stopped)
        #expect(listener.lines().contains("MESSAGE=stopped"))
    }

    @Test("`serve --log json` writes one object a line, whatever the configuration says")
    func json() throws {
        let site = try Site()
        try site.startDaemon(arguments: ["--log", "json"])
        try site.wait(20, "ready") { site.log.contains("\"ready\"") }
        site.stopDaemon()
        for line in site.log.split(separator: "\n") {
            let entry = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(entry["level"] != nil && entry["message"] != nil && entry["message_id"] != nil, "\(line)")
        }
    }

    @Test("each kind of line has an id of 128 bits of its own, and fields that the journal keeps apart from its own")
    func catalogue() {
        let notices = Notices.all
        #expect(Set(notices.map(\.id)).count == notices.count)
        #expect(notices.allSatisfy { $0.id.wholeMatch(of: /[0-9a-f]{32}/) != nil })
        #expect(notices.allSatisfy { !$0.means.isEmpty && !$0.text.isEmpty })
        #expect(notices.filter { $0.level >= .error }.allSatisfy { $0.remedy != nil }, "an error has a remedy")
    }

    @Test("every line that the program writes stands in the catalogue, and the catalogue holds no other")
    func complete() throws {
        let folder = Site.root.appending(path: "Sources/rmad")
        var used: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(
                text.firstMatch(of: /\blog\.(trace|debug|info|notice|warning|error|critical)\(/) == nil,
                "\(name) writes a line that is in no catalogue")
            guard name != "Notices.swift" else { continue }
            for match in text.matches(of: /Notices\.(\w+)/) { used.insert(String(match.1)) }
        }
        let declared = try String(contentsOf: folder.appending(path: "Notices.swift"), encoding: .utf8)
            .matches(of: /static let (\w+) = Notice\(/).map { String($0.1) }
        #expect(Set(declared).subtracting(used).isEmpty, "never written: \(Set(declared).subtracting(used))")
        #expect(declared.count == Notices.all.count, "a chapter lacks a line")
    }
}
