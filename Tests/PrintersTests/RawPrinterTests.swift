import Printers
import PrinterSink
import Synchronization
import Testing

/// Raw printing, against a port that behaves as printers do on bad days.
@Suite("Raw printing")
struct RawPrinterTests {
    /// A label, or more than any system buffers on the way.
    enum Size: Int { case label = 1, large = 400_000 }

    private static let label = Array("^XA^FO10,10^A0N,30,30^FDRMA-4KD-9T2X^FS^XZ\n".utf8)

    @Test("a label that the printer takes to the end is printed, byte for byte")
    func takes() throws {
        let (outcome, papers) = try print(Self.label, to: .takes)
        #expect(outcome == .printed)
        #expect(papers.map(\.bytes) == [Self.label] && papers.allSatisfy(\.isWhole))
    }

    @Test("a slow printer is waited for as long as it takes something")
    func slow() throws {
        let bytes = [UInt8](repeating: 1, count: 40_000)
        let (outcome, papers) = try print(bytes, to: .isSlow(bytes: 2_000, milliseconds: 30), stall: 400)
        #expect(outcome == .printed)
        #expect(papers.map(\.bytes.count) == [bytes.count])
    }

    @Test("a printer that refuses, or whose name nobody knows, is off, and nothing began")
    func refuses() throws {
        let sink = try PrinterSink(.takes, isOff: true)
        defer { sink.stop() }
        for printer in [raw(port: sink.port), raw(host: "no-such-printer.invalid", port: 9100)] {
            var began = 0
            let outcome = printer.print(document(Self.label), isStopping: { false }) { _ in
                began += 1
                return true
            }
            guard case .off(let reason) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(!reason.isEmpty && began == 0)
            #expect(printer.trouble() != nil)
        }
    }

    @Test("a printer that hangs up at once is off: it serves somebody else")
    func hangsUpAtOnce() throws {
        let sink = try PrinterSink(.hangsUpAtOnce)
        defer { sink.stop() }
        var outcomes: [PrintOutcome] = []
        // The farewell may come a moment after the connection stands: then the bytes are already on their way.
        for _ in 0..<20 {
            outcomes.append(raw(port: sink.port).print(document(Self.label), isStopping: { false }) { _ in true })
        }
        #expect(outcomes.contains { if case .off = $0 { true } else { false } })
        #expect(!outcomes.contains(.printed))
    }

    @Test(
        "when the trail is lost after the first byte, the paper is uncertain",
        arguments: [
            (PrinterSink.Habit.dies(afterBytes: 100), Size.large), (.dies(afterBytes: 10), .label),
            (.resetsAtTheEnd, .label), (.readsNothing, .large), (.readsNothing, .label), (.keepsTheConnection, .label),
        ])
    func lost(_ habit: PrinterSink.Habit, _ size: Size) throws {
        let (outcome, _) = try print(Self.bytes(size), to: habit, stall: 400)
        guard case .unknown(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test("a printer that takes a label and reads nothing is not taken for one that only never hangs up")
    func advice() throws {
        let (outcome, _) = try print(Self.label, to: .readsNothing, stall: 400)
        guard case .unknown(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("may not have read them") && reason.contains("only where its labels do come out"))
    }

    @Test("a printer that never hangs up is believed when it is configured so")
    func keeps() throws {
        let (outcome, papers) = try print(Self.label, to: .keepsTheConnection, hangsUp: false)
        #expect(outcome == .printed)
        #expect(papers.map(\.bytes) == [Self.label])
    }

    @Test("a document that is called back sends nothing")
    func calledBack() throws {
        let sink = try PrinterSink(.takes)
        let outcome = raw(port: sink.port).print(document(Self.label), isStopping: { false }) { _ in false }
        sink.stop()
        #expect(outcome == .withdrawn)
        #expect(sink.papers.isEmpty)
    }

    @Test("the first byte leaves only after the beginning was written down")
    func beginsFirst() throws {
        let sink = try PrinterSink(.takes)
        var seen: Int?
        let outcome = raw(port: sink.port).print(document(Self.label), isStopping: { false }) { job in
            seen = sink.papers.count
            return job == nil
        }
        sink.stop()
        #expect(outcome == .printed && seen == 0)
    }

    @Test("a stop ends a label that is on its way after the time to drain, as uncertain")
    func stops() throws {
        let sink = try PrinterSink(.readsNothing)
        defer { sink.stop() }
        var limits = PrinterLimits()
        limits.drain = 200
        let isStopping = Atomic(false)
        let printer = RawPrinter(
            host: "127.0.0.1", port: sink.port, hangsUp: true, answersStatus: false, limits: limits)
        let outcome = printer.print(
            document(Self.bytes(.large)), isStopping: { isStopping.load(ordering: .relaxed) },
            begin: { _ in
                isStopping.store(true, ordering: .relaxed)
                return true
            })
        #expect(outcome == .unknown("the daemon stopped while it was sent"))
    }

    @Test("a Zebra is asked first: out of paper, open or paused, it gets nothing")
    func status() throws {
        for (answer, words) in [
            (zebra(paper: 1), "paper"), (zebra(pause: 1), "paused"), (zebra(head: 1), "head"),
            (zebra(ribbon: 1), "ribbon"), (zebra(paper: 1, head: 1), "paper is out, the head is open"),
        ] {
            let (outcome, papers) = try print(Self.label, to: .takesAfterStatus(answer), asks: true)
            guard case .off(let reason) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(reason.contains(words) && papers.isEmpty)
        }
        let (outcome, papers) = try print(Self.label, to: .takesAfterStatus(zebra()), asks: true)
        #expect(outcome == .printed)
        #expect(papers.map(\.bytes) == [Self.label])
    }

    @Test("a printer that owes an answer and gives none is off")
    func silent() throws {
        var limits = PrinterLimits()
        limits.connect = 300
        let sink = try PrinterSink(.readsNothing)
        defer { sink.stop() }
        let printer = RawPrinter(host: "127.0.0.1", port: sink.port, hangsUp: true, answersStatus: true, limits: limits)
        let outcome = printer.print(document(Self.label), isStopping: { false }) { _ in true }
        #expect(outcome == .off("it did not answer the question for its status"))
    }

    // MARK: Tools

    private static func bytes(_ size: Size) -> [UInt8] {
        var bytes = label
        while bytes.count < label.count * size.rawValue { bytes += bytes }
        return bytes
    }

    private func document(_ bytes: [UInt8]) -> PrintDocument {
        PrintDocument(bytes: bytes, language: .zpl, paper: (10_160, 15_240), title: "RMA-4KD-9T2X")
    }

    private func raw(host: String = "127.0.0.1", port: Int) -> RawPrinter {
        RawPrinter(host: host, port: port, hangsUp: true, answersStatus: false)
    }

    private func print(
        _ bytes: [UInt8], to habit: PrinterSink.Habit, stall: Int64 = 5_000, hangsUp: Bool = true, asks: Bool = false
    ) throws -> (PrintOutcome, [PrinterSink.Paper]) {
        let sink = try PrinterSink(habit)
        var limits = PrinterLimits()
        limits.stall = stall
        let printer = RawPrinter(
            host: "127.0.0.1", port: sink.port, hangsUp: hangsUp, answersStatus: asks, limits: limits)
        let outcome = printer.print(document(bytes), isStopping: { false }) { _ in true }
        sink.stop()
        return (outcome, sink.papers)
    }

    /// As a Zebra answers `~HS`.
    private func zebra(paper: Int = 0, pause: Int = 0, head: Int = 0, ribbon: Int = 0) -> [UInt8] {
        let lines = [
            "030,\(paper),\(pause),1245,000,0,0,0,000,0,0,0", "000,0,\(head),\(ribbon),0,2,4,0,00000000,1,000",
            "1234,0",
        ]
        return lines.flatMap { [0x02] + Array($0.utf8) + [0x03, 0x0D, 0x0A] }
    }
}
