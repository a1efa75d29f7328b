import Messages
import Returns

/// Makes labels: content in, bytes out. Nothing is written anywhere.
///
/// A renderer belongs to one thread; several threads have one each. It keeps the fonts that it has opened, so
/// the first label costs tens of milliseconds and every further one about two.
package final class LabelRenderer {
    /// Pango's name of the type family; other scripts fall back to what is installed.
    package static let familyStandard = "Noto Sans"

    private let catalogue: Catalogue
    private let typesetter: Typesetter
    private let encoder: SymbolEncoder

    package init(catalogue: Catalogue, family: String = LabelRenderer.familyStandard) throws(LabelError) {
        self.catalogue = catalogue
        typesetter = try Typesetter(family: family)
        encoder = try SymbolEncoder()
    }

    /// One 4 × 6 inch page, fonts embedded. The same content always gives the same bytes.
    package func pdf(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> [UInt8] {
        try pdf(pieces: [content], stock: stock, density: density)
    }

    /// The labels of a return's parcels as pages of one document, which shares its fonts.
    package func pdf(
        pieces: [LabelContent], stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> [UInt8] {
        guard let first = pieces.first else { return [] }
        var pages: [(layout: LabelLayout, symbols: LabelSymbols)] = []
        for content in pieces {
            let layout = try layout(content, stock, density)
            pages.append((layout, try symbols(layout, content.rma)))
        }
        return try PDFLabel(typesetter: typesetter)
            .draw(pages, language: first.language.rawValue, madeAt: first.madeAt)
    }

    /// The label in Zebra's language, ASCII.
    package func zpl(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> String {
        try ZPLLabel(typesetter: typesetter).write(layout(content, stock, density))
    }

    /// The label's dots.
    package func bitmap(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> Bitmap {
        let layout = try layout(content, stock, density)
        return try BitmapLabel(typesetter: typesetter).draw(layout, symbols(layout, content.rma))
    }

    /// The label's dots as a picture.
    package func png(
        _ content: LabelContent, stock: LabelStock = .fourBySix, density: DotDensity = .dpi203
    ) throws(LabelError) -> [UInt8] {
        try PNGPicture.bytes(of: bitmap(content, stock: stock, density: density), subject: content.rma.text)
    }

    private func layout(
        _ content: LabelContent, _ stock: LabelStock, _ density: DotDensity
    ) throws(LabelError) -> LabelLayout {
        try LabelLayout.layout(content, catalogue: catalogue, stock: stock, density: density)
    }

    private func symbols(_ layout: LabelLayout, _ rma: RMANumber) throws(LabelError) -> LabelSymbols {
        var symbols = LabelSymbols(linear: try encoder.linear(layout.linear.code, rma: rma), matrix: SymbolBoxes())
        if let matrix = layout.matrix, let size = QRSize(bytes: matrix.text.utf8.count) {
            symbols.matrix = try encoder.matrix(matrix.text, size: size, rma: rma)
        }
        return symbols
    }
}
