import Foundation
import Labels
import Messages
import Returns
import Testing

@Suite("PDF labels, looked at by other software", .serialized)
struct PDFTests {
    let renderer: LabelRenderer

    init() throws { renderer = try LabelRenderer(catalogue: Fixtures.catalogue) }

    private func write(_ bytes: [UInt8], _ folder: URL, _ name: String) throws -> String {
        let file = folder.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path
    }

    @Test("page size, title and language are in the file, and qpdf finds nothing wrong")
    func metadata() throws {
        try Tool.inFolder { folder in
            let bytes = try renderer.pdf(Fixtures.label(language: .german))
            let path = try write(bytes, folder, "label.pdf")
            let info = try Tool.run("pdfinfo", [path]).text
            #expect(info.contains("288 x 432 pts"))
            #expect(info.contains("Example Shop – \(Fixtures.label().rma)"))
            #expect(info.contains("Pages:           1"))
            #expect(String(decoding: bytes, as: UTF8.self).contains("/Lang (de)"))
            #expect(try Tool.run("qpdf", ["--check", path]).status == 0)
        }
    }

    @Test("fonts are embedded, two faces for Latin text, and the text can be copied out")
    func fonts() throws {
        try Tool.inFolder { folder in
            let path = try write(renderer.pdf(Fixtures.label()), folder, "label.pdf")
            let fonts = try Tool.run("pdffonts", [path]).text.split(separator: "\n").dropFirst(2)
            #expect(fonts.count == 2)
            #expect(fonts.allSatisfy { $0.contains("yes yes yes") && $0.contains("NotoSans") })
            let text = try Tool.run("pdftotext", ["-layout", path, "-"]).text
            let code = "(00) \(Fixtures.label().code.text)"
            for words in ["Jürgen Müller-Lüdenscheidt", "RMA-", "30179 Hannover", code] {
                #expect(text.contains(words), "\(words)")
            }
        }
    }

    @Test("the same content gives the same bytes, from any renderer")
    func reproducible() throws {
        let other = try LabelRenderer(catalogue: Fixtures.catalogue)
        _ = try other.pdf(Fixtures.label(99))
        #expect(try renderer.pdf(Fixtures.label()) == other.pdf(Fixtures.label()))
    }

    @Test("the parcels of one return are pages of one document")
    func pieces() throws {
        try Tool.inFolder { folder in
            let path = try write(renderer.pdf(pieces: (1...3).map { Fixtures.label($0) }), folder, "labels.pdf")
            #expect(try Tool.run("pdfinfo", [path]).text.contains("Pages:           3"))
        }
    }

    @Test("hostile texts make sound files", arguments: Fixtures.hostile)
    func hostile(text: String) throws {
        try Tool.inFolder { folder in
            let bytes = try renderer.pdf(LabelTable.filled(with: text))
            #expect(bytes.count < 200_000)
            let path = try write(bytes, folder, "label.pdf")
            #expect(try Tool.run("qpdf", ["--check", path]).status == 0)
            #expect(try Tool.run("pdfinfo", [path]).text.contains("Pages:           1"))
        }
    }

    @Test("zbar reads both symbols at both resolutions", arguments: DotDensity.allCases, [203, 300])
    func zbar(layout: DotDensity, printer: Int) throws {
        try Tool.inFolder { folder in
            let content = Fixtures.label()
            let path = try write(renderer.pdf(content, density: layout), folder, "label.pdf")
            let picture = folder.appending(path: "label").path
            _ = try Tool.run("pdftoppm", ["-r", "\(printer)", "-png", "-singlefile", path, picture])
            let read = try Tool.run("zbarimg", ["-q", picture + ".png"]).text
            #expect(read.contains("QR-Code:\(content.trackingURL ?? "")\n"))
            #expect(read.contains("CODE-128:00\(content.code.text)\n"))
        }
    }

    @Test("the bitmap and its PNG are read as well, and an S10 identifier is plain Code 128")
    func bitmap() throws {
        try Tool.inFolder { folder in
            var content = Fixtures.label()
            content.code = try #require(ParcelCode("RB123456785GB"))
            let path = try write(renderer.png(content), folder, "label.png")
            let read = try Tool.run("zbarimg", ["-q", path]).text
            #expect(read.contains("QR-Code:\(content.trackingURL ?? "")\n"))
            #expect(read.contains("CODE-128:RB123456785GB\n"))
        }
    }

    @Test("zxing reports GS1 content, ']C1', from the PDF and from the printer's language")
    func zxing() throws {
        let python = try Reader.python()
        try Tool.inFolder { folder in
            var content = Fixtures.label()
            // zplkit draws ASCII alone.
            content.from = LabelContent.Party(name: "Ann Smith", address: nil)
            content.to = LabelContent.Party(name: "Example Returns", address: nil)
            content.routing = "R3"
            content.summary = "2 lamps"
            for density in DotDensity.allCases {
                let pdf = try write(renderer.pdf(content, density: density), folder, "label.pdf")
                let picture = folder.appending(path: "pdf").path
                _ = try Tool.run(
                    "pdftoppm", ["-r", "\(density.dotsPerInch)", "-png", "-singlefile", pdf, picture])
                let zpl = try write(
                    Array(renderer.zpl(content, density: density).utf8), folder, "label.zpl")
                let script = Fixtures.root.appending(path: "Tests/LabelsTests/read_codes.py").path
                for source in [picture + ".png", zpl] {
                    let read = try Tool.run(python, [script, source, "\(density.dotsPerInch)"]).text
                    #expect(read.contains("]C1\t(00)\(content.code.text)\n"), "\(source): \(read)")
                    #expect(read.contains("]Q1\t\(content.trackingURL ?? "")\n"), "\(source): \(read)")
                }
            }
        }
    }

    @Test("every bar is whole dots wide and the quiet zones are white", arguments: DotDensity.allCases)
    func bars(density: DotDensity) throws {
        let content = Fixtures.label()
        let document = try renderer.label(content, density: density)
        let bitmap = try renderer.bitmap(document)
        let placed = try #require(document.pages.first?.symbols.last)
        let (box, module) = (placed.box, placed.moduleDots)
        for y in [box.y, box.y + box.height / 2, box.y + box.height - 1] {
            let row = (0..<bitmap.width).map { bitmap.isBlack(x: $0, y: y) }
            #expect(!row[(box.x - 10 * module)..<box.x].contains(true))
            #expect(!row[(box.x + box.width)..<(box.x + box.width + 10 * module)].contains(true))
            let edges = (1..<row.count).filter { row[$0] != row[$0 - 1] }
            #expect(edges.first == box.x && edges.last == box.x + box.width)
            #expect(zip(edges, edges.dropFirst()).allSatisfy { ($1 - $0).isMultiple(of: module) })
        }
    }

    @Test("renderers on several threads work side by side and agree")
    func threads() async throws {
        let expected = try renderer.pdf(Fixtures.label(3))
        let found = await withTaskGroup(of: [UInt8]?.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let own = try? LabelRenderer(catalogue: Fixtures.catalogue)
                    return (0..<20).compactMap { _ in try? own?.pdf(Fixtures.label(3)) }.last
                }
            }
            var all: [[UInt8]?] = []
            for await bytes in group { all.append(bytes) }
            return all
        }
        #expect(found.count == 4 && found.allSatisfy { $0 == expected })
    }
}

/// The Python readers that `make setup` installs into `.build/venv`.
enum Reader {
    static func python() throws -> String {
        let python = Fixtures.root.appending(path: ".build/venv/bin/python").path
        return try #require(
            FileManager.default.isExecutableFile(atPath: python) ? python : nil,
            "there is no .build/venv: run `make setup`")
    }
}
