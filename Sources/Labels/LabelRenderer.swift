import Messages
import Returns

/// Makes labels and sheets: content in, bytes out. Nothing is written anywhere.
///
/// A renderer belongs to one thread; several threads have one each. It keeps the fonts that it has opened, so
/// the first label costs seventy milliseconds and every further PDF between two and three.
package final class LabelRenderer {
    /// Pango's name of the type family; other scripts fall back to what is installed.
    package static let familyStandard = "Noto Sans"

    private let catalogue: Catalogue
    let typesetter: Typesetter
    private let encoder: SymbolEncoder
    private let logos = LogoShelf()

    package init(catalogue: Catalogue, family: String = LabelRenderer.familyStandard) throws(LabelError) {
        self.catalogue = catalogue
        typesetter = try Typesetter(family: family)
        encoder = try SymbolEncoder()
    }

    // MARK: Layouts

    /// The label of one parcel. On paper it stands in the corner, to be cut out.
    package func label(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> SheetDocument {
        try labels([content], stock: stock, density: density)
    }

    /// The labels of a return's parcels as pages of one document.
    package func labels(
        _ pieces: [LabelContent], stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> SheetDocument {
        var pages: [Sheet] = []
        for content in pieces {
            switch stock {
            case .fourBySix, .a6:
                var sheet = SheetComposer(
                    stock.size, density: density, subject: content.rma.text, language: content.language.rawValue,
                    encoder: encoder)
                try CarrierLabel(content, words: catalogue, typesetter: typesetter, size: stock.size).put(on: &sheet)
                pages.append(sheet.sheet())
            case .a4, .letter:
                pages += try paper(content, Self.blank(content), stock, density)
            case .tag:
                throw .stockUnfit(rma: content.rma.text, sheet: "carrier's label", stock: stock.rawValue)
            }
        }
        let first = pieces.first
        let parties = [first?.from.name ?? "", first?.to.name ?? ""]
        return document(
            first?.brand, first?.rma.text, first?.language, first?.madeAt, pages,
            summary: [first.map { say("number", $0.language) + " " + $0.rma.text } ?? ""] + parties)
    }

    /// Goods to put into the parcel, as many pages as they need.
    package func packingSlip(
        _ content: PackingSlipContent, stock: LabelStock = .a4, density: DotDensity = .dpi300
    ) throws(LabelError) -> SheetDocument {
        let pages = try PackingSlip(content: content, words: catalogue, stock: stock)
            .sheets(density: density, encoder: encoder)
        return document(
            content.brand, content.rma.text, content.language, content.madeAt, pages,
            summary: [say("slip", content.language), content.rma.text])
    }

    /// A tag for a received unit.
    package func binTag(
        _ content: BinTagContent, stock: LabelStock = .tag, density: DotDensity = .dpi203
    ) throws(LabelError) -> SheetDocument {
        let page = try BinTag(content: content, words: catalogue, stock: stock)
            .sheet(density: density, encoder: encoder)
        return document(
            nil, content.subject, content.language, content.madeAt, [page], summary: [content.code, content.sku])
    }

    /// Tags for several units as pages of one document; at least one.
    package func binTags(
        _ contents: [BinTagContent], stock: LabelStock = .tag, density: DotDensity = .dpi203
    ) throws(LabelError) -> SheetDocument {
        var document: SheetDocument?
        for content in contents {
            let one = try binTag(content, stock: stock, density: density)
            if document == nil { document = one } else { document?.pages += one.pages }
        }
        guard let document else { throw .drawing(rma: "", reason: "there is no unit to tag") }
        return document
    }

    /// The code for a drop-off without paper.
    package func counterCode(
        _ content: CounterCodeContent, stock: LabelStock = .a6, density: DotDensity = .dpi300
    ) throws(LabelError) -> SheetDocument {
        let page = try CounterSheet(content: content, words: catalogue, stock: stock)
            .sheet(density: density, encoder: encoder)
        return document(
            content.brand, content.rma.text, content.language, content.madeAt, [page],
            summary: [say("counter", content.language), content.readable])
    }

    /// The instructions alone, on paper.
    package func instructions(
        _ page: InstructionsPage, brand: Brand? = nil, paper: LabelStock = .a4, madeAt: Instant
    ) throws(LabelError) -> SheetDocument {
        let pages = try sheets(page, brand, paper)
            .sheets(label: nil, density: .dpi300, encoder: encoder, subject: page.title)
        return SheetDocument(
            title: PrintableText(page.title).text, summary: PrintableText(page.footer).text,
            language: page.language.rawValue, brandColour: brand?.colour, madeAt: madeAt, pages: pages)
    }

    /// One sheet to print: the label to cut out, the instructions beside and below it, further pages where needed.
    package func labelWithInstructions(
        _ content: LabelContent, _ page: InstructionsPage, paper: LabelStock = .a4,
        density: DotDensity = .dpi300
    ) throws(LabelError) -> SheetDocument {
        document(
            content.brand, content.rma.text, content.language, content.madeAt,
            try self.paper(content, page, paper, density), summary: [page.title])
    }

    private func paper(
        _ content: LabelContent, _ page: InstructionsPage, _ stock: LabelStock, _ density: DotDensity
    ) throws(LabelError) -> [Sheet] {
        let label = CarrierLabel(
            content, words: catalogue, typesetter: typesetter, size: LabelStock.a6.size)
        return try sheets(page, content.brand, stock)
            .sheets(label: label, density: density, encoder: encoder, subject: content.rma.text)
    }

    private func sheets(_ page: InstructionsPage, _ brand: Brand?, _ stock: LabelStock) -> InstructionsSheets {
        InstructionsSheets(
            page: page, typesetter: typesetter, stock: stock, brand: brand, cutWords: say("cut", page.language),
            foldWords: say("fold", page.language))
    }

    /// A label on paper without instructions: the rest of the sheet is white.
    private static func blank(_ content: LabelContent) -> InstructionsPage {
        InstructionsPage(
            title: "", brand: "", language: content.language,
            isRightToLeft: SheetComposer.runsFromRight(content.language.rawValue), blocks: [], footer: "")
    }

    private func say(_ key: String, _ language: Language) -> String { catalogue.say("label." + key, in: language) }

    private func document(
        _ brand: Brand?, _ subject: String?, _ language: Language?, _ madeAt: Instant?, _ pages: [Sheet],
        summary: [String]
    ) -> SheetDocument {
        let words = { (texts: [String], separator: String) in
            texts.map { PrintableText($0).text }.filter { !$0.isEmpty }.joined(separator: separator)
        }
        return SheetDocument(
            title: words([brand?.name ?? "", subject ?? ""], " – "), summary: words(summary, ", "),
            language: (language ?? .english).rawValue, brandColour: brand?.colour,
            madeAt: madeAt ?? Instant(milliseconds: 0), pages: pages)
    }

    // MARK: Formats

    /// One file of all pages: vectors, fonts embedded, tagged. The same document always gives the same bytes.
    package func pdf(_ document: SheetDocument) throws(LabelError) -> [UInt8] {
        try PDFSheets(typesetter: typesetter, logos: logos).write(document)
    }

    /// The dots of one page.
    package func bitmap(_ document: SheetDocument, page: Int = 0) throws(LabelError) -> Bitmap {
        try DotSheet(typesetter: typesetter, logos: logos).draw(sheet(document, page), subject: document.title)
    }

    /// The dots of one page as a picture of one bit.
    package func png(_ document: SheetDocument, page: Int = 0) throws(LabelError) -> [UInt8] {
        let sheet = try sheet(document, page)
        return try PNGPicture.bytes(
            of: bitmap(document, page: page), density: sheet.density, subject: document.title)
    }

    /// One page as vectors, text as outlines.
    package func svg(_ document: SheetDocument, page: Int = 0) throws(LabelError) -> [UInt8] {
        try SVGSheet(typesetter: typesetter, logos: logos).write(sheet(document, page), of: document)
    }

    /// All pages in Zebra's language, ASCII.
    /// - Parameter copies: of each page.
    package func zpl(_ document: SheetDocument, copies: Int = 1) throws(LabelError) -> String {
        let writer = ZPLSheet(typesetter: typesetter, logos: logos)
        var zpl = ""
        for page in document.pages { zpl += try writer.write(page, copies: copies, subject: document.title) }
        return zpl
    }

    private func sheet(_ document: SheetDocument, _ page: Int) throws(LabelError) -> Sheet {
        guard document.pages.indices.contains(page) else {
            throw .drawing(rma: document.title, reason: "it has \(document.pages.count) pages, not \(page + 1)")
        }
        return document.pages[page]
    }
}
