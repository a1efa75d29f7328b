import JSONText
import Labels
import Ledger
import Returns

/// Draws the papers of one return. Each thread has its own, because a renderer keeps fonts open.
package final class PaperArtist {
    private let ledger: Ledger
    private let terms: ErrandTerms
    // Made once and kept: it holds its fonts open.
    private var renderer: LabelRenderer?
    private let words: Instructions

    package init(ledger: Ledger, terms: ErrandTerms) {
        self.ledger = ledger
        self.terms = terms
        words = Instructions(catalogue: terms.catalogue)
    }

    func draw(_ paper: OwedPaper) -> Drawing.Outcome {
        do {
            let found = try ledger.read { snapshot in
                (try snapshot.stored(id: paper.rma), try snapshot.promises(of: paper.rma))
            }
            guard let stored = found.0, stored.mayHavePapers(shipment: paper.shipment) else { return .needless }
            let files = try files(of: stored, shipment: paper.shipment, promises: found.1)
            return .drawn(
                files: files, edition: PaperContent.edition(of: stored, in: terms.catalogue), rma: stored.case.number)
        } catch {
            return .failed("\(error)")
        }
    }

    /// The label in every format that is made here, and the instructions; for one parcel, or for none.
    package func files(
        of stored: StoredCase, shipment number: Int?, promises: [(name: String, due: CalendarDate)]
    ) throws -> [(name: String, bytes: [UInt8])] {
        let content = PaperContent(stored: stored, promises: promises, terms: terms)
        var files: [(name: String, bytes: [UInt8])] = []
        if let number, let shipment = stored.case.shipments.first(where: { $0.number == number }) {
            let label = content.label(for: shipment)
            for (format, name) in zip(
                terms.papers.formats, terms.papers.labels(of: stored.case.number, shipment: number))
            {
                files.append((name, try draw(label, as: format)))
            }
        }
        let told = content.instructions(shipment: number)
        let page = words.page(told)
        let names = terms.papers.instructions(of: stored, shipment: number)
        files.append(
            (
                names[0],
                Array(
                    Instructions.html(
                        page, counterCode: told.counterCode, brandColour: terms.brand(of: stored).colour
                    ).utf8)
            ))
        files.append((names[1], Array(Instructions.text(page).utf8)))
        return files
    }

    private func draw(_ label: LabelContent, as format: String) throws -> [UInt8] {
        let renderer = try self.renderer ?? LabelRenderer(catalogue: terms.catalogue, family: terms.font)
        self.renderer = renderer
        let density = DotDensity(rawValue: terms.dotsPerInch) ?? .dpi203
        switch format {
        case "zpl": return Array(try renderer.zpl(label, stock: .fourBySix, density: density).utf8)
        case "png": return try renderer.png(label, stock: .fourBySix, density: density)
        default: return try renderer.pdf(label, stock: .fourBySix, density: density)
        }
    }
}
