import Foundation
import Returns
import Settings
import Testing

@Suite("Printers in the configuration")
struct PrinterSettingsTests {
    @Test("the examples of the shipped file are read as they stand there")
    func examples() throws {
        let bench = try Workbench()
        let shipped = try Workbench.read(Workbench.shipped + "/rmad.yaml")
        let start = try #require(shipped.range(of: "#   printers:\n"))
        let end = try #require(shipped.range(of: "printers: []\n"))
        let examples = shipped[start.lowerBound..<end.lowerBound].split(separator: "\n").map { $0.dropFirst(4) }
        try bench.spoil("rmad.yaml", "\nprinters: []\n", "\n" + examples.joined(separator: "\n") + "\n")
        let printers = try read(bench)
        #expect(printers.map(\.name.text) == ["counter", "office", "tags"])
        #expect(printers[0].way == .raw(host: "192.0.2.10", port: 9100, hangsUp: true, answersStatus: false))
        #expect(printers[0].stations == ["counter"] && printers[0].isDefault && printers[0].language == .zpl)
        guard case .queue(let queue) = printers[1].way else {
            Issue.record("\(printers[1].way)")
            return
        }
        #expect(queue.host == "localhost" && queue.port == 631 && queue.path == "/printers/office")
        #expect(printers[1].language == .pdf && printers[1].dotsPerInch == 203 && !printers[1].isDefault)
    }

    @Test(
        "a queue is a name of CUPS or an address",
        arguments: [
            ("zebra_2", "localhost", 631, "/printers/zebra_2", false),
            ("ipp://label.example.com/ipp/print", "label.example.com", 631, "/ipp/print", false),
            ("ipps://10.0.0.7:8631/ipp/print", "10.0.0.7", 8631, "/ipp/print", true),
            ("\"ipp://[2001:db8::7]:631/ipp/print\"", "2001:db8::7", 631, "/ipp/print", false),
        ])
    func queues(_ text: String, _ host: String, _ port: Int, _ path: String, _ isEncrypted: Bool) throws {
        let bench = try bench("- {name: a, kind: cups, queue: \(text)}")
        guard case .queue(let queue) = try #require(read(bench).first).way else { return }
        #expect(
            queue.host == host && queue.port == port && queue.path == path && queue.isEncrypted == isEncrypted)
    }

    @Test("the drop itself can be a station")
    func dropItself() throws {
        let bench = try bench("- {name: a, kind: raw, host: printer, stations: [\".\", dock-2]}")
        #expect(try read(bench).first?.stations == ["", "dock-2"])
    }

    @Test(
        "each mistake is told with its place and the way to mend it",
        arguments: [
            ("- {name: a, kind: raw}", "printers[1].host", "add the line 'host: …'"),
            ("- {name: a, kind: cups}", "printers[1].queue", "add the line 'queue: …'"),
            ("- {name: a, kind: usb, host: b}", "printers[1].kind", "raw, cups"),
            ("- {kind: raw, host: b}", "printers[1].name", "add the line 'name: …'"),
            ("- {name: a, kind: raw, host: b, queue: c}", "printers[1].queue", "kind: cups"),
            ("- {name: a, kind: cups, queue: c, zebra_status: true}", "printers[1].zebra_status", "kind: raw"),
            ("- {name: a, kind: raw, host: \"b/c\"}", "printers[1].host", "192.0.2.10"),
            ("- {name: a, kind: raw, host: b, port: 0}", "printers[1].port", "1 to 65535"),
            ("- {name: a, kind: cups, queue: \"http://b/\"}", "printers[1].queue", "ipp://"),
            ("- {name: a, kind: cups, queue: \"ipp://b:99999/\"}", "printers[1].queue", "ipp://"),
            ("- {name: a, kind: raw, host: b, dpi: 204}", "printers[1].dpi", "203 or 300"),
            ("- {name: a, kind: raw, host: b, language: epl}", "printers[1].language", "zpl, pdf"),
            ("- {name: a, kind: raw, host: b, stock: 4x8}", "printers[1].stock", "4x6"),
            ("- {name: a, kind: raw, host: b, stations: [\"../x\"]}", "printers[1].stations[1]", "without a path"),
            ("- {name: a, kind: raw, host: b, statons: [x]}", "printers[1].statons", "did you mean 'stations'?"),
            (
                "- {name: a, kind: raw, host: b}\n  - {name: a, kind: raw, host: c}", "printers[2]",
                "a second printer named 'a'"
            ),
            (
                "- {name: a, kind: raw, host: b, stations: [x]}\n  - {name: b, kind: raw, host: c, stations: [x]}",
                "printers[2]", "'a' serves too"
            ),
            (
                "- {name: a, kind: raw, host: b, default: true}\n  - {name: b, kind: raw, host: c, default: true}",
                "printers", "'a', 'b' with 'default: true'"
            ),
        ])
    func mistakes(_ list: String, _ key: String, _ words: String) throws {
        let problems = try bench(list).problems()
        #expect(problems.map(\.key) == [key], "\(problems.map(\.description))")
        #expect(problems.first?.description.contains(words) == true, "\(problems.map(\.description))")
        #expect((problems.first?.line ?? 0) > 1)
    }

    private func bench(_ list: String) throws -> Workbench {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", "\nprinters: []\n", "\nprinters:\n  \(list)\n")
        return bench
    }

    private func read(_ bench: Workbench) throws -> [PrinterSettings] {
        guard case .success(let configuration, _) = Configuration.load(file: bench.file) else {
            Issue.record("\(bench.problems().map(\.description))")
            return []
        }
        return configuration.printers
    }
}
