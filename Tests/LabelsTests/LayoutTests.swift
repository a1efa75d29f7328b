import Foundation
import Labels
import Messages
import Returns
import Testing

@Suite("Label layout")
struct LayoutTests {
    private func layout(_ content: LabelContent, _ density: DotDensity = .dpi203) throws -> LabelLayout {
        try LabelLayout.layout(content, catalogue: Fixtures.catalogue, density: density)
    }

    @Test("the SSCC is the lowest symbol, large enough and with its quiet zones", arguments: DotDensity.allCases)
    func sscc(density: DotDensity) throws {
        let layout = try layout(Fixtures.label(), density)
        let dot = 25.4 / Double(density.dotsPerInch)
        let (box, module) = (layout.linear.box, layout.linear.moduleDots)
        #expect(module == (density == .dpi203 ? 4 : 6))
        #expect((0.495...0.660).contains(Double(module) * dot))
        #expect(Double(box.height) * dot >= 31.75)
        #expect(Double(box.width) * dot <= 165.1)
        #expect(box.x >= 10 * module && layout.width - box.x - box.width >= 10 * module)
        #expect(layout.rules.allSatisfy { $0.y + $0.height < box.y })
        #expect(layout.frames.allSatisfy { $0.y + $0.height < box.y })
        let matrix = try #require(layout.matrix)
        #expect(matrix.box.y + matrix.box.height < box.y)
    }

    @Test("an S10 identifier keeps the UPU's sizes", arguments: DotDensity.allCases)
    func s10(density: DotDensity) throws {
        var content = Fixtures.label()
        content.code = try #require(ParcelCode("RB123456785GB"))
        let linear = try layout(content, density).linear
        let dot = 25.4 / Double(density.dotsPerInch)
        #expect((0.33...0.51).contains(Double(linear.moduleDots) * dot))
        #expect(Double(linear.box.height) * dot >= 12.5)
    }

    @Test("the human-readable number stands below the bars")
    func readable() throws {
        let layout = try layout(Fixtures.label())
        let text = try #require(layout.texts.last)
        #expect(text.lines == ["(00) " + Fixtures.label().code.text])
        #expect(text.baseline > layout.linear.box.y + layout.linear.box.height)
        #expect(text.baseline < layout.height)
    }

    @Test("nothing stands outside the label, whatever the texts are", arguments: DotDensity.allCases)
    func inside(density: DotDensity) throws {
        for hostile in Fixtures.hostile {
            let layout = try layout(LabelTable.filled(with: hostile), density)
            for text in layout.texts {
                #expect(text.x >= 0 && text.x + text.width <= layout.width)
                #expect(text.baseline > 0 && text.baseline + (text.slots - 1) * text.leading < layout.height)
                let scalars = text.lines.joined().unicodeScalars
                #expect(!scalars.contains { $0.isControl || $0.isBidirectionalControl })
            }
            for box in layout.rules + layout.frames + [layout.linear.box] {
                #expect(box.x >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height)
            }
        }
    }

    @Test(
        "addresses end with the country in capitals, in the order of their country",
        arguments: [
            (
                PostalAddress(lines: ["1 Main St"], city: "Austin", region: "TX", postalCode: "73301", country: "US"),
                ["1 Main St", "Austin TX 73301", "UNITED STATES"]
            ),
            (
                PostalAddress(lines: ["Schöne Aussicht 7"], city: "Köln", postalCode: "50667", country: "de"),
                ["Schöne Aussicht 7", "50667 Köln", "GERMANY"]
            ),
            (
                PostalAddress(lines: ["10 High St"], city: "London", postalCode: "SW1A 1AA", country: "GB"),
                ["10 High St", "London", "SW1A 1AA", "UNITED KINGDOM"]
            ),
            (
                PostalAddress(
                    lines: ["Calle Mayor 1"], city: "Getafe", region: "Madrid", postalCode: "28901", country: "ES"),
                ["Calle Mayor 1", "28901 Getafe (Madrid)", "SPAIN"]
            ),
            (PostalAddress(lines: ["Nowhere 1"], city: "Town", country: "ZZ"), ["Nowhere 1", "Town", "ZZ"]),
        ])
    func addresses(address: PostalAddress, lines: [String]) throws {
        var content = Fixtures.label()
        content.to = LabelContent.Party(name: "Returns", address: address)
        content.from.address = nil
        #expect(try layout(content).texts.contains { $0.lines == lines })
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
        let lines = try layout(content).texts.map(\.lines)
        #expect(lines.contains { $0.last == "50667 Köln" } != isNamed)
        #expect(lines.contains { $0.last == "30179 Hannover" } != isNamed)
        #expect(lines.contains { $0.last == "GERMANY" } == isNamed)
    }

    @Test("a parcel code with a wrong check digit is refused")
    func wrongCode() {
        var content = Fixtures.label()
        content.code = .sscc("340123450000000078")
        #expect(throws: LabelError.self) { try layout(content) }
        content.code = .s10("RB123456784GB")
        #expect(throws: LabelError.self) { try layout(content) }
    }

    @Test("a link that no symbol in the corner can hold is refused, the longest that fits is not")
    func longLink() throws {
        var content = Fixtures.label()
        content.trackingURL = "https://" + String(repeating: "x", count: 172)
        #expect(try layout(content).matrix?.moduleDots == 3)
        content.trackingURL? += "x"
        #expect(throws: LabelError.linkTooLong(rma: content.rma.text, bytes: 181)) { try layout(content) }
    }
}

/// Labels full of one text.
enum LabelTable {
    static func filled(with text: String) -> LabelContent {
        var content = Fixtures.label()
        let address = PostalAddress(
            lines: [text, text, text, text], city: text, region: text, postalCode: text, country: text)
        content.brand = text
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
