import CPangoCairo

/// Draws a sheet as dots: the picture that a thermal printer would print. Boxes are filled in the bitmap itself, so
/// bars are exact; only text is drawn by Cairo.
struct DotSheet {
    let typesetter: Typesetter
    let logos: LogoShelf

    func draw(_ sheet: Sheet, subject: String) throws(LabelError) -> Bitmap {
        var bitmap = Bitmap(width: sheet.width, height: sheet.height)
        var texts: [Sheet.TextBlock] = []
        for element in sheet.elements {
            switch element {
            case .text(let block): texts.append(block)
            case .symbol(let symbol): for box in symbol.boxes { bitmap.fill(box) }
            case .rule(_, .tint): break
            case .rule(let box, _): bitmap.fill(box)
            case .frame(let box, let thickness): for side in box.sides(thickness) { bitmap.fill(side) }
            case .logo(let logo, let box): bitmap.add(try logos.dots(logo, box, subject), x: box.x, y: box.y)
            case .dashes(let box, let kind): for dash in DashLine.boxes(box, kind) { bitmap.fill(dash) }
            }
        }
        try add(texts, to: &bitmap, subject)
        return bitmap
    }

    private func add(_ texts: [Sheet.TextBlock], to bitmap: inout Bitmap, _ subject: String) throws(LabelError) {
        let canvas = DotCanvas(width: bitmap.width, height: bitmap.height)
        var rows: [Range<Int>] = []
        for block in texts {
            let lines = typesetter.set(block)
            for line in lines { draw(line, on: canvas.cairo, x: Double(line.x), baseline: Double(line.baseline)) }
            rows.append(max(0, block.box.y)..<max(0, block.box.y, min(bitmap.height, block.box.maxY)))
        }
        try canvas.add(rows: RowRanges.merged(rows), to: &bitmap, subject: subject)
    }

    /// One line of text alone, with the place of its top left corner on the sheet.
    func draw(_ line: Typesetter.SetLine) throws(LabelError) -> (bitmap: Bitmap, x: Int, y: Int) {
        let shaped = typesetter.line(
            line.text, weight: line.weight, size: line.size, direction: line.direction,
            language: line.scriptLanguage)
        let indent = max(0, Int(Typesetter.indent(shaped, line.edge, width: Double(line.width))))
        let width = min(line.width, max(8, Int(rmad_layout_width(shaped).rounded(.up)) + 2))
        let above = Int((line.size * Typesetter.aboveMax).rounded(.up)) + 1
        let height = above + Int((line.size * Typesetter.belowMax).rounded(.up)) + 1
        let canvas = DotCanvas(width: width, height: height)
        rmad_layout_draw(canvas.cairo, shaped, 0, Double(above))
        var bitmap = Bitmap(width: width, height: height)
        try canvas.add(rows: [0..<height], to: &bitmap, subject: line.text)
        return (bitmap, line.x + indent, max(0, line.baseline - above))
    }

    private func draw(_ line: Typesetter.SetLine, on cairo: OpaquePointer?, x: Double, baseline: Double) {
        let shaped = typesetter.line(
            line.text, weight: line.weight, size: line.size, direction: line.direction,
            language: line.scriptLanguage)
        let indent = Typesetter.indent(shaped, line.edge, width: Double(line.width))
        rmad_layout_draw(cairo, shaped, x + indent, baseline)
    }
}

extension Sheet.Box {
    /// The four sides of an outline, inside the box.
    func sides(_ thickness: Int) -> [Sheet.Box] {
        [
            Sheet.Box(x: x, y: y, width: width, height: thickness),
            Sheet.Box(x: x, y: maxY - thickness, width: width, height: thickness),
            Sheet.Box(x: x, y: y, width: thickness, height: height),
            Sheet.Box(x: maxX - thickness, y: y, width: thickness, height: height),
        ]
    }
}

/// Rows of a picture that hold text.
private enum RowRanges {
    /// In order, each row once.
    static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

/// A grey picture that Cairo draws text in, one dot a pixel.
final class DotCanvas {
    let cairo: OpaquePointer?
    private let surface: OpaquePointer?

    init(width: Int, height: Int) {
        // Rows of whole eights, so that eight dots can be read at once.
        surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32((width + 7) / 8 * 8), Int32(height))
        cairo = cairo_create(surface)
        cairo_set_source_rgba(cairo, 0, 0, 0, 1)
    }

    deinit {
        cairo_destroy(cairo)
        cairo_surface_destroy(surface)
    }

    /// - Throws: Cairo's complaint, such as a lack of memory.
    func add(rows: [Range<Int>], to bitmap: inout Bitmap, subject: String) throws(LabelError) {
        cairo_surface_flush(surface)
        let status = cairo_status(cairo)
        guard status == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
            throw CairoEnd.error(status, subject)
        }
        let stride = Int(cairo_image_surface_get_stride(surface))
        for range in rows { bitmap.add(coverage: data, stride: stride, rows: range) }
    }
}
