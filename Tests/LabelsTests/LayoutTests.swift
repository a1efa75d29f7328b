import Foundation
import Labels
import Messages
import Returns
import Testing

@Suite("Label layout")
struct LayoutTests {
    let renderer: LabelRenderer

    init() throws { renderer = try LabelRenderer(catalogue: Fixtures.catalogue) }

    private func sheet(
        _ content: LabelContent, _ density: DotDensity = .dpi203, stock: LabelStock = .fourBySix
    ) throws -> Sheet {
        try #require(try renderer.label(content, stock: stock, density: density).pages.first)
    }

    private func licencePlate(_ sheet: Sheet) throws -> Sheet.PlacedSymbol {
        try #require(sheet.symbols.last)
    }

    @Test(
        "the SSCC is the lowest symbol, large enough and with its quiet zones", arguments: DotDensity.allCases,
        [LabelStock.fourBySix, .a6])
    func sscc(density: DotDensity, stock: LabelStock) throws {
        let sheet = try sheet(Fixtures.label(), density, stock: stock)
        let plate = try licencePlate(sheet)
        let dot = 25.4 / Double(density.dotsPerInch)
        #expect(plate.symbol.content == Fixtures.label().code.symbol)
        #expect(stock == .a6 || plate.moduleDots == (density == .dpi203 ? 4 : 6))
        #expect((0.495...0.660).contains(Double(plate.moduleDots) * dot))
        #expect(Double(plate.box.height) * dot >= 31.75)
        #expect(Double(plate.box.width) * dot <= 165.1)
        #expect(plate.room.x >= 0 && plate.room.maxX <= sheet.width)
        for element in sheet.elements {
            switch element {
            case .symbol(let other): #expect(other == plate || other.box.maxY < plate.box.y)
            case .rule(let box, _), .frame(let box, _), .dashes(let box, _), .logo(_, let box):
                #expect(box.maxY < plate.box.y)
            case .text: break
            }
        }
    }

    @Test("an S10 identifier keeps the UPU's sizes", arguments: DotDensity.allCases)
    func s10(density: DotDensity) throws {
        var content = Fixtures.label()
        content.code = try #require(ParcelCode("RB123456785GB"))
        let plate = try licencePlate(try sheet(content, density))
        let dot = 25.4 / Double(density.dotsPerInch)
        #expect((0.33...0.51).contains(Double(plate.moduleDots) * dot))
        #expect(Double(plate.box.height) * dot >= 12.5)
        #expect(plate.symbol.content == .code128("RB123456785GB"))
    }

    @Test("the human-readable number stands below the bars")
    func readable() throws {
        let sheet = try sheet(Fixtures.label())
        let text = try #require(sheet.texts.last)
        #expect(text.lines == ["(00) " + Fixtures.label().code.text])
        #expect(text.baseline > (try licencePlate(sheet)).box.maxY && text.baseline < sheet.height)
    }

    @Test("the destination's postal code stands as bars where there is room: (420) inland, (421) abroad")
    func postalCode() throws {
        var content = Fixtures.label()
        content.marks = []
        let codes = { (sheet: Sheet) in sheet.symbols.map(\.symbol.content.payload).filter { $0.hasPrefix("42") } }
        #expect(codes(try sheet(content)) == ["42030179"])
        content.from.address?.country = "AT"
        content.to.address?.lines = ["Industriestraße 12"]
        #expect(codes(try sheet(content)) == ["42127630179"])
        content.to.address?.lines = ["One", "Two", "Three", "Four"]
        #expect(codes(try sheet(content)).isEmpty)
        content.to.address = PostalAddress(lines: ["Rua 1"], city: "Porto", postalCode: "Großé", country: "PT")
        #expect(codes(try sheet(content)).isEmpty, "a code that GS1 cannot hold is left out")
    }

    @Test("a reprint says so, and no symbol moves for it")
    func copy() throws {
        var content = Fixtures.label()
        let first = try sheet(content)
        content.copyMark = "COPY"
        let second = try sheet(content)
        #expect(second.symbols == first.symbols)
        #expect(second.texts.contains { $0.lines == ["COPY"] && $0.size > 40 })
    }

    @Test(
        "nothing leaves the sheet and nothing stands on a symbol, whatever the texts are",
        arguments: DotDensity.allCases, [LabelStock.fourBySix, .a6, .a4, .letter])
    func inside(density: DotDensity, stock: LabelStock) throws {
        for hostile in Fixtures.hostile {
            try SheetRules.check(try sheet(LabelTable.filled(with: hostile), density, stock: stock))
        }
    }

    @Test(
        "within one country neither address names it, across a border both do",
        arguments: [
            ("de", "DE", false), ("DE", "DE", false), ("AT", "DE", true),
        ])
    func country(from: String, to: String, isNamed: Bool) throws {
        var content = Fixtures.label()
        content.from.address?.country = from
        content.to.address?.country = to
        let lines = try sheet(content).texts.map(\.lines)
        #expect(lines.contains { $0.last == "50667 Köln" } != isNamed)
        #expect(lines.contains { $0.last == "30179 Hannover" } != isNamed)
        #expect(lines.contains { $0.last == "DEUTSCHLAND / GERMANY" } == isNamed)
    }

    @Test("a parcel code with a wrong check digit is refused")
    func wrongCode() {
        var content = Fixtures.label()
        content.code = .sscc("340123450000000078")
        #expect(throws: LabelError.self) { try sheet(content) }
        content.code = .s10("RB123456784GB")
        #expect(throws: LabelError.self) { try sheet(content) }
    }

    @Test("a link that no symbol in the corner can hold is refused, the longest that fits is not")
    func longLink() throws {
        var content = Fixtures.label()
        content.trackingURL = "https://" + String(repeating: "x", count: 172)
        #expect(try sheet(content).symbols.first?.moduleDots == 4)
        content.trackingURL = "https://" + String(repeating: "x", count: 126)
        #expect(try sheet(content).symbols.first?.moduleDots == 5, "134 bytes outlive a blur")
        content.trackingURL = "https://" + String(repeating: "x", count: 172)
        content.trackingURL? += "x"
        #expect(throws: LabelError.linkTooLong(rma: content.rma.text, bytes: 181)) { try sheet(content) }
    }

    @Test("goods without room are counted, in every language, and nothing is cut", arguments: Language.allCases)
    func manyGoods(language: Language) throws {
        let content = LabelTable.withManyGoods(language)
        let lines = try sheet(content).texts.flatMap(\.lines)
        let line = try #require(lines.first { $0.hasPrefix("4 × ") })
        let tail = Fixtures.catalogue.say(Phrase("label.more", ["count": .count(8)]), in: language)
        let plainTail = String(tail.unicodeScalars.filter { !(0x2066...0x2069).contains($0.value) }.map(Character.init))
        #expect(line.hasSuffix(plainTail), "\(line)")
        #expect(line.count <= 45, "\(line)")
    }
}

/// What holds for every sheet.
enum SheetRules {
    static func check(_ sheet: Sheet) throws {
        let whole = Sheet.Box(x: 0, y: 0, width: sheet.width, height: sheet.height)
        for text in sheet.texts {
            #expect(whole.holds(text.box), "\(text.lines) at \(text.box)")
            let scalars = text.lines.joined().unicodeScalars
            // Isolates stand in our own sentences alone, and change nothing around the line.
            #expect(
                !scalars.contains {
                    $0.isControl || ($0.isBidirectionalControl && !(0x2066...0x2069).contains($0.value))
                })
            for symbol in sheet.symbols where text.inkBox.overlaps(symbol.room) {
                Issue.record("\(text.lines) reaches into the quiet zone of \(symbol.symbol.content)")
            }
        }
        for symbol in sheet.symbols {
            #expect(symbol.room.x >= 0 && symbol.room.maxX <= sheet.width && whole.holds(symbol.box))
            for other in sheet.symbols where other != symbol { #expect(!other.room.overlaps(symbol.box)) }
        }
    }
}

extension Sheet.TextBlock {
    /// Where ordinary letters are: the box has room for stacked marks as well.
    var inkBox: Sheet.Box {
        let above = Int(size * 0.76)
        return Sheet.Box(
            x: x, y: baseline - above, width: width, height: above + Int(size * 0.25) + (slots - 1) * leading)
    }
}

/// Labels full of one text.
enum LabelTable {
    static func withManyGoods(_ language: Language) -> LabelContent {
        var content = Fixtures.label()
        content.language = language
        content.goods = (1...9).map { "4 × Product with a long name \($0)" }
        content.summary = content.goods.joined(separator: ", ")
        return content
    }

    static func filled(with text: String) -> LabelContent {
        var content = Fixtures.label()
        let address = PostalAddress(
            lines: [text, text, text, text], city: text, region: text, postalCode: text, country: text)
        content.brand = Brand(name: text)
        content.from = LabelContent.Party(name: text, address: address)
        content.to = content.from
        // Another country, so that both are named.
        content.to.address?.country = text + "X"
        content.service = text
        content.routing = text
        content.summary = text
        content.marks = [text, text, text, text, text]
        content.station = text
        return content
    }
}
