import Foundation
import Labels
import Messages
import Returns
import Testing

@Suite("Carriers' numbers on labels")
struct CarrierSymbolTests {
    private let renderer: LabelRenderer

    init() throws { renderer = try LabelRenderer(catalogue: Fixtures.catalogue) }

    private func label(_ code: String) -> LabelContent {
        var content = Fixtures.label()
        content.code = .carrier(code)
        // zplkit draws ASCII alone.
        content.from = LabelContent.Party(name: "Ann Smith", address: nil)
        content.to = LabelContent.Party(name: "Example Returns", address: nil)
        content.routing = "R3"
        content.summary = "2 lamps"
        return content
    }

    @Test(
        "a carrier's number is plain Code 128 in every format, read by software that nobody here wrote",
        arguments: [
            "1Z5R89390357567127", "779017972697", "3318810025", "GM295117494011169042", "H7", "AB12CD345678EF9",
        ])
    func readable(code: String) throws {
        let python = try Reader.python()
        let content = label(code)
        try Tool.inFolder { folder in
            for density in DotDensity.allCases {
                let page = try renderer.label(content, stock: .fourBySix, density: density).pages[0]
                let linear = try #require(page.symbols.first { $0.symbol.content.isLinear })
                let millimetres = Double(linear.moduleDots) * 25.4 / Double(density.dotsPerInch)
                #expect(content.code.grade.module.contains(millimetres), "\(millimetres) mm")
                #expect(linear.box.x >= 10 * linear.moduleDots, "the quiet zone")
                let png = folder.appending(path: "label.png")
                try Data(renderer.png(content, density: density)).write(to: png)
                #expect(try Tool.run("zbarimg", ["-q", png.path]).text.contains("CODE-128:\(code)\n"))
                let pdf = folder.appending(path: "label.pdf")
                try Data(renderer.pdf(content, density: density)).write(to: pdf)
                let picture = folder.appending(path: "page")
                _ = try Tool.run(
                    "pdftoppm", ["-r", "\(density.dotsPerInch)", "-png", "-singlefile", pdf.path, picture.path])
                let zpl = folder.appending(path: "label.zpl")
                try Data(renderer.zpl(content, density: density).utf8).write(to: zpl)
                let script = Fixtures.root.appending(path: "Tests/LabelsTests/read_codes.py").path
                for file in [png, zpl, picture.appendingPathExtension("png")] {
                    let read = try Tool.run(python, [script, file.path, "\(density.dotsPerInch)"]).text
                    #expect(read.contains("]C0\t\(code)\n"), "\(file.lastPathComponent) at \(density): \(read)")
                }
            }
        }
    }

    @Test("the width that is reserved is the width that Zint draws, for any number")
    func widths() throws {
        let seed: UInt64 = 31_337
        var random = SplitMix64(state: seed)
        let signs = Array("00112233445566778899AZQ")
        for _ in 0..<300 {
            let text = String(
                (0..<1 + Int(random.next() % 14)).map { _ in signs[Int(random.next() % UInt64(signs.count))] })
            // A symbol of another width than the layout's is an error of the encoder.
            #expect(throws: Never.self, "seed \(seed): \(text)") { _ = try renderer.bitmap(label(text)) }
        }
    }

    @Test("a number that cannot fit in whole dots is an error, not a bad label")
    func tooLong() {
        #expect(throws: LabelError.self) { try renderer.png(label(String(repeating: "A", count: 34))) }
        #expect(throws: LabelError.self) { try renderer.png(label("lower")) }
        #expect(throws: LabelError.self) { try renderer.png(label("")) }
    }
}
