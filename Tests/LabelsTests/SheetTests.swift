import Foundation
import Labels
import Messages
import Returns
import Testing

@Suite("Slips, tags, counter codes and instructions")
struct SheetTests {
    let renderer: LabelRenderer

    init() throws { renderer = try LabelRenderer(catalogue: Fixtures.catalogue) }

    @Test("every layout keeps to its sheet and off its symbols", arguments: DotDensity.allCases)
    func rules(density: DotDensity) throws {
        for (name, document) in try SheetFixtures.documents(renderer, density) {
            #expect(!document.pages.isEmpty, "\(name)")
            for page in document.pages { try SheetRules.check(page) }
        }
    }

    @Test("a slip has a code for each line, over as many pages as it needs", arguments: [1, 6, 7, 40])
    func slip(count: Int) throws {
        let content = SheetFixtures.slip(count)
        let document = try renderer.packingSlip(content, stock: .fourBySix, density: .dpi203)
        let codes = document.pages.flatMap(\.symbols).map(\.symbol.content)
        for line in 1...count {
            #expect(codes.filter { $0 == .dataMatrix("\(content.rma)/\(line)") }.count == 1)
        }
        #expect(codes.filter { $0 == .code128(content.rma.text) }.count == document.pages.count)
        let last = try #require(document.pages.last)
        #expect(last.texts.contains { $0.lines == ["\(document.pages.count)/\(document.pages.count)"] })
    }

    @Test("a sheet that a stock has no room for is refused with its name")
    func unfit() {
        let rma = Fixtures.label().rma.text
        #expect(throws: LabelError.stockUnfit(rma: rma, sheet: "packing slip", stock: "100x50")) {
            try renderer.packingSlip(SheetFixtures.slip(1), stock: .tag)
        }
        #expect(throws: LabelError.self) { try renderer.binTag(SheetFixtures.tag(), stock: .a4) }
        #expect(throws: LabelError.self) { try renderer.counterCode(SheetFixtures.counter(), stock: .letter) }
        #expect(throws: LabelError.self) { try renderer.label(Fixtures.label(), stock: .tag) }
    }

    @Test("no word of long instructions is lost, and they go on over pages", arguments: [LabelStock.a4, .letter])
    func instructions(paper: LabelStock) throws {
        let page = SheetFixtures.page(paragraphs: 40)
        for document in [
            try renderer.instructions(page, paper: paper, madeAt: Fixtures.madeAt),
            try renderer.labelWithInstructions(Fixtures.label(), page, paper: paper),
        ] {
            #expect(document.pages.count > 1)
            let words = document.pages.flatMap(\.texts).flatMap(\.lines).joined(separator: " ")
            #expect(words.split(separator: " ").filter { $0 == "sturdy" }.count == 40)
            #expect(words.split(separator: " ").filter { $0 == "gently." }.count == 40)
            for sheet in document.pages { try SheetRules.check(sheet) }
            try Tool.inFolder { folder in
                let file = folder.appending(path: "i.pdf")
                try Data(renderer.pdf(document)).write(to: file)
                let text = try Tool.run("pdftotext", ["-layout", file.path, "-"]).text
                #expect(!text.contains("…"), "a line was cut")
                #expect(try Tool.run("qpdf", ["--check", file.path]).status == 0)
                let structure = try Tool.run("pdfinfo", ["-struct", file.path]).text
                #expect(structure.hasPrefix("Document\n") && structure.contains("H1") && structure.contains("Link"))
                let info = try Tool.run("pdfinfo", [file.path]).text
                #expect(info.contains("Tagged:          yes") && info.contains(paper == .a4 ? "(A4)" : "(letter)"))
                let fonts = try Tool.run("pdffonts", [file.path]).text.split(separator: "\n").dropFirst(2)
                #expect(!fonts.isEmpty && fonts.allSatisfy { $0.contains("yes yes yes") })
            }
        }
    }

    @Test("a sheet from right to left has its label and its numbers on the right, and its symbols as they are")
    func mirrored() throws {
        var page = SheetFixtures.page()
        let left = try #require(try renderer.labelWithInstructions(Fixtures.label(), page).pages.first)
        page.isRightToLeft = true
        let right = try #require(try renderer.labelWithInstructions(Fixtures.label(), page).pages.first)
        try SheetRules.check(right)
        #expect(left.symbols.map(\.symbol) == right.symbols.map(\.symbol))
        #expect(left.symbols.map { left.width - $0.box.maxX } == right.symbols.map(\.box.x))
        // The page isolates what stands in its sentences; a number in such a sentence keeps its order.
        page.blocks = [.paragraph("اتصلوا بنا على \u{2066}+49 511 5550\u{2069} في أي وقت")]
        let sentence = try renderer.instructions(page, madeAt: Fixtures.madeAt)
        #expect(sentence.pages[0].texts.contains { $0.lines.joined().contains("\u{2066}+49") })
        let number = try #require(right.texts.first { $0.lines == ["1"] })
        #expect(number.x > right.texts.first { $0.lines == ["Pack the goods"] }?.x ?? .max)
    }

    @Test("hostile words in instructions stay in their columns", arguments: Fixtures.hostile)
    func hostile(text: String) throws {
        var page = SheetFixtures.page()
        page.title = text
        page.footer = text
        page.blocks = [
            .heading(text), .paragraph(text), .items([text, text]),
            .facts([.init(label: text, value: text, link: text)]),
            .step(.init(number: 1, title: text, paragraphs: [text], items: [text], address: [text], link: text)),
            .table(header: [text, text], rows: [[text, text, text], [], [text]]),
        ]
        let document = try renderer.labelWithInstructions(LabelTable.filled(with: text), page)
        for sheet in document.pages { try SheetRules.check(sheet) }
        let bytes = try renderer.pdf(document)
        try Tool.inFolder { folder in
            let file = folder.appending(path: "h.pdf")
            try Data(bytes).write(to: file)
            #expect(try Tool.run("qpdf", ["--check", file.path]).status == 0)
        }
        for hostile in [try renderer.packingSlip(slipOf(text)), try renderer.binTag(tagOf(text))] {
            for sheet in hostile.pages { try SheetRules.check(sheet) }
            let zpl = try renderer.zpl(hostile)
            #expect(zpl.utf8.allSatisfy { $0 == 10 || (0x20...0x7E).contains($0) } && !zpl.contains("~"))
            #expect(zpl.components(separatedBy: "^XA").count == hostile.pages.count + 1)
        }
    }

    private func slipOf(_ text: String) -> PackingSlipContent {
        var slip = SheetFixtures.slip(2)
        slip.brand = Brand(name: text)
        slip.customerName = text
        slip.to = LabelTable.filled(with: text).to
        slip.lines = slip.lines.map { .init(number: $0.number, title: text, sku: text, quantity: 999_999) }
        return slip
    }

    private func tagOf(_ text: String) -> BinTagContent {
        var tag = SheetFixtures.tag()
        (tag.sku, tag.title, tag.serial, tag.disposition, tag.destination) = (text, text, text, text, text)
        return tag
    }

    @Test("the same sheet gives the same bytes in every format, from any renderer")
    func reproducible() throws {
        let other = try LabelRenderer(catalogue: Fixtures.catalogue)
        _ = try other.svg(Fixtures.label(99))
        let document = try renderer.labelWithInstructions(Fixtures.label(), SheetFixtures.page())
        #expect(try renderer.pdf(document) == other.pdf(document))
        #expect(try renderer.svg(document) == other.svg(document))
        #expect(try renderer.png(document) == other.png(document))
        #expect(try renderer.zpl(document) == other.zpl(document))
    }

    @Test("an SVG has outlines, a title and a description; a PNG says its density")
    func pictures() throws {
        let svg = String(decoding: try renderer.svg(Fixtures.label()), as: UTF8.self)
        #expect(svg.contains("<title>Example Shop – \(Fixtures.label().rma)</title>") && svg.contains("<desc>"))
        #expect(!svg.contains("<text") && svg.contains("xml:lang=\"en\"") && svg.contains("102mm") == false)
        let png = try renderer.png(Fixtures.label())
        let start = try #require(png.indices.first { png[$0...].starts(with: Array("pHYs".utf8)) })
        #expect(Array(png[(start + 4)..<(start + 13)]) == [0, 0, 0x1F, 0x38, 0, 0, 0x1F, 0x38, 1])
        #expect(png[24] == 1, "one bit a dot")
        #expect(png.count < 20_000)
    }

    @Test("copies are asked of the printer, not sent again")
    func copies() throws {
        let zpl = try renderer.zpl(Fixtures.label(), copies: 3)
        #expect(zpl.contains("^PQ3\n^XZ") && zpl.components(separatedBy: "^XA").count == 2)
        #expect(try renderer.zpl(Fixtures.label(), copies: 100_000).contains("^PQ99\n"))
    }
}
