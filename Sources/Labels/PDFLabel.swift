import CPangoCairo
import Returns

/// Draws labels into a PDF with Cairo: vectors, embedded subsets of the fonts, one page a label.
///
/// What Cairo spends its time on here is printing numbers and deflating, so a symbol is one path and a
/// bar one rectangle; colours and sizes are set once.
struct PDFLabel {
    /// Bytes that Cairo hands over; at the end the whole file.
    private final class Sink {
        var bytes: [UInt8] = []
        init() { bytes.reserveCapacity(32 * 1024) }
    }

    let typesetter: Typesetter

    /// - Parameters:
    ///   - pages: one layout a page, all of the same size; the first one's title is the document's.
    ///   - symbols: dark modules for each page.
    ///   - language: BCP 47, for screen readers.
    func draw(
        _ pages: [(layout: LabelLayout, symbols: LabelSymbols)], language: String, madeAt: Instant
    ) throws(LabelError) -> [UInt8] {
        guard let first = pages.first?.layout else { return [] }
        let sink = Sink()
        let surface = cairo_pdf_surface_create_for_stream(
            { closure, data, length in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
                sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(sink).toOpaque(), points(first.width, first), points(first.height, first))
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, first.title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "rmad")
        cairo_pdf_surface_set_metadata(
            surface, CAIRO_PDF_METADATA_CREATE_DATE, Instant(milliseconds: madeAt.seconds * 1000).isoSeconds)
        let cairo = cairo_create(surface)
        for page in pages {
            draw(page.layout, page.symbols, on: cairo)
            cairo_show_page(cairo)
        }
        let status = withExtendedLifetime(sink) { () -> cairo_status_t in
            let drawn = cairo_status(cairo)
            cairo_destroy(cairo)
            cairo_surface_finish(surface)
            let finished = cairo_surface_status(surface)
            cairo_surface_destroy(surface)
            return drawn == CAIRO_STATUS_SUCCESS ? finished : drawn
        }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw .drawing(rma: first.title, reason: String(cString: cairo_status_to_string(status)))
        }
        PDFLanguage.append(language, to: &sink.bytes)
        return sink.bytes
    }

    private func points(_ dots: Int, _ layout: LabelLayout) -> Double { layout.density.points(Double(dots)) }

    private func draw(_ layout: LabelLayout, _ symbols: LabelSymbols, on cairo: OpaquePointer?) {
        let unit = layout.density.points(1)
        for rule in layout.rules { path(rule, unit, cairo) }
        addBars(symbols.linear, layout.linear, unit, cairo)
        cairo_fill(cairo)
        if let matrix = layout.matrix {
            stencil(symbols.matrix, matrix, unit, cairo)
        }
        if !layout.frames.isEmpty {
            let thickness = Double(layout.frameThickness) * unit
            cairo_set_line_width(cairo, thickness)
            for frame in layout.frames {
                cairo_rectangle(
                    cairo, Double(frame.x) * unit + thickness / 2, Double(frame.y) * unit + thickness / 2,
                    Double(frame.width) * unit - thickness, Double(frame.height) * unit - thickness)
            }
            cairo_stroke(cairo)
        }
        for line in layout.texts.flatMap(typesetter.set) {
            let shaped = typesetter.line(
                line.text, weight: line.weight, size: line.size * unit, language: line.scriptLanguage)
            let indent = Typesetter.indent(shaped, line.alignment, width: Double(line.width) * unit)
            rmad_layout_draw(cairo, shaped, Double(line.x) * unit + indent, Double(line.baseline) * unit)
        }
    }

    private func path(_ box: LabelLayout.Box, _ unit: Double, _ cairo: OpaquePointer?) {
        cairo_rectangle(
            cairo, Double(box.x) * unit, Double(box.y) * unit, Double(box.width) * unit, Double(box.height) * unit)
    }

    private func addBars(_ symbol: SymbolBoxes, _ linear: LabelLayout.Linear, _ unit: Double, _ cairo: OpaquePointer?) {
        for bar in symbol.boxes {
            path(
                LabelLayout.Box(
                    x: linear.box.x + bar.x * linear.moduleDots, y: linear.box.y,
                    width: bar.width * linear.moduleDots, height: linear.box.height), unit, cairo)
        }
    }

    /// A QR code is a one-bit stencil, one pixel for each of the printer's dots. As a path its two hundred runs
    /// would cost as much as the rest of the page; pixels smaller than a module stay sharp in viewers that
    /// smooth pictures.
    private func stencil(
        _ symbol: SymbolBoxes, _ matrix: LabelLayout.Matrix, _ unit: Double, _ cairo: OpaquePointer?
    ) {
        let side = Int32(matrix.box.width)
        let surface = cairo_image_surface_create(CAIRO_FORMAT_A1, side, side)
        let dots = cairo_create(surface)
        cairo_set_antialias(dots, CAIRO_ANTIALIAS_NONE)
        let module = matrix.moduleDots
        for run in symbol.boxes {
            cairo_rectangle(
                dots, Double(run.x * module), Double(run.y * module), Double(run.width * module), Double(module))
        }
        cairo_fill(dots)
        cairo_destroy(dots)
        let pattern = cairo_pattern_create_for_surface(surface)
        cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST)
        cairo_save(cairo)
        cairo_translate(cairo, Double(matrix.box.x) * unit, Double(matrix.box.y) * unit)
        cairo_scale(cairo, unit, unit)
        cairo_mask(cairo, pattern)
        cairo_restore(cairo)
        cairo_pattern_destroy(pattern)
        cairo_surface_destroy(surface)
    }
}

/// The dark modules of a label's symbols.
struct LabelSymbols: Equatable {
    var linear: SymbolBoxes
    var matrix: SymbolBoxes
}

extension Instant {
    /// `2026-11-21T22:04:05Z`, the form that Cairo reads.
    fileprivate var isoSeconds: String { String(description.prefix(19)) + "Z" }
}
