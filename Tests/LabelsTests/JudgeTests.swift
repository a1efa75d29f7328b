import Foundation
import Labels
import Messages
import Returns
import Testing

/// Every layout in every format, looked at by software that nobody here wrote.
@Suite("Sheets, judged by other software", .serialized)
struct JudgeTests {
    let renderer: LabelRenderer

    init() throws { renderer = try LabelRenderer(catalogue: Fixtures.catalogue) }

    @Test("labels of every script are read from every format, at both densities")
    func scripts() throws {
        try Judge.run { judge in
            for stock in [LabelStock.fourBySix, .a6] {
                for density in DotDensity.allCases {
                    for (script, content) in SheetFixtures.scripts() {
                        // The finer density differs in nothing that depends on the script.
                        guard density == .dpi203 || ["latin", "arabic", "japanese"].contains(script) else { continue }
                        let document = try renderer.label(content, stock: stock, density: density)
                        let isFirst = script == "latin"
                        try judge.add(document, "\(stock.rawValue)-\(script)", renderer, others: isFirst)
                    }
                }
            }
        }
    }

    @Test("paper, slips, tags and counter codes are read from every format")
    func layouts() throws {
        try Judge.run { judge in
            for density in DotDensity.allCases {
                for (name, document) in try SheetFixtures.documents(renderer, density) {
                    try judge.add(document, name, renderer, others: density == .dpi203)
                }
            }
        }
    }

    @Test("a PDF laid out for one density is read at the other")
    func otherDensity() throws {
        try Judge.run { judge in
            for density in DotDensity.allCases {
                let other: DotDensity = density == .dpi203 ? .dpi300 : .dpi203
                let document = try renderer.label(Fixtures.label(), density: density)
                try judge.add(document, "other", renderer, formats: [.pdf], at: other, others: true)
            }
        }
    }

    @Test("every symbology holds what it is given, whatever that is, in every format")
    func symbologies() throws {
        let seed: UInt64 = 20_261_122
        var random = SplitMix64(state: seed)
        let encoder = try SymbolEncoder()
        try Judge.run { judge in
            for number in 0..<6 {
                let contents = try SymbolTable.contents(&random)
                let sheet = try SymbolTable.sheet(contents, encoder)
                let document = SheetDocument(
                    title: "symbols \(number) of seed \(seed)", summary: "-", language: "en", madeAt: Fixtures.madeAt,
                    pages: [sheet])
                try judge.add(document, "symbols-\(number)", renderer, others: number == 0)
            }
        }
    }

    @Test("a label with a logo in grey and a COPY mark is read as well")
    func branded() throws {
        let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 90 30\">"
        let svg = head + "<rect width=\"90\" height=\"30\" fill=\"#888\"/><circle cx=\"15\" cy=\"15\" r=\"9\"/></svg>"
        var content = Fixtures.label()
        content.brand = Brand(name: "Example Shop", colour: Colour("#0B5FA5"), logo: try Logo(svg: Array(svg.utf8)))
        content.copyMark = "COPY"
        try Judge.run { judge in
            for stock in [LabelStock.fourBySix, .a6] {
                try judge.add(try renderer.label(content, stock: stock), "branded-\(stock.rawValue)", renderer)
            }
        }
    }

    @Test("four marks, a long service and a long address leave every symbol readable")
    func dense() throws {
        try Judge.run { judge in
            for stock in [LabelStock.fourBySix, .a6] {
                for density in DotDensity.allCases {
                    let document = try renderer.label(Fixtures.dense(), stock: stock, density: density)
                    try judge.add(document, "dense-\(stock.rawValue)", renderer)
                }
            }
        }
    }

    @Test("hostile texts leave every symbol readable and no dot outside of its box")
    func hostile() throws {
        try Judge.run { judge in
            for (index, text) in Fixtures.hostile.enumerated() {
                let document = try renderer.label(LabelTable.filled(with: text))
                try judge.add(document, "hostile-\(index)", renderer)
            }
        }
    }
}

/// Files for `judge_sheets.py`, and its answer.
final class Judge {
    enum Format: String, CaseIterable { case pdf, png, svg, zpl }

    private struct Symbol: Encodable {
        var id: String
        var text: String
        /// As zbarimg prints it, which leaves out brackets and separators.
        var raw: String
        var box: [Int]
        var module: Int
        var quiet: Int
        var linear: Bool
        var blur: Bool
        /// Read when blurred and then made smaller, too.
        var both: Bool
    }

    private struct Job: Encodable {
        var name: String
        var file: String
        var dpi: Int
        var density: Int
        var size: [Int]
        var symbols: [Symbol]
        var boxes: [[Int]]
        var slack: Int
        var exact: Bool
        var others: Bool
    }

    private let folder: URL
    private var jobs: [Job] = []

    private init(_ folder: URL) { self.folder = folder }

    /// Collects files, then has all of them looked at in one go.
    static func run(_ collect: (Judge) throws -> Void) throws {
        let python = try Reader.python()
        try Tool.inFolder { folder in
            let judge = Judge(folder)
            try collect(judge)
            let script = Fixtures.root.appending(path: "Tests/LabelsTests/judge_sheets.py").path
            let list = folder.appending(path: "jobs.json")
            try JSONEncoder().encode(judge.jobs).write(to: list)
            let answer = try Tool.run("sh", ["-c", "'\(python)' '\(script)' '\(folder.path)' < '\(list.path)'"])
            #expect(answer.status == 0)
            #expect(answer.text.isEmpty, "\(answer.text)")
            #expect(!judge.jobs.isEmpty)
        }
    }

    /// The first page of a document in each format.
    func add(
        _ document: SheetDocument, _ name: String, _ renderer: LabelRenderer, formats: [Format] = Format.allCases,
        at printer: DotDensity? = nil, others: Bool = false
    ) throws {
        let sheet = try #require(document.pages.first)
        let dpi = (printer ?? sheet.density).dotsPerInch
        let isSame = printer == nil
        for format in formats {
            let unique = "\(name)-\(sheet.density.dotsPerInch)-\(dpi)-\(format.rawValue)"
            let file = folder.appending(path: "\(unique).\(format.rawValue)")
            switch format {
            case .pdf: try Data(renderer.pdf(document)).write(to: file)
            case .png: try Data(renderer.png(document)).write(to: file)
            case .svg: try Data(renderer.svg(document)).write(to: file)
            case .zpl: try Data(renderer.zpl(document).utf8).write(to: file)
            }
            let scale = Double(dpi) / Double(sheet.density.dotsPerInch)
            jobs.append(
                Job(
                    name: unique, file: file.path, dpi: dpi, density: sheet.density.dotsPerInch,
                    size: [sheet.width, sheet.height],
                    symbols: sheet.symbols.map { Self.symbol($0, scale, isOnLabel: sheet.width < 1000) },
                    // The printer's own font is not ours to measure.
                    boxes: format == .zpl ? [] : sheet.elements.map(Self.box), slack: format == .png ? 0 : 1,
                    exact: isSame, others: others))
        }
    }

    private static func symbol(_ placed: Sheet.PlacedSymbol, _ scale: Double, isOnLabel: Bool) -> Symbol {
        let content = placed.symbol.content
        let (id, text) =
            switch content {
            case .code128(let text): ("]C0", text)
            case .gs1Code128(let elements): ("]C1", elements.elements.map { "(\($0.identifier))\($0.value)" }.joined())
            case .qr(let text): ("]Q1", text)
            case .dataMatrix(let text): ("]d1", text)
            case .gs1DataMatrix(let elements):
                ("]d2", elements.elements.map { "(\($0.identifier))\($0.value)" }.joined())
            }
        // A blur of two dots is as wide as a module of four: in finer bars, and in squares of four, it leaves nothing.
        let drawn = Double(placed.moduleDots) * scale
        let blur = drawn >= (content.isLinear ? 4 : 5)
        return Symbol(
            id: id, text: text, raw: content.payload.filter { $0 != "\u{1D}" },
            box: [placed.box.x, placed.box.y, placed.box.width, placed.box.height], module: placed.moduleDots,
            quiet: content.quietModules, linear: content.isLinear, blur: blur,
            // Bars of four dots become three dots of grey: read on a label, on a large sheet of 203 dpi not always.
            both: blur && (drawn >= 5 || isOnLabel))
    }

    private static func box(_ element: Sheet.Element) -> [Int] {
        let box =
            switch element {
            case .text(let block): block.box
            case .symbol(let placed): placed.box
            case .rule(let box, _), .frame(let box, _), .logo(_, let box), .dashes(let box, _): box
            }
        return [box.x, box.y, box.width, box.height]
    }
}
