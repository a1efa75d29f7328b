import Foundation
import Labels
import Messages
import Returns
import Testing

@Suite("What must be whole on a label")
struct WholenessTests {
    let renderer: LabelRenderer

    init() throws { renderer = try LabelRenderer(catalogue: Fixtures.catalogue) }

    /// What a text becomes on the sheet: the lines of the block that begins with it, without breaks.
    private func shown(_ start: String, _ document: SheetDocument) throws -> Sheet.TextBlock {
        let texts = try #require(document.pages.first).texts
        return try #require(texts.first { $0.lines.joined().hasPrefix(start) })
    }

    @Test("a long street is shown whole, and the postal code's bars give way to it", arguments: DotDensity.allCases)
    func longStreet(density: DotDensity) throws {
        var content = Fixtures.label()
        content.marks = []
        let street = "Friedrich-Wilhelm-Raiffeisen-Straße 112a, Hof 3, Gebäude B"
        content.to.address?.lines = ["Retourenzentrum", street, "Halle 3, Tor 7"]
        for stock in [LabelStock.fourBySix, .a6] {
            let document = try renderer.label(content, stock: stock, density: density)
            #expect(document.remarks.isEmpty, "\(document.remarks)")
            let block = try shown("Retourenzentrum", document)
            #expect(block.lines == ["Retourenzentrum", street, "Halle 3, Tor 7", "30179 Hannover"])
            #expect(block.slots >= 5 || block.size < density.dots(points: 12))
            let bars = document.pages[0].symbols.filter { $0.symbol.content.payload.hasPrefix("420") }
            let isFullSize = block.size == density.dots(points: 12)
            #expect(bars.isEmpty || isFullSize, "bars took the address's room")
        }
    }

    @Test("nothing is lost of four marks, a long service, name and address", arguments: DotDensity.allCases)
    func dense(density: DotDensity) throws {
        let content = Fixtures.dense()
        for stock in [LabelStock.fourBySix, .a6, .a4, .letter] {
            let document = try renderer.label(content, stock: stock, density: density)
            #expect(document.remarks.isEmpty, "\(stock): \(document.remarks)")
            let service = try shown("USPS", document)
            #expect(service.lines == ["USPS · Ground Advantage Return for Restricted Electronics"])
            let address = try shown("Retourenzentrum", document)
            #expect(address.size >= density.dots(points: 8.5), "\(stock): \(density.points(address.size)) points")
            try SheetRules.check(document.pages[0])
        }
    }

    @Test("a mark's capitals are never lower than 2.5 mm", arguments: DotDensity.allCases)
    func marks(density: DotDensity) throws {
        // Noto Sans has capitals of 0.714 em.
        let least = 2.5 / 25.4 * Double(density.dotsPerInch) / 0.714
        for count in 1...4 {
            var content = Fixtures.dense()
            content.marks = Array(content.marks.prefix(count))
            for stock in [LabelStock.fourBySix, .a6] {
                let document = try renderer.label(content, stock: stock, density: density)
                for mark in content.marks { #expect(try shown(mark, document).size >= least) }
                #expect(document.remarks.isEmpty)
                try SheetRules.check(document.pages[0])
            }
        }
    }

    @Test("what cannot fit is said: a street of 500 letters, a fifth mark, emoji, signs without a font")
    func remarks() throws {
        var content = Fixtures.label()
        content.to.address?.lines = [String(repeating: "Lange Straße ", count: 40)]
        #expect(try renderer.label(content).remarks.contains(.shortened(.recipient)))
        content = Fixtures.label()
        content.from.name = "Ann 🎉 Smith"
        #expect(try renderer.label(content).remarks == [.leftOut("🎉", of: .sender)])
        #expect("\(try renderer.label(content).remarks[0])" == "the sender's address is printed without 🎉")
        content = Fixtures.dense()
        content.marks.append("Fragile")
        #expect(try renderer.label(content).remarks == [.marksLeftOut(1)])
        content = Fixtures.label()
        content.from.name = "\u{1E4D0}\u{1E4D1}"
        #expect(try renderer.label(content).remarks == [.withoutFont("\u{1E4D0}\u{1E4D1}", of: .sender)])
        #expect(try renderer.label(Fixtures.label()).remarks.isEmpty)
    }

    @Test("the carrier is named once, beside its service")
    func carrier() throws {
        var content = Fixtures.label()
        content.service = "Ground"
        content.carrier = "UPS"
        #expect(try shown("UPS", renderer.label(content)).lines == ["UPS · Ground"])
        content.service = "UPS Ground"
        #expect(try shown("UPS", renderer.label(content)).lines == ["UPS Ground"])
        content.carrier = nil
        content.service = "Standard return"
        #expect(try shown("Standard", renderer.label(content)).lines == ["Standard return"])
        #expect(CarrierName(trusted: "fedex").title == "FedEx")
        #expect(CarrierName(trusted: "dhl").title == "DHL")
        #expect(CarrierName(trusted: "hermes").title == "Hermes")
    }

    @Test("a region of 200 letters leaves town and street on the label")
    func region() throws {
        for country in ["US", "JP", "CN", "CA", "IN", "ES"] {
            var content = Fixtures.label()
            content.to.address = PostalAddress(
                lines: ["東1-2"], city: "Hakodate", region: String(repeating: "北", count: 200), postalCode: "0400001",
                country: country)
            let document = try renderer.label(content)
            let address = document.pages[0].texts.flatMap(\.lines).joined(separator: " ").lowercased()
            #expect(address.contains("hakodate") && address.contains("東1-2") && address.contains("0400001"))
            #expect(document.remarks.contains(.shortened(.recipient)), "\(country)")
        }
    }

    @Test(
        "a municipality that is its own province is said once",
        arguments: [
            ("北京市", "北京", "长安街1号"), ("上海市", "上海市", "南京东路1号"), ("天津市", "天津市", "天津市和平区南京路2号"),
            ("重庆", "重庆市", "重庆市渝中区1号"),
        ])
    func municipality(city: String, region: String, street: String) {
        let address = PostalAddress(lines: [street], city: city, region: region, postalCode: "100000", country: "CN")
        let text = AddressLines.lines(of: address, counterpart: "CN").joined()
        #expect(text.ranges(of: city.prefix(2)).count == 1, "\(text)")
        let latin = PostalAddress(
            lines: ["1 Nanjing Road"], city: "Shanghai", region: "Shanghai Shi", postalCode: "200000", country: "CN")
        #expect(AddressLines.lines(of: latin, counterpart: "CN") == ["1 Nanjing Road", "200000 Shanghai"])
    }

    @Test("fonts of every language are there, and one that is missing is named")
    func fonts() throws {
        #expect(renderer.fontProblems(languages: Language.allCases).isEmpty)
        let other = try LabelRenderer(catalogue: Fixtures.catalogue, family: "No Such Font")
        #expect(other.fontProblems(languages: [.english]).count == 1)
    }

    @Test("no line of a French page ends with an opening quotation mark or begins with a closing one")
    func quotationMarks() throws {
        for padding in 0..<40 {
            let words = String(repeating: "mot ", count: 3) + String(repeating: "x", count: padding)
            let quoted = " «\u{A0}Retour\u{A0}» et «\u{A0}\u{2068}Ground\u{2069}\u{A0}» "
            let text = String(repeating: words + quoted, count: 6)
            let page = InstructionsPage(
                title: "Retour", brand: "", language: .french, isRightToLeft: false, blocks: [.paragraph(text)],
                footer: "")
            let sheet = try renderer.instructions(page, madeAt: Fixtures.madeAt).pages[0]
            let lines = sheet.texts.flatMap(\.lines).map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(lines.contains { $0.contains("«\u{A0}Retour\u{A0}»") })
            #expect(!lines.contains { $0.hasSuffix("«") || $0.hasPrefix("»") }, "\(padding)")
        }
    }
}
