import Returns
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

    @Test("signs that come together are a scan, one alone or held down is a key")
    func joined() {
        let signs = "+A1".map { DockDesk.Input.character($0) }
        #expect(DockKeys.joined(signs + [.enter]) == [.text("+A1"), .enter])
        #expect(DockKeys.joined([.character("+"), .enter]) == [.character("+"), .enter])
        #expect(DockKeys.joined([.character("*"), .character("*")]) == [.character("*"), .character("*")])
        #expect(DockKeys.mayBeginScan([.enter, .character("+")]) && !DockKeys.mayBeginScan(signs))
        #expect(!DockKeys.mayBeginScan([.character("7")]))
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
