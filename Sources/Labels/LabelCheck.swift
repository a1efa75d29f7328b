import Messages
import Returns

/// Whether what a site has configured can become labels: asked once at `rmad check`, before any return depends on it.
package enum LabelCheck {
    /// A parcel code of a configured range.
    package enum CodeKind: Sendable, Equatable {
        case sscc(extensionDigit: Int, companyPrefix: String)
        case s10(service: String, country: String)
        /// A carrier's number: printable ASCII of so many characters.
        case carrier(characters: Int)
    }

    /// Everything that would fail later, in the order of the arguments; empty where all labels can be made.
    ///
    /// A pure function: the codes are the widest that the range has, the links as long as they get.
    /// - Parameters:
    ///   - link: a tracking link of the site, with a token of full length; nil where labels have none.
    ///   - rma: a return number of the site's pattern, for packing slips and bin tags.
    package static func problems(
        stock: LabelStock, density: DotDensity, code: CodeKind, link: String?, rma: RMANumber
    ) -> [LabelError] {
        var problems: [LabelError] = []
        func attempt(_ body: () throws(LabelError) -> Void) {
            do throws(LabelError) {
                try body()
            } catch {
                if !problems.contains(error) { problems.append(error) }
            }
        }
        attempt { () throws(LabelError) in
            let encoder = try SymbolEncoder()
            let words = Catalogue([:])
            let typesetter = try Typesetter(family: LabelRenderer.familyStandard)
            let example = content(code, link, rma)
            switch stock {
            case .fourBySix, .a6, .a4, .letter:
                let size = stock.isPaper ? LabelStock.a6.size : stock.size
                attempt { () throws(LabelError) in
                    var sheet = composer(size, density, rma, encoder)
                    try CarrierLabel(example, words: words, typesetter: typesetter, size: size).put(on: &sheet)
                    try carrierNumber(code, on: &sheet)
                }
                attempt { () throws(LabelError) in
                    let slip = PackingSlipContent(
                        rma: rma, brand: Brand(name: "-"),
                        lines: [.init(number: PackingSlipContent.linesMax, title: "-", sku: "-", quantity: 1)],
                        madeAt: Instant(milliseconds: 0))
                    _ = try PackingSlip(content: slip, words: words, stock: stock)
                        .sheets(density: density, encoder: encoder)
                }
            case .tag: break
            }
            guard !stock.isPaper else { return }
            attempt { () throws(LabelError) in
                let tag = BinTagContent(
                    rma: rma, line: PackingSlipContent.linesMax, sku: "-", madeAt: Instant(milliseconds: 0))
                _ = try BinTag(content: tag, words: words, stock: stock).sheet(density: density, encoder: encoder)
            }
        }
        return problems
    }

    private static func composer(
        _ size: (width: Double, height: Double), _ density: DotDensity, _ rma: RMANumber, _ encoder: SymbolEncoder
    ) -> SheetComposer {
        SheetComposer(size, density: density, subject: rma.text, language: "en", encoder: encoder)
    }

    private static func content(_ code: CodeKind, _ link: String?, _ rma: RMANumber) -> LabelContent {
        let parcel: ParcelCode
        switch code {
        case .sscc(let digit, let prefix):
            parcel = .sscc(extensionDigit: digit, companyPrefix: prefix, serial: 1) ?? .sscc(prefix)
        case .s10(let service, let country):
            parcel = .s10(service: service, serial: 12_345_678, country: country) ?? .s10(service + country)
        case .carrier: parcel = .sscc(extensionDigit: 0, companyPrefix: "0000000", serial: 1) ?? .sscc("")
        }
        return LabelContent(
            rma: rma, brand: Brand(name: "-"), from: .init(name: "-", address: nil),
            to: .init(name: "-", address: nil), code: parcel, trackingURL: link, madeAt: Instant(milliseconds: 0))
    }

    /// Letters take a symbol character each, so they are the widest.
    private static func carrierNumber(_ code: CodeKind, on sheet: inout SheetComposer) throws(LabelError) {
        guard case .carrier(let characters) = code else { return }
        let room = Sheet.Box(
            x: 0, y: 0, width: sheet.dots(sheet.width),
            height: sheet.density.dotsAtLeast(SymbolGrade.carrier.height))
        let widest = String(repeating: "W", count: max(0, characters))
        try sheet.bars(.code128(widest), grade: .carrier, in: room)
    }
}
