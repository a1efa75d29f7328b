import Foundation
import PrinterSink
import Synchronization
import Testing

/// Who asked for paper, and what they are told of it.
@Suite("Wishes for paper")
struct PrintWishTests {
    private typealias Answer = (status: Int32, output: String, errors: String)

    @Test("three who ask for the same label at once are each told which print serves them")
    func together() throws {
        let sink = try PrinterSink(.takes)
        defer { sink.stop() }
        let site = try PrintingTests().printingSite([("counter", sink.port)])
        let rma = try site.ask(1, at: nil)
        try site.wait(20, "the label") { site.names("labels").contains("\(rma).zpl") }
        #expect(try site.rmad(["printers", "pause", "counter"]).status == 0)
        let printed = try together(3, site, ["print", rma, "--printer", "counter", "--wait", "30"]) {
            try site.wait(20, "three wishes") {
                site.names("receipts").count { $0.hasPrefix("print-\(rma)") } == 3
            }
            _ = try site.rmad(["printers", "resume", "counter"])
        }
        for answer in printed {
            #expect(answer.status == 0 && answer.output.contains("printed on counter as the original"), "\(answer)")
        }
        let joined = printed.filter { $0.output.contains("this one label serves both") }
        #expect(joined.count == 2, "\(printed)")
        #expect(sink.papers.count == 1)
    }

    @Test("a wish that is called off prints nothing, and whoever waits for it hears of it")
    func calledOff() throws {
        let sink = try PrinterSink(.takes)
        defer { sink.stop() }
        let site = try PrintingTests().printingSite([("counter", sink.port)])
        #expect(try site.rmad(["printers", "pause", "counter"]).status == 0)
        let rma = try site.ask(1, at: "counter")
        try site.wait(20, "it waits") { try site.printers()["counter"]?["waiting"] as? Int == 1 }
        let waited = try together(1, site, ["print", rma, "--wait", "30"]) {
            try site.wait(20, "the wish") { site.names("receipts").contains { $0.hasPrefix("print-\(rma)") } }
            let called = try site.rmad(["print", rma, "--cancel"])
            #expect(called.status == 0 && called.output.contains("called off: parcel 1 on counter"), "\(called)")
        }
        #expect(
            waited[0].status == 1 && waited[0].output.contains("not printed: called off from the drop"), "\(waited)")
        _ = try site.rmad(["printers", "resume", "counter"])
        let again = try site.rmad(["print", rma, "--cancel"])
        #expect(again.status == 65 && again.output.contains("no label waits"), "\(again)")
        let printed = try site.rmad(["print", rma, "--wait", "20"])
        #expect(printed.status == 0 && printed.output.contains("as the original"), "\(printed)")
        #expect(sink.papers.count == 1)

        let shown = try site.rmad(["show", rma])
        #expect(shown.output.contains("Prints") && shown.output.contains("called off from the drop"), "\(shown.output)")
        #expect(shown.output.contains("printed on counter as the original"))
        #expect(shown.output.contains(#/parcel 1  de, edition .* de-[0-9a-f]{12}/#), "\(shown.output)")
        let json = Data(try site.rmad(["show", rma, "--json"]).output.utf8)
        let folder = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        let prints = folder["prints"] as? [[String: Any]] ?? []
        #expect(prints.map { $0["state"] as? String } == ["cancelled", "printed"])
        let instructions = try #require((folder["instructions"] as? [[String: Any]])?.first)
        #expect(instructions["language"] as? String == "de" && instructions["parcel"] as? Int == 1)
    }

    @Test("a printer's queue is emptied by one order, and nothing of it comes back by itself")
    func cleared() throws {
        let sink = try PrinterSink(.takes)
        defer { sink.stop() }
        let site = try PrintingTests().printingSite([("counter", sink.port)])
        #expect(try site.rmad(["printers", "pause", "counter"]).status == 0)
        for number in 1...3 { _ = try site.ask(number, at: "counter") }
        try site.wait(20, "three that wait") { try site.printers()["counter"]?["waiting"] as? Int == 3 }
        let cleared = try site.rmad(["printers", "clear", "counter"])
        #expect(cleared.status == 0 && cleared.output.contains("counter: 3 called off"), "\(cleared)")
        #expect(try site.rmad(["printers", "resume", "counter"]).status == 0)
        #expect(try site.printers()["counter"]?["waiting"] as? Int == 0)
        let test = try site.rmad(["printers", "test", "counter", "--wait", "20"])
        #expect(test.status == 0, "\(test)")
        #expect(sink.papers.count == 1 && sink.papers[0].text.contains("TEST"))
        #expect(try site.rmad(["printers", "clear", "counter"]).output.contains("nothing waited"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    /// Runs a command several times at once, and something else meanwhile.
    private func together(
        _ count: Int, _ site: Site, _ command: [String], meanwhile: () throws -> Void
    ) throws -> [Answer] {
        let answers = Mutex<[Answer]>([])
        // A site belongs to one thread but for its command line, which only starts processes.
        nonisolated(unsafe) let site = site
        for _ in 1...count {
            Thread.detachNewThread {
                do {
                    let answer = try site.rmad(command)
                    answers.withLock { $0.append(answer) }
                } catch { Issue.record(error) }
            }
        }
        try meanwhile()
        try site.wait(40, "\(count) answers") { answers.withLock { $0.count } == count }
        return answers.withLock { $0 }
    }
}
