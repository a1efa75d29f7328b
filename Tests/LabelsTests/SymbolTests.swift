import Labels
import Returns
import Testing

@Suite("Symbols and element strings")
struct SymbolTests {
    @Test("FNC1 stands behind values of open length alone, and never at the end")
    func separators() throws {
        let elements = try ElementString([("420", "97201"), ("00", "340123450000000079")])
        #expect(elements.scanned == "42097201\u{1D}00340123450000000079")
        #expect(
            try ElementString([("00", "340123450000000079"), ("420", "97201")]).scanned.contains("\u{1D}") == false)
        #expect(
            try ElementString([("01", "09506000134352"), ("10", "AB"), ("17", "261231")]).characters == 16 + 4 + 1 + 8)
        #expect(try ElementString([("421", "27630179")]).readable == "(421) 276 30179")
    }

    @Test("what cannot stand in a GS1 symbol is refused with its reason")
    func refused() {
        #expect(throws: ElementString.Defect.empty) { try ElementString([]) }
        #expect(throws: ElementString.Defect.identifier("4A")) { try ElementString([("4A", "1")]) }
        #expect(throws: ElementString.Defect.length(identifier: "00", wanted: 18)) { try ElementString([("00", "12")]) }
        #expect(throws: ElementString.Defect.self) { try ElementString([("10", "a b")]) }
        #expect(throws: ElementString.Defect.self) { try ElementString([("10", "")]) }
        #expect(throws: LabelError.self) {
            let long = try ElementString([("91", String(repeating: "A", count: 47))])
            _ = try SymbolEncoder().encode(.gs1Code128(long), for: "RMA")
        }
        #expect(throws: LabelError.self) {
            let wrong = try ElementString([("00", "340123450000000078")])
            _ = try SymbolEncoder().encode(.gs1Code128(wrong), for: "RMA")
        }
    }

    @Test("text that a symbology cannot hold is an error before anything is drawn")
    func unencodable() throws {
        let encoder = try SymbolEncoder()
        for text in ["", "Ünicode", "a\nb", String(repeating: "9", count: 49)] {
            #expect(throws: LabelError.self) { try encoder.encode(.code128(text), for: "RMA") }
        }
        #expect(throws: LabelError.self) {
            try encoder.encode(.dataMatrix(String(repeating: "9", count: 201)), for: "RMA")
        }
        #expect(throws: LabelError.self) { try encoder.encode(.qr(""), for: "RMA") }
    }

    @Test("the check finds what would fail later, and nothing on stocks that fit")
    func check() {
        let rma = RMANumber(trusted: "RMA-4KD-9T2X")
        let link = "https://returns.example.com/r/" + String(repeating: "x", count: 32)
        for density in DotDensity.allCases {
            for stock in LabelStock.allCases {
                for code in [
                    LabelCheck.CodeKind.sscc(extensionDigit: 3, companyPrefix: "4012345"),
                    .s10(service: "RB", country: "GB"), .carrier(characters: 22),
                ] {
                    let found = LabelCheck.problems(stock: stock, density: density, code: code, link: link, rma: rma)
                    #expect(
                        found.isEmpty || (code == .carrier(characters: 22) && density == .dpi203), "\(stock): \(found)")
                }
            }
        }
        let long = LabelCheck.problems(
            stock: .a6, density: .dpi203, code: .sscc(extensionDigit: 3, companyPrefix: "4012345"),
            link: link + String(repeating: "x", count: 200), rma: rma)
        #expect(long == [.linkTooLong(rma: rma.text, bytes: 262)])
        let wide = LabelCheck.problems(
            stock: .fourBySix, density: .dpi203, code: .carrier(characters: 45), link: nil, rma: rma)
        #expect(wide.count == 1)
        let number = LabelCheck.problems(
            stock: .tag, density: .dpi203, code: .s10(service: "RB", country: "GB"), link: nil,
            rma: RMANumber(trusted: String(repeating: "W", count: 44)))
        #expect(number.count == 1)
    }
}
