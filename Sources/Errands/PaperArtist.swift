import JSONText
import Labels
import Ledger
import Printers
import Returns

/// Draws the papers of one return. Each thread has its own, because a renderer keeps fonts open.
package final class PaperArtist {
    private let ledger: Ledger
    private let terms: ErrandTerms
    private let words: Instructions
    // Made when the first label is drawn, and kept: it holds its fonts open.
    private var renderer: LabelRenderer?

    package init(ledger: Ledger, terms: ErrandTerms) {
        self.ledger = ledger
        self.terms = terms
        words = Instructions(catalogue: terms.catalogue)
    }

    func draw(_ paper: OwedPaper) -> Drawing.Outcome {
        do {
            let found = try ledger.read { snapshot in
                (try snapshot.stored(id: paper.rma), try snapshot.promisedDays(of: paper.rma))
            }
            if let unit = paper.unit { return try tag(unit, of: found.0) }
            guard let stored = found.0, stored.mayHavePapers(shipment: paper.shipment) else { return .needless }
            let papers = try papers(of: stored, shipment: paper.shipment, promises: found.1, kinds: terms.papers)
            return .drawn(
                files: papers.files, remarks: papers.remarks,
                edition: PaperContent.edition(of: stored, in: terms.catalogue), rma: stored.case.number)
        } catch {
            return .failed("\(error)")
        }
    }

    private func tag(_ unit: Int, of stored: StoredCase?) throws -> Drawing.Outcome {
        guard let stored, let tag = PaperContent(stored: stored, promises: [], terms: terms).binTag(unit: unit) else {
            return .needless
        }
        let renderer = try openRenderer()
        let bytes = try renderer.pdf(renderer.binTag(tag, density: terms.density))
        let name = terms.papers.tag(of: stored.case.number, unit: unit)
        return .drawn(
            files: [(name, bytes)], remarks: [], edition: PaperContent.edition(of: stored, in: terms.catalogue),
            rma: stored.case.number)
    }

    /// What was drawn, and what of it a reader will miss.
    package struct Papers {
        package var files: [(name: String, bytes: [UInt8])] = []
        package var remarks: [SheetRemark] = []
    }

    /// The label in every format that is asked for, the instructions, and the other papers; for one parcel, or for
    /// a return for which nothing is sent.
    package func papers(
        of stored: StoredCase, shipment number: Int?, promises: [(name: String, due: CalendarDate)],
        kinds papers: PaperPaths
    ) throws -> Papers {
        let content = PaperContent(stored: stored, promises: promises, terms: terms)
        let rma = stored.case.number
        var drawn = Papers()
        let shipment = stored.case.shipments.first { $0.number == number }
        let label = shipment.map(content.label)
        if let label, let number {
            let document = try openRenderer().label(label, stock: terms.stock, density: terms.density)
            drawn.remarks = document.remarks
            for (format, name) in zip(papers.formats, papers.labels(of: rma, shipment: number)) {
                drawn.files.append((name, try draw(document, as: format)))
            }
        }
        let told = content.instructions(shipment: number)
        let page = words.page(told)
        let brand = terms.brand(of: stored)
        let html = Instructions.html(
            page, counterCode: told.counterCode, brandColour: brand.colour, logoDataURI: brand.logoDataURI)
        let names = papers.instructions(of: stored, shipment: number)
        drawn.files.append((names[0], Array(html.utf8)))
        drawn.files.append((names[1], Array(Instructions.text(page).utf8)))
        for (kind, name) in papers.others(of: stored, shipment: number) {
            if let bytes = try draw(kind, content, shipment, label, page) { drawn.files.append((name, bytes)) }
        }
        return drawn
    }

    private func draw(_ label: SheetDocument, as format: String) throws -> [UInt8] {
        let renderer = try openRenderer()
        switch format {
        case "zpl": return Array(try renderer.zpl(label).utf8)
        case "png": return try renderer.png(label)
        case "svg": return try renderer.svg(label)
        default: return try renderer.pdf(label)
        }
    }

    /// - Returns: nil where there is nothing to put on it.
    private func draw(
        _ kind: PaperKind, _ content: PaperContent, _ shipment: Shipment?, _ label: LabelContent?,
        _ page: InstructionsPage
    ) throws -> [UInt8]? {
        let renderer = try openRenderer()
        switch kind {
        case .instructionsPDF:
            return try renderer.instructionsPDF(
                page, brand: terms.brand(of: content.stored).drawn, paper: terms.paper,
                madeAt: content.stored.createdAt)
        case .sheet:
            return try label.map { try renderer.pdf(renderer.labelWithInstructions($0, page, paper: terms.paper)) }
        case .packingSlip:
            return try shipment.map {
                try renderer.pdf(renderer.packingSlip(content.packingSlip(for: $0), stock: terms.paper))
            }
        case .counterCode:
            return try shipment.map { try renderer.pdf(renderer.counterCode(content.counterCode(for: $0))) }
        case .binTags:
            let tags = content.binTags()
            guard !tags.isEmpty else { return nil }
            return try renderer.pdf(renderer.binTags(tags, density: terms.density))
        }
    }

    /// The tag of a parcel on the workbench, in each format of labels that is a page or a printer's language.
    /// - Parameter day: when it came, where it lies.
    package func tag(of item: WorkbenchItem, receivedOn day: CalendarDate) throws -> Papers {
        let renderer = try openRenderer()
        let content = BinTagContent(item, receivedOn: day, language: terms.staffLanguage)
        let sheet = try renderer.binTag(content, density: terms.density)
        var drawn = Papers()
        drawn.files.append(("\(item.number).tag.pdf", try renderer.pdf(sheet)))
        if terms.papers.formats.contains("zpl") {
            drawn.files.append(("\(item.number).tag.zpl", Array(try renderer.zpl(sheet).utf8)))
        }
        return drawn
    }

    private func openRenderer() throws -> LabelRenderer {
        let renderer = try self.renderer ?? LabelRenderer(catalogue: terms.catalogue, family: terms.font)
        self.renderer = renderer
        return renderer
    }

    /// A tag in a printer's own language, on the labels that are in it.
    func draw(_ tag: BinTagContent, for printer: PressPrinter) throws -> [UInt8] {
        let renderer = try openRenderer()
        let sheet = try renderer.binTag(tag, stock: printer.stock, density: printer.density)
        switch printer.language {
        case .zpl: return Array(try renderer.zpl(sheet).utf8)
        case .pdf: return try renderer.pdf(sheet)
        }
    }

    /// A label in a printer's own language and density.
    func draw(_ label: LabelContent, for printer: PressPrinter) throws -> [UInt8] {
        let renderer = try openRenderer()
        switch printer.language {
        case .zpl: return Array(try renderer.zpl(label, stock: printer.stock, density: printer.density).utf8)
        case .pdf: return try renderer.pdf(label, stock: printer.stock, density: printer.density)
        }
    }
}
