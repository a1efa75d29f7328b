import Labels
import Ledger
import Returns

/// Draws a label that nobody gets, to find out whether the configured one can be drawn at all.
package struct PaperSample {
    private let code: ParcelCode
    private let pattern: RMANumberPattern
    private let terms: ErrandTerms

    /// The brand whose tracking link is drawn; nil for the default one.
    private let brand: BrandName?

    package init(code: ParcelCode, pattern: RMANumberPattern, brand: BrandName? = nil, terms: ErrandTerms) {
        self.code = code
        self.pattern = pattern
        self.terms = terms
        self.brand = brand
    }

    package func draw() throws {
        let renderer = try LabelRenderer(catalogue: terms.catalogue, family: terms.font)
        let place = terms.warehouses.values.first
        let label = LabelContent(
            rma: pattern.number(ordinal: 0) ?? RMANumber(trusted: pattern.text),
            brand: (brand.flatMap { terms.brands[$0] } ?? terms.defaultBrand).drawn,
            from: LabelContent.Party(name: "", address: nil),
            to: LabelContent.Party(name: place?.title ?? "", address: place?.address), code: code,
            // As long as real links are: a token has 22 characters.
            trackingURL: terms.voice.link.url(token: String(repeating: "A", count: 22), brand: brand),
            service: terms.service,
            language: .english, madeAt: terms.now())
        if terms.papers.formats.contains("zpl") {
            _ = try renderer.zpl(label, stock: terms.stock, density: terms.density)
        }
        _ = try renderer.pdf(label, stock: terms.stock, density: terms.density)
    }
}
