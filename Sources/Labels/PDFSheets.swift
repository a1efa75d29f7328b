import CPangoCairo
import Returns

/// Writes sheets as a PDF with Cairo: vectors, embedded subsets of the fonts, a tagged structure, one page a sheet.
struct PDFSheets {
    let typesetter: Typesetter
    let logos: LogoShelf

    func write(_ document: SheetDocument) throws(LabelError) -> [UInt8] {
        guard let first = document.pages.first else { return [] }
        let sink = ByteSink()
        let size = points(first)
        let surface = cairo_pdf_surface_create_for_stream(
            ByteSink.write, Unmanaged.passUnretained(sink).toOpaque(), size.width, size.height)
        describe(document, surface)
        let cairo = cairo_create(surface)
        let painter = SheetPainter(
            typesetter: typesetter, logos: logos, matrices: .stencil, structure: .tagged,
            brandColour: document.brandColour)
        for (index, page) in document.pages.enumerated() {
            let size = points(page)
            cairo_pdf_surface_set_size(surface, size.width, size.height)
            // Setting the size forgets what was drawn before, tags included.
            if index == 0 { cairo_tag_begin(cairo, "Document", nil) }
            painter.draw(page, on: cairo, unit: page.density.points(1))
            cairo_show_page(cairo)
        }
        cairo_tag_end(cairo, "Document")
        let status = withExtendedLifetime(sink) { CairoEnd.finish(cairo, surface) }
        guard status == CAIRO_STATUS_SUCCESS else { throw CairoEnd.error(status, document.title) }
        PDFLanguage.append(document.language, to: &sink.bytes)
        return sink.bytes
    }

    private func describe(_ document: SheetDocument, _ surface: OpaquePointer?) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document.title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, document.summary)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "rmad")
        let madeAt = Instant(milliseconds: document.madeAt.seconds * 1000).isoSeconds
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, madeAt)
    }

    private func points(_ sheet: Sheet) -> (width: Double, height: Double) {
        (sheet.density.points(Double(sheet.width)), sheet.density.points(Double(sheet.height)))
    }
}

/// Bytes that Cairo hands over; at the end the whole file.
final class ByteSink {
    var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(32 * 1024) }

    static let write: cairo_write_func_t = { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
    }
}

/// The end of a drawing, with whatever went wrong in it.
enum CairoEnd {
    static func finish(_ cairo: OpaquePointer?, _ surface: OpaquePointer?) -> cairo_status_t {
        let drawn = cairo_status(cairo)
        cairo_destroy(cairo)
        cairo_surface_finish(surface)
        let finished = cairo_surface_status(surface)
        cairo_surface_destroy(surface)
        return drawn == CAIRO_STATUS_SUCCESS ? finished : drawn
    }

    static func error(_ status: cairo_status_t, _ subject: String) -> LabelError {
        .drawing(rma: subject, reason: String(cString: cairo_status_to_string(status)))
    }
}

extension Instant {
    /// `2026-11-21T22:04:05Z`, the form that Cairo reads.
    fileprivate var isoSeconds: String { String(description.prefix(19)) + "Z" }
}
