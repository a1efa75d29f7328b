import Returns
import Testing

@testable import Desk

/// Drives the dock's program as a person does, with the ledger's answers handed in.
struct DockBench {
    var desk = DockDesk()
    private(set) var bells = 0
    private(set) var sent: [(draft: DockDraft, isComplete: Bool)] = []
    private(set) var blind: [BlindDraft] = []
    private(set) var isOver = false
    var answers: [String: DockAnswer] = [:]
    var fate = DockFate.taken("counted")
    var photoProblem: String?

    init(_ cards: DockCard...) {
        for card in cards { answers[card.rma] = .card(card) }
    }

    /// Each text is a line as `--plain` takes it.
    mutating func type(_ lines: String...) {
        for line in lines { press(DockPlain.inputs(of: line)) }
    }

    mutating func press(_ inputs: [DockDesk.Input]) {
        for input in inputs {
            for action in desk.handle(input) {
                switch action {
                case .look(let code): press([.found(answers[code] ?? .unknown("'\(code)' is not ours."))])
                case .checkPhoto(let path): press([.photo(path: path, problem: photoProblem)])
                case .send(let draft, let isComplete):
                    sent.append((draft, isComplete))
                    press([.fate(fate)])
                case .sendBlind(let draft):
                    blind.append(draft)
                    press([.fate(fate)])
                case .bell: bells += 1
                case .leave: isOver = true
                }
            }
        }
    }

    static func card(_ rma: String = "RMA-4KD-9T2X") -> DockCard {
        DockCard(
            rma: rma, state: .approved, customer: "Grace Müller",
            lines: [
                .init(
                    number: 1, sku: "LAMP", title: "Desk lamp", serial: "SN-42", awaited: 1, received: 0,
                    reason: "unwanted", unitGrams: 600, receipt: "awaiting"),
                .init(
                    number: 2, sku: "BULB-9", title: "Bulb 9 W", awaited: 2, received: 0, reason: "defective",
                    unitGrams: 80, receipt: "awaiting"),
            ],
            parcels: [
                .init(number: 1, code: "006141410000000012", state: "in_transit", isHere: false),
                .init(number: 2, code: "006141410000000029", state: "label_ready", isHere: false),
            ])
    }
}

@Suite("The dock's program")
struct DockDeskTests {
    @Test("Enter counts line after line as expected, and + sends")
    func asExpected() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "", "", "+")
        #expect(bench.sent.first?.draft.counts == [1, 2])
        #expect(bench.sent.first?.isComplete == true)
        #expect(bench.desk.prompt == .scan && bench.desk.banner?.mood == .good && bench.bells == 0)
        #expect(bench.desk.sentCount == 1)
    }

    @Test("digits set a count, scans of the goods or of a serial add one")
    func counting() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "]C1bulb9", "sn-42", "BULB-9")
        #expect(bench.desk.draft?.counts == [1, 2])
        bench.press([.down])
        bench.type("1")
        #expect(bench.desk.draft?.counts[bench.desk.selected] == 1)
    }

    @Test(
        "a partial count is asked about: more may come, nothing more comes, or go on",
        arguments: [
            ("", false as Bool?), ("+", true), ("-", nil),
        ])
    func partial(answer: String, isComplete: Bool?) {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "1", "+", answer)
        #expect(bench.sent.first?.isComplete == isComplete)
        #expect(bench.desk.prompt == (isComplete == nil ? .count : .scan))
    }

    @Test("more than was announced is asked about once, and recorded only when it is confirmed")
    func surplus() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "3", "-")
        #expect(bench.desk.draft?.counts == [nil, nil] && bench.bells == 1)
        bench.type("3", "")
        #expect(bench.desk.draft?.counts[0] == 3 && bench.bells == 2)
        bench.type("LAMP")
        #expect(bench.desk.draft?.counts[0] == 4 && bench.bells == 2, "who has confirmed three is not asked at four")
    }

    @Test(
        "goods that nobody announced are surplus, came in place of a line, or were a slip",
        arguments: [
            ("", [UnannouncedGoods(sku: "PLUG", quantity: 1)]),
            ("x", [UnannouncedGoods(sku: "PLUG", quantity: 1, insteadOf: "LAMP")]), ("-", []),
        ])
    func unannounced(answer: String, goods: [UnannouncedGoods]) {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "PLUG")
        #expect(bench.bells == 1)
        bench.type(answer)
        #expect(bench.desk.draft?.unannounced == goods)
    }

    @Test("x and Enter names what came instead of the selected line")
    func wrongItem() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "x", "LAMP")
        #expect(bench.desk.banner?.mood == .bad)
        bench.type("PLUG", "*")
        #expect(
            bench.desk.draft?.unannounced
                == [UnannouncedGoods(sku: "PLUG", quantity: 1, insteadOf: "LAMP", condition: .unopened)])
    }

    @Test("everything can be undone until it is sent, and no further")
    func undo() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "1", "*", "/", "1.24 kg", "e")
        #expect(bench.desk.draft?.isEmpty == true && bench.desk.draft?.grams == 1240)
        bench.type("-", "-", "-", "-")
        #expect(bench.desk.draft == DockDraft(card: DockBench.card(), scanned: "RMA-4KD-9T2X"))
        bench.type("-")
        #expect(bench.desk.banner?.text == DockWords.nothingToUndo)
    }

    @Test(
        "weights are read as scales and people write them",
        arguments: [
            ("850", 850 as Int?), ("850 g", 850), ("1.25kg", 1250), ("0,85 kg", 850), ("2 kg", 2000),
            ("1.2345 kg", nil),
            ("heavy", nil), ("-3", nil), ("", nil), ("99999999999", nil),
        ])
    func weights(text: String, grams: Int?) { #expect(DockText.grams(text, needsUnit: false) == grams) }

    @Test("a photo that cannot be read is told with a bell, and asked for again")
    func photo() {
        var bench = DockBench(DockBench.card())
        bench.photoProblem = "no.jpg cannot be read: No such file or directory."
        bench.type("RMA-4KD-9T2X", ".", "no.jpg")
        #expect(bench.desk.prompt == .photo && bench.bells == 1)
        bench.photoProblem = nil
        bench.type("yes.jpg")
        #expect(bench.desk.draft?.photos == ["yes.jpg"] && bench.desk.prompt == .count)
    }

    @Test("the same return scanned again soon after is not counted twice unless somebody says so")
    func twice() {
        var card = DockBench.card()
        card.recent = .init(minutes: 3, station: "dock-1", isThisStation: true)
        var bench = DockBench(card)
        bench.type("RMA-4KD-9T2X", "")
        #expect(bench.desk.draft == nil && bench.bells == 1)
        bench.type("RMA-4KD-9T2X", "+")
        #expect(bench.desk.draft?.card == card)
    }

    @Test("a return that was counted a moment ago is corrected from the question whether it is counted again")
    func corrected() {
        var card = DockBench.card()
        card.recent = .init(minutes: 3, station: "dock-1", isThisStation: true)
        var bench = DockBench(card)
        bench.type("RMA-4KD-9T2X", "c")
        #expect(bench.desk.draft?.isCorrection == true && bench.desk.prompt == .count)
    }

    @Test("a sign alone is no note: it does what it does while counting")
    func signAtNote() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "1", "n")
        bench.press([.character("+"), .enter])
        #expect(bench.desk.draft?.note == nil && bench.desk.prompt == .question(.complete))
        var other = DockBench(DockBench.card())
        other.type("RMA-4KD-9T2X", "1", "n", "+1 box")
        #expect(other.desk.draft?.note == "+1 box")
    }

    @Test("another parcel of the same return is added, another return is refused until this one is sent")
    func otherScans() {
        var second = DockBench.card()
        second.scannedParcel = 2
        var bench = DockBench(DockBench.card(), DockBench.card("RMA-999-9999"))
        bench.answers["006141410000000029"] = .card(second)
        bench.type("RMA-4KD-9T2X", "006141410000000029")
        #expect(bench.desk.draft?.parcels == ["006141410000000029"] && bench.desk.banner?.mood == .good)
        bench.type("RMA-999-9999")
        #expect(bench.desk.draft?.card.rma == "RMA-4KD-9T2X" && bench.bells == 1)
        bench.type("1", "+", "+", "RMA-999-9999", "s")
        #expect(bench.desk.draft?.parcels == ["006141410000000029"], "it lay in the parcel that was open before")
    }

    @Test("an unknown parcel goes on the workbench with what can be read of it")
    func blind() {
        var bench = DockBench()
        bench.type("1Z5R89390357567127")
        #expect(bench.bells == 1 && bench.desk.banner?.mood == .bad)
        bench.type("b", "2x LAMP", "a blue cable", "", "Ana Ruiz", "", "shelf 3")
        #expect(bench.blind.first?.codes == ["1Z5R89390357567127"])
        #expect(bench.blind.first?.goods == ["2x LAMP", "a blue cable"])
        #expect(bench.blind.first?.sender == "Ana Ruiz" && bench.blind.first?.postalCode == nil)
        #expect(bench.desk.prompt == .scan)
        bench.type("b", "", "", "", "", "")
        #expect(bench.blind.count == 1 && bench.desk.banner?.text == DockWords.nothingKnown)
    }

    @Test("a count that is refused stays on the screen to be corrected; one that waits is told")
    func fates() {
        var bench = DockBench(DockBench.card())
        bench.fate = .refused("Not counted: no.")
        bench.type("RMA-4KD-9T2X", "", "", "+")
        #expect(bench.desk.prompt == .count && bench.desk.draft?.counts == [1, 2] && bench.bells == 1)
        bench.fate = .waiting("It is safe in the drop.")
        bench.type("+")
        #expect(bench.desk.prompt == .scan && bench.desk.banner?.mood == .attention && bench.bells == 2)
    }

    @Test("what is not sent is not lost by Ctrl-C, Escape or the end of the input without a question")
    func leaving() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "1")
        bench.press([.end])
        #expect(!bench.isOver && bench.desk.prompt == .question(.discard))
        bench.type("-")
        #expect(bench.desk.draft?.counts[0] == 1)
        bench.press([.escape])
        bench.type("+")
        #expect(bench.desk.draft == nil && bench.desk.prompt == .scan)
        bench.press([.end])
        #expect(bench.isOver)
    }

    @Test("garbage of any kind leaves the program in order", arguments: 1...60)
    func garbage(seed: UInt64) {
        var random = Dice(state: seed)
        var bench = DockBench(DockBench.card())
        let lines = [
            "RMA-4KD-9T2X", "", "1", "99999", "+", "-", "*", "/", ".", ",", "e", "x", "b", "s", "esc", "\u{1B}[2J",
        ]
        for _ in 0..<80 {
            bench.type(lines[random.roll(lines.count)])
            if random.roll(9) == 0 { bench.press([.up, .backspace, .down]) }
            let desk = bench.desk
            #expect(desk.prompt == .scan || desk.draft != nil || desk.blind != nil, "seed \(seed): \(desk.prompt)")
            if let draft = desk.draft {
                #expect(
                    draft.counts.count == draft.card.lines.count && desk.selected < max(1, draft.rowCount),
                    "seed \(seed)")
            }
            #expect(desk.typed.count <= DockDesk.typedMax && desk.past.count <= DockDesk.undoMax)
            let view = DockView(desk: desk, station: "d", staff: nil, daemon: "", columns: 61, rows: 17).screen()
            #expect(view.count == 17 && view.allSatisfy { DisplayWidth.of($0.text) == 61 }, "seed \(seed)")
        }
        for one in bench.sent { #expect(one.draft.isEmpty || !one.draft.isUntouched) }
    }

    @Test("bytes become keys in whatever portions they come", arguments: 1...30)
    func keys(seed: UInt64) {
        var random = Dice(state: seed)
        let bytes = Array("\u{1B}[Aü8]C1\u{1D}x\u{1B}[B\u{1B}OM\u{1B}[15~é\r\u{7F}\u{03}".utf8)
        var keys = DockKeys()
        var read: [DockDesk.Input] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = min(rest.count, 1 + random.roll(4))
            read += keys.read(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        let characters = "ü8]C1\u{1D}x".map { DockDesk.Input.character($0) }
        #expect(read == [.up] + characters + [.down, .enter, .character("é"), .enter, .backspace, .end])
        #expect(keys.read([0x1B]).isEmpty && keys.isWaiting && keys.settle() == [.escape] && !keys.isWaiting)
        #expect(keys.read([0xFF, 0xFE, 0x41]) == [.character("A")])
    }
}

/// SplitMix64: the same rolls for the same seed everywhere.
struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(sides))
    }
}
