import Foundation
import Glibc
import Ledger
import PrinterSink
import Returns
import Testing

/// The real daemon with printers on loopback.
@Suite("Printing")
struct PrintingTests {
    @Test("the label of a return comes out of the printer of its station, once, and as a copy when asked for again")
    func station() throws {
        let sink = try PrinterSink(.takes)
        defer { sink.stop() }
        let site = try printingSite([("counter", sink.port)])
        let rma = try site.ask(1, at: "counter")
        try site.wait(20, "the label") { sink.wholePapers.count == 1 }
        let label = try Data(contentsOf: site.spool.appending(path: "labels/\(rma).zpl"))
        #expect(sink.papers[0].bytes == Array(label), "the label that the customer has, byte for byte")

        let again = try site.rmad(["print", rma, "--wait", "20"])
        #expect(again.status == 0, "\(again)")
        #expect(again.output.contains("printed on counter as COPY 2"), "\(again.output)")
        #expect(sink.papers.count == 2)
        #expect(sink.papers[1].text.contains("KOPIE 2"), "the mark, in the label's language")
        #expect(!sink.papers[0].text.contains("KOPIE"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a return that came through no station prints nothing by itself; asked for, it is the original")
    func asked() throws {
        let sink = try PrinterSink(.takes)
        defer { sink.stop() }
        let site = try printingSite([("counter", sink.port)])
        let rma = try site.ask(1, at: nil)
        try site.wait(20, "the label") { site.names("labels").contains("\(rma).zpl") }
        let refused = try site.rmad(["print", rma])
        #expect(refused.status == 65 && refused.output.contains("counter"), "\(refused)")
        let printed = try site.rmad(["print", rma, "--printer", "counter", "--wait", "20"])
        #expect(printed.status == 0 && printed.output.contains("as the original"), "\(printed)")
        #expect(sink.papers.count == 1 && !sink.papers[0].text.contains("KOPIE"))
        let unknown = try site.rmad(["print", rma, "--printer", "countr"])
        #expect(unknown.status == 1 && unknown.errors.contains("counter"), "\(unknown)")
    }

    @Test("the tag of a unit comes out of its station's printer of tags, again where it goes elsewhere, and when asked")
    func tags() throws {
        let (labels, tags) = (try PrinterSink(.takes), try PrinterSink(.takes))
        defer {
            labels.stop()
            tags.stop()
        }
        let site = try Site()
        try site.configure(printers: [
            "{name: labels, kind: raw, host: 127.0.0.1, port: \(labels.port), stations: [bench]}",
            "{name: tags, kind: raw, host: 127.0.0.1, port: \(tags.port), stock: 100x50, stations: [bench]}",
        ])
        try FileManager.default.createDirectory(
            at: site.spool.appending(path: "drop/bench"), withIntermediateDirectories: true)
        try site.startDaemon()
        try site.prepare()
        let rma = try site.ask(1, at: "bench")
        _ = try site.deliver(
            "dock.json", #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}]}"#)
        try site.drop(
            "bench/inspection.json",
            #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":1,"rejected":0,"grade":"b"}"#)
        try site.wait(20, "the tag") { tags.wholePapers.count == 1 }
        #expect(tags.papers[0].text.contains("\(rma)/1/U1"), "\(tags.papers[0].text)")
        try site.wait(20, "the tag as a file") { site.names("labels").contains("\(rma).unit-1.tag.pdf") }
        #expect(try site.codes(on: "labels/\(rma).unit-1.tag.pdf") == ["\(rma)/1/U1"], "a scanner reads it")
        #expect(labels.papers.allSatisfy { !$0.text.contains("/U1") }, "tags are for the printer of tags alone")
        try site.drop(
            "bench/moved.json",
            #"{"type":"disposition","rma":"\#(rma)","unit":1,"to":"repair","bin":"Bench R","reason":"Flickers."}"#)
        try site.wait(20, "the tag of its new place") { tags.wholePapers.count == 2 }
        #expect(tags.papers[1].text.contains("Bench R"))
        let again = try site.rmad(["print", rma, "--what", "tag", "--unit", "1", "--printer", "labels", "--wait", "20"])
        #expect(again.status == 0 && again.output.contains("tag of unit 1"), "\(again)")
        let wrong = try site.rmad(["print", rma, "--printer", "tags"])
        #expect(wrong.status == 65 && wrong.output.contains("tags of units"), "\(wrong)")
        let tested = try site.rmad(["printers", "test", "tags", "--wait", "20"])
        #expect(tested.status == 0, "\(tested)")
    }

    @Test("one dead printer and one that swallows everything delay no other")
    func dead() throws {
        let (healthy, gone) = (try PrinterSink(.takes), try PrinterSink(.takes, isOff: true))
        let deaf = try PrinterSink(.readsNothing)
        defer { for sink in [healthy, gone, deaf] { sink.stop() } }
        let site = try printingSite([("a", healthy.port), ("b", gone.port), ("c", deaf.port)])
        for number in 1...12 { _ = try site.ask(number, at: ["a", "b", "c"][number % 3]) }
        try site.wait(25, "the healthy printer's labels") { healthy.wholePapers.count == 4 }
        try site.wait(20, "its end of them on record") {
            let state = try site.printers()["a"]
            return state?["state"] as? String == "ready" && state?["waiting"] as? Int == 0
        }
        try site.wait(20, "the dead one, with all of its labels") {
            let state = try site.printers()["b"]
            return state?["state"] as? String == "off" && state?["waiting"] as? Int == 4
                && (state?["last_error"] as? String)?.contains("refused") == true
        }
        let table = try site.rmad(["printers"])
        #expect(table.status == 0 && table.output.contains("off") && table.output.contains("refused"), "\(table)")
        #expect(try site.rmad(["queue"]).output.contains("labels to print"))
    }

    @Test("a printer that comes back prints what waited, in order, each once")
    func comesBack() throws {
        let sink = try PrinterSink(.takes, isOff: true)
        defer { sink.stop() }
        let site = try printingSite([("counter", sink.port)])
        let rmas = try (1...3).map { try site.ask($0, at: "counter") }
        try site.wait(20, "three that wait") { try site.printers()["counter"]?["waiting"] as? Int == 3 }
        try sink.switchOn()
        let resumed = try site.rmad(["printers", "resume", "counter"])
        #expect(resumed.status == 0, "\(resumed)")
        try site.wait(30, "three labels") { sink.wholePapers.count == 3 }
        for (paper, rma) in zip(sink.papers, rmas) { #expect(paper.text.contains(rma)) }
        try site.wait(20, "the end") { try site.printers()["counter"]?["state"] as? String == "ready" }
        #expect(site.log.contains("printer off, tried again"))
    }

    @Test("a label that was never sent goes to the printer that is named now, as the original")
    func redirected() throws {
        let (gone, healthy) = (try PrinterSink(.takes, isOff: true), try PrinterSink(.takes))
        defer { for sink in [gone, healthy] { sink.stop() } }
        let site = try printingSite([("counter", gone.port), ("office", healthy.port)])
        let rma = try site.ask(1, at: "counter")
        try site.wait(20, "it waits") { try site.printers()["counter"]?["state"] as? String == "off" }
        let printed = try site.rmad(["print", rma, "--printer", "office", "--wait", "20"])
        #expect(printed.status == 0 && printed.output.contains("printed on office as the original"), "\(printed)")
        #expect(healthy.papers.count == 1 && !healthy.papers[0].text.contains("KOPIE"))
        #expect(try site.printers()["counter"]?["waiting"] as? Int == 0)
    }

    @Test("when the trail is lost nothing is sent again by itself, and a person gets a copy")
    func uncertain() throws {
        let sink = try PrinterSink(.dies(afterBytes: 200))
        defer { sink.stop() }
        let site = try printingSite([("counter", sink.port)])
        let rma = try site.ask(1, at: "counter")
        try site.wait(20, "the doubt") { try site.printers()["counter"]?["uncertain"] as? Int == 1 }
        let seen = sink.papers.count
        sink.behave(.takes)
        let table = try site.rmad(["printers"])
        #expect(table.output.contains(rma) && table.output.contains("may or may not"), "\(table)")
        _ = try site.rmad(["printers", "resume", "counter"])
        let printed = try site.rmad(["print", rma, "--wait", "20"])
        #expect(printed.status == 0 && printed.output.contains("COPY 2"), "\(printed)")
        #expect(sink.papers.count == seen + 1 && sink.papers.last?.text.contains("KOPIE 2") == true)
        #expect(try site.printers()["counter"]?["uncertain"] as? Int == 0, "the copy settles the doubt")
    }

    @Test("a printer that swallows two labels in a row is paused, and keeps the rest of its queue")
    func pausedByDoubt() throws {
        let sink = try PrinterSink(.dies(afterBytes: 200))
        defer { sink.stop() }
        let site = try printingSite([("counter", sink.port)])
        for number in 1...4 { _ = try site.ask(number, at: "counter") }
        try site.wait(30, "the pause") { try site.printers()["counter"]?["state"] as? String == "paused" }
        try site.wait(30, "the labels that are made meanwhile") {
            let state = try site.printers()["counter"]
            return state?["uncertain"] as? Int == 2 && state?["waiting"] as? Int == 2
        }
    }

    @Test("a paused printer prints nothing until it is resumed; a test label is one")
    func pause() throws {
        let sink = try PrinterSink(.takes)
        defer { sink.stop() }
        let site = try printingSite([("counter", sink.port)])
        #expect(try site.rmad(["printers", "pause", "counter"]).status == 0)
        let waits = try site.rmad(["printers", "test", "counter", "--wait", "2"])
        #expect(waits.status == 75 && sink.papers.isEmpty, "\(waits)")
        #expect(try site.rmad(["printers", "resume", "counter"]).status == 0)
        try site.wait(20, "the test label") { sink.wholePapers.count == 1 }
        #expect(sink.papers[0].text.contains("TEST"))
        let second = try site.rmad(["printers", "test", "counter", "--wait", "20", "--json"])
        #expect(second.status == 0 && second.output.contains("\"printed\""), "\(second)")
    }

    @Test(
        "killed at each step of printing: never two originals, and nobody is left to guess",
        arguments: [
            "press.sending", "press.sent", "press.recorded",
        ])
    func killed(_ point: String) throws {
        let sink = try PrinterSink(.takes)
        defer { sink.stop() }
        let site = try printingSite([("counter", sink.port)], start: false)
        try site.startDaemon()
        try site.prepare()
        site.stopDaemon()
        try site.startDaemon(failpoints: "\(point):2")
        for number in 1...3 { try site.drop("counter/request-\(number).json", Sample.request(number)) }
        let end = site.daemonEnd(within: 20)
        #expect(end?.reason == .uncaughtSignal && end?.status == SIGKILL, "\(point) was not reached")
        try site.startDaemon()
        let ledger = try site.ledger()
        try site.wait(40, "three ends") {
            let jobs = try site.jobs(in: ledger)
            return jobs.count == 3 && jobs.allSatisfy { $0.state == .printed || $0.state == .uncertain }
        }
        let jobs = try site.jobs(in: ledger)
        #expect(jobs.allSatisfy { $0.copy == 1 })
        #expect(jobs.count { $0.state == .uncertain } == (point == "press.recorded" ? 0 : 1))
        // A kill before the first byte leaves a connection without a paper; one behind the last a paper in doubt.
        #expect(sink.papers.count == (point == "press.sending" ? 2 : 3))
        for job in jobs {
            let number = try #require(job.rma?.number.text)
            let papers = sink.papers.count { $0.text.contains(number) }
            #expect(papers <= 1 && (job.state == .uncertain || papers == 1), "\(number): \(papers), \(job.state)")
        }
        let report = try ledger.read { try $0.verify { _ in } }
        #expect(report.isSound, "\(report.findings)")
    }

    @Test("killed while a queue has the label: the queue knows what became of it, and nobody has to look")
    func killedWithQueue() throws {
        let printer = try SamplePrinter(formats: "application/vnd.zebra-zpl")
        let site = try Site()
        try site.configure(
            printers: [
                "{name: office, kind: cups, queue: \"ipp://localhost:\(printer.port)/ipp/print\", stations: [office]}"
            ])
        try FileManager.default.createDirectory(
            at: site.spool.appending(path: "drop/office"), withIntermediateDirectories: true)
        try site.startDaemon()
        try site.prepare()
        site.stopDaemon()
        try site.startDaemon(failpoints: "press.sent")
        try site.drop("office/request-1.json", Sample.request(1))
        let end = site.daemonEnd(within: 20)
        #expect(end?.reason == .uncaughtSignal && end?.status == SIGKILL, "press.sent was not reached")
        let ledger = try site.ledger()
        #expect(try site.jobs(in: ledger).map(\.state) == [.sending])
        try site.startDaemon()
        try site.wait(30, "the end") { try site.jobs(in: ledger).map(\.state) == [.printed] }
        #expect(try printer.documents().count == 1)
    }

}

extension PrintingTests {
    /// A started site with raw printers, each for the station of its own name.
    func printingSite(_ printers: [(name: String, port: Int)], start: Bool = true) throws -> Site {
        let site = try Site()
        try site.configure(
            printers: printers.map { name, port in
                "{name: \(name), kind: raw, host: 127.0.0.1, port: \(port), stations: [\(name)]}"
            })
        for (name, _) in printers {
            try FileManager.default.createDirectory(
                at: site.spool.appending(path: "drop/\(name)"), withIntermediateDirectories: true)
        }
        guard start else { return site }
        try site.startDaemon()
        try site.prepare()
        return site
    }
}

extension Site {
    func configure(printers: [String]) throws {
        let text = try String(contentsOfFile: configuration, encoding: .utf8)
        #expect(text.contains("printers: []"))
        let list = printers.map { "  - \($0)" }.joined(separator: "\n")
        try text.replacingOccurrences(of: "printers: []", with: "printers:\n" + list)
            .write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    func prepare() throws {
        try wait(20, "the drop") { FileManager.default.fileExists(atPath: spool.path + "/receipts") }
        _ = try deliver("orders.json", Sample.orders(12))
    }

    /// A return that comes through a station, or through the drop itself.
    func ask(_ number: Int, at station: String?) throws -> String {
        let folder = station.map { "\($0)/" } ?? ""
        try drop("\(folder)request-\(number).json", Sample.request(number))
        let path = "\(folder)request-\(number).json.receipt.json"
        try wait(20, path) { FileManager.default.fileExists(atPath: spool.path + "/receipts/" + path) }
        let data = try Data(contentsOf: spool.appending(path: "receipts/" + path))
        let receipt = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try #require((receipt["records"] as? [[String: Any]])?.first?["rma"] as? String)
    }

    /// What `rmad printers --json` says of each.
    func printers() throws -> [String: [String: Any]] {
        let answer = try rmad(["printers", "--json"])
        #expect(answer.status == 0, "\(answer)")
        return try answer.output.split(separator: "\n").reduce(into: [:]) { printers, line in
            let one = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            printers[one["name"] as? String ?? ""] = one
        }
    }

    func jobs(in ledger: Ledger) throws -> [PrintJob] {
        try ledger.read { snapshot in
            try snapshot.cases(CaseFilter()).flatMap { try snapshot.prints(of: $0.id) }
        }
    }
}

extension Site {
    /// What a scanner reads on a page of the spool, each text once.
    fileprivate func codes(on page: String) throws -> Set<String> {
        let picture = folder.appending(path: "page").path
        _ = try run("/usr/bin/pdftoppm", ["-r", "203", "-png", "-singlefile", spool.path + "/" + page, picture])
        let read = try run(
            Self.root.path + "/.build/venv/bin/python",
            [Self.root.path + "/Tests/LabelsTests/read_codes.py", picture + ".png", "203"])
        return Set(read.split(separator: "\n").compactMap { $0.split(separator: "\t").last.map(String.init) })
    }

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(program) \(arguments)")
        return String(decoding: said, as: UTF8.self)
    }
}
