import JSONText
import Ledger
import Returns
import Testing

@testable import Desk

@Suite("Slips at the dock")
struct DockSlipTests {
    @Test("a serial number that is scanned twice is one unit")
    func serialTwice() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "sn-42", "SN 42")
        #expect(bench.desk.draft?.counts[0] == 1 && bench.bells == 1)
        #expect(bench.desk.banner?.text == DockWords.serialTwice("SN-42"))
        var card = DockBench.card()
        card.lines[0].awaited = 2
        var several = DockBench(card)
        several.type("RMA-4KD-9T2X", "SN-42", "SN-42")
        #expect(several.desk.draft?.counts[0] == 1 && several.bells == 1)
        several.type("2")
        #expect(several.desk.draft?.counts[0] == 2, "a number that is typed is a count")
        let lines = several.desk.draft.map(Self.lines) ?? []
        #expect(
            lines.map { $0["quantity"]?.integer } == [1, 1] && lines.map { $0["serial"]?.string } == ["SN-42", nil])
    }

    @Test("a sign that is no key now is a line of its own and does not stick to the next")
    func stray() {
        var plain = DockPlain()
        for line in ["+", "+", "-"] {
            let (said, _) = plain.handle(DockPlain.inputs(of: line)) { _ in nil }
            #expect(plain.desk.typed.isEmpty)
            #expect(line == "-" || said.isEmpty || said.contains("ERROR: \(DockWords.nothingOpen)"))
        }
        #expect(plain.handle(DockPlain.inputs(of: "q")) { _ in nil }.isOver)
    }

    @Test("the condition is said of what was counted last, until another line is chosen")
    func condition() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "", "*", "*")
        #expect(bench.desk.selected == 1 && bench.desk.draft?.conditions == [.opened, nil])
        bench.press([.up, .down])
        bench.type("*")
        #expect(bench.desk.draft?.conditions == [.opened, .unopened])
    }

    @Test("a weight with a fraction needs a unit, and says so", arguments: ["1,44", "0.5"])
    func unit(text: String) {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "/", text)
        #expect(bench.desk.banner?.text == DockWords.unitNeeded(text) && bench.desk.prompt == .weight)
        bench.type("\(text) kg")
        #expect(bench.desk.draft?.grams == DockText.grams("\(text) kg", needsUnit: true))
        bench.type(text)
        #expect(bench.desk.banner?.text == DockWords.unitNeeded(text), "nor is it an article")
    }

    @Test("on the workbench the label is asked for first, and a label among the goods is still a label")
    func label() {
        var bench = DockBench()
        bench.type("b", "1Z5R89390357567127", "", "LAMP", "(00) 006141411234567890", "", "", "", "")
        #expect(bench.blind.first?.codes == ["1Z5R89390357567127", "(00) 006141411234567890"])
        #expect(bench.blind.first?.goods == ["LAMP"])
    }

    @Test("what another station counted is asked about before it is counted here, and one key says that it is more")
    func elsewhere() {
        var card = DockBench.card()
        card.recent = .init(minutes: 4, station: "dock-2", isThisStation: false, goods: "1 × LAMP")
        var bench = DockBench(card)
        bench.type("RMA-4KD-9T2X")
        #expect(bench.desk.banner?.text.contains("dock-2 counted this parcel") == true && bench.bells == 1)
        bench.type("+", "", "", "+")
        #expect(bench.sent.first?.draft.isFurther == true)
        #expect(bench.sent.first.map { Self.document($0.draft)["further"] == .bool(true) } == true)
    }

    @Test("a count that another station was faster with stays on the screen until one key decides")
    func raced() {
        var bench = DockBench(DockBench.card())
        bench.fate = .countedElsewhere("dock-2 counted this parcel.")
        bench.type("RMA-4KD-9T2X", "", "", "+")
        #expect(bench.desk.prompt == .question(.further) && bench.bells == 1)
        bench.type("-")
        #expect(bench.desk.prompt == .count && bench.desk.draft?.counts == [1, 2])
        bench.type("+")
        bench.fate = .taken("recorded")
        bench.type("+")
        #expect(bench.sent.last?.draft.isFurther == true && bench.sent.last?.isComplete == true)
        #expect(bench.desk.prompt == .scan)
    }

    @Test("c corrects what was counted: counts replace it, and a reason is asked for")
    func correction() throws {
        var card = DockBench.card()
        card.lines[0].awaited = 0
        card.lines[0].received = 100
        card.lines[0].extra = 99
        var bench = DockBench(card)
        bench.type("RMA-4KD-9T2X", "c", "1", "e")
        #expect(bench.desk.banner?.text == DockWords.onlyCounts)
        bench.type("+")
        #expect(bench.desk.prompt == .note && bench.sent.isEmpty)
        bench.type("a slip", "+")
        let sent = try #require(bench.sent.first)
        let document = Self.document(sent.draft)
        #expect(document["correction"] == .bool(true) && document["note"]?.string == "a slip")
        #expect(document["lines"]?.elements.map(\.text) == [#"{"sku":"LAMP","serial":"SN-42","quantity":1}"#])
        #expect(sent.isComplete && bench.desk.prompt == .scan)
        bench.type("RMA-4KD-9T2X", "1", "", "c")
        #expect(bench.desk.banner?.text == DockWords.sendFirst)
    }

    @Test("nothing is corrected where nothing was counted")
    func nothingCounted() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "c")
        #expect(bench.desk.banner?.text == DockWords.nothingToCorrect && bench.desk.draft?.isCorrection == false)
    }

    @Test("two lines of one article are told apart, and a narrow window is told whole")
    func seen() {
        var card = DockBench.card()
        card.lines[1] = card.lines[0]
        card.lines[1].serial = "SN-43"
        var plain = DockPlain()
        let (lines, _) = plain.handle(DockPlain.inputs(of: "RMA-4KD-9T2X")) { action in
            if case .look = action { .found(.card(card)) } else { nil }
        }
        #expect(lines.contains { $0.contains("S/N SN-42") } && lines.contains { $0.contains("S/N SN-43") })
        let view = DockView(desk: DockDesk(), station: "", staff: nil, daemon: "", columns: 30, rows: 10).screen()
        let text = view.map { $0.text.trimmingWhitespace() }.joined(separator: " ")
        #expect(text.contains("too small: 40×12 at least."))
    }

    static func document(_ draft: DockDraft) -> JSONValue {
        draft.document(
            isComplete: false, photos: [], at: Instant(milliseconds: 0), station: "dock-1", staff: nil)
    }

    private static func lines(_ draft: DockDraft) -> [JSONValue] { document(draft)["lines"]?.elements ?? [] }
}
