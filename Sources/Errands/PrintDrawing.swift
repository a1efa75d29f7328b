import Glibc
import Labels
import Ledger
import Messages
import Printers
import Returns

/// The bytes of a print job, drawn for its printer.
struct PrintDrawing {
    enum Outcome {
        case bytes([UInt8])
        /// Nothing to print any more.
        case needless(String)
        case failed(String)
    }

    let ledger: Ledger
    let terms: ErrandTerms
    /// The folder in which the daemon puts labels.
    let labels: String
    let artist: PaperArtist

    func draw(_ job: PrintJob, for printer: PressPrinter) -> Outcome {
        do {
            switch job.paper {
            case .test where printer.stock == .tag:
                return .bytes(try artist.draw(testTag(for: printer), for: printer))
            case .test: return .bytes(try artist.draw(testLabel(for: printer), for: printer))
            case .label: return try label(job, for: printer)
            case .binTag: return try tag(job, for: printer)
            }
        } catch { return .failed("\(error)") }
    }

    private func tag(_ job: PrintJob, for printer: PressPrinter) throws -> Outcome {
        guard let rma = job.rma?.id, let stored = try ledger.read({ try $0.stored(id: rma) }),
            let tag = PaperContent(stored: stored, promises: [], terms: terms).binTag(unit: job.unit ?? 0)
        else { return .failed("its unit is not in the ledger") }
        return .bytes(try artist.draw(tag, for: printer))
    }

    private func label(_ job: PrintJob, for printer: PressPrinter) throws -> Outcome {
        guard let rma = job.rma?.id, let stored = try ledger.read({ try $0.stored(id: rma) }),
            let shipment = stored.case.shipments.first(where: { $0.number == job.shipment })
        else { return .failed("its parcel is not in the ledger") }
        guard stored.case.state == .approved else {
            return .needless("\(stored.case.number) is \(stored.case.state.rawValue)")
        }
        if job.copy == 1, let bytes = madeLabel(of: stored, shipment: shipment.number, for: printer) {
            return .bytes(bytes)
        }
        let content = PaperContent(stored: stored, promises: [], terms: terms)
        var label = content.label(for: shipment)
        if job.copy > 1 {
            label.copyMark = terms.catalogue.say(
                Phrase("label.copy", ["number": .count(job.copy)]), in: label.language)
        }
        return .bytes(try artist.draw(label, for: printer))
    }

    /// The label as the customer has it; nil where it is not there, or was drawn for another kind of printer.
    private func madeLabel(of stored: StoredCase, shipment: Int, for printer: PressPrinter) -> [UInt8]? {
        guard printer.density == terms.density, printer.stock == terms.stock,
            let place = terms.papers.formats.firstIndex(of: printer.language.rawValue)
        else { return nil }
        let name = terms.papers.labels(of: stored.case.number, shipment: shipment)[place]
        return LabelFile.bytes("\(labels)/\(name)", language: printer.language)
    }

    private func testTag(for printer: PressPrinter) -> BinTagContent {
        BinTagContent(
            rma: RMANumber(trusted: "TEST"), line: 1, unit: 1, sku: printer.name.text, title: printer.entry.address,
            grade: .a, disposition: "TEST", destination: "\(printer.density.dotsPerInch) dpi",
            language: terms.staffLanguage, madeAt: terms.now())
    }

    /// Everything that a real label has, with GS1's example number, which no parcel bears.
    private func testLabel(for printer: PressPrinter) -> LabelContent {
        let place = LabelContent.Party(name: printer.name.text, address: terms.warehouses.values.first?.address)
        return LabelContent(
            rma: RMANumber(trusted: "TEST"), brand: terms.defaultBrand.drawn, from: place, to: place,
            code: ParcelCode.sscc(extensionDigit: 0, companyPrefix: "0614141", serial: 0) ?? .sscc(""),
            service: printer.entry.address, summary: "\(printer.language.rawValue) \(printer.density.dotsPerInch) dpi",
            marks: ["TEST"], language: .english, madeAt: terms.now())
    }
}

/// A label that was made before, read back.
private enum LabelFile {
    /// Labels have some ten kilobytes.
    private static let bytesMax = 4 << 20

    /// - Returns: nil where there is no such file, or not one that looks like a label: it is drawn anew then.
    static func bytes(_ path: String, language: PrintDocument.Language) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            (1...bytesMax).contains(Int(status.st_size))
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress?.advanced(by: filled), $0.count - filled, off_t(filled))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            filled += count
        }
        let (head, tail): ([UInt8], [UInt8]) =
            switch language {
            case .zpl: (Array("^XA".utf8), Array("^XZ\n".utf8))
            case .pdf: (Array("%PDF-".utf8), Array("%%EOF\n".utf8))
            }
        return bytes.starts(with: head) && bytes.suffix(tail.count).elementsEqual(tail) ? bytes : nil
    }
}
