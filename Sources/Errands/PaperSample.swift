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

    /// - Returns: what of the warehouses' names and addresses the labels would not show.
    @discardableResult
    package func draw(with renderer: LabelRenderer) throws -> [String] {
        var remarks: [String] = []
        for (name, place) in terms.warehouses.sorted(by: { $0.key < $1.key }) {
            let document = try renderer.label(label(to: place), stock: terms.stock, density: terms.density)
            if terms.papers.formats.contains("zpl") { _ = try renderer.zpl(document) }
            _ = try renderer.pdf(document)
            remarks += document.remarks.map { "warehouses \(name): on a label, \($0)" }
        }
        return remarks
    }

    private func label(to place: ErrandTerms.Place) -> LabelContent {
        LabelContent(
            rma: pattern.number(ordinal: 0) ?? RMANumber(trusted: pattern.text),
            brand: (brand.flatMap { terms.brands[$0] } ?? terms.defaultBrand).drawn,
            from: LabelContent.Party(name: "", address: nil),
            to: LabelContent.Party(name: place.title, address: place.address), code: code,
            // As long as real links are: a token has 22 characters.
            trackingURL: terms.voice.link.url(token: String(repeating: "A", count: 22), brand: brand),
            service: terms.service,
            language: .english, madeAt: terms.now())
    }
}
