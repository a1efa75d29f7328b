import JSONText
import Ledger
import Returns
import Synchronization
import Testing

@testable import Desk

@Suite("Scans at the dock")
struct DockScanTests {
    @Test(
        "a scan that begins like a key answers no question and loses no sign",
        arguments: ["y-cable", "xbox-1", "n-1", "+A123BJC5", "-17", "c-3"])
    func scanAtQuestion(code: String) {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "1", "+")
        #expect(bench.desk.prompt == .question(.complete))
        bench.type(code)
        #expect(bench.desk.prompt == .question(.complete) && bench.sent.isEmpty && bench.desk.typed.isEmpty)
        #expect(bench.desk.banner?.text == DockWords.answerFirst)
    }

    @Test(
        "what leads to the open return while it is counted is told for what it is: its number, or no article of it",
        arguments: [
            ("RMA-4KD-9T2X", DockWords.scannedAlready), ("rma 4kd 9t2x", DockWords.scannedAlready),
            ("SN-77", DockWords.leadsHere), ("A-1001", DockWords.leadsHere),
        ])
    func leadsHere(code: String, words: String) {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "")
        bench.answers[code] = .card(DockBench.card())
        bench.press([.text(code), .enter])
        #expect(bench.desk.banner?.text == words && bench.desk.draft?.counts == [1, nil], "\(code)")
    }

    @Test("each serial number with which the order was sold counts one unit of its article, once, in any spelling")
    func soldSerials() {
        var card = DockBench.card()
        card.lines[0].sold = Set(["SN-42", "SN-43"].map { GoodsCode.unit($0) })
        card.lines[1].sold = Set(["B-1", "B-2", "B-3"].map { GoodsCode.unit($0) })
        var bench = DockBench(card)
        bench.type("RMA-4KD-9T2X", "b-1", "B-2")
        #expect(bench.desk.draft?.counts == [nil, 2])
        bench.type("B-1")
        #expect(bench.desk.draft?.counts == [nil, 2] && bench.bells == 1)
        #expect(bench.desk.banner?.text == DockWords.serialTwice("B-1"))
        // Another lamp of the order than the one that was announced.
        bench.type("SN-43", "+")
        #expect(bench.sent.first?.draft.counts == [1, 2])
        let lines = bench.sent.first.map { DockSlipTests.document($0.draft) }?["lines"]?.elements
        #expect(lines?.map { $0["serial"]?.string } == [nil, nil], "nobody has seen SN-42")
    }

    @Test("signs that come together are a scan, one alone or held down is a key")
    func joined() {
        let signs = "+A1".map { DockDesk.Input.character($0) }
        #expect(DockKeys.joined(signs + [.enter]) == [.text("+A1"), .enter])
        #expect(DockKeys.joined([.character("+"), .enter]) == [.character("+"), .enter])
        #expect(DockKeys.joined([.character("*"), .character("*")]) == [.character("*"), .character("*")])
        #expect(DockKeys.mayBeginScan([.enter, .character("+")]) && !DockKeys.mayBeginScan(signs))
        #expect(!DockKeys.mayBeginScan([.character("7")]))
    }

    @Test("CR LF is one Enter in whatever portions it comes; a lone LF is one, too", arguments: 1...4)
    func lineEnds(portion: Int) {
        var keys = DockKeys()
        var read: [DockDesk.Input] = []
        var rest = Array("a\r\n\r\nb\n\n\r\rc\r".utf8)[...]
        while !rest.isEmpty {
            read += keys.read(rest.prefix(portion))
            rest = rest.dropFirst(portion)
        }
        read += keys.settle() + keys.read([0x0A])
        let (a, b, c) = (DockDesk.Input.character("a"), DockDesk.Input.character("b"), DockDesk.Input.character("c"))
        #expect(read == [a, .enter, .enter, b, .enter, .enter, .enter, .enter, c, .enter])
        #expect(keys.read([0x0A]) == [.enter], "only the first LF belongs to the CR")
    }

    @Test("a scanner that ends with CR LF counts nothing by opening a return, and answers no question")
    func scannedLineEnds() {
        var bench = DockBench(DockBench.card())
        var keys = DockKeys()
        bench.press(DockKeys.joined(keys.read(Array("RMA-4KD-9T2X\r\n".utf8))))
        #expect(bench.desk.prompt == .count && bench.desk.draft?.counts == [nil, nil])
        bench.press(DockKeys.joined(keys.read(Array("PLUG\r".utf8))) + keys.read([0x0A]))
        #expect(bench.desk.banner?.text == DockWords.notAnnounced("PLUG") && bench.desk.draft?.unannounced == [])
    }

    @Test("an empty line right behind a scan is the rest of its end; one that comes later is an Enter")
    func typedLines() {
        // A line, and whether the next one is there at once.
        let typed: [(String, Bool)] = [
            ("RMA-4KD-9T2X", true), ("", false), ("", true), ("LAMP", true), ("PLUG", false), ("", false), ("1", false),
        ]
        func lines(_ follows: @escaping @Sendable (Int) -> Bool) -> [String] {
            let taken = Counter()
            let lines = TypedLines(
                read: {
                    let index = taken.next()
                    return index < typed.count ? typed[index].0 : nil
                }, follows: { follows(taken.last) })
            return Array(AnyIterator { lines.next() })
        }
        #expect(lines { typed[$0].1 } == ["RMA-4KD-9T2X", "", "LAMP", "PLUG", "", "1"])
        #expect(lines { _ in false } == typed.map(\.0), "what is piped is taken as it stands")
        #expect(lines { _ in true } == ["RMA-4KD-9T2X", "", "LAMP", "PLUG", "1"])
    }

    @Test("a number that is plainly no article is refused while counting, and counts nothing")
    func noArticle() {
        var bench = DockBench(DockBench.card())
        bench.answers["RMA-FDF-7CT8"] = .noArticle("'RMA-FDF-7CT8' is no return of ours: it is misread.")
        bench.type("RMA-4KD-9T2X", "RMA-FDF-7CT8")
        #expect(bench.desk.prompt == .count && bench.bells == 1 && bench.desk.banner?.mood == .bad)
        #expect(bench.desk.banner?.text == "'RMA-FDF-7CT8' is no return of ours: it is misread.")
        bench.type("")
        #expect(bench.desk.draft?.counts == [1, nil] && bench.desk.draft?.unannounced == [])
        bench.type("x", "RMA-FDF-7CT8")
        #expect(bench.desk.prompt == .instead && bench.bells == 2 && bench.desk.draft?.unannounced == [])
        bench.type("PLUG")
        #expect(bench.desk.draft?.unannounced.map(\.sku) == ["PLUG"] && bench.desk.banner == nil)
        bench.press([.escape])
        bench.type("+", "RMA-FDF-7CT8")
        #expect(bench.desk.prompt == .scan && bench.desk.banner?.text.contains(DockWords.offerWorkbench) == true)
    }

    @Test(
        "what has the form of our numbers, or is marked as a parcel's own, is refused with its reason",
        arguments: [
            ("RMA-FDF-7CT8", "the check character does not fit"), ("rma fdf 7ct8", "the check character does not fit"),
            ("RMAFDF7CT8", "the check character does not fit"), ("RMA-ZZZ-ZZZZ", "the check character does not fit"),
            ("RMA-AAA-AAAA", "'A' does not occur in our RMA numbers"),
            (RMANumberPattern.standard.number(ordinal: 99)!.text, "none that was given out here"),
            ("(00) 006141411234567890", "an SSCC of another house"),
            ("]C100006141411234567890", "an SSCC of another house"),
            ("00006141411234567890", "an SSCC of another house"),
            ("]C100614141123456789012", "marked as a parcel's number (SSCC), and its digits do not fit"),
        ])
    func strangers(code: String, reason: String) throws {
        let answer = try Shop.bench().run("dock", "--plain", input: "\(Shop.first)\n\(code)\n")
        let told = try #require(answer.lines.first { $0.hasPrefix("ERROR: ") })
        #expect(told.contains(reason), "\(answer.output)")
        #expect(!answer.output.contains("not announced"), "\(answer.output)")
    }

    @Test(
        "whatever may be an article is offered for counting",
        arguments: [
            "4006381333931", "]C1PLUG-1", "]C10104006381333931", "RMASTER-900", "RMA-100", "FDF7CT8",
            "1Z5R89390357567127", "006141411234567890",
        ])
    func offered(code: String) throws {
        let answer = try Shop.bench().run("dock", "--plain", input: "\(Shop.first)\n\(code)\n\n")
        #expect(answer.output.contains("\(code) is not announced."), "\(answer.output)")
        #expect(answer.output.contains("1 × \(code), not announced"), "\(answer.output)")
    }

    @Test("a parcel that counts as lost is told in yellow, with all parcels, however the return is found")
    func lost() {
        var card = DockBench.card()
        card.parcels[0].state = "lost"
        card.losses = ["Parcel 1 is counted as lost; a refund is ordered."]
        for scanned in [nil, 1] {
            card.scannedParcel = scanned
            var bench = DockBench(card)
            bench.type("RMA-4KD-9T2X")
            #expect(bench.desk.banner == .init(mood: .attention, text: card.losses[0]) && bench.bells == 1)
            let view = DockView(desk: bench.desk, station: "", staff: nil, daemon: "", columns: 80, rows: 30).screen()
            #expect(view.contains { $0.style == .attention && $0.text.contains("! Parcel 1 is counted as lost") })
            #expect(view.contains { $0.text.contains("Parcels: 1 lost, 2 label ready") })
        }
        card.parcels.removeLast()
        var only = DockBench(card)
        only.type("RMA-4KD-9T2X")
        let view = DockView(desk: only.desk, station: "", staff: nil, daemon: "", columns: 80, rows: 30).screen()
        #expect(view.contains { $0.text.contains("Parcel 1 of 1. Parcels: 1 lost") })
    }

    @Test("what is ordered for a lost parcel is said with what its count does to it")
    func lossOrders() {
        var order = ResolutionOrder(number: 1, line: 1, units: 0..<1, kind: .refund, breakdown: nil)
        let rma = RMANumber(trusted: "RMA-4KD-9T2X")
        let words = { (order: ResolutionOrder, isDue: Bool) in
            DockWords.lossOrder(order, in: rma, isDueOnReceipt: isDue)
        }
        #expect(
            words(order, false)
                == "a refund is ordered (RMA-4KD-9T2X-R1): the count withdraws it, and what is due is ordered anew "
                + "after the inspection")
        #expect(words(order, true).contains("it stands"))
        order.state = .settled
        order.paid = Money(minor: 5_000, currency: Currency("EUR")!)
        #expect(words(order, false) == "a refund of 50.00 EUR was given (RMA-4KD-9T2X-R1) and stays as it is")
        #expect(DockWords.lost(parcel: 1, []).contains("nothing is ordered for it"))
    }

    @Test("a scanner that ends with Tab is taken like one with Enter; Tab alone goes to the next row")
    func tab() {
        var bench = DockBench(DockBench.card())
        bench.press([.text("RMA-4KD-9T2X"), .tab, .tab])
        #expect(bench.desk.selected == 1)
        bench.press([.text("LAMP"), .tab])
        #expect(bench.desk.draft?.counts == [1, nil] && bench.desk.typed.isEmpty)
    }

    @Test(
        "an article's bar code counts its line in every form", arguments: ["04006381333931", "]d201040063813339312142"])
    func gtin(code: String) {
        var card = DockBench.card()
        card.lines[0].sku = "4006381333931"
        var bench = DockBench(card)
        bench.type("RMA-4KD-9T2X", code)
        #expect(bench.desk.draft?.counts == [1, nil] && bench.bells == 0)
    }

    @Test("a weight that is taken takes the complaint about the one before away")
    func weight() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X", "/", "1.2")
        #expect(bench.desk.banner?.mood == .bad)
        bench.type("1,2 kg")
        #expect(bench.desk.banner == nil && bench.desk.draft?.grams == 1200)
    }

    @Test("a parcel that was sent while the daemon was away is asked about when it is scanned again")
    func unread() {
        var bench = DockBench(DockBench.card())
        bench.fate = .waiting("It is safe in the drop.")
        bench.type("RMA-4KD-9T2X", "", "", "+")
        #expect(bench.sent.count == 1)
        bench.type("RMA-4KD-9T2X")
        guard case .question(.again) = bench.desk.prompt else {
            Issue.record("\(bench.desk.prompt)")
            return
        }
        bench.type("")
        #expect(bench.desk.prompt == .scan && bench.sent.count == 1)
    }

    @Test("who opens a return with several parcels by its number is asked to scan their labels")
    func labels() {
        var bench = DockBench(DockBench.card())
        bench.type("RMA-4KD-9T2X")
        #expect(bench.desk.banner?.text == DockWords.scanParcels(2) && bench.bells == 0)
    }
}

/// Counts from 0, wherever it is shared.
private final class Counter: Sendable {
    private let count = Mutex(0)

    var last: Int { count.withLock { $0 - 1 } }

    func next() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}
